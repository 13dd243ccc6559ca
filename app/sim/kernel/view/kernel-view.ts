/** All that views of a kernel read, as plain data: cheap enough to be sent from a worker a few times a second. */
import type { Kernel } from "../kernel";
import { type CgroupView, cgroupViews } from "./cgroups";
import { type MountView, mountViews } from "./mounts";
import { type NamespaceView, namespaceViews } from "./namespaces";
import { type ProcessView, processViews } from "./processes";

export interface KernelView {
  readonly nowNs: number;
  readonly processes: readonly ProcessView[];
  readonly namespaces: readonly NamespaceView[];
  readonly cgroups: readonly CgroupView[];
  /** Of each mount namespace that a process is in. */
  readonly mounts: readonly MountView[];
  /** Processor time since boot, ns. */
  readonly userNs: number;
  readonly systemNs: number;
  readonly idleNs: number;
  readonly totalPages: number;
  readonly freePages: number;
}

export function kernelView(kernel: Kernel): KernelView {
  const { total, free } = kernel.memory.totals();
  return {
    nowNs: kernel.nowNs(),
    processes: processViews(kernel),
    namespaces: namespaceViews(kernel),
    cgroups: cgroupViews(kernel),
    mounts: mountViews(kernel),
    ...kernel.cpuTimes(),
    totalPages: total,
    freePages: free,
  };
}
