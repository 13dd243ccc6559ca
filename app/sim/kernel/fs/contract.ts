/**
 * What a file system is to the kernel: a tree of inodes behind a superblock. The VFS (fs/) walks paths, checks permissions, keeps
 * dentries and mounts; a file system only knows its own inodes. tmpfs, overlay, proc, sysfs, cgroup2, devtmpfs, mqueue and nsfs are
 * built on these classes.
 *
 * Operations on directories answer at once or throw SysError; only opening, reading and writing can block.
 */
import type { Call } from "../abi/call";
import { SysError } from "../abi/errno";
import { S } from "../abi/flags";
import type { Device, StatFs } from "../abi/sys";
import type { UserNamespace } from "../ns/user";
import type { Credentials } from "../process/credentials";
import type { Task } from "../process/task";
import type { WaitQueue } from "../process/wait-queue";

/** Who asks. `task` is undefined only when the kernel itself does (unpacking an image, building the initial tree). */
export interface Caller {
  readonly creds: Credentials;
  readonly umask: number;
  readonly task: Task | undefined;
  /** Where paths start if there is no task. */
  readonly roots?: { readonly root: PathLike; readonly cwd: PathLike };
  /** Wall clock of the simulated machine, ns since the epoch. */
  nowNs(): number;
  /**
   * Waits until one of the queues is woken or the time comes (ns since boot). The caller looks again at what it waited for.
   * @throws SysError EINTR for a signal
   */
  wait(queues: readonly WaitQueue[], untilNs?: number): Call<void>;
  /** Kernel work done for the caller, in instructions. Charged when the present call ends. */
  charge(instructions: number): void;
}

/** A mounted instance of a file system. */
export interface SuperBlock {
  /** As in /proc/filesystems: tmpfs, overlay, proc … */
  readonly type: string;
  readonly device: Device;
  readonly root: Inode;
  readonly blockSize: number;
  /** s_user_ns: whose root may do what to it. */
  readonly userNs: UserNamespace;
  /** It is kept without mounts, too (there is one for a namespace or the whole machine), and with it its device number. */
  readonly permanent?: boolean;
  /** Mounted read-only as a whole (the superblock's own flag, not a mount's). */
  readOnly: boolean;
  /** The file system's own options as /proc/mounts shows them after rw/ro, e.g. ",size=1024k,mode=755"; "" if none. */
  options(): string;
  /** It applies the umask to new inodes itself (SB_POSIXACL). */
  readonly ownUmask?: boolean;
  /** mount -o remount,…; `flags` are the MS bits that it is to have. @throws SysError EINVAL */
  remount(data: string, caller: Caller, flags: number): void;
  statfs(): StatFs;
  /** Cross-directory and whole-tree renames are the file system's own business; see Inode.rename. */
  /** The last mount of it is gone. */
  release(): void;
}

export interface DirEntry {
  readonly name: string;
  readonly ino: number;
  readonly type: number;
}

/** A magic link of /proc leads to an object, not to a path: the walker jumps there. */
export interface PathLike {
  readonly mount: unknown;
  readonly dentry: unknown;
}

export interface InodeTimes {
  atimeNs: number;
  mtimeNs: number;
  ctimeNs: number;
}

const NO_DEVICE: Device = { major: 0, minor: 0 };

/** An object of a file system. Its identity is the JS object: lookups of one file must answer the same Inode as long as it lives. */
export abstract class Inode implements InodeTimes {
  private linkCount = 1;
  /** Whose effective ids are its owner, whatever they become, instead of ids of its own: files of /proc/PID. */
  protected ownedBy: Task | undefined;
  /** How many processes run it as their program: nobody may write to it meanwhile (ETXTBSY). */
  executions = 0;
  rdev: Device = NO_DEVICE;
  atimeNs = 0;
  mtimeNs = 0;
  ctimeNs = 0;

