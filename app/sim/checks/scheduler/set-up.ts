/** Small set-ups that the checks drive. */
import { createScheduler } from "../../cpu/create";
import {
  type CpuScheduler,
  DEFAULT_GROUP,
  type EntityId,
  type GroupId,
  type GroupSettings,
  type PolicyName,
  ROOT_GROUP,
} from "../../cpu/scheduler";

export const MS = 1_000_000;
export const SECOND = 1000 * MS;

/** Decisions fall exactly where slices end: no tick. */
export const newScheduler = (policy: PolicyName, cores: number): CpuScheduler =>
  createScheduler(policy, { cores, threadsPerCore: 1, tickHz: 0, seed: 1 });

export const newGroup = (scheduler: CpuScheduler, settings: Partial<GroupSettings> = {}): GroupId =>
  scheduler.addGroup(ROOT_GROUP, { ...DEFAULT_GROUP, ...settings }, 0);

export const newTask = (scheduler: CpuScheduler, group: GroupId = ROOT_GROUP, nice = 0): EntityId =>
  scheduler.addEntity(group, { nice }, 0);
