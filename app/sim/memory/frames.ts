/**
 * The frame table: every 4 KiB frame of a machine's memory has exactly one state, one charged cgroup, one content, and a
 * list of the page-table entries that map it. All of it is in typed arrays indexed by frame number, so that several
 * million frames cost tens of bytes each and no objects.
 *
 * Free frames are kept by blocks of 512, as a buddy allocator with two orders would: single frames come from blocks that
 * are already broken, so that whole blocks stay for huge pages.
 */

export const FRAME_STATES = ["free", "anon", "file", "merged", "kernel", "huge"] as const;
export type FrameState = (typeof FRAME_STATES)[number];

export const FREE = 0;
export const ANON = 1;
/** In the page cache; may be mapped or not. */
export const FILE = 2;
/** Shared and write-protected by same-page merging. */
export const MERGED = 3;
export const KERNEL = 4;
/** One of the 512 frames of a 2 MiB anonymous page. */
export const HUGE = 5;

export const PAGE_BYTES = 4096;
/** Frames in a 2 MiB huge page; entries in a leaf page table. */
export const HUGE_FRAMES = 512;
export const HUGE_SHIFT = 9;
export const HUGE_MASK = HUGE_FRAMES - 1;
export const NONE = -1;

/** Fingerprint of a page of zero bytes. */
export const ZERO_CONTENT = 0;
/** Fingerprints from here on are contents that nobody named: unlike every other page's. Hashes of real contents stay below. */
export const UNNAMED_CONTENT = 2 ** 52;

/** Hands out contents that no page has had yet. A guest's memory shares its host's, so that contents stay unique there. */
export class ContentSource {
  private count = 0;
  next(): number {
    return UNNAMED_CONTENT + this.count++;
  }
  save(): number {
    return this.count;
  }
  load(saved: number): void {
    this.count = saved;
  }
}

export class FrameTable {
  readonly state: Uint8Array;
  /** Page-table entries that map the frame. */
  readonly mapCount: Int32Array;
  /** First entry (an index into PageTables) of the list of those that map the frame. */
  readonly rmapHead: Int32Array;
  /** Fingerprint of the 4096 bytes; 0 is all zero. Below 2^52 it is a hash, from there on an unnamed content. */
  readonly content: Float64Array;
  /** The cgroup that pays for the frame: that of the first toucher. */
  readonly cgroup: Int32Array;
  /** For a frame in the page cache: the file and its page. */
  readonly file: Int32Array;
  readonly filePage: Int32Array;
  /** Links of the list the frame is in: a generation of its cgroup's LRU, or (next only) its block's free frames. */
  readonly next: Int32Array;
  readonly previous: Int32Array;
  /** Which generation list: sequence number modulo the number of lists; see lru.ts. */
  readonly generation: Uint8Array;
  /** Touched since the last time reclaim looked. For a huge page, only the first frame's counts. */
  readonly accessed: Uint8Array;
  /** A file page that differs from its file on disk. */
  readonly dirty: Uint8Array;
  /** How many frames are in each state, by the index in FRAME_STATES. */
  readonly count = new Float64Array(FRAME_STATES.length);

  private readonly blocks: number;
  private readonly blockFree: Int32Array;
  private readonly blockHead: Int32Array;
  private readonly blockNext: Int32Array;
  private readonly blockPrevious: Int32Array;
  /** Lists of blocks: those wholly free, and those with some free frames. */
  private whole = NONE;
  private broken = NONE;

  /** `kernelFrames`: the lowest frames, which belong to the kernel for good. */
  constructor(
    readonly frames: number,
    readonly kernelFrames: number,
    readonly contents: ContentSource = new ContentSource(),
  ) {
    if (!Number.isInteger(frames) || frames < 1 || frames > 2 ** 30)
      throw new RangeError(`frames: ${frames} is not a whole number from 1 to 2^30`);
    if (!Number.isInteger(kernelFrames) || kernelFrames < 0 || kernelFrames > frames)
      throw new RangeError(`kernelFrames: ${kernelFrames} is not a whole number from 0 to ${frames}`);
    this.state = new Uint8Array(frames);
    this.mapCount = new Int32Array(frames);
    this.rmapHead = new Int32Array(frames).fill(NONE);
    this.content = new Float64Array(frames);
    this.cgroup = new Int32Array(frames).fill(NONE);
    this.file = new Int32Array(frames).fill(NONE);
    this.filePage = new Int32Array(frames);
    this.next = new Int32Array(frames).fill(NONE);
    this.previous = new Int32Array(frames).fill(NONE);
    this.generation = new Uint8Array(frames);
    this.accessed = new Uint8Array(frames);
    this.dirty = new Uint8Array(frames);
    this.blocks = Math.ceil(frames / HUGE_FRAMES);
    this.blockFree = new Int32Array(this.blocks);
    this.blockHead = new Int32Array(this.blocks).fill(NONE);
    this.blockNext = new Int32Array(this.blocks).fill(NONE);
    this.blockPrevious = new Int32Array(this.blocks).fill(NONE);
    this.count[KERNEL] = kernelFrames;
    this.count[FREE] = frames - kernelFrames;
    this.state.fill(KERNEL, 0, kernelFrames);
    for (let block = this.blocks - 1; block >= 0; block--) {
      const first = Math.max(block * HUGE_FRAMES, kernelFrames);
      const free = Math.max(0, Math.min((block + 1) * HUGE_FRAMES, frames) - first);
      this.blockFree[block] = free;
      if (free === HUGE_FRAMES) this.pushBlock(block, true);
      else if (free > 0) this.breakBlock(block, first);
    }
  }

