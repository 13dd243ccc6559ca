/** The cpuset controller: which cores and memory nodes the tasks of a cgroup may use. */
import { SysError } from "../abi/errno";
import type { Task } from "../process/task";
import type { Cgroup } from "./cgroup";
import { nearest } from "./nearest";
import type { CgroupTree } from "./tree";

export type Partition = "member" | "root" | "isolated";

export interface CpusetState {
  /** As written; empty: those of the parent. Ascending. */
  cpus: readonly number[];
  mems: readonly number[];
  /** What results, never empty. */
  effectiveCpus: readonly number[];
  partition: Partition;
  /** Why a partition is not one, as cpuset.cpus.partition shows it. */
  invalid: string | undefined;
}

export class CpusetController {
  readonly all: readonly number[];

  constructor(private readonly tree: CgroupTree) {
    this.all = Array.from({ length: tree.host.cpus }, (_, cpu) => cpu);
  }

  online(cgroup: Cgroup): void {
    const { parent } = cgroup;
    const effectiveCpus = parent === undefined ? this.all : nearest(parent, "cpuset").effectiveCpus;
    cgroup.cpuset = { cpus: [], mems: [], effectiveCpus, partition: "member", invalid: undefined };
  }

  offline(cgroup: Cgroup): void {
    const before = cgroup.cpuset?.effectiveCpus;
    cgroup.cpuset = undefined;
    if (before !== undefined && before !== this.effective(cgroup)) this.narrowAll(cgroup);
  }

  /** The cores that tasks of the cgroup may use. */
  effective(cgroup: Cgroup): readonly number[] {
    return nearest(cgroup, "cpuset").effectiveCpus;
  }

  /** @throws SysError EINVAL for a core that is not there, ENOSPC for emptying the set of a cgroup with tasks */
  setCpus(cgroup: Cgroup, cpus: readonly number[]): void {
    const { cpuset } = cgroup;
    if (cpuset === undefined) throw new SysError("EINVAL");
    if (cpus.some((cpu) => !this.all.includes(cpu))) throw new SysError("EINVAL");
    if (cgroup.populated && cpuset.cpus.length > 0 && cpus.length === 0) throw new SysError("ENOSPC");
    cpuset.cpus = cpus;
    this.recompute(cgroup.parent ?? cgroup);
  }

  /** Memory nodes: there is one. */
  setMems(cgroup: Cgroup, mems: readonly number[]): void {
    const { cpuset } = cgroup;
    if (cpuset === undefined || mems.some((node) => node !== 0)) throw new SysError("EINVAL");
    if (cgroup.populated && cpuset.mems.length > 0 && mems.length === 0) throw new SysError("ENOSPC");
    cpuset.mems = mems;
  }

  /**
   * Writes cpuset.cpus.partition. A partition takes its cores away from its parent; where that cannot be, it is kept as invalid, with
   * the reason.
   */
  setPartition(cgroup: Cgroup, partition: Partition): void {
    const { cpuset, parent } = cgroup;
    if (cpuset === undefined || parent === undefined) throw new SysError("EINVAL");
    cpuset.partition = partition;
    cpuset.invalid = undefined;
    this.recompute(parent);
  }

  /** The tasks have come to the cgroup: its cores are theirs, whatever affinity they had set. */
  narrow(cgroup: Cgroup, tasks: Iterable<Task>): void {
    const cpus = this.effective(cgroup);
    for (const task of tasks) {
      task.process.cpus = undefined;
      this.tree.host.cpu.setCpus(task, cpus);
    }
  }

  /** A task moves between cgroups. */
  attach(task: Task, from: Cgroup, to: Cgroup): void {
    if (nearest(from, "cpuset") !== nearest(to, "cpuset")) this.narrow(to, [task]);
  }

  /** Effective cores of everything below the cgroup, and of itself as far as partitions of its children take from them. */
  private recompute(cgroup: Cgroup): void {
    const { cpuset, parent } = cgroup;
    if (cpuset !== undefined) {
      const above = parent === undefined ? this.all : this.effective(parent);
      cpuset.effectiveCpus = this.own(cpuset, above);
      this.divide(cgroup, cpuset);
    }
    this.narrowAll(cgroup);
  }

  private own(cpuset: CpusetState, above: readonly number[]): readonly number[] {
    if (cpuset.partition !== "member" && cpuset.invalid === undefined) return cpuset.cpus;
    const common = cpuset.cpus.filter((cpu) => above.includes(cpu));
    return common.length === 0 ? above : common;
  }

  /** Gives the children's partitions their cores, and the other children what is left. */
  private divide(cgroup: Cgroup, cpuset: CpusetState): void {
    const isRoot =
      cgroup.parent === undefined || (cpuset.partition !== "member" && cpuset.invalid === undefined);
    let left = cpuset.effectiveCpus;
    for (const child of cgroup.children.values()) {
      if (child.cpuset === undefined || child.cpuset.partition === "member") continue;
      child.cpuset.invalid = this.problem(child, child.cpuset, isRoot, left);
      if (child.cpuset.invalid === undefined) {
        const { cpus } = child.cpuset;
        left = left.filter((cpu) => !cpus.includes(cpu));
      }
    }
    cpuset.effectiveCpus = left;
    for (const child of cgroup.children.values()) {
      if (child.cpuset === undefined) continue;
      if (child.cpuset.partition === "member") child.cpuset.invalid = undefined;
      child.cpuset.effectiveCpus = this.own(child.cpuset, left);
      this.divide(child, child.cpuset);
    }
  }

  /** Why a partition cannot be one (perr_strings of kernel/cgroup/cpuset.c). */
  private problem(
    child: Cgroup,
    { cpus, invalid }: CpusetState,
    parentIsRoot: boolean,
    left: readonly number[],
  ): string | undefined {
    if (cpus.length === 0) return invalid ?? "cpuset.cpus is empty";
    if (!parentIsRoot) return "Parent is not a partition root";
    for (const other of child.parent?.children.values() ?? [])
      if (other !== child && other.cpuset?.cpus.some((cpu) => cpus.includes(cpu)))
        return "Cpu list in cpuset.cpus not exclusive";
    if (!cpus.every((cpu) => left.includes(cpu))) return "Invalid cpu list in cpuset.cpus";
    if (left.length === cpus.length && (child.parent?.hasTasks || child.parent?.parent === undefined))
      return "Parent unable to distribute cpu downstream";
    return undefined;
  }

  /** Tasks and groups of the scheduler follow the new sets. */
  private narrowAll(cgroup: Cgroup): void {
    for (const at of cgroup.subtree()) {
      this.narrow(at, this.tree.tasksOf(at));
      if (at.cpuset !== undefined) this.tree.controllers.cpu.apply(at);
    }
  }
}
