/** Numbers as qcow2 stores them: big-endian. 64-bit ones are read as JavaScript numbers, exact below 2^53. */
import { StorageError } from "../errors";

export const view = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.length);

/** A 64-bit number; one of 2^53 or above is rounded. */
export const roundedUint64 = (from: DataView, at: number): number =>
  from.getUint32(at) * 2 ** 32 + from.getUint32(at + 4);

/** @throws StorageError from 2^53 on, naming the field */
export function uint64(from: DataView, at: number, field: string): number {
  const value = roundedUint64(from, at);
  if (value <= Number.MAX_SAFE_INTEGER) return value;
  throw new StorageError(
    `the value 0x${from.getBigUint64(at).toString(16)} is 2^53 or more`,
    field,
    "no file or disk of this size can be used here; if the image ought to be smaller, it is damaged",
  );
}

export function setUint64(to: DataView, at: number, value: number): void {
  to.setUint32(at, Math.floor(value / 2 ** 32));
  to.setUint32(at + 4, value >>> 0);
}

/** `value` rounded up to a multiple of `unit`. */
export const roundUp = (value: number, unit: number): number => Math.ceil(value / unit) * unit;
