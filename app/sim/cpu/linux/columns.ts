/**
 * Tables as one typed array a column. Rows are handed out by number and used again after they were given back.
 */

export type Column = Float64Array | Int32Array | Uint32Array | Uint8Array;
export type Columns = { [name: string]: Column };

function resized(old: Column, length: number): Column {
  const part = old.length > length ? old.subarray(0, length) : old;
  let fresh: Column;
  if (old instanceof Float64Array) fresh = new Float64Array(length);
  else if (old instanceof Int32Array) fresh = new Int32Array(length);
  else if (old instanceof Uint32Array) fresh = new Uint32Array(length);
  else fresh = new Uint8Array(length);
  fresh.set(part);
  return fresh;
}

interface SavedTable {
  readonly rows: number;
  readonly free: readonly number[];
  readonly columns: { readonly [name: string]: Column };
}

/** The rows of one table. `columns` is read directly; its arrays are replaced when the table grows. */
export class Table<C extends Columns> {
  private rows = 0;
  private capacity: number;
  private free: number[] = [];

  /** `columns` must all have `capacity × their width` cells. */
  constructor(
    readonly columns: C,
    capacity: number,
  ) {
    this.capacity = capacity;
  }

  get length(): number {
    return this.rows;
  }

  /** A row with unspecified content. */
  add(): number {
    const reused = this.free.pop();
    if (reused !== undefined) return reused;
    if (this.rows === this.capacity) {
      const columns: Columns = this.columns;
      for (const name of Object.keys(columns)) {
        const old = columns[name]!;
        columns[name] = resized(old, old.length * 2);
      }
      this.capacity *= 2;
    }
    return this.rows++;
  }

  remove(row: number): void {
    this.free.push(row);
  }

  save(): SavedTable {
    const columns: Columns = {};
    for (const [name, column] of Object.entries(this.columns)) {
      columns[name] = resized(column, (column.length / this.capacity) * this.rows);
    }
    return { rows: this.rows, free: [...this.free], columns };
  }

  load(saved: SavedTable): void {
    const columns: Columns = this.columns;
    const capacity = Math.max(this.capacity, saved.rows);
    for (const name of Object.keys(columns)) {
      const width = columns[name]!.length / this.capacity;
      columns[name] = resized(saved.columns[name]!, capacity * width);
    }
    this.capacity = capacity;
    this.rows = saved.rows;
    this.free = [...saved.free];
  }
}
