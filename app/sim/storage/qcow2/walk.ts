/** Follows every reference of an image and counts it; what cannot be followed is noted, and the walk goes on. */
import { type ByteFile, readBytes } from "../byte-file";
import { StorageError } from "../errors";
import { roundedUint64, view } from "./big-endian";
import { bitmapReferences } from "./bitmaps";
import { type Entry, readEntry, targetAt } from "./entry";
import type { Geometry } from "./geometry";
import type { Header } from "./header";
import { ReferenceCounts } from "./reference-counts";
import { readSnapshots } from "./snapshot-table";

/** Corruptions that are described; further ones are only counted. */
const MAX_DESCRIBED = 100;

export interface Walk {
  readonly counts: ReferenceCounts;
  corruptions: number;
  readonly described: string[];
  allocatedClusters: number;
  compressedClusters: number;
  fragmentedClusters: number;
}

/** Bits of an L1 entry, and of a standard L2 entry without subclusters, that are to be 0: upper and lower half. */
const L1_RESERVED = [0x7f000000, 0x000001ff] as const;
const L2_RESERVED = [0x3f000000, 0x000001fe] as const;

export function note(walk: Walk, what: string): void {
  walk.corruptions++;
  if (walk.described.length < MAX_DESCRIBED) walk.described.push(what);
}

/** Counts everything but the refcount structures themselves. */
export function walkImage(file: ByteFile, header: Header, geometry: Geometry): Walk {
  const walk: Walk = {
    counts: new ReferenceCounts(),
    corruptions: 0,
    described: [],
    allocatedClusters: 0,
    compressedClusters: 0,
    fragmentedClusters: 0,
  };
  const walker = new Walker(file, geometry, walk);
  walker.range(0, geometry.clusterBytes, "header");
  walker.l1(header.l1Offset, header.l1Size, "active L1 table", true);
  walker.attempt(() => {
    const { snapshots, bytes } = readSnapshots(file, header);
    walker.range(header.snapshotsOffset, bytes, "snapshot table");
    for (const { id, l1Offset, l1Size } of snapshots)
      walker.l1(l1Offset, l1Size, `L1 table of snapshot ${id}`, false);
  });
  walker.attempt(() => {
    for (const { offset, bytes, what } of bitmapReferences(file, header, geometry))
      walker.range(offset, bytes, what);
  });
  return walk;
}

class Walker {
  constructor(
    private readonly file: ByteFile,
    private readonly geometry: Geometry,
    private readonly walk: Walk,
  ) {}

  attempt(action: () => void): void {
    try {
      action();
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      note(this.walk, error.message);
    }
  }

  /** Counts the clusters that a range touches. One that ends a cluster or more behind the file is none: false. */
  range(offset: number, bytes: number, what: string): boolean {
    const { clusterBytes } = this.geometry;
    if (bytes === 0) return true;
    if (offset + bytes - this.file.size >= clusterBytes) {
      note(
        this.walk,
        `${what}: ${bytes} bytes at ${offset}, behind the end of the file at ${this.file.size}`,
      );
      return false;
    }
    const last = Math.floor((offset + bytes - 1) / clusterBytes);
    for (let cluster = Math.floor(offset / clusterBytes); cluster <= last; cluster++)
      this.walk.counts.add(cluster);
    return true;
  }

  l1(offset: number, entries: number, what: string, active: boolean): void {
    const { clusterBytes } = this.geometry;
    if (!this.range(offset, entries * 8, what)) return;
    const seen = new Set<number>();
    const table = view(readBytes(this.file, offset, entries * 8));
    for (let i = 0; i < entries; i++) {
      const target = targetAt(table, i * 8);
      if (hasReserved(table, i * 8, L1_RESERVED))
        note(this.walk, `${what}, entry ${i}: reserved bits are set`);
      if (target === 0) continue;
      if (target % clusterBytes !== 0 || seen.has(target)) {
        note(this.walk, `${what}, entry ${i}: a table at ${target}, which cannot be one`);
        continue;
      }
      seen.add(target);
      if (this.range(target, clusterBytes, `${what}, entry ${i}`)) this.l2(target, active);
    }
  }

  private l2(offset: number, active: boolean): void {
    const { walk, geometry } = this;
    const { clusterBytes, l2Entries, l2EntryBytes } = geometry;
    const table = view(readBytes(this.file, offset, clusterBytes));
    let expected = 0;
    for (let index = 0; index < l2Entries; index++) {
      const where = () => `L2 table at ${offset}, entry ${index}`;
      if (roundedUint64(table, index * l2EntryBytes) === 0) continue;
      const standard = (table.getUint32(index * l2EntryBytes) & 0x40000000) === 0;
      if (standard && hasReserved(table, index * l2EntryBytes, L2_RESERVED))
        note(walk, `${where()}: reserved bits are set`);
      this.attempt(() => {
        const entry = readEntry(table, index, geometry, where);
        if (!standard && table.getUint32(index * l2EntryBytes) >>> 31)
          note(walk, `${where()}: a compressed cluster marked for writing in place`);
        if (entry.host === 0) return;
        this.range(entry.host, entry.compressedBytes || clusterBytes, where());
        if (active) expected = this.fragmentation(entry, expected);
      });
    }
  }

  private fragmentation(entry: Entry, expected: number): number {
    const { walk } = this;
    walk.allocatedClusters++;
    if (entry.compressedBytes > 0) {
      walk.compressedClusters++;
      walk.fragmentedClusters++;
      return expected;
    }
    if (expected !== 0 && entry.host !== expected) walk.fragmentedClusters++;
    return entry.host + this.geometry.clusterBytes;
  }
}

const hasReserved = (table: DataView, at: number, [high, low]: readonly [number, number]): boolean =>
  (table.getUint32(at) & high) !== 0 || (table.getUint32(at + 4) & low) !== 0;
