/** The cpu controller: weights and quotas, carried out by the host's scheduler. */
import { SysError } from "../abi/errno";
import type { Task } from "../process/task";
import type { Cgroup } from "./cgroup";
import { nearest } from "./nearest";
import { DEFAULT_CPU } from "./ports";
import type { CgroupTree } from "./tree";

export interface CpuState {
  /** The scheduler's group. */
  readonly group: number;
  /** The kernel's own unit of weight: 1024 is cpu.weight 100. */
  shares: number;
  /** Infinity is "max". */
  quotaUs: number;
  periodUs: number;
  burstUs: number;
  idle: boolean;
}

const DEFAULT_SHARES = 1024;
/** WEIGHT_IDLEPRIO. */
const IDLE_SHARES = 3;
/** min_cfs_quota_period, max_cfs_quota_period and max_cfs_runtime of kernel/sched/core.c. */
const LEAST_US = 1000;
const LONGEST_PERIOD_US = 1_000_000;
const MOST_QUOTA_US = 2 ** 44;

export class CpuController {
  constructor(private readonly tree: CgroupTree) {}

  online(cgroup: Cgroup): void {
    const { cpu } = this.tree.host;
    const { parent } = cgroup;
    const group =
      parent === undefined ? cpu.rootGroup : cpu.addGroup(nearest(parent, "cpu").group, DEFAULT_CPU);
    cgroup.cpu = {
      group,
      shares: DEFAULT_SHARES,
      quotaUs: Number.POSITIVE_INFINITY,
      periodUs: 100_000,
      burstUs: 0,
      idle: false,
    };
    if (parent !== undefined) this.moveAll(cgroup, group);
  }

  offline(cgroup: Cgroup): void {
    const { cpu } = cgroup;
    if (cpu === undefined || cgroup.parent === undefined) return;
    cgroup.cpu = undefined;
    this.moveAll(cgroup, nearest(cgroup.parent, "cpu").group);
    this.tree.host.cpu.removeGroup(cpu.group);
  }

  attach(task: Task, from: Cgroup, to: Cgroup): void {
    const { group } = nearest(to, "cpu");
    if (group !== nearest(from, "cpu").group) this.tree.host.cpu.moveTask(task, group);
  }

  /** @throws SysError EINVAL while the group is idle */
  setShares(cgroup: Cgroup, shares: number): void {
    const state = nearest(cgroup, "cpu");
    if (state.idle) throw new SysError("EINVAL");
    state.shares = Math.max(2, shares);
    this.apply(cgroup);
  }

  setIdle(cgroup: Cgroup, idle: boolean): void {
    const state = nearest(cgroup, "cpu");
    if (state.idle === idle) return;
    state.idle = idle;
    state.shares = idle ? IDLE_SHARES : DEFAULT_SHARES;
    this.apply(cgroup);
  }

  /** tg_set_cfs_bandwidth. @throws SysError EINVAL for what the kernel does not take */
  setBandwidth(cgroup: Cgroup, change: Partial<Pick<CpuState, "quotaUs" | "periodUs" | "burstUs">>): void {
    const state = nearest(cgroup, "cpu");
    const { quotaUs, periodUs, burstUs } = { ...state, ...change };
    const limited = quotaUs !== Number.POSITIVE_INFINITY;
    if (quotaUs < LEAST_US || periodUs < LEAST_US || periodUs > LONGEST_PERIOD_US)
      throw new SysError("EINVAL");
    if (limited && (quotaUs >= MOST_QUOTA_US || burstUs > quotaUs || burstUs + quotaUs >= MOST_QUOTA_US))
      throw new SysError("EINVAL");
    Object.assign(state, { quotaUs, periodUs, burstUs });
    this.apply(cgroup);
  }

  /** Tells the scheduler what the cgroup's settings are, and which cores its cpuset leaves it. */
  apply(cgroup: Cgroup): void {
    const { cpu } = cgroup;
    if (cpu === undefined || cgroup.parent === undefined) return;
    this.tree.host.cpu.setGroup(cpu.group, {
      weight: Math.min(10_000, Math.max(1, (cpu.shares * 100) / 1024)),
      quotaNs: cpu.quotaUs * 1000,
      periodNs: cpu.periodUs * 1000,
      burstNs: cpu.burstUs * 1000,
      idle: cpu.idle,
      cpus: cgroup.cpuset?.effectiveCpus,
    });
  }

  private moveAll(cgroup: Cgroup, group: number): void {
    for (const at of cgroup.subtree())
      for (const task of this.tree.tasksOf(at)) this.tree.host.cpu.moveTask(task, group);
  }
}
