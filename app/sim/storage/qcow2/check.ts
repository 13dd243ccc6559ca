/** Holds an image's refcounts and marks against what really refers to what, and sets them right if asked to. */

import { StorageError } from "../errors";
import { type Comparison, compareCounts } from "./compare-counts";
import { CORRUPT, DIRTY } from "./features";
import type { Qcow2Image } from "./image";
import { setMarks, wrongMarks } from "./marks";
import { rebuildRefcounts } from "./rebuild";
import { note, type Walk, walkImage } from "./walk";

export type Repair = "none" | "leaks" | "all";

export interface CheckResult {
  /** Clusters that count as used and are not. */
  readonly leaks: number;
  /** Whatever may lose data: counts that are too low, wrong marks, references that lead nowhere. */
  readonly corruptions: number;
  readonly leaksFixed: number;
  readonly corruptionsFixed: number;
  /** Behind the last cluster in use. */
  readonly imageEndOffset: number;
  /** Of the disk. */
  readonly totalClusters: number;
  readonly allocatedClusters: number;
  readonly compressedClusters: number;
  readonly fragmentedClusters: number;
  /** What is wrong, in words; the first hundred. */
  readonly described: readonly string[];
}

/**
 * Checks, and repairs an image that is open for writing: `leaks` frees what nothing refers to, `all` also sets right counts that
 * are too low and marks. A reference that leads nowhere stays; only its owner knows what belongs there.
 */
export function checkImage(image: Qcow2Image, repair: Repair = "none"): CheckResult {
  if (repair !== "none") image.flush();
  const found = examine(image);
  if (repair === "none") return resultOf(image, found, 0, 0);
  image.requireWritable();
  if (repair === "all" && found.blocksDamaged) {
    rebuildRefcounts(image);
  } else {
    const wrong = repair === "all" ? [...found.low, ...found.leaked] : found.leaked;
    for (const cluster of wrong) image.refcounts.set(cluster, found.walk.counts.get(cluster));
    image.refcounts.write();
  }
  if (repair === "all") setMarks(image);
  image.file.flush();
  image.mapping.reload();
  const left = examine(image);
  if (repair === "all" && left.walk.corruptions === 0 && image.header.incompatible & (CORRUPT | DIRTY)) {
    image.header.incompatible &= ~(CORRUPT | DIRTY);
    image.writeHeader();
  }
  return resultOf(image, left, found.leaks - left.leaks, found.walk.corruptions - left.walk.corruptions);
}

/** @throws StorageError if something is wrong with the image that may lose data */
export function requireSound(image: Qcow2Image): void {
  const { corruptions, described } = checkImage(image);
  if (corruptions === 0) return;
  throw new StorageError(
    `it is damaged in ${corruptions} places: ${described[0] ?? ""}`,
    "its tables",
    "repair a copy: qemu-img check -r all",
  );
}

type Examined = Comparison & { readonly walk: Walk };

function examine(image: Qcow2Image): Examined {
  const walk = walkImage(image.file, image.header, image.geometry);
  const compared = compareCounts(image, walk);
  for (const { offset, wrong } of wrongMarks(image)) {
    for (const index of wrong)
      note(walk, `table at ${offset}, entry ${index}: the mark for writing in place is wrong`);
  }
  return { ...compared, walk };
}

function resultOf(
  image: Qcow2Image,
  found: Examined,
  leaksFixed: number,
  corruptionsFixed: number,
): CheckResult {
  const { walk } = found;
  const { clusterBytes } = image.geometry;
  return {
    leaks: found.leaks,
    corruptions: walk.corruptions,
    leaksFixed,
    corruptionsFixed,
    imageEndOffset: found.end * clusterBytes,
    totalClusters: Math.ceil(image.size / clusterBytes),
    allocatedClusters: walk.allocatedClusters,
    compressedClusters: walk.compressedClusters,
    fragmentedClusters: walk.fragmentedClusters,
    described: walk.described,
  };
}
