/**
 * The memory of one kernel, and the elementary transitions of a page: each keeps the frame table, the page tables, the
 * cgroups' counters, the LRU lists and the spaces' counters together, so that law 2 (every frame has one state and known
 * owners) holds after each of them. What decides on transitions is in faults.ts, reclaim.ts and host-memory.ts.
 */
import { type Cgroup, Cgroups } from "./cgroups";
import { type File, Files } from "./files";
import {
  ANON,
  type ContentSource,
  FILE,
  FrameTable,
  HUGE,
  HUGE_FRAMES,
  HUGE_MASK,
  HUGE_SHIFT,
  MERGED,
  NONE,
} from "./frames";
import { Lru } from "./lru";
import { PageTables } from "./page-tables";
import { type Space, Spaces } from "./spaces";
import { SwapSpace } from "./swap";

export interface MachineOptions {
  readonly frames: number;
  readonly kernelFrames: number;
  readonly swapPages: number;
  readonly contents?: ContentSource;
}

export class Machine {
  readonly frames: FrameTable;
  readonly swap: SwapSpace;
  readonly tables: PageTables;
  readonly spaces: Spaces;
  readonly files = new Files();
  readonly cgroups = new Cgroups();
  readonly lru: Lru;
  /** Called when the last page that shared a merged frame has left it, before the frame is free. */
  mergedFreed: ((frame: number) => void) | undefined;
  /** Page-table entries that map merged frames. */
  mergedMappings = 0;
  /** Writes that took a page off a merged frame, since the start. */
  brokenShares = 0;

  constructor(options: MachineOptions) {
    this.frames = new FrameTable(options.frames, options.kernelFrames, options.contents);
    this.swap = new SwapSpace(options.swapPages);
    this.tables = new PageTables(this.frames, this.swap);
    this.spaces = new Spaces(this.tables);
    this.lru = new Lru(this.frames);
  }

  /** The frame is charged and joins its cgroup's LRU. `young`: it was faulted in, not read in. */
  adopt(frame: number, cgroup: number, young = true): void {
    const { frames } = this;
    frames.cgroup[frame] = cgroup;
    const state = frames.state[frame]!;
    const pages = state === HUGE ? HUGE_FRAMES : 1;
    this.cgroups.charge(cgroup, state === FILE ? "file" : "anon", pages);
    this.lru.add(this.cgroups.get(cgroup).lists, frame, young);
    if (state === HUGE) frames.cgroup.fill(cgroup, frame, frame + HUGE_FRAMES);
  }

  /** An unmapped frame, or the first of an unmapped huge page, is uncharged and free again. */
  free(frame: number): void {
    const { frames } = this;
    const cgroup = frames.cgroup[frame]!;
    const state = frames.state[frame]!;
    const pages = state === HUGE ? HUGE_FRAMES : 1;
    if (state === MERGED) this.mergedFreed?.(frame);
    this.lru.remove(this.cgroups.get(cgroup).lists, frame);
    this.cgroups.charge(cgroup, state === FILE ? "file" : "anon", -pages);
    for (let at = frame; at < frame + pages; at++) frames.release(at);
  }

  /** Maps a frame at an empty entry of the space. */
  map(space: Space, entry: number, frame: number, flags: number): void {
    const { frames, tables } = this;
    tables.map(entry, frame, flags);
    if (frames.state[frame] === FILE) space.filePages++;
    else space.anonPages++;
    if (frames.state[frame] === MERGED) this.mergedMappings++;
    const owners = frames.mapCount[frame]!;
    if (owners === 1) return;
    space.sharedPages++;
    if (owners === 2) this.spaces.get(tables.spaceOf(frames.rmapHead[frame]!)).sharedPages++;
  }

  /** Empties an entry that maps a frame. The frame stays, perhaps unmapped; answers it. */
  unmap(space: Space, entry: number): number {
    const { frames, tables } = this;
    const frame = tables.unmap(entry);
    if (frames.state[frame] === FILE) space.filePages--;
    else space.anonPages--;
    if (frames.state[frame] === MERGED) this.mergedMappings--;
    const owners = frames.mapCount[frame]!;
    if (owners === 0) return frame;
    space.sharedPages--;
    if (owners === 1) this.spaces.get(tables.spaceOf(frames.rmapHead[frame]!)).sharedPages--;
    return frame;
  }

