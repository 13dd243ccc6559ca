/**
 * Multi-generational LRU as in Linux 6.1 (mm/vmscan.c, CONFIG_LRU_GEN), simplified: each cgroup has up to four generations
 * of anonymous pages and of file pages. Aging opens a younger generation and moves the pages that were touched into it;
 * eviction takes from the oldest. The two youngest generations are never evicted from.
 */
import { FILE, type FrameTable, HUGE, HUGE_FRAMES, NONE } from "./frames";

/** MAX_NR_GENS and MIN_NR_GENS of include/linux/mmzone.h. */
const MAX_GENERATIONS = 4;
const MIN_GENERATIONS = 2;
/** MIN_LRU_BATCH: fewer refaults than this say nothing (BITS_PER_LONG). */
const MIN_REFAULTS = 64;

export const ANON_TYPE = 0;
export const FILE_TYPE = 1;
export type LruType = typeof ANON_TYPE | typeof FILE_TYPE;

export interface LruLists {
  /** First frame of each list (type × 4 + sequence modulo 4), newest first, or -1. */
  readonly heads: Int32Array;
  /** Frames in each list; a huge page counts 512. */
  readonly sizes: Int32Array;
  /** Youngest generation, of both types. */
  maxSeq: number;
  /** Oldest generation of each type. */
  readonly minSeq: [number, number];
  /** Evicted, and read back after that, by type; halved at each aging. */
  readonly evicted: [number, number];
  readonly refaulted: [number, number];
}

export const emptyLists = (): LruLists => ({
  heads: new Int32Array(2 * MAX_GENERATIONS).fill(NONE),
  sizes: new Int32Array(2 * MAX_GENERATIONS),
  maxSeq: MIN_GENERATIONS + 1,
  minSeq: [0, 0],
  evicted: [0, 0],
  refaulted: [0, 0],
});

export const copyLists = (lists: LruLists): LruLists => ({
  heads: lists.heads.slice(),
  sizes: lists.sizes.slice(),
  maxSeq: lists.maxSeq,
  minSeq: [...lists.minSeq],
  evicted: [...lists.evicted],
  refaulted: [...lists.refaulted],
});

export class Lru {
  constructor(private readonly frames: FrameTable) {}

  typeOf(frame: number): LruType {
    return this.frames.state[frame] === FILE ? FILE_TYPE : ANON_TYPE;
  }

  /** Adds a frame that just faulted in, or one that read() brought in (`young` false), which may go first. */
  add(lists: LruLists, frame: number, young: boolean): void {
    const type = this.typeOf(frame);
    this.insert(lists, type, young ? lists.maxSeq : lists.minSeq[type]!, frame);
  }

  remove(lists: LruLists, frame: number): void {
    const { next, previous } = this.frames;
    const list = this.listOf(frame);
    lists.sizes[list]! -= this.weight(frame);
    const after = next[frame]!;
    if (after === frame) {
      lists.heads[list] = NONE;
    } else {
      next[previous[frame]!] = after;
      previous[after] = previous[frame]!;
      if (lists.heads[list] === frame) lists.heads[list] = after;
    }
    next[frame] = NONE;
    previous[frame] = NONE;
  }

  /** Puts the 512 frames of a huge page, whose first was in a list, in that list one by one; they are anonymous from here on. */
  split(lists: LruLists, head: number, toAnon: (frame: number) => void): void {
    const generation = this.frames.generation[head]!;
    this.remove(lists, head);
    for (let frame = head + HUGE_FRAMES - 1; frame >= head; frame--) {
      toAnon(frame);
      this.push(lists, ANON_TYPE * MAX_GENERATIONS + generation, generation, frame);
    }
  }

  touchedAgain(lists: LruLists, frame: number): void {
    this.remove(lists, frame);
    this.insert(lists, this.typeOf(frame), lists.maxSeq, frame);
  }

  /** Frames of a type in a cgroup's own lists. */
  size(lists: LruLists, type: LruType): number {
    let frames = 0;
    for (let at = 0; at < MAX_GENERATIONS; at++) frames += lists.sizes[type * MAX_GENERATIONS + at]!;
    return frames;
  }

  generations(lists: LruLists, type: LruType): number {
    return lists.maxSeq - lists.minSeq[type]! + 1;
  }

