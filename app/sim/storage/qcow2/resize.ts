/** Makes the disk of an image larger or smaller. */
import { StorageError } from "../errors";
import { roundUp, setUint64, view } from "./big-endian";
import { hasBitmaps } from "./bitmaps";
import { checkSize } from "./create";
import { l1EntriesFor } from "./header-limits";
import type { Qcow2Image } from "./image";
import { forgetClusters, zeroRange } from "./write";

/** Of the L1 table's length and place, and of the disk's size, in the header. */
const HEADER_SIZE = 24;
const HEADER_L1 = 36;

/**
 * The header's size is changed in one write, after everything that it relies on. What a smaller disk loses is given up; what a
 * larger one gains reads as zeros, whatever the layer below has there.
 * @throws StorageError if the image has bitmaps, or snapshots in version 2
 */
export function resizeImage(image: Qcow2Image, size: number): void {
  const { header, geometry } = image;
  checkSize(size, geometry.clusterBits, geometry.extended);
  if (hasBitmaps(header)) {
    const whatToDo = "remove them first: qemu-img bitmap --remove";
    throw new StorageError("an image with bitmaps is not resized here", "the image", whatToDo);
  }
  if (header.snapshotCount > 0 && header.version === 2) {
    const whatToDo = "delete its snapshots first; version 2 does not note their sizes";
    throw new StorageError("an image of version 2 with snapshots is not resized", "the image", whatToDo);
  }
  if (size < header.size) shrink(image, size);
  else grow(image, size);
}

function shrink(image: Qcow2Image, size: number): void {
  const { header, geometry, mapping } = image;
  forgetClusters(
    image,
    Math.ceil(size / geometry.clusterBytes),
    Math.ceil(header.size / geometry.clusterBytes),
  );
  mapping.flush();
  header.size = size;
  writeSize(image);
}

function grow(image: Qcow2Image, size: number): void {
  const { header, geometry, mapping } = image;
  const old = header.size;
  mapping.flush();
  const entries = l1EntriesFor(size, geometry.clusterBits, geometry.extended);
  if (entries > header.l1Size) growL1(image, entries);
  const hidden = Math.max(image.backing?.size ?? 0, roundUp(old, geometry.clusterBytes));
  header.size = size;
  zeroRange(image, old, Math.min(size, hidden) - old, false);
  mapping.flush();
  writeSize(image);
}

function growL1(image: Qcow2Image, entries: number): void {
  const { header, geometry, mapping, refcounts, file } = image;
  const { clusterBytes } = geometry;
  const old = { offset: header.l1Offset, bytes: header.l1Size * 8 };
  const bytes = new Uint8Array(Math.ceil((entries * 8) / clusterBytes) * clusterBytes);
  const { first } = refcounts.allocateContiguous(bytes.length / clusterBytes);
  file.read(old.offset, bytes.subarray(0, old.bytes));
  if (!mapping.lazy) refcounts.write();
  file.write(first * clusterBytes, bytes);
  file.flush();
  header.l1Offset = first * clusterBytes;
  header.l1Size = entries;
  const fields = view(new Uint8Array(12));
  fields.setUint32(0, entries);
  setUint64(fields, 4, header.l1Offset);
  file.write(HEADER_L1, new Uint8Array(fields.buffer));
  file.flush();
  mapping.reload();
  for (let at = 0; at < Math.max(1, old.bytes); at += clusterBytes)
    mapping.giveUp((old.offset + at) / clusterBytes);
}

function writeSize({ file, header }: Qcow2Image): void {
  const field = new Uint8Array(8);
  setUint64(view(field), 0, header.size);
  file.write(HEADER_SIZE, field);
  file.flush();
}
