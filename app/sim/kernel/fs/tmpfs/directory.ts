/** Directories of tmpfs. */
import type { Call } from "../../abi/call";
import { SysError } from "../../abi/errno";
import { S } from "../../abi/flags";
import type { Device } from "../../abi/sys";
import type { Caller, DirEntry, OpenFile } from "../contract";
import { DirectoryFile } from "../directory-file";
import { TmpfsFile } from "./file";
import { TmpfsInode } from "./inode";
import { TmpfsSpecial, TmpfsSymlink } from "./special";
import type { Tmpfs } from "./super-block";

const EMPTY: ReadonlyMap<string, TmpfsInode> = new Map();

export class TmpfsDirectory extends TmpfsInode {
  /** Oldest first. */
  private made: Map<string, TmpfsInode> | undefined;

  constructor(tmpfs: Tmpfs, permissions: number, caller: Caller, directory?: TmpfsDirectory) {
    super(tmpfs, S.IFDIR | permissions, caller, directory);
    this.nlink = 2;
  }

  private get children(): ReadonlyMap<string, TmpfsInode> {
    return this.made ?? EMPTY;
  }

  private put(name: string, child: TmpfsInode): void {
    this.made ??= new Map();
    this.made.set(name, child);
  }

  override get size(): number {
    return (2 + this.children.size) * this.tmpfs.entryBytes;
  }

  override lookup(name: string): TmpfsInode | undefined {
    return this.children.get(name);
  }

  /** Newest first. */
  override entries(): readonly DirEntry[] {
    return [...this.children].reverse().map(([name, { ino, type }]) => ({ name, ino, type }));
  }

  private add<T extends TmpfsInode>(name: string, child: T, caller: Caller): T {
    this.put(name, child);
    this.mtimeNs = this.ctimeNs = caller.nowNs();
    return child;
  }

  override create(name: string, mode: number, caller: Caller): TmpfsInode {
    return this.add(name, new TmpfsFile(this.tmpfs, mode, caller, this), caller);
  }

  override mkdir(name: string, mode: number, caller: Caller): TmpfsInode {
    const made = this.add(name, new TmpfsDirectory(this.tmpfs, mode, caller, this), caller);
    this.nlink++;
    return made;
  }

  override symlink(name: string, target: string, caller: Caller): TmpfsInode {
    return this.add(name, new TmpfsSymlink(this.tmpfs, target, caller, this), caller);
  }

  override mknod(name: string, mode: number, device: Device, caller: Caller): TmpfsInode {
    if ((mode & S.IFMT) === S.IFREG) return this.create(name, mode & 0o7777, caller);
    return this.add(name, new TmpfsSpecial(this.tmpfs, mode, device, caller, this), caller);
  }

  override link(name: string, target: TmpfsInode, caller: Caller): void {
    target.addLink(caller);
    this.add(name, target, caller);
  }

  override unlink(name: string, target: TmpfsInode, caller: Caller): void {
    this.made?.delete(name);
    this.mtimeNs = this.ctimeNs = caller.nowNs();
    target.dropLink(caller, false);
  }

  override rmdir(name: string, target: TmpfsInode, caller: Caller): void {
    if (!(target instanceof TmpfsDirectory) || target.children.size > 0) throw new SysError("ENOTEMPTY");
    this.made?.delete(name);
    this.nlink--;
    this.mtimeNs = this.ctimeNs = caller.nowNs();
    target.dropLink(caller, true);
  }

  override rename(
    name: string,
    source: TmpfsInode,
    newParent: TmpfsDirectory,
    newName: string,
    replaced: TmpfsInode | undefined,
    caller: Caller,
  ): void {
    if (replaced instanceof TmpfsDirectory) newParent.rmdir(newName, replaced, caller);
    else if (replaced !== undefined) newParent.unlink(newName, replaced, caller);
    this.made?.delete(name);
    newParent.put(newName, source);
    if (source.isDirectory) {
      this.nlink--;
      newParent.nlink++;
    }
    const nowNs = caller.nowNs();
    for (const directory of [this, newParent]) directory.mtimeNs = directory.ctimeNs = nowNs;
    source.ctimeNs = nowNs;
  }

  /** The whole file system goes. */
  evictTree(): void {
    for (const child of this.children.values())
      if (child instanceof TmpfsDirectory) child.evictTree();
      else child.evict();
    this.made?.clear();
    this.evict();
  }

  // biome-ignore lint/correctness/useYield: opens at once
  override *open(flags: number): Call<OpenFile> {
    return new DirectoryFile(flags, this);
  }
}
