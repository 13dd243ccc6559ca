/** S5 and S6: cpu.max. How much a group gets, and when it is held back. */
import { busy, drive } from "../../cpu/drive";
import type { PolicyName } from "../../cpu/scheduler";
import { type Expectation, judge, type SchedulerCheck, within1Percent } from "./exact";
import { MS, newGroup, newScheduler, newTask, SECOND } from "./set-up";

export interface QuotaSetUp {
  readonly id: string;
  readonly what: string;
  readonly policy: PolicyName;
  readonly cores: number;
  readonly threads: number;
  readonly quotaMs: number;
  readonly periodMs: number;
  readonly expected: readonly Expectation[];
}

const SECONDS = 30;

/** One group of busy threads under a quota, nothing beside it. The first second is left out of the stretches. */
export function quotaCheck(setUp: QuotaSetUp): SchedulerCheck {
  const { policy, cores, threads, quotaMs, periodMs, expected } = setUp;
  const scheduler = newScheduler(policy, cores);
  const group = newGroup(scheduler, { quotaNs: quotaMs * MS, periodNs: periodMs * MS });
  const entities = Array.from({ length: threads }, () => newTask(scheduler, group));
  const untilNs = SECONDS * SECOND;
  const driver = drive(scheduler, entities.map(busy), untilNs, { keepIntervals: true });
  const ranNs = entities.reduce((sum, entity) => sum + driver.ranNs(entity), 0);

  const runs: number[] = [];
  const pauses: number[] = [];
  for (const intervals of driver.intervals) {
    const busyStretches = merged(intervals).filter(({ fromNs, toNs }) => fromNs >= SECOND && toNs < untilNs);
    busyStretches.forEach(({ fromNs, toNs }, index) => {
      runs.push(toNs - fromNs);
      if (index > 0) pauses.push(fromNs - busyStretches[index - 1]!.toNs);
    });
  }
  const { periods, throttled } = scheduler.throttling(group);
  return judge(setUp, expected, {
    share: (100 * ranNs) / untilNs,
    nr_periods: periods,
    nr_throttled: throttled,
    "worst pause": pauses.reduce((a, b) => Math.max(a, b), 0) / MS,
    "mean run": mean(runs) / MS,
    "mean pause": mean(pauses) / MS,
  });
}

/** Stretches in which a core was busy, whoever had it. */
function merged(intervals: readonly { readonly fromNs: number; readonly toNs: number }[]) {
  const stretches: { fromNs: number; toNs: number }[] = [];
  for (const { fromNs, toNs } of intervals) {
    const last = stretches.at(-1);
    if (last?.toNs === fromNs) last.toNs = toNs;
    else stretches.push({ fromNs, toNs });
  }
  return stretches;
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

const oneHog = {
  what: "cpu.max 20000/100000, one busy task on one core",
  cores: 1,
  threads: 1,
  quotaMs: 20,
  periodMs: 100,
} as const;

/** Counted over the whole run; the first and the last period may be cut. */
const count = (name: string, value: number): Expectation => ({ name, value, unit: "count", tolerance: 1 });

const linuxHog: readonly Expectation[] = [
  within1Percent("share", 20, "%"),
  count("nr_periods", SECONDS * 10),
  count("nr_throttled", SECONDS * 10),
  within1Percent("worst pause", 80, "ms"),
];

const fourThreads = {
  what: "cpu.max 100000/100000, four threads on four cores",
  cores: 4,
  threads: 4,
  quotaMs: 100,
  periodMs: 100,
  expected: [
    within1Percent("share", 100, "%"),
    within1Percent("mean run", 25, "ms"),
    within1Percent("mean pause", 75, "ms"),
  ],
} as const;

export const quotaSetUps: readonly QuotaSetUp[] = [
  { id: "S5", policy: "cfs", ...oneHog, expected: linuxHog },
  { id: "S5/eevdf", policy: "eevdf", ...oneHog, expected: linuxHog },
  {
    // Accounting each 30 ms: a whole slice is used, then earned back in four more periods.
    id: "S5/credit",
    policy: "credit",
    ...oneHog,
    expected: [
      within1Percent("share", 20, "%"),
      count("nr_periods", SECONDS / 0.03),
      count("nr_throttled", (SECONDS / 0.03) * (4 / 5)),
      within1Percent("worst pause", 120, "ms"),
    ],
  },
  {
    // A budget of 2 ms each 10 ms.
    id: "S5/credit2",
    policy: "credit2",
    ...oneHog,
    expected: [
      within1Percent("share", 20, "%"),
      count("nr_periods", SECONDS * 100),
      count("nr_throttled", SECONDS * 100),
      within1Percent("worst pause", 8, "ms"),
    ],
  },
  { id: "S6", policy: "cfs", ...fourThreads },
  { id: "S6/eevdf", policy: "eevdf", ...fourThreads },
];
