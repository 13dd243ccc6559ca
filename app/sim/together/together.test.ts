import fc from "fast-check";
import { expect, test } from "vitest";
import { csvOf } from "../experiments/csv";
import { checkTable } from "../experiments/table";
import { contextSwitchNs } from "../figures/model-costs";
import { demandOf } from "./demand";
import { bootOf, containerStartOf, THREE } from "./fixtures";
import { memoryTable } from "./memory";
import { CORES, readCores, readWeight, USUAL_HOST } from "./settings";
import { togetherTable } from "./table";
import { type Contender, startTogether, type Together } from "./together";
import { togetherView } from "./view";

const together = (contenders: readonly Contender[], cores: 1 | 2 | 4, weights = {}) =>
  startTogether(contenders, { cores, weights }, 1);
const promptMs = (result: Together, column: string): number =>
  result.rows.find((row) => row.column === column)!.promptNs / 1e6;

const anyBoot = fc
  .tuple(
    fc.constantFrom("vm" as const, "pv" as const),
    fc.array(fc.record({ instructions: fc.nat(3_000_000), restNs: fc.nat(5_000_000) }), {
      minLength: 1,
      maxLength: 3,
    }),
    fc.double({ min: 0, max: 1, noNaN: true }),
  )
  .map(([track, phases, idle]) => {
    const restNs = phases.reduce((sum, phase) => sum + phase.restNs, 0);
    return bootOf(track, phases, Math.floor(restNs * idle));
  });
const anyContainer = fc
  .array(fc.record({ ns: fc.integer({ min: 1, max: 6_000_000 }), runtime: fc.double({ max: 1, min: 0 }) }), {
    minLength: 1,
    maxLength: 3,
  })
  .map((phases) =>
    containerStartOf(phases.map(({ ns, runtime }) => ({ ns, runtimeNs: Math.floor(ns * (runtime || 0)) }))),
  );
const anyStarts = fc
  .array(fc.oneof(anyBoot, anyContainer), { minLength: 1, maxLength: 5 })
  .map((starts) => starts.map((start, n) => ({ column: `c${n}`, name: `c${n}`, start })));

test("what a start asks for is what it has recorded, to the nanosecond", () => {
  fc.assert(
    fc.property(anyBoot, (boot) => {
      const { stretches, busyNs, asleepNs } = demandOf(boot, 1);
      expect(busyNs + asleepNs).toBe(Math.round(boot.virtualMs * 1e6));
      expect(asleepNs).toBe(Math.round(boot.idleMs * 1e6));
      const guestNs = stretches.filter(({ mode }) => mode === "guest").reduce((sum, { ns }) => sum + ns, 0);
      expect(guestNs).toBe(boot.instructions);
    }),
    { numRuns: 60 },
  );
});

test("dearer instructions leave less of the same boot for exits", () => {
  const boot = bootOf("vm", [{ instructions: 1_000_000, restNs: 3_000_000 }], 1_000_000);
  const exitNs = (nsPerInstruction: number) =>
    demandOf(boot, nsPerInstruction)
      .stretches.filter(({ mode }) => mode === "exit")
      .reduce((sum, { ns }) => sum + ns, 0);
  expect([exitNs(1), exitNs(2)]).toEqual([2_000_000, 1_000_000]);
});

test("running, switching, waiting and sleeping are the time to each prompt, and the cores' time is whole", () => {
  fc.assert(
    fc.property(
      anyStarts,
      fc.constantFrom(...CORES),
      fc.array(fc.integer({ min: 1, max: 10_000 }), { minLength: 5, maxLength: 5 }),
      (starts, cores, weights) => {
        const set = Object.fromEntries(weights.map((weight, n) => [`c${n}`, weight]));
        const result = together(starts, cores, set);
        let busyNs = 0;
        for (const row of result.rows) {
          expect(row.ranNs + row.switchedNs + row.waitedNs + row.asleepNs).toBe(row.promptNs);
          expect([row.ranNs, row.asleepNs]).toEqual([row.demand.busyNs, row.demand.asleepNs]);
          busyNs += row.ranNs + row.switchedNs;
        }
        expect(result.idleNs).toBe(cores * result.endNs - busyNs);
        expect(result.idleNs).toBeGreaterThanOrEqual(0);
        checkTable(togetherTable(result));
      },
    ),
    { numRuns: 40 },
  );
});

