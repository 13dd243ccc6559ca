/** Regular files of tmpfs. */
import type { Call } from "../../abi/call";
import { SysError } from "../../abi/errno";
import { S } from "../../abi/flags";
import { noteRead } from "../access-time";
import { type Caller, OpenFile } from "../contract";
import { dropSetId } from "../permission";
import type { TmpfsDirectory } from "./directory";
import { TmpfsInode } from "./inode";
import type { PageAccount } from "./page-account";
import { PAGE_BYTES, type PageSource, Pages } from "./pages";
import type { Tmpfs } from "./super-block";

const SECTORS_PER_PAGE = PAGE_BYTES / 512;
/** The largest offset that numbers here hold exactly; Linux ends at 2^63. */
const MAX_BYTES = Number.MAX_SAFE_INTEGER;

export class TmpfsFile extends TmpfsInode {
  private readonly pages = new Pages();
  private readonly account: PageAccount;
  private bytes = 0;

  constructor(tmpfs: Tmpfs, permissions: number, caller: Caller, directory: TmpfsDirectory) {
    super(tmpfs, S.IFREG | permissions, caller, directory);
    this.account = tmpfs.newAccount();
  }

  override get size(): number {
    return this.bytes;
  }

  override get blocks(): number {
    return this.pages.count * SECTORS_PER_PAGE;
  }

  private source(caller: Caller): PageSource {
    return {
      charge: () => this.tmpfs.chargePage(this.account, caller),
      release: (pages) => this.tmpfs.releasePages(this.account, pages),
    };
  }

  override holeAt(offset: number): boolean {
    return !this.pages.has(offset);
  }

  readAt(offset: number, count: number): Uint8Array {
    return this.pages.read(offset, Math.max(0, Math.min(count, this.bytes - offset)));
  }

  writeAt(data: Uint8Array, offset: number, caller: Caller): number {
    if (offset + data.length > MAX_BYTES) throw new SysError("EFBIG");
    const written = this.pages.write(data, offset, this.source(caller));
    this.bytes = Math.max(this.bytes, offset + written);
    this.mtimeNs = this.ctimeNs = caller.nowNs();
    return written;
  }

  override truncate(size: number, caller: Caller): void {
    if (size > MAX_BYTES) throw new SysError("EFBIG");
    if (size < this.bytes) this.pages.truncate(size, this.source(caller));
    this.bytes = size;
    this.mtimeNs = this.ctimeNs = caller.nowNs();
  }

  allocate(offset: number, length: number, caller: Caller): void {
    if (offset + length > MAX_BYTES) throw new SysError("EFBIG");
    this.pages.allocate(offset, length, this.source(caller));
    this.bytes = Math.max(this.bytes, offset + length);
    this.ctimeNs = caller.nowNs();
  }

  protected override freeContent(): void {
    this.pages.truncate(0, {
      charge: () => {},
      release: (pages) => this.tmpfs.releasePages(this.account, pages),
    });
  }

  // biome-ignore lint/correctness/useYield: opens at once
  override *open(flags: number): Call<OpenFile> {
    return new TmpfsOpenFile(flags, this);
  }
}

class TmpfsOpenFile extends OpenFile {
  constructor(
    flags: number,
    private readonly file: TmpfsFile,
  ) {
    super(flags, file);
    file.hold();
  }

  override get seekable(): boolean {
    return true;
  }

  // biome-ignore lint/correctness/useYield: never waits
  override *read(count: number, offset: number, caller: Caller): Call<Uint8Array> {
    noteRead(this, caller);
    return this.file.readAt(offset, count);
  }

  // biome-ignore lint/correctness/useYield: never waits
  override *write(data: Uint8Array, offset: number, caller: Caller): Call<number> {
    dropSetId(this.file, caller);
    return this.file.writeAt(data, offset, caller);
  }

  override truncate(size: number, caller: Caller): void {
    dropSetId(this.file, caller);
    this.file.truncate(size, caller);
  }

  override fallocate(offset: number, length: number, caller: Caller): void {
    this.file.allocate(offset, length, caller);
  }

  protected override release(): void {
    this.file.letGo();
  }
}
