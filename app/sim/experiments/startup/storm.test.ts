import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { containerStartNs } from "../../figures/model-costs";
import { hostView } from "../../host/host-view";
import { HostRun } from "../../host/run";
import { readScenario } from "../../scenario/parse";
import { quantileOf } from "../table";
import { type Stage, storm } from "./storm";

const core = (ms: number): Stage => ({ id: "work", label: "work", ms, on: "core" });
const wait = (ms: number): Stage => ({ id: "wait", label: "wait", ms, on: "wait" });
const locked = (ms: number): Stage => ({ id: "locked", label: "locked", ms, on: { lock: "one" } });
const exact = { seed: 1, variation: 0 };
const median = (values: Float64Array): number => quantileOf(Float64Array.from(values).sort(), 0.5);

describe("a storm of starts", () => {
  test("alone takes its work and its waits", () => {
    const { startMs } = storm([core(10), wait(5), locked(1)], { ...exact, instances: 1, cores: 4 });
    expect(startMs[0]).toBeCloseTo(16, 9);
  });

  test("fair sharing of too few cores makes all slow together; a few at a time makes each start short", () => {
    const all = storm([core(10)], { ...exact, instances: 40, cores: 4 });
    expect(all.startMs.every((ms) => Math.abs(ms - 100) < 1e-9)).toBe(true);
    const few = storm([core(10)], { ...exact, instances: 40, cores: 4, atATime: 4 });
    expect(median(few.startMs)).toBeCloseTo(10, 9);
    expect(median(few.upAtMs)).toBeCloseTo(55, 9);
    expect(Math.max(...few.upAtMs)).toBeCloseTo(100, 9);
  });

  test("a lock is one at a time however many cores there are", () => {
    const { upAtMs, lockWaitMs, coreWaitMs } = storm([locked(2)], { ...exact, instances: 50, cores: 64 });
    expect(Math.max(...upAtMs)).toBeCloseTo(100, 9);
    expect(lockWaitMs).toBeCloseTo(49, 9);
    expect(coreWaitMs).toBeCloseTo(0, 9);
  });

  test("waits need no core", () => {
    const { upAtMs } = storm([wait(7)], { ...exact, instances: 1000, cores: 1 });
    expect(Math.max(...upAtMs)).toBeCloseTo(7, 9);
  });

  const kinds = fc.constantFrom(core, wait, locked);
  const stages = fc.array(
    fc.tuple(kinds, fc.double({ min: 0.1, max: 50, noNaN: true })).map(([kind, ms]) => kind(ms)),
    { minLength: 1, maxLength: 5 },
  );

  test("no work is lost: times are the sum of what they consist of, and cores never do more than they can", () => {
    fc.assert(
      fc.property(
        stages,
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 8 }),
        fc.integer(),
        (of, instances, cores, seed) => {
          const run = storm(of, { instances, cores, seed, variation: 0.2 });
          const mean = run.startMs.reduce((sum, ms) => sum + ms, 0) / instances;
          const bill = run.stageMs.reduce((sum, ms) => sum + ms, run.coreWaitMs + run.lockWaitMs);
          expect(bill).toBeCloseTo(mean, 6);
          const onCores = run.stageMs.filter((_, n) => of[n]!.on !== "wait").reduce((sum, ms) => sum + ms, 0);
          const end = Math.max(...run.upAtMs);
          expect(end * cores).toBeGreaterThanOrEqual(onCores * instances * (1 - 1e-9));
        },
      ),
      { numRuns: 60 },
    );
  });

  test("repeats under its seed, and not under another", () => {
    const run = (seed: number) =>
      storm([core(10)], { instances: 20, cores: 2, seed, variation: 0.1 }).startMs;
    expect(run(3)).toEqual(run(3));
    expect(run(3)).not.toEqual(run(4));
  });

  test("sharing comes to what the host's scheduler does, slice by slice", async () => {
    const [instances, cores] = [24, 3];
    const scenario = readScenario({
      version: 1,
      name: "storm",
      seed: 1,
      durationMs: 1000,
      host: { cores, policy: "cfs", memoryMiB: 1024, contextSwitchNs: 0, migrationNs: 0 },
      instances: [{ name: "box", kind: "container", count: instances }],
    });
    if (!scenario.ok) throw new Error(scenario.error);
    const run = new HostRun(scenario.value);
    await run.advanceTo(1e9);
    const scheduled = Float64Array.from(hostView(run.host).instances, ({ startedNs }) => startedNs! / 1e6);
    const one = containerStartNs.value / 1e6;
    const shared = storm([core(one)], { ...exact, instances, cores });
    expect(Math.max(...shared.upAtMs) / Math.max(...scheduled)).toBeGreaterThan(0.85);
    expect(Math.max(...shared.upAtMs) / Math.max(...scheduled)).toBeLessThan(1.05);
    expect(median(shared.startMs) / median(scheduled)).toBeGreaterThan(0.85);
    expect(median(shared.startMs) / median(scheduled)).toBeLessThan(1.15);
  });
});
