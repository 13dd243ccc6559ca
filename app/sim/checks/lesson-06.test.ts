import { describe, expect, test } from "vitest";
import type { InstanceView } from "../host/view";
import type { LabRun } from "../run/record";
import { runOf } from "./fixtures";
import { hostRun, instanceOf, recordOf, viewAt } from "./host-fixtures";
import { roomForService, shortPauses } from "./lesson-06";
import type { Check } from "./verdict";

const passedIds = (check: Check, run: LabRun): string[] =>
  check(run)
    .marks.filter((mark) => mark.passed)
    .map((mark) => mark.id);

/** Times in percent of the last 2 s; before that everything slept. */
const times = (running: number, waiting = 0, throttled = 0) => ({
  runningNs: running * 2e7,
  waitingNs: waiting * 2e7,
  throttledNs: throttled * 2e7,
  sleepingNs: (100 - running - waiting - throttled) * 2e7 + 1e9,
});

const asleep = { runningNs: 0, waitingNs: 0, throttledNs: 0, sleepingNs: 1e9 };

const order = { do: "weight", instance: "service", weight: 1000 } as const;

interface Shares {
  readonly service: Partial<InstanceView>;
  readonly batch: Partial<InstanceView>;
  readonly idle?: number;
  readonly orderedAtMs?: number;
}

function room({ service, batch, idle = 0, orderedAtMs = 500 }: Shares): LabRun {
  const before = viewAt(1000, [
    instanceOf("service", { times: asleep }),
    instanceOf("batch", { times: asleep }),
  ]);
  const after = viewAt(3000, [instanceOf("service", service), instanceOf("batch", batch)], {
    byMode: { user: (100 - idle) * 2e7, idle: 1e9 + idle * 2e7 },
  });
  return hostRun(recordOf([before, after], { orders: [{ atMs: orderedAtMs, order }] }));
}

describe("room-for-service", () => {
  test("passes when the service waits little, the core is busy and the neighbour gets the rest", () => {
    const solved = room({
      service: { times: times(70, 2), weight: 1000 },
      batch: { times: times(30, 70) },
    });
    expect(roomForService(solved)).toEqual({
      passed: true,
      marks: ["served", "busy", "neighbour"].map((id) => ({ id, passed: true })),
    });
  });

  test("any way passes: the neighbour may have lost weight, or have a quota that never leaves the core idle", () => {
    const lighter = { times: times(30, 70), weight: 5 };
    expect(roomForService(room({ service: { times: times(70, 2) }, batch: lighter })).passed).toBe(true);
    const bounded = { times: times(30, 60, 10), quotaNs: 40e6 };
    expect(roomForService(room({ service: { times: times(70, 2) }, batch: bounded })).passed).toBe(true);
  });

  test.each<[string, LabRun, readonly string[], string]>([
    ["nothing at all", runOf([]), [], "not-set-up"],
    ["another host", hostRun(recordOf([viewAt(3000, [instanceOf("a")])])), [], "not-set-up"],
    [
      "equal weights",
      room({ service: { times: times(50, 50) }, batch: { times: times(50, 50) } }),
      ["busy", "neighbour"],
      "starved",
    ],
    [
      "too little weight",
      room({ service: { times: times(66, 34), weight: 200 }, batch: { times: times(34, 66) } }),
      ["busy", "neighbour"],
      "more-weight",
    ],
    [
      "a quota for the neighbour",
      room({
        service: { times: times(70, 5) },
        batch: { times: times(20, 0, 80), quotaNs: 20e6 },
        idle: 10,
      }),
      ["served", "neighbour"],
      "idle-by-quota",
    ],
    [
      "a quota for the service itself",
      room({
        service: { times: times(30, 0, 70), quotaNs: 30e6 },
        batch: { times: times(60, 40) },
        idle: 10,
      }),
      ["neighbour"],
      "idle-by-quota",
    ],
    [
      "idle for another reason",
      room({ service: { times: times(70) }, batch: { times: times(10) }, idle: 20 }),
      ["served", "neighbour"],
      "idle",
    ],
    [
      "nothing left for the neighbour",
      room({ service: { times: times(80) }, batch: { times: times(1, 99) } }),
      ["served", "busy"],
      "neighbour-starved",
    ],
    [
      "a backlog that keeps the core busy under a quota",
      room({ service: { times: times(90, 10) }, batch: { times: times(10, 0, 90), quotaNs: 10e6 } }),
      ["busy", "neighbour"],
      "catching-up",
    ],
    [
      "the neighbour was paused",
      room({ service: { times: times(70) }, batch: { times: times(0), state: "paused" }, idle: 30 }),
      ["served"],
      "neighbour-down",
    ],
    [
      "the service was stopped",
      room({ service: { times: times(0), state: "stopped" }, batch: { times: times(100) } }),
      ["busy", "neighbour"],
      "service-down",
    ],
    [
      "settings that are too new",
      room({
        service: { times: times(70, 2), weight: 1000 },
        batch: { times: times(30, 70) },
        orderedAtMs: 1500,
      }),
      [],
      "run-longer",
    ],
  ])("%s", (_, run, marks, code) => {
    expect(passedIds(roomForService, run)).toEqual(marks);
    expect(roomForService(run).hint?.code).toBe(code);
  });
});

