/** Tables of one cluster each, kept in memory up to a bound; those that were changed are written when their owner says so. */
import { type ByteFile, readBytes } from "../byte-file";
import { view } from "./big-endian";

export interface Table {
  /** In the file. */
  readonly offset: number;
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** The bytes changed since it was written: from, to. */
  changedFrom: number;
  changedTo: number;
}

export class TableCache {
  /** The one that was not used for longest first. */
  private readonly tables = new Map<number, Table>();
  private newest: Table | undefined;

  /** @param writeBack called before a changed table has to leave; must write all that are changed, in the right order */
  constructor(
    private readonly file: ByteFile,
    private readonly tableBytes: number,
    private readonly maxTables: number,
    private readonly writeBack: () => void,
  ) {}

  get(offset: number): Table {
    if (this.newest?.offset === offset) return this.newest;
    const known = this.tables.get(offset);
    if (known !== undefined) {
      this.tables.delete(offset);
      this.tables.set(offset, known);
      this.newest = known;
      return known;
    }
    return this.add(offset, readBytes(this.file, offset, this.tableBytes), false);
  }

  /** A table that is new in the file; a known one at this place is forgotten. */
  create(offset: number, bytes = new Uint8Array(this.tableBytes)): Table {
    this.tables.delete(offset);
    return this.add(offset, bytes, true);
  }

  changed(table: Table, from: number, to: number): void {
    table.changedFrom = Math.min(table.changedFrom, from);
    table.changedTo = Math.max(table.changedTo, to);
  }

  clear(): void {
    this.tables.clear();
    this.newest = undefined;
  }

  get hasChanges(): boolean {
    for (const { changedFrom, changedTo } of this.tables.values()) if (changedFrom < changedTo) return true;
    return false;
  }

  /** Writes what was changed; says whether there was anything. */
  write(): boolean {
    let any = false;
    for (const table of this.tables.values()) {
      const { changedFrom, changedTo } = table;
      if (changedFrom >= changedTo) continue;
      this.file.write(table.offset + changedFrom, table.bytes.subarray(changedFrom, changedTo));
      table.changedFrom = this.tableBytes;
      table.changedTo = 0;
      any = true;
    }
    return any;
  }

  private add(offset: number, bytes: Uint8Array, changed: boolean): Table {
    if (this.tables.size >= this.maxTables) this.makeRoom();
    const { tableBytes } = this;
    const table: Table = {
      offset,
      bytes,
      view: view(bytes),
      changedFrom: changed ? 0 : tableBytes,
      changedTo: changed ? tableBytes : 0,
    };
    this.tables.set(offset, table);
    this.newest = table;
    return table;
  }

  /** The table that was not used for longest leaves. */
  private makeRoom(): void {
    const [oldest] = this.tables.values();
    if (oldest === undefined) return;
    if (oldest.changedFrom < oldest.changedTo) this.writeBack();
    this.tables.delete(oldest.offset);
  }
}
