/** The contract of scheduler.ts, call by call. */
import { describe, expect, it } from "vitest";
import { busy, Driver, drive } from "../drive";
import { DEFAULT_GROUP, IDLE, ROOT_GROUP } from "../scheduler";
import { group, MS, machine, POLICIES, SECOND, task } from "./test-kit";

describe.each(POLICIES)("%s, call by call", (policy) => {
  it("an entity goes from blocked to queued to running and back", () => {
    const scheduler = machine(policy, 1);
    const entity = task(scheduler);
    expect(scheduler.stateOf(entity)).toBe("blocked");
    expect(scheduler.coreOf(entity)).toBe(-1);
    scheduler.wake(entity, 10);
    expect(scheduler.stateOf(entity)).toBe("queued");
    expect([...scheduler.resched]).toEqual([1]);
    expect(scheduler.reschedCount).toBe(1);
    expect(scheduler.current(0)).toBe(IDLE);
    expect(scheduler.pick(0, 10)).toBe(entity);
    expect(scheduler.stateOf(entity)).toBe("running");
    expect(scheduler.current(0)).toBe(entity);
    scheduler.charge(0, 5, 15);
    scheduler.block(0, 15);
    expect(scheduler.stateOf(entity)).toBe("blocked");
    expect(scheduler.current(0)).toBe(IDLE);
    expect(scheduler.pick(0, 15)).toBe(IDLE);
    expect(scheduler.coreOf(entity)).toBe(0);
  });

  it("a queued entity that is dequeued does not run; a running one cannot be", () => {
    const scheduler = machine(policy, 1);
    const [a, b] = [task(scheduler), task(scheduler)];
    scheduler.wake(a!, 0);
    scheduler.pick(0, 0);
    scheduler.wake(b!, 0);
    scheduler.dequeue(b!, 1 * MS);
    expect(scheduler.stateOf(b!)).toBe("blocked");
    expect(scheduler.budgetNs(0, 1 * MS)).toBe(Number.POSITIVE_INFINITY);
    expect(() => scheduler.dequeue(a!, 1 * MS)).toThrow(RangeError);
  });

  it("a throttled entity that is dequeued does not come back with the refill", () => {
    const scheduler = machine(policy, 1);
    const limited = group(scheduler, { quotaNs: 10 * MS });
    const [a, b] = [task(scheduler, limited), task(scheduler, limited)];
    const driver = drive(scheduler, [a!, b!].map(busy), 50 * MS);
    expect(scheduler.stateOf(a!)).toBe("throttled");
    scheduler.dequeue(a!, 50 * MS);
    const before = driver.ranNs(a!);
    driver.runTo(SECOND);
    expect(driver.ranNs(a!)).toBe(before);
    expect(driver.ranNs(b!) + before).toBe(100 * MS);
  });

  it("waking twice is waking once", () => {
    const scheduler = machine(policy, 2);
    const entity = task(scheduler);
    scheduler.wake(entity, 0);
    scheduler.wake(entity, 0);
    expect(scheduler.pick(0, 0)).toBe(entity);
    expect(scheduler.pick(1, 0)).toBe(IDLE);
  });

  it("what still has something in it, or runs, is not removed", () => {
    const scheduler = machine(policy, 1);
    const outer = group(scheduler, {});
    const inner = group(scheduler, {}, outer);
    const entity = task(scheduler, inner);
    expect(() => scheduler.removeGroup(outer)).toThrow("1 groups");
    expect(() => scheduler.removeGroup(inner)).toThrow("1 entities");
    expect(() => scheduler.removeGroup(ROOT_GROUP)).toThrow(RangeError);
    scheduler.wake(entity, 0);
    expect(() => scheduler.removeEntity(entity)).toThrow(RangeError);
    scheduler.pick(0, 0);
    expect(() => scheduler.removeEntity(entity)).toThrow(RangeError);
    scheduler.block(0, 0);
    scheduler.removeEntity(entity);
    scheduler.removeGroup(inner);
    scheduler.removeGroup(outer);
    expect(() => scheduler.wake(entity, 0)).toThrow("no entity");
    expect(() => scheduler.groupSettings(inner)).toThrow("no group");
  });

  it("numbers of removed groups and entities are used again, with nothing left of the old ones", () => {
    const scheduler = machine(policy, 2);
    for (let round = 0; round < 50; round++) {
      const start = round * 300 * MS;
      const limited = scheduler.addGroup(ROOT_GROUP, { ...DEFAULT_GROUP, quotaNs: 30 * MS }, start);
      const entity = scheduler.addEntity(limited, { nice: 0 }, start);
      expect(limited).toBe(1);
      expect(entity).toBe(0);
      expect(scheduler.throttling(limited)).toEqual({ periods: 0, throttled: 0, throttledNs: 0 });
      const driver = new Driver(scheduler, [{ ...busy(entity), startNs: start }]);
      driver.runTo(start + 250 * MS);
      expect(driver.ranNs(entity)).toBe(90 * MS);
      expect(scheduler.stateOf(entity)).toBe("throttled");
      scheduler.dequeue(entity, start + 250 * MS);
      scheduler.removeEntity(entity);
      scheduler.removeGroup(limited);
      expect(scheduler.nextTimerNs()).toBe(Number.POSITIVE_INFINITY);
    }
  });

  it("settings come back as they were set", () => {
    const scheduler = machine(policy, 4);
    const settings = { weight: 250, quotaNs: 30 * MS, periodNs: 50 * MS, cpus: [1, 3] };
    const id = scheduler.addGroup(ROOT_GROUP, settings, 0);
    expect(scheduler.groupSettings(id)).toEqual(settings);
    expect(scheduler.groupSettings(ROOT_GROUP)).toEqual(DEFAULT_GROUP);
  });

  it("settings out of range are refused and change nothing", () => {
    const scheduler = machine(policy, 2);
    const id = group(scheduler, {});
    const bad = [{ weight: 0 }, { weight: 10_001 }, { quotaNs: 0 }, { periodNs: 0 }, { cpus: [2] }];
    for (const each of bad) {
      expect(() => scheduler.setGroup(id, { ...DEFAULT_GROUP, ...each }, 0)).toThrow(RangeError);
      expect(scheduler.groupSettings(id)).toEqual(DEFAULT_GROUP);
    }
    expect(() => scheduler.addEntity(id, { nice: 20 }, 0)).toThrow("-20 to 19");
    expect(() => machine(policy, 129)).toThrow("1 to 128");
    expect(() => machine(policy, 0)).toThrow("1 to 128");
  });

  it("what was saved does not change when it runs on", () => {
    const scheduler = machine(policy, 2);
    const entities = [
      task(scheduler, group(scheduler, { quotaNs: 10 * MS })),
      task(scheduler),
      task(scheduler),
    ];
    const driver = drive(scheduler, entities.map(busy), 33 * MS);
    const saved = scheduler.save();
    const then = JSON.stringify(saved);
    driver.runTo(SECOND);
    expect(JSON.stringify(saved)).toBe(then);
    scheduler.load(saved);
    expect(JSON.stringify(scheduler.save())).toBe(then);
  });
});
