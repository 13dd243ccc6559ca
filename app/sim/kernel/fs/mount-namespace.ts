/** Mount namespaces: a tree of mounts of one's own. */
import { SysError } from "../abi/errno";
import { MS } from "../abi/flags";
import type { Namespace } from "../ns/namespaces";
import type { UserNamespace } from "../ns/user";
import type { Mount } from "./mount";
import type { MountTable } from "./mount-table";
import type { Path } from "./path";

/** /proc/sys/fs/mount-max. */
const MOUNT_MAX = 100_000;
const ATIME_FLAGS = MS.NOATIME | MS.NODIRATIME | MS.RELATIME;

export class MountNamespace implements Namespace {
  readonly kind = "mnt";
  /** In the order in which /proc/mounts lists them. */
  readonly mounts: Mount[] = [];

  constructor(
    readonly table: MountTable,
    readonly inode: number,
    readonly userNs: UserNamespace,
    /** The lowest mount: nothing is below it. */
    readonly root: Mount,
  ) {
    this.adopt(root);
  }

  /** Takes a tree of mounts in, at the end of the list. @throws SysError ENOSPC */
  adopt(tree: Mount): void {
    const mounts = [...tree.tree()];
    if (this.mounts.length + mounts.length > MOUNT_MAX) throw new SysError("ENOSPC");
    for (const mount of mounts) {
      mount.ns = this;
      this.mounts.push(mount);
    }
  }

  /** A mount leaves the list. */
  drop(mount: Mount): void {
    // Trees go from their leaves on, which came last.
    const index = this.mounts.lastIndexOf(mount);
    if (index >= 0) this.mounts.splice(index, 1);
    mount.ns = undefined;
  }

  /** What CLONE_NEWNS makes; `map` gives the place in the copy of a path in this namespace. */
  copy(userNs: UserNamespace): { readonly ns: MountNamespace; readonly map: (path: Path) => Path } {
    const foreign = userNs !== this.userNs;
    const root = this.table.cloneTree(this.root, this.root.root, {
      unbindable: true,
      namespaceFiles: false,
      sharedToSlave: foreign,
    });
    if (foreign) lockTree(root);
    const ns = new MountNamespace(this.table, this.table.namespaceInode(), userNs, root);
    const copyOf = (mount: Mount): Mount | undefined => {
      if (mount === this.root) return root;
      const { parent, mountpoint } = mount;
      return parent && mountpoint && copyOf(parent)?.children.get(mountpoint);
    };
    const map = (path: Path): Path => {
      const mount = copyOf(path.mount);
      return mount === undefined ? path : { mount, dentry: path.dentry };
    };
    return { ns, map };
  }

  /** The last task and file of it are gone: all its mounts go, without telling other namespaces. */
  dispose(): void {
    for (const mount of [...this.mounts].reverse()) {
      this.drop(mount);
      mount.detach();
      mount.isolate();
      this.table.dispose(mount);
    }
    this.table.sweep();
  }
}

/** A less privileged namespace may neither take single mounts of the tree away nor clear what protects them. */
export function lockTree(top: Mount): void {
  for (const mount of top.tree()) {
    mount.lockedFlags |= ATIME_FLAGS | (mount.flags & (MS.RDONLY | MS.NODEV | MS.NOSUID | MS.NOEXEC));
    if (mount !== top) mount.locked = true;
  }
}
