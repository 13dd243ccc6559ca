/** The check of law 2 finds what is wrong: each line breaks one thing. */
import { expect, test } from "vitest";
import { ANON, FREE } from "./frames";
import { HostMemory } from "./host-memory";

const breaks: ReadonlyArray<readonly [what: string, of: (memory: HostMemory) => void, says: string]> = [
  [
    "a frame's state",
    (memory) => memory.machine.frames.state.fill(ANON, 50, 51),
    "frame 50 is anon but nobody maps it",
  ],
  ["a state's count", (memory) => memory.machine.frames.count[FREE]!--, "free frames: counted 97, found 98"],
  [
    "an owner too many",
    (memory) => memory.machine.frames.mapCount[0]!++,
    "shared pages of space 0: counted 0, found 1",
  ],
  ["another's charge", (memory) => memory.machine.frames.cgroup.fill(2, 0, 1), "of cgroup"],
  [
    "a cgroup's usage",
    (memory) => memory.machine.cgroups.get(1).current++,
    "of cgroup 0: counted -1, found 0",
  ],
  ["a space's count", (memory) => memory.machine.spaces.get(0).anonPages++, "anonymous pages of space 0"],
  [
    "a lost LRU entry",
    (memory) => memory.machine.lru.remove(memory.machine.cgroups.get(1).lists, 0),
    "LRU lists of cgroup 1",
  ],
  ["a cached page", (memory) => memory.machine.files.get(0).cachedPages++, "cached pages of file f"],
  ["a lost region", (memory) => memory.machine.spaces.get(0).regions.pop(), "is in no region"],
  ["swap in use", (memory) => memory.machine.swap.used++, "swap slots in use"],
];

test.each(breaks)("%s", (_what, damage, says) => {
  const memory = new HostMemory({ frames: 100, swapPages: 5 });
  const cgroup = memory.addCgroup();
  memory.addCgroup();
  const space = memory.addSpace(cgroup);
  memory.map(space, { pages: 5, kind: "anonymous" });
  memory.touch(space, 0, true);
  memory.readFile(cgroup, memory.openFile("host", "f", 1, 1), 0);
  memory.check();
  damage(memory);
  expect(() => memory.check()).toThrow(says);
});
