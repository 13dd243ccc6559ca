/** When reading changes a file's access time: noatime, nodiratime, relatime, as the mount says. */
import { MS } from "../abi/flags";
import type { Caller, OpenFile } from "./contract";
import type { Path } from "./path";

const DAY_NS = 86_400e9;

export function touchAccessTime({ mount, dentry: { inode } }: Path, caller: Caller): void {
  if (mount.readOnly || mount.has(MS.NOATIME)) return;
  if (inode.isDirectory && mount.has(MS.NODIRATIME)) return;
  const nowNs = caller.nowNs();
  const { atimeNs, mtimeNs, ctimeNs } = inode;
  if (mount.has(MS.RELATIME) && atimeNs > mtimeNs && atimeNs > ctimeNs && nowNs - atimeNs < DAY_NS) return;
  inode.touched(nowNs);
}

/** An open file was read. Files that the kernel opens for itself have no path and leave no trace. */
export function noteRead(file: OpenFile, caller: Caller): void {
  if (file.path !== undefined) touchAccessTime(file.path as Path, caller);
}