  get free(): number {
    return this.count[FREE]!;
  }

  /** Takes a free frame with contents of zero bytes, unmapped, charged to nobody. -1 if there is none. */
  take(state: number): number {
    if (this.broken === NONE) {
      const block = this.whole;
      if (block === NONE) return NONE;
      this.removeBlock(block, true);
      this.breakBlock(block, block * HUGE_FRAMES);
    }
    const block = this.broken;
    const frame = this.blockHead[block]!;
    this.blockHead[block] = this.next[frame]!;
    this.blockFree[block]!--;
    if (this.blockFree[block] === 0) this.removeBlock(block, false);
    this.next[frame] = NONE;
    this.reset(frame);
    this.setState(frame, state);
    return frame;
  }

  /** Takes 512 contiguous, aligned frames in state huge and answers the first; -1 if no block is wholly free. */
  takeHuge(): number {
    const block = this.whole;
    if (block === NONE) return NONE;
    this.removeBlock(block, true);
    this.blockFree[block] = 0;
    this.blockHead[block] = NONE;
    const first = block * HUGE_FRAMES;
    for (let frame = first; frame < first + HUGE_FRAMES; frame++) {
      this.next[frame] = NONE;
      this.reset(frame);
      this.setState(frame, HUGE);
    }
    return first;
  }

  /** Gives a frame back. It must be unmapped, uncharged and in no list. */
  release(frame: number): void {
    if (this.state[frame] === FREE) throw new RangeError(`frame ${frame} is free already`);
    if (this.mapCount[frame] !== 0) throw new RangeError(`frame ${frame} is still mapped`);
    const block = frame >>> HUGE_SHIFT;
    this.setState(frame, FREE);
    this.next[frame] = this.blockHead[block]!;
    this.blockHead[block] = frame;
    const free = ++this.blockFree[block]!;
    if (free === HUGE_FRAMES) {
      if (free > 1) this.removeBlock(block, false);
      this.pushBlock(block, true);
    } else if (free === 1) {
      this.pushBlock(block, false);
    }
  }

  setState(frame: number, state: number): void {
    this.count[this.state[frame]!]!--;
    this.count[state]!++;
    this.state[frame] = state;
  }

  /** The first of the 512 frames of the block. */
  hugeHead(frame: number): number {
    return frame & ~HUGE_MASK;
  }

  /** Walks the free lists: the number of frames they hold. Only for checks. */
  countFreeLists(): number {
    let frames = 0;
    for (let block = this.whole; block !== NONE; block = this.blockNext[block]!) frames += HUGE_FRAMES;
    for (let block = this.broken; block !== NONE; block = this.blockNext[block]!) {
      for (let frame = this.blockHead[block]!; frame !== NONE; frame = this.next[frame]!) {
        if (this.state[frame] !== FREE) throw new Error(`frame ${frame} is in a free list but not free`);
        frames++;
      }
    }
    return frames;
  }

  save(): unknown {
    return {
      arrays: this.arrays().map((array) => array.slice()),
      whole: this.whole,
      broken: this.broken,
      contents: this.contents.save(),
    };
  }

  load(saved: unknown): void {
    const from = saved as {
      arrays: Array<Uint8Array | Int32Array | Float64Array>;
      whole: number;
      broken: number;
      contents: number;
    };
    if (from.arrays[0]?.length !== this.frames)
      throw new RangeError("saved state has another number of frames");
    this.arrays().forEach((array, index) => {
      array.set(from.arrays[index]!);
    });
    this.whole = from.whole;
    this.broken = from.broken;
    this.contents.load(from.contents);
  }

  private arrays(): Array<Uint8Array | Int32Array | Float64Array> {
    return [
      this.state,
      this.mapCount,
      this.rmapHead,
      this.content,
      this.cgroup,
      this.file,
      this.filePage,
      this.next,
      this.previous,
      this.generation,
      this.accessed,
      this.dirty,
      this.count,
      this.blockFree,
      this.blockHead,
      this.blockNext,
      this.blockPrevious,
    ];
  }

  private reset(frame: number): void {
    this.content[frame] = ZERO_CONTENT;
    this.cgroup[frame] = NONE;
    this.file[frame] = NONE;
    this.filePage[frame] = 0;
    this.accessed[frame] = 0;
    this.dirty[frame] = 0;
  }

  /** Makes the free list of a block whose frames from `first` on are all free, lowest first. */
  private breakBlock(block: number, first: number): void {
    const last = first + this.blockFree[block]! - 1;
    for (let frame = first; frame < last; frame++) this.next[frame] = frame + 1;
    this.next[last] = NONE;
    this.blockHead[block] = first;
    this.pushBlock(block, false);
  }

  private pushBlock(block: number, whole: boolean): void {
    const head = whole ? this.whole : this.broken;
    this.blockNext[block] = head;
    this.blockPrevious[block] = NONE;
    if (head !== NONE) this.blockPrevious[head] = block;
    if (whole) this.whole = block;
    else this.broken = block;
  }

  private removeBlock(block: number, whole: boolean): void {
    const next = this.blockNext[block]!;
    const previous = this.blockPrevious[block]!;
    if (next !== NONE) this.blockPrevious[next] = previous;
    if (previous !== NONE) this.blockNext[previous] = next;
    else if (whole) this.whole = next;
    else this.broken = next;
  }
}
