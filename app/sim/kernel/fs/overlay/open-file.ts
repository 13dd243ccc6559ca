/** An open file of an overlay. Once the file has been copied up, also who opened it before reads the copy. */
import type { Call } from "../../abi/call";
import { O } from "../../abi/flags";
import { noteRead } from "../access-time";
import type { Inode } from "../contract";
import { type Caller, OpenFile } from "../contract";
import { dropSetId } from "../permission";
import type { OverlayInode } from "./inode";

export class OverlayFile extends OpenFile {
  private readonly opened: Inode;

  constructor(
    flags: number,
    private readonly file: OverlayInode,
    private readonly real: OpenFile,
  ) {
    super(flags, file);
    this.opened = file.real;
  }

  override get seekable(): boolean {
    return true;
  }

  /** Works on the object that the file is now. */
  private *current<T>(caller: Caller, work: (real: OpenFile, as: Caller) => Call<T>): Call<T> {
    const as = this.file.overlay.as(caller);
    if (this.opened === this.file.real) return yield* work(this.real, as);
    const copy = yield* this.file.real.open(this.flags & O.ACCMODE, as);
    try {
      return yield* work(copy, as);
    } finally {
      copy.drop();
    }
  }

  override *read(count: number, offset: number, caller: Caller): Call<Uint8Array> {
    noteRead(this, caller);
    return yield* this.current(caller, (real, as) => real.read(count, offset, as));
  }

  override *write(data: Uint8Array, offset: number, caller: Caller): Call<number> {
    dropSetId(this.file, caller);
    const written = yield* this.real.write(data, offset, caller);
    this.file.refresh();
    return written;
  }

  override truncate(size: number, caller: Caller): void {
    dropSetId(this.file, caller);
    this.real.truncate(size, caller);
    this.file.refresh();
  }

  override fallocate(offset: number, length: number, caller: Caller): void {
    this.real.fallocate(offset, length, caller);
    this.file.refresh();
  }

  protected override release(): void {
    this.real.drop();
  }
}
