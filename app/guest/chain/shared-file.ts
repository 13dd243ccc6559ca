/** A file over bytes that others have too: nothing is copied, nothing is written. */
import type { ByteFile } from "@/app/sim/storage/byte-file";
import { StorageError } from "@/app/sim/storage/errors";

export class SharedFile implements ByteFile {
  constructor(private readonly bytes: Uint8Array) {}

  get size(): number {
    return this.bytes.length;
  }

  read(offset: number, into: Uint8Array): void {
    const there = this.bytes.subarray(Math.min(offset, this.size), Math.min(offset + into.length, this.size));
    into.set(there);
    into.fill(0, there.length);
  }

  write(offset: number): void {
    throw new StorageError(
      "a layer that others share is written to",
      `offset ${offset}`,
      "write to an overlay on it",
    );
  }

  truncate(size: number): void {
    this.write(size);
  }

  flush(): void {}
}
