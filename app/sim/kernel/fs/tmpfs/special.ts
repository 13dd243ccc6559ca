/** Symbolic links, devices, fifos and sockets of tmpfs. What opening a device or a fifo does is the VFS's business. */
import { SysError } from "../../abi/errno";
import { S } from "../../abi/flags";
import type { Device } from "../../abi/sys";
import type { Caller } from "../contract";
import type { TmpfsDirectory } from "./directory";
import { TmpfsInode } from "./inode";
import type { PageAccount } from "./page-account";
import type { Tmpfs } from "./super-block";

/** Shorter targets are kept in the inode (SHORT_SYMLINK_LEN, with the final zero byte). */
const INLINE_TARGET = 128;
const PAGE = 4096;

export class TmpfsSymlink extends TmpfsInode {
  private readonly page: PageAccount | undefined;

  constructor(
    tmpfs: Tmpfs,
    private readonly target: string,
    caller: Caller,
    directory: TmpfsDirectory,
  ) {
    if (target.length >= PAGE) throw new SysError("ENAMETOOLONG");
    const page = target.length < INLINE_TARGET ? undefined : tmpfs.newAccount();
    if (page !== undefined) tmpfs.chargePage(page, caller);
    super(tmpfs, S.IFLNK | 0o777, caller, directory);
    this.page = page;
  }

  override get size(): number {
    return this.target.length;
  }

  override get blocks(): number {
    return this.page === undefined ? 0 : 8;
  }

  override readlink(): string {
    return this.target;
  }

  protected override freeContent(): void {
    if (this.page !== undefined) this.tmpfs.releasePages(this.page, 1);
  }
}

export class TmpfsSpecial extends TmpfsInode {
  constructor(tmpfs: Tmpfs, mode: number, device: Device, caller: Caller, directory: TmpfsDirectory) {
    super(tmpfs, mode, caller, directory);
    const type = mode & S.IFMT;
    if (type === S.IFCHR || type === S.IFBLK) this.rdev = device;
  }
}
