/** What cgroups need of the host's scheduler and of the rest of the kernel. */
import type { MemoryPort } from "../memory/port";
import type { Task } from "../process/task";
import type { KernelServices } from "../services";

/** Settings of a group of the scheduler, in its terms. */
export interface CpuGroupSettings {
  /** 1 to 10000; 100 is usual. May be a fraction: nice levels lie between whole weights. */
  readonly weight: number;
  /** So much processor time a period; Infinity: no limit. */
  readonly quotaNs: number;
  readonly periodNs: number;
  /** Time that may be saved up from periods that were not used up. */
  readonly burstNs: number;
  /** SCHED_IDLE: runs only when others do not. */
  readonly idle: boolean;
  /** The cores that a cpuset leaves to it; undefined: those of its parent. */
  readonly cpus: readonly number[] | undefined;
}

export const DEFAULT_CPU: CpuGroupSettings = {
  weight: 100,
  quotaNs: Number.POSITIVE_INFINITY,
  periodNs: 100_000_000,
  burstNs: 0,
  idle: false,
  cpus: undefined,
};

export interface CpuPort {
  /** The scheduler's group of the root cgroup. */
  readonly rootGroup: number;
  addGroup(parent: number, settings: CpuGroupSettings): number;
  setGroup(group: number, settings: CpuGroupSettings): void;
  /** It has no tasks and no groups any more. */
  removeGroup(group: number): void;
  throttling(group: number): {
    readonly periods: number;
    readonly throttled: number;
    readonly throttledNs: number;
  };
  /** The task is scheduled in another group from now on, whatever it is doing. */
  moveTask(task: Task, group: number): void;
  /** The cores that a cpuset leaves to the task, ascending and never empty. */
  setCpus(task: Task, cpus: readonly number[]): void;
}

/** The parts of the kernel that cgroups call. */
export interface CgroupHost
  extends Pick<KernelServices, "nowNs" | "realtimeNs" | "log" | "signal" | "cpus" | "initialPidNs"> {
  readonly cpu: CpuPort;
  readonly memory: MemoryPort;
}
