/** open(2) and creat(2). */
import type { Call } from "../abi/call";
import { SysError } from "../abi/errno";
import { ACCESS, MS, O, S } from "../abi/flags";
import { chargeBeyond } from "../costs/charges";
import { type Caller, type Inode, OpenFile } from "./contract";
import type { DeviceRegistry } from "./devices";
import type { Path } from "./path";
import { dropSetId, masked, requireAccess, requireCreate, requireWritable } from "./permission";
import { openFifo } from "./pipe";
import { Walk } from "./walk";

/** A descriptor opened with O_PATH: a place, not a file. */
class PathFile extends OpenFile {
  override get readable(): boolean {
    return false;
  }

  override get writable(): boolean {
    return false;
  }
}

interface Found {
  readonly path: Path;
  readonly created: boolean;
}

/** As open(2). `mode` is used for a new file, under the umask. */
export function* open(
  devices: DeviceRegistry,
  caller: Caller,
  text: string,
  flags: number,
  mode: number,
): Call<OpenFile> {
  const wanted = (flags & O.PATH) !== 0 ? flags & (O.PATH | O.DIRECTORY | O.NOFOLLOW | O.CLOEXEC) : flags;
  const walk = new Walk(caller);
  const found = (wanted & O.CREAT) !== 0 ? findOrCreate(walk, text, wanted, mode) : find(walk, text, wanted);
  return yield* openFound(devices, caller, found, wanted);
}

function find(walk: Walk, text: string, flags: number): Found {
  const path = walk.resolve(text, (flags & O.NOFOLLOW) === 0);
  return { path, created: false };
}

function findOrCreate(walk: Walk, text: string, flags: number, mode: number): Found {
  const { caller } = walk;
  let last = walk.parents(text);
  for (;;) {
    if (last.name === "" || last.name === "." || last.name === "..") {
      walk.last(last, true);
      return { path: walk.path, created: false };
    }
    if (last.trailingSlash) throw new SysError("EISDIR");
    const child = walk.child(last.name);
    if (child === undefined) {
      const { mount, dentry } = walk.path;
      requireWritable(mount);
      requireCreate(walk.path, caller);
      // overlay's own count has it in it.
      if (dentry.inode.sb.type !== "overlay") chargeBeyond(caller, "open.create", "openat");
      const inode = dentry.inode.create(last.name, masked(dentry.inode, mode & 0o7777, caller), caller);
      return { path: { mount, dentry: dentry.instantiate(last.name, inode) }, created: true };
    }
    if (child.dentry.inode.type !== S.IFLNK || (flags & (O.EXCL | O.NOFOLLOW)) !== 0) {
      walk.path = child;
      return { path: child, created: false };
    }
    const target = walk.enterLink(child, true);
    if (target === undefined) return { path: walk.path, created: false };
    last = walk.components(target);
  }
}

function* openFound(
  devices: DeviceRegistry,
  caller: Caller,
  { path, created }: Found,
  flags: number,
): Call<OpenFile> {
  const { inode } = path.dentry;
  if ((flags & O.CREAT) !== 0 && !created) {
    if ((flags & O.EXCL) !== 0) throw new SysError("EEXIST");
    if (inode.isDirectory) throw new SysError("EISDIR");
  }
  if ((flags & O.DIRECTORY) !== 0 && !inode.isDirectory) throw new SysError("ENOTDIR");
  if ((flags & O.PATH) !== 0) return placed(new PathFile(flags, inode), path);
  const truncate = (flags & O.TRUNC) !== 0 && !created && inode.type === S.IFREG;
  if (truncate) requireWritable(path.mount);
  if (!created) requireOpenable(path, flags, caller);
  const writing = (flags & O.ACCMODE) !== O.RDONLY;
  if (writing && !special(inode)) {
    requireWritable(path.mount);
    if (inode.executions > 0) throw new SysError("ETXTBSY");
  }
  const kept = flags & ~(O.CREAT | O.EXCL | O.NOCTTY | O.TRUNC);
  const file = yield* opened(devices, inode, truncate ? kept | O.TRUNC : kept, caller);
  file.flags &= ~O.TRUNC;
  if (truncate) {
    dropSetId(inode, caller);
    inode.truncate(0, caller);
  }
  return placed(file, path);
}

function requireOpenable({ mount, dentry: { inode } }: Path, flags: number, caller: Caller): void {
  const access = flags & O.ACCMODE;
  const writing = access !== O.RDONLY || (flags & O.TRUNC) !== 0;
  const reading = access !== O.WRONLY;
  if (inode.type === S.IFLNK) throw new SysError("ELOOP");
  if (inode.isDirectory && writing) throw new SysError("EISDIR");
  const device = inode.type === S.IFCHR || inode.type === S.IFBLK;
  if (device && (mount.has(MS.NODEV) || inode.sb.userNs.parent !== undefined)) throw new SysError("EACCES");
  requireAccess(inode, (reading ? ACCESS.R_OK : 0) | (writing ? ACCESS.W_OK : 0), caller);
}

function special({ type }: Inode): boolean {
  return type === S.IFCHR || type === S.IFBLK || type === S.IFIFO || type === S.IFSOCK;
}

function opened(devices: DeviceRegistry, inode: Inode, flags: number, caller: Caller): Call<OpenFile> {
  if (inode.type === S.IFCHR) return devices.open("character", inode, flags, caller);
  if (inode.type === S.IFBLK) return devices.open("block", inode, flags, caller);
  if (inode.type === S.IFIFO && inode.sb.type !== "pipefs") return openFifo(inode, flags, caller);
  if (inode.type === S.IFSOCK) throw new SysError("ENXIO");
  return inode.open(flags, caller);
}

/** Notes where it was opened: the mount is in use until it is closed. */
function placed(file: OpenFile, path: Path): OpenFile {
  const { mount } = path;
  const writes = file.writable && path.dentry.inode.type === S.IFREG;
  file.path = path;
  mount.hold(writes);
  file.closed = () => mount.letGo(writes);
  return file;
}
