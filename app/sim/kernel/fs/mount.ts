/** A mount: a (part of a) file system at a place, its flags, and whom its mount events reach. */
import { MS } from "../abi/flags";
import type { SuperBlock } from "./contract";
import type { MountNamespace } from "./mount-namespace";
import type { Dentry } from "./path";

/** Mounts of one group tell each other about mounts below them; slaves of the group only listen. */
export class PeerGroup {
  /** In the order in which they joined. */
  readonly members = new Set<Mount>();
  readonly slaves = new Set<Mount>();

  constructor(
    /** As in "shared:7". */
    readonly id: number,
    private readonly freed: (id: number) => void,
  ) {}

  /** Takes a member out. A group that is empty hands its slaves to `heir`, or lets them go. */
  leave(mount: Mount, heir: PeerGroup | undefined): void {
    this.members.delete(mount);
    if (this.members.size > 0) return;
    for (const slave of this.slaves) {
      slave.master = heir;
      heir?.slaves.add(slave);
    }
    this.slaves.clear();
    this.freed(this.id);
  }
}

/** Flags that a mount itself has; others belong to the superblock. */
export const MOUNT_FLAGS =
  MS.RDONLY | MS.NOSUID | MS.NODEV | MS.NOEXEC | MS.NOATIME | MS.NODIRATIME | MS.RELATIME;

/** Who still needs a superblock: its mounts, and files that are open on it, also on mounts that are gone. */
export interface SuperBlockUse {
  mounts: number;
  files: number;
  /** MS bits of the superblock that only /proc shows: SYNCHRONOUS, DIRSYNC, LAZYTIME. */
  flags: number;
  /** Called when a file was closed and no mount is left. */
  readonly abandoned: () => void;
}

const NO_MOUNTS: ReadonlyMap<Dentry, Mount> = new Map();

export class Mount {
  /** The namespace that it is in; undefined before it is attached and after it is detached. */
  ns: MountNamespace | undefined;
  parent: Mount | undefined;
  /** In the parent. */
  mountpoint: Dentry | undefined;
  private own: Map<Dentry, Mount> | undefined;
  peers: PeerGroup | undefined;
  master: PeerGroup | undefined;
  unbindable = false;
  /** It came with another user namespace's tree and cannot be taken away alone. */
  locked = false;
  /** MS bits that a less privileged namespace may not clear. */
  lockedFlags = 0;
  /** Open files of it. */
  openFiles = 0;
  /** Those among them that may write. */
  writers = 0;

  constructor(
    readonly id: number,
    readonly sb: SuperBlock,
    readonly root: Dentry,
    /** MOUNT_FLAGS bits. */
    public flags: number,
    /** First field of /proc/mounts. */
    readonly source: string,
    readonly use: SuperBlockUse,
  ) {
    use.mounts++;
  }

  /** What is mounted directly on dentries of this mount, in order of mounting. */
  get children(): ReadonlyMap<Dentry, Mount> {
    return this.own ?? NO_MOUNTS;
  }

  /** A file of it was opened. */
  hold(writing = false): void {
    this.openFiles++;
    if (writing) this.writers++;
    this.pin();
  }

  letGo(writing = false): void {
    this.openFiles--;
    if (writing) this.writers--;
    this.unpin();
  }

  /** Its file system is needed, but the mount itself may go: layers of an overlay. */
  pin(): void {
    this.use.files++;
  }

  unpin(): void {
    this.use.files--;
    if (this.use.mounts === 0) this.use.abandoned();
  }

  get readOnly(): boolean {
    return (this.flags & MS.RDONLY) !== 0 || this.sb.readOnly;
  }

  has(flag: number): boolean {
    return (this.flags & flag) !== 0;
  }

  get shared(): boolean {
    return this.peers !== undefined;
  }

  /** Sits on nothing: the root of a namespace or a detached mount. */
  get top(): boolean {
    return this.parent === undefined;
  }

  private bear(mountpoint: Dentry, child: Mount): void {
    this.own ??= new Map();
    this.own.set(mountpoint, child);
  }

  attach(parent: Mount, mountpoint: Dentry): void {
    this.parent = parent;
    this.mountpoint = mountpoint;
    parent.bear(mountpoint, this);
    mountpoint.mounts ??= new Set();
    mountpoint.mounts.add(this);
  }

  detach(): void {
    const { parent, mountpoint } = this;
    if (parent !== undefined && mountpoint !== undefined) {
      // A copy that came from elsewhere may have taken the place already, with this one on top of it.
      if (parent.children.get(mountpoint) === this) parent.own?.delete(mountpoint);
      mountpoint.mounts?.delete(this);
      if (mountpoint.mounts?.size === 0) mountpoint.mounts = undefined;
    }
    this.parent = undefined;
    this.mountpoint = undefined;
  }

  join(group: PeerGroup): void {
    this.peers = group;
    group.members.add(this);
  }

  follow(group: PeerGroup | undefined): void {
    this.master = group;
    group?.slaves.add(this);
  }

  /** Out of its peer group and away from its master. */
  isolate(): void {
    this.leavePeers();
    this.master?.slaves.delete(this);
    this.master = undefined;
  }

  leavePeers(): void {
    this.peers?.leave(this, this.master);
    this.peers = undefined;
  }

  /** Itself and all mounts below, parents first. */
  *tree(): Generator<Mount> {
    yield this;
    if (this.own !== undefined) for (const child of [...this.own.values()]) yield* child.tree();
  }

  /** Whether it is `ancestor` or mounted below it. */
  within(ancestor: Mount): boolean {
    let at: Mount | undefined = this;
    while (at !== undefined && at !== ancestor) at = at.parent;
    return at === ancestor;
  }
}