  constructor(
    readonly sb: SuperBlock,
    readonly ino: number,
    /** Type and permissions. */
    public mode: number,
    /** Kernel ids. */
    private ownUid = 0,
    private ownGid = 0,
  ) {}

  get nlink(): number {
    return this.linkCount;
  }

  set nlink(links: number) {
    this.linkCount = links;
  }

  get uid(): number {
    return this.ownedBy?.creds.euid ?? this.ownUid;
  }

  set uid(uid: number) {
    this.ownUid = uid;
  }

  get gid(): number {
    return this.ownedBy?.creds.egid ?? this.ownGid;
  }

  set gid(gid: number) {
    this.ownGid = gid;
  }

  get type(): number {
    return this.mode & S.IFMT;
  }

  get isDirectory(): boolean {
    return this.type === S.IFDIR;
  }

  /** st_dev: the superblock's, but for overlay's files of other file systems. */
  get device(): Device {
    return this.sb.device;
  }

  /** A directory that is always empty, made to be mounted on: /sys/fs/cgroup. Hiding it hides nothing. */
  get onlyMountpoint(): boolean {
    return false;
  }

  get size(): number {
    return 0;
  }

  /** Of 512 bytes. */
  get blocks(): number {
    return 0;
  }

  // Directories. The VFS has checked permissions, read-only mounts and (except for lookup) whether the name exists.

  lookup(_name: string, _caller: Caller): Inode | undefined {
    throw new SysError("ENOTDIR");
  }

  /** Without "." and "..", in the order in which the kernel lists them. */
  entries(_caller: Caller): readonly DirEntry[] {
    throw new SysError("ENOTDIR");
  }

  create(_name: string, _mode: number, _caller: Caller): Inode {
    throw new SysError("EPERM");
  }

  mkdir(_name: string, _mode: number, _caller: Caller): Inode {
    throw new SysError("EPERM");
  }

  symlink(_name: string, _target: string, _caller: Caller): Inode {
    throw new SysError("EPERM");
  }

  mknod(_name: string, _mode: number, _device: Device, _caller: Caller): Inode {
    throw new SysError("EPERM");
  }

  link(_name: string, _target: Inode, _caller: Caller): void {
    throw new SysError("EPERM");
  }

  unlink(_name: string, _target: Inode, _caller: Caller): void {
    throw new SysError("EPERM");
  }

  rmdir(_name: string, _target: Inode, _caller: Caller): void {
    throw new SysError("EPERM");
  }

  /** Moves `source`, found here as `name`, to `newName` in `newParent` of the same file system, over `replaced` if that exists. */
  rename(
    _name: string,
    _source: Inode,
    _newParent: Inode,
    _newName: string,
    _replaced: Inode | undefined,
    _caller: Caller,
  ): void {
    throw new SysError("EPERM");
  }

  // Links

  readlink(_caller: Caller): string {
    throw new SysError("EINVAL");
  }

  /** A magic link: where it leads. undefined: follow `readlink` as text. */
  jump(_caller: Caller): PathLike | undefined {
    return undefined;
  }

  // Attributes. The VFS has checked who may.

  /** Whether this inode decides about access by itself: true or false; undefined: by mode bits. mask: ACCESS bits. */
  permission(_mask: number, _caller: Caller): boolean | undefined {
    return undefined;
  }

  chmod(mode: number, caller: Caller): void {
    this.mode = this.type | (mode & 0o7777);
    this.ctimeNs = caller.nowNs();
  }

  /** Kernel ids; -1 leaves one. */
  chown(uid: number, gid: number, caller: Caller): void {
    if (uid !== -1) this.uid = uid;
    if (gid !== -1) this.gid = gid;
    this.ctimeNs = caller.nowNs();
  }

  setTimes(atimeNs: number | undefined, mtimeNs: number | undefined, caller: Caller): void {
    if (atimeNs !== undefined) this.atimeNs = atimeNs;
    if (mtimeNs !== undefined) this.mtimeNs = mtimeNs;
    this.ctimeNs = caller.nowNs();
  }

