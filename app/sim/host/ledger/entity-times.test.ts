import fc from "fast-check";
import { expect, test } from "vitest";
import { ENTITY_STATES, EntityTimes, RUNNING, SLEEPING, THROTTLED, WAITING } from "./entity-times";

test("times of an entity and of its owner, with the state that is open", () => {
  const times = new EntityTimes();
  times.add(0, 3, 100);
  times.transition(0, WAITING, 130);
  times.transition(0, RUNNING, 150);
  times.transition(0, RUNNING, 155);
  times.transition(0, THROTTLED, 190);
  times.add(1, 3, 180, RUNNING);
  expect(times.timesOf(0, 200)).toEqual({ runningNs: 40, waitingNs: 20, throttledNs: 10, sleepingNs: 30 });
  expect(times.ownerTimesOf(3, 200)).toEqual({
    runningNs: 60,
    waitingNs: 20,
    throttledNs: 10,
    sleepingNs: 30,
  });
  times.remove(0, 200);
  expect(times.stateOf(0)).toBeUndefined();
  expect(times.ownerTimesOf(3, 300).throttledNs).toBe(10);
  expect(times.ownerTimesOf(3, 300).runningNs).toBe(40 + 120);
  expect(times.ownerTimesOf(9999, 300).runningNs).toBe(0);
  times.check(300);
  times.add(0, 4, 300);
  expect(times.timesOf(0, 310)).toEqual({ runningNs: 0, waitingNs: 0, throttledNs: 0, sleepingNs: 10 });
});

test("what cannot be is refused", () => {
  const times = new EntityTimes();
  times.add(0, 0, 100);
  expect(() => times.add(0, 0, 100)).toThrow("alive");
  expect(() => times.transition(0, RUNNING, 99)).toThrow("it entered at 100 ns");
  expect(() => times.transition(1, RUNNING, 100)).toThrow("entity 1 is not alive");
  expect(() => times.timesOf(77, 100)).toThrow("not alive");
  expect(() => times.check(99)).toThrow("entity 0");
  times.transition(0, RUNNING, 101);
  expect(times.stateOf(0)).toBe(RUNNING);
});

interface Step {
  entity: number;
  state: number;
  ns: number;
  owner: number;
}
const steps = fc.array(
  fc.record({
    entity: fc.oneof(fc.nat(4), fc.nat(40)),
    /** 4 ends its life. */
    state: fc.nat(ENTITY_STATES.length),
    ns: fc.nat(1000),
    owner: fc.nat(20),
  }),
  { maxLength: 200 },
);

test("states tile every life, owners' times are the sums of their entities', also after save and load", () => {
  fc.assert(
    fc.property(steps, (list: Step[]) => {
      let times = new EntityTimes();
      let now = 0;
      // A second book: after every step each living entity is given the time that passed, in the state that it was in.
      const living = new Map<number, { owner: number; state: number; book: number[] }>();
      const owners = new Map<number, number[]>();
      for (const { entity, state, ns, owner } of list) {
        now += ns;
        for (const life of living.values()) {
          life.book[life.state]! += ns;
          owners.get(life.owner)![life.state]! += ns;
        }
        const life = living.get(entity);
        if (life === undefined) {
          times.add(entity, owner, now);
          living.set(entity, { owner, state: SLEEPING, book: [0, 0, 0, 0] });
          if (!owners.has(owner)) owners.set(owner, [0, 0, 0, 0]);
        } else if (state === ENTITY_STATES.length) {
          times.remove(entity, now);
          living.delete(entity);
        } else {
          times.transition(entity, state, now);
          life.state = state;
        }
        if (ns % 16 === 0) {
          const saved = times.save();
          times.transition([...living.keys()][0] ?? 0, RUNNING, now);
          times = new EntityTimes();
          times.load(saved);
        }
      }
      times.check(now);
      for (const [entity, { book, state }] of living) {
        expect(Object.values(times.timesOf(entity, now))).toEqual(book);
        expect(times.stateOf(entity)).toBe(state);
      }
      for (const [owner, book] of owners) {
        expect(Object.values(times.ownerTimesOf(owner, now))).toEqual(book);
      }
    }),
  );
});

test("20,000 entities take under 4 MB", () => {
  const times = new EntityTimes();
  for (let entity = 0; entity < 20_000; entity++) times.add(entity, entity >> 1, entity);
  times.check(20_000);
  expect(times.ownerTimesOf(100, 20_000).sleepingNs).toBe(19_800 + 19_799);
  expect(times.bytes()).toBeLessThan(4e6);
});
