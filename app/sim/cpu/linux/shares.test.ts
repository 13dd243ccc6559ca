/** Checks S1 to S4 and S8 of the published figures (facts/published-figures.md §10), and shares over several cores. */
import { describe, expect, it } from "vitest";
import { busy, drive } from "../drive";
import { group, MS, machine, POLICIES, SECOND, task } from "./test-kit";

describe.each(POLICIES)("%s on one core", (policy) => {
  it.each([
    ["S1", [0, 1], [0.5553, 0.4447], 20],
    ["S2", [0, 5], [0.7535, 0.2465], 20],
    // The light one's slice is the minimum granularity, 0.75 ms, and the heavy one then runs 5917 times as long.
    ["S3", [-20, 19], [0.99983, 0.00017], 100],
  ] as const)("%s: nice %j get %j", (_name, nices, shares, seconds) => {
    const scheduler = machine(policy, 1);
    const entities = nices.map((nice) => task(scheduler, 0, nice));
    const driver = drive(scheduler, entities.map(busy), seconds * SECOND);
    entities.forEach((entity, index) => {
      expect(driver.ranNs(entity) / (seconds * SECOND)).toBeCloseTo(shares[index]!, index === 0 ? 3 : 4);
    });
  });

  it("S4: cpu.weight 100, 200, 700 get 10, 20, 70 %", () => {
    const scheduler = machine(policy, 1);
    const entities = [100, 200, 700].map((weight) => task(scheduler, group(scheduler, { weight })));
    const driver = drive(scheduler, entities.map(busy), 20 * SECOND);
    const shares = entities.map((entity) => driver.ranNs(entity) / (20 * SECOND));
    expect(shares[0]).toBeCloseTo(0.1, 3);
    expect(shares[1]).toBeCloseTo(0.2, 3);
    expect(shares[2]).toBeCloseTo(0.7, 3);
  });

  it("S8: a group with three tasks and one with one get half each", () => {
    const scheduler = machine(policy, 1);
    const guest = group(scheduler, {});
    const vcpus = [task(scheduler, guest), task(scheduler, guest), task(scheduler, guest)];
    const container = task(scheduler, group(scheduler, {}));
    const driver = drive(scheduler, [...vcpus, container].map(busy), 12 * SECOND);
    expect(driver.ranNs(container) / (12 * SECOND)).toBeCloseTo(0.5, 3);
    for (const vcpu of vcpus) expect(driver.ranNs(vcpu) / (12 * SECOND)).toBeCloseTo(1 / 6, 3);
  });

  it("a weight that is moved takes effect at once", () => {
    const scheduler = machine(policy, 1);
    const groups = [group(scheduler, { weight: 100 }), group(scheduler, { weight: 100 })];
    const entities = groups.map((id) => task(scheduler, id));
    const driver = drive(scheduler, entities.map(busy), SECOND);
    expect(driver.ranNs(entities[1]!) / SECOND).toBeCloseTo(0.5, 2);
    scheduler.setGroup(groups[1]!, { ...scheduler.groupSettings(groups[1]!), weight: 300 }, SECOND);
    driver.runTo(2 * SECOND);
    expect(driver.ranNs(entities[1]!) / SECOND - 0.5).toBeCloseTo(0.75, 2);
  });

  it("a nice value that is moved takes effect at once, running or waiting", () => {
    const scheduler = machine(policy, 1);
    const entities = [task(scheduler), task(scheduler)];
    const driver = drive(scheduler, entities.map(busy), SECOND);
    const before = driver.ranNs(entities[0]!);
    for (const entity of entities) scheduler.setNice(entity, entity === entities[0] ? 5 : 0, SECOND);
    driver.runTo(3 * SECOND);
    expect((driver.ranNs(entities[0]!) - before) / (2 * SECOND)).toBeCloseTo(335 / 1359, 2);
  });
});

