/** mount(2), umount2(2) and pivot_root(2). */
import { SysError } from "../abi/errno";
import { MNT, MS } from "../abi/flags";
import { capableIn } from "../process/credentials";
import type { Process } from "../process/process";
import type { Caller, SuperBlock } from "./contract";
import { registerFileSystems } from "./file-systems";
import type { Mount } from "./mount";
import { requireUnlocked, superFlags, wantedFlags } from "./mount-flags";
import type { MountNamespace } from "./mount-namespace";
import type { MountServices } from "./mount-services";
import { MountTable } from "./mount-table";
import { alreadyVisible } from "./mount-visibility";
import { NamespaceFileSystem } from "./nsfs";
import { crossMounts, type Path } from "./path";
import { pivotRoot } from "./pivot-root";
import { attachTree, makeSlave, twins, umountTree } from "./propagation";

import { resolve, rootsOf } from "./walk";

const PROPAGATION = MS.SHARED | MS.SLAVE | MS.PRIVATE | MS.UNBINDABLE;
const LAZY_OR_PLAIN = MNT.FORCE | MNT.DETACH | MNT.EXPIRE | MNT.UMOUNT_NOFOLLOW;

/** The device that nsfs has in the guest ("0:4"). */
const NSFS_MINOR = 4;

export class MountCalls {
  /** Where file systems are registered. */
  readonly table: MountTable;
  readonly namespaceFiles: NamespaceFileSystem;

  constructor(private readonly services: MountServices) {
    this.table = new MountTable(
      () => services.namespaceInode("mnt"),
      () => this.inhabited(),
    );
    this.namespaceFiles = new NamespaceFileSystem(NSFS_MINOR, services.initialUserNs);
    registerFileSystems(this.table, services);
  }

  /** Roots and working directories of processes keep mounts busy, and follow pivot_root. */
  private processes(): Iterable<Process> {
    return this.services.processes();
  }

  /** As mount(2); `flags` are MS bits. */
  mount(caller: Caller, source: string, target: string, type: string, flags: number, data: string): void {
    const at = resolve(caller, target, true);
    this.requireMayMount(caller);
    const mountFlags = wantedFlags(flags, at.mount);
    if ((flags & MS.REMOUNT) !== 0 && (flags & MS.BIND) !== 0) this.remountBind(caller, at, mountFlags);
    else if ((flags & MS.REMOUNT) !== 0) this.remount(caller, at, flags, mountFlags, data);
    else if ((flags & MS.BIND) !== 0) this.bind(caller, source, at, (flags & MS.REC) !== 0);
    else if ((flags & PROPAGATION) !== 0) this.changePropagation(at, flags);
    else if ((flags & MS.MOVE) !== 0) this.move(caller, source, at);
    else this.mountNew(caller, source, at, type, flags, mountFlags, data);
  }

  private mountNew(
    caller: Caller,
    source: string,
    at: Path,
    typeName: string,
    flags: number,
    mountFlags: number,
    data: string,
  ): void {
    if (typeName === "") throw new SysError("EINVAL");
    const type = this.table.filesystems.get(typeName);
    if (type === undefined) throw new SysError("ENODEV");
    const owner = type.owner?.(caller) ?? caller.creds.userNs;
    const initial = initialOf(caller);
    if (!capableIn(caller.creds, type.userMountable ? owner : initial, "SYS_ADMIN"))
      throw new SysError("EPERM");
    const own = superFlags(data, flags);
    const sb = type.make(source, own.data, flags, caller);
    const mount = this.table.newMount(sb, mountFlags, source === "" ? "none" : source);
    if (mount.use.mounts === 1) {
      // What is mounted already keeps its own flags; the new mount alone is read-only then.
      mount.use.flags = own.flags;
      if ((own.flags & MS.RDONLY) !== 0) sb.readOnly = true;
    }
    try {
      if (type.visibilityRule && owner !== initial) alreadyVisible(this.namespace(caller), mount);
      const place = this.lockMount(caller, at);
      if (place.mount.sb === sb && place.mount.root === place.dentry) throw new SysError("EBUSY");
      this.graft(mount, place);
    } catch (error) {
      this.table.dispose(mount);
      this.table.sweep();
      throw error;
    }
  }

