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

const sizeOf = (space: Space): number => space.anonPages + space.filePages + space.swapPages;

export class OomKiller {
  /** The host hears who was killed, after their memory has been freed. */
  onKill: ((event: OomEvent) => void) | undefined;

  constructor(
    private readonly machine: Machine,
    private readonly destroy: (space: Space) => void,
  ) {}

  /** Kills in the cgroup. False: nobody there has pages and may be killed. */
  kill(domain: number): boolean {
    const { cgroups, spaces } = this.machine;
    cgroups.event(domain, "oom");
    let largest: Space | undefined;
    for (const space of spaces.all()) {
      if (space.oomExempt || sizeOf(space) === 0 || !cgroups.isUnder(space.cgroup, domain)) continue;
      if (!largest || sizeOf(space) > sizeOf(largest)) largest = space;
    }
    if (!largest) return false;
    const group = this.groupOf(largest.cgroup, domain);
    const doomed =
      group < 0
        ? [largest]
        : [...spaces.all()].filter((space) => !space.oomExempt && cgroups.isUnder(space.cgroup, group));
    if (group >= 0) cgroups.event(group, "oomGroupKill");
    const victims = doomed.map((space) => ({ space: space.id, cgroup: space.cgroup, pages: sizeOf(space) }));
    for (const space of doomed) {
      cgroups.event(space.cgroup, "oomKill");
      this.destroy(space);
    }
    this.onKill?.({ limitedBy: domain, group, victims });
    return true;
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