test("alone on the host a start takes as long as it recorded, and one switch", () => {
  for (const contender of THREE) {
    const { rows } = together([contender], 1);
    expect(rows[0]!.promptNs).toBe(rows[0]!.aloneNs + contextSwitchNs.value);
    expect(rows[0]!.waitedNs).toBe(0);
  }
});

test("with a core for each nobody waits; on one core everybody does", () => {
  expect(together(THREE, 4).rows.map(({ waitedNs }) => waitedNs)).toEqual([0, 0, 0]);
  for (const { waitedNs } of together(THREE, 1).rows) expect(waitedNs).toBeGreaterThan(1e6);
});

test("a greater weight brings a prompt forward, and the others' back", () => {
  const usual = together(THREE, 1);
  const favoured = together(THREE, 1, { container: 1000 });
  expect(promptMs(favoured, "container")).toBeLessThan(promptMs(usual, "container") - 5);
  expect(promptMs(favoured, "pv")).toBeGreaterThan(promptMs(usual, "pv") + 5);
});

test("two equal starts share one core in the ratio of their weights while both want it", () => {
  const start = containerStartOf([{ ns: 60_000_000, runtimeNs: 0 }]);
  const two = [
    { column: "a", name: "a", start },
    { column: "b", name: "b", start },
  ];
  const { rows } = together(two, 1, { a: 300, b: 100 });
  // Until a is up, b has had a third of what a had.
  expect(rows[0]!.promptNs / 1e6).toBeGreaterThan(60 * (4 / 3) - 5);
  expect(rows[0]!.promptNs / 1e6).toBeLessThan(60 * (4 / 3) + 5);
  expect(rows[1]!.promptNs / 1e6).toBeGreaterThan(119);
});

test("the timeline tells of every core until the last prompt, and its sums are the table's", () => {
  const result = together(THREE, 2);
  const { cores } = result.slice(0, result.endNs, 1e6);
  const ranNs = [0, 0, 0];
  for (const lane of cores) {
    if (lane.kind !== "spans") throw new Error("every interval is wanted");
    let atNs = 0;
    for (const { fromNs, toNs, owner, mode } of lane.spans) {
      expect(fromNs).toBe(atNs);
      atNs = toNs;
      if (owner >= 0 && mode !== "switch") ranNs[owner]! += toNs - fromNs;
    }
    expect(atNs).toBe(result.endNs);
  }
  expect(ranNs).toEqual(result.rows.map((row) => row.ranNs));
});

test("a view of the host has the cores' whole time, and who holds which pages", () => {
  const result = together(THREE, 2);
  const { byMode, instances, memory, endNs } = togetherView(result, THREE);
  expect(Object.values(byMode).reduce((sum, ns) => sum + ns, 0)).toBe(2 * endNs);
  for (const { times, startedNs } of instances)
    expect(times.runningNs + times.waitingNs + times.sleepingNs).toBe(startedNs);
  expect(instances.map((one) => [one.memory.privatePages, one.memory.sharedPages])).toEqual([
    [2000, 0],
    [100, 300],
    [2000, 0],
  ]);
  expect(memory.frames).toBe(4400);
  checkTable(memoryTable(THREE));
});

test("the same starts and settings give the same file", () => {
  const file = () => csvOf([togetherTable(together(THREE, 2, { vm: 50 }))]);
  expect(file()).toBe(file());
  expect(file()).not.toBe(csvOf([togetherTable(together(THREE, 2))]));
  expect(file()).toContain("together,VM,,on this host,asleep,");
});

test("settings are read strictly", () => {
  expect(["1", "2", "4", "3", "0", "", "2.0"].map(readCores)).toEqual([1, 2, 4, ...Array(4).fill(undefined)]);
  expect(["1", "10000", "0", "10001", "-5", "1e2", "abc", ""].map(readWeight)).toEqual([
    1,
    10_000,
    ...Array(6).fill(undefined),
  ]);
  expect(USUAL_HOST.cores).toBe(1);
});
