/**
 * The tables from places on the disk to places in the file, and the order in which everything that refers to something is
 * written: a count before the table that relies on it, a table before the entry that points to it, and what is given up only
 * after nothing points to it any more. So whenever the writing stops, there are at most clusters that count as used and are not.
 */
import { type ByteFile, readBytes } from "../byte-file";
import { DAMAGED, StorageError } from "../errors";
import { setUint64, view } from "./big-endian";
import { type Entry, readEntry, setCopied, targetAt, UNALLOCATED, writeEntry } from "./entry";
import type { Geometry } from "./geometry";
import type { Header } from "./header";
import type { Refcounts } from "./refcounts";
import { type Table, TableCache } from "./table-cache";

/** Given-up clusters that are remembered until the next flush; more make one. */
const MAX_GIVEN_UP = 4096;

export class Mapping {
  private l1: DataView;
  /** Places where no table can be, or one that is named for several parts of the disk: a few bytes for an endless disk. */
  private readonly unusable = new Set<number>();
  private readonly changedL1 = new Set<number>();
  private readonly l2: TableCache;
  private givenUp: number[] = [];
  /** Counts are set right when the image is closed, and it is marked until then. */
  lazy = false;
  /** Behind the compressed data that were written last; more may follow in the same cluster, as long as nothing was freed. */
  packedEnd = 0;

  constructor(
    private readonly file: ByteFile,
    private readonly header: Header,
    private readonly geometry: Geometry,
    readonly refcounts: Refcounts,
    maxTables: number,
  ) {
    this.l1 = this.readL1();
    this.l2 = new TableCache(file, geometry.clusterBytes, maxTables, () => this.writeTables());
  }

  private readL1(): DataView {
    const { l1Offset, l1Size } = this.header;
    if (l1Offset + l1Size * 8 > this.file.size + this.geometry.clusterBytes) {
      const what = `${l1Size} entries at ${l1Offset}, and the file ends at ${this.file.size}`;
      throw new StorageError(what, "L1 table", DAMAGED);
    }
    const l1 = view(readBytes(this.file, l1Offset, l1Size * 8));
    const seen = new Set<number>();
    this.unusable.clear();
    for (let index = 0; index < l1Size; index++) {
      const offset = targetAt(l1, index * 8);
      if (offset === 0) continue;
      const aligned = offset % this.geometry.clusterBytes === 0;
      if (!aligned || offset >= this.file.size || seen.has(offset)) this.unusable.add(offset);
      seen.add(offset);
    }
    return l1;
  }

  get l1Size(): number {
    return this.l1.byteLength / 8;
  }

  /** Where the L2 table lies; 0 if there is none. */
  l2Offset(index: number): number {
    const offset = targetAt(this.l1, index * 8);
    if (this.unusable.has(offset)) {
      const what = `a table at ${offset}, which is no cluster of the file or that of another entry`;
      throw new StorageError(what, `L1 table, entry ${index}`, DAMAGED);
    }
    return offset;
  }

  private l2Copied(index: number): boolean {
    return this.l1.getUint32(index * 8) >>> 31 === 1;
  }

  /** The entry of a cluster of the disk. */
  entry(cluster: number): Entry {
    const { l2Entries } = this.geometry;
    const offset = this.l2Offset(Math.floor(cluster / l2Entries));
    if (offset === 0) return UNALLOCATED;
    const index = cluster % l2Entries;
    return readEntry(
      this.l2.get(offset).view,
      index,
      this.geometry,
      () => `L2 table at ${offset}, entry ${index}`,
    );
  }

  setEntry(cluster: number, entry: Entry): void {
    const { l2Entries, l2EntryBytes } = this.geometry;
    const table = this.writable(Math.floor(cluster / l2Entries));
    const index = cluster % l2Entries;
    writeEntry(table.view, index, this.geometry, entry);
    this.l2.changed(table, index * l2EntryBytes, (index + 1) * l2EntryBytes);
  }

  /** The L2 table, one that no snapshot shares. */
  private writable(l1Index: number): Table {
    const offset = this.l2Offset(l1Index);
    if (offset !== 0 && this.l2Copied(l1Index)) return this.l2.get(offset);
    const { clusterBytes } = this.geometry;
    const place = this.refcounts.allocate(1).first * clusterBytes;
    const bytes = offset === 0 ? undefined : this.l2.get(offset).bytes.slice();
    const table = this.l2.create(place, bytes);
    this.refcounts.tables.add(place / clusterBytes);
    setUint64(this.l1, l1Index * 8, place);
    setCopied(this.l1, l1Index * 8, true);
    this.changedL1.add(l1Index);
    if (offset !== 0) this.giveUp(offset / clusterBytes);
    return table;
  }

  /** One reference less to a cluster, as soon as nothing in the file points to it any more. */
  giveUp(cluster: number): void {
    this.givenUp.push(cluster);
  }

  /** Where an operation on the disk ends, and nothing is half done. */
  settle(): void {
    if (this.givenUp.length > MAX_GIVEN_UP) this.flush();
  }

  private writeTables(): void {
    if (!this.lazy) this.refcounts.write();
    if (!this.l2.hasChanges && this.changedL1.size === 0) return;
    this.file.flush();
    this.l2.write();
    if (this.changedL1.size === 0) return;
    this.file.flush();
    for (const index of this.changedL1)
      this.file.write(this.header.l1Offset + index * 8, new Uint8Array(this.l1.buffer, index * 8, 8));
    this.changedL1.clear();
  }

  flush(): void {
    this.writeTables();
    this.file.flush();
    if (this.givenUp.length === 0) return;
    const { givenUp } = this;
    this.givenUp = [];
    this.packedEnd = 0;
    for (const cluster of givenUp) this.refcounts.add(cluster, -1);
    if (!this.lazy) this.refcounts.write();
    this.file.flush();
  }

  /** The tables were changed in the file behind this one's back, by an operation on the whole image. */
  reload(): void {
    this.packedEnd = 0;
    this.l2.clear();
    this.l1 = this.readL1();
  }
}
