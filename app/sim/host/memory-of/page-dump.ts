/** The contents of an address space's own pages, for a snapshot: what is in memory, and what was swapped out. */
import { NONE } from "../../memory/frames";
import type { HostMemory } from "../../memory/host-memory";

export interface PageDump {
  readonly pages: Int32Array;
  /** The fingerprint of each. */
  readonly contents: Float64Array;
}

export function dumpPages(memory: HostMemory, space: number): PageDump {
  const { spaces, tables, frames, swap } = memory.machine;
  const own = spaces.get(space);
  const pages: number[] = [];
  const contents: number[] = [];
  for (const { start, pages: count, kind } of own.regions) {
    if (kind !== "anonymous") continue;
    for (let page = start; page < start + count; page++) {
      const entry = spaces.find(own, page);
      const target = entry === NONE ? NONE : tables.target[entry]!;
      if (target === NONE) continue;
      pages.push(page);
      // A swapped page's entry is -2 minus its slot.
      contents.push(target >= 0 ? frames.content[target]! : swap.content[-2 - target]!);
    }
  }
  return { pages: Int32Array.from(pages), contents: Float64Array.from(contents) };
}
