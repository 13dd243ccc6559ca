/** S7: how long a task runs at a time, and how long until its next turn, by the number of tasks and of cores. */
import { busy, drive } from "../../cpu/drive";
import type { PolicyName } from "../../cpu/scheduler";
import { type Expectation, judge, type SchedulerCheck, within1Percent } from "./exact";
import { MS, newScheduler, newTask, SECOND } from "./set-up";

export interface SliceCase {
  readonly cores: number;
  readonly tasksPerCore: number;
  /** Expected. A task's turn comes again when each of the core's tasks had one such slice. */
  readonly sliceMs: number;
}

export interface SliceSetUp {
  readonly id: string;
  readonly what: string;
  readonly policy: PolicyName;
  readonly cases: readonly SliceCase[];
}

const SECONDS = 3;

const nameOf = ({ cores, tasksPerCore }: SliceCase): string =>
  `${tasksPerCore} tasks on ${cores === 1 ? "1 core" : `each of ${cores} cores`}`;

export function sliceCheck(setUp: SliceSetUp): SchedulerCheck {
  const expected: Expectation[] = [];
  const values: Record<string, number> = {};
  for (const each of setUp.cases) {
    const name = nameOf(each);
    const { sliceMs, periodMs } = measure(setUp.policy, each);
    values[`${name}: slice`] = sliceMs;
    values[`${name}: period`] = periodMs;
    expected.push(
      within1Percent(`${name}: slice`, each.sliceMs, "ms"),
      within1Percent(`${name}: period`, each.sliceMs * each.tasksPerCore, "ms"),
    );
  }
  return judge(setUp, expected, values);
}

/** Equal busy tasks. Medians over all cores, after the first second. */
function measure(policy: PolicyName, { cores, tasksPerCore }: SliceCase) {
  const scheduler = newScheduler(policy, cores);
  const entities = Array.from({ length: cores * tasksPerCore }, () => newTask(scheduler));
  const untilNs = SECONDS * SECOND;
  const driver = drive(scheduler, entities.map(busy), untilNs, { keepIntervals: true });
  const slices: number[] = [];
  const periods: number[] = [];
  const startedAt = new Map<number, number>();
  for (const intervals of driver.intervals)
    for (const { fromNs, toNs, entity } of intervals) {
      if (fromNs < SECOND || toNs === untilNs) continue;
      slices.push(toNs - fromNs);
      const before = startedAt.get(entity);
      if (before !== undefined) periods.push(fromNs - before);
      startedAt.set(entity, fromNs);
    }
  return { sliceMs: median(slices) / MS, periodMs: median(periods) / MS };
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

const what = "slice and period of equal tasks on 1, 4 and 8 cores, where Linux's times count 1, 3 and 4 fold";

export const sliceSetUps: readonly SliceSetUp[] = [
  {
    // CFS: a latency of 6 ms is shared by up to 8 tasks; beyond that each gets 0.75 ms.
    id: "S7",
    what,
    policy: "cfs",
    cases: [
      { cores: 1, tasksPerCore: 4, sliceMs: 1.5 },
      { cores: 1, tasksPerCore: 16, sliceMs: 0.75 },
      { cores: 4, tasksPerCore: 4, sliceMs: 4.5 },
      { cores: 4, tasksPerCore: 16, sliceMs: 2.25 },
      { cores: 8, tasksPerCore: 4, sliceMs: 6 },
      { cores: 8, tasksPerCore: 16, sliceMs: 3 },
    ],
  },
  {
    // EEVDF: the base slice of 0.75 ms, however many wait.
    id: "S7/eevdf",
    what,
    policy: "eevdf",
    cases: [
      { cores: 1, tasksPerCore: 4, sliceMs: 0.75 },
      { cores: 1, tasksPerCore: 16, sliceMs: 0.75 },
      { cores: 4, tasksPerCore: 4, sliceMs: 2.25 },
      { cores: 8, tasksPerCore: 4, sliceMs: 3 },
    ],
  },
];