  /** Empties an entry, whatever it holds, and frees what nobody holds any more. A huge page is split first. */
  zap(space: Space, entry: number): void {
    const { tables, frames } = this;
    if (tables.target[entry] === NONE) return;
    const slot = tables.slotOf(entry);
    if (slot !== NONE) {
      tables.unmapSlot(entry);
      space.swapPages--;
      if (this.swap.shareCount[slot] === 0) this.freeSlot(slot);
      return;
    }
    this.splitHuge(tables.target[entry]!);
    const frame = this.unmap(space, entry);
    if (frames.state[frame] !== FILE && frames.mapCount[frame] === 0) this.free(frame);
  }

  /** Empties every entry of a run of pages of the space. Answers how many were in use. */
  zapRange(space: Space, start: number, pages: number): number {
    let zapped = 0;
    const end = start + pages;
    for (let page = start; page < end; ) {
      const at = page >>> HUGE_SHIFT;
      const stop = Math.min(end, (at + 1) << HUGE_SHIFT);
      const leaf = at < space.leaves.length ? space.leaves[at]! : NONE;
      if (leaf === NONE) {
        page = stop;
        continue;
      }
      if (this.tables.leafHuge[leaf] === 1 && stop - page === HUGE_FRAMES) {
        zapped += HUGE_FRAMES;
        this.zapHuge(space, leaf);
        page = stop;
        continue;
      }
      for (; page < stop && this.tables.leafUsed[leaf]! > 0; page++) {
        const entry = (leaf << HUGE_SHIFT) + (page & HUGE_MASK);
        if (this.tables.target[entry] === NONE) continue;
        this.zap(space, entry);
        zapped++;
      }
      page = stop;
    }
    return zapped;
  }

  /** If the frame is part of a huge page, that becomes 512 single frames. Nothing else about them changes. */
  splitHuge(frame: number): boolean {
    const { frames, tables } = this;
    if (frames.state[frame] !== HUGE) return false;
    const head = frames.hugeHead(frame);
    const first = frames.rmapHead[head]!;
    for (let entry = first; entry !== NONE; entry = tables.ownerAfter(first, entry))
      tables.leafHuge[entry >>> HUGE_SHIFT] = 0;
    const accessed = frames.accessed[head]!;
    this.lru.split(this.cgroups.get(frames.cgroup[head]!).lists, head, (at) => {
      frames.setState(at, ANON);
      frames.accessed[at] = accessed;
    });
    return true;
  }

  /** Every owner of an anonymous or merged frame now names a new swap slot, and the frame is free. False: no slot is left. */
  swapOut(frame: number): boolean {
    const slot = this.swap.take();
    if (slot === NONE) return false;
    const { frames, tables } = this;
    this.swap.content[slot] = frames.content[frame]!;
    this.swap.cgroup[slot] = frames.cgroup[frame]!;
    this.cgroups.chargeSwap(frames.cgroup[frame]!, 1);
    this.moveCounters(frames.rmapHead[frame]!, frames.mapCount[frame]!, -1);
    if (frames.state[frame] === MERGED) this.mergedMappings -= frames.mapCount[frame]!;
    tables.frameToSlot(frame, slot);
    this.free(frame);
    return true;
  }

  /** Every sharer of a slot now maps the frame, which was charged already, and the slot is free. */
  swapIn(slot: number, frame: number): void {
    this.frames.content[frame] = this.swap.content[slot]!;
    this.tables.slotToFrame(slot, frame);
    this.moveCounters(this.frames.rmapHead[frame]!, this.frames.mapCount[frame]!, 1);
    this.freeSlot(slot);
  }

  /** Unmaps a page of the page cache everywhere and forgets it. Its contents must be on disk, or be meant to be lost. */
  dropFile(frame: number, evicted: boolean): void {
    const { frames, tables } = this;
    while (frames.rmapHead[frame] !== NONE) {
      const entry = frames.rmapHead[frame]!;
      this.unmap(this.spaces.get(tables.spaceOf(entry)), entry);
    }
    const file = this.files.get(frames.file[frame]!);
    this.files.drop(file, frames.filePage[frame]!, evicted ? frames.cgroup[frame]! : NONE);
    this.free(frame);
  }

