/** What the kernel says of memory. Amounts are in pages of 4 KiB; Infinity is "max". */
import type { Task } from "../process/task";

export const PAGE_BYTES = 4096;

export interface MemoryLimits {
  readonly min: number;
  readonly low: number;
  readonly high: number;
  readonly max: number;
  readonly swapMax: number;
  readonly oomGroup: boolean;
}

/** memory.events, in the order in which the file has them. */
export interface MemoryEvents {
  readonly low: number;
  readonly high: number;
  readonly max: number;
  readonly oom: number;
  readonly oomKill: number;
  readonly oomGroupKill: number;
}

/** What a cgroup and everything below it has. */
export interface MemoryUsage {
  readonly current: number;
  readonly peak: number;
  readonly swap: number;
  readonly anon: number;
  /** Page cache; tmpfs (`shmem`) is part of it. */
  readonly file: number;
  readonly shmem: number;
  /** Pages of the page cache that processes map. */
  readonly fileMapped: number;
  readonly dirty: number;
  readonly minorFaults: number;
  readonly majorFaults: number;
  readonly events: MemoryEvents;
  readonly localEvents: MemoryEvents;
}

/** The numbers of /proc/meminfo that are not constant, in pages. */
export interface MemoryInfo {
  readonly total: number;
  readonly free: number;
  readonly available: number;
  /** Page cache, tmpfs included. */
  readonly cached: number;
  readonly shmem: number;
  readonly anon: number;
  readonly mapped: number;
  readonly dirty: number;
  readonly swapTotal: number;
  readonly swapFree: number;
  readonly slab: number;
  readonly slabReclaimable: number;
  readonly kernelStack: number;
  readonly pageTables: number;
  readonly commitLimit: number;
  readonly committed: number;
}

/** What files in memory (tmpfs) cost their writers: one for each file. */
export interface PageAccount {
  /** More pages are written; the writer's cgroup pays. The kernel itself (no task) has the root pay. @throws SysError ENOMEM */
  charge(pages: number, task: Task | undefined): void;
  /** The newest of them are gone. */
  release(pages: number): void;
}

/** The pages of a program's file: shared by all who run it. */
export interface ProgramFile {
  /** Number of the file in the model. */
  readonly file: number;
  /** It lies in memory anyway (tmpfs), so its pages count as shared memory. */
  readonly inMemory: boolean;
}
