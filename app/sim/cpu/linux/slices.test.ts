/** Check S7 of the published figures (slices on 1, 4 and 8 cores), sleepers and preemption at wake-up. */
import { describe, expect, it } from "vitest";
import { busy, drive } from "../drive";
import { group, MS, machine, SECOND, task } from "./test-kit";

const lengths = (intervals: readonly { fromNs: number; toNs: number }[]) =>
  intervals.map(({ fromNs, toNs }) => (toNs - fromNs) / MS);

describe("CFS slices", () => {
  it.each([
    // cores, tasks on one core, slice in ms: 6 ms × factor shared, never less than 0.75 ms × factor
    [1, 4, 1.5],
    [1, 16, 0.75],
    [1, 2, 3],
    [4, 4, 4.5],
    [8, 4, 6],
    [8, 16, 3],
  ])("S7: on %i cores, %i tasks on one of them run %d ms at a time", (cores, tasks, slice) => {
    const scheduler = machine("cfs", cores);
    const pinned = group(scheduler, { cpus: [0] });
    const entities = Array.from({ length: tasks }, () => task(scheduler, pinned));
    const driver = drive(scheduler, entities.map(busy), SECOND, { keepIntervals: true });
    const seen = lengths(driver.intervals[0]!.slice(0, 2 * tasks));
    expect(new Set(seen)).toEqual(new Set([slice]));
    const order = driver.intervals[0]!.slice(0, 2 * tasks).map(({ entity }) => entity);
    expect(order).toEqual([...entities, ...entities]);
  });

  it("a slice is shared out at every level of the tree", () => {
    const scheduler = machine("cfs", 1);
    const inner = group(scheduler, { weight: 300 });
    const entities = [task(scheduler, inner), task(scheduler, inner), task(scheduler)];
    const driver = drive(scheduler, entities.map(busy), SECOND, { keepIntervals: true });
    // 6 ms × 3/4 × 1/2 for the two, 6 ms × 1/4 for the third.
    const first = driver.intervals[0]!.slice(0, 3);
    expect(lengths(first)).toEqual([2.25, 1.5, 2.25]);
  });

  it("a task that is alone has no end of its slice", () => {
    const scheduler = machine("cfs", 1);
    const only = task(scheduler);
    scheduler.wake(only, 0);
    scheduler.pick(0, 0);
    expect(scheduler.budgetNs(0, 0)).toBe(Number.POSITIVE_INFINITY);
    scheduler.wake(task(scheduler), 1 * MS);
    expect(scheduler.resched[0]).toBe(1);
    scheduler.charge(0, 1 * MS, 1 * MS);
    expect(scheduler.pick(0, 1 * MS)).toBe(only);
    expect(scheduler.budgetNs(0, 1 * MS)).toBe(2 * MS);
  });
});

describe("CFS sleepers", () => {
  it.each([
    // cores, ms slept, ms that it then runs before any other: half a latency, in slices of 0.75 ms × factor
    [1, 99, 3],
    [1, 9000, 3],
    [8, 199, 12],
  ])(
    "resume half a latency behind the others: on %i cores, after %i ms of sleep",
    (cores, sleptMs, creditMs) => {
      const scheduler = machine("cfs", cores);
      const pinned = group(scheduler, { cpus: [0] });
      const hogs = Array.from({ length: 15 }, () => task(scheduler, pinned));
      const sleeper = task(scheduler, pinned);
      scheduler.wake(sleeper, 0);
      scheduler.pick(0, 0);
      scheduler.charge(0, 1 * MS, 1 * MS);
      scheduler.block(0, 1 * MS);
      const wakesNs = (1 + sleptMs) * MS;
      const tasks = [
        ...hogs.map((hog) => ({ ...busy(hog), startNs: 1 * MS })),
        { ...busy(sleeper), startNs: wakesNs },
      ];
      const driver = drive(scheduler, tasks, wakesNs + SECOND, { keepIntervals: true });
      const first = driver.intervals[0]!.find(({ entity }) => entity === sleeper)!;
      expect(first.fromNs).toBe(wakesNs);
      const [ran] = lengths([first]);
      // The others are up to a slice apart, so it may have one more.
      expect(ran).toBeGreaterThanOrEqual(creditMs);
      expect(ran).toBeLessThanOrEqual(creditMs * 1.25 + 0.001);
    },
  );

  it("preempt at once when they are behind by more than the wake-up granularity", () => {
    const scheduler = machine("cfs", 1);
    const hog = task(scheduler);
    const sleeper = task(scheduler);
    // Runs 0.1 ms every 10 ms.
    const driver = drive(
      scheduler,
      [busy(hog), { entity: sleeper, runNs: 0.1 * MS, sleepNs: 9.9 * MS, startNs: 0 }],
      SECOND,
      { keepIntervals: true },
    );
    const runs = driver.intervals[0]!.filter(({ entity }) => entity === sleeper);
    expect(runs.length).toBe(100);
    // It never waits, except at its very first wake-up, when it has no credit yet.
    for (const [index, { fromNs, toNs }] of runs.entries()) {
      expect(toNs - fromNs).toBe(0.1 * MS);
      if (index > 1) expect(fromNs - runs[index - 1]!.toNs).toBe(9.9 * MS);
    }
  });

  it("of little weight do not preempt where one of normal weight does", () => {
    const wakes = (nice: number) => {
      const scheduler = machine("cfs", 1);
      const hog = task(scheduler);
      const sleeper = task(scheduler, 0, nice);
      scheduler.wake(sleeper, 0);
      scheduler.pick(0, 0);
      scheduler.charge(0, 1000, 1000);
      scheduler.block(0, 1000);
      scheduler.wake(hog, 1000);
      scheduler.pick(0, 1000);
      const now = 1000 + 2.5 * MS;
      scheduler.charge(0, 2.5 * MS, now);
      scheduler.wake(sleeper, now);
      return scheduler.pick(0, now) === sleeper;
    };
    expect(wakes(0)).toBe(true);
    // 2.5 virtual ms behind; its granularity is 1 ms × 1024 / 15.
    expect(wakes(19)).toBe(false);
  });
});

