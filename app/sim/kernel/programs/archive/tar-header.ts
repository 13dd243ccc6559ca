/** Headers of tar archives: ustar with GNU's long names, as busybox writes and reads them. */
import { S } from "../../abi/flags";

export const TAR_BLOCK = 512;

export interface TarEntry {
  /** As stored; directories end in a slash. */
  readonly name: string;
  /** With the type bits. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Bytes of content that follow. */
  readonly size: number;
  readonly mtimeSeconds: number;
  /** Of a symbolic or hard link. */
  readonly link: string | undefined;
  readonly hard: boolean;
  readonly user: string;
  readonly group: string;
  readonly major: number;
  readonly minor: number;
}

/** Offset and length of the fields. */
const FIELD = {
  name: [0, 100],
  mode: [100, 8],
  uid: [108, 8],
  gid: [116, 8],
  size: [124, 12],
  mtime: [136, 12],
  checksum: [148, 8],
  type: [156, 1],
  link: [157, 100],
  magic: [257, 8],
  user: [265, 32],
  group: [297, 32],
  major: [329, 8],
  minor: [337, 8],
  prefix: [345, 155],
} as const;
type Field = keyof typeof FIELD;

const TYPE_OF_MODE: Readonly<Record<number, string>> = {
  [S.IFREG]: "0",
  [S.IFLNK]: "2",
  [S.IFCHR]: "3",
  [S.IFBLK]: "4",
  [S.IFDIR]: "5",
  [S.IFIFO]: "6",
};
const MODE_OF_TYPE: Readonly<Record<string, number>> = {
  "0": S.IFREG,
  "1": S.IFREG,
  "2": S.IFLNK,
  "3": S.IFCHR,
  "4": S.IFBLK,
  "5": S.IFDIR,
  "6": S.IFIFO,
  "7": S.IFREG,
  "\0": S.IFREG,
};

class Block {
  readonly bytes = new Uint8Array(TAR_BLOCK);

  text(field: Field, text: string): this {
    const [at, length] = FIELD[field];
    for (let i = 0; i < Math.min(text.length, length); i++) this.bytes[at + i] = text.charCodeAt(i);
    return this;
  }

  /** Octal digits with a NUL; in a field too small for them the NUL goes, then it is base 256. */
  octal(field: Field, value: number): this {
    const [at, length] = FIELD[field];
    const digits = Math.max(0, value)
      .toString(8)
      .padStart(length - 1, "0");
    if (digits.length <= length) return this.text(field, digits);
    let rest = value;
    for (let i = length - 1; i > 0; i--) {
      this.bytes[at + i] = rest % 256;
      rest = Math.floor(rest / 256);
    }
    this.bytes[at] = 0x80;
    return this;
  }

  seal(): Uint8Array {
    this.text("checksum", "        ");
    const sum = this.bytes.reduce((total, byte) => total + byte, 0);
    this.text("checksum", `${sum.toString(8).padStart(6, "0")}\0`);
    return this.bytes;
  }
}

export const padded = (size: number): number => Math.ceil(size / TAR_BLOCK) * TAR_BLOCK;

/** GNU's extra entry for a name of 100 bytes or more. */
function longName(type: "L" | "K", name: string): Uint8Array {
  const header = new Block()
    .text("name", "././@LongLink")
    .text("type", type)
    .octal("mode", 0)
    .octal("uid", 0)
    .octal("gid", 0)
    .octal("size", name.length + 1)
    .octal("mtime", 0)
    .text("magic", "ustar  ");
  const out = new Uint8Array(TAR_BLOCK + padded(name.length + 1));
  out.set(header.seal());
  for (let i = 0; i < name.length; i++) out[TAR_BLOCK + i] = name.charCodeAt(i);
  return out;
}

