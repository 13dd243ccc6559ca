/** What tar and cpio do with the members of an archive: list, print, make files of them. */
import type { Call } from "../../abi/call";
import { SysError } from "../../abi/errno";
import { O } from "../../abi/flags";
import { momentOf, zoneOf } from "../lib/calendar";
import { makeDirectory } from "../lib/directories";
import type { Input } from "../lib/input";
import { type Io, sysError } from "../lib/io";
import { isDirectory, isLink, isRegular, modeString } from "../lib/modes";
import { Accounts } from "../lib/users";
import { WORK } from "../lib/work";
import type { TarEntry } from "./tar-header";

export interface ExtractOptions {
  /** Remove what is in the way (tar), replace older files only (cpio), or leave it. */
  readonly existing: "unlink" | "newer" | "keep" | "truncate";
  readonly restoreOwner: boolean;
  readonly restoreMode: boolean;
  readonly restoreTime: boolean;
  readonly makeParents: boolean;
  readonly numericOwner: boolean;
  /** Links that could lead out of the place are made at the end. */
  readonly delayLinks: boolean;
}

const two = (value: number): string => String(value).padStart(2, "0");

/** "drwxr-xr-x root/root         0 2026-01-01 00:00:00 name -> link". */
export function longListing(io: Io, entry: TarEntry, user: string, group: string): string {
  const m = momentOf(entry.mtimeSeconds, zoneOf(io.env));
  const date = `${String(m.year).padStart(4)}-${two(m.month + 1)}-${two(m.day)} ${two(m.hour)}:${two(m.minute)}:${two(m.second)}`;
  const link = entry.link === undefined ? "" : ` -> ${entry.link}`;
  return `${modeString(entry.mode)} ${user}/${group} ${String(entry.size).padStart(9)} ${date} ${entry.name}${link}\n`;
}

/** Copies a member's content to a descriptor, or nowhere. */
export function* copyContent(io: Io, source: Input, size: number, output: number | undefined): Call<void> {
  let left = size;
  while (left > 0) {
    const text = yield* source.take(Math.min(left, 65536));
    if (text === "") yield* io.die("short read");
    io.spend(text.length * WORK.copyByte + 300);
    yield* io.settle();
    if (output !== undefined) yield* io.writeAll(output, text);
    left -= text.length;
  }
}

export class Extractor {
  private readonly later: { readonly entry: TarEntry; readonly path: string }[] = [];
  private readonly accounts: Accounts;

  constructor(
    private readonly io: Io,
    private readonly options: ExtractOptions,
  ) {
    this.accounts = new Accounts(io.sys);
  }

  /** Makes a file of a member; its content is next in `source` and will have been read. */
  *extract(entry: TarEntry, path: string, source: Input): Call<void> {
    const { io, options } = this;
    const slash = path.lastIndexOf("/");
    if (options.makeParents && slash > 0) yield* makeDirectory(io, path.slice(0, slash), { parents: true });
    if (options.existing === "unlink" && !isDirectory(entry.mode)) {
      if (entry.hard && entry.link === path) return;
      yield* this.remove(path);
    } else if (options.existing === "newer" && !(yield* this.giveWay(entry, path))) {
      yield* copyContent(io, source, entry.size, undefined);
      return;
    }
    if (entry.hard) {
      if (options.delayLinks) this.later.push({ entry, path });
      else yield* this.link(entry, path);
      return;
    }
    if (isRegular(entry.mode)) {
      const flags = O.WRONLY | O.CREAT | (options.existing === "truncate" ? O.TRUNC : O.EXCL);
      let fd: number;
      try {
        fd = yield* io.sys.open(path, flags, entry.mode & 0o7777);
      } catch (error) {
        return yield* io.dieError(`can't open '${path}'`, error);
      }
      yield* copyContent(io, source, entry.size, fd);
      yield* io.sys.close(fd);
    } else if (isLink(entry.mode)) {
      const target = entry.link ?? "";
      if (options.delayLinks && (target.startsWith("/") || target.includes("..")))
        this.later.push({ entry, path });
      else yield* this.link(entry, path);
    } else yield* this.special(entry, path);
    if (options.restoreOwner) yield* this.restoreOwner(entry, path);
    if (!isLink(entry.mode)) yield* this.restore(entry, path);
  }

