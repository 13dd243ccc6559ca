import { expect, test } from "vitest";
import { HostMemory } from "./host-memory";

test("a thousand pages are there when touched, charged, and free again after", () => {
  const memory = new HostMemory({ frames: 4096, kernelFrames: 96 });
  const cgroup = memory.addCgroup();
  const space = memory.addSpace(cgroup);
  const start = memory.map(space, { pages: 1000, kind: "anonymous" });
  expect(memory.view().freeFrames).toBe(4000);
  for (let page = 0; page < 1000; page++)
    expect(memory.touch(space, start + page, true).kind).toBe("zero-fill");
  expect(memory.touch(space, start, true)).toMatchObject({ kind: "none", ns: 0 });
  expect(memory.view()).toMatchObject({
    freeFrames: 3000,
    anonFrames: 1000,
    fileFrames: 0,
    kernelFrames: 96,
  });
  expect(memory.instanceView(cgroup)).toMatchObject({
    anonPages: 1000,
    privatePages: 1000,
    sharedPages: 0,
    minorFaults: 1000,
  });
  memory.check();
  memory.kill(space);
  expect(memory.view().freeFrames).toBe(4000);
  memory.check();
});

test("regions take the lowest gap that holds them, large ones aligned to 2 MiB", () => {
  const memory = new HostMemory({ frames: 1000 });
  const space = memory.addSpace(memory.addCgroup());
  const map = (pages: number) => memory.map(space, { pages, kind: "anonymous" });
  expect([map(10), map(10), map(600), map(5)]).toEqual([0, 10, 512, 20]);
  memory.touch(space, 3, true);
  expect(memory.unmap(space, 0)).toBe(100);
  expect(memory.view().freeFrames).toBe(1000);
  expect([map(11), map(10)]).toEqual([25, 0]);
  expect(() => memory.unmap(space, 1)).toThrow("no region of space 0 starts at page 1");
  expect(() => map(0)).toThrow("a region of 0 pages");
});

test("a file region lies within its file, and a mapped file is not removed", () => {
  const memory = new HostMemory({ frames: 1000 });
  const space = memory.addSpace(memory.addCgroup());
  const file = memory.openFile("host", "f", 10, 1);
  expect(memory.openFile("host", "f", 10, 1)).toBe(file);
  expect(memory.openFile("guest", "f", 10, 1)).not.toBe(file);
  expect(() => memory.openFile("host", "f", 11, 1)).toThrow("file f of host has 10 pages, not 11");
  expect(() => memory.map(space, { pages: 5, kind: "private-file", file, filePage: 6 })).toThrow(
    "no pages 6 to 10",
  );
  const at = memory.map(space, { pages: 5, kind: "private-file", file, filePage: 5 });
  expect(() => memory.removeFile(file)).toThrow("file f is mapped by address space 0");
  memory.unmap(space, at);
  memory.removeFile(file);
  expect(() => memory.readFile(0, file, 0)).toThrow(`there is no file ${file}`);
});

test("a process that moves leaves its charges behind and pays elsewhere from then on", () => {
  const memory = new HostMemory({ frames: 1000 });
  const [from, to] = [memory.addCgroup(), memory.addCgroup()];
  const space = memory.addSpace(from);
  const at = memory.map(space, { pages: 10, kind: "anonymous" });
  memory.touch(space, at, true);
  memory.moveSpace(space, to);
  memory.touch(space, at + 1, true);
  expect([memory.instanceView(from).anonPages, memory.instanceView(to).anonPages]).toEqual([1, 1]);
  memory.kill(space);
  expect([memory.instanceView(from).anonPages, memory.instanceView(to).anonPages]).toEqual([0, 0]);
  memory.check();
});

test("a saved state is a copy, and fits only a memory of its size", () => {
  const memory = new HostMemory({ frames: 1000, swapPages: 10 });
  const cgroup = memory.addCgroup(0, { max: 50 });
  const space = memory.addSpace(cgroup);
  const at = memory.map(space, { pages: 10, kind: "anonymous" });
  memory.touch(space, at, true, 5);
  const saved = memory.save();
  memory.touch(space, at, true, 6);
  memory.touch(space, at + 1, true);
  memory.setLimits(cgroup, { max: 1 });
  memory.kill(space);
  memory.load(saved);
  memory.check();
  expect(memory.instanceView(cgroup)).toMatchObject({ anonPages: 1, max: 50 });
  expect(memory.touch(space, at, false)).toMatchObject({ kind: "none" });
  expect(() => new HostMemory({ frames: 900, swapPages: 10 }).load(saved)).toThrow(
    "another number of frames",
  );
  expect(() => new HostMemory({ frames: 1000 }).load(saved)).toThrow("another number of swap slots");
});
