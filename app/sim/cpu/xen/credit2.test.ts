/** Parts of credit2 by themselves: its run queue against a sorted list, and budgets to the nanosecond. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_GROUP, IDLE } from "../scheduler";
import { Credit2Scheduler } from "./credit2";
import { CreditHeap, HeapKeys } from "./credit2-heap";
import { Bench, MS } from "./test-kit";

describe("the run queue", () => {
  it("is in the order of credit, equals first come first served, whatever comes and goes", () => {
    const step = fc.tuple(fc.integer({ min: 0, max: 29 }), fc.integer({ min: -5, max: 5 }));
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 30, maxLength: 200 }),
        fc.integer({ min: -6, max: 6 }),
        fc.boolean(),
        (steps, floor, reset) => {
          const keys = new HeapKeys();
          keys.reserve(30);
          // Core 1 may take even entities only, and odd ones everywhere need a lead of 2.
          const fit = {
            allows: (entity: number, core: number) => core === 0 || entity % 2 === 0,
            margin: (entity: number) => (entity % 2 === 0 ? 0 : 2),
          };
          const heap = new CreditHeap(keys, fit);
          const list: number[] = [];
          for (const [entity, credit] of steps) {
            if (list.includes(entity)) {
              heap.remove(entity);
              list.splice(list.indexOf(entity), 1);
            } else {
              keys.credit[entity] = credit;
              heap.push(entity);
              list.push(entity);
            }
          }
          const sorted = () => list.toSorted((a, b) => keys.credit[b]! - keys.credit[a]!);
          const first = (core: number) =>
            sorted().find((e) => fit.allows(e, core) && keys.credit[e]! > floor + fit.margin(e)) ?? IDLE;
          expect(heap.top()).toBe(sorted()[0] ?? IDLE);
          expect([heap.find(0, floor), heap.find(1, floor)]).toEqual([first(0), first(1)]);

          if (reset) {
            for (const entity of list) keys.credit[entity] = Math.min(2, keys.credit[entity]! + 3);
            heap.rebuild();
          }
          const left = sorted();
          while (heap.size > 0) {
            expect(heap.top()).toBe(left.shift());
            heap.remove(heap.top());
          }
          expect(left).toEqual([]);
        },
      ),
      { seed: 11 },
    );
  });
});

const hog = Number.POSITIVE_INFINITY;

describe("credit", () => {
  it("is not saved up in sleep: who comes back gets about one reset's worth ahead of the others", () => {
    const bench = new Bench(new Credit2Scheduler({ cores: 1, threadsPerCore: 1, tickHz: 0, seed: 1 }));
    const steady = bench.add(bench.domain(), hog);
    bench.add(bench.domain(), 500 * MS, 1000 * MS);
    bench.run(4000 * MS);
    const turns = bench.stretches.filter(({ entity }) => entity === steady);
    const pauses = turns.slice(1).map(({ fromNs }, index) => fromNs - turns[index]!.toNs);
    expect(Math.max(...pauses)).toBeGreaterThan(5 * MS);
    expect(Math.max(...pauses)).toBeLessThan(22 * MS);
  });
});

describe("run queues", () => {
  it("even out their loads", () => {
    const bench = new Bench(new Credit2Scheduler({ cores: 16, threadsPerCore: 1, tickHz: 0, seed: 1 }));
    const [low, high] = [
      [0, 1, 2, 3, 4, 5, 6, 7],
      [8, 9, 10, 11, 12, 13, 14, 15],
    ];
    const moving = bench.domain({ cpus: low });
    const fixed = bench.domain({ cpus: high });
    const entities = [
      ...Array.from({ length: 16 }, () => bench.add(moving, hog)),
      ...Array.from({ length: 8 }, () => bench.add(fixed, hog)),
    ];
    bench.run(1000 * MS);
    bench.set(moving, { cpus: undefined });
    bench.run(4000 * MS);
    const before = entities.map((entity) => bench.ran.get(entity)!);
    bench.run(5000 * MS);
    // 24 on 16 cores, whereas 16 and 8 on eight each would have a half and a whole one.
    for (const [index, entity] of entities.entries())
      expect((bench.ran.get(entity)! - before[index]!) / (1000 * MS)).toBeCloseTo(2 / 3, 1);
  });
});

describe("a wake-up", () => {
  it("weighs by what the host charges, if it can say, and else by the time that went by", () => {
    for (const [ranNs, preempts] of [
      [0.2 * MS, false],
      [1.5 * MS, true],
      [undefined, true],
    ] as const) {
      const policy = new Credit2Scheduler({ cores: 1, threadsPerCore: 1, tickHz: 0, seed: 1 });
      const [hog, other] = [policy.addEntity(0, { nice: 0 }, 0), policy.addEntity(0, { nice: 0 }, 0)];
      // The other one ran for half a millisecond before, so it is behind by that.
      policy.wake(other, 0);
      policy.pick(0, 0);
      policy.charge(0, 0.5 * MS, 0.5 * MS);
      policy.block(0, 0.5 * MS);
      policy.wake(hog, 0.5 * MS);
      expect(policy.pick(0, 0.5 * MS)).toBe(hog);
      policy.resched.fill(0);
      policy.reschedCount = 0;
      if (ranNs !== undefined) policy.beforeWeighing = (core, nowNs) => policy.charge(core, ranNs, nowNs);
      policy.wake(other, 2 * MS);
      expect(policy.reschedCount === 1).toBe(preempts);
    }
  });
});

describe("a budget", () => {
  const capped = () => {
    const policy = new Credit2Scheduler({ cores: 1, threadsPerCore: 1, tickHz: 0, seed: 1 });
    const group = policy.addGroup(0, { ...DEFAULT_GROUP, quotaNs: 20 * MS }, 0);
    const entity = policy.addEntity(group, { nice: 0 }, 0);
    policy.wake(entity, 0);
    expect(policy.pick(0, 0)).toBe(entity);
    return { policy, group, entity };
  };

  it("that was overrun is paid back in the next period", () => {
    const { policy, entity } = capped();
    expect(policy.budgetNs(0, 0)).toBe(2 * MS);
    policy.charge(0, 3 * MS, 3 * MS);
    expect(policy.pick(0, 3 * MS)).toBe(IDLE);
    expect(policy.stateOf(entity)).toBe("throttled");
    expect(policy.nextTimerNs()).toBe(10 * MS);
    policy.runTimers(10 * MS);
    expect(policy.resched[0]).toBe(1);
    expect(policy.pick(0, 10 * MS)).toBe(entity);
    expect(policy.budgetNs(0, 10 * MS)).toBe(MS);
  });

  it("that is lifted sets parked vCPUs free at once; moving a weight fills no budget", () => {
    const { policy, group, entity } = capped();
    policy.charge(0, 2 * MS, 2 * MS);
    expect(policy.pick(0, 2 * MS)).toBe(IDLE);
    policy.setGroup(group, { ...policy.groupSettings(group), weight: 700 }, 3 * MS);
    expect(policy.stateOf(entity)).toBe("throttled");
    policy.setGroup(group, DEFAULT_GROUP, 4 * MS);
    expect(policy.stateOf(entity)).toBe("queued");
    expect(policy.pick(0, 4 * MS)).toBe(entity);
    expect(policy.throttling(group).throttledNs).toBe(2 * MS);
  });

  it("is given back by a vCPU that sleeps, and a domain that rests is not counted", () => {
    const { policy, group, entity } = capped();
    policy.charge(0, 0.5 * MS, 0.5 * MS);
    policy.block(0, 0.5 * MS);
    expect(policy.pick(0, 0.5 * MS)).toBe(IDLE);
    policy.wake(entity, MS);
    expect(policy.pick(0, MS)).toBe(entity);
    expect(policy.budgetNs(0, MS)).toBe(1.5 * MS);
    policy.block(0, MS);
    policy.pick(0, MS);
    for (let timer = 0; policy.nextTimerNs() < 1000 * MS; timer++) {
      expect(timer).toBeLessThan(4);
      policy.runTimers(policy.nextTimerNs());
    }
    expect(policy.throttling(group)).toMatchObject({ throttled: 0, throttledNs: 0 });
  });
});
