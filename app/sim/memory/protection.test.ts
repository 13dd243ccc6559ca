/** Properties of reclaim on a machine under pressure: whom it must not take from, and when the oom killer may come. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { HostMemory } from "./host-memory";

const GROUPS = 4;
const accesses = fc.array(
  fc.record({
    group: fc.nat(GROUPS - 1),
    page: fc.nat(399),
    run: fc.integer({ min: 1, max: 150 }),
    file: fc.boolean(),
    write: fc.boolean(),
  }),
  { minLength: 10, maxLength: 50, size: "max" },
);

test("memory.min is never breached by others, and nobody is killed while unprotected pages could go", () => {
  fc.assert(
    fc.property(
      accesses,
      fc.array(fc.nat(95), { minLength: GROUPS, maxLength: GROUPS }),
      fc.constantFrom(0, 100),
      (history, mins, swapPages) => {
        const memory = new HostMemory({ frames: 400, swapPages });
        const { cgroups } = memory.machine;
        const groups = mins.map((min, at) => {
          const cgroup = memory.addCgroup(0, { min });
          const file = memory.openFile("host", `f${at}`, 400, at);
          return { cgroup, min, file, space: memory.addSpace(cgroup), start: 0 };
        });
        for (const group of groups) group.start = memory.map(group.space, { pages: 400, kind: "anonymous" });
        const killed = new Set<number>();
        memory.onOom = ({ limitedBy, victims }) => {
          expect(limitedBy).toBe(0);
          for (const { cgroup } of victims) killed.add(cgroup);
        };
        for (const { group: at, page, run, file, write } of history) {
          const group = groups[at]!;
          for (let n = page; n < Math.min(400, page + run); n++) {
            const before = groups.map(({ cgroup }) => cgroups.get(cgroup).current);
            const reclaimable = memory.reclaim.reclaimable(0);
            killed.clear();
            if (file) memory.readFile(group.cgroup, group.file, n, write);
            else if (memory.touch(group.space, group.start + n, write).kind === "oom") break;
            groups.forEach(({ cgroup, min }, index) => {
              if (killed.has(cgroup)) return;
              const { current } = cgroups.get(cgroup);
              if (current < Math.min(before[index]!, min))
                throw new Error(
                  `cgroup ${cgroup} went from ${before[index]} to ${current}, below its min ${min}`,
                );
            });
            if (killed.size > 0) expect(reclaimable).toBeLessThanOrEqual(memory.allocator.watermarks.high);
          }
          for (const other of groups) {
            if (memory.hasSpace(other.space)) continue;
            other.space = memory.addSpace(other.cgroup);
            other.start = memory.map(other.space, { pages: 400, kind: "anonymous" });
          }
        }
        memory.check();
      },
    ),
    { numRuns: 25 },
  );
});
