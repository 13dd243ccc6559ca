/**
 * Files whose content is made when they are read, and directories of them: what proc, sysfs and cgroup2 are built from. A reader sees
 * one consistent text from its first read to the end of the file, as seq_file gives it; reading from offset 0 again makes a new one.
 */
import type { Call } from "../abi/call";
import { type ErrorName, SysError } from "../abi/errno";
import { O, POLL, S } from "../abi/flags";
import { WaitQueue } from "../process/wait-queue";
import { bytesOf, type Caller, type DirEntry, Inode, OpenFile, type SuperBlock, textOf } from "./contract";
import { DirectoryFile } from "./directory-file";

/** Tells pollers that a generated file has changed (kernfs_notify): they see PRI and ERR until they read it again. */
export class ChangeNotifier {
  version = 0;
  readonly queue = new WaitQueue();

  notify(): void {
    this.version++;
    this.queue.wakeAll();
  }
}

export interface GeneratedContent {
  /** The whole text, a byte string. undefined: the file cannot be read. */
  readonly show?: (caller: Caller) => string;
  /** What one write(2) brought, at most a page. undefined: the file cannot be written. */
  readonly store?: (text: string, caller: Caller) => void | Call<void>;
  /** Looks at who opens it, before anything else. @throws SysError */
  readonly opened?: (flags: number, caller: Caller) => void;
  /** Opening for what it cannot do fails with EACCES, for root too, as in cgroup2. Otherwise the read or write itself fails. */
  readonly strict?: boolean;
  /** What a write without `store` fails with: EIO for proc's registered files, EINVAL (the default) for others. */
  readonly writeError?: ErrorName;
  /** st_size: 0 in proc, 4096 in sysfs. */
  readonly size?: number;
  readonly changes?: ChangeNotifier;
}

/** A write reaches `store` in pieces of at most this. */
const PAGE = 4096;

export class GeneratedFile extends Inode {
  constructor(
    sb: SuperBlock,
    ino: number,
    /** Permissions; that it is a regular file is added. */
    permissions: number,
    readonly content: GeneratedContent,
    uid = 0,
    gid = 0,
  ) {
    super(sb, ino, S.IFREG | permissions, uid, gid);
  }

  override get size(): number {
    return this.content.size ?? 0;
  }

  /** O_TRUNC of `echo x > file` is accepted and means nothing. */
  override truncate(): void {}

  // biome-ignore lint/correctness/useYield: opens at once
  override *open(flags: number, caller: Caller): Call<OpenFile> {
    const { opened, strict, show, store } = this.content;
    opened?.(flags, caller);
    const access = flags & O.ACCMODE;
    if (strict && ((access !== O.WRONLY && !show) || (access !== O.RDONLY && !store)))
      throw new SysError("EACCES");
    return new GeneratedOpenFile(flags, this);
  }
}

class GeneratedOpenFile extends OpenFile {
  private text: Uint8Array | undefined;
  private seen: number;

  constructor(
    flags: number,
    private readonly file: GeneratedFile,
  ) {
    super(flags, file);
    this.seen = file.content.changes?.version ?? 0;
  }

  override get seekable(): boolean {
    return true;
  }

  // biome-ignore lint/correctness/useYield: never waits
  override *read(count: number, offset: number, caller: Caller): Call<Uint8Array> {
    const { show, changes } = this.file.content;
    if (show === undefined) throw new SysError("EINVAL");
    if (offset === 0 || this.text === undefined) {
      this.seen = changes?.version ?? 0;
      this.text = bytesOf(show(caller));
    }
    return this.text.slice(offset, offset + count);
  }

  override *write(data: Uint8Array, _offset: number, caller: Caller): Call<number> {
    const { store, writeError } = this.file.content;
    if (store === undefined) throw new SysError(writeError ?? "EINVAL");
    const piece = data.subarray(0, PAGE);
    const pending = store(textOf(piece), caller);
    if (pending !== undefined) yield* pending;
    return piece.length;
  }

  override poll(): number {
    const { changes } = this.file.content;
    const ready = POLL.IN | POLL.OUT;
    return changes !== undefined && changes.version !== this.seen ? ready | POLL.PRI | POLL.ERR : ready;
  }

  override get pollQueue(): WaitQueue | undefined {
    return this.file.content.changes?.queue;
  }
}

/** A directory that nobody can change by hand: create fails with EACCES, everything else with EPERM. */
export abstract class GeneratedDirectory extends Inode {
  constructor(sb: SuperBlock, ino: number, permissions: number, uid = 0, gid = 0) {
    super(sb, ino, S.IFDIR | permissions, uid, gid);
    this.nlink = 2;
  }

  /** Must answer the same Inode for the same object as long as it lives. */
  abstract override lookup(name: string, caller: Caller): Inode | undefined;
  abstract override entries(caller: Caller): readonly DirEntry[];

  override create(_name: string, _mode: number, _caller: Caller): Inode {
    throw new SysError("EACCES");
  }

  // biome-ignore lint/correctness/useYield: opens at once
  override *open(flags: number): Call<OpenFile> {
    return new DirectoryFile(flags, this);
  }
}

/** A generated directory with a table of children, listed in the order in which they were added. */
export class TableDirectory extends GeneratedDirectory {
  private readonly children = new Map<string, Inode>();

  /** Adds or replaces a child; answers it. */
  add<T extends Inode>(name: string, child: T): T {
    const before = this.children.get(name);
    if (before?.isDirectory) this.nlink--;
    if (child.isDirectory) this.nlink++;
    this.children.set(name, child);
    return child;
  }

  remove(name: string): void {
    const child = this.children.get(name);
    if (child === undefined) return;
    if (child.isDirectory) this.nlink--;
    child.nlink = 0;
    this.children.delete(name);
  }

  override lookup(name: string): Inode | undefined {
    return this.children.get(name);
  }

  override entries(): readonly DirEntry[] {
    return [...this.children].map(([name, { ino, type }]) => ({ name, ino, type }));
  }
}

/** A symbolic link whose text is fixed or made for each reader (/proc/self). */
export class StaticSymlink extends Inode {
  constructor(
    sb: SuperBlock,
    ino: number,
    private readonly target: string | ((caller: Caller) => string),
    /** What size stat shows: 0 in proc and sysfs; the length of the text elsewhere. */
    private readonly shownSize = 0,
  ) {
    super(sb, ino, S.IFLNK | 0o777);
  }

  override get size(): number {
    return this.shownSize;
  }

  override readlink(caller: Caller): string {
    return typeof this.target === "string" ? this.target : this.target(caller);
  }
}