describe.each(POLICIES)("%s on several cores", (policy) => {
  it.each([
    [2, 3],
    [4, 5],
    [3, 8],
    [8, 13],
  ])("%i cores are shared evenly by %i equal tasks", (cores, tasks) => {
    const scheduler = machine(policy, cores);
    const entities = Array.from({ length: tasks }, () => task(scheduler));
    const driver = drive(scheduler, entities.map(busy), 10 * SECOND);
    for (const entity of entities) {
      expect(Math.abs(driver.ranNs(entity) / (10 * SECOND) - cores / tasks)).toBeLessThan(0.02);
    }
  });

  it("machines of more than 32 cores are shared like others", () => {
    const scheduler = machine(policy, 40);
    const upper = group(scheduler, { cpus: [33, 35, 39] });
    const above = Array.from({ length: 6 }, () => task(scheduler, upper));
    const below = Array.from({ length: 37 }, () => task(scheduler));
    const driver = drive(scheduler, [...above, ...below].map(busy), 10 * SECOND);
    // 43 equal tasks on 40 cores, six of which may use three: a half each for those, a core each for the others.
    for (const entity of above) expect(driver.ranNs(entity) / (10 * SECOND)).toBeCloseTo(0.5, 1);
    for (const entity of below) expect(driver.ranNs(entity) / (10 * SECOND)).toBeGreaterThan(0.85);
  });

  it("weights 100 and 300 have a core each when there are two", () => {
    const scheduler = machine(policy, 2);
    const entities = [100, 300].map((weight) => task(scheduler, group(scheduler, { weight })));
    const driver = drive(scheduler, entities.map(busy), 2 * SECOND);
    for (const entity of entities) expect(driver.ranNs(entity)).toBe(2 * SECOND);
  });

  it("the heavy one gets a core, the two light ones share the other", () => {
    const scheduler = machine(policy, 2);
    const [a, heavy, b] = [100, 300, 100].map((weight) => task(scheduler, group(scheduler, { weight })));
    const driver = drive(scheduler, [a!, heavy!, b!].map(busy), 4 * SECOND);
    expect(driver.ranNs(heavy!) / (4 * SECOND)).toBeGreaterThan(0.97);
    expect(driver.ranNs(a!) / (4 * SECOND)).toBeCloseTo(0.5, 1);
  });

  it("a group's weight is divided among the cores on which it runs", () => {
    // Two tasks on each of two cores; group A has one of each core's, B and C have one core each.
    const scheduler = machine(policy, 2);
    const a = group(scheduler, {});
    const left = group(scheduler, { cpus: [0] });
    const right = group(scheduler, { cpus: [1] });
    const spread = [group(scheduler, { cpus: [0] }, a), group(scheduler, { cpus: [1] }, a)];
    const wide = spread.map((id) => task(scheduler, id));
    const narrow = [task(scheduler, left), task(scheduler, right)];
    const driver = drive(scheduler, [...wide, ...narrow].map(busy), 6 * SECOND);
    // On each core A weighs half of what its neighbour does.
    for (const entity of wide) expect(driver.ranNs(entity) / (6 * SECOND)).toBeCloseTo(1 / 3, 2);
    for (const entity of narrow) expect(driver.ranNs(entity) / (6 * SECOND)).toBeCloseTo(2 / 3, 2);
  });

  it("tasks stay on the cores of their cpuset, and go when it changes", () => {
    const scheduler = machine(policy, 4);
    const pinned = group(scheduler, { cpus: [2] });
    const entities = [task(scheduler, pinned), task(scheduler, pinned)];
    const driver = drive(scheduler, entities.map(busy), SECOND, { keepIntervals: true });
    expect(driver.intervals.map((intervals) => intervals.length > 0)).toEqual([false, false, true, false]);
    scheduler.setGroup(pinned, { ...scheduler.groupSettings(pinned), cpus: [0, 3] }, SECOND);
    driver.runTo(2 * SECOND);
    expect(driver.intervals[2]!.at(-1)!.toNs).toBe(SECOND);
    for (const entity of entities) expect(driver.ranNs(entity) / SECOND).toBeCloseTo(1.5, 2);
  });

  it("a child's cpuset is cut down to its parent's", () => {
    const scheduler = machine(policy, 4);
    const parent = group(scheduler, { cpus: [1, 2] });
    const child = group(scheduler, { cpus: [0, 1] }, parent);
    const driver = drive(scheduler, [busy(task(scheduler, child))], 10 * MS, { keepIntervals: true });
    expect(driver.intervals.map((intervals) => intervals.length)).toEqual([0, 1, 0, 0]);
  });

  it("wakes on an idle core whose sibling thread is idle too, and on the last core before that", () => {
    const scheduler = machine(policy, 4, 0, 2);
    const entities = [task(scheduler), task(scheduler), task(scheduler)];
    drive(scheduler, entities.map(busy), MS);
    expect(entities.map((entity) => scheduler.coreOf(entity))).toEqual([0, 2, 1]);
    const sleeper = task(scheduler);
    scheduler.wake(sleeper, MS);
    expect(scheduler.coreOf(sleeper)).toBe(3);
  });
});