  /** The frame, in state file, becomes the cached page of the file. */
  cache(file: File, page: number, frame: number): void {
    this.frames.file[frame] = file.index;
    this.frames.filePage[frame] = page;
    this.files.insert(file, page, frame);
  }

  /** Writes the page back, if it is dirty. Answers whether it was. */
  clean(frame: number): boolean {
    const { frames } = this;
    if (frames.dirty[frame] === 0) return false;
    this.files.get(frames.file[frame]!).written.set(frames.filePage[frame]!, frames.content[frame]!);
    frames.dirty[frame] = 0;
    return true;
  }

  /** A page's entry leaves its frame for `frame`, read-only: the merge step, and the last step of a copy on write. */
  replace(space: Space, entry: number, frame: number, flags: number): void {
    const old = this.unmap(space, entry);
    if (this.frames.state[old] !== FILE && this.frames.mapCount[old] === 0) this.free(old);
    this.map(space, entry, frame, flags);
  }

  /** A single anonymous frame becomes a merged one: write-protected, and shared with whoever is merged into it. */
  makeMerged(frame: number): void {
    if (this.frames.state[frame] !== ANON)
      throw new RangeError(`frame ${frame} is not a single anonymous frame`);
    this.frames.setState(frame, MERGED);
    this.mergedMappings += this.frames.mapCount[frame]!;
    this.tables.protect(frame);
  }

  /** The cgroup's own frames and swap slots are its parent's from here on, as those of a removed cgroup are. */
  reparent(cgroup: Cgroup): void {
    const above = this.cgroups.get(cgroup.parent);
    for (const frame of [...this.lru.framesOf(cgroup.lists)]) {
      this.lru.remove(cgroup.lists, frame);
      const pages = this.frames.state[frame] === HUGE ? HUGE_FRAMES : 1;
      this.frames.cgroup.fill(above.id, frame, frame + pages);
      this.lru.add(above.lists, frame, false);
    }
    for (let slot = 0; slot < this.swap.slots; slot++)
      if (this.swap.cgroup[slot] === cgroup.id) this.swap.cgroup[slot] = above.id;
  }

  save(): unknown {
    const { frames, swap, tables, spaces, files, cgroups } = this;
    return {
      frames: frames.save(),
      swap: swap.save(),
      tables: tables.save(),
      spaces: spaces.save(),
      files: files.save(),
      cgroups: cgroups.save(),
      mergedMappings: this.mergedMappings,
      brokenShares: this.brokenShares,
    };
  }

  load(saved: unknown): void {
    const from = saved as Record<"frames" | "swap" | "tables" | "spaces" | "files" | "cgroups", unknown> & {
      mergedMappings: number;
      brokenShares: number;
    };
    this.frames.load(from.frames);
    this.swap.load(from.swap);
    this.tables.load(from.tables);
    this.spaces.load(from.spaces);
    this.files.load(from.files);
    this.cgroups.load(from.cgroups);
    this.mergedMappings = from.mergedMappings;
    this.brokenShares = from.brokenShares;
  }

  private zapHuge(space: Space, leaf: number): void {
    const first = leaf << HUGE_SHIFT;
    const head = this.tables.target[first]!;
    for (let entry = first; entry < first + HUGE_FRAMES; entry++) this.unmap(space, entry);
    this.tables.leafHuge[leaf] = 0;
    if (this.frames.mapCount[head] === 0) this.free(head);
  }

  private freeSlot(slot: number): void {
    this.cgroups.chargeSwap(this.swap.cgroup[slot]!, -1);
    this.swap.release(slot);
  }

  /** The owners' pages move from swap to memory (1) or the other way (-1) in their spaces' counters. */
  private moveCounters(head: number, owners: number, direction: 1 | -1): void {
    for (let entry = head; entry !== NONE; entry = this.tables.ownerAfter(head, entry)) {
      const space = this.spaces.get(this.tables.spaceOf(entry));
      space.anonPages += direction;
      space.swapPages -= direction;
      if (owners > 1) space.sharedPages += direction;
    }
  }
}