  /** Mounts a superblock that is already there: for the kernel's own use. */
  place(caller: Caller, sb: SuperBlock, source: string, target: string): void {
    const at = this.lockMount(caller, resolve(caller, target, true));
    this.graft(this.table.newMount(sb, MS.RELATIME, source), at);
  }

  private bind(caller: Caller, source: string, at: Path, recursive: boolean): void {
    if (source === "") throw new SysError("EINVAL");
    const from = resolve(caller, source, true);
    const namespaceFile = "namespace" in from.dentry.inode ? from.dentry.inode : undefined;
    if (namespaceFile !== undefined && this.keepsItselfAlive(caller, namespaceFile.namespace))
      throw new SysError("EINVAL");
    const place = this.lockMount(caller, at);
    const old = from.mount;
    if (old.unbindable) throw new SysError("EINVAL");
    if (old.ns !== this.namespace(caller) && namespaceFile === undefined) throw new SysError("EINVAL");
    if (!recursive && hasLockedChildren(from)) throw new SysError("EINVAL");
    const copy = recursive
      ? this.table.cloneTree(old, from.dentry, { namespaceFiles: true })
      : this.table.clone(old, from.dentry, {});
    copy.locked = false;
    try {
      this.graft(copy, place);
    } catch (error) {
      for (const mount of [...copy.tree()].reverse()) {
        mount.detach();
        mount.isolate();
        this.table.dispose(mount);
      }
      throw error;
    }
  }

  /** A mount namespace's file may only be bound where that namespace is younger than the one it is bound in. */
  private keepsItselfAlive(caller: Caller, namespace: unknown): boolean {
    const { kind, inode } = namespace as { kind: string; inode: number };
    return kind === "mnt" && inode <= this.namespace(caller).inode;
  }

  private move(caller: Caller, source: string, at: Path): void {
    if (source === "") throw new SysError("EINVAL");
    const from = resolve(caller, source, true);
    const place = this.lockMount(caller, at);
    const old = from.mount;
    const ns = this.namespace(caller);
    if (old.ns !== ns || old.parent === undefined || old.locked) throw new SysError("EINVAL");
    if (from.dentry !== old.root) throw new SysError("EINVAL");
    if (from.dentry.inode.isDirectory !== place.dentry.inode.isDirectory) throw new SysError("EINVAL");
    if (old.parent.shared) throw new SysError("EINVAL");
    if (place.mount.shared && [...old.tree()].some(({ unbindable }) => unbindable))
      throw new SysError("EINVAL");
    if (place.mount.within(old)) throw new SysError("ELOOP");
    attachTree(this.table, old, place.mount, place.dentry, true);
  }

  private changePropagation(at: Path, flags: number): void {
    if (at.dentry !== at.mount.root) throw new SysError("EINVAL");
    const type = flags & ~(MS.REC | MS.SILENT);
    if (type !== MS.SHARED && type !== MS.SLAVE && type !== MS.PRIVATE && type !== MS.UNBINDABLE)
      throw new SysError("EINVAL");
    for (const mount of (flags & MS.REC) !== 0 ? [...at.mount.tree()] : [at.mount])
      if (type === MS.SHARED) this.table.share(mount);
      else if (type === MS.SLAVE) makeSlave(mount);
      else {
        mount.isolate();
        mount.unbindable = type === MS.UNBINDABLE;
      }
  }

  private remountBind(caller: Caller, at: Path, flags: number): void {
    const { mount } = at;
    this.requireOwn(caller, at);
    requireUnlocked(mount, flags);
    if ((flags & MS.RDONLY) !== 0 && !mount.has(MS.RDONLY) && mount.writers > 0) throw new SysError("EBUSY");
    mount.flags = flags;
  }

  private remount(caller: Caller, at: Path, flags: number, mountFlags: number, data: string): void {
    const { mount } = at;
    this.requireOwn(caller, at);
    requireUnlocked(mount, mountFlags);
    if (!capableIn(caller.creds, mount.sb.userNs, "SYS_ADMIN")) throw new SysError("EPERM");
    const own = superFlags(data, flags);
    const readOnly = (own.flags & MS.RDONLY) !== 0;
    if (readOnly && !mount.sb.readOnly && mount.writers > 0) throw new SysError("EBUSY");
    mount.sb.remount(own.data, caller, own.flags);
    mount.sb.readOnly = readOnly;
    mount.use.flags = own.flags;
    mount.flags = mountFlags;
  }

