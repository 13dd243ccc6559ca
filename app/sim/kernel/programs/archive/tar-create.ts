/** tar c: files and directories into an archive. */
import type { Call } from "../../abi/call";
import { O } from "../../abi/flags";
import type { Stat } from "../../abi/sys";
import { listDirectory } from "../lib/directories";
import { type Io, sysError } from "../lib/io";
import { isDevice, isDirectory, isLink, isRegular } from "../lib/modes";
import { joinPath } from "../lib/paths";
import { Accounts } from "../lib/users";
import { WORK } from "../lib/work";
import { isLeftOut, unsafePrefix } from "./member-names";
import { encodeHeader, padded, TAR_BLOCK } from "./tar-header";

export interface CreateOptions {
  readonly verbose: boolean;
  readonly follow: boolean;
  readonly recursive: boolean;
  readonly numericOwner: boolean;
  readonly exclude: readonly string[];
}

const READ_BYTES = 65536;

export class TarWriter {
  failed = false;
  private readonly accounts: Accounts;
  /** Names of files that have more links, by device and inode. */
  private readonly seen = new Map<string, string>();
  private prefixTold = false;

  constructor(
    private readonly io: Io,
    /** Where the archive goes. */
    private readonly fd: number,
    /** The archive's own file, which is not to be stored in itself; undefined for standard output. */
    private readonly archive: Stat | undefined,
    private readonly toStdout: boolean,
    private readonly options: CreateOptions,
  ) {
    this.accounts = new Accounts(io.sys);
  }

  /** Stores a file, or a directory with all in it. */
  *add(path: string): Call<void> {
    const { io, options } = this;
    let stat: Stat;
    try {
      stat = options.follow ? yield* io.sys.stat(path) : yield* io.sys.lstat(path);
    } catch (error) {
      yield* io.warnError(path, error);
      this.failed = true;
      return;
    }
    const stored = yield* this.store(path.replace(/(?<=.)\/+$/, ""), stat);
    if (stored === "failed") this.failed = true;
    if (stored !== "done" || !isDirectory(stat.mode) || !options.recursive) return;
    let entries: readonly { readonly name: string }[];
    try {
      entries = yield* listDirectory(io, path);
    } catch (error) {
      yield* io.warnError(`can't open '${path}'`, error);
      this.failed = true;
      return;
    }
    for (const { name } of entries) yield* this.add(joinPath(path, name));
  }

  private *store(path: string, stat: Stat): Call<"done" | "skipped" | "failed"> {
    const { io, options } = this;
    const cut = unsafePrefix(path);
    if (cut > 0 && !this.prefixTold) {
      this.prefixTold = true;
      yield* io.warn(`removing leading '${path.slice(0, cut)}' from member names`);
    }
    const name = path.slice(cut);
    if (name === "") return "done";
    const identity = `${stat.dev.major}:${stat.dev.minor}:${stat.ino}`;
    const { archive } = this;
    if (
      archive !== undefined &&
      isRegular(stat.mode) &&
      archive.ino === stat.ino &&
      archive.dev.minor === stat.dev.minor
    ) {
      yield* io.warn(`${path}: file is the archive; skipping`);
      return "done";
    }
    if (isLeftOut(name, options.exclude)) return "skipped";
    const several = !isDirectory(stat.mode) && stat.nlink > 1;
    const first = several ? this.seen.get(identity) : undefined;
    if (several && first === undefined) this.seen.set(identity, name);
    const content = first === undefined && isRegular(stat.mode);
    if (
      !content &&
      first === undefined &&
      !isDirectory(stat.mode) &&
      !isLink(stat.mode) &&
      !isDevice(stat.mode)
    ) {
      const fifo = (stat.mode & 0o170000) === 0o010000;
      if (!fifo) {
        yield* io.warn(`${path}: socket ignored`);
        return "failed";
      }
    }
    let input: number | undefined;
    if (content) {
      try {
        input = yield* io.sys.open(path, O.RDONLY);
      } catch (error) {
        yield* io.warnError(`can't open '${path}'`, error);
        return "failed";
      }
    }
    const { userName, groupName } = yield* this.names(stat);
    const header = encodeHeader({
      name: isDirectory(stat.mode) ? `${name}/` : name,
      mode: stat.mode,
      uid: stat.uid,
      gid: stat.gid,
      size: content ? stat.size : 0,
      mtimeSeconds: Math.floor(stat.mtimeNs / 1e9),
      link: first ?? (isLink(stat.mode) ? yield* io.sys.readlink(path) : undefined),
      hard: first !== undefined,
      user: userName,
      group: groupName,
      major: stat.rdev.major,
      minor: stat.rdev.minor,
    });
    io.spend(WORK.tarEntry);
    yield* io.settle();
    if (options.verbose) {
      const line = `${name}${isDirectory(stat.mode) ? "/" : ""}\n`;
      if (this.toStdout) yield* io.complain(line);
      else io.put(line);
      yield* io.drain();
    }
    yield* io.writeOrDie(this.fd, header);
    if (input !== undefined) yield* this.content(input, stat.size);
    return "done";
  }

  private *names(stat: Stat): Call<{ userName: string; groupName: string }> {
    if (this.options.numericOwner) return { userName: "", groupName: "" };
    const user = yield* this.accounts.userById(stat.uid);
    const group = yield* this.accounts.groupById(stat.gid);
    return { userName: user?.name ?? "", groupName: group?.name ?? "" };
  }

  /** Exactly `size` bytes and the padding, whatever has happened to the file. */
  private *content(input: number, size: number): Call<void> {
    const { io } = this;
    let left = size;
    while (left > 0) {
      const data = yield* io.sys.read(input, Math.min(left, READ_BYTES));
      if (data.length === 0) yield* io.die("short read");
      io.spend(data.length * WORK.copyByte + 500);
      yield* io.settle();
      yield* io.writeOrDie(this.fd, data);
      left -= data.length;
    }
    yield* io.sys.close(input);
    const padding = padded(size) - size;
    if (padding > 0) yield* io.writeOrDie(this.fd, new Uint8Array(padding));
  }

  /** The two empty blocks at the end, and the complaint about what was left out. */
  *finish(): Call<void> {
    yield* this.io.writeOrDie(this.fd, new Uint8Array(2 * TAR_BLOCK));
    if (this.failed) yield* this.io.warn("error exit delayed from previous errors");
  }
}

/** The archive's own file, so that it is not stored in itself; undefined where the system does not tell. */
export function* archiveStat(io: Io, fd: number): Call<Stat | undefined> {
  try {
    return yield* io.sys.fstat(fd);
  } catch (error) {
    sysError(error);
    return undefined;
  }
}
