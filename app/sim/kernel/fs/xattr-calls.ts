/** Extended attributes (xattr(7)): who may see and change which class. */
import { SysError } from "../abi/errno";
import { ACCESS, S } from "../abi/flags";
import { capableIn } from "../process/credentials";
import type { Caller, Inode } from "./contract";
import type { Path } from "./path";
import { globallyCapable, ownerOrCapable, requireAccess, requireWritable } from "./permission";

const NAME_MAX = 255;
const VALUE_MAX = 65536;

function requireXattr(inode: Inode, name: string, writing: boolean, caller: Caller): void {
  if (name === "" || name.length > NAME_MAX) throw new SysError("ERANGE");
  if (name.startsWith("security.") || name.startsWith("system.")) {
    if (writing && !capableIn(caller.creds, inode.sb.userNs, "SYS_ADMIN")) throw new SysError("EPERM");
    return;
  }
  const refused = writing ? "EPERM" : "ENODATA";
  if (name.startsWith("trusted.")) {
    if (!globallyCapable(caller, "SYS_ADMIN")) throw new SysError(refused);
    return;
  }
  if (name.startsWith("user.")) {
    if (inode.type !== S.IFREG && !inode.isDirectory) throw new SysError(refused);
    const sticky = inode.isDirectory && (inode.mode & S.ISVTX) !== 0;
    if (writing && sticky && !ownerOrCapable(inode, caller.creds)) throw new SysError("EPERM");
  }
  requireAccess(inode, writing ? ACCESS.W_OK : ACCESS.R_OK, caller);
}

export function getxattrPath(caller: Caller, { dentry: { inode } }: Path, name: string): string {
  requireXattr(inode, name, false, caller);
  return inode.getxattr(name, caller);
}

export function setxattrPath(
  caller: Caller,
  { mount, dentry: { inode } }: Path,
  name: string,
  value: string,
): void {
  if (value.length > VALUE_MAX) throw new SysError("E2BIG");
  requireWritable(mount);
  requireXattr(inode, name, true, caller);
  inode.setxattr(name, value, caller);
}

export function removexattrPath(caller: Caller, { mount, dentry: { inode } }: Path, name: string): void {
  requireWritable(mount);
  requireXattr(inode, name, true, caller);
  inode.removexattr(name, caller);
}

export function listxattrPath(caller: Caller, { dentry: { inode } }: Path): readonly string[] {
  const names = inode.listxattr(caller);
  return globallyCapable(caller, "SYS_ADMIN") ? names : names.filter((name) => !name.startsWith("trusted."));
}
