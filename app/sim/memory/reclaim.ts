/**
 * Reclaim: takes pages back from cgroups, in proportion to what each has beyond its protection, oldest generation first.
 * Clean file pages are dropped, dirty ones written back, anonymous ones go to swap while there is some.
 */
import { evictNs, pageOutNs, scanNs } from "../figures/memory";
import { type Cgroup, ROOT_CGROUP } from "./cgroups";
import { FILE, HUGE, NONE, PAGE_BYTES } from "./frames";
import { ANON_TYPE, FILE_TYPE, type LruType } from "./lru";
import type { Machine } from "./machine";

/** SWAP_CLUSTER_MAX: what direct reclaim frees at a time. */
const BATCH = 32;
/** Agings in a row after which a cgroup's pages are given up: enough to bring the youngest page to the oldest generation. */
const MAX_AGINGS = 6;

export interface Watermarks {
  /** Below it an allocation reclaims by itself, and the oom killer comes if that fails. */
  readonly min: number;
  /** Below it the background reclaim (kswapd) starts, up to high. */
  readonly low: number;
  readonly high: number;
}

/** mm/page_alloc.c: min_free_kbytes = 4 √(KiB of memory) within 128 KiB and 256 MiB; steps of a quarter of it or 0.1 % of memory. */
export function watermarksOf(frames: number): Watermarks {
  const kib = (frames * PAGE_BYTES) / 1024;
  const minKib = Math.min(262_144, Math.max(128, Math.floor(Math.sqrt(kib * 16))));
  // The lower bound of 128 KiB is for machines of megabytes; a machine of a few frames keeps one in 64.
  const min = Math.min((minKib * 1024) / PAGE_BYTES, frames / 64) | 0;
  const step = Math.max(min >> 2, Math.floor(frames / 1000), 1);
  return { min, low: min + step, high: min + 2 * step };
}

/** How many pages a limit of so many pages is reclaimed by at a time: Linux's batch, but at most an eighth of a small cgroup. */
export const batchOf = (pages: number, batch = BATCH): number =>
  Math.min(batch, Math.max(1, Math.floor(pages / 8)));

export class Reclaim {
  /** A frame that is being copied from or was just brought in: not evicted. -1 for none. */
  pinned = NONE;
  /** Processor time that reclaim has taken, since whoever reads it set it to zero. */
  workNs = 0;
  /** Pages written back or swapped out, ever. */
  writtenPages = 0;
  swappedOutPages = 0;
  /** Where the next pass over cgroups begins, so that small reclaims do not always fall on the same. */
  private cursor = 0;

  constructor(
    private readonly machine: Machine,
    private readonly swappiness: number,
  ) {}

  /**
   * Frees up to `want` pages from the cgroup and those below it. memory.min is never breached; memory.low only when there is
   * nothing else. Answers how many pages were freed.
   */
  reclaim(target: number, want: number): number {
    let freed = 0;
    let ignoreLow = false;
    while (freed < want) {
      const round = this.round(target, want - freed, ignoreLow);
      freed += round;
      if (round > 0) continue;
      if (ignoreLow) break;
      ignoreLow = true;
    }
    return freed;
  }

  reclaimHost(want: number): number {
    return this.reclaim(ROOT_CGROUP, want);
  }

  /** How many pages `reclaim` could free from the cgroup and those below it, down to memory.min. */
  reclaimable(target: number): number {
    const { cgroups, lru, swap } = this.machine;
    cgroups.protect(target);
    let file = 0;
    let anon = 0;
    for (const id of cgroups.subtree(target)) {
      const cgroup = cgroups.get(id);
      const room = Math.max(0, cgroup.current - cgroup.effectiveMin);
      const files = Math.min(room, lru.size(cgroup.lists, FILE_TYPE));
      file += files;
      anon += Math.min(room - files, lru.size(cgroup.lists, ANON_TYPE), this.swapRoom(id));
    }
    return file + (this.swappiness === 0 ? 0 : Math.min(anon, swap.free));
  }

  save(): unknown {
    const { workNs, writtenPages, swappedOutPages, cursor } = this;
    return { workNs, writtenPages, swappedOutPages, cursor };
  }

