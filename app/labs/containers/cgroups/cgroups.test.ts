import fc from "fast-check";
import { expect, test } from "vitest";
import type { CgroupView } from "@/app/sim/kernel/view/cgroups";
import { asCommand, atPosition, cpuMax, cpuWeight, freeze, memoryMax, pidsMax, positionAt } from "./orders";
import { cgroupForest, findBox, keyed, limitIn } from "./read";

const files = {
  "cgroup.controllers": "cpu memory pids\n",
  "cgroup.subtree_control": "\n",
  "cgroup.events": "populated 1\nfrozen 1\n",
  "cgroup.freeze": "1\n",
  "cpu.weight": "100\n",
  "cpu.max": "50000 100000\n",
  "cpu.stat": "usage_usec 250\nnr_throttled 3\n",
  "memory.current": "8192\n",
  "memory.max": "16777216\n",
  "memory.events": "oom 1\noom_kill 2\n",
  "pids.current": "3\n",
  "pids.max": "max\n",
};
const tree: readonly CgroupView[] = [
  { path: "/", parent: undefined, processes: [1, 2], files: { "cgroup.controllers": "cpu memory pids\n" } },
  { path: "/web", parent: "/", processes: [5, 6, 7], files },
  { path: "/web/one", parent: "/web", processes: [], files: {} },
];

test("the files' texts are numbers and limits", () => {
  const { root, omitted } = cgroupForest(tree, 10, 2);
  expect(omitted).toBe(0);
  expect(root!.memory).toBeUndefined();
  expect(findBox(root, "/web")).toMatchObject({
    name: "web",
    controllers: ["cpu", "memory", "pids"],
    handsOn: [],
    frozen: true,
    cpu: { quotaUs: 50_000, periodUs: 100_000 },
    memory: { current: 8192, max: 16_777_216, kills: 2 },
    pids: { current: 3, max: undefined },
    throttledTimes: 3,
    members: [5, 6],
    omitted: 1,
  });
  expect(findBox(root, "/web/one")).toMatchObject({ cpu: undefined, memory: undefined, frozen: false });
});

test("of many cgroups the first are drawn", () => {
  const many = [tree[0]!, ...Array.from({ length: 2000 }, (_, i) => ({ ...tree[1]!, path: `/c${i}` }))];
  const { root, total, omitted } = cgroupForest(many, 40, 2);
  expect([root!.children.length, total, omitted]).toEqual([39, 2001, 1961]);
});

test.each([
  [memoryMax("16"), "memory.max", "16777216"],
  [memoryMax("max"), "memory.max", "max"],
  [cpuMax("25"), "cpu.max", "25000 100000"],
  [cpuMax("max"), "cpu.max", "max 100000"],
  [cpuWeight("200"), "cpu.weight", "200"],
  [pidsMax("10"), "pids.max", "10"],
] as const)("%# is written as %s %s", (read, file, text) =>
  expect(read).toEqual({ ok: true, write: { file, text } }),
);

test.each([
  memoryMax("lots"),
  cpuMax("0.1"),
  cpuWeight("0"),
  cpuWeight("20000"),
  pidsMax("-1"),
  pidsMax("2.5"),
])("nonsense %# is refused in words", (read) => expect(read).toMatchObject({ ok: false }));

test("a write is shown as the command that would do it", () => {
  expect(asCommand("/web", freeze(true))).toBe("echo 1 > /sys/fs/cgroup/web/cgroup.freeze");
  expect(asCommand("/", { file: "cpu.max", text: "max 100000" })).toBe(
    'echo "max 100000" > /sys/fs/cgroup/cpu.max',
  );
});

test("a slider comes back to where it was", () => {
  const slider = { least: 1, most: 256, last: 100, endsInMax: true };
  expect(atPosition(slider, 100)).toBeUndefined();
  expect(positionAt(slider, undefined)).toBe(100);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 256 }), (value) => {
      const back = atPosition(slider, positionAt(slider, value))!;
      expect(Math.abs(back - value)).toBeLessThanOrEqual(1 + 0.04 * value);
    }),
  );
});

test("what is no number is no limit", () => {
  expect(limitIn("max\n")).toBeUndefined();
  expect(keyed(undefined, "oom_kill")).toBe(0);
});
