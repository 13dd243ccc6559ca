/** What the format demands before an image is written to. */
import { shown } from "../../runtime/image/errors";
import { DAMAGED, StorageError } from "../errors";
import { hasBitmaps, markOutOfStep } from "./bitmaps";
import { checkImage } from "./check";
import { BITMAPS, CORRUPT, DIRTY } from "./features";
import { BITMAPS_EXTENSION } from "./header";
import type { Qcow2Image } from "./image";

/** @throws StorageError if the image is marked as damaged, or is and nobody marked it */
export function prepareForWriting(image: Qcow2Image): void {
  const { header } = image;
  if (header.incompatible & CORRUPT) {
    throw new StorageError(
      "the image is marked as corrupt",
      "header, incompatible_features",
      "it can be read; to write to it, run check -r all first",
    );
  }
  const before = header.autoclear;
  header.autoclear &= BITMAPS;
  if (header.autoclear !== before) image.writeHeader();
  if (hasBitmaps(header)) markOutOfStep(image.file, header, image.geometry);
  else header.extensions = header.extensions.filter(({ type }) => type !== BITMAPS_EXTENSION);
  if (header.incompatible & DIRTY) repairDirty(image);
  protectTables(image);
}

function repairDirty(image: Qcow2Image): void {
  image.mapping.lazy = true;
  const { corruptions, described } = checkImage(image, "all");
  image.mapping.lazy = false;
  if (corruptions === 0) return;
  throw new StorageError(
    `it was not closed, and its refcounts cannot be set right: ${shown(described[0] ?? "")}`,
    "the image",
    DAMAGED,
  );
}

/** Notes where tables lie, so that no wrong refcount gives their clusters away. */
export function protectTables({ file, header, geometry, refcounts, mapping }: Qcow2Image): void {
  const { tables } = refcounts;
  const { clusterBytes } = geometry;
  const add = (offset: number, bytes: number) => {
    for (let at = offset; at < offset + bytes; at += clusterBytes) tables.add(at / clusterBytes);
  };
  tables.clear();
  add(0, clusterBytes);
  add(header.l1Offset, header.l1Size * 8);
  add(header.refcountTableOffset, header.refcountTableClusters * clusterBytes);
  const blocks = new Set<number>();
  for (let index = 0; index < refcounts.blockCount; index++) {
    const offset = refcounts.blockOffset(index);
    if (offset === 0) continue;
    if (blocks.has(offset) || offset >= file.size) {
      const what = `a block at ${offset}, which is no cluster of the file or that of another entry`;
      throw new StorageError(what, `refcount table, entry ${index}`, DAMAGED);
    }
    blocks.add(offset);
    add(offset, clusterBytes);
  }
  for (let index = 0; index < mapping.l1Size; index++) {
    const offset = mapping.l2Offset(index);
    if (offset !== 0) add(offset, clusterBytes);
  }
}