/** The blocks before an entry's content. */
export function encodeHeader(entry: TarEntry): Uint8Array {
  const blocks: Uint8Array[] = [];
  if (entry.link !== undefined && entry.link.length >= FIELD.link[1]) blocks.push(longName("K", entry.link));
  if (entry.name.length >= FIELD.name[1]) blocks.push(longName("L", entry.name));
  const kind = entry.mode & S.IFMT;
  const block = new Block()
    .text("name", entry.name)
    .octal("mode", entry.mode & 0o7777)
    .octal("uid", entry.uid)
    .octal("gid", entry.gid)
    .octal("size", entry.size)
    .octal("mtime", Math.trunc(entry.mtimeSeconds))
    .text("type", entry.hard ? "1" : (TYPE_OF_MODE[kind] ?? "0"))
    .text("link", entry.link ?? "")
    .text("magic", "ustar  ")
    .text("user", entry.user)
    .text("group", entry.group);
  if (kind === S.IFCHR || kind === S.IFBLK) block.octal("major", entry.major).octal("minor", entry.minor);
  blocks.push(block.seal());
  const out = new Uint8Array(blocks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of blocks) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

export type DecodedHeader =
  | { readonly kind: "zeros" }
  | { readonly kind: "no magic" }
  | { readonly kind: "bad checksum" }
  | { readonly kind: "corrupt octal" }
  | { readonly kind: "entry"; readonly type: string; readonly entry: TarEntry };

/** One block of 512 bytes (as text). Long names are the caller's. */
export function decodeHeader(block: string): DecodedHeader {
  const raw = (field: Field): string => {
    const [at, length] = FIELD[field];
    return block.slice(at, at + length);
  };
  const text = (field: Field): string => raw(field).replace(/\0.*$/s, "");
  if (/^\0*$/.test(block)) return { kind: "zeros" };
  const magic = raw("magic");
  if (!magic.startsWith("ustar") && !magic.startsWith("\0\0\0\0\0")) return { kind: "no magic" };
  let corrupt = false;
  const number = (field: Field): number => {
    const digits = raw(field);
    if (digits.charCodeAt(0) >= 0x80) {
      let value = 0;
      for (let i = 1; i < digits.length; i++) value = value * 256 + digits.charCodeAt(i);
      return value;
    }
    const match = /^ *([0-7]*)[ \0]*/.exec(digits)!;
    if (match[0].length < digits.length && !/^ *[0-7]*[ \0]/.test(digits)) corrupt = true;
    return match[1] === "" ? 0 : Number.parseInt(match[1]!, 8);
  };
  let sum = 0;
  let signed = 0;
  for (let i = 0; i < TAR_BLOCK; i++) {
    const byte = i >= 148 && i < 156 ? 32 : block.charCodeAt(i);
    sum += byte;
    signed += byte >= 128 ? byte - 256 : byte;
  }
  const stored = number("checksum");
  if (corrupt || (stored !== sum && stored !== signed)) return { kind: "bad checksum" };
  const type = raw("type");
  const prefix = magic.startsWith("ustar\0") ? text("prefix") : "";
  const name = prefix === "" ? text("name") : `${prefix}/${text("name")}`;
  const directory = type === "5" || ((type === "0" || type === "\0") && name.endsWith("/"));
  const link = type === "1" || type === "2" ? text("link") : undefined;
  const device = type === "3" || type === "4";
  const entry: TarEntry = {
    name,
    mode: (number("mode") & 0o7777) | (directory ? S.IFDIR : (MODE_OF_TYPE[type] ?? S.IFREG)),
    uid: number("uid"),
    gid: number("gid"),
    size: "123456".includes(type) || directory ? 0 : number("size"),
    mtimeSeconds: number("mtime"),
    link,
    hard: type === "1",
    user: text("user"),
    group: text("group"),
    major: device ? number("major") : 0,
    minor: device ? number("minor") : 0,
  };
  return corrupt ? { kind: "corrupt octal" } : { kind: "entry", type, entry };
}
