/** Copying up: before something lower is changed, it is copied to the upper layer with all that it has, and so are its parents. */
import { SysError } from "../../abi/errno";
import { O, S } from "../../abi/flags";
import { chargeCopyUp } from "../../costs/charges";
import type { Caller, Inode } from "../contract";
import { now } from "../kernel-caller";
import type { OverlayInode } from "./inode";
import type { Overlay } from "./super-block";

const PAGE = 4096;

/** `withData`: false for a file that is about to be truncated to nothing. @throws SysError EROFS, ENOSPC … */
export function copyUp(inode: OverlayInode, caller: Caller, withData: boolean): void {
  if (inode.upper !== undefined) return;
  const { overlay, parent } = inode;
  const { work } = overlay;
  if (work === undefined || parent === undefined) throw new SysError("EROFS");
  copyUp(parent, caller, true);
  const directory = parent.upper!;
  const lower = inode.real;
  const as = overlay.as(caller);
  const name = overlay.temporaryName();
  const copy = make(work, name, lower, overlay.as(caller, { fsuid: lower.uid, fsgid: lower.gid }));
  try {
    if (lower.type === S.IFREG && withData) copyData(lower, copy, as);
    copyAttributes(overlay, lower, copy, as);
    const { atimeNs, mtimeNs } = directory;
    // A file that lost its last name while it is open is copied without one.
    if (inode.nameGone) work.unlink(name, copy, as);
    else work.rename(name, copy, directory, inode.name, directory.lookup(inode.name, as), as);
    directory.setTimes(atimeNs, mtimeNs, as);
  } catch (error) {
    if (work.lookup(name, as) === copy)
      if (copy.isDirectory) work.rmdir(name, copy, as);
      else work.unlink(name, copy, as);
    throw error;
  }
  overlay.origins.set(copy, overlay.origins.get(lower) ?? lower);
  inode.raised(copy);
  chargeCopyUp(caller, withData && lower.type === S.IFREG ? lower.size : 0);
}

function make(work: Inode, name: string, lower: Inode, as: Caller): Inode {
  const permissions = lower.mode & 0o7777;
  switch (lower.type) {
    case S.IFREG:
      return work.create(name, permissions, as);
    case S.IFDIR:
      return work.mkdir(name, permissions, as);
    case S.IFLNK:
      return work.symlink(name, lower.readlink(as), as);
    default:
      return work.mknod(name, lower.mode, lower.rdev, as);
  }
}

function copyData(lower: Inode, copy: Inode, as: Caller): void {
  const from = now(lower.open(O.RDONLY, as));
  const to = now(copy.open(O.WRONLY, as));
  try {
    for (let offset = 0; offset < lower.size; offset += PAGE) {
      if (lower.holeAt(offset)) continue;
      const data = now(from.read(PAGE, offset, as));
      const written = now(to.write(data, offset, as));
      if (written < data.length) throw new SysError("ENOSPC");
    }
    if (copy.size < lower.size) copy.truncate(lower.size, as);
  } finally {
    from.drop();
    to.drop();
  }
}

function copyAttributes(overlay: Overlay, lower: Inode, copy: Inode, as: Caller): void {
  for (const name of lower.listxattr(as))
    if (!overlay.isPrivate(name)) copy.setxattr(name, lower.getxattr(name, as), as);
  copy.chown(lower.uid, lower.gid, as);
  if (lower.type !== S.IFLNK) copy.chmod(lower.mode & 0o7777, as);
  copy.setTimes(lower.atimeNs, lower.mtimeNs, as);
}
