import fc from "fast-check";
import { expect, test } from "vitest";
import type { KernelEvent } from "@/app/sim/kernel/view/recorder";
import { stepOf } from "../fixtures";
import { handBar, isByHand, phasePieces, phasesOf, placedOn, spentNs, startBar, stretchOf } from "./bars";

const event = (call: string, fromNs: number, toNs: number, more: Partial<KernelEvent> = {}): KernelEvent => ({
  call,
  fromNs,
  toNs,
  pid: 12,
  comm: "unshare",
  owner: 0,
  detail: "",
  error: "",
  ...more,
});

const steps = [
  stepOf("the engine's own work", 100, 300, { phase: "engine", kind: "runtime" }),
  stepOf("clone", 300, 350, { phase: "init" }),
  stepOf("sync: born", 350, 500, { phase: "handshake" }),
  stepOf("mount proc /proc", 360, 400),
  stepOf("execve sleep", 500, 500, { phase: "program" }),
];

test("steps that overlap lie in lanes, and the bar begins at nought", () => {
  const bar = startBar("x", "web", "runc", steps);
  expect(bar.lengthNs).toBe(400);
  expect(bar.lanes.map((lane) => lane.map(({ name }) => name))).toEqual([
    ["the engine's own work", "clone", "sync: born", "execve sleep"],
    ["mount proc /proc"],
  ]);
  expect(spentNs(bar, "runtime")).toBe(200);
  expect(spentNs(bar, "waiting")).toBe(150);
  expect(spentNs(bar, "kernel")).toBe(90);
  expect(phasesOf([bar], ["engine", "init", "rootfs", "handshake"])).toEqual([
    "engine",
    "init",
    "rootfs",
    "handshake",
    "program",
  ]);
});

test("a phase can be looked at alone", () => {
  const bar = startBar("x", "web", "runc", steps);
  expect(stretchOf(bar, "init")).toEqual({ fromNs: 200, toNs: 250 });
  expect(stretchOf(bar, "teardown")).toBeUndefined();
  const placed = placedOn(bar.lanes[0]!, { fromNs: 200, toNs: 250 }, 100);
  expect(placed.map(({ name, left, width }) => [name, left, width])).toEqual([["clone", 0, 50]]);
});

test("steps of a phase that follow each other are one piece of the lane", () => {
  const bar = startBar("x", "web", "runc", [
    stepOf("a", 0, 5),
    stepOf("b", 5, 9),
    stepOf("c", 9, 10, { phase: "init" }),
  ]);
  expect(phasePieces(bar.lanes[0]!)).toEqual([
    { phase: "rootfs", fromNs: 0, toNs: 9 },
    { phase: "init", fromNs: 9, toNs: 10 },
  ]);
});

test("in no lane does anything overlap, whatever the steps", () => {
  const step = fc.tuple(fc.nat(1000), fc.nat(300)).map(([from, length]) => stepOf("s", from, from + length));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (any) => {
      const bar = startBar("x", "x", "runc", any);
      expect(bar.lanes.flat()).toHaveLength(any.length);
      for (const lane of bar.lanes)
        for (let i = 1; i < lane.length; i++)
          expect(lane[i]!.fromNs).toBeGreaterThanOrEqual(lane[i - 1]!.toNs);
    }),
  );
});

test("calls by hand stand one after the other, without the pauses", () => {
  const bar = handBar("hand", "by hand", [
    event("unshare", 1000, 1200, { detail: "NEWNS NEWPID" }),
    event("mount", 5_000_000, 5_000_050, { detail: "proc on /proc" }),
  ]);
  expect(bar.lanes[0]!.map(({ name, fromNs, toNs }) => [name, fromNs, toNs])).toEqual([
    ["unshare NEWNS NEWPID", 0, 200],
    ["mount proc on /proc", 200, 250],
  ]);
  expect(bar.lengthNs).toBe(250);
});

test.each([
  [event("unshare", 0, 1), true],
  [event("clone", 0, 1), false],
  [event("clone", 0, 1, { detail: "NEWPID" }), true],
  [event("mount", 0, 1, { error: "EPERM" }), false],
  [event("mount", 0, 1, { comm: "runc:[2:INIT]" }), false],
  [event("mount", 0, 1, { owner: 3 }), false],
  [event("openat", 0, 1, { detail: "/sys/fs/cgroup" }), false],
  [event("openat", 0, 1, { detail: "/sys/fs/cgroup/box/memory.max" }), true],
  [event("exit", 0, 0), false],
] as const)("by hand? %#", (one, expected) => expect(isByHand(one)).toBe(expected));
