/** A raw image: the disk's bytes as they are. */
import { type BlockImage, checkRange, type Extent, nothingAnswered } from "./block-image";
import type { ByteFile } from "./byte-file";

/** Zeros are written in pieces of this size. */
const ZEROS = new Uint8Array(64 * 1024);

export class RawImage implements BlockImage {
  readonly format = "raw";
  readonly backing = undefined;
  readonly answered = nothingAnswered();

  constructor(private readonly file: ByteFile) {}

  get size(): number {
    return this.file.size;
  }

  extent(offset: number, maxLength: number): Extent {
    checkRange(this, offset, maxLength);
    return { holding: "data", length: maxLength, fileOffset: offset };
  }

  read(offset: number, into: Uint8Array): void {
    checkRange(this, offset, into.length);
    this.file.read(offset, into);
    this.answered.data += into.length;
  }

  write(offset: number, bytes: Uint8Array): void {
    checkRange(this, offset, bytes.length);
    this.file.write(offset, bytes);
  }

  writeZeroes(offset: number, length: number): void {
    checkRange(this, offset, length);
    for (let at = 0; at < length; at += ZEROS.length)
      this.file.write(offset + at, ZEROS.subarray(0, length - at));
  }

  /** A file of bytes has no way to give up some in its middle; what was discarded keeps its contents. */
  discard(offset: number, length: number): void {
    checkRange(this, offset, length);
  }

  resize(size: number): void {
    this.file.truncate(size);
  }

  flush(): void {
    this.file.flush();
  }

  close(): void {
    this.flush();
  }
}
