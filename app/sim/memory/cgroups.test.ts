import { expect, test } from "vitest";
import { Cgroups, NO_LIMITS, ROOT_CGROUP } from "./cgroups";
import { HostMemory } from "./host-memory";

/** A parent with two children of given memory.min and usage. */
function family(parentMin: number, children: ReadonlyArray<readonly [min: number, usage: number]>) {
  const cgroups = new Cgroups();
  const parent = cgroups.add(ROOT_CGROUP, { ...NO_LIMITS, min: parentMin });
  const ids = children.map(([min, usage]) => {
    const { id } = cgroups.add(parent.id, { ...NO_LIMITS, min });
    cgroups.charge(id, "anon", usage);
    return id;
  });
  cgroups.protect(ROOT_CGROUP);
  return ids.map((id) => cgroups.get(id).effectiveMin);
}

test("protection that children claim beyond their parent's is shared by protected usage", () => {
  // Claims are min(usage, min): 8 and 5, 13 of 10: 10 × 8 / 13 and 10 × 5 / 13.
  expect(
    family(10, [
      [8, 10],
      [8, 5],
    ]),
  ).toEqual([6, 3]);
});

test("protection within the parent's is as it is set", () => {
  expect(
    family(20, [
      [8, 8],
      [8, 4],
    ]),
  ).toEqual([8, 4]);
});

test("what the children do not claim protects the rest of their usage in proportion", () => {
  // 30 - 10 = 20 unclaimed; unprotected usage 30 and 10 of 40: 15 and 5 more.
  expect(
    family(30, [
      [10, 40],
      [0, 10],
    ]),
  ).toEqual([25, 5]);
});

test("the target of a reclaim has no protection from it, and its children's counts in full", () => {
  const cgroups = new Cgroups();
  const parent = cgroups.add(ROOT_CGROUP, { ...NO_LIMITS, min: 5 });
  const child = cgroups.add(parent.id, { ...NO_LIMITS, min: 50 });
  cgroups.charge(child.id, "file", 60);
  cgroups.protect(parent.id);
  expect([parent.effectiveMin, child.effectiveMin]).toEqual([0, 50]);
});

test("charges, events and room count for all above", () => {
  const cgroups = new Cgroups();
  const parent = cgroups.add(ROOT_CGROUP, { ...NO_LIMITS, max: 10, swapMax: 4 });
  const child = cgroups.add(parent.id, { ...NO_LIMITS, max: 20 });
  cgroups.charge(child.id, "anon", 9);
  cgroups.chargeSwap(child.id, 3);
  cgroups.event(child.id, "max");
  expect([parent.current, parent.anon, parent.swap, parent.events.max]).toEqual([9, 9, 3, 1]);
  expect([cgroups.over(child.id, 1), cgroups.over(child.id, 2), cgroups.over(child.id, 12)]).toEqual([
    -1,
    parent.id,
    child.id,
  ]);
  expect(cgroups.swapRoom(child.id)).toBe(1);
});

test("limits that are no limits are refused with their name", () => {
  const memory = new HostMemory({ frames: 100 });
  expect(() => memory.addCgroup(0, { max: -1 })).toThrow("memory max: -1 is neither");
  expect(() => memory.addCgroup(0, { low: 1.5 })).toThrow("memory low: 1.5 is neither");
  expect(() => memory.addCgroup(17)).toThrow("there is no cgroup 17");
  expect(() => memory.setLimits(ROOT_CGROUP, { max: 5 })).toThrow("the root cgroup has no limits");
});

test("a removed cgroup leaves its page cache and its swap to its parent", () => {
  const memory = new HostMemory({ frames: 1000, swapPages: 10 });
  const parent = memory.addCgroup();
  const child = memory.addCgroup(parent);
  const file = memory.openFile("host", "f", 10, 1);
  for (let page = 0; page < 10; page++) memory.readFile(child, file, page);
  const space = memory.addSpace(child);
  expect(() => memory.removeCgroup(child)).toThrow(`cgroup ${child} still has address space ${space}`);
  memory.kill(space);
  expect(() => memory.removeCgroup(parent)).toThrow("cannot be removed");
  memory.removeCgroup(child);
  expect(memory.machine.cgroups.get(parent)).toMatchObject({ current: 10, file: 10, children: [] });
  memory.check();
  memory.removeFile(file);
  expect(memory.view().fileFrames).toBe(0);
  memory.check();
});
