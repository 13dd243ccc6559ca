/** What all mount namespaces of a machine share: numbers for mounts and peer groups, and the file systems that can be mounted. */

import { SysError } from "../abi/errno";
import type { UserNamespace } from "../ns/user";
import type { Caller, SuperBlock } from "./contract";
import { Mount, PeerGroup, type SuperBlockUse } from "./mount";
import type { Dentry } from "./path";
import { Dentry as DentryClass } from "./path";

export interface FileSystemType {
  /** As given to mount -t. */
  readonly type: string;
  /** Shown as "nodev" in /proc/filesystems: it needs no block device. */
  readonly nodev: boolean;
  /** Whether root of a user namespace may mount it. */
  readonly userMountable: boolean;
  /** Whose CAP_SYS_ADMIN a mount of it needs; the caller's own user namespace if not given. */
  readonly owner?: (caller: Caller) => UserNamespace;
  /** In a user namespace it may only be mounted where it is already to be seen in full: proc, sysfs. */
  readonly visibilityRule?: boolean;
  /** A new superblock, or the one that there is. `flags` are MS bits. @throws SysError EINVAL … for its options */
  make(source: string, data: string, flags: number, caller: Caller): SuperBlock;
}

/** Hands out the lowest free number, as the kernel's ida does. */
class Numbers {
  private readonly taken = new Set<number>();
  private lowest: number;

  constructor(private readonly first: number) {
    this.lowest = first;
  }

  take(): number {
    let number = this.lowest;
    while (this.taken.has(number)) number++;
    this.taken.add(number);
    this.lowest = number + 1;
    return number;
  }

  free(number: number): void {
    if (!this.taken.delete(number)) return;
    this.lowest = Math.max(this.first, Math.min(this.lowest, number));
  }
}

export interface CloneOptions {
  /** The copy gets a peer group of its own if it is in none. */
  readonly makeShared?: boolean;
  /** The copy is a slave of what it copies. */
  readonly slave?: boolean;
  /** Shared mounts are copied as their slaves (into a less privileged namespace). */
  readonly sharedToSlave?: boolean;
  readonly unbindable?: boolean;
  /** Also mounts of mount namespace files. */
  readonly namespaceFiles?: boolean;
}

/** Mounts that the kernel makes for itself (pipefs, sockfs …) come before the first that can be seen: the guest's root is 13. */
const KERNEL_MOUNTS = 11;

/** /proc/filesystems of the guest; others come after. */
const ORDER = [
  "sysfs",
  "tmpfs",
  "proc",
  "cgroup",
  "cgroup2",
  "cpuset",
  "devtmpfs",
  "sockfs",
  "pipefs",
  "ramfs",
  "devpts",
  "ext2",
  "overlay",
  "9p",
  "mqueue",
];

/** The first anonymous device (0:N) that the guest's init gets; those before are the kernel's own. */
const FIRST_DEVICE = 12;

export class MountTable {
  /** In the order in which /proc/filesystems lists them. */
  filesystems: ReadonlyMap<string, FileSystemType> = new Map();
  private readonly ids = new Numbers(1);
  private readonly groups = new Numbers(1);
  private readonly devices = new Numbers(FIRST_DEVICE);
  private readonly uses = new Map<SuperBlock, SuperBlockUse>();
  private readonly roots = new Map<SuperBlock, Dentry>();
  /** Without mounts, but perhaps with open files or processes in them. */
  private readonly abandoned = new Set<SuperBlock>();

  constructor(
    /** A number for a new mount namespace. */
    readonly namespaceInode: () => number,
    /** Mounts in which processes have their root, working directory or program. */
    private readonly inhabited: () => ReadonlySet<Mount>,
  ) {}

