/**
 * Who refers to each cluster of the file how often, and from it the finding of free ones. Changes stay in memory until they are
 * written with `write`, blocks before the table that points to them.
 */
import { type ByteFile, readBytes } from "../byte-file";
import { DAMAGED, StorageError } from "../errors";
import { setUint64, uint64, view } from "./big-endian";
import type { Geometry } from "./geometry";
import type { Header } from "./header";
import { MAX_REFCOUNT_TABLE_BYTES } from "./header-limits";
import { readRefcount, writeRefcount } from "./refcount-entry";
import type { Table, TableCache } from "./table-cache";

/** A run of clusters by number. */
export interface Run {
  readonly first: number;
  readonly count: number;
}

/** Of the table's place and length, in the header. */
export const HEADER_REFCOUNT_TABLE = 48;

export class Refcounts {
  /** Offsets of the blocks as they stand in the file. */
  private table: DataView;
  private readonly changedEntries = new Set<number>();
  /** No cluster before this one is free. */
  private firstFree = 0;
  /** Clusters with tables in them: never taken, even if they count as free. */
  readonly tables = new Set<number>();

  constructor(
    private readonly file: ByteFile,
    private readonly header: Header,
    private readonly geometry: Geometry,
    private readonly blocks: TableCache,
  ) {
    this.table = this.readTable();
  }

  private readTable(): DataView {
    const { refcountTableOffset, refcountTableClusters } = this.header;
    return view(
      readBytes(this.file, refcountTableOffset, refcountTableClusters * this.geometry.clusterBytes),
    );
  }

  /** Entries of the table. */
  get blockCount(): number {
    return this.table.byteLength / 8;
  }

  /** Where a block lies; 0 if there is none. @throws StorageError if the entry is not valid */
  blockOffset(index: number): number {
    if (index >= this.blockCount) return 0;
    const offset = uint64(this.table, index * 8, `refcount table, entry ${index}`);
    if (offset % this.geometry.clusterBytes === 0) return offset;
    throw new StorageError(
      `a block at ${offset}, not the beginning of a cluster`,
      `refcount table, entry ${index}`,
      DAMAGED,
    );
  }

  get(cluster: number): number {
    const { blockEntries, refcountBits } = this.geometry;
    const offset = this.blockOffset(Math.floor(cluster / blockEntries));
    if (offset === 0) return 0;
    return readRefcount(this.blocks.get(offset).view, cluster % blockEntries, refcountBits);
  }

  /** @throws StorageError if the count does not fit its width or would fall below 0 */
  add(cluster: number, change: number): number {
    const value = this.get(cluster) + change;
    if (value < 0) {
      throw new StorageError(
        "it is given up more often than it is in use",
        `refcount of the cluster at ${cluster * this.geometry.clusterBytes}`,
        DAMAGED,
      );
    }
    if (value > this.geometry.maxRefcount) {
      throw new StorageError(
        `${value} references do not fit ${this.geometry.refcountBits} bits`,
        `refcount of the cluster at ${cluster * this.geometry.clusterBytes}`,
        "convert the image to one with wider refcounts: convert -o refcount_bits=16",
      );
    }
    this.set(cluster, value);
    return value;
  }

  set(cluster: number, value: number): void {
    const { blockEntries, refcountBits } = this.geometry;
    const index = Math.floor(cluster / blockEntries);
    if (value === 0 && this.blockOffset(index) === 0) return;
    while (this.blockOffset(index) === 0) this.makeBlock(index);
    const block = this.blocks.get(this.blockOffset(index));
    this.setIn(block, cluster % blockEntries, value, refcountBits);
    if (value !== 0) return;
    this.firstFree = Math.min(this.firstFree, cluster);
    this.tables.delete(cluster);
  }

  /** @throws StorageError if a table lies in the cluster, which then must not be taken or written as data */
  refuseTable(cluster: number): void {
    if (!this.tables.has(cluster)) return;
    throw new StorageError(
      "the image would have data where one of its own tables is",
      `cluster at ${cluster * this.geometry.clusterBytes}`,
      "the refcounts are damaged; run check -r all on a copy of the image",
    );
  }

  private setIn(block: Table, index: number, value: number, bits: number): void {
    writeRefcount(block.view, index, bits, value);
    const from = Math.floor((index * bits) / 8);
    this.blocks.changed(block, from, from + Math.ceil(bits / 8));
  }

  /** Takes the first free clusters: one at least, `most` at most, in one run. */
  allocate(most: number): Run {
    for (;;) {
      const run = this.freeRun(this.firstFree, most);
      if (!this.haveBlocks(run)) continue;
      this.firstFree = run.first + run.count;
      return this.take(run);
    }
  }

  /** Takes `count` clusters in one run, for a table. */
  allocateContiguous(count: number): Run {
    for (let from = this.firstFree; ; ) {
      const run = this.freeRun(from, count);
      from = run.first + run.count;
      if (run.count < count) continue;
      if (this.haveBlocks(run)) return this.take(run);
      from = this.firstFree;
    }
  }

  private take(run: Run): Run {
    for (let i = 0; i < run.count; i++) {
      this.refuseTable(run.first + i);
      this.set(run.first + i, 1);
    }
    return run;
  }

