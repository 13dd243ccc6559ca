import { describe, expect, test } from "vitest";
import type { InstanceMemory, InstanceView, MergingView } from "../host/view";
import type { LabRun } from "../run/record";
import { runOf } from "./fixtures";
import { everyHostRun, hostRun, instanceOf, memoryOf, recordOf, viewAt } from "./host-fixtures";
import { MOST_SAVED, notSoEager, thirdMachine } from "./lesson-09";
import { mergingMeasures } from "./lesson-09-measures";
import type { Check } from "./verdict";

const passedIds = (check: Check, run: LabRun): string[] =>
  check(run)
    .marks.filter((mark) => mark.passed)
    .map((mark) => mark.id);

const looked = memoryOf({ anonPages: 2000 });
const oomKilled: InstanceMemory = {
  ...looked,
  events: { low: 0, high: 0, max: 0, oom: 1, oomKill: 1 },
};
const created: Partial<InstanceView> = { state: "created" };

/** Three machines as they ended, with so many frames saved. */
const three = (
  third: Partial<InstanceView>,
  {
    saved = 0,
    first = {},
    merging = {},
  }: { saved?: number; first?: Partial<InstanceView>; merging?: Partial<MergingView> } = {},
): LabRun =>
  hostRun(
    recordOf([
      viewAt(
        3000,
        [
          instanceOf("one", { memory: looked, ...first }),
          instanceOf("two", { memory: looked }),
          instanceOf("three", { memory: looked, ...third }),
        ],
        { memory: { pagesSharing: saved }, merging },
      ),
    ]),
  );

describe("third-machine", () => {
  test("passes when all three are up and nobody was killed", () => {
    expect(thirdMachine(three({}, { saved: 1700 }))).toEqual({
      passed: true,
      marks: ["others", "up", "unhurt"].map((id) => ({ id, passed: true })),
    });
  });

  test.each<[string, LabRun, readonly string[], string]>([
    ["nothing at all", runOf([]), [], "not-set-up"],
    ["another lab", hostRun(recordOf([viewAt(1, [instanceOf("left")])])), [], "not-set-up"],
    ["two machines and nothing merged", three(created), ["others"], "no-room"],
    ["merged, not started", three(created, { saved: 1700 }), ["others"], "not-started"],
    ["coming up", three({ state: "starting" }), ["others"], "run-longer"],
    ["killed, merging never on", three({ state: "killed" }), ["others"], "killed"],
    [
      "another one killed, with merging on",
      three({}, { first: { state: "killed", memory: oomKilled }, merging: { running: true } }),
      ["up"],
      "too-early",
    ],
    ["killed and started again", three({ memory: oomKilled }), ["others", "up"], "killed"],
    ["the first was stopped", three({}, { first: { state: "stopped" } }), ["up", "unhurt"], "machine-down"],
    ["the third was stopped", three({ state: "stopped" }), ["others"], "machine-down"],
  ])("%s", (_, run, passed, code) => {
    expect(passedIds(thirdMachine, run)).toEqual(passed);
    expect(thirdMachine(run).hint?.code).toBe(code);
  });
});

interface Eager {
  readonly saved?: number;
  /** Of a core, in the two seconds judged. */
  readonly percent?: number;
  readonly passes?: number;
  readonly running?: boolean;
  readonly orderMs?: number;
  readonly right?: Partial<InstanceView>;
}

function eager({
  saved = MOST_SAVED,
  percent = 0.1,
  passes = 3,
  running = true,
  orderMs = 1000,
  right = {},
}: Eager) {
  const machines = [instanceOf("left"), instanceOf("right", right)];
  const at = (ms: number, merging: Partial<MergingView>) =>
    viewAt(ms, machines, { memory: { pagesSharing: saved }, merging: { running, ...merging } });
  return hostRun(
    recordOf(
      [
        at(1000, { cpuNs: 5e8, fullScans: 10 }),
        at(3000, { cpuNs: 5e8 + (percent / 100) * 2e9, fullScans: 10 + passes }),
      ],
      { orders: [{ atMs: orderMs, order: { do: "merging", run: running } }] },
    ),
  );
}

describe("not-so-eager", () => {
  test("passes when it is cheap, has kept its savings and goes on", () => {
    expect(notSoEager(eager({}))).toEqual({
      passed: true,
      marks: ["kept", "lively", "cheap"].map((id) => ({ id, passed: true })),
    });
  });

  test.each<[string, LabRun, readonly string[], string]>([
    ["nothing at all", runOf([]), [], "not-set-up"],
    ["at full speed", eager({ percent: 26 }), ["kept", "lively"], "eager"],
    ["just above", eager({ percent: 1.1 }), ["kept", "lively"], "eager"],
    ["switched off", eager({ running: false, passes: 0, percent: 0 }), ["kept", "cheap"], "switched-off"],
    ["too slow for a pass", eager({ passes: 0 }), ["kept", "cheap"], "too-slow"],
    ["changed a moment ago", eager({ orderMs: 2500 }), ["kept"], "run-longer"],
    ["nothing saved", eager({ saved: 3 }), ["lively", "cheap"], "not-saved"],
    ["a machine is off", eager({ right: { state: "stopped" } }), [], "machine-down"],
  ])("%s", (_, run, passed, code) => {
    expect(passedIds(notSoEager, run)).toEqual(passed);
    expect(notSoEager(run).hint?.code).toBe(code);
  });
});

describe("measures", () => {
  const value = (id: string) => mergingMeasures[id]?.(everyHostRun())?.value;

  test("are read off the kept runs", () => {
    expect(value("twins-frames")).toBe(2000);
    expect(value("twins-saved-share")).toBe(50);
    expect(value("byte-broken")).toBe(7);
    expect(value("rest-broken")).toBe(2);
    // 1 ms of its thread in the 1,050 ms since the order; all was saved in the last sample.
    expect(value("twins-cpu")).toBe(0.1);
    expect(value("eager-settled")).toBe(1050);
  });
});
