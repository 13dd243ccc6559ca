/** What the tests of this folder share. */
import { createScheduler } from "../create";
import { type CpuScheduler, DEFAULT_GROUP, type GroupSettings, ROOT_GROUP } from "../scheduler";

export const MS = 1e6;
export const SECOND = 1e9;
export const POLICIES = ["cfs", "eevdf"] as const;

export function machine(
  policy: "cfs" | "eevdf",
  cores: number,
  tickHz = 0,
  threadsPerCore = 1,
): CpuScheduler {
  return createScheduler(policy, { cores, threadsPerCore, tickHz, seed: 1 });
}

export function group(
  scheduler: CpuScheduler,
  settings: Partial<GroupSettings>,
  parent = ROOT_GROUP,
): number {
  return scheduler.addGroup(parent, { ...DEFAULT_GROUP, ...settings }, 0);
}

export function task(scheduler: CpuScheduler, inGroup = ROOT_GROUP, nice = 0): number {
  return scheduler.addEntity(inGroup, { nice }, 0);
}
