/** Writing to the disk: in place where nobody else refers to the cluster, else to new room in the file. */
import { concatenate } from "../../runtime/image/bytes";
import { compressCluster } from "./compression";
import { allSubclusters, type Entry, SECTOR_BYTES, UNALLOCATED } from "./entry";
import type { Qcow2Image } from "./image";

/** A part of a write: whole clusters `first` to `first + count`, of which the bytes `from` to `to` of the disk are written. */
interface Part {
  readonly first: number;
  readonly count: number;
  readonly from: number;
  readonly to: number;
}

const inPlace = ({ host, copied, compressedBytes }: Entry): boolean =>
  host !== 0 && copied && compressedBytes === 0;

/** Subclusters that the bytes `from` to `to` of a cluster touch, as bits. */
function touched(image: Qcow2Image, from: number, to: number): number {
  const { subclusterBytes } = image.geometry;
  const first = Math.floor(from / subclusterBytes);
  const last = Math.ceil(to / subclusterBytes);
  return ((2 ** (last - first) - 1) * 2 ** first) >>> 0;
}

export function writeData(image: Qcow2Image, offset: number, bytes: Uint8Array): void {
  const { clusterBytes } = image.geometry;
  const end = offset + bytes.length;
  for (let at = offset; at < end; ) {
    const first = Math.floor(at / clusterBytes);
    const most = Math.ceil(end / clusterBytes) - first;
    const entry = image.mapping.entry(first);
    const count = inPlace(entry) ? placedRun(image, first, entry, most) : missingRun(image, first, most);
    const to = (count: number) => Math.min(end, (first + count) * clusterBytes);
    if (inPlace(entry)) {
      const part = { first, count, from: at, to: to(count) };
      writeInPlace(image, part, entry, bytes.subarray(at - offset, part.to - offset));
      at = part.to;
    } else {
      const run = image.refcounts.allocate(count);
      const part = { first, count: run.count, from: at, to: to(run.count) };
      writeToNew(image, part, run.first * clusterBytes, bytes.subarray(at - offset, part.to - offset));
      at = part.to;
    }
  }
}

/** Clusters from `first` on that follow one another in the file and may be written in place. */
function placedRun(image: Qcow2Image, first: number, entry: Entry, most: number): number {
  let count = 1;
  for (; count < most; count++) {
    const next = image.mapping.entry(first + count);
    if (!inPlace(next) || next.host !== entry.host + count * image.geometry.clusterBytes) break;
  }
  return count;
}

/** Clusters from `first` on that need new room. */
function missingRun(image: Qcow2Image, first: number, most: number): number {
  let count = 1;
  while (count < most && !inPlace(image.mapping.entry(first + count))) count++;
  return count;
}

/** The disk's bytes from `from` to `to` as they are now; zeros behind the end of the disk. */
function present(image: Qcow2Image, from: number, to: number): Uint8Array {
  const bytes = new Uint8Array(to - from);
  image.read(from, bytes.subarray(0, Math.max(0, Math.min(to, image.size) - from)));
  return bytes;
}

/** `bytes` with what is there now on both sides, so that it fills `from` to `to`. */
function filledUp(image: Qcow2Image, part: Part, from: number, to: number, bytes: Uint8Array): Uint8Array {
  if (from === part.from && to === part.to) return bytes;
  return concatenate([present(image, from, part.from), bytes, present(image, part.to, to)]);
}

function writeInPlace(image: Qcow2Image, part: Part, { host }: Entry, bytes: Uint8Array): void {
  const { clusterBytes, subclusterBytes } = image.geometry;
  const start = part.first * clusterBytes;
  for (let i = 0; i < part.count; i++) image.refcounts.refuseTable(host / clusterBytes + i);
  const hasData = (at: number) => {
    const inside = at - Math.floor(at / clusterBytes) * clusterBytes;
    const { data } = image.mapping.entry(Math.floor(at / clusterBytes));
    return (data >>> Math.floor(inside / subclusterBytes)) & 1;
  };
  const from = hasData(part.from) ? part.from : Math.floor(part.from / subclusterBytes) * subclusterBytes;
  const to = hasData(part.to - 1) ? part.to : Math.ceil(part.to / subclusterBytes) * subclusterBytes;
  image.file.write(host + from - start, filledUp(image, part, from, to, bytes));
  eachCluster(image, part, (cluster, inside, behind) => {
    const entry = image.mapping.entry(cluster);
    const bits = touched(image, inside, behind);
    const data = (entry.data | bits) >>> 0;
    if (data !== entry.data)
      image.mapping.setEntry(cluster, { ...entry, data, zero: (entry.zero & ~bits) >>> 0 });
  });
}

