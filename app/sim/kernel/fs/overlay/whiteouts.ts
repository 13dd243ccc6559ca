/** Whiteouts: how an overlay says that something which is in a lower layer is gone. */
import { SysError } from "../../abi/errno";
import { S } from "../../abi/flags";
import type { Caller, Inode } from "../contract";
import { isWhiteout } from "./lookup";
import type { Overlay } from "./super-block";

const NO_DEVICE = { major: 0, minor: 0 };

/** A whiteout of its own, as a rename leaves it. */
export function makeWhiteout(directory: Inode, name: string, as: Caller): Inode {
  return directory.mknod(name, S.IFCHR, NO_DEVICE, as);
}

/** Puts a whiteout in the place of what is there now. All whiteouts made by removing are links of one inode in the work directory. */
export function whiteOut(
  overlay: Overlay,
  directory: Inode,
  name: string,
  there: Inode | undefined,
  as: Caller,
): void {
  const work = overlay.work;
  if (work === undefined) throw new SysError("EROFS");
  overlay.whiteout ??= makeWhiteout(work, overlay.temporaryName(), as);
  const temporary = overlay.temporaryName();
  work.link(temporary, overlay.whiteout, as);
  if (there?.isDirectory) directory.rmdir(name, there, as);
  const file = there?.isDirectory ? undefined : there;
  work.rename(temporary, overlay.whiteout, directory, name, file, as);
}

/** A directory that shows nothing may still hold whiteouts: they go before it does. */
export function clearWhiteouts(directory: Inode, as: Caller): void {
  for (const { name } of directory.entries(as)) {
    const inode = directory.lookup(name, as);
    if (inode !== undefined && isWhiteout(inode)) directory.unlink(name, inode, as);
  }
}
