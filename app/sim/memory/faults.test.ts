/** What single accesses do and cost. Times are the constants of figures/memory.ts, added up by hand. */
import { expect, test } from "vitest";
import { UNNAMED_CONTENT } from "./frames";
import { HostMemory } from "./host-memory";

const MINOR = 1787;
const MAP = 1275;
const COPY = 2299;
const READ = 60_700;

function machine(options: Partial<ConstructorParameters<typeof HostMemory>[0]> = {}) {
  const memory = new HostMemory({ frames: 4096, ...options });
  const cgroup = memory.addCgroup();
  const space = memory.addSpace(cgroup);
  const contentOf = (id: number, page: number) => {
    const { spaces, tables, frames } = memory.machine;
    return frames.content[tables.target[spaces.find(spaces.get(id), page)]!];
  };
  return { memory, cgroup, space, contentOf };
}

test("an anonymous page reads as zero, holds what is written, and costs one minor fault", () => {
  const { memory, space, contentOf } = machine();
  const at = memory.map(space, { pages: 4, kind: "anonymous" });
  expect(memory.touch(space, at, false)).toMatchObject({ kind: "zero-fill", ns: MINOR, throttleNs: 0 });
  expect(contentOf(space, at)).toBe(0);
  memory.touch(space, at, true, 42);
  expect(contentOf(space, at)).toBe(42);
  memory.touch(space, at, true);
  const unnamed = contentOf(space, at)!;
  expect(unnamed).toBeGreaterThanOrEqual(UNNAMED_CONTENT);
  memory.touch(space, at + 1, true);
  expect(contentOf(space, at + 1)).not.toBe(unnamed);
});

test("an access outside every region is an error that names the page", () => {
  const { memory, space } = machine();
  const at = memory.map(space, { pages: 4, kind: "anonymous" });
  expect(() => memory.touch(space, at + 4, false)).toThrow("page 4 of address space 0 is in no region");
  expect(() => memory.touch(99, 0, false)).toThrow("there is no address space 99");
});

test("after fork both sides share until one writes; the last owner writes without a copy", () => {
  const { memory, cgroup, space, contentOf } = machine();
  const at = memory.map(space, { pages: 10, kind: "anonymous" });
  for (let page = 0; page < 10; page++) memory.touch(space, at + page, true, 100 + page);
  const child = memory.fork(space);
  expect(memory.forkCostNs).toBe(60_243 + 10 * 20);
  expect(memory.view().anonFrames).toBe(10);
  expect(memory.instanceView(cgroup)).toMatchObject({ anonPages: 10, sharedPages: 20, privatePages: 0 });
  expect(memory.touch(child, at + 3, false)).toMatchObject({ kind: "none", ns: 0 });
  expect(memory.touch(child, at + 3, true, 7)).toMatchObject({ kind: "copy", ns: COPY });
  expect([contentOf(space, at + 3), contentOf(child, at + 3)]).toEqual([103, 7]);
  expect(memory.view().anonFrames).toBe(11);
  expect(memory.touch(space, at + 3, true, 8)).toMatchObject({ kind: "reuse", ns: MAP });
  expect(memory.instanceView(cgroup)).toMatchObject({ anonPages: 11, sharedPages: 18, privatePages: 2 });
  memory.kill(child);
  expect(memory.view().anonFrames).toBe(10);
  expect(memory.touch(space, at, true).kind).toBe("reuse");
  memory.check();
});

test("a file page is read once for all, charged to who read it, and copied by who writes privately", () => {
  const { memory, cgroup, space, contentOf } = machine();
  const other = memory.addCgroup();
  const neighbour = memory.addSpace(other);
  const file = memory.openFile("host", "/bin/busybox", 20, 5);
  const mine = memory.map(space, { pages: 20, kind: "private-file", file });
  const theirs = memory.map(neighbour, { pages: 10, kind: "private-file", file, filePage: 10 });
  expect(memory.touch(space, mine + 12, false)).toMatchObject({ kind: "file-read", ns: MAP + READ });
  expect(memory.touch(neighbour, theirs + 2, false)).toMatchObject({ kind: "map-cached", ns: MAP });
  expect(contentOf(neighbour, theirs + 2)).toBe(contentOf(space, mine + 12));
  expect(memory.instanceView(cgroup)).toMatchObject({
    filePages: 1,
    anonPages: 0,
    majorFaults: 1,
    minorFaults: 0,
  });
  expect(memory.instanceView(other)).toMatchObject({
    filePages: 0,
    anonPages: 0,
    majorFaults: 0,
    minorFaults: 1,
  });
  expect(memory.touch(neighbour, theirs + 2, true, 9)).toMatchObject({ kind: "copy", ns: COPY });
  expect(contentOf(space, mine + 12)).not.toBe(9);
  expect(memory.instanceView(other)).toMatchObject({ filePages: 0, anonPages: 1 });
  // A write to a page that is not even cached: read, then copied.
  expect(memory.touch(neighbour, theirs, true)).toMatchObject({ kind: "file-read", ns: MAP + READ + COPY });
  expect(memory.view()).toMatchObject({ fileFrames: 2, anonFrames: 2 });
  memory.check();
});

