/** Flags of mount(2): which are the mount's, which the superblock's, and which may not be cleared. */
import { SysError } from "../abi/errno";
import { MS } from "../abi/flags";
import { MOUNT_FLAGS, type Mount } from "./mount";

const ATIME = MS.NOATIME | MS.NODIRATIME | MS.RELATIME;

const LAZYTIME = 1 << 25;
const SHOWN = MS.SYNCHRONOUS | MS.DIRSYNC | LAZYTIME;

const SET: Readonly<Record<string, number>> = {
  dirsync: MS.DIRSYNC,
  lazytime: LAZYTIME,
  sync: MS.SYNCHRONOUS,
  ro: MS.RDONLY,
};
const CLEAR: Readonly<Record<string, number>> = {
  async: MS.SYNCHRONOUS,
  nolazytime: LAZYTIME,
  rw: MS.RDONLY,
};
const MEANINGLESS = new Set(["mand", "nomand"]);

export interface SuperFlags {
  /** MS bits: the superblock's own, RDONLY among them. */
  readonly flags: number;
  /** What is left for the file system. */
  readonly data: string;
}

/** Flags of the superblock come as bits or as options (vfs_parse_sb_flag). */
export function superFlags(data: string, given: number): SuperFlags {
  let flags = given & (SHOWN | MS.RDONLY);
  const left: string[] = [];
  for (const option of data.split(",")) {
    const set = SET[option];
    const clear = CLEAR[option];
    if (set !== undefined) flags |= set;
    else if (clear !== undefined) flags &= ~clear;
    else if (!MEANINGLESS.has(option)) left.push(option);
  }
  return { flags, data: left.join(",") };
}

/** As /proc/mounts shows them after rw or ro. */
export function superFlagsText(flags: number): string {
  const sync = (flags & MS.SYNCHRONOUS) !== 0 ? ",sync" : "";
  const dirsync = (flags & MS.DIRSYNC) !== 0 ? ",dirsync" : "";
  return sync + dirsync + ((flags & LAZYTIME) !== 0 ? ",lazytime" : "");
}

/** MOUNT_FLAGS bits that the caller asks for: relatime unless said otherwise; a remount keeps the mount's own. */
export function wantedFlags(flags: number, mount: Mount): number {
  let wanted = flags & MOUNT_FLAGS;
  if ((flags & MS.NOATIME) === 0) wanted |= MS.RELATIME;
  else wanted &= ~MS.RELATIME;
  if ((flags & MS.STRICTATIME) !== 0) wanted &= ~(MS.RELATIME | MS.NOATIME);
  const silentOnAtime = (flags & (ATIME | MS.STRICTATIME)) === 0;
  if ((flags & MS.REMOUNT) !== 0 && silentOnAtime) wanted = (wanted & ~ATIME) | (mount.flags & ATIME);
  return wanted;
}

/** @throws SysError EPERM for clearing what a more privileged namespace has locked */
export function requireUnlocked(mount: Mount, flags: number): void {
  const kept = MS.RDONLY | MS.NODEV | MS.NOSUID | MS.NOEXEC;
  if ((mount.lockedFlags & kept & ~flags) !== 0) throw new SysError("EPERM");
  if ((mount.lockedFlags & ATIME) !== 0 && (mount.flags & ATIME) !== (flags & ATIME))
    throw new SysError("EPERM");
}
