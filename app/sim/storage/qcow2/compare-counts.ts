/** Holds the stored refcounts against the references that were found. */
import { readBytes } from "../byte-file";
import { roundedUint64, view } from "./big-endian";
import type { Qcow2Image } from "./image";
import { readRefcount } from "./refcount-entry";
import { note, type Walk } from "./walk";

const MAX_LISTED = 2 ** 20;

export interface Comparison {
  /** Clusters that count more than there are references to them; the first million of them. */
  readonly leaked: readonly number[];
  readonly leaks: number;
  /** Clusters that count too little. */
  readonly low: readonly number[];
  /** The blocks are not where they should be, or are missing where there are references to count. */
  readonly blocksDamaged: boolean;
  /** Behind the last cluster that is in use or counts as such. */
  readonly end: number;
}

/** Counts the refcount structures themselves too, and notes what is wrong with them and every count that is too low. */
export function compareCounts(image: Qcow2Image, walk: Walk): Comparison {
  const { file, header, geometry } = image;
  const { clusterBytes, blockEntries, refcountBits } = geometry;
  const { counts } = walk;
  let blocksDamaged = false;
  const tableBytes = header.refcountTableClusters * clusterBytes;
  const table = view(readBytes(file, header.refcountTableOffset, tableBytes));
  for (let i = 0; i < header.refcountTableClusters; i++)
    counts.add(header.refcountTableOffset / clusterBytes + i);
  const blocks = new Map<number, number>();
  const seen = new Set<number>();
  for (let index = 0; index < tableBytes / 8; index++) {
    const offset = roundedUint64(table, index * 8);
    if (offset === 0) continue;
    if (offset % clusterBytes !== 0 || offset >= file.size || seen.has(offset)) {
      note(walk, `refcount table, entry ${index}: a block at ${offset}, which cannot be one`);
      blocksDamaged = true;
      continue;
    }
    seen.add(offset);
    counts.add(offset / clusterBytes);
    blocks.set(index, offset);
  }

  const leaked: number[] = [];
  let leaks = 0;
  const low: number[] = [];
  let end = 0;
  const tooLow = (cluster: number, stored: number) => {
    low.push(cluster);
    const references = counts.get(cluster);
    note(walk, `cluster at ${cluster * clusterBytes}: refcount ${stored}, and ${references} references`);
  };
  for (const [index, offset] of blocks) {
    const block = view(readBytes(file, offset, clusterBytes));
    // Like QEMU: what counts as used behind the end of the file takes no room in it.
    const inFile = Math.min(blockEntries, Math.ceil(file.size / clusterBytes) - index * blockEntries);
    for (let i = 0; i < inFile; i++) {
      const stored = readRefcount(block, i, refcountBits);
      const cluster = index * blockEntries + i;
      const references = counts.get(cluster);
      if (stored > 0) end = Math.max(end, cluster + 1);
      if (stored > references) {
        leaks++;
        if (leaked.length < MAX_LISTED) leaked.push(cluster);
      } else if (stored < references) tooLow(cluster, stored);
    }
  }
  for (const cluster of counts.referred()) {
    end = Math.max(end, cluster + 1);
    if (blocks.has(Math.floor(cluster / blockEntries))) continue;
    tooLow(cluster, 0);
    blocksDamaged = true;
  }
  return { leaked, leaks, low, blocksDamaged, end };
}