  /** The last frame of the oldest generation of the type, after passing over empty ones; -1 if only protected ones are left. */
  oldest(lists: LruLists, type: LruType): number {
    for (; this.generations(lists, type) > MIN_GENERATIONS; lists.minSeq[type]!++) {
      const head = lists.heads[type * MAX_GENERATIONS + (lists.minSeq[type]! % MAX_GENERATIONS)]!;
      if (head !== NONE) return this.frames.previous[head]!;
    }
    return NONE;
  }

  /** Opens a younger generation and moves into it every page touched since the last look. Answers the pages looked at. */
  age(lists: LruLists): number {
    for (const type of [ANON_TYPE, FILE_TYPE] as const) {
      if (this.generations(lists, type) === MAX_GENERATIONS) this.mergeOldest(lists, type);
      lists.evicted[type] >>= 1;
      lists.refaulted[type] >>= 1;
    }
    lists.maxSeq++;
    let looked = 0;
    for (const type of [ANON_TYPE, FILE_TYPE] as const) {
      for (let seq = lists.minSeq[type]; seq < lists.maxSeq; seq++) {
        const list = type * MAX_GENERATIONS + (seq % MAX_GENERATIONS);
        const head = lists.heads[list]!;
        if (head === NONE) continue;
        // From the oldest to the newest, so that the order within the young generation stays the order before.
        let frame = this.frames.previous[head]!;
        for (;;) {
          const last = frame === lists.heads[list];
          const newer = this.frames.previous[frame]!;
          looked++;
          if (this.frames.accessed[frame] === 1) {
            this.frames.accessed[frame] = 0;
            this.touchedAgain(lists, frame);
          }
          if (last) break;
          frame = newer;
        }
      }
    }
    return looked;
  }

  /**
   * Which type to evict from. The one whose oldest generation is older; where they are level, the one whose pages come
   * back less, weighed by swappiness: anonymous against 200 - swappiness for file pages.
   */
  typeToEvict(lists: LruLists, swappiness: number, canSwap: boolean): LruType {
    if (!canSwap || swappiness === 0) return FILE_TYPE;
    if (lists.minSeq[ANON_TYPE] < lists.minSeq[FILE_TYPE]) return ANON_TYPE;
    const [anonRefaults, fileRefaults] = lists.refaulted;
    if (fileRefaults < MIN_REFAULTS) return FILE_TYPE;
    const fileLoss = fileRefaults * (lists.evicted[ANON_TYPE] + MIN_REFAULTS) * swappiness;
    const anonLoss = (anonRefaults + 1) * lists.evicted[FILE_TYPE] * (200 - swappiness);
    return fileLoss <= anonLoss ? FILE_TYPE : ANON_TYPE;
  }

  /** Every frame of a cgroup's lists. */
  *framesOf(lists: LruLists): Generator<number> {
    for (const head of lists.heads) {
      if (head === NONE) continue;
      let frame = head;
      do {
        yield frame;
        frame = this.frames.next[frame]!;
      } while (frame !== head);
    }
  }

  private mergeOldest(lists: LruLists, type: LruType): void {
    const seq = lists.minSeq[type];
    const list = type * MAX_GENERATIONS + (seq % MAX_GENERATIONS);
    while (lists.heads[list] !== NONE) {
      const frame = lists.heads[list]!;
      this.remove(lists, frame);
      this.insert(lists, type, seq + 1, frame, true);
    }
    lists.minSeq[type]++;
  }

  private insert(lists: LruLists, type: LruType, seq: number, frame: number, atOldEnd = false): void {
    const generation = seq % MAX_GENERATIONS;
    this.push(lists, type * MAX_GENERATIONS + generation, generation, frame, atOldEnd);
  }

  private push(lists: LruLists, list: number, generation: number, frame: number, atOldEnd = false): void {
    const { next, previous } = this.frames;
    this.frames.generation[frame] = generation;
    lists.sizes[list]! += this.weight(frame);
    const head = lists.heads[list]!;
    if (head === NONE) {
      next[frame] = frame;
      previous[frame] = frame;
    } else {
      const last = previous[head]!;
      next[last] = frame;
      previous[frame] = last;
      next[frame] = head;
      previous[head] = frame;
      if (atOldEnd) return;
    }
    lists.heads[list] = frame;
  }

  private listOf(frame: number): number {
    return this.typeOf(frame) * MAX_GENERATIONS + this.frames.generation[frame]!;
  }

  private weight(frame: number): number {
    return this.frames.state[frame] === HUGE ? HUGE_FRAMES : 1;
  }
}
