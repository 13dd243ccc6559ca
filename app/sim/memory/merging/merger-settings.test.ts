import { describe, expect, it } from "vitest";
import { DEFAULT_MERGING_COSTS } from "./costs";
import { SamePageMerger } from "./merger";
import { PagesDouble } from "./pages-double";
import { DEFAULT_MERGING, type MergingSettings } from "./settings";

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

describe("settings of same-page merging", () => {
  it("run 2 unmerges everything and leaves every page its contents", () => {
    const pages = new PagesDouble();
    const area = pages.addArea([1, 1, 0, 0]);
    const { merger, passes } = start(pages, { useZeroPages: true });
    passes(2);
    expect(pages.framesUsed).toBe(1);
    const { ns, outOfMemory } = merger.configure({ run: 2 });
    expect(outOfMemory).toBe(false);
    expect(ns).toBe(4 * DEFAULT_MERGING_COSTS.unmerge);
    expect(pages.framesUsed).toBe(4);
    expect([0, 1, 2, 3].map((page) => pages.read(area, page))).toEqual([1, 1, 0, 0]);
    expect(Object.values(merger.counters()).every((count) => count === 0)).toBe(true);
    expect(merger.wake(1e9)).toEqual({ ns: 0, nextWakeNs: Number.POSITIVE_INFINITY });
  });

  it("stops when unmerging runs out of frames, and the rest stays merged", () => {
    const pages = new PagesDouble();
    const area = pages.addArea([1, 1, 1, 1]);
    const { merger, passes } = start(pages);
    passes(2);
    pages.frameLimit = 3;
    expect(merger.configure({ run: 2 }).outOfMemory).toBe(true);
    expect(merger.settings.run).toBe(0);
    expect([0, 1, 2, 3].map((page) => pages.read(area, page))).toEqual([1, 1, 1, 1]);
    merger.configure({ run: 1 });
    passes(2);
    expect(pages.framesUsed).toBe(1);
    expect(merger.counters()).toMatchObject({ pagesShared: 1, pagesSharing: 3 });
  });

  it("refuses settings that Linux refuses, and changes nothing", () => {
    const pages = new PagesDouble();
    pages.addArea([1, 1]);
    const { merger, passes } = start(pages);
    passes(2);
    expect(() => merger.configure({ maxPageSharing: 1 })).toThrow(
      "maxPageSharing must be a whole number of at least 2",
    );
    expect(() => merger.configure({ maxPageSharing: 300 })).toThrow("set run to 2 first");
    expect(() => merger.configure({ run: 3 as 2 })).toThrow("run must be 0, 1 or 2, not 3");
    expect(merger.settings).toEqual({ ...DEFAULT_MERGING, run: 1 });
    merger.configure({ run: 2 });
    merger.configure({ run: 1, maxPageSharing: 300 });
    expect(merger.settings.maxPageSharing).toBe(300);
  });

  it("rests when stopped or without areas, and sleeps after its work", () => {
    const pages = new PagesDouble();
    const merger = new SamePageMerger(pages);
    expect(merger.wake(5)).toEqual({ ns: 0, nextWakeNs: Number.POSITIVE_INFINITY });
    merger.configure({ run: 1 });
    expect(merger.wake(5)).toEqual({ ns: 0, nextWakeNs: Number.POSITIVE_INFINITY });
    pages.addArea([1, 2, 3]);
    const { visit, checksum } = DEFAULT_MERGING_COSTS;
    const ns = 3 * (visit + checksum);
    expect(merger.wake(5)).toEqual({ ns, nextWakeNs: 5 + ns + 20_000_000 });
  });
});
