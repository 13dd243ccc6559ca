/** A disk as its user sees it, whatever the format of the file behind it. Offsets and lengths are in bytes, of any alignment. */
import { StorageError } from "./errors";

/**
 * How a layer holds a range: bytes of its own, compressed ones, zeros that it states, or nothing, in which case the layer below
 * answers (zeros, if there is none).
 */
export type Holding = "data" | "compressed" | "zero" | "unallocated";

export interface Extent {
  readonly holding: Holding;
  readonly length: number;
  /** Where the bytes lie in the layer's file; also of zeros that have room allocated. */
  readonly fileOffset?: number;
}

/** What a layer has answered, in bytes, since it was opened. */
export type Answered = Record<Holding, number>;

export interface BlockImage {
  readonly format: "raw" | "qcow2";
  /** As the guest sees it. */
  readonly size: number;
  /** The layer below. */
  readonly backing: BlockImage | undefined;
  readonly answered: Readonly<Answered>;
  /** What this layer alone holds from `offset` on: a run of at most `maxLength` bytes that is all alike. */
  extent(offset: number, maxLength: number): Extent;
  /** @throws StorageError outside of the disk, or if the image is damaged */
  read(offset: number, into: Uint8Array): void;
  write(offset: number, bytes: Uint8Array): void;
  /** The range reads as zeros from now on; `keep` holds on to the room that it has. */
  writeZeroes(offset: number, length: number, keep?: boolean): void;
  /** The guest no longer needs the range. What was wholly given up reads as zeros, where the format can say so. */
  discard(offset: number, length: number): void;
  resize(size: number): void;
  /** All that was written before survives a loss of power. */
  flush(): void;
  /** Flushes, and gives up the file. Layers below are closed with it. */
  close(): void;
}

export const nothingAnswered = (): Answered => ({ data: 0, compressed: 0, zero: 0, unallocated: 0 });

/** @throws StorageError outside of the disk */
export function checkRange(image: { readonly size: number }, offset: number, length: number): void {
  const whole = Number.isSafeInteger(offset) && Number.isSafeInteger(length);
  if (whole && offset >= 0 && length >= 0 && offset + length <= image.size) return;
  throw new StorageError(
    `${length} bytes at ${offset} are asked for`,
    `a disk of ${image.size} bytes`,
    "ask within the disk",
  );
}

/** Reads what a layer below has to say; behind its end there are zeros. */
export function readBelow(below: BlockImage | undefined, offset: number, into: Uint8Array): void {
  const there = below === undefined ? 0 : Math.min(into.length, Math.max(0, below.size - offset));
  if (there > 0) below?.read(offset, into.subarray(0, there));
  into.fill(0, there);
}
