/** Limits, protection, the oom killer and the order in which pages go, on machines small enough to count by hand. */
import { expect, test } from "vitest";
import { highDelayNs } from "./allocate";
import type { CgroupLimits } from "./cgroups";
import { HostMemory } from "./host-memory";
import type { OomEvent } from "./oom";
import { batchOf, watermarksOf } from "./reclaim";

function machine(frames: number, swapPages = 0) {
  const memory = new HostMemory({ frames, swapPages });
  const kills: OomEvent[] = [];
  memory.onOom = (event) => kills.push(event);
  /** A cgroup with a process that has touched so many anonymous pages. */
  const process = (pages: number, limits: Partial<CgroupLimits> = {}, parent = 0, touched = pages) => {
    const cgroup = memory.addCgroup(parent, limits);
    const space = memory.addSpace(cgroup);
    const at = memory.map(space, { pages, kind: "anonymous" });
    for (let page = 0; page < touched; page++) memory.touch(space, at + page, true);
    return { cgroup, space, at };
  };
  const file = memory.openFile("host", "big", 10_000, 1);
  const read = (cgroup: number, from: number, pages: number) => {
    for (let page = from; page < from + pages; page++) memory.readFile(cgroup, file, page);
  };
  return { memory, kills, process, read, file, cg: (id: number) => memory.machine.cgroups.get(id) };
}

test("watermarks of a 16 GiB machine as Linux sets them, and reclaim batches", () => {
  // min_free_kbytes = 4 √16777216 = 16384 KiB = 4096 frames; steps of max(1024, 4194).
  expect(watermarksOf(4_194_304)).toEqual({ min: 4096, low: 8290, high: 12_484 });
  expect([batchOf(10_000), batchOf(80), batchOf(3)]).toEqual([32, 10, 1]);
});

test("a cgroup reads a file of ten times its memory.max without being killed", () => {
  const { memory, kills, read, cg } = machine(4000);
  const cgroup = memory.addCgroup(0, { max: 100 });
  read(cgroup, 0, 1000);
  expect(cg(cgroup).current).toBeLessThanOrEqual(100);
  expect(cg(cgroup).current).toBeGreaterThan(100 - batchOf(100));
  expect(cg(cgroup).events.max).toBeGreaterThanOrEqual(900 / batchOf(100));
  expect(kills).toEqual([]);
  memory.check();
});

test("without swap the process that exceeds memory.max is killed, and nobody else", () => {
  const { memory, kills, process, cg } = machine(4000);
  const bystander = process(500);
  const victim = process(200, { max: 100 }, 0, 100);
  expect(memory.touch(victim.space, victim.at + 100, true).kind).toBe("oom");
  expect(kills).toEqual([
    {
      limitedBy: victim.cgroup,
      group: -1,
      victims: [{ space: victim.space, cgroup: victim.cgroup, pages: 100 }],
    },
  ]);
  expect(memory.hasSpace(victim.space)).toBe(false);
  expect(memory.hasSpace(bystander.space)).toBe(true);
  expect(cg(victim.cgroup).events).toMatchObject({ max: 1, oom: 1, oomKill: 1, oomGroupKill: 0 });
  expect(cg(0).events).toMatchObject({ oom: 1, oomKill: 1 });
  expect(cg(bystander.cgroup).events).toMatchObject({ oom: 0, oomKill: 0 });
  memory.check();
});

test("the largest process of the limited cgroup is killed, or with oom.group all of the highest such cgroup", () => {
  for (const oomGroup of [false, true]) {
    const { memory, kills, process } = machine(4000);
    const pod = memory.addCgroup(0, { max: 100 });
    const app = memory.addCgroup(pod, { oomGroup });
    const large = process(60, {}, app);
    const small = process(20, {}, app);
    const asking = process(100, {}, pod, 20);
    expect(memory.touch(asking.space, asking.at + 20, true).kind).toBe("zero-fill");
    expect(kills.flatMap((kill) => kill.victims.map((victim) => victim.space))).toEqual(
      oomGroup ? [large.space, small.space] : [large.space],
    );
    expect(kills[0]).toMatchObject({ limitedBy: pod, group: oomGroup ? app : -1 });
    memory.check();
  }
});

