import { describe, expect, it } from "vitest";
import { HostMemory, type HostMemoryOptions } from "../host-memory";
import { nsPerUnmerge } from "./costs";
import { HostPages } from "./host-pages";
import { SamePageMerger } from "./merger";
import { DEFAULT_MERGING, type MergingSettings } from "./settings";

function hostOf(options: Partial<HostMemoryOptions> = {}, settings: Partial<MergingSettings> = {}) {
  const memory = new HostMemory({ frames: 2048, overcommit: 1, ...options });
  const merger = new SamePageMerger(new HostPages(memory), { ...DEFAULT_MERGING, run: 1, ...settings });
  return { memory, merger };
}

/** Wakes the daemon until it has finished so many more passes. */
function passes(merger: SamePageMerger, count: number): void {
  const until = merger.counters().fullScans + count;
  for (let nowNs = 0; merger.counters().fullScans < until; ) nowNs = merger.wake(nowNs).nextWakeNs;
}

function contentOf(memory: HostMemory, space: number, page: number): number | undefined {
  const { spaces, tables, frames, swap } = memory.machine;
  const entry = spaces.find(spaces.get(space), page);
  if (entry < 0) return undefined;
  const slot = tables.slotOf(entry);
  if (slot >= 0) return swap.content[slot];
  const frame = tables.target[entry]!;
  return frame < 0 ? undefined : frames.content[frame];
}

function frameOf(memory: HostMemory, space: number, page: number): number {
  const { spaces, tables } = memory.machine;
  return tables.target[spaces.find(spaces.get(space), page)]!;
}

const mergeable = (pages: number) => ({ pages, kind: "anonymous" as const, mergeable: true });

