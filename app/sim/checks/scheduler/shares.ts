/** S1 to S4 and S9: always-runnable tasks on one core share it by nice value or by weight. */
import { busy, drive } from "../../cpu/drive";
import type { PolicyName } from "../../cpu/scheduler";
import { type Expectation, judge, type SchedulerCheck } from "./exact";
import { newGroup, newScheduler, newTask, SECOND } from "./set-up";

/** A task by its nice value, or alone in a group of that weight. */
export type Sharer = { readonly nice: number } | { readonly weight: number };

export interface ShareSetUp {
  readonly id: string;
  readonly what: string;
  readonly policy: PolicyName;
  readonly sharers: readonly Sharer[];
  readonly expected: readonly Expectation[];
  readonly seconds: number;
}

const nameOf = (sharer: Sharer): string =>
  "nice" in sharer ? `nice ${sharer.nice}` : `weight ${sharer.weight}`;

export function shareCheck({ id, what, policy, sharers, expected, seconds }: ShareSetUp): SchedulerCheck {
  const scheduler = newScheduler(policy, 1);
  const entities = sharers.map((sharer) =>
    "nice" in sharer
      ? newTask(scheduler, undefined, sharer.nice)
      : newTask(scheduler, newGroup(scheduler, { weight: sharer.weight })),
  );
  const untilNs = seconds * SECOND;
  const driver = drive(scheduler, entities.map(busy), untilNs);
  const shares = entities.map((entity) => (100 * driver.ranNs(entity)) / untilNs);
  return judge({ id, what, policy }, expected, {
    ...Object.fromEntries(expected.map(({ name }, index) => [name, shares[index] ?? Number.NaN])),
  });
}

/** Shares as percentages, in the order of the sharers. */
function shares(sharers: readonly Sharer[], percentages: readonly number[]): readonly Expectation[] {
  return sharers.map((sharer, index) => ({
    name: nameOf(sharer),
    value: percentages[index]!,
    unit: "%",
    tolerance: percentages[index]! / 100,
  }));
}

interface Statement {
  readonly id: string;
  readonly what: string;
  readonly sharers: readonly Sharer[];
  readonly percentages: readonly number[];
  readonly seconds: number;
  /** The first is the one that the statement is about. */
  readonly policies: readonly PolicyName[];
}

// Nice values by sched_prio_to_weight: 0 is 1024, 1 is 820, 5 is 335, -20 is 88761, 19 is 15.
const STATEMENTS: readonly Statement[] = [
  {
    id: "S1",
    what: "nice 0 and nice 1 on one core",
    sharers: [{ nice: 0 }, { nice: 1 }],
    percentages: [(100 * 1024) / 1844, (100 * 820) / 1844],
    seconds: 10,
    policies: ["cfs", "eevdf"],
  },
  {
    id: "S2",
    what: "nice 0 and nice 5 on one core",
    sharers: [{ nice: 0 }, { nice: 5 }],
    percentages: [(100 * 1024) / 1359, (100 * 335) / 1359],
    seconds: 10,
    policies: ["cfs", "eevdf"],
  },
  {
    id: "S3",
    what: "nice -20 and nice 19 on one core",
    sharers: [{ nice: -20 }, { nice: 19 }],
    percentages: [(100 * 88761) / 88776, (100 * 15) / 88776],
    seconds: 600,
    policies: ["cfs", "eevdf"],
  },
  {
    id: "S4",
    what: "cpu.weight 100, 200 and 700 on one core",
    sharers: [{ weight: 100 }, { weight: 200 }, { weight: 700 }],
    percentages: [10, 20, 70],
    seconds: 20,
    policies: ["cfs", "eevdf", "credit2"],
  },
  {
    id: "S9",
    what: "Xen weights 256 and 512 (ours 100 and 200) on one core",
    sharers: [{ weight: 100 }, { weight: 200 }],
    percentages: [100 / 3, 200 / 3],
    seconds: 30,
    policies: ["credit", "credit2"],
  },
];

export const shareSetUps: readonly ShareSetUp[] = STATEMENTS.flatMap(
  ({ id, what, sharers, percentages, seconds, policies }) =>
    policies.map((policy, index) => ({
      id: index === 0 ? id : `${id}/${policy}`,
      what,
      policy,
      sharers,
      expected: shares(sharers, percentages),
      seconds,
    })),
);
