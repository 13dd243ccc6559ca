import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createScheduler } from "../create";
import { type DrivenTask, Driver } from "../drive";
import { type CpuScheduler, IDLE, ROOT_GROUP } from "../scheduler";

const MS = 1e6;
const PERIOD_NS = 20 * MS;

interface GroupSpec {
  readonly parent: number;
  readonly weight: number;
  readonly quotaMs: number | undefined;
  readonly cpus: readonly number[] | undefined;
}
interface TaskSpec {
  readonly group: number;
  readonly nice: number;
  readonly runUs: number | undefined;
  readonly sleepUs: number;
  readonly startUs: number;
}
interface Change {
  readonly atMs: number;
  readonly group: number;
  readonly to: GroupSpec;
}
interface Machine {
  readonly policy: "cfs" | "eevdf";
  readonly cores: number;
  readonly threadsPerCore: number;
  readonly tickHz: number;
  readonly groups: readonly GroupSpec[];
  readonly tasks: readonly TaskSpec[];
  readonly changes: readonly Change[];
}

const groupSpec: fc.Arbitrary<GroupSpec> = fc.record({
  parent: fc.nat(5),
  weight: fc.constantFrom(1, 10, 100, 300, 10_000),
  quotaMs: fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined, freq: 1 }),
  cpus: fc.option(fc.uniqueArray(fc.nat(7), { minLength: 1, maxLength: 4 }), { nil: undefined }),
});

const taskSpec: fc.Arbitrary<TaskSpec> = fc.record({
  group: fc.nat(5),
  nice: fc.constantFrom(-20, -5, 0, 0, 0, 5, 19),
  runUs: fc.option(fc.integer({ min: 50, max: 9_000 }), { nil: undefined }),
  sleepUs: fc.integer({ min: 50, max: 9_000 }),
  startUs: fc.nat(30_000),
});

const machine: fc.Arbitrary<Machine> = fc.record({
  policy: fc.constantFrom("cfs" as const, "eevdf" as const),
  cores: fc.integer({ min: 1, max: 8 }),
  threadsPerCore: fc.constantFrom(1, 2),
  tickHz: fc.constantFrom(0, 0, 100, 250, 1000),
  groups: fc.array(groupSpec, { maxLength: 5 }),
  tasks: fc.array(taskSpec, { minLength: 1, maxLength: 12 }),
  changes: fc.array(fc.record({ atMs: fc.nat(100), group: fc.nat(4), to: groupSpec }), { maxLength: 4 }),
});

const settingsOf = (spec: GroupSpec, cores: number) => {
  const cpus = spec.cpus?.filter((cpu) => cpu < cores);
  return {
    weight: spec.weight,
    quotaNs: spec.quotaMs === undefined ? Number.POSITIVE_INFINITY : spec.quotaMs * MS,
    periodNs: PERIOD_NS,
    cpus: cpus === undefined || cpus.length === 0 ? undefined : cpus,
  };
};

interface Built {
  readonly scheduler: CpuScheduler;
  readonly groups: readonly number[];
  readonly parents: ReadonlyMap<number, number>;
  readonly tasks: readonly DrivenTask[];
}

/** A group's parent is one that was made before it. */
function build(spec: Machine): Built {
  const scheduler = createScheduler(spec.policy, { ...spec, seed: 1 });
  const groups: number[] = [ROOT_GROUP];
  const parents = new Map<number, number>();
  for (const group of spec.groups) {
    const parent = groups[group.parent % groups.length]!;
    const id = scheduler.addGroup(parent, settingsOf(group, spec.cores), 0);
    parents.set(id, parent);
    groups.push(id);
  }
  const tasks = spec.tasks.map((task) => ({
    entity: scheduler.addEntity(groups[task.group % groups.length]!, { nice: task.nice }, 0),
    runNs: task.runUs === undefined ? Number.POSITIVE_INFINITY : task.runUs * 1000,
    sleepNs: task.sleepUs * 1000,
    startNs: task.startUs * 1000,
  }));
  return { scheduler, groups, parents, tasks };
}

