/** The content of a file in memory: pages by index, holes where nothing was written. */
export const PAGE_BYTES = 4096;

/** Stands for pages that are there but were never written. */
const ZEROS = new Uint8Array(0);
/** The least that is kept of a page that was written to. */
const LEAST_BYTES = 64;

/** Where pages come from and go to. */
export interface PageSource {
  /** @throws SysError ENOSPC, ENOMEM */
  charge(): void;
  release(pages: number): void;
}

const EMPTY: ReadonlyMap<number, Uint8Array> = new Map();

export class Pages {
  /** By index; of each page as much as was written to, since most files are much smaller than one. */
  private made: Map<number, Uint8Array> | undefined;

  private get pages(): ReadonlyMap<number, Uint8Array> {
    return this.made ?? EMPTY;
  }

  private put(index: number, page: Uint8Array): void {
    this.made ??= new Map();
    this.made.set(index, page);
  }

  get count(): number {
    return this.pages.size;
  }

  has(offset: number): boolean {
    return this.pages.has(Math.floor(offset / PAGE_BYTES));
  }

  /** Copies what is there; holes are zeros. The caller bounds the range by the file's size. */
  read(offset: number, count: number): Uint8Array {
    const result = new Uint8Array(count);
    for (let done = 0; done < count; ) {
      const { index, within, length } = piece(offset + done, count - done);
      const page = this.pages.get(index);
      if (page !== undefined) result.set(page.subarray(within, within + length), done);
      done += length;
    }
    return result;
  }

  /** Answers how many bytes were written: fewer if `source` had no page left. Its error is thrown if there was none at all. */
  write(data: Uint8Array, offset: number, source: PageSource): number {
    let done = 0;
    while (done < data.length) {
      const { index, within, length } = piece(offset + done, data.length - done);
      try {
        this.writable(index, within + length, source).set(data.subarray(done, done + length), within);
      } catch (error) {
        if (done === 0) throw error;
        break;
      }
      done += length;
    }
    return done;
  }

  /** At least `bytes` of a page. */
  private writable(index: number, bytes: number, source: PageSource): Uint8Array {
    const known = this.pages.get(index);
    if (known !== undefined && known.length >= bytes) return known;
    if (known === undefined) source.charge();
    let kept = LEAST_BYTES;
    while (kept < bytes) kept *= 2;
    const page = new Uint8Array(kept);
    if (known !== undefined) page.set(known);
    this.put(index, page);
    return page;
  }

  /** Pages for a whole range, or none of them. */
  allocate(offset: number, length: number, source: PageSource): void {
    const made: number[] = [];
    try {
      for (let index = Math.floor(offset / PAGE_BYTES); index * PAGE_BYTES < offset + length; index++) {
        if (this.pages.has(index)) continue;
        source.charge();
        this.put(index, ZEROS);
        made.push(index);
      }
    } catch (error) {
      for (const index of made) this.drop(index, source);
      throw error;
    }
  }

  /** Nothing stays from `size` on. */
  truncate(size: number, source: PageSource): void {
    const kept = Math.ceil(size / PAGE_BYTES);
    for (const index of [...this.pages.keys()]) if (index >= kept) this.drop(index, source);
    const within = size % PAGE_BYTES;
    const last = this.pages.get(kept - 1);
    if (within !== 0) last?.fill(0, within);
  }

  private drop(index: number, source: PageSource): void {
    if (this.made?.delete(index)) source.release(1);
  }
}

function piece(position: number, left: number): { index: number; within: number; length: number } {
  const index = Math.floor(position / PAGE_BYTES);
  const within = position - index * PAGE_BYTES;
  return { index, within, length: Math.min(left, PAGE_BYTES - within) };
}
