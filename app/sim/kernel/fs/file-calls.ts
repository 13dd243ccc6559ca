/** The calls on files and directories, with the errors and the order of checks of Linux. A Task is a Caller. */
import type { Call } from "../abi/call";
import { SysError } from "../abi/errno";
import { O, S } from "../abi/flags";
import type { Device, DirectoryEntry, Stat, StatFs } from "../abi/sys";
import type { KernelServices } from "../services";
import { touchAccessTime } from "./access-time";
import { anonymousPath } from "./anonymous";
import {
  access,
  chmodPath,
  chownPath,
  pathOf,
  statOf,
  type TimeChange,
  truncatePath,
  utimensPath,
} from "./attribute-calls";
import type { Caller, OpenFile } from "./contract";
import { type DeviceRegistry, standardDevices } from "./devices";
import { now } from "./kernel-caller";
import { FileLocks } from "./locks";
import {
  directoryToEnter,
  link,
  mkdir,
  mknod,
  rename,
  requireChroot,
  requireEnterable,
  rmdir,
  symlink,
  unlink,
} from "./name-calls";
import { open } from "./open-call";
import { type Path, pathText } from "./path";
import { allowed, dropSetId } from "./permission";
import { resolve, rootsOf } from "./walk";
import { getxattrPath, listxattrPath, removexattrPath, setxattrPath } from "./xattr-calls";

export type FileServices = Pick<KernelServices, "random" | "log" | "logText">;

export class FileCalls {
  /** Terminals and other drivers add theirs. */
  readonly devices: DeviceRegistry;

  constructor(services: FileServices) {
    this.devices = standardDevices({
      random: services.random,
      log: (text) => services.log(text),
      logText: () => services.logText(),
    });
  }

  resolve(caller: Caller, text: string, follow: boolean): Path {
    return resolve(caller, text, follow);
  }

  /** May block: fifos and terminals. `mode` is for a file that is made. */
  *open(caller: Caller, text: string, flags: number, mode: number): Call<OpenFile> {
    const file = yield* open(this.devices, caller, text, flags, mode);
    const unplace = file.closed;
    file.closed = () => {
      FileLocks.release(file);
      unplace?.();
    };
    return file;
  }

  /** The first bytes of a file that the caller need not be able to read: what execve looks at. */
  readHead(caller: Caller, path: Path, count: number): Uint8Array {
    const file = now(path.dentry.inode.open(O.RDONLY, caller));
    try {
      return now(file.read(count, 0, caller));
    } finally {
      file.drop();
    }
  }

  mayAccess(caller: Caller, path: Path, mask: number): boolean {
    return allowed(path.dentry.inode, mask, caller);
  }

  fallocate(file: OpenFile, offset: number, length: number, caller: Caller): void {
    if (file.inode?.isDirectory) throw new SysError("EISDIR");
    if (file.inode?.type !== S.IFREG) throw new SysError("ENODEV");
    dropSetId(file.inode, caller);
    file.fallocate(offset, length, caller);
  }

  stat(caller: Caller, text: string, follow: boolean): Stat {
    return statOf(resolve(caller, text, follow).dentry.inode, caller);
  }

  fstat(caller: Caller, file: OpenFile): Stat {
    return statOf(file.inode ?? anonymousPath(file).dentry.inode, caller);
  }

  statfs(caller: Caller, text: string): StatFs {
    return resolve(caller, text, true).dentry.inode.sb.statfs();
  }

  access(caller: Caller, text: string, mode: number): void {
    access(caller, text, mode);
  }

  /** With "." and ".."; a removed directory has nothing at all, as readdir(3) shows it. @throws SysError ENOTDIR */
  readdir(caller: Caller, file: OpenFile): readonly DirectoryEntry[] {
    const path = pathOf(file);
    const { inode, unlinked } = path.dentry;
    if (!inode.isDirectory) throw new SysError("ENOTDIR");
    if (unlinked) return [];
    const parent = path.dentry.parent?.inode ?? inode;
    const entries = inode.entries(caller);
    touchAccessTime(path, caller);
    return [
      { name: ".", ino: inode.ino, type: S.IFDIR },
      { name: "..", ino: parent.ino, type: S.IFDIR },
      ...entries,
    ];
  }

