import { describe, expect, test } from "vitest";
import { densityPlan } from "../experiments/density/density";
import { DENSITY_DEFAULTS } from "../experiments/density/inputs";
import { RECORDED } from "../experiments/recorded";
import { startupPlan } from "../experiments/startup/startup";
import { parseRun } from "../run/parse";
import { emptyRun } from "../run/record";
import { meets } from "./demands";
import { changed, TRIAL_DEFAULTS, type TrialChange } from "./inputs";
import { begun, MOST_RUNS, ran, trialsRun } from "./lab";
import { PLATFORM_IDS, PLATFORMS, WAY_IDS } from "./platforms";
import { trialSetup } from "./setup";
import { trial } from "./trial";

const run = (change: TrialChange = {}) => trial(changed(TRIAL_DEFAULTS, change), RECORDED);

describe("a trial is a part of the experiments", () => {
  test.each(PLATFORM_IDS)("as many of a %s fit, with what the table of density has", (platform) => {
    const { memoryGiB, diskGiB, cores } = { ...DENSITY_DEFAULTS, memoryGiB: 16, diskGiB: 256, cores: 4 };
    const inputs = { ...DENSITY_DEFAULTS, memoryGiB, diskGiB, cores };
    const full = densityPlan(inputs, RECORDED).steps[1]!.run();
    const row = (load: string) => full.rows.find(({ id }) => id === `${platform.replace(" ", "-")}-${load}`)!;
    const host = { platform, memoryMiB: memoryGiB * 1024, diskGiB, cores };
    expect(run(host).fits).toBe(row("idle").cells.fits!.figure.value);
    const busy = run({ ...host, busyPercent: inputs.busyPercent });
    expect(busy.fits).toBe(row("busy").cells.fits!.figure.value);
    expect(row("busy").label).toContain(busy.endedBy);
  });

  test.each(WAY_IDS)("a storm of starts by %s is the one of the experiment on starting", (way) => {
    const platform = PLATFORM_IDS.find((id) => PLATFORMS[id].ways.includes(way))!;
    const { storm, startMs } = run({ platform, way, starts: 20, cores: 4 });
    const table = startupPlan({ instances: 20, cores: 4, seed: 1 }, RECORDED).steps[2]!.run();
    const { start, mean } = table.rows.find(({ id }) => id === way)!.cells;
    expect(storm?.medianMs).toBe(start!.figure.value);
    expect(storm!.workMs + storm!.coreWaitMs + storm!.lockWaitMs).toBeCloseTo(mean!.figure.value, 6);
    expect(storm!.lastMs).toBeGreaterThanOrEqual(storm!.medianMs);
    expect(startMs).toBeGreaterThan(0);
  });
});

test("where none fits nothing is started, and no more start than fit", () => {
  expect(run({ platform: "vm", memoryMiB: 8, starts: 5 })).toMatchObject({ fits: 0, points: [] });
  expect(run({ platform: "vm", memoryMiB: 8 }).storm).toBeUndefined();
  expect(run({ platform: "vm", memoryMiB: 64, starts: 5 }).storm?.instances).toBe(2);
});

test("what shares helps that can use it, and nobody else", () => {
  const load = { busyPercent: 2, activePercent: 10, memoryMiB: 1024 } as const;
  for (const platform of PLATFORM_IDS)
    for (const name of ["layers", "pageCache", "merging", "balloon"] as const) {
      const fits = (on: boolean) => {
        const { eachBytes, eachDiskBytes } = run({ ...load, platform, [name]: on });
        return eachBytes + eachDiskBytes;
      };
      const helps = PLATFORMS[platform].sharing.includes(name);
      expect(fits(true) < fits(false), `${platform} ${name}`).toBe(helps);
    }
});

test("demands: what it runs, what stands around it, how many, how soon", () => {
  const box = run({ starts: 10 });
  const runs = (work: "linux-program" | "another-system") => ({ kind: "runs", work }) as const;
  expect(meets(box, runs("linux-program"))).toBe(true);
  expect(meets(box, runs("another-system"))).toBe(false);
  expect(meets(run({ platform: "vm" }), runs("another-system"))).toBe(true);
  expect(meets(run({ platform: "vm", way: "vm-direct" }), runs("another-system"))).toBe(false);
  expect(meets(run({ platform: "unikernel" }), runs("linux-program"))).toBe(false);
  expect(meets(box, { kind: "wall", wall: "own-view" })).toBe(true);
  expect(meets(box, { kind: "wall", wall: "own-kernel" })).toBe(false);
  expect(meets(box, { kind: "fits", least: box.fits })).toBe(true);
  expect(meets(box, { kind: "fits", least: box.fits + 1 })).toBe(false);
  const { lastMs } = box.storm!;
  expect(meets(box, { kind: "storm", starts: 10, mostMs: lastMs })).toBe(true);
  expect(meets(box, { kind: "storm", starts: 11, mostMs: lastMs })).toBe(false);
  expect(meets(box, { kind: "storm", starts: 10, mostMs: lastMs - 1 })).toBe(false);
});

test("the record holds the latest runs, and reads back; one that was forged does not", () => {
  const setup = trialSetup.parse({ name: "test", inputs: { memoryMiB: 64 }, free: ["platform"] });
  const one = run({ memoryMiB: 64 });
  let state = begun(setup);
  for (let seed = 0; seed <= MOST_RUNS; seed++)
    state = ran(state, { ...one, inputs: { ...one.inputs, seed } });
  expect(state.runs).toHaveLength(MOST_RUNS);
  expect(state.runs.at(-1)?.inputs.seed).toBe(MOST_RUNS);
  const record = { ...emptyRun("test"), trials: trialsRun(state), keptTrials: { one } };
  expect(parseRun(JSON.stringify(record))).toEqual({ ok: true, value: record });
  const forged = { ...record, keptTrials: { one: { ...one, inputs: { ...one.inputs, way: "pv-direct" } } } };
  expect(parseRun(JSON.stringify(forged))).toMatchObject({ ok: false });
  expect(parseRun(JSON.stringify({ ...record, keptTrials: { one: { ...one, fits: -1 } } }))).toMatchObject({
    ok: false,
  });
});