interface Job {
  readonly job: Partial<InstanceView>;
  readonly orderedAtMs?: number;
  readonly weight?: boolean;
}

function pauses({ job, orderedAtMs = 500, weight = false }: Job): LabRun {
  const before = viewAt(1000, [instanceOf("batch", { times: asleep })]);
  const after = viewAt(3000, [instanceOf("batch", job)]);
  const done = weight
    ? ({ do: "weight", instance: "batch", weight: 20 } as const)
    : ({ do: "cpuMax", instance: "batch", quotaUs: 2000, periodUs: 10000 } as const);
  return hostRun(recordOf([before, after], { orders: [{ atMs: orderedAtMs, order: done }] }));
}

const short = { quotaNs: 2e6, periodNs: 10e6, throttled: 200, times: times(20, 0, 80) };

describe("short-pauses", () => {
  test("passes for every period that is short enough", () => {
    expect(shortPauses(pauses({ job: short }))).toEqual({
      passed: true,
      marks: ["allowed", "bounded", "pauses"].map((id) => ({ id, passed: true })),
    });
    const shorter = { ...short, quotaNs: 1e6, periodNs: 5e6, throttled: 400 };
    expect(shortPauses(pauses({ job: shorter })).passed).toBe(true);
    const longest = { ...short, quotaNs: 2.5e6, periodNs: 12.5e6, throttled: 160 };
    expect(shortPauses(pauses({ job: longest })).passed).toBe(true);
  });

  test.each<[string, LabRun, readonly string[], string]>([
    ["nothing at all", runOf([]), [], "not-set-up"],
    ["no bound", pauses({ job: { times: times(100) } }), [], "no-limit"],
    ["a weight", pauses({ job: { times: times(100), weight: 20 }, weight: true }), [], "weight-is-no-limit"],
    ["half a core", pauses({ job: { ...short, quotaNs: 5e6 } }), ["bounded", "pauses"], "another-share"],
    [
      "the default period",
      pauses({ job: { ...short, quotaNs: 20e6, periodNs: 100e6, throttled: 20 } }),
      ["allowed", "bounded"],
      "long-pauses",
    ],
    ["settings that are too new", pauses({ job: short, orderedAtMs: 2000 }), ["allowed"], "run-longer"],
    [
      "a job that never used its quota up",
      pauses({ job: { ...short, throttled: 0, times: times(5) } }),
      ["allowed"],
      "never-stopped",
    ],
    [
      "a job that others kept from its share",
      pauses({ job: { ...short, times: times(10, 10, 80) } }),
      ["allowed", "pauses"],
      "another-outcome",
    ],
    ["a paused job", pauses({ job: { ...short, state: "paused" } }), ["allowed", "pauses"], "job-down"],
  ])("%s", (_, run, marks, code) => {
    expect(passedIds(shortPauses, run)).toEqual(marks);
    expect(shortPauses(run).hint?.code).toBe(code);
  });

  test("the hint names the pause that was had", () => {
    const run = pauses({ job: { ...short, quotaNs: 20e6, periodNs: 100e6, throttled: 20 } });
    expect(shortPauses(run).hint?.values).toEqual({ pause: 80, period: 100, quota: 20 });
  });
});
