/**
 * The merger's memory of each page it has scanned: Linux's rmap items, in typed arrays. An item is in the stable tree (on
 * the list of the node it shares), in the unstable tree of one pass, or in neither. Which item is a page's, an area's
 * table says; tables are in chunks of 512 pages, so that what was never touched costs nothing.
 */

/** No item, no node. Each file has its own: it is read for each page of a scan, and loaders may make a call of an import. */
const NONE = -1;

const CHUNK_SHIFT = 9;
const CHUNK_PAGES = 1 << CHUNK_SHIFT;
const CHUNK_MASK = CHUNK_PAGES - 1;

type Ints = Int32Array<ArrayBuffer>;
/** For each page: its item + 1, or 0 for none. */
export type AreaTable = (Ints | undefined)[];

export interface SavedRmapItems {
  readonly tables: readonly (readonly [number, AreaTable])[];
  readonly checksum: Float64Array;
  readonly ints: readonly Int32Array[];
  readonly used: number;
  readonly freeHead: number;
  readonly count: number;
}

export class RmapItems {
  private readonly tables = new Map<number, AreaTable>();
  /** Contents at the last scan; NaN before the first. */
  checksum = new Float64Array(0);
  area: Ints = new Int32Array(0);
  page: Ints = new Int32Array(0);
  /** The stable node it is on, or NONE. */
  node: Ints = new Int32Array(0);
  /** The pass in whose unstable tree it is, or NONE. */
  pass: Ints = new Int32Array(0);
  /** Neighbours on the stable node's list; `next` also chains free items. */
  next: Ints = new Int32Array(0);
  prev: Ints = new Int32Array(0);
  private used = 0;
  private freeHead = NONE;
  /** Items that exist. */
  count = 0;

  areas(): number[] {
    return [...this.tables.keys()];
  }

  tableOf(area: number): AreaTable {
    let table = this.tables.get(area);
    if (table === undefined) {
      table = [];
      this.tables.set(area, table);
    }
    return table;
  }

  /** The page's item, or NONE. */
  at(table: AreaTable, page: number): number {
    return (table[page >>> CHUNK_SHIFT]?.[page & CHUNK_MASK] ?? 0) - 1;
  }

  /** Frees the items of the pages from `from` to before `to`; `leave` takes each out of its tree first. */
  freeRun(table: AreaTable, from: number, to: number, leave: (item: number) => void): void {
    for (let page = from; page < to && page >>> CHUNK_SHIFT < table.length; ) {
      const chunk = table[page >>> CHUNK_SHIFT];
      const first = page & ~CHUNK_MASK;
      const end = Math.min(to, first + CHUNK_PAGES);
      if (chunk === undefined) {
        page = end;
        continue;
      }
      const whole = page === first && end === first + CHUNK_PAGES;
      for (; page < end; page++) {
        const item = chunk[page & CHUNK_MASK]! - 1;
        if (item === NONE) continue;
        leave(item);
        this.free(item, table);
      }
      if (whole) table[first >>> CHUNK_SHIFT] = undefined;
    }
  }

  create(area: number, table: AreaTable, page: number): number {
    let item = this.freeHead;
    if (item !== NONE) this.freeHead = this.next[item]!;
    else {
      item = this.used++;
      if (item === this.checksum.length) this.grow();
    }
    this.count++;
    this.checksum[item] = Number.NaN;
    this.area[item] = area;
    this.page[item] = page;
    this.node[item] = NONE;
    this.pass[item] = NONE;
    this.next[item] = NONE;
    this.prev[item] = NONE;
    const at = page >>> CHUNK_SHIFT;
    while (table.length <= at) table.push(undefined);
    let chunk = table[at];
    if (chunk === undefined) {
      chunk = new Int32Array(CHUNK_PAGES);
      table[at] = chunk;
    }
    chunk[page & CHUNK_MASK] = item + 1;
    return item;
  }

  /** The item is in no tree any more. */
  free(item: number, table: AreaTable): void {
    const page = this.page[item]!;
    table[page >>> CHUNK_SHIFT]![page & CHUNK_MASK] = 0;
    this.area[item] = NONE;
    this.next[item] = this.freeHead;
    this.freeHead = item;
    this.count--;
  }

  /** Forgets the table of an area whose items are freed. */
  dropArea(area: number): void {
    this.tables.delete(area);
  }

  clear(): void {
    this.tables.clear();
    this.used = 0;
    this.freeHead = NONE;
    this.count = 0;
  }

  save(): SavedRmapItems {
    const { used, area, page, node, pass, next, prev } = this;
    return {
      tables: [...this.tables].map(([id, table]) => [id, copyTable(table)] as const),
      checksum: this.checksum.slice(0, used),
      ints: [area, page, node, pass, next, prev].map((array) => array.slice(0, used)),
      used,
      freeHead: this.freeHead,
      count: this.count,
    };
  }

  load(saved: SavedRmapItems): void {
    this.tables.clear();
    for (const [id, table] of saved.tables) this.tables.set(id, copyTable(table));
    this.checksum = saved.checksum.slice();
    const ints = saved.ints.map((array) => grown(array, array.length));
    [this.area, this.page, this.node] = ints as [Ints, Ints, Ints];
    [this.pass, this.next, this.prev] = ints.slice(3) as [Ints, Ints, Ints];
    this.used = saved.used;
    this.freeHead = saved.freeHead;
    this.count = saved.count;
  }

  private grow(): void {
    const length = Math.max(256, this.checksum.length * 2);
    const checksum = new Float64Array(length);
    checksum.set(this.checksum);
    this.checksum = checksum;
    this.area = grown(this.area, length);
    this.page = grown(this.page, length);
    this.node = grown(this.node, length);
    this.pass = grown(this.pass, length);
    this.next = grown(this.next, length);
    this.prev = grown(this.prev, length);
  }
}

const copyTable = (table: AreaTable): AreaTable => table.map((chunk) => chunk?.slice());

/** A longer copy; the new elements are 0. */
export function grown(array: Int32Array, length: number): Ints {
  const longer = new Int32Array(length);
  longer.set(array);
  return longer;
}
