/** Settings of an instance's cgroup in the units that the kernel keeps them in. */
import { DEFAULT_GROUP, type GroupSettings } from "../cpu/scheduler";
import { coresOf } from "../scenario/parse";
import type { InstanceSpec } from "../scenario/schema";

const PAGES_PER_MIB = 256;

/** cgroup v2 memory.*, in pages; Infinity is "max". */
export interface MemoryLimits {
  readonly min: number;
  readonly low: number;
  readonly high: number;
  readonly max: number;
  readonly swapMax: number;
}

export const pagesOf = (mib: number | "max"): number =>
  mib === "max" ? Number.POSITIVE_INFINITY : Math.round(mib * PAGES_PER_MIB);

type MemorySettings = Partial<Omit<InstanceSpec["memory"], "oomGroup">>;

/** What the settings say, the rest as it was. */
export const memoryLimits = (settings: MemorySettings, old?: MemoryLimits): MemoryLimits => ({
  min: settings.minMiB === undefined ? (old?.min ?? 0) : pagesOf(settings.minMiB),
  low: settings.lowMiB === undefined ? (old?.low ?? 0) : pagesOf(settings.lowMiB),
  high: settings.highMiB === undefined ? (old?.high ?? Number.POSITIVE_INFINITY) : pagesOf(settings.highMiB),
  max: settings.maxMiB === undefined ? (old?.max ?? Number.POSITIVE_INFINITY) : pagesOf(settings.maxMiB),
  swapMax:
    settings.swapMaxMiB === undefined
      ? (old?.swapMax ?? Number.POSITIVE_INFINITY)
      : pagesOf(settings.swapMaxMiB),
});

export const quotaNsOf = (quotaUs: number | "max"): number =>
  quotaUs === "max" ? Number.POSITIVE_INFINITY : quotaUs * 1000;

/** @throws RangeError if the cpuset names cores that the host has not. */
export const groupSettings = (cpu: InstanceSpec["cpu"], cores: number): GroupSettings => ({
  ...DEFAULT_GROUP,
  weight: cpu.weight,
  quotaNs: quotaNsOf(cpu.max.quotaUs),
  periodNs: cpu.max.periodUs * 1000,
  cpus: coresOf(cpu.cpus, cores),
});
