/** An inode of an overlay: stands for an upper object, or for lower ones until something changes it. */
import type { Call } from "../../abi/call";
import { SysError } from "../../abi/errno";
import { ACCESS, O, S } from "../../abi/flags";
import type { Device } from "../../abi/sys";
import { type Caller, type DirEntry, Inode, type OpenFile } from "../contract";
import { DirectoryFile } from "../directory-file";
import { requireAccess } from "../permission";
import { copyUp } from "./copy-up";
import { type Found, follows, lookupIn } from "./lookup";
import { mergedEntries } from "./merge";
import { linkInto, makeIn, removeFrom, renameBetween } from "./names";
import { OverlayFile } from "./open-file";
import type { Overlay } from "./super-block";

export class OverlayInode extends Inode {
  /** Names in this directory that were looked up. */
  private children: Map<string, OverlayInode> | undefined;
  /** Its last name has been removed. */
  nameGone = false;

  constructor(
    readonly overlay: Overlay,
    public upper: Inode | undefined,
    public lowers: readonly Inode[],
    /** Where it was found: that is where it is copied up to. undefined for the root. */
    public parent: OverlayInode | undefined,
    public name: string,
  ) {
    const real = (upper ?? lowers[0])!;
    super(overlay, real.ino, real.mode, real.uid, real.gid);
    this.refresh();
  }

  /** The object whose attributes and content it shows. */
  get real(): Inode {
    return (this.upper ?? this.lowers[0])!;
  }

  /** A directory of several layers. */
  get merges(): boolean {
    return this.isDirectory && (this.upper === undefined ? 0 : 1) + this.lowers.length > 1;
  }

  /** Is below in some layer, so that renaming it as a directory would need a redirect. */
  get mergesOrLower(): boolean {
    return this.upper === undefined || this.lowers.length > 0;
  }

  /** Takes over what the real object shows. */
  refresh(): void {
    const { real } = this;
    this.mode = real.mode;
    this.uid = real.uid;
    this.gid = real.gid;
    this.rdev = real.rdev;
    this.atimeNs = real.atimeNs;
    this.mtimeNs = real.mtimeNs;
    this.ctimeNs = real.ctimeNs;
    const goneBelow = this.nameGone && this.upper === undefined ? 1 : 0;
    this.nlink = this.merges && !this.nameGone ? 1 : real.nlink - goneBelow;
    (this as { ino: number }).ino = this.shownIno();
  }

  /** Copying up does not change the number, but of hard links, which it breaks. */
  private shownIno(): number {
    const { upper, parent } = this;
    if (upper === undefined || parent === undefined) return this.real.ino;
    const origin = this.isDirectory ? this.lowers[0] : this.overlay.origins.get(upper);
    return origin !== undefined && (this.isDirectory || origin.nlink === 1) ? origin.ino : upper.ino;
  }

  /** Files keep the number that they have in their own file system, so where there are several, a device tells them apart. */
  override get device(): Device {
    const { overlay, upper, real } = this;
    if (overlay.sameFileSystem || this.isDirectory) return overlay.device;
    const origin = upper && overlay.origins.get(upper);
    return overlay.deviceOf(origin?.nlink === 1 ? origin.sb : real.sb);
  }

  /** It has been copied up. */
  raised(upper: Inode): void {
    this.upper = upper;
    if (!this.isDirectory) this.lowers = [];
    this.overlay.known.set(upper, this);
    this.refresh();
  }

  override get size(): number {
    return this.real.size;
  }

  override get blocks(): number {
    return this.real.blocks;
  }

  override holeAt(offset: number): boolean {
    return this.real.holeAt(offset);
  }

  override lookup(name: string, caller: Caller): OverlayInode | undefined {
    if (!this.isDirectory) throw new SysError("ENOTDIR");
    const found = lookupIn(this.overlay, this, name, this.overlay.as(caller));
    if (found === undefined) {
      this.forgetChild(name);
      return undefined;
    }
    const child = this.childFor(name, found);
    child.refresh();
    return child;
  }

  private childFor(name: string, { upper, lowers }: Found): OverlayInode {
    const { known } = this.overlay;
    const cached = this.children?.get(name);
    if (
      cached !== undefined &&
      cached.upper === upper &&
      (upper !== undefined || cached.lowers[0] === lowers[0])
    ) {
      if (this.isDirectory) cached.lowers = lowers;
      return cached;
    }
    const key = hashedBy(upper, lowers, this.overlay.work !== undefined);
    const alias = key && known.get(key);
    const child =
      alias !== undefined && alias.upper === upper
        ? alias
        : new OverlayInode(this.overlay, upper, lowers, this, name);
    if (key !== undefined) known.set(key, child);
    this.hold(name, child);
    return child;
  }

  /** A child has another name now, or none. */
  forgetChild(name: string): void {
    this.children?.delete(name);
  }

  private hold(name: string, child: OverlayInode): void {
    this.children ??= new Map();
    this.children.set(name, child);
  }

  adopt(name: string, child: OverlayInode): void {
    this.hold(name, child);
    child.parent = this;
    child.name = name;
  }

  override entries(caller: Caller): readonly DirEntry[] {
    const { overlay, upper, lowers, real } = this;
    if (real.type !== S.IFDIR) throw new SysError("ENOTDIR");
    const as = overlay.as(caller);
    const layers = upper === undefined ? lowers : [upper, ...lowers];
    const entries = mergedEntries(layers, as);
    if (upper === undefined || layers.length < 2 || follows(overlay)) return entries;
    return entries.filter(({ name, type }) => type !== S.IFDIR || this.reachable(name, as));
  }

