/** Reading tar archives: ustar, GNU long names, PAX headers. Names are byte strings; data are views, not copies. */
import { byteString } from "./bytes";
import { ImageError, shown } from "./errors";
import { defaultLimits } from "./limits";
import { headerPath, headerText, TarFields, untilNul, xattrsOf } from "./tar-fields";
import { applyPax, type PaxRecords, parsePax } from "./tar-pax";

export type TarType = "file" | "directory" | "symlink" | "hardlink" | "char" | "block" | "fifo";

export interface TarEntry {
  /** As in the archive, without trailing slashes. Not checked: it may be absolute or hold `..`. */
  readonly path: string;
  readonly type: TarType;
  /** Permission bits with set-user-ID, set-group-ID and sticky: 0..0o7777. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly mtimeSeconds: number;
  /** 0..999999999, from a PAX header. */
  readonly mtimeNanoseconds: number;
  /** Of a symbolic link its text, of a hard link the path of the other name in the archive; else empty. */
  readonly linkTarget: string;
  readonly devMajor: number;
  readonly devMinor: number;
  /** Of a file its bytes, else empty. */
  readonly data: Uint8Array;
  /** Extended attributes (PAX `SCHILY.xattr.*`): name to value, both byte strings. */
  readonly xattrs: ReadonlyMap<string, string>;
}

export const BLOCK_BYTES = 512;

/** Bytes of a PAX header or GNU long name that are read. Go's archive/tar has the same limit. */
const MAX_EXTENSION_BYTES = 1024 * 1024;
/** Every entry takes the global records on; real archives have one or two. */
const MAX_GLOBAL_RECORDS = 100;
/** Linux's PATH_MAX. */
const MAX_PATH_BYTES = 4096;

/** Linux's dev_t has 12 bits for the major and 20 for the minor number. */
const MAX_DEV_MAJOR = 0xfff;
const MAX_DEV_MINOR = 0xfffff;

const TYPES: Readonly<Record<string, TarType>> = {
  "0": "file",
  "\0": "file",
  "7": "file",
  "1": "hardlink",
  "2": "symlink",
  "3": "char",
  "4": "block",
  "5": "directory",
  "6": "fifo",
};

const REFUSED: Readonly<Record<string, string>> = {
  S: "a GNU sparse file",
  M: "the continuation of a multi-volume archive",
  D: "a GNU incremental dump directory",
  N: "an old GNU long-name table",
};

/**
 * All entries of a tar archive, in order.
 * @param where names the archive in errors
 * @param maxEntries more entries than that are an error
 */
export function readTar(bytes: Uint8Array, where: string, maxEntries = defaultLimits.entries): TarEntry[] {
  return new TarReader(bytes, where, maxEntries).read();
}

class TarReader {
  private at = 0;
  private readonly entries: TarEntry[] = [];
  private global: PaxRecords = new Map();
  private pax: PaxRecords = new Map();
  private longName: string | undefined;
  private longLink: string | undefined;
  private headers = 0;
  private readonly fields = new TarFields((what) => this.fail(what));

  constructor(
    private readonly bytes: Uint8Array,
    private readonly where: string,
    private readonly maxEntries: number,
  ) {}

  read(): TarEntry[] {
    for (;;) {
      if (this.at === this.bytes.length) break;
      const header = this.block();
      if (header.every((byte) => byte === 0)) {
        if (this.at === this.bytes.length || this.block().every((byte) => byte === 0)) break;
        this.fail("one block of zeros is followed by data", "an archive ends with two blocks of zeros");
      }
      this.header(header);
    }
    if (this.pax.size > 0 || this.longName !== undefined || this.longLink !== undefined) {
      this.fail("the archive ends after an extended header, before its entry", TRUNCATED);
    }
    return this.entries;
  }

  private fail(what: string, hint = ""): never {
    throw new ImageError(`${this.where}: entry ${this.entries.length + 1}, byte ${this.at}`, what, hint);
  }

  private block(): Uint8Array {
    const end = this.at + BLOCK_BYTES;
    if (end > this.bytes.length) this.fail("the archive is cut off within a header", TRUNCATED);
    const block = this.bytes.subarray(this.at, end);
    this.at = end;
    return block;
  }

  private header(header: Uint8Array): void {
    this.at -= BLOCK_BYTES;
    // PAX and long-name headers count too: an archive of nothing else is as large a work.
    if (++this.headers > this.maxEntries * 4) this.fail(`more than ${this.maxEntries * 4} headers`);
    this.checkSum(header);
    const flag = String.fromCharCode(header[156]!);
    const size = this.fields.number(header, 124, 12, "size");
    if (flag === "x" || flag === "g" || flag === "L" || flag === "K") {
      this.extension(flag, size);
      return;
    }
    if (flag === "V") {
      this.data(size);
      return;
    }
    const type = TYPES[flag];
    if (type === undefined) {
      const what = REFUSED[flag];
      if (what === undefined) this.fail(`unknown entry type ${shown(flag)}`);
      this.fail(`the entry is ${what}, which is not read here`, "make the archive without it");
    }
    this.entry(header, type, flag, size);
  }