  register(type: FileSystemType): void {
    const all = new Map(this.filesystems).set(type.type, type);
    const rank = (name: string) => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);
    this.filesystems = new Map([...all].sort(([a], [b]) => rank(a) - rank(b)));
  }

  /** A minor number for a file system without a device; it is free again when the file system is released. */
  takeDevice(): number {
    return this.devices.take();
  }

  /** Sets numbers aside as a booting kernel does. */
  skipKernelMounts(): void {
    for (let index = 0; index < KERNEL_MOUNTS; index++) this.ids.take();
  }

  newGroup(): PeerGroup {
    return new PeerGroup(this.groups.take(), (id) => this.groups.free(id));
  }

  share(mount: Mount): void {
    mount.unbindable = false;
    if (!mount.shared) mount.join(this.newGroup());
  }

  /** A mount of a whole superblock, not yet anywhere. */
  newMount(sb: SuperBlock, flags: number, source: string): Mount {
    return this.make(sb, this.rootOf(sb), flags, source);
  }

  /** All mounts of one superblock share its dentries. */
  rootOf(sb: SuperBlock): Dentry {
    const known = this.roots.get(sb);
    if (known !== undefined) return known;
    const root = new DentryClass("", undefined, sb.root);
    this.roots.set(sb, root);
    return root;
  }

  private make(sb: SuperBlock, root: Dentry, flags: number, source: string): Mount {
    let use = this.uses.get(sb);
    if (use === undefined) {
      use = { mounts: 0, files: 0, flags: 0, abandoned: () => this.sweep() };
      this.uses.set(sb, use);
    }
    if (use.mounts === 0) this.abandoned.delete(sb);
    return new Mount(this.ids.take(), sb, root, flags, source, use);
  }

  /** A copy that shows the tree from `root` on, not yet anywhere. */
  clone(old: Mount, root: Dentry, options: CloneOptions): Mount {
    const copy = this.make(old.sb, root, old.flags, old.source);
    copy.lockedFlags = old.lockedFlags;
    copy.locked = old.locked;
    copy.unbindable = old.unbindable;
    if (options.slave || (options.sharedToSlave && old.shared)) {
      copy.unbindable = false;
      copy.follow(old.peers ?? old.master);
    } else {
      if (old.peers !== undefined) copy.join(old.peers);
      copy.follow(old.master);
    }
    if (options.makeShared) this.share(copy);
    return copy;
  }

  /** A copy of a mount and what is mounted below `root`. @throws SysError EINVAL, EPERM */
  cloneTree(old: Mount, root: Dentry, options: CloneOptions): Mount {
    if (old.unbindable && !options.unbindable) throw new SysError("EINVAL");
    if (isMountNamespaceFile(root) && !options.namespaceFiles) throw new SysError("EINVAL");
    const copy = this.clone(old, root, options);
    for (const [mountpoint, child] of [...old.children]) {
      if (!mountpoint.within(root)) continue;
      if (child.unbindable && !options.unbindable) {
        if (child.locked) throw new SysError("EPERM");
        continue;
      }
      if (isMountNamespaceFile(child.root) && !options.namespaceFiles) continue;
      this.cloneTree(child, child.root, options).attach(copy, mountpoint);
    }
    return copy;
  }

  /** A mount has been detached for good. Superblocks without mounts go with the next sweep. */
  dispose(mount: Mount): void {
    this.ids.free(mount.id);
    const use = this.uses.get(mount.sb);
    if (use === undefined) return;
    use.mounts--;
    if (use.mounts === 0) this.abandoned.add(mount.sb);
  }

  /** Releases the superblocks that nobody needs any more. */
  sweep(): void {
    if (this.abandoned.size === 0) return;
    const inhabited = new Set([...this.inhabited()].map(({ sb }) => sb));
    for (const sb of [...this.abandoned]) {
      if (inhabited.has(sb) || (this.uses.get(sb)?.files ?? 0) > 0 || !this.abandoned.delete(sb)) continue;
      if (sb.permanent) continue;
      this.uses.delete(sb);
      this.roots.delete(sb);
      sb.release();
      this.devices.free(sb.device.minor);
    }
  }
}

/** Binding a file of a mount namespace keeps the namespace alive; copying such mounts could make it keep itself alive. */
function isMountNamespaceFile(dentry: Dentry): boolean {
  const { inode } = dentry;
  return "namespace" in inode && (inode.namespace as { kind?: unknown }).kind === "mnt";
}
