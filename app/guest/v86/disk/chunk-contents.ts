/** Contents kept in chunks where something was written. Everything else reads as zeros and takes no memory. */
import { CHUNK_BYTES, checkOnDisk, type DiskChunk, type DiskContents, holdsAnything } from "./contents";

export class ChunkContents implements DiskContents {
  private readonly chunks = new Map<number, Uint8Array>();

  constructor(
    readonly sizeBytes: number,
    first?: ArrayBuffer,
  ) {
    if (first !== undefined) this.write(0, new Uint8Array(first));
  }

  read(offset: number, length: number): Uint8Array {
    checkOnDisk(this, offset, length);
    const bytes = new Uint8Array(length);
    this.eachPart(offset, length, (index, from, to, at) => {
      const chunk = this.chunks.get(index);
      if (chunk !== undefined) bytes.set(chunk.subarray(from, to), at);
    });
    return bytes;
  }

  peek(offset: number, length: number): Uint8Array {
    return this.read(offset, length);
  }

  write(offset: number, bytes: Uint8Array): void {
    checkOnDisk(this, offset, bytes.length);
    this.eachPart(offset, bytes.length, (index, from, to, at) => {
      let chunk = this.chunks.get(index);
      if (chunk === undefined) {
        chunk = new Uint8Array(CHUNK_BYTES);
        this.chunks.set(index, chunk);
      }
      chunk.set(bytes.subarray(at, at + to - from), from);
    });
  }

  clear(offset: number, length: number): void {
    checkOnDisk(this, offset, length);
    this.eachPart(offset, length, (index, from, to) => {
      if (to - from === CHUNK_BYTES) this.chunks.delete(index);
      else this.chunks.get(index)?.fill(0, from, to);
    });
  }

  flush(): void {}

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

  save(): DiskChunk[] {
    return [...this.chunks]
      .filter(([, bytes]) => holdsAnything(bytes))
      .sort(([a], [b]) => a - b)
      .map(([index, bytes]) => [index, bytes.slice()]);
  }

  saveCounts(): undefined {}

  prepare(chunks: readonly DiskChunk[]): () => void {
    for (const [index] of chunks) checkOnDisk(this, index * CHUNK_BYTES, 1);
    return () => {
      this.chunks.clear();
      for (const [index, bytes] of chunks) this.chunks.set(index, bytes.slice());
    };
  }
}
