/**
 * Address spaces: a process, or the guest-physical memory of a virtual machine. A space is a sorted list of regions and
 * the leaf tables of the pages that were ever touched.
 */
import { HUGE_FRAMES, HUGE_MASK, HUGE_SHIFT, NONE } from "./frames";
import { grownInt32, type PageTables } from "./page-tables";

export type RegionKind = "anonymous" | "private-file" | "shared-file";

export interface Region {
  /** First page of the region in its space. */
  readonly start: number;
  readonly pages: number;
  readonly kind: RegionKind;
  /** For file regions: the file's index, and the file's page at `start`. */
  readonly file: number;
  readonly filePage: number;
  /** Offered to same-page merging, like MADV_MERGEABLE. */
  mergeable: boolean;
  /** May be backed by 2 MiB pages, like MADV_HUGEPAGE. */
  readonly huge: boolean;
}

export interface Space {
  readonly id: number;
  /** Pays for what is touched first through this space. */
  cgroup: number;
  readonly regions: Region[];
  /** Leaf table of each aligned run of 512 pages, or -1. */
  leaves: Int32Array;
  /** Entries that map frames of the page cache, other frames, and swap slots. */
  filePages: number;
  anonPages: number;
  swapPages: number;
  /** Of the entries that map a frame, those whose frame has other owners too. */
  sharedPages: number;
  /** The oom killer passes it by, like oom_score_adj -1000. */
  readonly oomExempt: boolean;
}

export class Spaces {
  private readonly byId = new Map<number, Space>();
  private readonly byCgroup = new Map<number, Set<number>>();
  private nextId = 0;

  constructor(private readonly tables: PageTables) {}

  add(cgroup: number, oomExempt: boolean): Space {
    const space: Space = {
      id: this.nextId++,
      cgroup,
      regions: [],
      leaves: new Int32Array(0),
      filePages: 0,
      anonPages: 0,
      swapPages: 0,
      sharedPages: 0,
      oomExempt,
    };
    this.register(space);
    return space;
  }

  /** @throws RangeError if there is no such space (any more). */
  get(id: number): Space {
    const space = this.byId.get(id);
    if (!space) throw new RangeError(`there is no address space ${id}`);
    return space;
  }

  has(id: number): boolean {
    return this.byId.has(id);
  }

  /** In the order of their making. */
  all(): IterableIterator<Space> {
    return this.byId.values();
  }

  /** Forgets a space without regions. Numbers are not used again. */
  remove(space: Space): void {
    if (space.regions.length > 0) throw new RangeError(`address space ${space.id} still has regions`);
    this.byId.delete(space.id);
    this.leave(space);
  }

  move(space: Space, cgroup: number): void {
    this.leave(space);
    space.cgroup = cgroup;
    this.register(space);
  }

  /** The spaces of the cgroup itself. */
  inCgroup(cgroup: number): Iterable<number> {
    return this.byCgroup.get(cgroup) ?? [];
  }

  /** Puts a region at the lowest gap that holds it (2 MiB aligned if it holds a huge page), and answers its first page. */
  place(space: Space, wanted: Omit<Region, "start">): Region {
    const align = wanted.pages >= HUGE_FRAMES ? HUGE_FRAMES : 1;
    let start = 0;
    let at = 0;
    for (; at < space.regions.length; at++) {
      const next = space.regions[at]!;
      if (start + wanted.pages <= next.start) break;
      start = Math.ceil((next.start + next.pages) / align) * align;
    }
    const region: Region = { ...wanted, start };
    space.regions.splice(at, 0, region);
    return region;
  }

  removeRegion(space: Space, region: Region): void {
    space.regions.splice(space.regions.indexOf(region), 1);
    const last = (region.start + region.pages - 1) >>> HUGE_SHIFT;
    for (let at = region.start >>> HUGE_SHIFT; at <= last && at < space.leaves.length; at++) {
      const leaf = space.leaves[at]!;
      if (leaf === NONE || this.tables.leafUsed[leaf] !== 0) continue;
      this.tables.removeLeaf(leaf);
      space.leaves[at] = NONE;
    }
  }

  /** The region that holds the page. @throws RangeError if none does: an access there is a segmentation fault. */
  regionAt(space: Space, page: number): Region {
    let low = 0;
    let high = space.regions.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const region = space.regions[middle]!;
      if (page < region.start) high = middle - 1;
      else if (page >= region.start + region.pages) low = middle + 1;
      else return region;
    }
    throw new RangeError(`page ${page} of address space ${space.id} is in no region`);
  }

  /** The entry of a page, or -1 if its leaf table was never needed. */
  find(space: Space, page: number): number {
    const at = page >>> HUGE_SHIFT;
    const leaf = at < space.leaves.length ? space.leaves[at]! : NONE;
    return leaf === NONE ? NONE : leaf * HUGE_FRAMES + (page & HUGE_MASK);
  }

  /** The entry of a page; makes the leaf table if it is not there. */
  entry(space: Space, page: number): number {
    const at = page >>> HUGE_SHIFT;
    if (at >= space.leaves.length) space.leaves = grownInt32(space.leaves, at + 1 + (at >> 1), NONE);
    let leaf = space.leaves[at]!;
    if (leaf === NONE) {
      leaf = this.tables.addLeaf(space.id, at * HUGE_FRAMES);
      space.leaves[at] = leaf;
    }
    return leaf * HUGE_FRAMES + (page & HUGE_MASK);
  }

  save(): unknown {
    return { nextId: this.nextId, spaces: [...this.byId.values()].map(copySpace) };
  }

  load(saved: unknown): void {
    const from = saved as { nextId: number; spaces: Space[] };
    this.nextId = from.nextId;
    this.byId.clear();
    this.byCgroup.clear();
    for (const space of from.spaces) this.register(copySpace(space));
  }

  private register(space: Space): void {
    this.byId.set(space.id, space);
    const members = this.byCgroup.get(space.cgroup);
    if (members) members.add(space.id);
    else this.byCgroup.set(space.cgroup, new Set([space.id]));
  }

  private leave(space: Space): void {
    const members = this.byCgroup.get(space.cgroup)!;
    members.delete(space.id);
    if (members.size === 0) this.byCgroup.delete(space.cgroup);
  }
}

const copySpace = (space: Space): Space => ({
  ...space,
  regions: space.regions.map((region) => ({ ...region })),
  leaves: space.leaves.slice(),
});
