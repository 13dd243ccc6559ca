/** Moving contents between an overlay and what is below it: commit and rebase. */
import { type BlockImage, readBelow } from "./block-image";
import { StorageError } from "./errors";
import type { Qcow2Image } from "./qcow2/image";
import { forgetClusters } from "./qcow2/write";

/** Copied at once; a multiple of every cluster size. */
const PIECE_BYTES = 2 * 2 ** 20;

/**
 * Writes what the overlay holds into the layer below it, which must be open for writing and grows if it is smaller.
 * @param keep leaves the overlay as it is; else it is emptied, once the layer below is safe
 */
export function commit(image: Qcow2Image, keep = false): void {
  const { backing } = image;
  if (backing === undefined)
    throw new StorageError("there is no layer below it", "the image", "only an overlay can be committed");
  if (backing.size < image.size) backing.resize(image.size);
  const piece = new Uint8Array(PIECE_BYTES);
  for (let at = 0; at < image.size; ) {
    const { holding, length } = image.extent(at, image.size - at);
    if (holding === "zero") backing.writeZeroes(at, length);
    else if (holding !== "unallocated") {
      for (let done = 0; done < length; done += PIECE_BYTES) {
        const part = piece.subarray(0, length - done);
        image.read(at + done, part);
        backing.write(at + done, part);
      }
    }
    at += length;
  }
  backing.flush();
  if (keep) return;
  image.begin();
  forgetClusters(image, 0, Math.ceil(image.size / image.geometry.clusterBytes));
  image.flush();
}

export interface NewBacking {
  /** A byte string, as it will stand in the image. */
  readonly name: string;
  readonly format: string | undefined;
}

/**
 * Copies into the overlay what it would read differently with `below` under it. Then `nameBacking` can switch over to that.
 * @param below undefined for none
 */
export function copyDifferences(image: Qcow2Image, below: BlockImage | undefined): void {
  image.begin();
  const { clusterBytes } = image.geometry;
  const pieces = [new Uint8Array(PIECE_BYTES), new Uint8Array(PIECE_BYTES)] as const;
  for (let at = 0; at < image.size; ) {
    const { holding, length } = image.extent(at, image.size - at);
    for (let done = 0; holding === "unallocated" && done < length; done += PIECE_BYTES) {
      const [old, next] = [pieces[0].subarray(0, length - done), pieces[1].subarray(0, length - done)];
      readBelow(image.backing, at + done, old);
      readBelow(below, at + done, next);
      copyWhatDiffers(image, at + done, old, next, clusterBytes);
    }
    at += length;
  }
  image.flush();
}

function copyWhatDiffers(
  image: Qcow2Image,
  offset: number,
  old: Uint8Array,
  next: Uint8Array,
  clusterBytes: number,
): void {
  for (let from = 0; from < old.length; ) {
    const to = Math.min(old.length, from + clusterBytes - ((offset + from) % clusterBytes));
    let same = from;
    while (same < to && old[same] === next[same]) same++;
    if (same < to) image.write(offset + from, old.subarray(from, to));
    from = to;
  }
}

/** Writes into the header what lies below from now on; the contents are not looked at. */
export function nameBacking(image: Qcow2Image, backing: NewBacking | undefined): void {
  image.begin();
  image.flush();
  image.header.backingFile = backing?.name;
  image.header.backingFormat = backing?.format;
  image.writeHeader();
}