  private *remove(path: string): Call<void> {
    try {
      yield* this.io.sys.unlink(path);
    } catch (error) {
      if (sysError(error).code !== "ENOENT") yield* this.io.dieError(`can't remove old file ${path}`, error);
    }
  }

  /** cpio's rule: what is newer stays. */
  private *giveWay(entry: TarEntry, path: string): Call<boolean> {
    const { io } = this;
    let mtimeNs: number;
    try {
      ({ mtimeNs } = yield* io.sys.lstat(path));
    } catch (error) {
      if (sysError(error).code !== "ENOENT") yield* io.dieError("can't stat old file", error);
      return true;
    }
    if (Math.floor(mtimeNs / 1e9) >= entry.mtimeSeconds) {
      if (!isDirectory(entry.mode)) yield* io.warn(`${path} not created: newer or same age file exists`);
      return false;
    }
    try {
      yield* io.sys.unlink(path);
    } catch (error) {
      if (sysError(error).code !== "EISDIR") yield* io.dieError(`can't remove old file ${path}`, error);
    }
    return true;
  }

  private *special(entry: TarEntry, path: string): Call<void> {
    const { io } = this;
    try {
      if (isDirectory(entry.mode)) yield* io.sys.mkdir(path, entry.mode & 0o7777);
      else yield* io.sys.mknod(path, entry.mode, { major: entry.major, minor: entry.minor });
    } catch (error) {
      if (!isDirectory(entry.mode)) yield* io.warnError(`can't create node ${path}`, error);
      else if (!["EEXIST", "EISDIR"].includes(sysError(error).code))
        yield* io.warnError(`can't make dir ${path}`, error);
    }
  }

  private *restoreOwner(entry: TarEntry, path: string): Call<void> {
    let { uid, gid } = entry;
    if (!this.options.numericOwner) {
      if (entry.user !== "") uid = (yield* this.accounts.userByName(entry.user))?.uid ?? uid;
      if (entry.group !== "") gid = (yield* this.accounts.groupByName(entry.group))?.gid ?? gid;
    }
    try {
      yield* this.io.sys.lchown(path, uid, gid);
    } catch (error) {
      sysError(error);
    }
  }

  private *restore(entry: TarEntry, path: string): Call<void> {
    const { io, options } = this;
    try {
      if (options.restoreMode) yield* io.sys.chmod(path, entry.mode & 0o7777);
      const ns = entry.mtimeSeconds * 1e9;
      if (options.restoreTime) yield* io.sys.utimens(path, ns, ns, true);
    } catch (error) {
      sysError(error);
    }
  }

  private *link(entry: TarEntry, path: string): Call<void> {
    const target = entry.link ?? "";
    try {
      if (entry.hard) yield* this.io.sys.link(target, path);
      else yield* this.io.sys.symlink(target, path);
    } catch (error) {
      const kind = entry.hard ? "hard" : "sym";
      yield* this.io.dieError(`can't create ${kind}link '${path}' to '${target}'`, error);
    }
  }

  /** Makes the links that were put off. */
  *finish(): Call<void> {
    for (const { entry, path } of this.later) yield* this.link(entry, path);
  }
}

/** Reads a list of names, one a line. */
export function* readList(io: Io, input: Input): Call<string[]> {
  const names: string[] = [];
  for (;;) {
    const line = yield* input.line();
    if (line === undefined) break;
    if (line !== "") names.push(line.length > 1 ? line.replace(/\/+$/, "") : line);
  }
  if (input.error instanceof SysError) yield* io.warnError(input.name, input.error);
  return names;
}