  mkdir(caller: Caller, text: string, mode: number): void {
    mkdir(caller, text, mode);
  }

  rmdir(caller: Caller, text: string): void {
    rmdir(caller, text);
  }

  unlink(caller: Caller, text: string): void {
    unlink(caller, text);
  }

  rename(caller: Caller, from: string, to: string): void {
    rename(caller, from, to);
  }

  link(caller: Caller, from: string, to: string): void {
    link(caller, from, to);
  }

  symlink(caller: Caller, target: string, text: string): void {
    symlink(caller, target, text);
  }

  readlink(caller: Caller, text: string): string {
    const path = resolve(caller, text, false);
    const { inode } = path.dentry;
    if (inode.type !== S.IFLNK) throw new SysError("EINVAL");
    touchAccessTime(path, caller);
    return inode.readlink(caller);
  }

  mknod(caller: Caller, text: string, mode: number, device: Device): void {
    mknod(caller, text, mode, device);
  }

  chmod(caller: Caller, text: string, mode: number): void {
    chmodPath(caller, resolve(caller, text, true), mode);
  }

  fchmod(caller: Caller, file: OpenFile, mode: number): void {
    if (file.path !== undefined) chmodPath(caller, pathOf(file), mode);
  }

  /** Ids of the caller's user namespace; -1 leaves one. */
  chown(caller: Caller, text: string, uid: number, gid: number, follow: boolean): void {
    chownPath(caller, resolve(caller, text, follow), uid, gid);
  }

  lchown(caller: Caller, text: string, uid: number, gid: number): void {
    this.chown(caller, text, uid, gid, false);
  }

  utimens(caller: Caller, text: string, atime: TimeChange, mtime: TimeChange, follow: boolean): void {
    utimensPath(caller, resolve(caller, text, follow), atime, mtime);
  }

  truncate(caller: Caller, text: string, size: number): void {
    truncatePath(caller, resolve(caller, text, true), size);
  }

  chdir(caller: Caller, text: string): void {
    fsOf(caller).cwd = directoryToEnter(caller, text);
  }

  fchdir(caller: Caller, file: OpenFile): void {
    if (file.path === undefined) throw new SysError("ENOTDIR");
    const path = file.path as Path;
    requireEnterable(caller, path);
    fsOf(caller).cwd = path;
  }

  getcwd(caller: Caller): string {
    const { root, cwd } = rootsOf(caller);
    const { text, reached, deleted } = pathText(cwd, root);
    if (deleted) throw new SysError("ENOENT");
    return reached ? text : `(unreachable)${text}`;
  }

  chroot(caller: Caller, text: string): void {
    const path = directoryToEnter(caller, text);
    requireChroot(caller);
    fsOf(caller).root = path;
  }

  getxattr(caller: Caller, text: string, name: string, follow: boolean): string {
    return getxattrPath(caller, resolve(caller, text, follow), name);
  }

  setxattr(caller: Caller, text: string, name: string, value: string, follow: boolean): void {
    setxattrPath(caller, resolve(caller, text, follow), name, value);
  }

  removexattr(caller: Caller, text: string, name: string, follow: boolean): void {
    removexattrPath(caller, resolve(caller, text, follow), name);
  }

  listxattr(caller: Caller, text: string, follow: boolean): readonly string[] {
    return listxattrPath(caller, resolve(caller, text, follow));
  }
}

/** Where a caller's root and working directory can be changed. */
function fsOf(caller: Caller): { root: Path; cwd: Path } {
  return rootsOf(caller) as { root: Path; cwd: Path };
}