describe("same-page merging on the host's memory", () => {
  it("frees the frames of equal pages of two spaces, and a write takes one back", () => {
    const { memory, merger } = hostOf();
    const spaces = [memory.addSpace(0), memory.addSpace(0)];
    for (const space of spaces) {
      memory.map(space, mergeable(100));
      for (let page = 0; page < 100; page++) memory.touch(space, page, true, 1000 + page);
    }
    const before = memory.view().freeFrames;
    passes(merger, 2);
    memory.check();
    expect(memory.view()).toMatchObject({ freeFrames: before + 100, mergedFrames: 100, pagesSharing: 100 });
    expect(merger.counters()).toMatchObject({ pagesShared: 100, pagesSharing: 100, pagesUnshared: 0 });
    expect(memory.touch(spaces[1]!, 7, true, 5).kind).toBe("copy");
    memory.check();
    expect(memory.view().freeFrames).toBe(before + 99);
    expect([contentOf(memory, spaces[0]!, 7), contentOf(memory, spaces[1]!, 7)]).toEqual([1007, 5]);
  });

  it("leaves file pages and regions that were not offered alone", () => {
    const { memory, merger } = hostOf();
    const space = memory.addSpace(0);
    const file = memory.openFile("host", "a", 4, 1);
    const shared = memory.map(space, { pages: 4, kind: "shared-file", file, mergeable: true });
    const plain = memory.map(space, { pages: 4, kind: "anonymous" });
    const offered = memory.map(space, mergeable(1));
    for (let page = 0; page < 4; page++) {
      memory.touch(space, shared + page, true, 9);
      memory.touch(space, plain + page, true, 9);
    }
    memory.touch(space, offered, true, 9);
    passes(merger, 3);
    expect(merger.counters()).toMatchObject({ pagesShared: 0, pagesUnshared: 1 });
    memory.setMergeable(space, plain, true);
    passes(merger, 2);
    expect(merger.counters()).toMatchObject({ pagesShared: 1, pagesSharing: 4 });
    memory.check();
  });

  it("merges private copies of file pages, which are anonymous", () => {
    const { memory, merger } = hostOf();
    const file = memory.openFile("host", "a", 2, 1);
    const space = memory.addSpace(0);
    const start = memory.map(space, { pages: 2, kind: "private-file", file, mergeable: true });
    memory.touch(space, start, true, 9);
    memory.touch(space, start + 1, true, 9);
    passes(merger, 2);
    expect(merger.counters()).toMatchObject({ pagesShared: 1, pagesSharing: 1 });
    memory.check();
  });

  it("splits a huge page when it merges one of its pages, not before", () => {
    const { memory, merger } = hostOf({ hugePages: true });
    const space = memory.addSpace(0);
    const start = memory.map(space, { ...mergeable(512), huge: true });
    memory.touch(space, start, true, 1);
    expect(memory.view().anonFrames).toBe(512);
    for (let page = 0; page < 512; page++) memory.touch(space, start + page, true, 100 + page);
    passes(merger, 3);
    expect(memory.machine.frames.count[5]).toBe(512);
    memory.touch(space, start + 3, true, 104);
    passes(merger, 2);
    memory.check();
    expect(memory.machine.frames.count[5]).toBe(0);
    expect(merger.counters()).toMatchObject({ pagesShared: 1, pagesSharing: 1, pagesUnshared: 510 });
  });

  it("keeps one frame for all pages of zeros when they go to the zero page", () => {
    const { memory, merger } = hostOf({}, { useZeroPages: true });
    const space = memory.addSpace(0);
    memory.map(space, mergeable(300));
    for (let page = 0; page < 300; page++) memory.touch(space, page, true, 0);
    const before = memory.view().freeFrames;
    passes(merger, 2);
    memory.check();
    expect(memory.view().freeFrames).toBe(before + 299);
    expect(merger.counters()).toMatchObject({ ksmZeroPages: 300, pagesShared: 0, pagesVolatile: 0 });
    for (let page = 0; page < 300; page++) memory.touch(space, page, true, 7);
    passes(merger, 2);
    memory.check();
    expect(merger.counters()).toMatchObject({ ksmZeroPages: 0, pagesShared: 2, pagesSharing: 298 });
  });

  it("splits a huge page of which a page is equal to a merged one", () => {
    const { memory, merger } = hostOf({ hugePages: true });
    const small = memory.addSpace(0);
    memory.map(small, mergeable(2));
    for (const page of [0, 1]) memory.touch(small, page, true, 9);
    passes(merger, 2);
    const space = memory.addSpace(0);
    const start = memory.map(space, { ...mergeable(512), huge: true });
    memory.touch(space, start + 5, true, 9);
    passes(merger, 1);
    memory.check();
    expect(merger.counters()).toMatchObject({ pagesShared: 1, pagesSharing: 2 });
    expect(memory.machine.frames.count[5]).toBe(0);
  });

  it("leaves a page alone that stops being offered while it is a candidate", () => {
    const { memory, merger } = hostOf({}, { pagesToScan: 1 });
    const spaces = [0, 1].map(() => memory.addSpace(0));
    for (const space of spaces) {
      memory.map(space, mergeable(1));
      memory.touch(space, 0, true, 9);
    }
    passes(merger, 1);
    merger.wake(0);
    memory.setMergeable(spaces[0]!, 0, false);
    merger.wake(0);
    expect(memory.view().mergedFrames).toBe(0);
  });

  it("takes the zero page's frame for an ordinary one after its last page has left", () => {
    const { memory, merger } = hostOf({}, { useZeroPages: true });
    const space = memory.addSpace(0);
    memory.map(space, mergeable(4));
    for (const page of [0, 1]) memory.touch(space, page, true, 0);
    passes(merger, 2);
    const zero = frameOf(memory, space, 0);
    expect(frameOf(memory, space, 1)).toBe(zero);
    for (const page of [0, 1]) memory.touch(space, page, true, 5 + page);
    memory.touch(space, 3, true, 9);
    expect(frameOf(memory, space, 3)).toBe(zero);
    memory.touch(space, 2, true, 9);
    passes(merger, 2);
    expect(frameOf(memory, space, 2)).toBe(zero);
    expect(merger.counters()).toMatchObject({ ksmZeroPages: 0, pagesShared: 1, pagesSharing: 1 });
  });

  it("does not take the zero page for the merged frame that its frame was before", () => {
    const { memory, merger } = hostOf();
    const [early, late, other] = [0, 1, 2].map(() => memory.addSpace(0)) as [number, number, number];
    memory.map(other, mergeable(1));
    memory.touch(other, 0, true, 1);
    memory.map(early, mergeable(1));
    memory.map(late, mergeable(2));
    memory.touch(early, 0, true, 0);
    for (const page of [0, 1]) memory.touch(late, page, true, 7);
    passes(merger, 2);
    const merged = frameOf(memory, late, 0);
    expect(frameOf(memory, late, 1)).toBe(merged);
    memory.discard(early, 0, 1);
    memory.discard(late, 0, 2);
    memory.touch(early, 0, true, 0);
    expect(frameOf(memory, early, 0)).toBe(merged);
    memory.touch(late, 0, true, 8);
    merger.configure({ useZeroPages: true, pagesToScan: 1 });
    merger.wake(0);
    expect(merger.counters().ksmZeroPages).toBe(1);
    memory.touch(late, 1, true, 7);
    passes(merger, 2);
    expect(contentOf(memory, late, 1)).toBe(7);
    expect(merger.counters()).toMatchObject({ ksmZeroPages: 1, pagesShared: 0, pagesSharing: 0 });
  });

  it("unmerges a range that is no longer offered", () => {
    const { memory, merger } = hostOf({}, { useZeroPages: true });
    const space = memory.addSpace(0);
    memory.map(space, mergeable(6));
    for (let page = 0; page < 6; page++) memory.touch(space, page, true, page < 3 ? 8 : 0);
    const before = memory.view().freeFrames;
    passes(merger, 2);
    expect(memory.view().freeFrames).toBe(before + 4);
    expect(merger.unmergePages(space, 1, 5)).toEqual({ ns: 4 * nsPerUnmerge.value, outOfMemory: false });
    expect([0, 1, 2, 3, 4, 5].map((page) => contentOf(memory, space, page))).toEqual([8, 8, 8, 0, 0, 0]);
    expect(memory.view().freeFrames).toBe(before);
    memory.check();
  });

  it("forgets a process that is killed", () => {
    const { memory, merger } = hostOf();
    const spaces = [0, 1, 2].map(() => memory.addSpace(0));
    for (const space of spaces) {
      memory.map(space, mergeable(1000));
      for (const page of [0, 999]) memory.touch(space, page, true, 5);
    }
    passes(merger, 2);
    expect(merger.counters()).toMatchObject({ pagesShared: 1, pagesSharing: 5 });
    memory.kill(spaces[0]!);
    passes(merger, 1);
    expect(merger.counters()).toMatchObject({ pagesShared: 1, pagesSharing: 3 });
    for (const space of spaces.slice(1)) memory.kill(space);
    expect(merger.wake(0).nextWakeNs).toBe(Number.POSITIVE_INFINITY);
    expect(Object.entries(merger.counters()).filter(([, count]) => count > 0)).toEqual([["fullScans", 3]]);
  });

  it("charges each scan what the figures say, also for spaces of which nothing was touched", () => {
    const { memory, merger } = hostOf();
    for (let n = 0; n < 3; n++) memory.map(memory.addSpace(0), mergeable(2 ** 20));
    expect(merger.wake(0)).toEqual({ ns: 0, nextWakeNs: 20_000_000 });
    expect(merger.counters().fullScans).toBe(1);
  });
});
