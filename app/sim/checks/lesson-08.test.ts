import { describe, expect, test } from "vitest";
import type { InstanceView } from "../host/view";
import type { LabRun } from "../run/record";
import { runOf } from "./fixtures";
import { hostRun, instanceOf, memoryOf, recordOf, viewAt } from "./host-fixtures";
import { JOB_PAGES, lateButAlive, NEWCOMER_PAGES, oneMore } from "./lesson-08";
import type { Check } from "./verdict";

const passedIds = (check: Check, run: LabRun): string[] =>
  check(run)
    .marks.filter((mark) => mark.passed)
    .map((mark) => mark.id);

const warm = memoryOf({ anonPages: 6400, filePages: 11_520, majorFaults: 11_520 });
const disturbed = { memory: memoryOf({ majorFaults: 20_000, swapPages: 256 }) };
const oomKill = { low: 0, high: 0, max: 1, oom: 1, oomKill: 1 };

function squeeze(job: Partial<InstanceView>, db: Partial<InstanceView> = {}): LabRun {
  return hostRun(
    recordOf([
      viewAt(1500, [instanceOf("db", { memory: warm }), instanceOf("job", { state: "created" })]),
      viewAt(1550, [instanceOf("db", { memory: warm }), instanceOf("job")]),
      viewAt(6000, [instanceOf("db", { memory: warm, ...db }), instanceOf("job", job)]),
    ]),
  );
}

const done = { progress: JOB_PAGES, memory: memoryOf({ high: 8192, swapPages: 8000 }) };

describe("late-but-alive", () => {
  test("passes when the job is done at its own expense, by whichever limit", () => {
    const marks = ["done", "alive", "calm"].map((id) => ({ id, passed: true }));
    expect(lateButAlive(squeeze(done))).toEqual({ passed: true, marks });
    const byMax = { progress: JOB_PAGES, memory: memoryOf({ max: 8192 }) };
    expect(lateButAlive(squeeze(byMax)).passed).toBe(true);
  });

  test.each<[string, LabRun, readonly string[], string]>([
    ["nothing at all", runOf([]), [], "not-set-up"],
    ["not begun", squeeze({ state: "created" }), ["calm"], "not-begun"],
    ["no limit", squeeze({ progress: JOB_PAGES }, disturbed), ["done", "alive"], "db-pays"],
    ["a limit too wide", squeeze(done, disturbed), ["done", "alive"], "too-wide"],
    [
      "a limit around the database",
      squeeze({ progress: JOB_PAGES }, { memory: memoryOf({ majorFaults: 20_000, max: 16_384 }) }),
      ["done", "alive"],
      "wrong-side",
    ],
    [
      "killed",
      squeeze({ state: "killed", memory: memoryOf({ max: 8192, events: oomKill }) }),
      ["calm"],
      "job-killed",
    ],
    ["not done yet", squeeze({ ...done, progress: JOB_PAGES / 2 }), ["alive", "calm"], "not-done"],
    ["paused", squeeze({ ...done, progress: 5, state: "paused" }), ["calm"], "job-down"],
    ["the database was stopped", squeeze(done, { state: "stopped" }), ["done", "alive"], "db-down"],
  ])("%s", (_, run, marks, code) => {
    expect(passedIds(lateButAlive, run)).toEqual(marks);
    expect(lateButAlive(run).hint?.code).toBe(code);
  });

  test("the hint says how far the job has come", () => {
    expect(lateButAlive(squeeze({ ...done, progress: JOB_PAGES / 4 })).hint?.values).toEqual({ percent: 25 });
  });
});

interface Machines {
  readonly idle?: Partial<InstanceView>;
  readonly newcomer?: Partial<InstanceView>;
  readonly swapPages?: number;
  readonly swappedBefore?: number;
}

function full({ idle = {}, newcomer = {}, swapPages = 0, swappedBefore = 0 }: Machines): LabRun {
  const machines = (over: Partial<InstanceView>) => [
    instanceOf("vm-1", { kind: "vm", ...over }),
    instanceOf("vm-2", { kind: "vm" }),
    instanceOf("vm-3", { kind: "vm", progress: NEWCOMER_PAGES, ...newcomer }),
  ];
  return hostRun(
    recordOf([
      viewAt(2000, machines({}), { memory: { swapPages: swappedBefore } }),
      viewAt(4000, machines(idle), { memory: { swapPages } }),
    ]),
  );
}

const ballooned = { memory: memoryOf({ balloonPages: 4096 }) };
const notStarted = { state: "created", progress: 0 } as const;

describe("one-more", () => {
  test("passes when all three are up and nobody was hurt", () => {
    expect(oneMore(full({ idle: ballooned }))).toEqual({
      passed: true,
      marks: ["others", "up", "unhurt"].map((id) => ({ id, passed: true })),
    });
  });

  test.each<[string, LabRun, readonly string[], string]>([
    ["nothing at all", runOf([]), [], "not-set-up"],
    ["nothing done", full({ newcomer: notStarted }), ["others"], "no-room"],
    ["balloons only", full({ idle: ballooned, newcomer: notStarted }), ["others"], "not-started"],
    ["no balloons", full({ swapPages: 9000 }), ["others", "up"], "host-swapped"],
    ["balloons too small", full({ idle: ballooned, swapPages: 5000 }), ["others", "up"], "too-little"],
    ["swapped for a while", full({ idle: ballooned, swappedBefore: 10 }), ["others", "up"], "too-little"],
    ["an idle one was stopped", full({ idle: { state: "stopped" } }), ["up", "unhurt"], "guest-down"],
    [
      "the newcomer was killed",
      full({ newcomer: { state: "killed", memory: memoryOf({ events: oomKill }) } }),
      ["others"],
      "newcomer-killed",
    ],
    ["the newcomer was paused", full({ newcomer: { state: "paused" } }), ["others"], "guest-down"],
    ["the newcomer is on its way", full({ newcomer: { progress: 10 } }), ["others"], "run-longer"],
  ])("%s", (_, run, marks, code) => {
    expect(passedIds(oneMore, run)).toEqual(marks);
    expect(oneMore(run).hint?.code).toBe(code);
  });
});
