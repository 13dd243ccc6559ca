/** What a user namespace may mount anew without seeing more than before: proc and sysfs (mount_too_revealing). */
import { SysError } from "../abi/errno";
import { MS } from "../abi/flags";
import type { Mount } from "./mount";
import type { MountNamespace } from "./mount-namespace";

const ATIME = MS.NOATIME | MS.NODIRATIME | MS.RELATIME;

/**
 * Looks for a mount of the same type that shows all of it; the new one takes over that mount's locked flags.
 * @throws SysError EPERM if there is none
 */
export function alreadyVisible(ns: MountNamespace, mount: Mount): void {
  for (const known of ns.mounts) {
    if (known.sb.type !== mount.sb.type || known.root.parent !== undefined) continue;
    const locked = known.lockedFlags & (known.flags | ATIME);
    if ((locked & MS.RDONLY) !== 0 && !mount.has(MS.RDONLY)) continue;
    if ((locked & ATIME) !== 0 && (known.flags & ATIME) !== (mount.flags & ATIME)) continue;
    if (coversSomething(known)) continue;
    mount.lockedFlags |= locked & (MS.RDONLY | ATIME);
    return;
  }
  throw new SysError("EPERM");
}

function coversSomething(mount: Mount): boolean {
  return [...mount.children].some(([place, child]) => child.locked && !place.inode.onlyMountpoint);
}
