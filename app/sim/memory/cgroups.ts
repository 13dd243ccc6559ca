/**
 * The cgroup v2 memory controller: who pays for which pages, limits, protection and events. Counters include descendants,
 * as memory.current and memory.stat do. Settings and counters are in pages; Infinity is "max".
 */
import { copyLists, emptyLists, type LruLists } from "./lru";

export const ROOT_CGROUP = 0;

export interface CgroupLimits {
  readonly min: number;
  readonly low: number;
  readonly high: number;
  readonly max: number;
  readonly swapMax: number;
  readonly oomGroup: boolean;
}

export const NO_LIMITS: CgroupLimits = {
  min: 0,
  low: 0,
  high: Number.POSITIVE_INFINITY,
  max: Number.POSITIVE_INFINITY,
  swapMax: Number.POSITIVE_INFINITY,
  oomGroup: false,
};

/** memory.events, hierarchical. */
export interface CgroupEvents {
  low: number;
  high: number;
  max: number;
  oom: number;
  oomKill: number;
  oomGroupKill: number;
}

const noEvents = (): CgroupEvents => ({ low: 0, high: 0, max: 0, oom: 0, oomKill: 0, oomGroupKill: 0 });

export interface Cgroup {
  readonly id: number;
  readonly parent: number;
  readonly children: number[];
  limits: CgroupLimits;
  /** memory.current; anon + file, or more exactly the frames charged here and below. */
  current: number;
  anon: number;
  file: number;
  /** memory.peak: the most that `current` has been. */
  peak: number;
  /** memory.swap.current. */
  swap: number;
  readonly events: CgroupEvents;
  /** memory.events.local: of this cgroup itself. */
  readonly localEvents: CgroupEvents;
  /** pgfault less pgmajfault, and pgmajfault, of memory.stat. */
  minorFaults: number;
  majorFaults: number;
  /** Pages charged over memory.high since the last penalty. */
  overHigh: number;
  /** Effective protection against the reclaim that is going on; set by `protect`. */
  effectiveMin: number;
  effectiveLow: number;
  /** The generations of the pages charged to this cgroup itself. */
  readonly lists: LruLists;
}

export type ChargeKind = "anon" | "file";

export class Cgroups {
  private readonly byId: Array<Cgroup | undefined> = [];
  private readonly unused: number[] = [];
  count = 0;
  /** Who hears of events: of a cgroup, and so of those above it. */
  onEvent: ((cgroup: number) => void) | undefined;

  constructor() {
    this.make(-1, NO_LIMITS);
  }

  /** @throws RangeError if there is no such parent or a limit is out of range. */
  add(parent: number, limits: CgroupLimits): Cgroup {
    checkLimits(limits);
    const above = this.get(parent);
    const cgroup = this.make(parent, limits);
    above.children.push(cgroup.id);
    return cgroup;
  }

  /** @throws RangeError if there is no such cgroup. */
  get(id: number): Cgroup {
    const cgroup = this.byId[id];
    if (!cgroup) throw new RangeError(`there is no cgroup ${id}`);
    return cgroup;
  }

  /** Only sets; HostMemory.setLimits also makes the usage follow. */
  setLimits(id: number, limits: CgroupLimits): void {
    if (id === ROOT_CGROUP) throw new RangeError("the root cgroup has no limits");
    checkLimits(limits);
    this.get(id).limits = limits;
  }

  /** Forgets a cgroup without children whose charges have been moved to its parent. */
  remove(id: number): void {
    const cgroup = this.get(id);
    if (id === ROOT_CGROUP) throw new RangeError("the root cgroup stays");
    if (cgroup.children.length > 0) throw new RangeError(`cgroup ${id} has children`);
    const siblings = this.get(cgroup.parent).children;
    siblings.splice(siblings.indexOf(id), 1);
    this.byId[id] = undefined;
    this.unused.push(id);
    this.count--;
  }

  charge(id: number, kind: ChargeKind, pages: number): void {
    for (let at = id; at >= 0; ) {
      const cgroup = this.byId[at]!;
      cgroup.current += pages;
      if (cgroup.current > cgroup.peak) cgroup.peak = cgroup.current;
      cgroup[kind] += pages;
      at = cgroup.parent;
    }
  }

  chargeSwap(id: number, pages: number): void {
    for (let at = id; at >= 0; at = this.byId[at]!.parent) this.byId[at]!.swap += pages;
  }

  /** The nearest of the cgroup and its ancestors whose memory.max does not hold `pages` more, or -1. */
  over(id: number, pages: number): number {
    for (let at = id; at >= 0; ) {
      const cgroup = this.byId[at]!;
      if (cgroup.current + pages > cgroup.limits.max) return at;
      at = cgroup.parent;
    }
    return -1;
  }

