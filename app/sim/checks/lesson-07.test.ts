import { describe, expect, test } from "vitest";
import type { InstanceMemory, InstanceView } from "../host/view";
import type { LabRun } from "../run/record";
import type { Order } from "../scenario/schema";
import { runOf } from "./fixtures";
import { hostRun, instanceOf, memoryOf, recordOf, viewAt } from "./host-fixtures";
import { diesAlone, whoPays } from "./lesson-07";
import type { Check } from "./verdict";

const passedIds = (check: Check, run: LabRun): string[] =>
  check(run)
    .marks.filter((mark) => mark.passed)
    .map((mark) => mark.id);

const events = (over: Partial<InstanceMemory["events"]>) => ({
  low: 0,
  high: 0,
  max: 0,
  oom: 0,
  oomKill: 0,
  ...over,
});

const ownWall = {
  state: "killed" as const,
  memory: memoryOf({ max: 8192, events: events({ oom: 1, oomKill: 1 }) }),
};

/** The database has read its file before the leak is started; then `db` and `leak` are how they ended. */
function leaks(leak: Partial<InstanceView>, db: Partial<InstanceView> = {}): LabRun {
  const warm = memoryOf({ anonPages: 6400, filePages: 11_520, majorFaults: 11_520 });
  const created = instanceOf("leak", { state: "created" });
  return hostRun(
    recordOf([
      viewAt(1000, [instanceOf("db", { memory: warm }), created]),
      viewAt(1550, [instanceOf("db", { memory: warm }), instanceOf("leak")]),
      viewAt(3000, [instanceOf("db", { memory: warm, ...db }), instanceOf("leak", leak)]),
    ]),
  );
}

const disturbed = { memory: memoryOf({ filePages: 32, majorFaults: 15_000 }) };

describe("dies-alone", () => {
  test("passes when the leak died at its wall and the database read nothing", () => {
    expect(diesAlone(leaks(ownWall))).toEqual({
      passed: true,
      marks: ["dead", "alive", "calm"].map((id) => ({ id, passed: true })),
    });
  });

  test.each<[string, LabRun, readonly string[], string]>([
    ["nothing at all", runOf([]), [], "not-set-up"],
    ["a leak that grows without a limit", leaks({}), ["alive", "calm"], "still-growing"],
    [
      "the host killed the leak",
      leaks({ state: "killed", memory: memoryOf({ events: events({ oomKill: 1 }) }) }, disturbed),
      ["alive"],
      "host-was-full",
    ],
    ["a wall too far away", leaks(ownWall, disturbed), ["dead", "alive"], "wall-too-far"],
    [
      "a wall around the database",
      leaks({}, { memory: memoryOf({ majorFaults: 15_000, max: 16_000 }) }),
      ["alive"],
      "wrong-side",
    ],
    ["memory.high", leaks({ memory: memoryOf({ high: 8192 }) }), ["alive", "calm"], "throttled"],
    ["killed by hand", leaks({ state: "killed" }), ["alive", "calm"], "by-hand"],
    ["a paused leak", leaks({ state: "paused" }), ["alive", "calm"], "leak-down"],
    [
      "the database was killed",
      leaks(ownWall, {
        state: "killed",
        memory: memoryOf({ majorFaults: 11_520, events: events({ oomKill: 1 }) }),
      }),
      ["dead", "calm"],
      "victim",
    ],
    ["the database was stopped", leaks(ownWall, { state: "stopped" }), ["dead", "calm"], "db-down"],
  ])("%s", (_, run, marks, code) => {
    expect(passedIds(diesAlone, run)).toEqual(marks);
    expect(diesAlone(run).hint?.code).toBe(code);
  });
});

const started = (instance: string, atMs: number): { atMs: number; order: Order } => ({
  atMs,
  order: { do: "start", instance },
});

interface Pair {
  readonly small?: Partial<InstanceView>;
  readonly big?: Partial<InstanceView>;
  readonly first?: string;
  readonly nowMs?: number;
}

function charge({ small = {}, big = {}, first = "big", nowMs = 3000 }: Pair): LabRun {
  const wall = memoryOf({ max: 4096 });
  const two = (s: Partial<InstanceView>, b: Partial<InstanceView>) => [
    instanceOf("small", { memory: wall, ...s }),
    instanceOf("big", { memory: memoryOf({ filePages: 7424 }), ...b }),
  ];
  const second = first === "big" ? "small" : "big";
  return hostRun(
    recordOf(
      [
        viewAt(2000, two({}, {})),
        viewAt(nowMs, two({ progress: 5000, ...small }, { progress: 5000, ...big })),
      ],
      { orders: [started(first, 100), started(second, 1500)] },
    ),
  );
}

describe("who-pays", () => {
  test("passes when the big one is charged and the small one works in peace", () => {
    expect(whoPays(charge({}))).toEqual({
      passed: true,
      marks: ["both", "wall", "charged", "calm"].map((id) => ({ id, passed: true })),
    });
  });

  const pays = memoryOf({ max: 4096, filePages: 2800, majorFaults: 9000 });

  test.each<[string, LabRun, readonly string[], string]>([
    ["nothing at all", runOf([]), [], "not-set-up"],
    [
      "nothing started",
      charge({ small: { state: "created" }, big: { state: "created" } }),
      ["wall"],
      "nobody-runs",
    ],
    ["only the small one", charge({ big: { state: "created" } }), ["wall"], "only-small"],
    ["only the big one", charge({ small: { state: "created" } }), ["wall"], "only-big"],
    [
      "the small one first",
      charge({ small: { memory: pays }, first: "small" }),
      ["both", "wall"],
      "small-pays",
    ],
    [
      "the wall was moved",
      charge({ small: { memory: memoryOf({ max: 16_000 }) } }),
      ["both", "charged", "calm"],
      "wall-moved",
    ],
    [
      "the small one still reads",
      charge({ small: { memory: memoryOf({ max: 4096, majorFaults: 40 }) } }),
      ["both", "wall", "charged"],
      "still-reading",
    ],
    ["too soon", charge({ nowMs: 2200 }), ["both", "wall", "charged"], "run-longer"],
  ])("%s", (_, run, marks, code) => {
    expect(passedIds(whoPays, run)).toEqual(marks);
    expect(whoPays(run).hint?.code).toBe(code);
  });

  test("the hint names who was started first", () => {
    const run = charge({ small: { memory: pays }, first: "small" });
    expect(whoPays(run).hint?.values).toEqual({ mib: 10.9, faults: 9000, first: "small" });
  });
});
