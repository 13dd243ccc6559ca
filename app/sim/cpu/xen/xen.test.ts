/** Both Xen policies, driven by hogs and sleepers: shares, caps, latencies, and what must hold whatever happens. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CpuScheduler, SchedulerOptions } from "../scheduler";
import { CreditScheduler } from "./credit";
import { Credit2Scheduler } from "./credit2";
import { Bench, MS, SECOND } from "./test-kit";

const options = (cores: number, threadsPerCore = 1): SchedulerOptions => ({
  cores,
  threadsPerCore,
  tickHz: 0,
  seed: 1,
});

const POLICIES: readonly [string, new (options: SchedulerOptions) => CpuScheduler][] = [
  ["credit", CreditScheduler],
  ["credit2", Credit2Scheduler],
];

describe.each(POLICIES)("%s", (name, Policy) => {
  const hogs = (cores: number, weights: readonly number[], seconds: number): number[] => {
    const bench = new Bench(new Policy(options(cores)));
    const entities = weights.map((weight) => bench.add(bench.domain({ weight })));
    bench.run(seconds * SECOND);
    expect(bench.busyNs).toBe(bench.now * Math.min(cores, weights.length));
    return entities.map((entity) => 100 * bench.share(entity));
  };

  it("S9: weights 256 and 512 get a third and two thirds", () => {
    const [light, heavy] = hogs(1, [100, 200], 30);
    expect(light).toBeCloseTo(100 / 3, 0);
    expect(heavy).toBeCloseTo(200 / 3, 0);
  });

  it("three domains on one core, unequal ones on two", () => {
    const [a, b, c] = hogs(1, [100, 200, 700], 40);
    expect(Math.abs(a! - 10)).toBeLessThan(0.3);
    expect(Math.abs(b! - 20)).toBeLessThan(0.3);
    expect(Math.abs(c! - 70)).toBeLessThan(0.3);
    const on2 = hogs(2, [100, 200, 300, 400], 30);
    for (const [index, share] of on2.entries()) expect(Math.abs(share - 20 * (index + 1))).toBeLessThan(0.5);
  });

  it("five equal hogs on four cores have 80 % of one each", () => {
    for (const share of hogs(4, [100, 100, 100, 100, 100], 20))
      expect(Math.abs(share - 80)).toBeLessThan(0.5);
  });

  it("one that cannot use its share leaves the rest to the others by weight", () => {
    // On two cores weight 9,800 of 10,000 can have no more than one core; the other goes 1 to 3.
    const [heavy, one, three] = hogs(2, [9700, 75, 225], 30);
    expect(heavy).toBeGreaterThan(99);
    expect(Math.abs(one! - 25)).toBeLessThan(0.5);
    expect(Math.abs(three! - 75)).toBeLessThan(0.5);
  });

  it("shares converge to the weights", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 20, max: 2000 }), { minLength: 2, maxLength: 5 }), (weights) => {
        const total = weights.reduce((sum, weight) => sum + weight);
        hogs(1, weights, 20).forEach((share, index) => {
          expect(Math.abs(share - (100 * weights[index]!) / total)).toBeLessThan(1.5);
        });
      }),
      { numRuns: 10, seed: 3 },
    );
  });

  it("a cap holds, and says how often it held back", () => {
    const bench = new Bench(new Policy(options(1)));
    const capped = bench.domain({ quotaNs: 20 * MS });
    const hog = bench.add(capped);
    bench.run(30 * SECOND);
    expect(bench.share(hog)).toBeCloseTo(0.2, 3);
    const { periods, throttled, throttledNs } = bench.policy.throttling(capped);
    // credit accounts each 30 ms, runs for one period and is parked for four; credit2 refills each 10 ms.
    expect(periods).toBe(name === "credit" ? 1000 : 3000);
    expect(throttled).toBe(name === "credit" ? 800 : 3000);
    expect(throttledNs).toBe(24 * SECOND);
    const longest = Math.max(...bench.stretches.map(({ fromNs, toNs }) => toNs - fromNs));
    expect(longest).toBe(name === "credit" ? 30 * MS : 2 * MS);
  });

  it("a cap is the domain's, over all its vCPUs and groups, and lifting it helps at once", () => {
    const bench = new Bench(new Policy(options(4)));
    const capped = bench.domain({ quotaNs: 50 * MS });
    const nested = bench.policy.addGroup(capped, bench.policy.groupSettings(capped), 0);
    const entities = [bench.add(capped), bench.add(capped), bench.add(nested), bench.add(nested)];
    bench.run(12 * SECOND);
    const sum = () => entities.reduce((total, entity) => total + bench.ran.get(entity)!, 0);
    expect(sum() / bench.now).toBeCloseTo(0.5, 2);
    bench.run(12 * SECOND + 5 * MS);
    const before = sum();
    bench.set(capped, { quotaNs: Number.POSITIVE_INFINITY });
    bench.run(13 * SECOND + 5 * MS);
    expect(sum() - before).toBe(4 * SECOND);
  });

  it("a cap that is tightened or a weight that is moved counts from then on", () => {
    const bench = new Bench(new Policy(options(1)));
    const [a, b] = [bench.domain(), bench.domain()];
    const first = bench.add(a);
    bench.add(b);
    bench.run(10 * SECOND);
    expect(bench.share(first)).toBeCloseTo(0.5, 1);
    let before = bench.ran.get(first)!;
    bench.set(a, { weight: 300 });
    bench.run(30 * SECOND);
    expect((bench.ran.get(first)! - before) / (20 * SECOND)).toBeCloseTo(0.75, 1);
    before = bench.ran.get(first)!;
    bench.set(a, { quotaNs: 10 * MS });
    bench.run(50 * SECOND);
    expect((bench.ran.get(first)! - before) / (20 * SECOND)).toBeCloseTo(0.1, 2);
  });

  it("a sleeper among hogs gets a core within a slice of the rate limit", () => {
    const bench = new Bench(new Policy(options(1)));
    for (let hog = 0; hog < 4; hog++) bench.add(bench.domain());
    const sleeper = bench.add(bench.domain(), 0.3 * MS, 17.13 * MS);
    bench.run(2 * SECOND);
    const warm = bench.latencies.get(sleeper)!.length;
    bench.run(10 * SECOND);
    const latencies = bench.latencies.get(sleeper)!.slice(warm);
    expect(latencies.length).toBeGreaterThan(400);
    // credit: the current's first millisecond is safe. credit2: and then it keeps its slice, of at most 2 ms.
    expect(Math.max(...latencies)).toBeLessThanOrEqual(name === "credit" ? MS : 2 * MS);
    // A hog, by comparison, waits for all the others.
    expect(bench.share(sleeper)).toBeGreaterThan(0.016);
  });

  it("the first millisecond of a turn is safe from wake-ups", () => {
    const policy = new Policy(options(1));
    const [hog, early, late] = [0, 1, 2].map(() => policy.addEntity(0, { nice: 0 }, 0)) as [
      number,
      number,
      number,
    ];
    const flagged = () => {
      const was = policy.reschedCount > 0;
      policy.resched.fill(0);
      policy.reschedCount = 0;
      return was;
    };
    policy.wake(hog, 0);
    expect(policy.pick(0, 0)).toBe(hog);
    // After a tick has ended its boost, it is preempted; its next turn begins at 11 ms.
    policy.charge(0, 10 * MS, 10 * MS);
    if (policy.nextTimerNs() <= 10 * MS) policy.runTimers(10 * MS);
    policy.wake(late, 10 * MS);
    expect(policy.pick(0, 10 * MS)).toBe(late);
    policy.charge(0, MS, 11 * MS);
    policy.block(0, 11 * MS);
    expect(policy.pick(0, 11 * MS)).toBe(hog);
    flagged();
    policy.charge(0, 0.3 * MS, 11.3 * MS);
    policy.wake(early, 11.3 * MS);
    if (flagged()) {
      expect(policy.pick(0, 11.3 * MS)).toBe(hog);
      expect(policy.budgetNs(0, 11.3 * MS)).toBe(0.7 * MS);
    }
    policy.charge(0, 0.9 * MS, 12.2 * MS);
    expect(policy.pick(0, 12.2 * MS)).toBe(early);
  });

  it("keeps to the cpuset, also when it changes under a running vCPU", () => {
    const bench = new Bench(new Policy(options(12)));
    const pinned = bench.domain({ cpus: [1] });
    const [a, b] = [bench.add(pinned), bench.add(pinned)];
    bench.run(SECOND);
    expect(bench.ran.get(a)! + bench.ran.get(b)!).toBe(SECOND);
    bench.set(pinned, { cpus: [9, 10] });
    bench.run(2 * SECOND);
    expect(bench.ran.get(a)! + bench.ran.get(b)!).toBe(3 * SECOND);
    expect(() => bench.set(pinned, { cpus: [12] })).toThrow(RangeError);
  });

  it("a group gets the cores that its parent has too", () => {
    const policy = new Policy(options(4));
    const settings = policy.groupSettings(0);
    const parent = policy.addGroup(0, { ...settings, cpus: [0, 1] }, 0);
    const child = policy.addGroup(parent, { ...settings, cpus: [1, 2] }, 0);
    const entities = [policy.addEntity(child, { nice: 0 }, 0), policy.addEntity(child, { nice: 0 }, 0)];
    for (const entity of entities) policy.wake(entity, 0);
    for (let core = 0; core < 4; core++) policy.pick(core, 0);
    expect([0, 1, 2, 3].map((core) => policy.current(core))).toEqual([-1, entities[0], -1, -1]);
    policy.setGroup(parent, { ...settings, cpus: [2, 3] }, 5);
    policy.pick(1, 5);
    for (const core of [2, 3]) policy.pick(core, 5);
    expect(policy.stateOf(entities[0]!)).not.toBe("blocked");
    expect(entities.map((entity) => policy.coreOf(entity))).toEqual([2, 2]);
  });

  it("prefers a core whose hardware threads are all idle", () => {
    const policy = new Policy(options(4, 2));
    const group = policy.addGroup(0, policy.groupSettings(0), 0);
    const cores = [0, 1, 2].map(() => {
      const entity = policy.addEntity(group, { nice: 0 }, 0);
      policy.wake(entity, 0);
      for (const core of [0, 1, 2, 3]) if (policy.resched[core] === 1) policy.pick(core, 0);
      policy.resched.fill(0);
      policy.reschedCount = 0;
      return policy.coreOf(entity);
    });
    expect(cores).toEqual([0, 2, 1]);
  });

  it("pauses, and refuses to remove what is in use", () => {
    const policy = new Policy(options(1));
    const group = policy.addGroup(0, policy.groupSettings(0), 0);
    const nested = policy.addGroup(group, policy.groupSettings(0), 0);
    const [a, b] = [policy.addEntity(group, { nice: 0 }, 0), policy.addEntity(group, { nice: 0 }, 0)];
    expect(policy.coreOf(a)).toBe(-1);
    policy.wake(a, 0);
    policy.wake(b, 0);
    expect(policy.pick(0, 0)).toBe(a);
    expect(policy.stateOf(b)).toBe("queued");
    expect(() => policy.removeEntity(a)).toThrow(RangeError);
    expect(() => policy.removeEntity(b)).toThrow(RangeError);
    expect(() => policy.removeGroup(nested)).not.toThrow();
    expect(() => policy.removeGroup(group)).toThrow(RangeError);
    policy.dequeue(b, 10);
    expect(policy.stateOf(b)).toBe("blocked");
    policy.charge(0, 10, 10);
    policy.block(0, 10);
    expect(policy.pick(0, 10)).toBe(-1);
    expect(policy.budgetNs(0, 10)).toBe(Number.POSITIVE_INFINITY);
    policy.removeEntity(a);
    policy.removeEntity(b);
    policy.removeGroup(group);
    expect(() => policy.stateOf(a)).toThrow(RangeError);
    expect(() => policy.groupSettings(group)).toThrow(RangeError);
  });

  // Weight, cap (tenths of a core; 0 is none), cpuset (bits; 0 is all), and the vCPUs: [run ms, sleep ms], 0 run is a hog.
  const domains = fc.array(
    fc.record({
      weight: fc.integer({ min: 1, max: 2000 }),
      cap: fc.integer({ min: 0, max: 15 }),
      cpus: fc.integer({ min: 0, max: 4095 }),
      vcpus: fc.array(fc.tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 1, max: 40 })), {
        minLength: 1,
        maxLength: 4,
      }),
    }),
    { minLength: 1, maxLength: 5 },
  );
  const machine = fc.record({ cores: fc.integer({ min: 1, max: 12 }), smt: fc.boolean(), domains });
  type Machine = typeof machine extends fc.Arbitrary<infer T> ? T : never;
  const cpusOf = (bits: number, cores: number) => {
    const cpus = [...Array(cores).keys()].filter((core) => (bits >> core) & 1);
    return cpus.length === 0 ? undefined : cpus;
  };
  const build = ({ cores, smt, domains }: Machine, late = false) => {
    const bench = new Bench(new Policy(options(cores, smt ? 2 : 1)), late);
    const groups = domains.map(({ weight, cap, cpus, vcpus }) => {
      const quotaNs = cap === 0 ? Number.POSITIVE_INFINITY : cap * 10 * MS;
      const group = bench.domain({ weight, quotaNs, cpus: cpusOf(cpus, cores) });
      for (const [run, sleep] of vcpus)
        bench.add(group, run === 0 ? Number.POSITIVE_INFINITY : run * 370_000, sleep * MS);
      return group;
    });
    return { bench, groups };
  };

  it("no core idles while an allowed vCPU is queued, whatever is moved; caps hold", () => {
    fc.assert(
      fc.property(machine, fc.integer({ min: 0, max: 4095 }), (setup, cpus) => {
        const { bench, groups } = build(setup);
        bench.run(200 * MS);
        bench.set(groups[0]!, { cpus: cpusOf(cpus, setup.cores), weight: 500 });
        bench.run(400 * MS);
        bench.set(groups.at(-1)!, { cpus: undefined, quotaNs: 30 * MS });
        const capped = [...bench.ran.keys()].filter(
          (entity) => bench.policy.groupOf(entity) === groups.at(-1),
        );
        const used = () => capped.reduce((sum, entity) => sum + bench.ran.get(entity)!, 0);
        const before = used();
        bench.run(1200 * MS);
        const allowance = name === "credit" ? 30 * MS * capped.length : 10 * MS;
        expect(used() - before).toBeLessThanOrEqual(0.3 * 800 * MS + allowance);
        const sum = [...bench.ran.values()].reduce((total, ns) => total + ns, 0);
        expect(sum).toBe(bench.busyNs);
      }),
      { numRuns: 15, seed: 5 },
    );
  });

  it("a saved policy continues as the original does, and saving is a copy", () => {
    fc.assert(
      fc.property(machine, fc.integer({ min: 1, max: 300 }), (setup, at) => {
        const [one, other] = [build(setup).bench, build(setup).bench];
        one.run(at * MS);
        other.run(at * MS);
        const saved = other.policy.save();
        const copy = structuredClone(saved);
        other.run(at * MS + 50 * MS);
        expect(saved).toEqual(copy);

        const third = build(setup).bench;
        third.run(at * MS);
        third.policy = new Policy(third.policy.options);
        third.policy.load(copy);
        one.run(at * MS + 300 * MS);
        third.run(at * MS + 300 * MS);
        expect(third.stretches).toEqual(one.stretches);
        expect(third.policy.save()).toEqual(one.policy.save());
        expect(copy).toEqual(saved);
      }),
      { numRuns: 15, seed: 7 },
    );
  });

  it("decides the same when time is charged only where a core decides", () => {
    fc.assert(
      fc.property(machine, ({ cores, smt, domains }) => {
        // Of equal weight: then credit is whole numbers, and burning it in one piece or in two rounds nothing.
        const setup = { cores, smt, domains: domains.map((domain) => ({ ...domain, weight: 100 })) };
        const [early, late] = [build(setup).bench, build(setup, true).bench];
        early.run(500 * MS);
        late.run(500 * MS);
        expect(late.stretches).toEqual(early.stretches);
      }),
      { numRuns: 15, seed: 9 },
    );
  });

  it("refuses a state that is none of its own", () => {
    const other = POLICIES.find(([otherName]) => otherName !== name)![1];
    expect(() => new Policy(options(1)).load(new other(options(1)).save())).toThrow(RangeError);
    expect(() => new Policy(options(1)).load(undefined)).toThrow(RangeError);
  });
});
