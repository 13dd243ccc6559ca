/**
 * The memory of one modelled host (or of one modelled guest kernel, see guest-memory.ts): cgroups, address spaces, files,
 * and what happens when pages are touched.
 */
import { forkEntryNs, forkNs, unmapEntryNs } from "../figures/memory";
import type { HostMemoryView, InstanceMemory, MemoryMap } from "../host/view";
import { Allocator } from "./allocate";
import { type CgroupLimits, NO_LIMITS, ROOT_CGROUP } from "./cgroups";
import { checkLaw2 } from "./check";
import { Commit, commitPages, type OvercommitMode } from "./commit";
import { Faults, type TouchResult } from "./faults";
import { forkSpace } from "./fork";
import { type ContentSource, NONE } from "./frames";
import { Machine } from "./machine";
import { memoryMap } from "./memory-map";
import { type OomEvent, OomKiller } from "./oom";
import { Reclaim, watermarksOf } from "./reclaim";
import type { Region, RegionKind, Space } from "./spaces";
import { cgroupView, hostView } from "./views";

export interface HostMemoryOptions {
  /** Frames of 4 KiB, of which the lowest `kernelFrames` are the kernel's own. */
  readonly frames: number;
  readonly kernelFrames?: number;
  readonly swapPages?: number;
  /** vm.overcommit_memory, and vm.overcommit_ratio in percent for mode 2. */
  readonly overcommit?: OvercommitMode;
  readonly overcommitRatio?: number;
  /** Whether regions that ask for it get 2 MiB pages (transparent_hugepage "madvise"). */
  readonly hugePages?: boolean;
  /** vm.swappiness, 0 to 200. */
  readonly swappiness?: number;
  /** Only for a guest's memory: its host's, so that contents are unique on the host. */
  readonly contents?: ContentSource;
}

export interface MapRequest {
  readonly pages: number;
  readonly kind: RegionKind;
  /** For file regions: from `openFile`, and the file's page at the region's start. */
  readonly file?: number;
  readonly filePage?: number;
  readonly mergeable?: boolean;
  readonly huge?: boolean;
}

/** `map` and `fork` answer this when the kernel does not promise so much memory (ENOMEM). */
export const NO_MEMORY = -1;

export class HostMemory {
  /** The parts, for same-page merging and the balloon; others use the methods below. */
  readonly machine: Machine;
  readonly allocator: Allocator;
  readonly reclaim: Reclaim;
  private readonly oom: OomKiller;
  private readonly faults: Faults;
  private readonly commit: Commit;

  constructor(readonly options: HostMemoryOptions) {
    const { frames, kernelFrames = 0, swapPages = 0, overcommit = 0, overcommitRatio = 50 } = options;
    const { swappiness = 60, contents } = options;
    this.machine = new Machine({ frames, kernelFrames, swapPages, ...(contents ? { contents } : {}) });
    this.reclaim = new Reclaim(this.machine, swappiness);
    this.oom = new OomKiller(this.machine, (space) => this.destroy(space));
    this.allocator = new Allocator(this.machine, this.reclaim, this.oom, watermarksOf(frames));
    this.faults = new Faults(this.machine, this.allocator, this.reclaim, options.hugePages ?? false);
    this.commit = new Commit(overcommit, overcommitRatio, frames, swapPages);
  }

  /**
   * Who hears of processes that the oom killer killed. Their spaces are gone by then, but the allocation that needed memory
   * is still going on: the listener may kill more processes, and must not remove cgroups or load a saved state.
   */
  set onOom(listener: ((event: OomEvent) => void) | undefined) {
    this.oom.onKill = listener;
  }

  /** Who hears of them before that, and counts their memory; and how processes are to be preferred or spared. */
  set onOomChosen(listener: ((event: OomEvent) => void) | undefined) {
    this.oom.onChosen = listener;
  }

  set oomAdjustment(of: ((space: number) => number) | undefined) {
    this.oom.adjustment = of;
  }

  // Cgroups

  /** A new cgroup below `parent`; pages, Infinity is "max". @throws RangeError for limits out of range. */
  addCgroup(parent = ROOT_CGROUP, limits: Partial<CgroupLimits> = {}): number {
    return this.machine.cgroups.add(parent, { ...NO_LIMITS, ...limits }).id;
  }

  /**
   * Changes limits, as writing memory.* does: usage over a new high is reclaimed as far as that goes, usage over a new max
   * is reclaimed and then killed for. @throws RangeError for limits out of range.
   */
  setLimits(cgroup: number, limits: Partial<CgroupLimits>): void {
    const { cgroups } = this.machine;
    cgroups.setLimits(cgroup, { ...cgroups.get(cgroup).limits, ...limits });
    const { current, limits: now } = cgroups.get(cgroup);
    if (current > now.high) this.reclaim.reclaim(cgroup, current - now.high);
    this.allocator.enforceMax(cgroup);
  }

