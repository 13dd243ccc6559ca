/** The out-of-memory killer: picks the largest process of the cgroup that cannot get memory, or of the whole machine. */
import { ROOT_CGROUP } from "./cgroups";
import type { Machine } from "./machine";
import type { Space } from "./spaces";

export interface OomVictim {
  readonly space: number;
  readonly cgroup: number;
  /** Pages it had in memory and in swap. */
  readonly pages: number;
}

export interface OomEvent {
  /** The cgroup whose memory.max was hit; ROOT_CGROUP: the machine ran out. */
  readonly limitedBy: number;
  /** All processes of this cgroup were killed together (memory.oom.group); -1: only the largest was. */
  readonly group: number;
  readonly victims: readonly OomVictim[];
}

/** OOM_SCORE_ADJ_MIN. */
const NEVER = -1000;

const sizeOf = (space: Space): number => space.anonPages + space.filePages + space.swapPages;

export class OomKiller {
  /** The host hears who was killed, after their memory has been freed. */
  onKill: ((event: OomEvent) => void) | undefined;
  /** The host hears who will be killed, while their memory is still there to be counted. */
  onChosen: ((event: OomEvent) => void) | undefined;
  /** oom_score_adj of a space's process, -1000 (never) to 1000 (first); each step is a thousandth of the memory it competes for. */
  adjustment: ((space: number) => number) | undefined;

  constructor(
    private readonly machine: Machine,
    private readonly destroy: (space: Space) => void,
  ) {}

  /** Kills in the cgroup. False: nobody there has pages and may be killed. */
  kill(domain: number): boolean {
    const { cgroups, spaces } = this.machine;
    cgroups.event(domain, "oom");
    let largest: Space | undefined;
    let most = Number.NEGATIVE_INFINITY;
    for (const space of spaces.all()) {
      if (sizeOf(space) === 0 || !this.mayKill(space) || !cgroups.isUnder(space.cgroup, domain)) continue;
      const points = this.points(space, domain);
      if (points > most) {
        largest = space;
        most = points;
      }
    }
    if (!largest) return false;
    const group = this.groupOf(largest.cgroup, domain);
    const doomed =
      group < 0
        ? [largest]
        : [...spaces.all()].filter((space) => this.mayKill(space) && cgroups.isUnder(space.cgroup, group));
    if (group >= 0) cgroups.event(group, "oomGroupKill");
    const victims = doomed.map((space) => ({ space: space.id, cgroup: space.cgroup, pages: sizeOf(space) }));
    this.onChosen?.({ limitedBy: domain, group, victims });
    for (const space of doomed) {
      cgroups.event(space.cgroup, "oomKill");
      this.destroy(space);
    }
    this.onKill?.({ limitedBy: domain, group, victims });
    return true;
  }

  private mayKill(space: Space): boolean {
    return !space.oomExempt && this.adjustment?.(space.id) !== NEVER;
  }

  /** oom_badness of mm/oom_kill.c: pages, and the adjustment as a share of what the domain may have. */
  private points(space: Space, domain: number): number {
    const adjustment = this.adjustment?.(space.id) ?? 0;
    if (adjustment === 0) return sizeOf(space);
    const { cgroups, frames, swap } = this.machine;
    const total = Math.min(cgroups.get(domain).limits.max, frames.frames + swap.slots);
    return sizeOf(space) + adjustment * Math.floor(total / 1000);
  }

  /** The highest cgroup, from the victim's up to the domain, that is killed as a whole; -1 if none is. */
  private groupOf(cgroup: number, domain: number): number {
    let group = -1;
    for (let at = cgroup; at > ROOT_CGROUP; at = this.machine.cgroups.get(at).parent) {
      if (this.machine.cgroups.get(at).limits.oomGroup) group = at;
      if (at === domain) break;
    }
    return group;
  }
}
