/** Writing tar archives: ustar, with a PAX header where ustar has no room. The same entries give the same bytes. */
import { bytesOf, concatenate } from "./bytes";
import { BLOCK_BYTES, type TarEntry, type TarType } from "./tar";
import { formatPax } from "./tar-pax";

const FLAGS: Readonly<Record<TarType, string>> = {
  file: "0",
  hardlink: "1",
  symlink: "2",
  char: "3",
  block: "4",
  directory: "5",
  fifo: "6",
};

/** What an entry is made of when it is written; everything but the path has a default. */
export type NewEntry = Partial<TarEntry> & Pick<TarEntry, "path" | "type">;

const NO_DATA = new Uint8Array(0);

/** A whole entry; directories 0755, links 0777, everything else 0644, owner root, time 0. */
export function tarEntry(entry: NewEntry): TarEntry {
  const mode = entry.type === "directory" ? 0o755 : entry.type === "symlink" ? 0o777 : 0o644;
  return {
    mode,
    uid: 0,
    gid: 0,
    mtimeSeconds: 0,
    mtimeNanoseconds: 0,
    linkTarget: "",
    devMajor: 0,
    devMinor: 0,
    data: NO_DATA,
    xattrs: new Map(),
    ...entry,
  };
}

/** The archive of these entries, in this order, with its two blocks of zeros. */
export function writeTar(entries: readonly TarEntry[]): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const entry of entries) writeEntry(parts, entry);
  parts.push(new Uint8Array(2 * BLOCK_BYTES));
  return concatenate(parts);
}

const MAX_OCTAL_11 = 0o77777777777;
const MAX_OCTAL_7 = 0o7777777;

function writeEntry(parts: Uint8Array[], entry: TarEntry): void {
  const name = entry.type === "directory" && !entry.path.endsWith("/") ? `${entry.path}/` : entry.path;
  const pax = new Map<string, string>();
  const [prefix, base] = splitPath(name) ?? ["", name.slice(0, 100)];
  // A file whose name ends in a slash would read as a directory; names here never do. Non-ASCII names go into
  // the PAX header too, as Go and GNU write them, so that no reader guesses their character set.
  if (splitPath(name) === undefined || hasHighByte(name)) pax.set("path", name);
  if (entry.linkTarget.length > 100 || hasHighByte(entry.linkTarget)) pax.set("linkpath", entry.linkTarget);
  if (entry.data.length > MAX_OCTAL_11) pax.set("size", String(entry.data.length));
  if (entry.uid > MAX_OCTAL_7) pax.set("uid", String(entry.uid));
  if (entry.gid > MAX_OCTAL_7) pax.set("gid", String(entry.gid));
  const { mtimeSeconds, mtimeNanoseconds } = entry;
  if (mtimeSeconds < 0 || mtimeSeconds > MAX_OCTAL_11 || mtimeNanoseconds !== 0)
    pax.set("mtime", paxTime(entry));
  for (const [key, value] of entry.xattrs) pax.set(`SCHILY.xattr.${key}`, value);
  if (pax.size > 0) {
    const data = formatPax(pax);
    parts.push(header({ ...EXTENSION, data }, "x", "", "PaxHeaders/entry"), data, padding(data.length));
  }
  parts.push(header(entry, FLAGS[entry.type], prefix, base));
  if (entry.type === "file") parts.push(entry.data, padding(entry.data.length));
}

const EXTENSION = tarEntry({ path: "PaxHeaders/entry", type: "file" });

function paxTime({ mtimeSeconds, mtimeNanoseconds }: TarEntry): string {
  if (mtimeNanoseconds === 0) return String(mtimeSeconds);
  const fraction = (nanoseconds: number) => String(nanoseconds).padStart(9, "0").replace(/0+$/, "");
  if (mtimeSeconds >= 0) return `${mtimeSeconds}.${fraction(mtimeNanoseconds)}`;
  return `-${-(mtimeSeconds + 1)}.${fraction(1e9 - mtimeNanoseconds)}`;
}

const hasHighByte = (text: string): boolean => /[\x80-\xff]/.test(text);

/** ustar's prefix (155 bytes) and name (100 bytes), split at a slash; undefined if it does not fit. */
function splitPath(path: string): readonly [string, string] | undefined {
  if (path.length <= 100) return ["", path];
  const slash = path.slice(0, 156).lastIndexOf("/", path.length - 2);
  if (slash <= 0 || path.length - slash - 1 > 100) return undefined;
  return [path.slice(0, slash), path.slice(slash + 1)];
}

function header(entry: TarEntry, flag: string, prefix: string, name: string): Uint8Array {
  const block = new Uint8Array(BLOCK_BYTES);
  const put = (at: number, text: string) => block.set(bytesOf(text), at);
  const octal = (at: number, length: number, value: number) =>
    put(at, value.toString(8).padStart(length - 1, "0"));
  put(0, name);
  octal(100, 8, entry.mode & 0o7777);
  octal(108, 8, entry.uid > MAX_OCTAL_7 ? 0 : entry.uid);
  octal(116, 8, entry.gid > MAX_OCTAL_7 ? 0 : entry.gid);
  const size = flag === "0" || flag === "x" ? entry.data.length : 0;
  octal(124, 12, size > MAX_OCTAL_11 ? 0 : size);
  octal(136, 12, entry.mtimeSeconds < 0 || entry.mtimeSeconds > MAX_OCTAL_11 ? 0 : entry.mtimeSeconds);
  put(148, "        ");
  put(156, flag);
  put(157, entry.linkTarget.slice(0, 100));
  put(257, "ustar\x0000");
  octal(329, 8, entry.devMajor);
  octal(337, 8, entry.devMinor);
  put(345, prefix);
  const sum = block.reduce((total, byte) => total + byte, 0);
  put(148, `${sum.toString(8).padStart(6, "0")}\0 `);
  return block;
}

const padding = (length: number): Uint8Array =>
  new Uint8Array((BLOCK_BYTES - (length % BLOCK_BYTES)) % BLOCK_BYTES);
