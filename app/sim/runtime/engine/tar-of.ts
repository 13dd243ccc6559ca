/** Files of the simulated file system as entries of a tar archive. */
import type { Call } from "../../kernel/abi/call";
import { S } from "../../kernel/abi/flags";
import type { Stat, Sys } from "../../kernel/abi/sys";
import type { TarEntry, TarType } from "../image/tar";
import { tarEntry } from "../image/tar-write";
import { list, readFile, unless } from "./file-work";

const TYPES = new Map<number, TarType>([
  [S.IFREG, "file"],
  [S.IFDIR, "directory"],
  [S.IFLNK, "symlink"],
  [S.IFCHR, "char"],
  [S.IFBLK, "block"],
  [S.IFIFO, "fifo"],
]);

/** One node; undefined for a socket, which no archive holds. `firstId`: what id 0 of the archive is on the host. */
export function* entryOf(
  sys: Sys,
  file: string,
  stat: Stat,
  path: string,
  firstId: number,
): Call<TarEntry | undefined> {
  const type = TYPES.get(stat.mode & S.IFMT);
  if (type === undefined) return undefined;
  const xattrs = new Map<string, string>();
  for (const name of (yield* unless(sys.listxattr(file, false), "EOPNOTSUPP")) ?? [])
    if (!name.startsWith("trusted.overlay.")) xattrs.set(name, yield* sys.getxattr(file, name, false));
  const mtimeSeconds = Math.floor(stat.mtimeNs / 1e9);
  return tarEntry({
    path,
    type,
    mode: stat.mode & 0o7777,
    uid: Math.max(0, stat.uid - firstId),
    gid: Math.max(0, stat.gid - firstId),
    mtimeSeconds,
    mtimeNanoseconds: Math.round(stat.mtimeNs - mtimeSeconds * 1e9),
    xattrs,
    ...(type === "symlink" ? { linkTarget: yield* sys.readlink(file) } : {}),
    ...(type === "file" ? { data: yield* readFile(sys, file) } : {}),
    ...(type === "char" || type === "block" ? { devMajor: stat.rdev.major, devMinor: stat.rdev.minor } : {}),
  });
}

/** Files with more than one name are stored once. */
export class Names {
  private readonly seen = new Map<string, string>();

  /** The name under which this file is in the archive already. */
  before(stat: Stat, path: string): string | undefined {
    if (stat.nlink < 2 || (stat.mode & S.IFMT) === S.IFDIR) return undefined;
    const key = `${stat.dev.major}:${stat.dev.minor}:${stat.ino}`;
    const known = this.seen.get(key);
    if (known === undefined) this.seen.set(key, path);
    return known;
  }
}

/** A node and all below it, under the name `path`. */
export function* tree(
  sys: Sys,
  file: string,
  path: string,
  firstId: number,
  into: TarEntry[],
  names: Names,
): Call<void> {
  const stat = yield* sys.lstat(file);
  const before = names.before(stat, path);
  if (before !== undefined) {
    into.push(tarEntry({ path, type: "hardlink", linkTarget: before, mode: stat.mode & 0o7777 }));
    return;
  }
  const entry = yield* entryOf(sys, file, stat, path, firstId);
  if (entry === undefined) return;
  into.push(entry);
  if (entry.type !== "directory") return;
  const children = [...(yield* list(sys, file))].sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const { name } of children)
    yield* tree(sys, `${file}/${name}`, `${path}/${name}`, firstId, into, names);
}
