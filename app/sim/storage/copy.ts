/** Comparing and copying whole disks, piece by piece, without reading what is known to be zeros. */

import { type BlockImage, readBelow } from "./block-image";
import { answersOf } from "./chain";
import type { Qcow2Image } from "./qcow2/image";
import { writeCompressed } from "./qcow2/write";

/** Read at once, at least; a multiple of every cluster size. */
const PIECE_BYTES = 2 * 2 ** 20;

const isZero = (bytes: Uint8Array): boolean => {
  for (let i = 0; i < bytes.length; i++) if (bytes[i] !== 0) return false;
  return true;
};

const differAt = (one: Uint8Array, other: Uint8Array): number => {
  for (let i = 0; i < one.length; i++) if (one[i] !== other[i]) return i;
  return -1;
};

/** Bytes from `offset` on that are known to be zeros without reading them, up to `most`. */
function knownZeros(image: BlockImage, offset: number, most: number): number {
  if (offset >= image.size) return most;
  let zeros = 0;
  for (const { holding, length } of answersOf(image, offset)) {
    if (holding !== "zero" && holding !== "unallocated") return Math.min(zeros, most);
    zeros += length;
    if (zeros >= most) return most;
  }
  return most;
}

/** The first place where two disks differ; what one has beyond the other's end is held against zeros. */
export function firstDifference(one: BlockImage, other: BlockImage): number | undefined {
  const size = Math.max(one.size, other.size);
  const pieces = [new Uint8Array(PIECE_BYTES), new Uint8Array(PIECE_BYTES)] as const;
  // Where only one of them has zeros, looking far ahead would be done again for each piece.
  let ahead = PIECE_BYTES;
  for (let at = 0; at < size; ) {
    const most = Math.min(size - at, PIECE_BYTES);
    const here = knownZeros(one, at, Math.min(size - at, ahead));
    const zeros = here === 0 ? 0 : knownZeros(other, at, here);
    ahead = zeros === ahead ? ahead * 2 : PIECE_BYTES;
    if (zeros === 0) {
      const [a, b] = [pieces[0].subarray(0, most), pieces[1].subarray(0, most)];
      readBelow(one, at, a);
      readBelow(other, at, b);
      const place = differAt(a, b);
      if (place >= 0) return at + place;
    }
    at += zeros || most;
  }
  return undefined;
}

export interface CopyOptions {
  /** Clusters are compressed; the target is a qcow2 image. */
  readonly compressed?: boolean;
  /** The target reads as zeros where it was not written. */
  readonly targetIsZero?: boolean;
}

/** Makes `target` read like `source`; of clusters that it reads alike already, nothing is written. */
export function copyDisk(source: BlockImage, target: BlockImage, options: CopyOptions = {}): void {
  const unit = isQcow2Image(target) ? target.geometry.clusterBytes : 4096;
  const piece = new Uint8Array(PIECE_BYTES);
  const there = new Uint8Array(unit);
  for (let at = 0; at < source.size; ) {
    const zeros = options.targetIsZero ? knownZeros(source, at, source.size - at) : 0;
    if (zeros >= unit || at + zeros === source.size) {
      at += at + zeros === source.size ? zeros : Math.floor(zeros / unit) * unit;
      continue;
    }
    const bytes = piece.subarray(0, Math.min(PIECE_BYTES, source.size - at));
    source.read(at, bytes);
    for (let from = 0; from < bytes.length; from += unit) {
      const part = bytes.subarray(from, from + unit);
      if (options.targetIsZero ? isZero(part) : readsAlike(target, at + from, part, there)) continue;
      if (options.compressed && isQcow2Image(target)) compressPart(target, at + from, part);
      else target.write(at + from, part);
    }
    at += bytes.length;
  }
  target.flush();
}

const isQcow2Image = (image: BlockImage): image is Qcow2Image => image.format === "qcow2";

function readsAlike(target: BlockImage, offset: number, part: Uint8Array, into: Uint8Array): boolean {
  const there = into.subarray(0, part.length);
  target.read(offset, there);
  return differAt(there, part) < 0;
}

function compressPart(target: Qcow2Image, offset: number, part: Uint8Array): void {
  const { clusterBytes } = target.geometry;
  let cluster = part;
  if (part.length < clusterBytes) {
    cluster = new Uint8Array(clusterBytes);
    cluster.set(part);
  }
  writeCompressed(target, offset / clusterBytes, cluster);
}