/** Calls back for each cluster of a part, with the bytes of the cluster that are written. */
function eachCluster(
  image: Qcow2Image,
  { first, count, from, to }: Part,
  each: (cluster: number, inside: number, behind: number) => void,
): void {
  const { clusterBytes } = image.geometry;
  for (let cluster = first; cluster < first + count; cluster++) {
    const start = cluster * clusterBytes;
    each(cluster, Math.max(0, from - start), Math.min(clusterBytes, to - start));
  }
}

/** Has bytes of its own, which a write to a part of the cluster has to take along. */
const hasOwn = ({ data, compressedBytes }: Entry): boolean => data !== 0 || compressedBytes > 0;

function writeToNew(image: Qcow2Image, part: Part, host: number, bytes: Uint8Array): void {
  const { clusterBytes, subclusterBytes } = image.geometry;
  const { first, count } = part;
  const start = first * clusterBytes;
  const unit = (cluster: number) => (hasOwn(image.mapping.entry(cluster)) ? clusterBytes : subclusterBytes);
  const from = Math.floor(part.from / unit(first)) * unit(first);
  const to = Math.ceil(part.to / unit(first + count - 1)) * unit(first + count - 1);
  image.file.write(host + from - start, filledUp(image, part, from, to, bytes));
  eachCluster(image, { first, count, from, to }, (cluster, inside, behind) => {
    const old = image.mapping.entry(cluster);
    const data = touched(image, inside, behind);
    const zero = old.compressedBytes > 0 ? 0 : (old.zero & ~data) >>> 0;
    const place = host + (cluster - first) * clusterBytes;
    image.mapping.setEntry(cluster, { host: place, copied: true, compressedBytes: 0, data, zero });
    giveUp(image, old);
  });
}

/** What an entry referred to is referred to once less. */
function giveUp(image: Qcow2Image, { host, compressedBytes }: Entry): void {
  const { clusterBytes } = image.geometry;
  if (host === 0) return;
  const last = Math.floor((host + Math.max(1, compressedBytes) - 1) / clusterBytes);
  for (let cluster = Math.floor(host / clusterBytes); cluster <= last; cluster++)
    image.mapping.giveUp(cluster);
}

/** Zeros: told in the tables where the format can, else written. */
export function zeroRange(image: Qcow2Image, offset: number, length: number, keep: boolean): void {
  const { subclusterBytes } = image.geometry;
  const end = offset + length;
  const unit = image.header.version === 2 ? image.geometry.clusterBytes : subclusterBytes;
  const from = Math.min(end, Math.ceil(offset / unit) * unit);
  const to = end === image.size ? end : Math.max(from, Math.floor(end / unit) * unit);
  writePlainZeros(image, offset, from);
  if (to > from) zeroWhole(image, from, to, keep);
  writePlainZeros(image, Math.max(from, to), end);
}

/** For the part of a subcluster; nothing to do where there are zeros already. */
function writePlainZeros(image: Qcow2Image, from: number, to: number): void {
  for (let at = from; at < to; ) {
    const { holding, length } = image.extent(at, to - at);
    const are = holding === "zero" || (holding === "unallocated" && at >= (image.backing?.size ?? 0));
    if (!are) writeData(image, at, new Uint8Array(length));
    at += length;
  }
}

