/** pivot_root(2): another mount becomes the root, and the old one moves below it. */
import { SysError } from "../abi/errno";
import type { Process } from "../process/process";
import type { Caller } from "./contract";
import type { MountNamespace } from "./mount-namespace";
import { crossMounts, type Path, reachable, samePath } from "./path";
import { resolve, rootsOf } from "./walk";

/** Whoever had the old root as root or working directory gets the new one. @throws SysError EINVAL, EBUSY, ENOENT, ENOTDIR */
export function pivotRoot(
  caller: Caller,
  ns: MountNamespace,
  processes: Iterable<Process>,
  newRoot: string,
  putOld: string,
): void {
  const to = resolveDirectory(caller, newRoot);
  const old = crossMounts(resolveDirectory(caller, putOld));
  const { root } = rootsOf(caller);
  const exParent = to.mount.parent;
  const rootParent = root.mount.parent;
  if (old.mount.shared || exParent?.shared || rootParent?.shared) throw new SysError("EINVAL");
  if (root.mount.ns !== ns || to.mount.ns !== ns || to.mount.locked) throw new SysError("EINVAL");
  if (to.dentry.unlinked) throw new SysError("ENOENT");
  if (to.mount === root.mount || old.mount === root.mount) throw new SysError("EBUSY");
  if (root.dentry !== root.mount.root || rootParent === undefined) throw new SysError("EINVAL");
  if (to.dentry !== to.mount.root || exParent === undefined) throw new SysError("EINVAL");
  if (!reachable(old, to) || !reachable(to, root)) throw new SysError("EINVAL");
  const rootPlace = root.mount.mountpoint!;
  to.mount.detach();
  root.mount.detach();
  if (root.mount.locked) {
    to.mount.locked = true;
    root.mount.locked = false;
  }
  root.mount.attach(old.mount, old.dentry);
  to.mount.attach(rootParent, rootPlace);
  for (const { fs } of processes) {
    if (samePath(fs.root, root)) fs.root = to;
    if (samePath(fs.cwd, root)) fs.cwd = to;
  }
}

function resolveDirectory(caller: Caller, text: string): Path {
  const path = resolve(caller, text, true);
  if (!path.dentry.inode.isDirectory) throw new SysError("ENOTDIR");
  return path;
}
