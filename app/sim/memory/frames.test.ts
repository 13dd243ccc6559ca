import { expect, test } from "vitest";
import { ANON, FREE, FrameTable, HUGE, KERNEL, NONE } from "./frames";

test("the lowest frames are the kernel's, the next is the first to be taken", () => {
  const frames = new FrameTable(1000, 10);
  expect(frames.state[9]).toBe(KERNEL);
  expect(frames.take(ANON)).toBe(10);
  expect([frames.free, frames.count[KERNEL], frames.count[ANON]]).toEqual([989, 10, 1]);
});

test("when all frames are taken there is none, and one given back is found again", () => {
  const frames = new FrameTable(700, 0);
  const taken = new Set(Array.from({ length: 700 }, () => frames.take(ANON)));
  expect(taken.size).toBe(700);
  expect(frames.take(ANON)).toBe(NONE);
  frames.release(612);
  expect(frames.take(ANON)).toBe(612);
});

test("huge pages are aligned and whole, and single frames leave whole blocks to them", () => {
  // Blocks 0 to 2 are whole, block 3 has 64 frames: single frames come from there first.
  const frames = new FrameTable(3 * 512 + 64, 0);
  const singles = Array.from({ length: 64 }, () => frames.take(ANON));
  expect(Math.min(...singles)).toBe(3 * 512);
  expect(frames.take(ANON)).toBe(0);
  expect([frames.takeHuge(), frames.takeHuge(), frames.takeHuge()]).toEqual([512, 1024, NONE]);
  expect(frames.count[HUGE]).toBe(1024);
  frames.release(0);
  expect(frames.takeHuge()).toBe(0);
  expect(frames.countFreeLists()).toBe(frames.free);
});

test("a frame comes zeroed, and cannot be freed twice", () => {
  const frames = new FrameTable(4, 0);
  const frame = frames.take(ANON);
  frames.content[frame] = 77;
  frames.release(frame);
  expect(frames.state[frame]).toBe(FREE);
  expect(() => frames.release(frame)).toThrow(`frame ${frame} is free already`);
  expect(frames.content[frames.take(ANON)]).toBe(0);
});

test("sizes out of range are named", () => {
  expect(() => new FrameTable(0, 0)).toThrow("frames: 0 is not");
  expect(() => new FrameTable(10, 11)).toThrow("kernelFrames: 11 is not");
});