  /** Pages of swap that the cgroup and its ancestors still allow it. */
  swapRoom(id: number): number {
    let room = Number.POSITIVE_INFINITY;
    for (let at = id; at >= 0; ) {
      const cgroup = this.byId[at]!;
      room = Math.min(room, cgroup.limits.swapMax - cgroup.swap);
      at = cgroup.parent;
    }
    return room;
  }

  countFault(id: number, name: "minorFaults" | "majorFaults"): void {
    for (let at = id; at >= 0; at = this.byId[at]!.parent) this.byId[at]![name]++;
  }

  /** Counts an event of the cgroup, in it and its ancestors. */
  event(id: number, name: keyof CgroupEvents): void {
    this.byId[id]!.localEvents[name]++;
    for (let at = id; at >= 0; at = this.byId[at]!.parent) this.byId[at]!.events[name]++;
    this.onEvent?.(id);
  }

  /** The cgroup and all below it, parents first. */
  subtree(id: number): number[] {
    const found = [id];
    for (let at = 0; at < found.length; at++)
      for (const child of this.byId[found[at]!]!.children) found.push(child);
    return found;
  }

  isUnder(id: number, ancestor: number): boolean {
    for (let at = id; at >= 0; at = this.byId[at]!.parent) if (at === ancestor) return true;
    return false;
  }

  /**
   * Effective protection of all below `target` in a reclaim of `target`, as mm/page_counter.c computes it (with
   * memory_recursiveprot, as systemd mounts it): what siblings claim beyond their parent's protection is shared in
   * proportion to protected usage; what they leave unclaimed goes to unprotected usage in proportion.
   */
  protect(target: number): void {
    for (const parent of this.subtree(target)) {
      const above = this.byId[parent]!;
      let claimedMin = 0;
      let claimedLow = 0;
      for (const id of above.children) {
        const child = this.byId[id]!;
        claimedMin += Math.min(child.current, child.limits.min);
        claimedLow += Math.min(child.current, child.limits.low);
      }
      for (const id of above.children) {
        const child = this.byId[id]!;
        if (parent === target) {
          child.effectiveMin = child.limits.min;
          child.effectiveLow = child.limits.low;
        } else {
          child.effectiveMin = effective(above, above.effectiveMin, child, child.limits.min, claimedMin);
          child.effectiveLow = effective(above, above.effectiveLow, child, child.limits.low, claimedLow);
        }
      }
    }
    const top = this.byId[target]!;
    top.effectiveMin = 0;
    top.effectiveLow = 0;
  }

  save(): unknown {
    return { cgroups: this.byId.map((cgroup) => cgroup && copyCgroup(cgroup)), unused: [...this.unused] };
  }

  load(saved: unknown): void {
    const from = saved as { cgroups: Array<Cgroup | undefined>; unused: number[] };
    this.byId.length = 0;
    this.byId.push(...from.cgroups.map((cgroup) => cgroup && copyCgroup(cgroup)));
    this.unused.length = 0;
    this.unused.push(...from.unused);
    this.count = this.byId.length - this.unused.length;
  }

  private make(parent: number, limits: CgroupLimits): Cgroup {
    const id = this.unused.pop() ?? this.byId.length;
    const cgroup: Cgroup = {
      id,
      parent,
      children: [],
      limits: { ...limits },
      current: 0,
      anon: 0,
      file: 0,
      peak: 0,
      swap: 0,
      events: noEvents(),
      localEvents: noEvents(),
      minorFaults: 0,
      majorFaults: 0,
      overHigh: 0,
      effectiveMin: 0,
      effectiveLow: 0,
      lists: emptyLists(),
    };
    this.byId[id] = cgroup;
    this.count++;
    return cgroup;
  }
}

function effective(parent: Cgroup, granted: number, child: Cgroup, setting: number, claimed: number): number {
  const claim = Math.min(child.current, setting);
  if (claimed > granted) return Math.floor((granted * claim) / claimed);
  if (parent.current <= claimed || child.current <= claim) return claim;
  return claim + Math.floor(((granted - claimed) * (child.current - claim)) / (parent.current - claimed));
}

function checkLimits(limits: CgroupLimits): void {
  for (const name of ["min", "low", "high", "max", "swapMax"] as const) {
    const pages = limits[name];
    if (!(pages >= 0) || (pages !== Number.POSITIVE_INFINITY && !Number.isInteger(pages)))
      throw new RangeError(`memory ${name}: ${pages} is neither a whole number of pages nor Infinity`);
  }
}

const copyCgroup = (cgroup: Cgroup): Cgroup => ({
  ...cgroup,
  children: [...cgroup.children],
  limits: { ...cgroup.limits },
  events: { ...cgroup.events },
  localEvents: { ...cgroup.localEvents },
  lists: copyLists(cgroup.lists),
});