test("writes to a shared file are seen by others and survive the page cache", () => {
  const { memory, cgroup, space, contentOf } = machine();
  const file = memory.openFile("host", "/data", 4, 5);
  const other = memory.addSpace(cgroup);
  const [a, b] = [space, other].map((id) => memory.map(id, { pages: 4, kind: "shared-file", file }));
  memory.touch(space, a!, true, 1234);
  memory.touch(other, b!, false);
  expect(contentOf(other, b!)).toBe(1234);
  memory.setLimits(cgroup, { max: 0 });
  expect(memory.view().fileFrames).toBe(0);
  memory.setLimits(cgroup, { max: 100 });
  const again = memory.addSpace(cgroup);
  const c = memory.map(again, { pages: 4, kind: "shared-file", file });
  expect(memory.touch(again, c, false).kind).toBe("file-read");
  expect(contentOf(again, c)).toBe(1234);
});

test("a page in swap comes back with its contents, for all its sharers, by one major fault", () => {
  const { memory, cgroup, space, contentOf } = machine({ swapPages: 100 });
  const at = memory.map(space, { pages: 20, kind: "anonymous" });
  for (let page = 0; page < 20; page++) memory.touch(space, at + page, true, 500 + page);
  const child = memory.fork(space);
  memory.setLimits(cgroup, { max: 5 });
  expect(memory.instanceView(cgroup)).toMatchObject({ anonPages: 5, swapPages: 15 });
  memory.setLimits(cgroup, { max: 50 });
  const { spaces, tables } = memory.machine;
  const away = Array.from({ length: 20 }, (_, page) => at + page).find(
    (page) => tables.target[spaces.find(spaces.get(space), page)]! < -1,
  )!;
  expect(memory.touch(child, away, false)).toMatchObject({ kind: "swap-in", ns: MAP + READ });
  expect(contentOf(space, away)).toBe(500 + away - at);
  expect(memory.touch(space, away, false).kind).toBe("none");
  expect(memory.touch(space, away, true).kind).toBe("copy");
  memory.check();
});

test("a huge page comes at once, is kept by fork, and is split where one of its pages goes its own way", () => {
  const { memory, space } = machine({ hugePages: true });
  const at = memory.map(space, { pages: 1200, kind: "anonymous", huge: true });
  expect(memory.touch(space, at + 5, true)).toMatchObject({ kind: "huge-fill", ns: MINOR + 511 * 512 });
  expect(memory.touch(space, at + 6, true).kind).toBe("none");
  // 1200 pages hold two huge pages; the rest are single.
  expect(memory.touch(space, at + 1100, true).kind).toBe("zero-fill");
  expect(memory.machine.frames.count[5]).toBe(512);
  const child = memory.fork(space);
  memory.check();
  expect(memory.machine.frames.count[5]).toBe(512);
  expect(memory.touch(child, at + 7, true).kind).toBe("copy");
  expect(memory.machine.frames.count[5]).toBe(0);
  expect(memory.view().anonFrames).toBe(512 + 1 + 1);
  expect(memory.discard(space, at + 100, 10)).toBe(10);
  memory.check();
  // Without a region that asks for them there are none.
  const plain = memory.map(space, { pages: 1024, kind: "anonymous" });
  expect(memory.touch(space, plain, true).kind).toBe("zero-fill");
});

test("contents of many pages: absent zero pages stay away, equal ones are not written", () => {
  const { memory, space } = machine();
  const at = memory.map(space, { pages: 8, kind: "anonymous", mergeable: true });
  const pages = Int32Array.from({ length: 8 }, (_, page) => at + page);
  const hashes = Float64Array.of(0, 0, 11, 12, 13, 0, 0, 14);
  expect(memory.setContents(space, pages, hashes)).toEqual({
    broughtIn: 4,
    changed: 0,
    ns: 4 * MINOR,
    killed: false,
  });
  hashes[2] = 15;
  hashes[3] = 0;
  expect(memory.setContents(space, pages, hashes)).toEqual({
    broughtIn: 0,
    changed: 2,
    ns: 0,
    killed: false,
  });
  // A merged page whose contents change leaves the merge by a copy.
  const { machine: parts } = memory;
  const into = parts.spaces.get(space);
  parts.makeMerged(parts.tables.target[parts.spaces.find(into, at + 4)]!);
  hashes[4] = 99;
  expect(memory.setContents(space, pages, hashes)).toMatchObject({ changed: 1, ns: COPY });
  expect(memory.view().mergedFrames).toBe(0);
  memory.check();
});
