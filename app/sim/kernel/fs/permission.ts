/** Who may do what to an inode: mode bits, capabilities over mapped ids, sticky directories, ownership. */
import { SysError } from "../abi/errno";
import { ACCESS, type Capability, S } from "../abi/flags";
import { type Credentials, capableIn, inGroup } from "../process/credentials";
import type { Caller, Inode } from "./contract";
import type { Mount } from "./mount";
import type { Path } from "./path";

const { R_OK, W_OK, X_OK } = ACCESS;

/** A capability counts on an inode only where the caller's user namespace maps its owner and group. */
export function capableOn(creds: Credentials, inode: Inode, capability: Capability): boolean {
  const { userNs } = creds;
  return capableIn(creds, userNs, capability) && userNs.mapsUid(inode.uid) && userNs.mapsGid(inode.gid);
}

/** Whether all of `mask` (ACCESS bits) is allowed by mode bits or capabilities. */
export function allowed(inode: Inode, mask: number, caller: Caller): boolean {
  const { creds } = caller;
  const decided = inode.permission(mask, caller);
  if (decided !== undefined) return decided;
  return modeAllows(inode, mask, creds) || overrides(inode, mask, creds);
}

function modeAllows(inode: Inode, mask: number, creds: Credentials): boolean {
  const shift = inode.uid === creds.fsuid ? 6 : inGroup(creds, inode.gid) ? 3 : 0;
  return (mask & ~(inode.mode >> shift) & 7) === 0;
}

function overrides(inode: Inode, mask: number, creds: Credentials): boolean {
  if (inode.isDirectory) {
    if ((mask & W_OK) === 0 && capableOn(creds, inode, "DAC_READ_SEARCH")) return true;
    return capableOn(creds, inode, "DAC_OVERRIDE");
  }
  if (mask === R_OK && capableOn(creds, inode, "DAC_READ_SEARCH")) return true;
  return ((mask & X_OK) === 0 || (inode.mode & 0o111) !== 0) && capableOn(creds, inode, "DAC_OVERRIDE");
}

/** Access to an inode. @throws SysError EACCES, EROFS */
export function requireAccess(inode: Inode, mask: number, caller: Caller): void {
  if (mask & W_OK) {
    if (inode.sb.readOnly && [S.IFREG, S.IFDIR, S.IFLNK].some((type) => type === inode.type))
      throw new SysError("EROFS");
  }
  if (!allowed(inode, mask, caller)) throw new SysError("EACCES");
}

/** Permissions of a new inode in a directory under the caller's umask. */
export function masked(directory: Inode, mode: number, caller: Caller): number {
  return directory.sb.ownUmask ? mode : mode & ~caller.umask;
}

/** Something will be changed through this mount. @throws SysError EROFS */
export function requireWritable(mount: Mount): void {
  if (mount.readOnly) throw new SysError("EROFS");
}

/** A name will be made in a directory. @throws SysError */
export function requireCreate(directory: Path, caller: Caller): void {
  if (directory.dentry.unlinked) throw new SysError("ENOENT");
  requireFsIds(directory.dentry.inode, caller.creds);
  requireAccess(directory.dentry.inode, W_OK | X_OK, caller);
}

/** A new inode is owned by the caller: a file system of a user namespace must be able to name it. @throws SysError EOVERFLOW */
function requireFsIds({ sb }: Inode, { fsuid, fsgid }: Credentials): void {
  if (!sb.userNs.mapsUid(fsuid) || !sb.userNs.mapsGid(fsgid)) throw new SysError("EOVERFLOW");
}

/** A name will be taken away. @throws SysError EACCES, EPERM, ENOTDIR, EISDIR */
export function requireDelete(directory: Inode, victim: Inode, asDirectory: boolean, caller: Caller): void {
  requireAccess(directory, W_OK | X_OK, caller);
  if (protectedBySticky(directory, victim, caller.creds)) throw new SysError("EPERM");
  if (asDirectory && !victim.isDirectory) throw new SysError("ENOTDIR");
  if (!asDirectory && victim.isDirectory) throw new SysError("EISDIR");
}