test("an exempt process is passed by, and when nobody is left to kill the page is refused", () => {
  const { memory, kills, cg } = machine(4000);
  const cgroup = memory.addCgroup(0, { max: 10 });
  const space = memory.addSpace(cgroup, { oomExempt: true });
  const at = memory.map(space, { pages: 20, kind: "anonymous" });
  for (let page = 0; page < 10; page++) memory.touch(space, at + page, true);
  expect(memory.touch(space, at + 10, true)).toMatchObject({ kind: "oom", frame: -1 });
  expect(memory.hasSpace(space)).toBe(true);
  expect([cg(cgroup).current, cg(cgroup).events.oom, cg(cgroup).events.oomKill, kills.length]).toEqual([
    10, 1, 0, 0,
  ]);
});

test("with swap anonymous pages go there, up to memory.swap.max, and then the process is killed", () => {
  const { memory, kills, process, cg } = machine(4000, 1000);
  const { cgroup, space, at } = process(500, { max: 100, swapMax: 50 }, 0, 150);
  expect([cg(cgroup).current, cg(cgroup).swap, kills.length]).toEqual([100, 50, 0]);
  expect(memory.touch(space, at + 150, true).kind).toBe("oom");
  expect(kills[0]!.victims[0]!.pages).toBe(150);
  expect(memory.view().swapPages).toBe(0);
  memory.check();
});

test("lowering memory.max reclaims first and kills only for the rest", () => {
  const { memory, kills, process, read, cg } = machine(4000);
  const { cgroup, space } = process(50);
  read(cgroup, 0, 200);
  memory.setLimits(cgroup, { max: 60 });
  expect([cg(cgroup).anon, cg(cgroup).file, kills.length]).toEqual([50, 10, 0]);
  memory.setLimits(cgroup, { max: 40 });
  expect(memory.hasSpace(space)).toBe(false);
  expect(cg(cgroup)).toMatchObject({ anon: 0, file: 0 });
});

test("memory.high reclaims and delays but never kills", () => {
  // 25 % over by 64 pages: 64 × 0.25² s = 4 s, of which 2 at most; 2.5 % over: 40 ms; 1 % over: below the least sleep.
  expect([highDelayNs(1250, 1000, 64), highDelayNs(1025, 1000, 64), highDelayNs(1010, 1000, 64)]).toEqual([
    2e9, 4e7, 0,
  ]);
  const { memory, kills, process, read, cg } = machine(8000);
  const greedy = process(3000, { high: 1000 }, 0, 1000);
  let sleptNs = 0;
  for (let page = 1000; page < 1256; page++)
    sleptNs += memory.touch(greedy.space, greedy.at + page, true).throttleNs;
  // Looked at every 64 pages: 6.4, 12.8, 19.2 and 25.6 % over.
  const expected = [0.064, 0.128, 0.192, 0.256].map((over) => Math.min(2e9, 64 * over * over * 1e9));
  expect(sleptNs).toBeCloseTo(
    expected.reduce((sum, ns) => sum + ns),
    -2,
  );
  expect(cg(greedy.cgroup)).toMatchObject({ current: 1256, events: { high: 4, oom: 0 } });
  // One that has page cache to give is brought back instead.
  const tidy = memory.addCgroup(0, { high: 1000 });
  read(tidy, 0, 3000);
  expect(cg(tidy).current).toBeLessThanOrEqual(1064);
  expect(kills).toEqual([]);
});

test("memory.min holds on a full machine, memory.low while others have pages", () => {
  const { memory, kills, read, cg } = machine(4000);
  const guarded = memory.addCgroup(0, { min: 500 });
  const favoured = memory.addCgroup(0, { low: 500 });
  const plain = memory.addCgroup();
  read(guarded, 0, 600);
  read(favoured, 1000, 600);
  read(plain, 2000, 6000);
  expect(cg(guarded).current).toBeGreaterThanOrEqual(500);
  expect(cg(favoured).current).toBeGreaterThanOrEqual(500);
  expect(cg(favoured).events.low).toBe(0);
  // Anonymous memory that cannot go pushes plain's cache out, then favoured's, never guarded's.
  const hog = memory.addSpace(plain);
  const at = memory.map(hog, { pages: 3800, kind: "anonymous" });
  let page = 0;
  while (kills.length === 0) memory.touch(hog, at + page++, true);
  expect(cg(guarded).current).toBe(500);
  expect(cg(favoured).current).toBe(0);
  expect(cg(favoured).events.low).toBeGreaterThan(0);
  expect(kills).toMatchObject([{ limitedBy: 0, victims: [{ space: hog, cgroup: plain }] }]);
  memory.check();
});

