import { expect, test } from "vitest";
import { ANON, FILE, FREE, KERNEL } from "./frames";
import { HostMemory } from "./host-memory";

test("a cell for each frame: state, first owner, number of owners", () => {
  const memory = new HostMemory({ frames: 16, kernelFrames: 2 });
  const [a, b] = [memory.addCgroup(), memory.addCgroup()];
  const file = memory.openFile("host", "f", 3, 1);
  const space = memory.addSpace(a);
  const at = memory.map(space, { pages: 2, kind: "anonymous" });
  memory.touch(space, at, true);
  memory.touch(space, at + 1, true);
  memory.fork(space, b);
  memory.readFile(b, file, 0);
  const map = memory.memoryMap(100, (cgroup) => cgroup * 10);
  expect(map).toMatchObject({ frames: 16, framesPerCell: 1 });
  expect([...map.state.slice(0, 6)]).toEqual([KERNEL, KERNEL, ANON, ANON, FILE, FREE]);
  expect([...map.owner.slice(0, 6)]).toEqual([0, 0, a * 10, a * 10, b * 10, 0]);
  expect([...map.owners.slice(0, 6)]).toEqual([0, 0, 2, 2, 0, 0]);
  const bits = memory.memoryMap(100, (cgroup) => (cgroup === a ? 1 : 32)).ownerBits;
  expect([...bits.slice(1, 6)]).toEqual([0, 2 ** 31 + 1, 2 ** 31 + 1, 0, 0]);
});

test("a cell for several frames shows the most frequent state", () => {
  const memory = new HostMemory({ frames: 10, kernelFrames: 3 });
  const map = memory.memoryMap(3, () => 0);
  expect(map.framesPerCell).toBe(4);
  expect([...map.state]).toEqual([KERNEL, FREE, FREE]);
});
