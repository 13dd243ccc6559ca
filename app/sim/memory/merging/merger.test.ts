import { describe, expect, it } from "vitest";
import { DEFAULT_MERGING_COSTS, treeDepth } from "./costs";
import { SamePageMerger } from "./merger";
import { PagesDouble } from "./pages-double";
import { DEFAULT_MERGING, type MergingSettings } from "./settings";

const FREE_OF_CHARGE = { visit: 0, checksum: 0, equal: 0, unequal: 0, merge: 0, unmerge: 0 };

const numbers = (count: number, value: (n: number) => number) =>
  Array.from({ length: count }, (_, n) => value(n));

function start(pages: PagesDouble, settings: Partial<MergingSettings> = {}) {
  const merger = new SamePageMerger(pages, { ...DEFAULT_MERGING, run: 1, ...settings });
  let nowNs = 0;
  return {
    merger,
    /** Runs the daemon until it has finished so many more passes over all areas. */
    passes(count: number) {
      const until = merger.counters().fullScans + count;
      while (merger.counters().fullScans < until) nowNs = merger.wake(nowNs).nextWakeNs;
    },
  };
}

describe("same-page merging", () => {
  it("scans 100 pages every 20 ms by default: 5000 pages a second, 52.4 s for a GiB", () => {
    const pages = new PagesDouble();
    pages.addArea(numbers(262_144, (n) => n + 1));
    const merger = new SamePageMerger(pages, { ...DEFAULT_MERGING, run: 1 }, FREE_OF_CHARGE);
    let nowNs = 0;
    for (let wakes = 0; wakes < 50; wakes++) nowNs = merger.wake(nowNs).nextWakeNs;
    expect(nowNs).toBe(1e9);
    expect(merger.counters().pagesVolatile).toBe(5000);
    while (merger.counters().fullScans === 0) nowNs = merger.wake(nowNs).nextWakeNs;
    expect(nowNs / 1e9).toBeCloseTo(52.4, 1);
  });

  it("merges two identical pages in the second pass, not before", () => {
    const pages = new PagesDouble();
    pages.addArea([7, 8]);
    pages.addArea([9, 7]);
    const { merger, passes } = start(pages);
    passes(1);
    expect(pages.framesUsed).toBe(4);
    expect(merger.counters()).toMatchObject({ pagesShared: 0, pagesSharing: 0, pagesVolatile: 4 });
    passes(1);
    expect(pages.framesUsed).toBe(3);
    expect(merger.counters()).toMatchObject({
      pagesShared: 1,
      pagesSharing: 1,
      pagesUnshared: 2,
      pagesVolatile: 0,
      fullScans: 2,
    });
  });

  it("finds a merged frame for a new page in the first pass that sees it", () => {
    const pages = new PagesDouble();
    pages.addArea([7, 7]);
    const { merger, passes } = start(pages);
    passes(2);
    pages.addArea([7]);
    passes(1);
    expect(merger.counters()).toMatchObject({ pagesShared: 1, pagesSharing: 2 });
    expect(pages.framesUsed).toBe(1);
  });

  it.each([
    [256, 1],
    [257, 2],
    [512, 2],
    [513, 3],
    [1000, 4],
    [2560, 10],
  ])("keeps one copy in 256 of %i identical pages: %i", (count, copies) => {
    const pages = new PagesDouble();
    pages.addArea(numbers(count, () => 5));
    const { merger, passes } = start(pages);
    passes(3);
    expect(pages.framesUsed).toBe(copies);
    const { pagesShared, pagesSharing, pagesUnshared, stableNodeChains, stableNodeDups } = merger.counters();
    expect(pagesShared + pagesUnshared).toBe(copies);
    expect(pagesShared + pagesSharing + pagesUnshared).toBe(count);
    // A chain begins with the second merged frame of the same contents.
    expect(stableNodeChains).toBe(pagesShared > 1 ? 1 : 0);
    expect(stableNodeDups).toBe(pagesShared > 1 ? pagesShared : 0);
  });

  it("profits from 64 rmap items for each page saved", () => {
    const pages = new PagesDouble();
    pages.addArea([1, 1, ...numbers(62, (n) => n + 2)]);
    const { merger, passes } = start(pages);
    passes(2);
    expect(merger.counters()).toMatchObject({ pagesSharing: 1, generalProfit: 0 });
    pages.addArea([100]);
    passes(1);
    expect(merger.counters()).toMatchObject({ pagesSharing: 1, generalProfit: -64 });
  });

  it("merges pages of zeros with each other, or with the zero page if told so", () => {
    const together = new PagesDouble();
    together.addArea([0, 0, 0]);
    const plain = start(together);
    plain.passes(2);
    expect(plain.merger.counters()).toMatchObject({ pagesShared: 1, pagesSharing: 2, ksmZeroPages: 0 });
    expect(together.framesUsed).toBe(1);

    const pages = new PagesDouble();
    const area = pages.addArea([0, 0, 3]);
    const { merger, passes } = start(pages, { useZeroPages: true });
    passes(2);
    expect(merger.counters()).toMatchObject({ pagesShared: 0, pagesUnshared: 1, ksmZeroPages: 2 });
    expect(pages.framesUsed).toBe(1);
    pages.write(area, 0, 4);
    passes(1);
    expect(merger.counters()).toMatchObject({ ksmZeroPages: 1, pagesVolatile: 1 });
    expect([0, 1, 2].map((page) => pages.read(area, page))).toEqual([4, 0, 3]);
  });

  it("never merges pages that change between passes", () => {
    const pages = new PagesDouble();
    const area = pages.addArea([1, 1]);
    const { merger, passes } = start(pages);
    for (let n = 2; n < 12; n++) {
      passes(1);
      pages.write(area, 0, n);
      pages.write(area, 1, n);
    }
    passes(1);
    expect(merger.counters()).toMatchObject({ pagesShared: 0, pagesUnshared: 0, pagesVolatile: 2 });
  });

  it("lets a write break a share, and merges again after a pass without change", () => {
    const pages = new PagesDouble();
    const area = pages.addArea([1, 1, 1]);
    const { merger, passes } = start(pages);
    passes(2);
    expect(pages.framesUsed).toBe(1);
    pages.write(area, 2, 2);
    const other = pages.addArea([2]);
    expect(pages.framesUsed).toBe(3);
    // The counters notice when the scan comes by.
    expect(merger.counters()).toMatchObject({ pagesShared: 1, pagesSharing: 2 });
    passes(1);
    expect(merger.counters()).toMatchObject({ pagesShared: 1, pagesSharing: 1, pagesVolatile: 2 });
    passes(1);
    expect(merger.counters()).toMatchObject({ pagesShared: 2, pagesSharing: 2, pagesVolatile: 0 });
    expect(pages.framesUsed).toBe(2);
    expect(pages.read(area, 2)).toBe(2);
    expect(pages.read(other, 0)).toBe(2);
  });

  it("drops a node whose frame all its pages left, also when the frame is merged anew", () => {
    const pages = new PagesDouble();
    const area = pages.addArea([1, 1]);
    const { merger, passes } = start(pages);
    passes(2);
    pages.write(area, 0, 3);
    pages.write(area, 1, 3);
    passes(2);
    expect(merger.counters()).toMatchObject({ pagesShared: 1, pagesSharing: 1 });
    const later = pages.addArea([1, 1]);
    passes(2);
    expect(merger.counters()).toMatchObject({ pagesShared: 2, pagesSharing: 2, stableNodeChains: 0 });
    expect(pages.read(later, 1)).toBe(1);
  });

  it("does not take a frame that was freed and merged anew for what it was", () => {
    const pages = new PagesDouble();
    const early = pages.addArea([1, 2]);
    const late = pages.addArea([7, 7]);
    const { merger, passes } = start(pages);
    passes(1);
    pages.write(early, 1, 1);
    passes(1);
    const frame = pages.frameOf(late, 0);
    expect(pages.frameOf(late, 1)).toBe(frame);
    // The late pages leave their frame; the early page, its contents as before, gets it and has it merged.
    pages.discard(early, 1);
    pages.discard(late, 0);
    pages.discard(late, 1);
    pages.write(early, 1, 1);
    expect(pages.frameOf(early, 1)).toBe(frame);
    pages.write(late, 0, 8);
    pages.write(late, 1, 9);
    passes(1);
    expect(pages.frameOf(early, 0)).toBe(frame);
    const newest = pages.addArea([7]);
    passes(1);
    expect(pages.read(newest, 0)).toBe(7);
    expect(merger.counters()).toMatchObject({ pagesShared: 1, pagesSharing: 1 });
  });

  it("does not merge with a candidate that was written or unmapped since it was put in the unstable tree", () => {
    for (const change of ["write", "discard"] as const) {
      const pages = new PagesDouble();
      const area = pages.addArea([1, 1]);
      const { merger, passes } = start(pages, { pagesToScan: 1 });
      passes(1);
      merger.wake(1e9);
      if (change === "write") pages.write(area, 0, 2);
      else pages.discard(area, 0);
      merger.wake(2e9);
      expect(merger.counters()).toMatchObject({ pagesShared: 0, pagesUnshared: 2 });
      expect(pages.read(area, 1)).toBe(1);
      expect(pages.read(area, 0)).toBe(change === "write" ? 2 : undefined);
    }
  });

  it("keeps nothing of pages that went away", () => {
    const pages = new PagesDouble();
    const area = pages.addArea(numbers(2000, (n) => n));
    const { merger, passes } = start(pages);
    passes(1);
    expect(merger.save().items.tables[0]![1].filter((chunk) => chunk !== undefined).length).toBe(4);
    for (let page = 0; page < 1600; page++) pages.discard(area, page);
    passes(1);
    expect(merger.counters().generalProfit).toBe(-400 * 64);
    expect(merger.save().items.tables[0]![1].filter((chunk) => chunk !== undefined).length).toBe(1);
  });

  it("drops a node that only a mapping without an item kept, once that is gone", () => {
    const pages = new PagesDouble();
    pages.addArea([9]);
    const area = pages.addArea([1, 1]);
    const { merger, passes } = start(pages, { pagesToScan: 1 });
    passes(2);
    merger.wake(1e9);
    const child = pages.fork(area);
    pages.write(area, 0, 2);
    pages.write(area, 1, 3);
    passes(1);
    const nodes = () => merger.save().stable.byContents.values.filter((node) => node >= 0).length;
    expect(nodes()).toBe(1);
    pages.removeArea(child);
    merger.wake(2e9);
    expect(nodes()).toBe(0);
  });

  it("takes a forked page into the list, even beyond max_page_sharing", () => {
    const pages = new PagesDouble();
    const area = pages.addArea([1, 1]);
    const { merger, passes } = start(pages, { maxPageSharing: 2 });
    passes(2);
    pages.fork(area);
    passes(1);
    expect(merger.counters()).toMatchObject({ pagesShared: 1, pagesSharing: 3 });
    expect(pages.framesUsed).toBe(1);
  });

  it("gains nothing from two pages that fork left on one frame", () => {
    const pages = new PagesDouble();
    pages.fork(pages.addArea([1]));
    const { merger, passes } = start(pages);
    passes(3);
    expect(merger.counters()).toMatchObject({ pagesShared: 0, pagesUnshared: 1, pagesVolatile: 1 });
  });

  it("forgets the pages of an area that is gone", () => {
    const pages = new PagesDouble();
    const area = pages.addArea([1, 1, 2]);
    pages.addArea([1, 4]);
    const { merger, passes } = start(pages);
    passes(2);
    pages.removeArea(area);
    passes(1);
    expect(merger.counters()).toMatchObject({
      pagesShared: 1,
      pagesSharing: 0,
      pagesUnshared: 1,
      pagesVolatile: 0,
    });
    expect(merger.counters().generalProfit).toBe(-128);
  });

  it("moves later pages to the fullest frame of a chain, and makes a chain of one a plain node", () => {
    const pages = new PagesDouble();
    const area = pages.addArea(numbers(6, () => 1));
    const { merger, passes } = start(pages, { maxPageSharing: 2, stableNodeChainsPruneMillisecs: 0 });
    passes(3);
    expect(merger.counters()).toMatchObject({
      pagesShared: 3,
      pagesSharing: 3,
      stableNodeChains: 1,
      stableNodeDups: 3,
    });
    for (let page = 0; page < 4; page++) pages.write(area, page, 10 + page);
    pages.addArea([1]);
    passes(1);
    expect(merger.counters()).toMatchObject({
      pagesShared: 1,
      pagesSharing: 1,
      stableNodeChains: 0,
      stableNodeDups: 0,
    });
  });

  it("charges comparisons as a balanced tree would need them", () => {
    const pages = new PagesDouble();
    pages.addArea([1, 2, 3, 3]);
    const { merger, passes } = start(pages);
    passes(1);
    const { visit, checksum, unequal, equal, merge } = DEFAULT_MERGING_COSTS;
    // The candidates' tree grows from nothing to 1, 2, 3 pages; the last page finds its equal at the third step.
    const searches =
      (treeDepth(1) + treeDepth(2)) * unequal + (treeDepth(3) - 1) * unequal + equal + 2 * merge;
    expect(merger.wake(0).ns).toBe(4 * (visit + checksum) + searches);
    expect([0, 1, 2, 3, 4, 7, 8, 1_000_000].map(treeDepth)).toEqual([0, 1, 2, 2, 3, 3, 4, 20]);
  });
});
