/** Makes all refcounts anew, behind everything else in the file, from the references that are found. */
import { StorageError } from "../errors";
import { setUint64, view } from "./big-endian";
import type { Qcow2Image } from "./image";
import { writeRefcount } from "./refcount-entry";
import { HEADER_REFCOUNT_TABLE } from "./refcounts";
import { walkImage } from "./walk";

/** The old table and its blocks are given up. The header is switched over last, in one write. */
export function rebuildRefcounts(image: Qcow2Image): void {
  const { file, header, geometry } = image;
  const { clusterBytes, blockEntries, refcountBits, maxRefcount } = geometry;
  const { counts } = walkImage(file, header, geometry);
  const end = Math.ceil(file.size / clusterBytes);
  let blocks = 0;
  let tableClusters = 1;
  for (let before = -1; before !== blocks; ) {
    before = blocks;
    tableClusters = Math.ceil(Math.max(1, blocks * 8) / clusterBytes);
    blocks = Math.ceil((end + blocks + tableClusters) / blockEntries);
  }
  const table = view(new Uint8Array(tableClusters * clusterBytes));
  for (let index = 0; index < blocks; index++) {
    const block = new Uint8Array(clusterBytes);
    for (let i = 0; i < blockEntries; i++) {
      const cluster = index * blockEntries + i;
      const own = cluster >= end && cluster < end + blocks + tableClusters ? 1 : 0;
      const count = counts.get(cluster) + own;
      if (count > maxRefcount) {
        throw new StorageError(
          `${count} references do not fit ${refcountBits} bits`,
          `refcount of the cluster at ${cluster * clusterBytes}`,
          "copy what can be read to a new image: convert",
        );
      }
      writeRefcount(view(block), i, refcountBits, count);
    }
    file.write((end + index) * clusterBytes, block);
    setUint64(table, index * 8, (end + index) * clusterBytes);
  }
  header.refcountTableOffset = (end + blocks) * clusterBytes;
  header.refcountTableClusters = tableClusters;
  file.write(header.refcountTableOffset, new Uint8Array(table.buffer));
  file.flush();
  const fields = view(new Uint8Array(12));
  setUint64(fields, 0, header.refcountTableOffset);
  fields.setUint32(8, tableClusters);
  file.write(HEADER_REFCOUNT_TABLE, new Uint8Array(fields.buffer));
  file.flush();
  image.refcounts.reload();
}
