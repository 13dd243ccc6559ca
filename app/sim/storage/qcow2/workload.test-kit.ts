/** Random work on an image, and what its bytes must be afterwards. Drawn from a seed, so that any of it can be repeated. */
import type { SeededRandom } from "../../time/random";
import type { BlockImage } from "../block-image";
import { StorageError } from "../errors";
import { MemoryFile } from "../memory-file";
import { RawImage } from "../raw";
import type { CreateOptions } from "./create";
import type { Qcow2Image } from "./image";
import { applySnapshot, createSnapshot, deleteSnapshot } from "./snapshots";
import { writeCompressed } from "./write";

export const draw = (random: SeededRandom, below: number): number => Math.floor(random.fraction() * below);
export const pick = <T>(random: SeededRandom, from: readonly T[]): T => from[draw(random, from.length)]!;

/** Bytes that do not compress, or repeat a little, or are all alike. */
export function drawBytes(random: SeededRandom, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  const kind = draw(random, 3);
  if (kind === 0) return bytes.fill(1 + draw(random, 255));
  const period = kind === 1 ? length : 1 + draw(random, 300);
  for (let i = 0; i < length; i++) bytes[i] = i < period ? 1 + draw(random, 255) : bytes[i - period]!;
  return bytes;
}

export function drawOptions(random: SeededRandom, largestClusterBits = 16): CreateOptions {
  const version = pick(random, [2, 3, 3, 3] as const);
  const clusterBits = 9 + draw(random, largestClusterBits - 8);
  const clusters = 1 + draw(random, clusterBits < 12 ? 300 : clusterBits > 16 ? 3 : 40);
  const size = clusters * 2 ** clusterBits - 512 * draw(random, 2 ** (clusterBits - 9));
  const common = { version, clusterBytes: 2 ** clusterBits, size };
  if (version === 2) return common;
  return {
    ...common,
    refcountBits: 2 ** draw(random, 7),
    lazyRefcounts: draw(random, 4) === 0,
    extendedL2: clusterBits >= 14 && draw(random, 2) === 0,
    compressionType: pick(random, ["zlib", "zstd"]),
  };
}

/** A raw layer with something in it, a little smaller or larger than the disk above. */
export function drawBase(random: SeededRandom, size: number): { file: MemoryFile; image: RawImage } {
  const bytes = new Uint8Array(Math.ceil((size * (0.5 + random.fraction())) / 512) * 512);
  for (let at = 0; at < bytes.length; at += 4096) {
    if (draw(random, 2)) bytes.set(drawBytes(random, Math.min(4096, bytes.length - at)), at);
  }
  const file = new MemoryFile(bytes);
  return { file, image: new RawImage(file) };
}

/** The bytes of a disk as they must be. */
export function contentsOf(image: BlockImage): Uint8Array {
  const bytes = new Uint8Array(image.size);
  image.read(0, bytes);
  return bytes;
}

/** A place on the disk, often at the edge of a cluster. */
function drawRange(random: SeededRandom, image: Qcow2Image): { offset: number; length: number } {
  const { clusterBytes } = image.geometry;
  const unit = pick(random, [1, 512, clusterBytes]);
  const offset = Math.min(image.size - 1, Math.floor(draw(random, image.size) / unit) * unit);
  const most = pick(random, [512, clusterBytes, 5 * clusterBytes]);
  const wanted = Math.max(1, Math.ceil(draw(random, most) / unit) * unit);
  return { offset, length: Math.min(image.size - offset, wanted) };
}

/** An image at work, and what it must read as. */
export interface Work {
  readonly image: Qcow2Image;
  plain: Uint8Array;
  /** The disk at each snapshot, by name. */
  readonly snapshots: Map<string, Uint8Array>;
  /** Told which bytes of the disk are about to change. */
  readonly beforeChange?: (from: number, to: number) => void;
}

export const beginWork = (image: Qcow2Image): Work => ({
  image,
  plain: contentsOf(image),
  snapshots: new Map(),
});

/** One thing that a guest does, or whoever converts an image; done to the image and to the plain bytes. */
export function step(random: SeededRandom, work: Work): string {
  const { image, plain } = work;
  const { offset, length } = drawRange(random, image);
  const kind = pick(random, ["write", "write", "write", "zero", "keep", "discard", "compress", "flush"]);
  if (kind !== "flush" && kind !== "compress") work.beforeChange?.(offset, offset + length);
  if (kind === "write") {
    const bytes = drawBytes(random, length);
    image.write(offset, bytes);
    plain.set(bytes, offset);
  } else if (kind === "zero" || kind === "keep") {
    image.writeZeroes(offset, length, kind === "keep");
    plain.fill(0, offset, offset + length);
  } else if (kind === "discard") {
    image.discard(offset, length);
    // What was given up is zeros or as before; both are allowed, the same at every reading.
    image.read(offset, plain.subarray(offset, offset + length));
  } else if (kind === "compress") {
    const { clusterBytes } = image.geometry;
    const cluster = Math.floor(offset / clusterBytes);
    const bytes = drawBytes(random, clusterBytes);
    const there = Math.min(clusterBytes, image.size - cluster * clusterBytes);
    bytes.fill(0, there);
    work.beforeChange?.(cluster * clusterBytes, cluster * clusterBytes + there);
    writeCompressed(image, cluster, bytes);
    plain.set(bytes.subarray(0, there), cluster * clusterBytes);
  } else image.flush();
  return `${kind} ${length} at ${offset}`;
}

/** Something that concerns the whole image: a snapshot taken, restored or deleted, or another size. */
export function largeStep(random: SeededRandom, work: Work): string {
  const { image, snapshots } = work;
  const kind = pick(random, ["take", "take", "restore", "delete", "grow", "shrink"] as const);
  const name = [...snapshots.keys()][draw(random, Math.max(1, snapshots.size))];
  if (kind === "take") {
    const fresh = `s${draw(random, 1e6)}`;
    return takeSnapshot(work, fresh);
  }
  if ((kind === "restore" || kind === "delete") && name !== undefined) {
    if (kind === "restore") {
      work.beforeChange?.(0, image.size);
      if (!hasRoom(image, () => applySnapshot(image, name))) return "no room to restore";
      work.plain = snapshots.get(name)!.slice();
    } else {
      deleteSnapshot(image, name);
      snapshots.delete(name);
    }
    return `${kind} ${name}`;
  }
  const units = 1 + draw(random, 3 * (image.geometry.clusterBytes / 512));
  const size = Math.max(512, image.size + 512 * (kind === "shrink" ? -units : units));
  if (snapshots.size > 0 && image.header.version === 2) return "no other size";
  work.beforeChange?.(size, image.size);
  image.resize(size);
  const resized = new Uint8Array(size);
  resized.set(work.plain.subarray(0, size));
  work.plain = resized;
  return `size ${size}`;
}

function takeSnapshot(work: Work, name: string): string {
  const { image } = work;
  const taken = hasRoom(image, () => createSnapshot(image, name, { seconds: 1e9, nanoseconds: 5 }));
  if (!taken) return "no room for a snapshot";
  work.snapshots.set(name, work.plain.slice());
  return `take ${name}`;
}

/** Narrow refcounts may have no room for what is asked; then nothing has changed. */
function hasRoom(image: Qcow2Image, action: () => void): boolean {
  try {
    action();
    return true;
  } catch (error) {
    if (error instanceof StorageError && image.geometry.refcountBits <= 2) return false;
    throw error;
  }
}
