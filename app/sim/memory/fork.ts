/** Fork: a copy of an address space that shares its pages until one side writes. */
import { FILE, HUGE_FRAMES, HUGE_SHIFT, NONE } from "./frames";
import type { Machine } from "./machine";
import { WRITABLE } from "./page-tables";
import type { Space } from "./spaces";

/**
 * Pages of the page cache are not copied: as in Linux, the child finds them by faulting. Answers the child and how many
 * entries were copied.
 */
export function forkSpace(
  machine: Machine,
  parent: Space,
  cgroup: number,
): { readonly child: number; readonly entries: number } {
  const { tables, frames, spaces } = machine;
  const child = spaces.add(cgroup, parent.oomExempt);
  child.regions.push(...parent.regions.map((region) => ({ ...region })));
  let entries = 0;
  for (const leaf of parent.leaves) {
    if (leaf === NONE) continue;
    const firstPage = tables.leafPage[leaf]!;
    const huge = tables.leafHuge[leaf]!;
    for (let at = 0; at < HUGE_FRAMES && tables.leafUsed[leaf]! > 0; at++) {
      const entry = (leaf << HUGE_SHIFT) + at;
      const target = tables.target[entry]!;
      if (target === NONE || (target >= 0 && frames.state[target] === FILE)) continue;
      const copy = spaces.entry(child, firstPage + at);
      entries++;
      if (target >= 0) {
        tables.flags[entry] = tables.flags[entry]! & ~WRITABLE;
        machine.map(child, copy, target, 0);
      } else {
        tables.mapSlot(copy, tables.slotOf(entry));
        child.swapPages++;
      }
      tables.leafHuge[copy >>> HUGE_SHIFT] = huge;
    }
  }
  return { child: child.id, entries };
}
