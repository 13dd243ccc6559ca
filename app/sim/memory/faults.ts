/** Demand paging: what an access to a page of an address space does, and what it costs. */
import { copyNs, deviceReadNs, hugeFillNs, mapCachedNs, zeroFillNs } from "../figures/memory";
import type { Allocator } from "./allocate";
import type { File } from "./files";
import { ANON, FILE, HUGE, HUGE_FRAMES, HUGE_MASK, HUGE_SHIFT, MERGED, NONE } from "./frames";
import type { Machine } from "./machine";
import { WRITABLE } from "./page-tables";
import type { Reclaim } from "./reclaim";
import type { Region, Space } from "./spaces";

export type TouchKind =
  /** The page was there: no fault. */
  | "none"
  /** Minor: a new anonymous page of zeros. */
  | "zero-fill"
  /** Minor: 512 of them at once. */
  | "huge-fill"
  /** Minor: the page cache had it. */
  | "map-cached"
  /** Minor: a private copy of a shared, merged or cached page. */
  | "copy"
  /** Minor: a write protection was lifted, because nobody else has the page. */
  | "reuse"
  /** Major: read from its file. */
  | "file-read"
  /** Major: read from swap. */
  | "swap-in"
  /** There was no memory for it: the page was not touched. The process may have been killed. */
  | "oom";

/** The outcome of the last touch. One object for all, so that touching allocates nothing: read it before the next. */
export interface TouchResult {
  kind: TouchKind;
  /** The frame that holds the page now; -1 after "oom". */
  frame: number;
  /** Processor time and, for major faults, the wait for the disk; with reclaimNs. 0 for "none". */
  ns: number;
  /** Of `ns`, the time of reclaim that had to come first. */
  reclaimNs: number;
  /** The process must sleep this long before it goes on, because its cgroup is over memory.high. */
  throttleNs: number;
}

export class Faults {
  readonly result: TouchResult = { kind: "none", frame: NONE, ns: 0, reclaimNs: 0, throttleNs: 0 };

  constructor(
    private readonly machine: Machine,
    private readonly allocator: Allocator,
    private readonly reclaim: Reclaim,
    private readonly hugePages: boolean,
  ) {}

  /**
   * Reads or writes one page of a space. `content`: the fingerprint of the page after a write; -1 is a content that no page
   * has had. @throws RangeError if the page is in no region, or there is no such space.
   */
  touch(id: number, page: number, write: boolean, content = -1): TouchResult {
    const { frames, tables, spaces } = this.machine;
    const { result } = this;
    result.kind = "none";
    result.ns = 0;
    result.reclaimNs = 0;
    result.throttleNs = 0;
    const space = spaces.get(id);
    const entry = spaces.find(space, page);
    const target = entry === NONE ? NONE : tables.target[entry]!;
    if (target >= 0 && (!write || (tables.flags[entry]! & WRITABLE) !== 0)) {
      result.frame = target;
      frames.accessed[frames.state[target] === HUGE ? frames.hugeHead(target) : target] = 1;
      if (write) this.write(target, content);
      return result;
    }
    this.fault(space, page, write, content);
    return result;
  }

  /** read() or write() of one page of a file through the page cache, by a process of the cgroup, without mapping it. */
  readFile(cgroup: number, file: File, page: number, write: boolean, content = -1): TouchResult {
    const { result } = this;
    const before = this.reclaim.workNs;
    result.kind = "none";
    result.ns = 0;
    result.throttleNs = 0;
    result.frame = this.machine.files.cached(file, page);
    let charged = 0;
    if (result.frame === NONE) {
      charged = this.readPage(cgroup, NONE, file, page, false) ? 1 : 0;
    } else {
      this.machine.frames.accessed[result.frame] = 1;
    }
    if (write && result.frame >= 0) this.write(result.frame, content);
    this.finish(cgroup, charged, before);
    return result;
  }

  private write(frame: number, content: number): void {
    const { frames } = this.machine;
    frames.content[frame] = content < 0 ? frames.contents.next() : content;
    if (frames.state[frame] === FILE) frames.dirty[frame] = 1;
  }

  private fault(space: Space, page: number, write: boolean, content: number): void {
    const { machine, result } = this;
    const before = this.reclaim.workNs;
    const region = machine.spaces.regionAt(space, page);
    const entry = machine.spaces.entry(space, page);
    result.frame = NONE;
    let charged = 0;
    if (machine.tables.slotOf(entry) !== NONE) charged += this.swapIn(space, entry);
    else if (machine.tables.target[entry] === NONE)
      charged += this.bringIn(space, region, page, entry, write);
    else result.frame = machine.tables.target[entry]!;
    if (write && result.frame >= 0) {
      charged += this.makeWritable(space, region, entry);
      if (result.frame >= 0) this.write(result.frame, content);
    }
    if (result.frame >= 0) {
      const frame = result.frame;
      machine.frames.accessed[machine.frames.state[frame] === HUGE ? machine.frames.hugeHead(frame) : frame] =
        1;
      const major = result.kind === "file-read" || result.kind === "swap-in";
      machine.cgroups.countFault(space.cgroup, major ? "majorFaults" : "minorFaults");
    } else {
      result.kind = "oom";
    }
    this.finish(space.cgroup, charged, before);
  }

