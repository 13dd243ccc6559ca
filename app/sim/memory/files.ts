/**
 * The page cache of one kernel. A file is known by (kernel domain, file id): containers of one kernel that read one file
 * share its cached pages, and files of another domain are other files, even when their bytes are equal.
 */
import { NONE } from "./frames";

/** In `File.frames`: the page was cached and has been evicted; -2 - cgroup says from whom. */
const EVICTED_BASE = -2;

export interface File {
  readonly index: number;
  readonly domain: string;
  readonly id: string;
  readonly pages: number;
  /** Files with the same key have the same bytes, also in different domains. */
  readonly contentKey: number;
  /** Of each page: its frame, -1 if it was never read, or from whom it was evicted. Grows to the furthest page read. */
  frames: Int32Array;
  cachedPages: number;
  /** Contents that were written since, by page. */
  readonly written: Map<number, number>;
}

export class Files {
  private readonly byIndex = new Map<number, File>();
  private readonly byName = new Map<string, number>();
  private nextIndex = 0;

  /** The file, which is made if it is new. @throws RangeError if it is known with another size. */
  open(domain: string, id: string, pages: number, contentKey: number): File {
    const name = JSON.stringify([domain, id]);
    const known = this.byName.get(name);
    if (known !== undefined) {
      const file = this.byIndex.get(known)!;
      if (file.pages !== pages)
        throw new RangeError(`file ${id} of ${domain} has ${file.pages} pages, not ${pages}`);
      return file;
    }
    const file: File = {
      index: this.nextIndex++,
      domain,
      id,
      pages,
      contentKey,
      frames: new Int32Array(0),
      cachedPages: 0,
      written: new Map(),
    };
    this.byIndex.set(file.index, file);
    this.byName.set(name, file.index);
    return file;
  }

  /** @throws RangeError if there is no such file. */
  get(index: number): File {
    const file = this.byIndex.get(index);
    if (!file) throw new RangeError(`there is no file ${index}`);
    return file;
  }

  all(): IterableIterator<File> {
    return this.byIndex.values();
  }

  /** Forgets a file whose pages have been dropped. */
  remove(file: File): void {
    if (file.cachedPages > 0) throw new RangeError(`file ${file.id} still has cached pages`);
    this.byIndex.delete(file.index);
    this.byName.delete(JSON.stringify([file.domain, file.id]));
  }

  /** The frame of a page, or -1. */
  cached(file: File, page: number): number {
    const frame = page < file.frames.length ? file.frames[page]! : NONE;
    return frame < 0 ? NONE : frame;
  }

  /** The cgroup from which the page was evicted, or -1. */
  evictedFrom(file: File, page: number): number {
    const frame = page < file.frames.length ? file.frames[page]! : NONE;
    return frame <= EVICTED_BASE ? EVICTED_BASE - frame : NONE;
  }

  insert(file: File, page: number, frame: number): void {
    if (page >= file.frames.length) {
      const grown = new Int32Array(Math.min(file.pages, page + 16 + (page >> 1))).fill(NONE);
      grown.set(file.frames);
      file.frames = grown;
    }
    file.frames[page] = frame;
    file.cachedPages++;
  }

  /** `cgroup`: from whom the page is evicted; -1 when it is dropped with its file. */
  drop(file: File, page: number, cgroup: number): void {
    file.frames[page] = cgroup === NONE ? NONE : EVICTED_BASE - cgroup;
    file.cachedPages--;
  }

  /** What a read of the page from disk brings. */
  contentOnDisk(file: File, page: number): number {
    return file.written.get(page) ?? namedContent(file.contentKey, page);
  }

  save(): unknown {
    return { nextIndex: this.nextIndex, files: [...this.byIndex.values()].map(copyFile) };
  }

  load(saved: unknown): void {
    const from = saved as { nextIndex: number; files: File[] };
    this.nextIndex = from.nextIndex;
    this.byIndex.clear();
    this.byName.clear();
    for (const file of from.files) {
      this.byIndex.set(file.index, copyFile(file));
      this.byName.set(JSON.stringify([file.domain, file.id]), file.index);
    }
  }
}

const copyFile = (file: File): File => ({
  ...file,
  frames: file.frames.slice(),
  written: new Map(file.written),
});

/** Fingerprint of page `page` of contents `key`: 52 well mixed bits, never 0. */
export function namedContent(key: number, page: number): number {
  let low = Math.imul(key ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(page, 0xc2b2ae35);
  low = Math.imul(low ^ (low >>> 15), 0x2c1b3c6d);
  low = Math.imul(low ^ (low >>> 12), 0x297a2d39);
  low = (low ^ (low >>> 15)) >>> 0;
  let high = Math.imul(low ^ page, 0x27d4eb2f) ^ Math.imul(key, 0x165667b1);
  high = (high ^ (high >>> 13)) & 0xfffff;
  return high * 2 ** 32 + low || 1;
}