  private checkSum(header: Uint8Array): void {
    const digits = headerText(header, 148, 8).trim();
    const stored = /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : -1;
    let unsigned = 0;
    let signed = 0;
    for (let i = 0; i < BLOCK_BYTES; i++) {
      const byte = i >= 148 && i < 156 ? 0x20 : header[i]!;
      unsigned += byte;
      signed += byte > 127 ? byte - 256 : byte;
    }
    if (stored !== unsigned && stored !== signed) {
      this.fail(
        `the header's checksum is ${shown(digits)}, its bytes give "${unsigned.toString(8)}"`,
        this.at === 0 ? "this is not a tar archive" : "the archive is damaged",
      );
    }
  }

  private extension(flag: "x" | "g" | "L" | "K", size: number): void {
    if (size > MAX_EXTENSION_BYTES)
      this.fail(`an extended header of ${size} bytes, over ${MAX_EXTENSION_BYTES}`);
    const place = `${this.where}: entry ${this.entries.length + 1}, byte ${this.at + BLOCK_BYTES}`;
    const text = byteString(this.data(size));
    if (flag === "L") this.longName = untilNul(text);
    else if (flag === "K") this.longLink = untilNul(text);
    else if (flag === "x") this.pax = parsePax(text, place);
    else this.global = applyPax(this.global, parsePax(text, place));
    if (this.global.size > MAX_GLOBAL_RECORDS)
      this.fail(`more than ${MAX_GLOBAL_RECORDS} global PAX records`);
  }

  /** The data behind the header at `at`; moves on to the next header. */
  private data(size: number): Uint8Array {
    const start = this.at + BLOCK_BYTES;
    if (start + size > this.bytes.length) {
      const here = this.bytes.length - start;
      this.fail(`the entry has ${size} bytes of data, the archive has ${here} left`, TRUNCATED);
    }
    // Go's and GNU's readers accept a last entry without its padding.
    this.at = Math.min(this.bytes.length, start + Math.ceil(size / BLOCK_BYTES) * BLOCK_BYTES);
    return this.bytes.subarray(start, start + size);
  }

  private entry(header: Uint8Array, flagType: TarType, flag: string, headerSize: number): void {
    if (this.entries.length >= this.maxEntries) {
      this.fail(
        `more than ${this.maxEntries} entries`,
        "the limit guards against archives made to exhaust memory",
      );
    }
    const records = applyPax(this.global, this.pax);
    for (const key of records.keys()) {
      if (key.startsWith("GNU.sparse."))
        this.fail(`a sparse file (${key}), which is not read here`, "use tar without --sparse");
    }
    const rawPath = records.get("path") ?? this.longName ?? headerPath(header);
    const linkTarget = records.get("linkpath") ?? this.longLink ?? headerText(header, 157, 100);
    const type = flagType === "file" && flag !== "7" && rawPath.endsWith("/") ? "directory" : flagType;
    const size = this.fields.decimal(records, "size") ?? headerSize;
    const isDevice = type === "char" || type === "block";
    const mtime = this.fields.time(records) ?? [this.fields.number(header, 136, 12, "mtime", true), 0];
    const uid = this.fields.decimal(records, "uid") ?? this.fields.number(header, 108, 8, "uid");
    const gid = this.fields.decimal(records, "gid") ?? this.fields.number(header, 116, 8, "gid");
    const path = this.checkedPath(rawPath, "path");
    const isLink = type === "symlink" || type === "hardlink";
    if (isLink) this.checkedPath(linkTarget, "link target");
    // A reader of ustar takes the data of nothing but files; a size elsewhere says nothing about what follows.
    const data = this.data(type === "file" ? size : 0);
    this.entries.push({
      path,
      type,
      mode: this.fields.number(header, 100, 8, "mode") & 0o7777,
      uid,
      gid,
      mtimeSeconds: mtime[0],
      mtimeNanoseconds: mtime[1],
      linkTarget: isLink ? linkTarget : "",
      devMajor: isDevice ? this.device(header, 329, "major", MAX_DEV_MAJOR) : 0,
      devMinor: isDevice ? this.device(header, 337, "minor", MAX_DEV_MINOR) : 0,
      data,
      xattrs: xattrsOf(records),
    });
    this.pax = new Map();
    this.longName = undefined;
    this.longLink = undefined;
  }

  private device(header: Uint8Array, at: number, name: string, most: number): number {
    const number = this.fields.number(header, at, 8, `device ${name} number`);
    if (number > most) this.fail(`the device ${name} number is ${number}, over Linux's ${most}`);
    return number;
  }

  private checkedPath(path: string, name: string): string {
    if (path === "") this.fail(`an empty ${name}`);
    if (path.includes("\0")) this.fail(`a ${name} with a zero byte: ${shown(path)}`);
    if (path.length > MAX_PATH_BYTES)
      this.fail(`a ${name} of ${path.length} bytes, over Linux's ${MAX_PATH_BYTES}`);
    let end = path.length;
    while (end > 1 && path[end - 1] === "/") end--;
    return path.slice(0, end);
  }
}

const TRUNCATED = "the archive is cut off; copy or download it again";