  /** Directories behind a redirect that may not be followed are left out of the list. */
  private reachable(name: string, as: Caller): boolean {
    try {
      return lookupIn(this.overlay, this, name, as) !== undefined;
    } catch (error) {
      if (error instanceof SysError) return false;
      throw error;
    }
  }

  override create(name: string, mode: number, caller: Caller): Inode {
    return makeIn(this, name, { type: S.IFREG, mode }, caller);
  }

  override mkdir(name: string, mode: number, caller: Caller): Inode {
    return makeIn(this, name, { type: S.IFDIR, mode }, caller);
  }

  override symlink(name: string, target: string, caller: Caller): Inode {
    return makeIn(this, name, { type: S.IFLNK, mode: 0o777, target }, caller);
  }

  override mknod(name: string, mode: number, device: Device, caller: Caller): Inode {
    // A whiteout could not be told from one of overlay's own.
    if ((mode & S.IFMT) === S.IFCHR && device.major === 0 && device.minor === 0) throw new SysError("EPERM");
    return makeIn(this, name, { type: mode & S.IFMT, mode: mode & 0o7777, device }, caller);
  }

  override link(name: string, target: OverlayInode, caller: Caller): void {
    linkInto(this, name, target, caller);
  }

  override unlink(name: string, target: OverlayInode, caller: Caller): void {
    removeFrom(this, name, target, caller);
  }

  override rmdir(name: string, target: OverlayInode, caller: Caller): void {
    removeFrom(this, name, target, caller);
  }

  override rename(
    name: string,
    source: OverlayInode,
    newParent: OverlayInode,
    newName: string,
    replaced: OverlayInode | undefined,
    caller: Caller,
  ): void {
    renameBetween({ parent: this, name, source, newParent, newName, replaced }, caller);
  }

  override readlink(caller: Caller): string {
    return this.real.readlink(this.overlay.as(caller));
  }

  /** Whoever mounted it must be able to do to the real object what the caller wants. */
  override permission(mask: number, caller: Caller): boolean | undefined {
    const special = this.type !== S.IFREG && this.type !== S.IFDIR && this.type !== S.IFLNK;
    const copies = this.upper === undefined && !special && (mask & ACCESS.W_OK) !== 0;
    const wanted = copies ? (mask & ~ACCESS.W_OK) | ACCESS.R_OK : mask;
    try {
      requireAccess(this.real, wanted, this.overlay.as(caller));
      return undefined;
    } catch (error) {
      if (error instanceof SysError) return false;
      throw error;
    }
  }

  /** Copies it up if need be, and does something to the upper object. */
  private change(caller: Caller, change: (upper: Inode, as: Caller) => void): void {
    copyUp(this, caller, true);
    change(this.real, this.overlay.as(caller));
    this.refresh();
  }

  override chmod(mode: number, caller: Caller): void {
    this.change(caller, (upper, as) => upper.chmod(mode, as));
  }

  override chown(uid: number, gid: number, caller: Caller): void {
    this.change(caller, (upper, as) => upper.chown(uid, gid, as));
  }

  override setTimes(atimeNs: number | undefined, mtimeNs: number | undefined, caller: Caller): void {
    this.change(caller, (upper, as) => upper.setTimes(atimeNs, mtimeNs, as));
  }

  /** Reading does not copy up, so it leaves no trace on lower objects. */
  override touched(nowNs: number): void {
    this.upper?.touched(nowNs);
    this.refresh();
  }

  override truncate(size: number, caller: Caller): void {
    this.change(caller, (upper, as) => upper.truncate(size, as));
  }

  override getxattr(name: string, caller: Caller): string {
    if (this.overlay.isPrivate(name)) throw new SysError("ENODATA");
    return this.real.getxattr(name, this.overlay.as(caller));
  }

  override listxattr(caller: Caller): readonly string[] {
    return this.real.listxattr(this.overlay.as(caller)).filter((name) => !this.overlay.isPrivate(name));
  }

  override setxattr(name: string, value: string, caller: Caller): void {
    if (this.overlay.isPrivate(name)) throw new SysError("EPERM");
    this.change(caller, (upper, as) => upper.setxattr(name, value, as));
  }

  override removexattr(name: string, caller: Caller): void {
    this.getxattr(name, caller);
    this.change(caller, (upper, as) => upper.removexattr(name, as));
  }

  override *open(flags: number, caller: Caller): Call<OpenFile> {
    if (this.isDirectory) return new DirectoryFile(flags, this);
    if ((flags & O.ACCMODE) !== O.RDONLY || (flags & O.TRUNC) !== 0)
      copyUp(this, caller, (flags & O.TRUNC) === 0);
    const file = yield* this.real.open(flags, this.overlay.as(caller));
    return new OverlayFile(flags, this, file);
  }
}

/**
 * By which real inode an overlay inode is found again under another name (ovl_hash_bylower): upper hard links are one inode; lower
 * ones will be broken by copying up, so each name has an inode of its own.
 */
function hashedBy(upper: Inode | undefined, lowers: readonly Inode[], writable: boolean): Inode | undefined {
  if (upper !== undefined) return upper;
  const lower = lowers[0];
  return lower === undefined || (writable && !lower.isDirectory && lower.nlink > 1) ? undefined : lower;
}