  load(saved: unknown): void {
    const from = saved as { workNs: number; writtenPages: number; swappedOutPages: number; cursor: number };
    this.workNs = from.workNs;
    this.writtenPages = from.writtenPages;
    this.swappedOutPages = from.swappedOutPages;
    this.cursor = from.cursor;
    this.pinned = NONE;
  }

  private round(target: number, want: number, ignoreLow: boolean): number {
    const { cgroups } = this.machine;
    cgroups.protect(target);
    const ids = cgroups.subtree(target);
    const room = new Float64Array(ids.length);
    let total = 0;
    ids.forEach((id, index) => {
      const cgroup = cgroups.get(id);
      const protection = ignoreLow ? cgroup.effectiveMin : Math.max(cgroup.effectiveMin, cgroup.effectiveLow);
      room[index] = Math.max(0, Math.min(this.evictable(cgroup), cgroup.current - protection));
      total += room[index]!;
    });
    if (total === 0) return 0;
    let freed = 0;
    const first = this.cursor++ % ids.length;
    for (let step = 0; step < ids.length && freed < want; step++) {
      const index = (first + step) % ids.length;
      if (room[index] === 0) continue;
      const cgroup = cgroups.get(ids[index]!);
      if (ignoreLow && cgroup.current <= cgroup.effectiveLow) cgroups.event(cgroup.id, "low");
      const share = Math.min(room[index]!, Math.ceil((want * room[index]!) / total));
      freed += this.evict(cgroup, Math.min(share, want - freed));
    }
    return freed;
  }

  /** Pages of the cgroup itself that could go: file pages, and anonymous ones as far as there is swap for them. */
  private evictable(cgroup: Cgroup): number {
    const { lru } = this.machine;
    const anon = lru.size(cgroup.lists, ANON_TYPE);
    return lru.size(cgroup.lists, FILE_TYPE) + Math.min(anon, this.swapRoom(cgroup.id));
  }

  private swapRoom(cgroup: number): number {
    return Math.max(0, Math.min(this.machine.swap.free, this.machine.cgroups.swapRoom(cgroup)));
  }

  private evict(cgroup: Cgroup, want: number): number {
    const { lru } = this.machine;
    const { lists } = cgroup;
    let freed = 0;
    let agings = 0;
    let looks = 2 * (lru.size(lists, ANON_TYPE) + lru.size(lists, FILE_TYPE)) + BATCH;
    while (freed < want && looks > 0) {
      const canSwap = this.swapRoom(cgroup.id) > 0;
      const wanted = lru.typeToEvict(lists, this.swappiness, canSwap);
      let type: LruType = wanted;
      let frame = lru.oldest(lists, wanted);
      if (frame === NONE && (wanted === ANON_TYPE || (canSwap && this.swappiness > 0))) {
        type = wanted === ANON_TYPE ? FILE_TYPE : ANON_TYPE;
        frame = lru.oldest(lists, type);
      }
      if (frame === NONE) {
        if (agings === MAX_AGINGS) break;
        agings++;
        this.workNs += lru.age(lists) * scanNs.value;
        continue;
      }
      looks--;
      this.workNs += scanNs.value;
      if (!this.take(cgroup, frame)) continue;
      lists.evicted[type]++;
      agings = 0;
      freed++;
    }
    return freed;
  }

  /** Tries to free one frame. False: it was touched, is pinned, or was a huge page, which is only split. */
  private take(cgroup: Cgroup, frame: number): boolean {
    const { frames, lru } = this.machine;
    if (frames.accessed[frame] === 1 || frame === this.pinned) {
      frames.accessed[frame] = 0;
      lru.touchedAgain(cgroup.lists, frame);
      return false;
    }
    if (frames.state[frame] === HUGE) {
      this.machine.splitHuge(frame);
      return false;
    }
    this.workNs += evictNs.value;
    if (frames.state[frame] === FILE) {
      if (this.machine.clean(frame)) {
        this.writtenPages++;
        this.workNs += pageOutNs.value;
      }
      this.machine.dropFile(frame, true);
      return true;
    }
    if (!this.machine.swapOut(frame)) return false;
    this.swappedOutPages++;
    this.workNs += pageOutNs.value;
    return true;
  }
}
