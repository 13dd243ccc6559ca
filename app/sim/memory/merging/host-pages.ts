/**
 * The host's memory as the merger sees it. An area is an address space; its pages are the anonymous ones in its mergeable
 * regions. A huge page is split when one of its pages is merged, as Linux does.
 *
 * The host model has no frame of zeros of its own. The first page that is merged with the zero page lends its frame, so
 * the zero page here costs one frame while anybody maps it.
 */
import * as frames from "../frames";
import type { HostMemory } from "../host-memory";
import type { Machine } from "../machine";
import type { Region, Space } from "../spaces";
import { type MergeablePages, NO_FRAME, ZERO_FRAME } from "./pages";

// Read for each page of a scan: module loaders that keep imports live (vitest, tsx) make a call of each read.
const { ANON, HUGE, HUGE_MASK, HUGE_SHIFT, MERGED, ZERO_CONTENT } = frames;

export class HostPages implements MergeablePages {
  readonly zeroFingerprint = ZERO_CONTENT;
  private zeroFrame = NO_FRAME;

  private readonly machine: Machine;

  constructor(private readonly memory: HostMemory) {
    this.machine = memory.machine;
  }

  areas(): number[] {
    const areas: number[] = [];
    for (const space of this.machine.spaces.all()) {
      if (space.regions.some((region) => region.mergeable)) areas.push(space.id);
    }
    return areas;
  }

  nextPage(area: number, from: number): number {
    const { spaces, tables } = this.machine;
    if (!spaces.has(area)) return -1;
    const space = spaces.get(area);
    for (const region of space.regions) {
      const end = region.start + region.pages;
      if (!region.mergeable || end <= from) continue;
      for (let page = Math.max(from, region.start); page < end; ) {
        const stop = Math.min(end, ((page >>> HUGE_SHIFT) + 1) << HUGE_SHIFT);
        const leaf = leafOf(space, page);
        if (leaf < 0 || tables.leafUsed[leaf] === 0) {
          page = stop;
          continue;
        }
        const first = leaf << HUGE_SHIFT;
        for (; page < stop; page++) {
          if (this.mergeable(tables.target[first + (page & HUGE_MASK)]!) !== NO_FRAME) return page;
        }
      }
    }
    return -1;
  }

  frameOf(area: number, page: number): number {
    const { spaces, tables } = this.machine;
    if (!spaces.has(area)) return NO_FRAME;
    const space = spaces.get(area);
    const leaf = leafOf(space, page);
    if (leaf < 0 || !regionOf(space, page)?.mergeable) return NO_FRAME;
    return this.mergeable(tables.target[(leaf << HUGE_SHIFT) + (page & HUGE_MASK)]!);
  }

  fingerprint(frame: number): number {
    return this.machine.frames.content[frame]!;
  }

  isMerged(frame: number): boolean {
    return this.machine.frames.state[frame] === MERGED && frame !== this.zeroFrame;
  }

  makeMerged(area: number, page: number): void {
    const frame = this.frameOf(area, page);
    this.machine.splitHuge(frame);
    // A merged frame that no longer has a node, as after run 2 ran in other spaces, is one already.
    if (this.machine.frames.state[frame] !== MERGED) this.machine.makeMerged(frame);
    if (frame === this.zeroFrame) this.zeroFrame = NO_FRAME;
  }

  mergeInto(area: number, page: number, frame: number): void {
    const space = this.machine.spaces.get(area);
    const entry = (leafOf(space, page) << HUGE_SHIFT) + (page & HUGE_MASK);
    this.machine.splitHuge(this.machine.tables.target[entry]!);
    this.machine.replace(space, entry, frame, 0);
  }

  mergeIntoZero(area: number, page: number): void {
    if (this.isZeroFrame(this.zeroFrame)) {
      this.mergeInto(area, page, this.zeroFrame);
      return;
    }
    this.makeMerged(area, page);
    this.zeroFrame = this.frameOf(area, page);
  }

  zeroPages(): number {
    return this.isZeroFrame(this.zeroFrame) ? this.machine.frames.mapCount[this.zeroFrame]! : 0;
  }

  unmerge(area: number, page: number): boolean {
    const { machine, memory } = this;
    const entry = machine.spaces.entry(machine.spaces.get(area), page);
    const contents = machine.frames.content[machine.tables.target[entry]!]!;
    return memory.touch(area, page, true, contents).kind !== "oom";
  }

  save(): number {
    return this.zeroFrame;
  }

  load(saved: unknown): void {
    this.zeroFrame = saved as number;
  }

  /** What a page table entry's target is to the merger. */
  private mergeable(target: number): number {
    if (target < 0) return NO_FRAME;
    const state = this.machine.frames.state[target];
    if (state === ANON || state === HUGE) return target;
    if (state !== MERGED) return NO_FRAME;
    return target === this.zeroFrame ? ZERO_FRAME : target;
  }

  /** Whether the frame that was lent is still what it was then: it goes when its last page does. */
  private isZeroFrame(frame: number): boolean {
    return frame !== NO_FRAME && this.machine.frames.state[frame] === MERGED;
  }
}

function leafOf(space: Space, page: number): number {
  const at = page >>> HUGE_SHIFT;
  return at < space.leaves.length ? space.leaves[at]! : -1;
}

function regionOf(space: Space, page: number): Region | undefined {
  for (const region of space.regions) {
    if (page < region.start) return undefined;
    if (page < region.start + region.pages) return region;
  }
  return undefined;
}