/** cpuset.cpus.effective from the settings alone. */
function allowed({ scheduler, parents }: Built, group: number): Set<number> {
  if (group === ROOT_GROUP)
    return new Set(Array.from({ length: scheduler.options.cores }, (_, core) => core));
  const above = allowed({ scheduler, parents } as Built, parents.get(group)!);
  const own = scheduler.groupSettings(group).cpus?.filter((cpu) => above.has(cpu)) ?? [];
  return own.length === 0 ? above : new Set(own);
}

function runWithChanges(
  built: Built,
  driver: Driver,
  spec: Machine,
  endNs: number,
  changed = () => {},
): void {
  const changes = [...spec.changes].sort((a, b) => a.atMs - b.atMs);
  for (const change of changes) {
    const group = built.groups[1 + change.group];
    if (group === undefined) continue;
    driver.runTo(change.atMs * MS);
    built.scheduler.setGroup(group, settingsOf(change.to, spec.cores), change.atMs * MS);
    changed();
  }
  driver.runTo(endNs);
}

describe("CFS and EEVDF on any machine", () => {
  it("never leave a core idle while a task that may run there waits", () => {
    fc.assert(
      fc.property(machine, (spec) => {
        const built = build(spec);
        const { scheduler, tasks } = built;
        let masks = new Map<number, Set<number>>();
        const settingsChanged = () => {
          masks = new Map(built.groups.map((group) => [group, allowed(built, group)]));
        };
        const check = (nowNs: number) => {
          const idle = Array.from({ length: spec.cores }, (_, core) => core).filter(
            (core) => scheduler.current(core) === IDLE,
          );
          for (const { entity } of tasks) {
            const mask = masks.get(scheduler.groupOf(entity))!;
            const state = scheduler.stateOf(entity);
            if (state === "running") {
              if (scheduler.current(scheduler.coreOf(entity)) !== entity)
                throw new Error(`${entity} runs, and its core runs another, ${nowNs}`);
              if (!mask.has(scheduler.coreOf(entity)))
                throw new Error(`${entity} runs where it may not, ${nowNs}`);
            }
            if (state !== "queued") continue;
            const wasted = idle.filter((core) => mask.has(core));
            if (wasted.length > 0) throw new Error(`cores ${wasted} idle while ${entity} waits at ${nowNs}`);
          }
        };
        const driver = new Driver(scheduler, tasks, { afterEvent: check });
        settingsChanged();
        runWithChanges(built, driver, spec, 80 * MS, settingsChanged);
      }),
      { numRuns: 80 },
    );
  });

  it("give out each nanosecond once", () => {
    fc.assert(
      fc.property(machine, (spec) => {
        const built = build(spec);
        const driver = new Driver(built.scheduler, built.tasks, { keepIntervals: true });
        runWithChanges(built, driver, spec, 100 * MS);
        let onCores = 0;
        for (const intervals of driver.intervals) {
          let last = 0;
          for (const { fromNs, toNs } of intervals) {
            if (fromNs < last || toNs <= fromNs) throw new Error(`${fromNs} to ${toNs} after ${last}`);
            onCores += toNs - fromNs;
            last = toNs;
          }
          expect(last).toBeLessThanOrEqual(100 * MS);
        }
        const byTask = built.tasks.reduce((sum, { entity }) => sum + driver.ranNs(entity), 0);
        expect(byTask).toBe(onCores);
      }),
      { numRuns: 40 },
    );
  });

  it("never exceed a quota by more than one slice for each core in a period", () => {
    fc.assert(
      fc.property(machine, (spec) => {
        const built = build({ ...spec, tickHz: 0 });
        const { scheduler, groups, parents, tasks } = built;
        const driver = new Driver(scheduler, tasks);
        const within = (group: number, limit: number): boolean =>
          group === limit || (group !== ROOT_GROUP && within(parents.get(group)!, limit));
        const usedNs = (limit: number) =>
          tasks
            .filter(({ entity }) => within(scheduler.groupOf(entity), limit))
            .reduce((sum, { entity }) => sum + driver.ranNs(entity), 0);
        let before = groups.map(usedNs);
        for (let period = 1; period <= 6; period++) {
          driver.runTo(period * PERIOD_NS);
          const now = groups.map(usedNs);
          groups.forEach((group, index) => {
            const { quotaNs } = scheduler.groupSettings(group);
            expect(now[index]! - before[index]!).toBeLessThanOrEqual(quotaNs + spec.cores * 5 * MS);
          });
          before = now;
        }
      }),
      { numRuns: 40 },
    );
  });

  it("continue from a saved state as they would have gone on", () => {
    fc.assert(
      fc.property(machine, fc.nat(90 * MS), (spec, atNs) => {
        const built = build(spec);
        const driver = new Driver(built.scheduler, built.tasks, { keepIntervals: true });
        driver.runTo(atNs);
        const saved = { scheduler: built.scheduler.save(), driver: driver.save() };
        const kept = driver.intervals.map((intervals) => intervals.length);
        driver.runTo(atNs + 60 * MS);

        const again = build(spec);
        const resumed = new Driver(again.scheduler, again.tasks, { keepIntervals: true });
        again.scheduler.load(saved.scheduler);
        resumed.load(saved.driver);
        resumed.runTo(atNs + 60 * MS);

        for (const { entity } of built.tasks) expect(resumed.ranNs(entity)).toBe(driver.ranNs(entity));
        for (const group of built.groups) {
          expect(again.scheduler.throttling(group)).toEqual(built.scheduler.throttling(group));
        }
        resumed.intervals.forEach((intervals, core) => {
          // What ran at the moment of saving is one interval in the original.
          const expected = driver.intervals[core]!.filter(({ toNs }) => toNs > atNs);
          expect(expected.length).toBeLessThanOrEqual(driver.intervals[core]!.length - kept[core]! + 1);
          expect(intervals).toEqual(
            expected.map((interval) => ({ ...interval, fromNs: Math.max(interval.fromNs, atNs) })),
          );
        });
        expect(again.scheduler.save()).toEqual(built.scheduler.save());
      }),
      { numRuns: 40 },
    );
  });

  it("share one core by weight at every level of the tree", () => {
    const weights = fc.array(fc.integer({ min: 20, max: 1000 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(
        fc.constantFrom("cfs" as const, "eevdf" as const),
        fc.array(weights, { minLength: 1, maxLength: 3 }),
        (policy, tree) => {
          const scheduler = createScheduler(policy, { cores: 1, threadsPerCore: 1, tickHz: 0, seed: 1 });
          const limits = { quotaNs: Number.POSITIVE_INFINITY, periodNs: 100 * MS, cpus: undefined };
          const expected = new Map<number, number>();
          const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
          const outer = tree.map((inner) => sum(inner));
          tree.forEach((inner, index) => {
            const parent = scheduler.addGroup(ROOT_GROUP, { ...limits, weight: outer[index]! }, 0);
            for (const weight of inner) {
              const group = scheduler.addGroup(parent, { ...limits, weight }, 0);
              const share = (outer[index]! / sum(outer)) * (weight / sum(inner));
              expected.set(scheduler.addEntity(group, { nice: 0 }, 0), share);
            }
          });
          const tasks = [...expected.keys()].map((entity) => ({
            entity,
            runNs: Number.POSITIVE_INFINITY,
            sleepNs: 0,
            startNs: 0,
          }));
          const driver = new Driver(scheduler, tasks);
          driver.runTo(10e9);
          for (const [entity, share] of expected) {
            expect(Math.abs(driver.ranNs(entity) / 10e9 - share)).toBeLessThan(0.005);
          }
        },
      ),
      { numRuns: 15 },
    );
  });
});