  /** Ends a fault: memory.high, and the time of the reclaim since `before`. */
  private finish(cgroup: number, charged: number, before: number): void {
    const { result, reclaim } = this;
    reclaim.pinned = result.frame;
    if (charged > 0) result.throttleNs = this.allocator.throttle(cgroup, charged);
    reclaim.pinned = NONE;
    result.reclaimNs = reclaim.workNs - before;
    result.ns += result.reclaimNs;
  }

  /** The page is not in memory and not in swap. Answers the pages charged. */
  private bringIn(space: Space, region: Region, page: number, entry: number, write: boolean): number {
    const { machine, result } = this;
    if (region.kind === "anonymous") {
      if (this.fillHuge(space, region, page)) return HUGE_FRAMES;
      return this.fillAnonymous(space, entry);
    }
    const file = machine.files.get(region.file);
    const filePage = region.filePage + page - region.start;
    const cached = machine.files.cached(file, filePage);
    let charged = 0;
    if (cached === NONE) {
      if (!this.readPage(space.cgroup, space.id, file, filePage, true)) return 0;
      charged = 1;
    } else {
      result.kind = "map-cached";
      result.frame = cached;
      result.ns += mapCachedNs.value;
    }
    // A private page that is about to be written is copied from the cache without being mapped first; see makeWritable.
    machine.map(space, entry, result.frame, write && region.kind === "shared-file" ? WRITABLE : 0);
    return charged;
  }

  private fillAnonymous(space: Space, entry: number): number {
    const { machine, result } = this;
    const frame = this.allocator.frame(space.cgroup, space.id, ANON);
    if (frame === NONE) return 0;
    machine.adopt(frame, space.cgroup);
    machine.map(space, entry, frame, WRITABLE);
    result.kind = "zero-fill";
    result.frame = frame;
    result.ns += zeroFillNs.value;
    return 1;
  }

  private fillHuge(space: Space, region: Region, page: number): boolean {
    const { machine, result } = this;
    const first = page & ~HUGE_MASK;
    if (!this.hugePages || !region.huge) return false;
    if (first < region.start || first + HUGE_FRAMES > region.start + region.pages) return false;
    const leaf = machine.spaces.entry(space, page) >>> HUGE_SHIFT;
    if (machine.tables.leafUsed[leaf] !== 0) return false;
    const head = this.allocator.hugeFrame(space.cgroup, HUGE_FRAMES);
    if (head === NONE) return false;
    machine.adopt(head, space.cgroup);
    for (let at = 0; at < HUGE_FRAMES; at++)
      machine.map(space, (leaf << HUGE_SHIFT) + at, head + at, WRITABLE);
    machine.tables.leafHuge[leaf] = 1;
    result.kind = "huge-fill";
    result.frame = head + (page & HUGE_MASK);
    result.ns += hugeFillNs.value;
    return true;
  }

  private swapIn(space: Space, entry: number): number {
    const { machine, result } = this;
    const payer = machine.swap.cgroup[machine.tables.slotOf(entry)]!;
    const frame = this.allocator.frame(payer, space.id, ANON);
    if (frame === NONE) return 0;
    machine.adopt(frame, payer);
    machine.cgroups.get(payer).lists.refaulted[0]++;
    machine.swapIn(machine.tables.slotOf(entry), frame);
    result.kind = "swap-in";
    result.frame = frame;
    result.ns += mapCachedNs.value + deviceReadNs.value;
    return 1;
  }

  /** Reads a page of a file into the page cache. False: no memory. */
  private readPage(cgroup: number, space: number, file: File, page: number, mapped: boolean): boolean {
    const { machine, result } = this;
    const evictedFrom = machine.files.evictedFrom(file, page);
    const frame = this.allocator.frame(cgroup, space, FILE);
    if (frame === NONE) {
      result.kind = "oom";
      return false;
    }
    machine.frames.content[frame] = machine.files.contentOnDisk(file, page);
    machine.adopt(frame, cgroup, mapped);
    machine.cache(file, page, frame);
    if (evictedFrom === cgroup) machine.cgroups.get(cgroup).lists.refaulted[1]++;
    result.kind = "file-read";
    result.frame = frame;
    result.ns += mapCachedNs.value + deviceReadNs.value;
    return true;
  }

  /** Makes the mapped page one that may be written: as it is, or by copying it. Answers the pages charged. */
  private makeWritable(space: Space, region: Region, entry: number): number {
    const { machine, result, reclaim } = this;
    const { frames, tables } = machine;
    if ((tables.flags[entry]! & WRITABLE) !== 0) return 0;
    const old = result.frame;
    const state = frames.state[old]!;
    const own =
      region.kind === "shared-file" || (state !== FILE && state !== MERGED && frames.mapCount[old] === 1);
    if (own) {
      tables.flags[entry] = WRITABLE;
      if (result.kind !== "none") return 0;
      result.kind = "reuse";
      result.ns += mapCachedNs.value;
      return 0;
    }
    machine.splitHuge(old);
    reclaim.pinned = old;
    const frame = this.allocator.frame(space.cgroup, space.id, ANON);
    reclaim.pinned = NONE;
    if (frame === NONE) {
      result.frame = NONE;
      return 0;
    }
    frames.content[frame] = frames.content[old]!;
    if (state === MERGED) machine.brokenShares++;
    machine.adopt(frame, space.cgroup);
    machine.replace(space, entry, frame, WRITABLE);
    if (result.kind === "none" || result.kind === "map-cached") {
      result.kind = "copy";
      result.ns = copyNs.value;
    } else {
      result.ns += copyNs.value;
    }
    result.frame = frame;
    return 1;
  }
}
