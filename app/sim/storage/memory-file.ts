/** A file in memory. What was never written takes none. */
import type { ByteFile } from "./byte-file";

const CHUNK_BYTES = 64 * 1024;

export class MemoryFile implements ByteFile {
  private chunks = new Map<number, Uint8Array>();
  private length = 0;

  constructor(first?: Uint8Array) {
    if (first !== undefined) this.write(0, first);
  }

  get size(): number {
    return this.length;
  }

  /** Bytes of memory in use, a measure of what the file really holds. */
  get heldBytes(): number {
    return this.chunks.size * CHUNK_BYTES;
  }

  read(offset: number, into: Uint8Array): void {
    const length = Math.min(into.length, Math.max(0, this.length - offset));
    this.eachPart(offset, length, (index, from, to, at) => {
      const chunk = this.chunks.get(index);
      if (chunk === undefined) into.fill(0, at, at + to - from);
      else into.set(chunk.subarray(from, to), at);
    });
    into.fill(0, length);
  }

  write(offset: number, bytes: Uint8Array): void {
    this.eachPart(offset, bytes.length, (index, from, to, at) => {
      let chunk = this.chunks.get(index);
      if (chunk === undefined) {
        chunk = new Uint8Array(CHUNK_BYTES);
        this.chunks.set(index, chunk);
      }
      chunk.set(bytes.subarray(at, at + to - from), from);
    });
    this.length = Math.max(this.length, offset + bytes.length);
  }

  truncate(size: number): void {
    if (size < this.length) {
      for (const index of [...this.chunks.keys()]) if (index * CHUNK_BYTES >= size) this.chunks.delete(index);
      this.chunks.get(Math.floor(size / CHUNK_BYTES))?.fill(0, size % CHUNK_BYTES);
    }
    this.length = size;
  }

  flush(): void {}

  /** A file of its own with the same bytes. */
  copy(): MemoryFile {
    const copy = new MemoryFile();
    copy.length = this.length;
    copy.chunks = new Map([...this.chunks].map(([index, chunk]) => [index, chunk.slice()]));
    return copy;
  }

  private eachPart(
    offset: number,
    length: number,
    part: (index: number, from: number, to: number, at: number) => void,
  ): void {
    if (!Number.isSafeInteger(offset) || offset < 0 || !Number.isSafeInteger(offset + length))
      throw new RangeError(`${length} bytes at ${offset}: not a place in a file`);
    for (let at = 0; at < length; ) {
      const index = Math.floor((offset + at) / CHUNK_BYTES);
      const from = (offset + at) % CHUNK_BYTES;
      const to = Math.min(CHUNK_BYTES, from + length - at);
      part(index, from, to, at);
      at += to - from;
    }
  }
}
