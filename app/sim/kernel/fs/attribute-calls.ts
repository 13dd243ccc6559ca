/** Calls on attributes of files: stat, access, chmod, chown, utimensat, truncate. */
import { SysError } from "../abi/errno";
import { ACCESS, MS, O, S } from "../abi/flags";
import type { Stat } from "../abi/sys";
import { type Credentials, SECBIT } from "../process/credentials";
import type { Caller, Inode, OpenFile } from "./contract";
import type { Path } from "./path";
import {
  checkedChmod,
  dropSetId,
  ownerOrCapable,
  requireAccess,
  requireChown,
  requireWritable,
  withoutSetId,
} from "./permission";
import { resolve } from "./walk";

/** Ids as the caller's user namespace has them. */
export function statOf(inode: Inode, { creds: { userNs } }: Caller): Stat {
  return {
    dev: inode.device,
    ino: inode.ino,
    mode: inode.mode,
    nlink: inode.nlink,
    uid: userNs.fromKernelUid(inode.uid),
    gid: userNs.fromKernelGid(inode.gid),
    rdev: inode.rdev,
    size: inode.size,
    blocks: inode.blocks,
    blksize: inode.sb.blockSize,
    atimeNs: inode.atimeNs,
    mtimeNs: inode.mtimeNs,
    ctimeNs: inode.ctimeNs,
  };
}

/** access(2): by the real ids, and for whoever is not root without capabilities. */
export function access(caller: Caller, text: string, mode: number): void {
  if ((mode & ~7) !== 0) throw new SysError("EINVAL");
  const real: Caller = Object.create(caller, { creds: { value: realCredentials(caller.creds) } });
  const path = resolve(real, text, true);
  const { inode } = path.dentry;
  if ((mode & ACCESS.X_OK) !== 0 && inode.type === S.IFREG && path.mount.has(MS.NOEXEC))
    throw new SysError("EACCES");
  requireAccess(inode, mode, real);
  const special = [S.IFCHR, S.IFBLK, S.IFIFO, S.IFSOCK].some((type) => type === inode.type);
  if ((mode & ACCESS.W_OK) !== 0 && !special) requireWritable(path.mount);
}

function realCredentials(creds: Credentials): Credentials {
  const { uid, gid, permitted, effective, securebits, userNs } = creds;
  let capabilities = effective;
  if ((securebits & SECBIT.NO_SETUID_FIXUP) === 0)
    capabilities = uid === userNs.toKernelUid(0) ? permitted : 0n;
  return { ...creds, fsuid: uid, fsgid: gid, effective: capabilities };
}

export function chmodPath(caller: Caller, { mount, dentry: { inode } }: Path, mode: number): void {
  requireWritable(mount);
  inode.chmod(checkedChmod(inode, mode & 0o7777, caller), caller);
}

/** Ids of the caller's namespace; -1 leaves one. */
export function chownPath(
  caller: Caller,
  { mount, dentry: { inode } }: Path,
  uid: number,
  gid: number,
): void {
  const { userNs } = caller.creds;
  const kernelUid = uid === -1 ? -1 : userNs.toKernelUid(uid);
  const kernelGid = gid === -1 ? -1 : userNs.toKernelGid(gid);
  if (kernelUid === undefined || kernelGid === undefined) throw new SysError("EINVAL");
  requireWritable(mount);
  if (kernelUid !== -1 && !inode.sb.userNs.mapsUid(kernelUid)) throw new SysError("EOVERFLOW");
  if (kernelGid !== -1 && !inode.sb.userNs.mapsGid(kernelGid)) throw new SysError("EOVERFLOW");
  requireChown(inode, kernelUid, kernelGid, caller);
  const mode = inode.isDirectory ? inode.mode : withoutSetId(inode, caller.creds);
  inode.chown(kernelUid, kernelGid, caller);
  if (mode !== inode.mode) inode.chmod(mode & 0o7777, caller);
}

export type TimeChange = number | "now" | undefined;

export function utimensPath(
  caller: Caller,
  { mount, dentry: { inode } }: Path,
  atime: TimeChange,
  mtime: TimeChange,
): void {
  if (atime === undefined && mtime === undefined) return;
  requireWritable(mount);
  if (!ownerOrCapable(inode, caller.creds)) {
    if (atime !== "now" || mtime !== "now") throw new SysError("EPERM");
    requireAccess(inode, ACCESS.W_OK, caller);
  }
  const nowNs = caller.nowNs();
  inode.setTimes(atime === "now" ? nowNs : atime, mtime === "now" ? nowNs : mtime, caller);
}

export function truncatePath(caller: Caller, { mount, dentry: { inode } }: Path, size: number): void {
  if (size < 0) throw new SysError("EINVAL");
  if (inode.isDirectory) throw new SysError("EISDIR");
  if (inode.type !== S.IFREG) throw new SysError("EINVAL");
  requireWritable(mount);
  requireAccess(inode, ACCESS.W_OK, caller);
  if (inode.executions > 0) throw new SysError("ETXTBSY");
  dropSetId(inode, caller);
  inode.truncate(size, caller);
}

/** The place of a descriptor; objects without one have an inode at most. @throws SysError EBADF for O_PATH */
export function pathOf(file: OpenFile): Path {
  if ((file.flags & O.PATH) !== 0 || file.path === undefined) throw new SysError("EBADF");
  return file.path as Path;
}
