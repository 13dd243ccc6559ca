import { expect, test } from "vitest";
import type { TimelineSlice } from "@/app/sim/host/view";
import { hitAt, modesOf, neighbourOf, sharesOf, toldOf } from "./slice";

const slice: TimelineSlice = {
  fromNs: 0,
  toNs: 100,
  cores: [
    {
      kind: "spans",
      spans: [
        { fromNs: 0, toNs: 40, owner: 1, mode: "guest" },
        { fromNs: 40, toNs: 50, owner: 1, mode: "exit", device: "uart" },
        { fromNs: 50, toNs: 80, owner: 0, mode: "user" },
        { fromNs: 80, toNs: 100, owner: -1, mode: "idle" },
      ],
    },
    {
      kind: "buckets",
      fromNs: 0,
      bucketNs: 50,
      buckets: [
        {
          parts: [
            { owner: 0, mode: "user", ns: 20 },
            { owner: 1, mode: "guest", ns: 30 },
          ],
        },
        {
          parts: [
            { owner: 0, mode: "user", ns: 10 },
            { owner: -1, mode: "idle", ns: 40 },
          ],
        },
      ],
    },
  ],
};

test("a point on a lane of intervals finds the interval, with its device", () => {
  expect(hitAt(slice, 0, 45)).toMatchObject({ fromNs: 40, toNs: 50, exact: true, device: "uart" });
  expect(hitAt(slice, 0, 50)?.parts).toEqual([{ owner: 0, mode: "user", share: 1 }]);
  expect(hitAt(slice, 0, 100)).toBeUndefined();
  expect(hitAt(slice, 2, 10)).toBeUndefined();
});

test("a point on a lane of sums finds the bucket's parts, most first", () => {
  expect(hitAt(slice, 1, 10)).toMatchObject({
    fromNs: 0,
    toNs: 50,
    exact: false,
    parts: [
      { owner: 1, share: 0.6 },
      { owner: 0, share: 0.4 },
    ],
  });
});

test("shares count every lane, clip what reaches beyond, and leave idle out", () => {
  expect(sharesOf(slice, 0, 100)).toEqual([
    { owner: 1, ns: 80, byMode: { guest: 70, exit: 10 } },
    { owner: 0, ns: 60, byMode: { user: 60 } },
  ]);
  expect(sharesOf(slice, 20, 75)).toEqual([
    { owner: 1, ns: 48, byMode: { guest: 38, exit: 10 } },
    { owner: 0, ns: 42, byMode: { user: 42 } },
  ]);
});

test("the modes of a core tile the time", () => {
  for (const lane of slice.cores) {
    const modes = modesOf(lane, 0, 100);
    expect(Object.values(modes).reduce((sum, ns) => sum + ns, 0)).toBe(100);
  }
  expect(modesOf(slice.cores[1]!, 0, 100)).toMatchObject({ user: 30, guest: 30, idle: 40 });
});

test("steps go from interval to interval and end at the ends", () => {
  expect(neighbourOf(slice, 0, 10, 1)).toBe(45);
  expect(neighbourOf(slice, 0, 10, -1)).toBeUndefined();
  expect(neighbourOf(slice, 1, 75, -1)).toBe(25);
  expect(neighbourOf(slice, 1, 75, 1)).toBeUndefined();
});

test("the last bucket ends at the present, not at its full width", () => {
  const cut: TimelineSlice = {
    fromNs: 0,
    toNs: 70,
    cores: [
      {
        kind: "buckets",
        fromNs: 0,
        bucketNs: 50,
        buckets: [
          { parts: [{ owner: 0, mode: "user", ns: 50 }] },
          { parts: [{ owner: 0, mode: "user", ns: 20 }] },
        ],
      },
    ],
  };
  expect(sharesOf(cut, 0, 70)).toMatchObject([{ owner: 0, ns: 70 }]);
  expect(modesOf(cut.cores[0]!, 0, 70).idle).toBe(0);
  expect(hitAt(cut, 0, 60)).toMatchObject({ fromNs: 50, toNs: 70 });
  expect(hitAt(cut, 0, 80)).toBeUndefined();
});

test("what the slice does not tell of yet is not called idle", () => {
  expect(toldOf(slice, 20, 150)).toEqual({ fromNs: 20, toNs: 100 });
  expect(toldOf(slice, 120, 150)).toEqual({ fromNs: 120, toNs: 120 });
  expect(toldOf(undefined, 0, 150)).toEqual({ fromNs: 0, toNs: 0 });
});
