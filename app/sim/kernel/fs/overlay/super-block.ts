/** overlay: one tree out of several, of which only the uppermost is ever written. */

import type { Call } from "../../abi/call";
import { SysError } from "../../abi/errno";
import { MS, S } from "../../abi/flags";
import type { Device, StatFs } from "../../abi/sys";
import type { UserNamespace } from "../../ns/user";
import type { Credentials } from "../../process/credentials";
import type { WaitQueue } from "../../process/wait-queue";
import type { Caller, Inode, SuperBlock } from "../contract";
import { globallyCapable } from "../permission";
import { OverlayInode } from "./inode";
import type { Layers } from "./layers";
import { type OverlayOptions, overlayOptionsText } from "./options";

const OVERLAYFS_SUPER_MAGIC = 0x794c7630;

/** What overlay does to its layers: as whoever mounted it, without a mask, and counted in the cost of its own operations. */
class LayerCaller implements Caller {
  readonly umask = 0;

  constructor(
    private readonly caller: Caller,
    readonly creds: Credentials,
  ) {}

  get task(): Caller["task"] {
    return this.caller.task;
  }

  nowNs(): number {
    return this.caller.nowNs();
  }

  wait(queues: readonly WaitQueue[], untilNs?: number): Call<void> {
    return this.caller.wait(queues, untilNs);
  }

  charge(): void {}
}

/** How many temporary names overlays have used: they are numbered for the whole machine. */
export interface TemporaryNames {
  last: number;
}

export class Overlay implements SuperBlock {
  readonly type = "overlay";
  readonly device: Device;
  readonly root: OverlayInode;
  readonly blockSize = 4096;
  readonly userNs: UserNamespace;
  readonly ownUmask = true;
  readonly stackDepth: number;
  readOnly = false;
  /** The directory "work" in workdir: new things are made there and then put into place. */
  readonly work: Inode | undefined;
  /** A whiteout that all others are links of. */
  whiteout: Inode | undefined;
  /** Opaque directories cannot be marked: mounter or file system know no such attributes. */
  readonly noXattr: boolean;
  private readonly mounter: Credentials;
  private readonly devices = new Map<SuperBlock, Device>();
  /** Overlay inodes by the real inode that they are of. */
  readonly known = new WeakMap<Inode, OverlayInode>();
  /** From which lower inode an upper one was copied. */
  readonly origins = new WeakMap<Inode, Inode>();

  constructor(
    readonly layers: Layers,
    readonly config: OverlayOptions,
    private readonly nextMinor: () => number,
    caller: Caller,
    private readonly names: TemporaryNames,
    log: (text: string) => void,
  ) {
    this.device = { major: 0, minor: nextMinor() };
    this.mounter = caller.creds;
    this.userNs = caller.creds.userNs;
    this.stackDepth = layers.depth;
    const as = this.as(caller);
    if (layers.work === undefined || layers.upper === undefined) {
      this.readOnly = true;
      this.noXattr = false;
    } else {
      this.work = freshWork(layers.work.dentry.inode, as);
      // The checks at mounting time use two names.
      names.last += 2;
      this.noXattr = !this.canMark(this.work, as, log);
    }
    const lowers = layers.lowers.map(({ dentry }) => dentry.inode);
    this.root = new OverlayInode(this, layers.upper?.dentry.inode, lowers, undefined, "");
    for (const { mount } of this.paths) mount.pin();
  }

  /** All layers are of one file system, so its inode numbers can be shown as they are. */
  get sameFileSystem(): boolean {
    return new Set(this.paths.map(({ mount }) => mount.sb)).size === 1;
  }

  /** The device number that stands for a layer's file system. */
  deviceOf(sb: SuperBlock): Device {
    const known = this.devices.get(sb);
    if (known !== undefined) return known;
    const made = { major: 0, minor: this.nextMinor() };
    this.devices.set(sb, made);
    return made;
  }

  private get paths() {
    const { upper, work, lowers } = this.layers;
    return [upper, work, ...lowers].filter((path) => path !== undefined);
  }

  private canMark(work: Inode, as: Caller, log: (text: string) => void): boolean {
    try {
      this.mark(work, "opaque", "0", as);
      work.removexattr(this.attribute("opaque"), as);
      return true;
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      log("overlayfs: failed to set xattr on upper");
      if (this.userNs.parent !== undefined) log("overlayfs: try mounting with 'userxattr' option");
      return false;
    }
  }

  /** The caller with the credentials of whoever mounted it; new files get `owner`'s ids. */
  as(caller: Caller, owner?: { readonly fsuid: number; readonly fsgid: number }): Caller {
    const creds = owner === undefined ? this.mounter : { ...this.mounter, ...owner };
    return new LayerCaller(caller, creds);
  }

  /** The whole name of one of overlay's own attributes. */
  attribute(name: string): string {
    return `${this.config.userxattr ? "user" : "trusted"}.overlay.${name}`;
  }

  isPrivate(name: string): boolean {
    return name.startsWith(this.attribute(""));
  }

  /** The value of one of overlay's own attributes. */
  marked(inode: Inode, name: string, as: Caller): string | undefined {
    if (inode.listxattr(as).length === 0) return undefined;
    try {
      return inode.getxattr(this.attribute(name), as);
    } catch (error) {
      if (error instanceof SysError) return undefined;
      throw error;
    }
  }

  /** @throws SysError EPERM, EOPNOTSUPP */
  mark(inode: Inode, name: string, value: string, as: Caller): void {
    if (!this.config.userxattr && !globallyCapable(as, "SYS_ADMIN")) throw new SysError("EPERM");
    inode.setxattr(this.attribute(name), value, as);
  }

  opaque(directory: Inode, as: Caller): boolean {
    return this.marked(directory, "opaque", as) === "y";
  }

  /** Marks a directory as hiding what is below it. @throws SysError EIO if that is not possible */
  makeOpaque(directory: Inode, as: Caller): void {
    if (this.noXattr) throw new SysError("EIO");
    this.mark(directory, "opaque", "y", as);
  }

  temporaryName(): string {
    return `#${(++this.names.last).toString(16)}`;
  }

  options(): string {
    return overlayOptionsText(this.config);
  }

  /** Layers cannot be changed; options are ignored. @throws SysError EROFS */
  remount(_data: string, _caller: Caller, flags: number): void {
    if ((flags & MS.RDONLY) === 0 && this.layers.upper === undefined) throw new SysError("EROFS");
  }

  statfs(): StatFs {
    const { upper, lowers } = this.layers;
    const real = (upper ?? lowers[0]!).dentry.inode.sb.statfs();
    return { ...real, type: OVERLAYFS_SUPER_MAGIC };
  }

  release(): void {
    for (const { mount } of this.paths) mount.unpin();
  }
}

/** workdir/work, empty: what an earlier mount left there is removed. */
function freshWork(workdir: Inode, as: Caller): Inode {
  const old = workdir.lookup("work", as);
  if (old !== undefined) remove(workdir, "work", old, as);
  const work = workdir.mkdir("work", 0, as);
  work.chmod(0, as);
  return work;
}

function remove(directory: Inode, name: string, child: Inode, as: Caller): void {
  if (child.type !== S.IFDIR) {
    directory.unlink(name, child, as);
    return;
  }
  for (const { name: below } of child.entries(as)) {
    const inode = child.lookup(below, as);
    if (inode !== undefined) remove(child, below, inode, as);
  }
  directory.rmdir(name, child, as);
}