function protectedBySticky(directory: Inode, victim: Inode, creds: Credentials): boolean {
  if ((directory.mode & S.ISVTX) === 0) return false;
  if (victim.uid === creds.fsuid || directory.uid === creds.fsuid) return false;
  return !capableOn(creds, victim, "FOWNER");
}

/** The owner, or whoever may act as one (inode_owner_or_capable). */
export function ownerOrCapable(inode: Inode, creds: Credentials): boolean {
  if (inode.uid === creds.fsuid) return true;
  return creds.userNs.mapsUid(inode.uid) && capableIn(creds, creds.userNs, "FOWNER");
}

/** The mode that chmod really sets: setgid falls away for strangers to the group. @throws SysError EPERM */
export function checkedChmod(inode: Inode, mode: number, caller: Caller): number {
  const { creds } = caller;
  if (!ownerOrCapable(inode, creds)) throw new SysError("EPERM");
  if ((mode & S.ISGID) !== 0 && !inGroup(creds, inode.gid) && !capableOn(creds, inode, "FSETID"))
    return mode & ~S.ISGID;
  return mode;
}

/** Kernel ids; -1 leaves one. @throws SysError EPERM */
export function requireChown(inode: Inode, uid: number, gid: number, caller: Caller): void {
  const { creds } = caller;
  const owner = inode.uid === creds.fsuid;
  if (uid !== -1 && !(owner && uid === inode.uid) && !capableOn(creds, inode, "CHOWN"))
    throw new SysError("EPERM");
  if (
    gid !== -1 &&
    !(owner && (inGroup(creds, gid) || gid === inode.gid)) &&
    !capableOn(creds, inode, "CHOWN")
  )
    throw new SysError("EPERM");
}

/** The mode after a change of owner or content: setuid goes, setgid goes from what the group can execute. */
export function withoutSetId(inode: Inode, creds: Credentials): number {
  let { mode } = inode;
  mode &= ~S.ISUID;
  const setgid = (mode & S.ISGID) !== 0;
  if (setgid && ((mode & 0o010) !== 0 || (!inGroup(creds, inode.gid) && !capableOn(creds, inode, "FSETID"))))
    mode &= ~S.ISGID;
  return mode;
}

/** Before content changes: set-id bits go, unless the caller has CAP_FSETID. */
export function dropSetId(inode: Inode, caller: Caller): void {
  if (inode.type !== S.IFREG || (inode.mode & (S.ISUID | S.ISGID)) === 0) return;
  if (capableOn(caller.creds, inode, "FSETID")) return;
  const mode = withoutSetId(inode, caller.creds);
  if (mode !== inode.mode) inode.chmod(mode & 0o7777, caller);
}

/** Group and mode of a new inode in a directory: setgid directories hand on their group, and to directories their setgid bit. */
export function inherited(
  directory: Inode,
  mode: number,
  creds: Credentials,
): { readonly mode: number; readonly gid: number } {
  if ((directory.mode & S.ISGID) === 0) return { mode, gid: creds.fsgid };
  const { gid } = directory;
  if ((mode & S.IFMT) === S.IFDIR) return { mode: mode | S.ISGID, gid };
  const strip =
    (mode & (S.ISGID | 0o010)) === (S.ISGID | 0o010) &&
    !inGroup(creds, gid) &&
    !capableOn(creds, directory, "FSETID");
  return { mode: strip ? mode & ~S.ISGID : mode, gid };
}

/** The capability's holder is the initial namespace's root: what file systems without a user namespace of their own ask for. */
export function globallyCapable(caller: Caller, capability: Capability): boolean {
  let ns = caller.creds.userNs;
  while (ns.parent !== undefined) ns = ns.parent;
  return capableIn(caller.creds, ns, capability);
}