  /** @throws RangeError if it has children or processes. What is left of its page cache is charged to its parent. */
  removeCgroup(id: number): void {
    const { cgroups, spaces } = this.machine;
    const cgroup = cgroups.get(id);
    for (const space of spaces.inCgroup(id))
      throw new RangeError(`cgroup ${id} still has address space ${space}`);
    if (cgroup.children.length > 0 || id === ROOT_CGROUP)
      throw new RangeError(`cgroup ${id} cannot be removed`);
    this.machine.reparent(cgroup);
    cgroups.remove(id);
  }

  // Address spaces

  /** A new, empty address space, whose first touches the cgroup pays for. */
  addSpace(cgroup: number, options: { readonly oomExempt?: boolean } = {}): number {
    this.machine.cgroups.get(cgroup);
    return this.machine.spaces.add(cgroup, options.oomExempt ?? false).id;
  }

  /** False once the process was killed. */
  hasSpace(space: number): boolean {
    return this.machine.spaces.has(space);
  }

  /** The process moves; what it was charged for stays where it is. */
  moveSpace(space: number, cgroup: number): void {
    this.machine.cgroups.get(cgroup);
    this.machine.spaces.move(this.machine.spaces.get(space), cgroup);
  }

  /**
   * Maps a region at the lowest address that holds it, and answers its first page, or NO_MEMORY if that would overcommit.
   * No page is there until it is touched. @throws RangeError for a region outside its file, or of no pages.
   */
  map(space: number, request: MapRequest): number {
    const { spaces, files } = this.machine;
    const { pages, kind, file = NONE, filePage = 0, mergeable = false, huge = false } = request;
    const into = spaces.get(space);
    if (!Number.isInteger(pages) || pages < 1 || pages > 2 ** 30)
      throw new RangeError(`a region of ${pages} pages: not a whole number from 1 to 2^30`);
    if (kind !== "anonymous" && (filePage < 0 || filePage + pages > files.get(file).pages))
      throw new RangeError(`file ${file} has no pages ${filePage} to ${filePage + pages - 1}`);
    const wanted = { pages, kind, file, filePage, mergeable, huge };
    if (!this.commit.add(commitPages(wanted))) return NO_MEMORY;
    return spaces.place(into, wanted).start;
  }

  /** Takes back the region that starts at the page. Answers the time it takes, ns. */
  unmap(space: number, start: number): number {
    const from = this.machine.spaces.get(space);
    const region = this.machine.spaces.regionAt(from, start);
    if (region.start !== start) throw new RangeError(`no region of space ${space} starts at page ${start}`);
    return this.removeRegion(from, region) * unmapEntryNs.value;
  }

  /**
   * Gives back the pages of a run but keeps the region, like MADV_DONTNEED: anonymous pages read as zero again. Answers how
   * many were there.
   */
  discard(space: number, start: number, pages: number): number {
    return this.machine.zapRange(this.machine.spaces.get(space), start, pages);
  }

  /** Whether the region at the page is offered to same-page merging (MADV_MERGEABLE). */
  setMergeable(space: number, page: number, mergeable: boolean): void {
    this.machine.spaces.regionAt(this.machine.spaces.get(space), page).mergeable = mergeable;
  }

  /** A copy of the space that shares its pages until one side writes. The child's number, or NO_MEMORY; the time is in `forkCostNs`. */
  fork(space: number, cgroup?: number): number {
    const parent = this.machine.spaces.get(space);
    const promised = parent.regions.reduce((sum, region) => sum + commitPages(region), 0);
    if (!this.commit.add(promised)) return NO_MEMORY;
    const { child, entries } = forkSpace(this.machine, parent, cgroup ?? parent.cgroup);
    this.forkCostNs = forkNs.value + entries * forkEntryNs.value;
    return child;
  }

  /** Time of the last fork, ns. */
  forkCostNs = 0;

  /** The process is gone, with everything it mapped. */
  kill(space: number): void {
    this.destroy(this.machine.spaces.get(space));
  }

  /** See Faults.touch. */
  touch(space: number, page: number, write: boolean, content = -1): TouchResult {
    return this.faults.touch(space, page, write, content);
  }