  /** As umount2(2). */
  umount(caller: Caller, target: string, flags: number): void {
    if ((flags & ~LAZY_OR_PLAIN) !== 0) throw new SysError("EINVAL");
    const at = resolve(caller, target, (flags & MNT.UMOUNT_NOFOLLOW) === 0);
    this.requireMayMount(caller);
    this.requireOwn(caller, at);
    const { mount } = at;
    if (mount.locked) throw new SysError("EINVAL");
    if ((flags & MNT.FORCE) !== 0 && !capableIn(caller.creds, mount.sb.userNs, "SYS_ADMIN"))
      throw new SysError("EPERM");
    const lazy = (flags & MNT.DETACH) !== 0;
    if (mount === rootsOf(caller).root.mount && !lazy) {
      this.retireRoot(caller, mount);
      return;
    }
    if (mount.parent === undefined) throw new SysError(lazy ? "EINVAL" : "EBUSY");
    if (!lazy && this.busy(mount)) throw new SysError("EBUSY");
    umountTree(this.table, mount, true);
    this.table.sweep();
  }

  /** One's own root is not unmounted: its file system becomes read-only. */
  private retireRoot(caller: Caller, mount: Mount): void {
    if (!capableIn(caller.creds, mount.sb.userNs, "SYS_ADMIN")) throw new SysError("EPERM");
    if (mount.sb.readOnly) return;
    if (mount.writers > 0) throw new SysError("EBUSY");
    mount.sb.readOnly = true;
  }

  /** Whether anybody uses the mount or one that would go with it. */
  private busy(mount: Mount): boolean {
    if (mount.children.size > 0) return true;
    const used = this.inhabited();
    const inUse = (one: Mount) => one.openFiles > 0 || used.has(one);
    if (inUse(mount)) return true;
    for (const twin of twins(mount)) {
      const covered = twin.children.size === 1 && twin.children.has(twin.root);
      if (twin.children.size > 0 && !covered) continue;
      if (inUse(twin)) return true;
    }
    return false;
  }

  private inhabited(): Set<Mount> {
    const used = new Set<Mount>();
    for (const { zombie, fs, executable } of this.processes()) {
      if (zombie) continue;
      used.add(fs.root.mount).add(fs.cwd.mount);
      if (executable !== undefined) used.add(executable.mount);
    }
    return used;
  }

  /** As pivot_root(2). */
  pivotRoot(caller: Caller, newRoot: string, putOld: string): void {
    this.requireMayMount(caller);
    pivotRoot(caller, this.namespace(caller), this.processes(), newRoot, putOld);
  }

  private graft(mount: Mount, place: Path): void {
    if (place.dentry.inode.isDirectory !== mount.root.inode.isDirectory) throw new SysError("ENOTDIR");
    attachTree(this.table, mount, place.mount, place.dentry, false);
  }

  /** The place on which a new mount comes: on top of what is mounted there. @throws SysError ENOENT, EINVAL */
  private lockMount(caller: Caller, at: Path): Path {
    const place = crossMounts(at);
    if (place.dentry.unlinked) throw new SysError("ENOENT");
    if (place.mount.ns !== this.namespace(caller)) throw new SysError("EINVAL");
    return place;
  }

  private requireOwn(caller: Caller, at: Path): void {
    if (at.dentry !== at.mount.root || at.mount.ns !== this.namespace(caller)) throw new SysError("EINVAL");
  }

  private requireMayMount(caller: Caller): void {
    if (!capableIn(caller.creds, this.namespace(caller).userNs, "SYS_ADMIN")) throw new SysError("EPERM");
  }

  private namespace(caller: Caller): MountNamespace {
    const ns = caller.task?.ns.mnt ?? rootsOf(caller).root.mount.ns;
    if (ns === undefined) throw new SysError("EINVAL");
    return ns;
  }
}

function initialOf(caller: Caller) {
  let ns = caller.creds.userNs;
  while (ns.parent !== undefined) ns = ns.parent;
  return ns;
}

function hasLockedChildren({ mount, dentry }: Path): boolean {
  return [...mount.children].some(([place, child]) => child.locked && place.within(dentry));
}