test("cgroups without protection give in proportion to what they have", () => {
  const { memory, read, cg } = machine(100_000);
  const [large, small] = [memory.addCgroup(), memory.addCgroup()];
  read(large, 0, 6000);
  read(small, 6000, 2000);
  expect(memory.reclaim.reclaimHost(400)).toBe(400);
  expect([cg(large).current, cg(small).current]).toEqual([5700, 1900]);
});

test("background reclaim frees up to the high watermark, and its time is nobody's wait", () => {
  const { memory, read } = machine(4000);
  const { low, high } = memory.allocator.watermarks;
  const cgroup = memory.addCgroup();
  read(cgroup, 0, 4000 - low - 1);
  expect(memory.takeBackgroundNs()).toBe(0);
  expect(memory.view().freeFrames).toBe(low + 1);
  read(cgroup, 4000 - low - 1, 1);
  const result = memory.readFile(cgroup, 0, 4000 - low);
  expect(memory.view().freeFrames).toBe(high);
  expect(result.reclaimNs).toBe(0);
  expect(memory.takeBackgroundNs()).toBeGreaterThan(0);
});

test("pages that are used again stay, pages that are not go; a page that comes back is a major fault", () => {
  const { memory, read, file, cg } = machine(4000);
  const cgroup = memory.addCgroup(0, { max: 400 });
  read(cgroup, 0, 100);
  const missed: number[] = [];
  for (let page = 100; page < 2000; page += 10) {
    read(cgroup, page, 10);
    for (let hot = 0; hot < 100; hot++)
      if (memory.readFile(cgroup, file, hot).kind === "file-read") missed.push(hot);
  }
  expect(missed).toEqual([]);
  expect(memory.readFile(cgroup, file, 200).kind).toBe("file-read");
  expect(cg(cgroup).lists.refaulted[1]).toBe(1);
});

test("file pages go before anonymous ones of the same age, those before younger file pages", () => {
  const { memory, process, read, cg } = machine(4000, 1000);
  const { cgroup } = process(100);
  read(cgroup, 0, 100);
  memory.setLimits(cgroup, { max: 110 });
  expect(cg(cgroup)).toMatchObject({ anon: 100, file: 10 });
  memory.setLimits(cgroup, { max: 60 });
  expect(cg(cgroup).swap).toBeGreaterThanOrEqual(40);
});

test("a dirty file page costs a write, a clean one does not", () => {
  const { memory, file } = machine(4000);
  const cgroup = memory.addCgroup();
  for (let page = 0; page < 100; page++) memory.readFile(cgroup, file, page, page < 30);
  memory.setLimits(cgroup, { max: 0 });
  expect(memory.reclaim.writtenPages).toBe(30);
});

test("overcommit: heuristic refuses the impossible, always nothing, never what exceeds its limit", () => {
  const promise = (overcommit: 0 | 1 | 2, pages: readonly number[]) => {
    const memory = new HostMemory({ frames: 1000, swapPages: 200, overcommit, overcommitRatio: 50 });
    const space = memory.addSpace(memory.addCgroup());
    return pages.map((count) => memory.map(space, { pages: count, kind: "anonymous" }) >= 0);
  };
  expect(promise(0, [1200, 1200, 1201])).toEqual([true, true, false]);
  expect(promise(1, [5000, 5000])).toEqual([true, true]);
  // 50 % of 1000 and 200 of swap.
  expect(promise(2, [400, 301, 300, 1])).toEqual([true, false, true, false]);
  const memory = new HostMemory({ frames: 1000, overcommit: 2 });
  const space = memory.addSpace(memory.addCgroup());
  const at = memory.map(space, { pages: 300, kind: "anonymous" });
  expect(memory.fork(space)).toBe(-1);
  memory.unmap(space, at);
  memory.map(space, { pages: 200, kind: "anonymous" });
  expect(memory.fork(space)).toBeGreaterThan(0);
  memory.check();
});
