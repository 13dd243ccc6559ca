/** The bytes of a disk as its controller sees them, wherever they are kept. Offsets and lengths are in bytes. */
import type { ImageCounts } from "./image-contents";

export const CHUNK_BYTES = 64 * 1024;

/** A piece of what is saved, by its number. */
export type DiskChunk = readonly [index: number, bytes: Uint8Array];

export interface DiskContents {
  readonly sizeBytes: number;
  /** What the guest is given. @throws RangeError outside of the disk; StorageError if an image of it is damaged */
  read(offset: number, length: number): Uint8Array;
  /** The host's own view, which is counted nowhere. @throws as `read` */
  peek(offset: number, length: number): Uint8Array;
  /** @throws as `read` */
  write(offset: number, bytes: Uint8Array): void;
  /** The range reads as zeros from now on. @throws as `read` */
  clear(offset: number, length: number): void;
  flush(): void;
  /** What a saved machine has to hold of them: chunks that are not all zeros, in order. */
  save(): DiskChunk[];
  /** What else it has to hold, where the contents are an image. */
  saveCounts(): ImageCounts | undefined;
  /** Looks through what was saved; the answer puts it in place. @throws RangeError or StorageError if it is not of such a disk */
  prepare(chunks: readonly DiskChunk[], counts?: ImageCounts): () => void;
}

/** @throws RangeError outside of the disk. */
export function checkOnDisk({ sizeBytes }: DiskContents, offset: number, length: number): void {
  const whole = Number.isSafeInteger(offset) && Number.isSafeInteger(length);
  if (!whole || offset < 0 || length < 0 || offset + length > sizeBytes)
    throw new RangeError(`${length} bytes at ${offset} do not fit a disk of ${sizeBytes} bytes`);
}

export const holdsAnything = (bytes: Uint8Array): boolean => bytes.some((byte) => byte !== 0);
