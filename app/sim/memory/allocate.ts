/**
 * Allocation: a frame for a cgroup, with everything that may have to happen first: reclaim within memory.max, background
 * reclaim by the watermarks, direct reclaim, the oom killer; and the throttling of memory.high afterwards.
 */
import { ROOT_CGROUP } from "./cgroups";
import { NONE } from "./frames";
import type { Machine } from "./machine";
import type { OomKiller } from "./oom";
import { batchOf, type Reclaim, type Watermarks } from "./reclaim";

/** MEMCG_CHARGE_BATCH: memory.high is looked at once for so many pages. */
const HIGH_BATCH = 64;
/** MEMCG_MAX_HIGH_DELAY_JIFFIES and the least delay worth a sleep (mm/memcontrol.c). */
const MAX_DELAY_NS = 2e9;
const MIN_DELAY_NS = 1e7;

export class Allocator {
  /** Processor time of the background reclaim, which no allocation waits for. */
  backgroundNs = 0;

  constructor(
    private readonly machine: Machine,
    private readonly reclaim: Reclaim,
    private readonly oom: OomKiller,
    readonly watermarks: Watermarks,
  ) {}

  /**
   * A frame that the cgroup may be charged for. `space`: who needs it, -1 for the kernel itself; the answer is -1 when it
   * was killed meanwhile, or when there is nobody left to kill.
   */
  frame(cgroup: number, space: number, state: number): number {
    if (!this.roomInCgroup(cgroup, space) || !this.roomOnHost(space)) return NONE;
    return this.machine.frames.take(state);
  }

  /** The first of 512 frames for a huge page, if that takes no reclaim; otherwise -1. */
  hugeFrame(cgroup: number, pages: number): number {
    const { frames, cgroups } = this.machine;
    if (frames.free - pages < this.watermarks.high || cgroups.over(cgroup, pages) >= 0) return NONE;
    return frames.takeHuge();
  }

  /** After a charge of so many pages: reclaim and delay by memory.high. Answers the delay, ns. */
  throttle(cgroup: number, pages: number): number {
    const { cgroups } = this.machine;
    let delayNs = 0;
    for (let at = cgroup; at > ROOT_CGROUP; ) {
      const group = cgroups.get(at);
      const { high } = group.limits;
      if (group.current > high) {
        group.overHigh += pages;
        const batch = batchOf(high, HIGH_BATCH);
        if (group.overHigh >= batch) {
          const charged = group.overHigh;
          group.overHigh = 0;
          cgroups.event(at, "high");
          this.reclaim.reclaim(at, Math.max(batch, charged));
          delayNs = Math.max(delayNs, highDelayNs(group.current, high, charged));
        }
      }
      at = group.parent;
    }
    return delayNs;
  }

  /** Reclaims, then kills, until the cgroup is within its memory.max or nothing more can be done. */
  enforceMax(id: number): void {
    const { cgroups } = this.machine;
    const cgroup = cgroups.get(id);
    while (cgroup.current > cgroup.limits.max) {
      if (this.reclaim.reclaim(id, cgroup.current - cgroup.limits.max) > 0) continue;
      if (!this.oom.kill(id)) break;
    }
  }

  private roomInCgroup(cgroup: number, space: number): boolean {
    const { cgroups } = this.machine;
    for (;;) {
      const over = cgroups.over(cgroup, 1);
      if (over < 0) return true;
      cgroups.event(over, "max");
      if (this.reclaim.reclaim(over, batchOf(cgroups.get(over).limits.max)) > 0) continue;
      if (!this.oom.kill(over)) return false;
      if (space >= 0 && !this.machine.spaces.has(space)) return false;
    }
  }

  private roomOnHost(space: number): boolean {
    const { frames } = this.machine;
    const { min, low, high } = this.watermarks;
    if (frames.free > low) return true;
    const before = this.reclaim.workNs;
    this.reclaim.reclaimHost(high - frames.free + 1);
    this.backgroundNs += this.reclaim.workNs - before;
    this.reclaim.workNs = before;
    while (frames.free <= min) {
      if (this.reclaim.reclaimHost(batchOf(frames.frames)) > 0) continue;
      // With nobody left to kill, the kernel's own allocations may use what the watermark holds back.
      if (!this.oom.kill(ROOT_CGROUP)) return space < 0 && frames.free > 0;
      if (space >= 0 && !this.machine.spaces.has(space)) return false;
    }
    return true;
  }
}

/**
 * The sleep that memory.high costs whoever charged `charged` pages: the square of the relative overage, in seconds for
 * each page, at most two seconds, and none below ten milliseconds (calculate_high_delay in mm/memcontrol.c).
 */
export function highDelayNs(current: number, high: number, charged: number): number {
  if (current <= high) return 0;
  const overage = (current - high) / Math.max(1, high);
  const delayNs = Math.min(MAX_DELAY_NS, Math.round(overage * overage * charged * 1e9));
  return delayNs <= MIN_DELAY_NS ? 0 : delayNs;
}