function zeroWhole(image: Qcow2Image, from: number, to: number, keep: boolean): void {
  const { clusterBytes } = image.geometry;
  const first = Math.floor(from / clusterBytes);
  const part = { first, count: Math.ceil(to / clusterBytes) - first, from, to };
  eachCluster(image, part, (cluster, inside, behind) => {
    const old = image.mapping.entry(cluster);
    const bits = touched(image, inside, behind);
    const whole = bits === allSubclusters(image.geometry);
    if (image.header.version === 2) zeroCluster2(image, cluster);
    else if (inPlace(old) && (keep || !whole)) {
      const data = (old.data & ~bits) >>> 0;
      image.mapping.setEntry(cluster, { ...old, data, zero: (old.zero | bits) >>> 0 });
    } else if (whole || !hasOwn(old)) {
      replace(image, cluster, { ...UNALLOCATED, zero: (whole ? bits : old.zero | bits) >>> 0 });
    } else {
      const start = cluster * clusterBytes;
      writeData(image, start + inside, new Uint8Array(Math.min(behind, image.size - start) - inside));
    }
  });
}

/** Version 2 has no entry for zeros: without a layer below, nothing reads as zeros. */
function zeroCluster2(image: Qcow2Image, cluster: number): void {
  const { clusterBytes } = image.geometry;
  const start = cluster * clusterBytes;
  if (image.backing === undefined) replace(image, cluster, UNALLOCATED);
  else writeData(image, start, new Uint8Array(Math.min(clusterBytes, image.size - start)));
}

/** Whole clusters are given up; they read as zeros where the format can say so, and else keep what they have. */
export function discardRange(image: Qcow2Image, offset: number, length: number): void {
  const { clusterBytes } = image.geometry;
  const first = Math.ceil(offset / clusterBytes);
  const end = offset + length;
  const behind = end === image.size ? Math.ceil(end / clusterBytes) : Math.floor(end / clusterBytes);
  const below = image.backing !== undefined;
  if (!below) forgetClusters(image, first, behind);
  else if (image.header.version === 3) {
    for (let cluster = first; cluster < behind; cluster++)
      replace(image, cluster, { ...UNALLOCATED, zero: allSubclusters(image.geometry) });
  }
}

function replace(image: Qcow2Image, cluster: number, entry: Entry): void {
  const old = image.mapping.entry(cluster);
  if (old.host === 0 && entry.host === 0 && old.zero === entry.zero) return;
  image.mapping.setEntry(cluster, entry);
  giveUp(image, old);
}

/** The image no longer holds anything of the clusters from `first` up to `behind`. */
export function forgetClusters(image: Qcow2Image, first: number, behind: number): void {
  const { l2Entries } = image.geometry;
  for (let cluster = first; cluster < behind; cluster++) {
    const table = Math.floor(cluster / l2Entries);
    if (image.mapping.l2Offset(table) === 0) cluster = (table + 1) * l2Entries - 1;
    else replace(image, cluster, UNALLOCATED);
  }
}

/**
 * Writes one cluster of the disk compressed, behind the one before it where there is room. One that does not become smaller is
 * written as it is.
 * @param bytes a whole cluster, at the end of the disk filled up with zeros
 */
export function writeCompressed(image: Qcow2Image, cluster: number, bytes: Uint8Array): void {
  const { clusterBytes } = image.geometry;
  image.begin();
  const packed = compressCluster(image.header.compressionType, bytes);
  if (packed === undefined) {
    const start = cluster * clusterBytes;
    writeData(image, start, bytes.subarray(0, Math.min(clusterBytes, image.size - start)));
    return;
  }
  const host = placeFor(image, packed.length);
  image.file.write(host, packed);
  const old = image.mapping.entry(cluster);
  image.mapping.setEntry(cluster, { host, copied: false, compressedBytes: packed.length, data: 0, zero: 0 });
  giveUp(image, old);
  image.mapping.settle();
}

/** Room for compressed data, counted once for each cluster that its sectors touch. */
function placeFor(image: Qcow2Image, length: number): number {
  const { refcounts, geometry, mapping } = image;
  const { clusterBytes, maxRefcount } = geometry;
  const packed = mapping.packedEnd;
  const open = Math.floor(packed / clusterBytes);
  const sectorsEnd = Math.ceil((packed + length) / SECTOR_BYTES) * SECTOR_BYTES;
  const fits = packed % clusterBytes !== 0 && sectorsEnd <= (open + 1) * clusterBytes;
  let host = packed;
  if (fits && refcounts.get(open) < maxRefcount) refcounts.add(open, 1);
  else host = refcounts.allocate(1).first * clusterBytes;
  mapping.packedEnd = host + length;
  return host;
}