  /** Whether nothing was ever written around this offset. */
  holeAt(_offset: number): boolean {
    return false;
  }

  /** It was read: its access time changes, and nothing else. */
  touched(nowNs: number): void {
    this.atimeNs = nowNs;
  }

  truncate(_size: number, _caller: Caller): void {
    throw new SysError("EINVAL");
  }

  getxattr(_name: string, _caller: Caller): string {
    throw new SysError("EOPNOTSUPP");
  }

  setxattr(_name: string, _value: string, _caller: Caller): void {
    throw new SysError("EOPNOTSUPP");
  }

  removexattr(_name: string, _caller: Caller): void {
    throw new SysError("EOPNOTSUPP");
  }

  listxattr(_caller: Caller): readonly string[] {
    return [];
  }

  /** Opens it; flags as given to open(2). A fifo blocks here until its other end is open. */
  // biome-ignore lint/correctness/useYield: most files open at once; fifos yield
  *open(_flags: number, _caller: Caller): Call<OpenFile> {
    throw new SysError("ENXIO");
  }
}

/** An open file description: what descriptors, also of several processes, refer to. */
export abstract class OpenFile {
  /** O.APPEND, O.NONBLOCK and the access mode; changed by fcntl. */
  flags: number;
  position = 0;
  /** Set by the VFS: called once when the last reference is gone. */
  closed: (() => void) | undefined;
  private references = 1;

  constructor(
    flags: number,
    /** undefined for pipes, sockets and other objects without a name. */
    readonly inode: Inode | undefined,
  ) {
    this.flags = flags;
  }

  /** Set by the VFS when a path was opened: a `Path` of fs/path.ts. */
  path: PathLike | undefined;

  get readable(): boolean {
    return (this.flags & 3) !== 1;
  }

  get writable(): boolean {
    return (this.flags & 3) !== 0;
  }

  get nonblocking(): boolean {
    return (this.flags & 0o4000) !== 0;
  }

  retain(): this {
    this.references++;
    return this;
  }

  /** Closes one reference; the last one releases. */
  drop(): void {
    this.references--;
    if (this.references !== 0) return;
    this.release();
    this.closed?.();
  }

  /** Whether lseek, pread and pwrite work; otherwise they fail with ESPIPE. */
  get seekable(): boolean {
    return false;
  }

  /** For SEEK_END. */
  get size(): number {
    return this.inode?.size ?? 0;
  }

  /** What /proc/PID/fd shows for objects without a path, e.g. "pipe:[1234]". */
  get label(): string {
    return "anon_inode:[file]";
  }

  /** At most count bytes from an offset (ignored where not seekable). Empty: end of file. */
  // biome-ignore lint/correctness/useYield: a default
  *read(_count: number, _offset: number, _caller: Caller): Call<Uint8Array> {
    throw new SysError("EINVAL");
  }

  // biome-ignore lint/correctness/useYield: a default
  *write(_data: Uint8Array, _offset: number, _caller: Caller): Call<number> {
    throw new SysError("EINVAL");
  }

  /** POLL bits that hold now. */
  poll(): number {
    return 5;
  }

  /** Woken when `poll` may have changed; undefined: it never changes. */
  get pollQueue(): WaitQueue | undefined {
    return undefined;
  }

  truncate(_size: number, _caller: Caller): void {
    throw new SysError("EINVAL");
  }

  /** Makes sure that there is space for a range; the file grows. */
  fallocate(_offset: number, _length: number, _caller: Caller): void {
    throw new SysError("EOPNOTSUPP");
  }

  protected release(): void {}
}

/** Bytes of a byte string. */
export function bytesOf(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index++) bytes[index] = text.charCodeAt(index);
  return bytes;
}

/** The byte string of some bytes. */
export function textOf(bytes: Uint8Array): string {
  let text = "";
  for (let from = 0; from < bytes.length; from += 8192)
    text += String.fromCharCode(...bytes.subarray(from, from + 8192));
  return text;
}
