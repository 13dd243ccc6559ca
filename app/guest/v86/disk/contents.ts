/** The bytes of a disk, kept in chunks where something was written. Everything else reads as zeros and takes no memory. */

export const CHUNK_BYTES = 64 * 1024;

/** A chunk by its number on the disk. */
export type DiskChunk = readonly [index: number, bytes: Uint8Array];

export class DiskContents {
  private readonly chunks = new Map<number, Uint8Array>();

  constructor(
    readonly sizeBytes: number,
    first?: ArrayBuffer,
  ) {
    if (first !== undefined) this.write(0, new Uint8Array(first));
  }

  /** @throws RangeError outside of the disk. */
  read(offset: number, length: number): Uint8Array {
    this.check(offset, length);
    const bytes = new Uint8Array(length);
    this.eachPart(offset, length, (index, from, to, at) => {
      const chunk = this.chunks.get(index);
      if (chunk !== undefined) bytes.set(chunk.subarray(from, to), at);
    });
    return bytes;
  }

  /** @throws RangeError outside of the disk. */
  write(offset: number, bytes: Uint8Array): void {
    this.check(offset, bytes.length);
    this.eachPart(offset, bytes.length, (index, from, to, at) => {
      let chunk = this.chunks.get(index);
      if (chunk === undefined) {
        chunk = new Uint8Array(CHUNK_BYTES);
        this.chunks.set(index, chunk);
      }
      chunk.set(bytes.subarray(at, at + to - from), from);
    });
  }

  /** @throws RangeError outside of the disk. */
  clear(offset: number, length: number): void {
    this.check(offset, length);
    this.eachPart(offset, length, (index, from, to) => {
      if (to - from === CHUNK_BYTES) this.chunks.delete(index);
      else this.chunks.get(index)?.fill(0, from, to);
    });
  }

  private check(offset: number, length: number): void {
    const whole = Number.isSafeInteger(offset) && Number.isSafeInteger(length);
    if (!whole || offset < 0 || length < 0 || offset + length > this.sizeBytes)
      throw new RangeError(`${length} bytes at ${offset} do not fit a disk of ${this.sizeBytes} bytes`);
  }

  private eachPart(
    offset: number,
    length: number,
    part: (index: number, from: number, to: number, at: number) => void,
  ): void {
    for (let at = 0; at < length; ) {
      const from = (offset + at) % CHUNK_BYTES;
      const to = Math.min(CHUNK_BYTES, from + length - at);
      part(Math.floor((offset + at) / CHUNK_BYTES), from, to, at);
      at += to - from;
    }
  }

  /** The chunks that hold anything but zeros, by number. */
  save(): DiskChunk[] {
    return [...this.chunks]
      .filter(([, bytes]) => bytes.some((byte) => byte !== 0))
      .sort(([a], [b]) => a - b)
      .map(([index, bytes]) => [index, bytes.slice()]);
  }

  /** @throws RangeError if a chunk is not one of this disk, before anything was changed. */
  load(chunks: readonly DiskChunk[]): void {
    for (const [index] of chunks) this.check(index * CHUNK_BYTES, 1);
    this.chunks.clear();
    for (const [index, bytes] of chunks) this.chunks.set(index, bytes.slice());
  }
}
