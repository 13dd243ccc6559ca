import { describe, expect, test } from "vitest";
import type { PathSide } from "../run/path-record";
import { emptyRun } from "../run/record";
import { arrangements } from "../vmm/arrangements";
import { ioWords } from "../vmm/io";
import { fewerSwitches, seldomGone } from "./lesson-02";
import { findMeasure } from "./measures";
import { everyPathRun, looking, runAfter } from "./path-fixtures";

const hintOf = (verdict: ReturnType<typeof fewerSwitches>) => verdict.hint?.code;
const passed = ({ marks }: ReturnType<typeof fewerSwitches>) =>
  marks.filter((mark) => mark.passed).map(({ id }) => id);

describe("fewer switches", () => {
  const judged = (...of: Parameters<typeof looking>) => fewerSwitches(runAfter(looking(...of)));

  test("a split driver beside a pretended device, both in the driver domain, on either side and of any size", () => {
    for (const other of ["xen-emulated", "xen-emulated-dma"]) {
      expect(judged("xen-pv", other).passed).toBe(true);
      expect(judged(other, "xen-pv", { io: { kind: "disk-read", bytes: 65_536 } }).passed).toBe(true);
    }
  });

  test("no other pair passes", () => {
    const sides = arrangements.map(({ id }) => runAfter(looking(id)).path!.sides[0]!);
    const shown = (pair: readonly PathSide[]) =>
      fewerSwitches({ ...emptyRun("test"), path: { ...runAfter(looking("native")).path!, sides: pair } });
    const pairs = sides.flatMap((left) => sides.map((right) => [left, right] as const));
    const passing = pairs
      .filter((pair) => shown(pair).passed)
      .map((pair) => pair.map(({ arrangement }) => arrangement));
    expect(passing.map((pair) => [...pair].sort().join(" "))).toEqual([
      "xen-emulated xen-pv",
      "xen-emulated-dma xen-pv",
      "xen-emulated xen-pv",
      "xen-emulated-dma xen-pv",
    ]);
  });

  test.each([
    ["another-io", looking("xen-pv", "xen-emulated", { io: { kind: "packet-in", bytes: 204 } })],
    ["no-guest", looking("xen-pv", "container")],
    ["driver-in-guest", looking("xen-passthrough", "xen-emulated")],
    ["driver-in-kernel", looking("kvm-vhost", "xen-emulated")],
    ["driver-in-kernel", looking("xen-pv", "type2-virtio")],
    ["one-alone", looking("xen-emulated-dma")],
    ["both-many", looking("xen-emulated-dma", "xen-emulated")],
    ["both-few", looking("xen-pv", "xen-pv")],
  ] as const)("%s", (code, state) => {
    const verdict = fewerSwitches(runAfter(state));
    expect([verdict.passed, hintOf(verdict)]).toEqual([false, code]);
  });

  test("marks are earned apart", () => {
    expect(passed(judged("xen-emulated-dma", "xen-emulated"))).toEqual(["out"]);
    expect(passed(judged("xen-pv", "kvm-emulated"))).toEqual(["few"]);
    expect(hintOf(fewerSwitches(emptyRun("test")))).toBe("not-set-up");
  });
});

describe("seldom gone", () => {
  const frames = (bytes: number, inFlight: number, left = "type2-virtio") =>
    seldomGone(runAfter(looking(left, "native", { io: { kind: "packet-out", bytes }, inFlight })));

  test("large frames, many at a time, out and in, on either side", () => {
    expect(frames(1514, 16).passed).toBe(true);
    expect(frames(1514, 64).passed).toBe(true);
    const arrives = { io: { kind: "packet-in", bytes: 1514 }, inFlight: 32 } as const;
    expect(seldomGone(runAfter(looking("native", "type2-virtio", arrives))).passed).toBe(true);
  });

  test("no read or write of a disk gets there, whatever its size and however many are under way", () => {
    for (const kind of ["disk-read", "disk-write"] as const)
      for (const bytes of [ioWords[kind].least, 65_536, ioWords[kind].most])
        for (const inFlight of [1, 64]) {
          const state = looking("type2-virtio", "native", { io: { kind, bytes }, inFlight });
          expect(seldomGone(runAfter(state)).passed).toBe(false);
        }
  });

  test.each([
    ["one-by-one", frames(1514, 1)],
    ["one-by-one", seldomGone(runAfter(looking("type2-virtio", "native")))],
    ["small-pieces", frames(204, 64)],
    ["pretended", frames(1514, 64, "type2-emulated")],
    ["work-not-trips", seldomGone(runAfter(looking("type2-virtio", "native", { inFlight: 32 })))],
    ["not-beside", seldomGone(runAfter(looking("type2-virtio", "kvm-vhost")))],
    ["not-beside", seldomGone(runAfter(looking("type2-virtio")))],
    [
      "nothing-in-bulk",
      seldomGone(runAfter(looking("type2-virtio", "native", { io: { kind: "interrupt", bytes: 0 } }))),
    ],
    ["not-set-up", seldomGone(emptyRun("test"))],
  ] as const)("%s", (code, verdict) => expect([verdict.passed, hintOf(verdict)]).toEqual([false, code]));

  test("few exits are a mark of their own", () => {
    expect(passed(frames(204, 64))).toEqual(["beside", "seldom"]);
  });
});

test("what a type 2 hypervisor adds is the difference of two paths", () => {
  const run = everyPathRun();
  const value = (id: string) => findMeasure(id)?.(run)?.value ?? Number.NaN;
  expect(value("read-type2-adds")).toBeCloseTo(value("read-type2-us") - value("read-native-us"), 6);
  expect(value("read-xen-exits")).toBeGreaterThan(value("read-vhost-exits"));
});
