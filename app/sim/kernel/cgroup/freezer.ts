/**
 * The freezer: tasks of a frozen cgroup stand still. One that sleeps counts as frozen at once, since it cannot run on when it wakes;
 * one that runs stops at its next step. A cgroup is frozen when everything in it and below it stands still.
 */

import type { Task } from "../process/task";
import { WaitQueue } from "../process/wait-queue";
import type { Cgroup } from "./cgroup";
import type { CgroupTree } from "./tree";

export class Freezer {
  /** Woken when cgroups thaw: tasks that stand still look again. */
  readonly thawed = new WaitQueue();
  /** Tasks that stand still. */
  private readonly still = new Set<Task>();

  constructor(private readonly tree: CgroupTree) {}

  /** Whether the task may not run on. The caller lets it run all the same when it has been killed. */
  holds(task: Task): boolean {
    return this.tree.of(task).freezing > 0;
  }

  /** A task that `holds` stopped has come to rest. */
  rested(task: Task): void {
    if (!this.holds(task)) return;
    if (task.state === "R" || (task.state === "T" && task.process.stoppedBy === undefined)) task.state = "S";
    if (this.still.has(task)) return;
    this.still.add(task);
    this.settle(this.tree.of(task));
  }

  /** Writes cgroup.freeze. */
  set(cgroup: Cgroup, freeze: boolean): void {
    if (cgroup.freeze === freeze) return;
    cgroup.freeze = freeze;
    for (const at of cgroup.subtree()) {
      at.freezing += freeze ? 1 : -1;
      if (at.freezing > (freeze ? 1 : 0)) continue;
      for (const task of this.tree.tasksOf(at)) {
        if (freeze) this.note(task);
        else this.wake(task);
      }
    }
    for (const at of [...cgroup.subtree()].reverse()) this.update(at);
    this.settle(cgroup);
    if (!freeze) this.thawed.wakeAll();
  }

  /** A new cgroup is frozen where its parent is. */
  born(cgroup: Cgroup): void {
    cgroup.freezing = cgroup.parent?.freezing ?? 0;
    cgroup.frozen = cgroup.freezing > 0;
  }

  childGone(parent: Cgroup): void {
    this.settle(parent);
  }

  /** A task was born in its cgroup. */
  joined(task: Task): void {
    const cgroup = this.tree.of(task);
    if (cgroup.freezing > 0) this.settle(cgroup);
  }

  /** A task is over. */
  left(task: Task, cgroup: Cgroup): void {
    this.still.delete(task);
    if (cgroup.freezing > 0) this.settle(cgroup);
  }

  /** The task was killed: it runs on to its end. */
  killed(task: Task): void {
    if (this.still.delete(task)) this.settle(this.tree.of(task));
  }

  migrated(task: Task, from: Cgroup, to: Cgroup): void {
    if (to.freezing > 0) this.note(task);
    else if (from.freezing > 0) this.wake(task);
    this.settle(to);
  }

  /** Looks again whether the cgroup and those above it are frozen. */
  settle(cgroup: Cgroup): void {
    for (const at of cgroup.upwards()) this.update(at);
  }

  private update(cgroup: Cgroup): void {
    const frozen = cgroup.freezing > 0 && this.allStill(cgroup);
    if (frozen === cgroup.frozen) return;
    cgroup.frozen = frozen;
    cgroup.eventsChanged.notify();
  }

  private allStill(cgroup: Cgroup): boolean {
    for (const child of cgroup.children.values()) if (!child.frozen) return false;
    for (const task of this.tree.tasksOf(cgroup)) if (!this.still.has(task)) return false;
    return true;
  }

  private note(task: Task): void {
    if (task.state === "S" || task.state === "T") this.still.add(task);
  }

  private wake(task: Task): void {
    if (this.still.delete(task)) task.wake();
  }
}
