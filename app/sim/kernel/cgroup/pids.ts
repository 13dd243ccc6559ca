/** The pids controller: how many tasks there may be. A zombie counts until it has been waited for. */
import { SysError } from "../abi/errno";
import { ChangeNotifier } from "../fs/generated";
import type { Cgroup } from "./cgroup";
import { holder } from "./nearest";
import type { CgroupTree } from "./tree";

export interface PidsState {
  /** pids.max; Infinity is "max". */
  max: number;
  peak: number;
  /** Forks that failed: the "max" of pids.events. */
  refused: number;
  readonly changed: ChangeNotifier;
}

export class PidsController {
  constructor(private readonly tree: CgroupTree) {}

  online(cgroup: Cgroup): void {
    cgroup.pids = {
      max: Number.POSITIVE_INFINITY,
      peak: cgroup.tasks,
      refused: 0,
      changed: new ChangeNotifier(),
    };
  }

  offline(cgroup: Cgroup): void {
    cgroup.pids = undefined;
  }

  /** A fork in the cgroup. @throws SysError EAGAIN over a limit, here or above */
  charge(cgroup: Cgroup): void {
    for (const at of cgroup.upwards()) {
      if (at.pids === undefined) continue;
      if (at.tasks + 1 > at.pids.max) {
        this.refuse(holder(cgroup, "pids"));
        throw new SysError("EAGAIN");
      }
      // The kernel counts upwards and takes it back: the peaks below the limit have seen the task.
      at.pids.peak = Math.max(at.pids.peak, at.tasks + 1);
    }
    this.add(cgroup);
  }

  uncharge(cgroup: Cgroup): void {
    for (const at of cgroup.upwards()) at.tasks--;
  }

  /** A task moves; limits do not hinder that. */
  move(from: Cgroup, to: Cgroup): void {
    this.add(to);
    this.uncharge(from);
  }

  private add(cgroup: Cgroup): void {
    for (const at of cgroup.upwards()) {
      at.tasks++;
      if (at.pids !== undefined && at.tasks > at.pids.peak) at.pids.peak = at.tasks;
    }
  }

  private refuse(cgroup: Cgroup): void {
    const { pids } = cgroup;
    if (pids === undefined) return;
    pids.refused++;
    if (pids.refused === 1) this.tree.host.log(`cgroup: fork rejected by pids controller in ${cgroup.path}`);
    pids.changed.notify();
  }
}