  /** Every block of the run is there; else makes one that is not, which may take a cluster of the run. */
  private haveBlocks({ first, count }: Run): boolean {
    const { blockEntries } = this.geometry;
    for (let index = Math.floor(first / blockEntries); index * blockEntries < first + count; index++) {
      if (this.blockOffset(index) !== 0) continue;
      this.makeBlock(index);
      return false;
    }
    return true;
  }

  private freeRun(from: number, most: number): Run {
    const { blockEntries, refcountBits } = this.geometry;
    let first = -1;
    for (let cluster = from; ; ) {
      const index = Math.floor(cluster / blockEntries);
      const offset = this.blockOffset(index);
      const end = (index + 1) * blockEntries;
      if (offset === 0) {
        if (first < 0) first = cluster;
        cluster = end;
      } else {
        const block = this.blocks.get(offset).view;
        for (; cluster < end; cluster++) {
          const free = readRefcount(block, cluster % blockEntries, refcountBits) === 0;
          if (free && first < 0) first = cluster;
          else if (!free && first >= 0) return { first, count: Math.min(most, cluster - first) };
          if (first >= 0 && cluster - first + 1 >= most) return { first, count: most };
        }
      }
      if (first >= 0 && cluster - first >= most) return { first, count: most };
    }
  }

  /** A new block lies in the first cluster that it counts, which is free as all of them are. */
  private makeBlock(index: number): void {
    if (index >= this.blockCount) {
      this.grow(index);
      return;
    }
    this.refuseTable(index * this.geometry.blockEntries);
    const offset = index * this.geometry.blockEntries * this.geometry.clusterBytes;
    this.setIn(this.blocks.create(offset), 0, 1, this.geometry.refcountBits);
    this.setBlockOffset(index, offset);
  }

  private setBlockOffset(index: number, offset: number): void {
    setUint64(this.table, index * 8, offset);
    this.changedEntries.add(index);
  }

  /**
   * A larger table, written behind everything that the present one counts, with the blocks that count it; then the header is
   * switched over to it in one write.
   */
  private grow(leastIndex: number): void {
    const { clusterBytes, blockEntries } = this.geometry;
    const firstNew = this.blockCount;
    let blocks = 1;
    let clusters = 0;
    for (let before = -1; before !== blocks; ) {
      before = blocks;
      const entries = Math.max(leastIndex + 1, firstNew + blocks, Math.ceil(firstNew * 1.5));
      clusters = Math.ceil((entries * 8) / clusterBytes);
      blocks = Math.ceil((blocks + clusters) / blockEntries);
    }
    this.rebuildAt(firstNew * blockEntries, firstNew, blocks, clusters);
  }

  private rebuildAt(start: number, firstBlock: number, blocks: number, clusters: number): void {
    const { clusterBytes, blockEntries, refcountBits } = this.geometry;
    const { header } = this;
    if (clusters * clusterBytes > MAX_REFCOUNT_TABLE_BYTES) {
      throw new StorageError(
        "the table would grow over 8 MiB",
        "refcount table",
        "the image is full; convert it to one with larger clusters",
      );
    }
    const old = { first: header.refcountTableOffset / clusterBytes, count: header.refcountTableClusters };
    const table = view(new Uint8Array(clusters * clusterBytes));
    new Uint8Array(table.buffer).set(new Uint8Array(this.table.buffer));
    this.table = table;
    for (let i = 0; i < blocks + clusters; i++) this.refuseTable(start + i);
    for (let i = 0; i < blocks; i++) {
      const offset = (start + i) * clusterBytes;
      const block = this.blocks.create(offset);
      const used = Math.min(blockEntries, blocks + clusters - i * blockEntries);
      for (let entry = 0; entry < used; entry++) this.setIn(block, entry, 1, refcountBits);
      setUint64(table, (firstBlock + i) * 8, offset);
    }
    this.blocks.write();
    const tableOffset = (start + blocks) * clusterBytes;
    this.file.write(tableOffset, new Uint8Array(table.buffer));
    this.changedEntries.clear();
    this.file.flush();
    header.refcountTableOffset = tableOffset;
    header.refcountTableClusters = clusters;
    const fields = view(new Uint8Array(12));
    setUint64(fields, 0, tableOffset);
    fields.setUint32(8, clusters);
    this.file.write(HEADER_REFCOUNT_TABLE, new Uint8Array(fields.buffer));
    this.file.flush();
    for (let i = 0; i < old.count; i++) this.set(old.first + i, 0);
  }

  /** The table was replaced in the file. */
  reload(): void {
    this.blocks.clear();
    this.changedEntries.clear();
    this.table = this.readTable();
    this.firstFree = 0;
  }

  /** Writes what was changed; says whether there was anything. */
  write(): boolean {
    const any = this.blocks.write();
    if (this.changedEntries.size === 0) return any;
    if (any) this.file.flush();
    for (const index of this.changedEntries) {
      const entry = new Uint8Array(this.table.buffer, index * 8, 8);
      this.file.write(this.header.refcountTableOffset + index * 8, entry);
    }
    this.changedEntries.clear();
    return true;
  }
}