  /**
   * The contents of many pages of a space are now these: `pages[n]` has fingerprint `fingerprints[n]`. A page that is not
   * there and is all zeros stays away; others are brought in, and those that differ are written. Stops if the process is
   * killed. Answers what it took.
   */
  setContents(
    space: number,
    pages: ArrayLike<number>,
    fingerprints: ArrayLike<number>,
  ): { readonly broughtIn: number; readonly changed: number; readonly ns: number; readonly killed: boolean } {
    const { spaces, tables, frames } = this.machine;
    let broughtIn = 0;
    let changed = 0;
    let ns = 0;
    for (let n = 0; n < pages.length; n++) {
      const page = pages[n]!;
      const content = fingerprints[n]!;
      const entry = spaces.find(spaces.get(space), page);
      const target = entry === NONE ? NONE : tables.target[entry]!;
      if (target === NONE && content === 0) continue;
      if (target >= 0 && frames.content[target] === content) continue;
      const result = this.touch(space, page, true, content);
      ns += result.ns + result.throttleNs;
      if (result.kind === "oom") {
        if (!spaces.has(space)) return { broughtIn, changed, ns, killed: true };
        continue;
      }
      if (target < 0) broughtIn++;
      else changed++;
    }
    return { broughtIn, changed, ns, killed: false };
  }

  /** The frame behind a page, or -1. */
  frameOf(space: number, page: number): number {
    const { spaces, tables } = this.machine;
    const entry = spaces.find(spaces.get(space), page);
    return entry === NONE ? NONE : Math.max(NONE, tables.target[entry]!);
  }

  // Files

  /**
   * A file of a kernel domain: equal (domain, id) is one file, whose cached pages all processes of that kernel share. Files
   * with equal `contentKey` have equal bytes. @throws RangeError if it is known with another size.
   */
  openFile(domain: string, id: string, pages: number, contentKey: number): number {
    return this.machine.files.open(domain, id, pages, contentKey).index;
  }

  /** read() or write() of a page of a file by a process of the cgroup, without mapping it. */
  readFile(cgroup: number, file: number, page: number, write = false, content = -1): TouchResult {
    const known = this.machine.files.get(file);
    if (page < 0 || page >= known.pages) throw new RangeError(`file ${known.id} has no page ${page}`);
    return this.faults.readFile(cgroup, known, page, write, content);
  }

  /** Deletes a file: its cached pages go with it. @throws RangeError if a region maps it. */
  removeFile(index: number): void {
    const { spaces, files } = this.machine;
    const file = files.get(index);
    for (const space of spaces.all())
      if (space.regions.some((region) => region.file === index))
        throw new RangeError(`file ${file.id} is mapped by address space ${space.id}`);
    for (const frame of file.frames) if (frame >= 0) this.machine.dropFile(frame, false);
    files.remove(file);
  }

  // What there is

  /** Background reclaim has taken this much processor time since the last call, ns. */
  takeBackgroundNs(): number {
    const ns = this.allocator.backgroundNs;
    this.allocator.backgroundNs = 0;
    return ns;
  }

  view(): HostMemoryView {
    return hostView(this.machine);
  }

  /** What a cgroup's view shows; `balloonPages` is passed through. */
  instanceView(cgroup: number, balloonPages = 0): InstanceMemory {
    return cgroupView(this.machine, cgroup, balloonPages);
  }

  /** The state of all frames in at most `maxCells` cells. `ownerOf`: index + 1 of the instance a cgroup belongs to, 0 for none. */
  memoryMap(maxCells: number, ownerOf: (cgroup: number) => number): MemoryMap {
    return memoryMap(this.machine, maxCells, ownerOf);
  }

  /** Pages promised to mappings (Committed_AS), and how many may be in mode 2 (CommitLimit). */
  get committed(): number {
    return this.commit.pages;
  }

  get commitLimit(): number {
    return this.commit.limit();
  }

  /** Verifies law 2 in full, in time proportional to the memory. @throws Error naming what is wrong. */
  check(): void {
    checkLaw2(this.machine, this.commit.pages);
  }

  save(): unknown {
    return {
      machine: this.machine.save(),
      reclaim: this.reclaim.save(),
      commit: this.commit.pages,
      backgroundNs: this.allocator.backgroundNs,
      forkCostNs: this.forkCostNs,
    };
  }

  /** @throws RangeError if it was saved from a memory of another size. */
  load(saved: unknown): void {
    const from = saved as {
      machine: unknown;
      reclaim: unknown;
      commit: number;
      backgroundNs: number;
      forkCostNs: number;
    };
    this.machine.load(from.machine);
    this.reclaim.load(from.reclaim);
    this.commit.pages = from.commit;
    this.allocator.backgroundNs = from.backgroundNs;
    this.forkCostNs = from.forkCostNs;
  }

  private removeRegion(space: Space, region: Region): number {
    const zapped = this.machine.zapRange(space, region.start, region.pages);
    this.machine.spaces.removeRegion(space, region);
    this.commit.remove(commitPages(region));
    return zapped;
  }

  private destroy(space: Space): void {
    for (const region of [...space.regions]) this.removeRegion(space, region);
    this.machine.spaces.remove(space);
  }
}
