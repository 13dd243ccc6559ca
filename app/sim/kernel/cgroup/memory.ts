/** The memory controller: limits and protection, carried out by the host's memory. Amounts are in pages; Infinity is "max". */
import { ChangeNotifier } from "../fs/generated";
import type { Process } from "../process/process";
import type { Cgroup } from "./cgroup";
import { nearest } from "./nearest";
import type { CgroupTree } from "./tree";

export interface MemoryState {
  /** The cgroup of the host's memory. */
  readonly group: number;
  readonly limits: {
    min: number;
    low: number;
    high: number;
    max: number;
    swapHigh: number;
    swapMax: number;
    oomGroup: boolean;
  };
  /** memory.events has changed. */
  readonly changed: ChangeNotifier;
}

export class MemoryController {
  private readonly byGroup = new Map<number, Cgroup>();

  constructor(private readonly tree: CgroupTree) {
    tree.host.memory.onEvent = (group) => {
      const cgroup = this.byGroup.get(group);
      for (const at of cgroup?.upwards() ?? []) at.memory?.changed.notify();
    };
  }

  online(cgroup: Cgroup): void {
    const { memory } = this.tree.host;
    const { parent } = cgroup;
    const group =
      parent === undefined ? memory.rootCgroup : memory.addCgroup(nearest(parent, "memory").group);
    cgroup.memory = {
      group,
      limits: {
        min: 0,
        low: 0,
        high: Number.POSITIVE_INFINITY,
        max: Number.POSITIVE_INFINITY,
        swapHigh: Number.POSITIVE_INFINITY,
        swapMax: Number.POSITIVE_INFINITY,
        oomGroup: false,
      },
      changed: new ChangeNotifier(),
    };
    this.byGroup.set(group, cgroup);
    if (parent !== undefined) this.moveAll(cgroup);
  }

  offline(cgroup: Cgroup): void {
    const { memory } = cgroup;
    if (memory === undefined || cgroup.parent === undefined) return;
    cgroup.memory = undefined;
    this.byGroup.delete(memory.group);
    this.moveAll(cgroup);
    const above = [...cgroup.parent.upwards()];
    const count = (by: number) => {
      if (cgroup.dead) for (const at of above) at.dyingDescendants += by;
    };
    if (this.tree.host.memory.removeCgroup(memory.group, () => count(-1))) count(1);
  }

  /** A process moves: what it touches from now on is the other cgroup's; what it has stays where it was charged. */
  attach(process: Process, to: Cgroup): void {
    process.memory.moveTo(nearest(to, "memory").group);
  }

  /** Changes limits. Usage over a new high or max is reclaimed, then killed for. */
  setLimits(state: MemoryState, change: Partial<MemoryState["limits"]>): void {
    Object.assign(state.limits, change);
    const { min, low, high, max, swapMax, oomGroup } = state.limits;
    this.tree.host.memory.setLimits(state.group, { min, low, high, max, swapMax, oomGroup });
  }

  private moveAll(cgroup: Cgroup): void {
    for (const at of cgroup.subtree()) for (const process of at.processes) this.attach(process, at);
  }
}