describe("EEVDF slices", () => {
  it.each([
    [1, 0.75],
    [4, 2.25],
    [8, 3],
  ])("on %i cores a task runs %d ms at a time", (cores, slice) => {
    const scheduler = machine("eevdf", cores);
    const pinned = group(scheduler, { cpus: [0] });
    const entities = [task(scheduler, pinned), task(scheduler, pinned), task(scheduler, pinned)];
    const driver = drive(scheduler, entities.map(busy), SECOND, { keepIntervals: true });
    // The first slices of new tasks are half as long.
    const later = driver.intervals[0]!.slice(6, -1);
    for (const length of lengths(later)) expect(length).toBeCloseTo(slice, 3);
  });

  it("the difference to a fair share stays within a slice", () => {
    const scheduler = machine("eevdf", 1);
    const entities = [0, 0, 0, 0].map(() => task(scheduler));
    let worst = 0;
    const driver = drive(scheduler, entities.map(busy), 0);
    for (let ms = 1; ms <= 200; ms++) {
      driver.runTo(ms * MS);
      for (const entity of entities) worst = Math.max(worst, Math.abs(driver.ranNs(entity) - (ms * MS) / 4));
    }
    expect(worst).toBeLessThanOrEqual(0.75 * MS);
  });

  it("who wakes waits for the end of a slice at most, and gets all it asks for", () => {
    const scheduler = machine("eevdf", 1);
    const hogs = [task(scheduler), task(scheduler)];
    const sleeper = task(scheduler);
    const driver = drive(
      scheduler,
      [...hogs.map(busy), { entity: sleeper, runNs: 0.1 * MS, sleepNs: 9.9 * MS, startNs: 5 * MS }],
      SECOND,
      { keepIntervals: true },
    );
    const runs = driver.intervals[0]!.filter(({ entity }) => entity === sleeper);
    expect(runs.length).toBeGreaterThan(90);
    for (const [index, { fromNs, toNs }] of runs.entries()) {
      expect(toNs - fromNs).toBe(0.1 * MS);
      const waited = index === 0 ? fromNs - 5 * MS : fromNs - runs[index - 1]!.toNs - 9.9 * MS;
      expect(waited).toBeLessThanOrEqual(0.75 * MS);
    }
  });

  it("lag is kept over a sleep: who slept after too much does not gain by it", () => {
    const scheduler = machine("eevdf", 1);
    const hog = task(scheduler);
    const napper = task(scheduler);
    // Sleeps for a moment after each 0.3 ms: if lag were forgotten, it would run whenever it woke.
    const driver = drive(
      scheduler,
      [busy(hog), { entity: napper, runNs: 0.3 * MS, sleepNs: 1000, startNs: 0 }],
      4 * SECOND,
    );
    const share = driver.ranNs(napper) / (4 * SECOND);
    expect(share).toBeGreaterThan(0.2);
    expect(share).toBeLessThan(0.51);
  });
});
