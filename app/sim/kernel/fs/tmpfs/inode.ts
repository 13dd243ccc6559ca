/** What all inodes of tmpfs have: a link count that frees them, times, and extended attributes. */
import { SysError } from "../../abi/errno";
import { type Caller, Inode } from "../contract";
import { inherited } from "../permission";
import type { Tmpfs } from "./super-block";

export abstract class TmpfsInode extends Inode {
  private attributes: Map<string, string> | undefined;
  /** Open files and other holders: content lives as long as one of them or a link. */
  private holders = 0;
  private evicted = false;

  /** `mode` with type. In a directory with setgid it takes that directory's group. */
  constructor(
    readonly tmpfs: Tmpfs,
    mode: number,
    caller: Caller,
    directory: Inode | undefined,
  ) {
    const { creds } = caller;
    const from = directory === undefined ? { mode, gid: creds.fsgid } : inherited(directory, mode, creds);
    super(tmpfs, tmpfs.newInode(), from.mode, creds.fsuid, from.gid);
    this.atimeNs = this.mtimeNs = this.ctimeNs = caller.nowNs();
  }

  hold(): void {
    this.holders++;
  }

  letGo(): void {
    this.holders--;
    this.evictIfUnused();
  }

  addLink(caller: Caller): void {
    this.tmpfs.reserveInode();
    this.nlink++;
    this.ctimeNs = caller.nowNs();
  }

  /** One name less; `all`: a directory, whose "." goes too. */
  dropLink(caller: Caller, all: boolean): void {
    this.ctimeNs = caller.nowNs();
    if (all) this.nlink = 0;
    else {
      this.nlink--;
      if (this.nlink > 0) this.tmpfs.freeInode();
    }
    this.evictIfUnused();
  }

  private evictIfUnused(): void {
    if (this.nlink > 0 || this.holders > 0) return;
    this.evict();
  }

  /** It is gone: its number and content are free again. */
  evict(): void {
    if (this.evicted) return;
    this.evicted = true;
    this.tmpfs.freeInode();
    this.freeContent();
  }

  protected freeContent(): void {}

  override getxattr(name: string): string {
    const value = this.attributes?.get(requireSupported(name));
    if (value === undefined) throw new SysError("ENODATA");
    return value;
  }

  override setxattr(name: string, value: string, caller: Caller): void {
    this.attributes ??= new Map();
    this.attributes.set(requireSupported(name), value);
    this.ctimeNs = caller.nowNs();
  }

  override removexattr(name: string, caller: Caller): void {
    if (!this.attributes?.delete(requireSupported(name))) throw new SysError("ENODATA");
    this.ctimeNs = caller.nowNs();
  }

  override listxattr(): readonly string[] {
    return [...(this.attributes?.keys() ?? [])];
  }
}

/** tmpfs of Linux 6.1 has no user attributes. */
function requireSupported(name: string): string {
  if (!/^(trusted|security)\../.test(name)) throw new SysError("EOPNOTSUPP");
  return name;
}
