import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MODE_INDEX, MODES, type Mode } from "../runnable";
import type { CoreSlice } from "../view";
import { Ledger } from "./ledger";
import { HOST_OWNER, OTHERS } from "./parts";

const { idle, guest, exit, user } = MODE_INDEX;

describe("the law is enforced", () => {
  test("a gap and an overlap throw, naming the core and the times", () => {
    const ledger = new Ledger({ cores: 2 });
    ledger.record(1, 0, 100, guest, 0);
    expect(() => ledger.record(1, 120, 130, guest, 0)).toThrow(
      "a gap on core 1: recorded up to 100 ns, the next interval is 120 to 130 ns",
    );
    expect(() => ledger.record(1, 90, 130, guest, 0)).toThrow("an overlap on core 1");
    expect(() => ledger.record(1, 100, 99, guest, 0)).toThrow(RangeError);
    expect(() => ledger.record(1, 100, 100.5, guest, 0)).toThrow(RangeError);
    expect(() => ledger.record(2, 0, 1, guest, 0)).toThrow("no core 2");
    expect(() => ledger.record(1, 100, 101, guest, OTHERS)).toThrow("no owner -2");
    expect(() => ledger.record(1, 100, 101, MODES.length, 0)).toThrow("no mode");
    expect(() => ledger.record(1, 100, 101, exit, 0, 3)).toThrow("no device 3");
    expect(ledger.endNs(1)).toBe(100);
  });

  test("check fails for a core that lags behind", () => {
    const ledger = new Ledger({ cores: 2 });
    ledger.record(0, 0, 50, idle, HOST_OWNER);
    expect(() => ledger.check(50)).toThrow("core 1");
    ledger.record(1, 0, 50, idle, HOST_OWNER);
    ledger.check(50);
    expect(() => ledger.check(51)).toThrow("core 0");
    const saved = ledger.save();
    saved.ownerModes[0]! += 1;
    ledger.load(saved);
    expect(() => ledger.check(50)).toThrow("owners' times sum to 101 ns, not to 2 cores × 50 ns");
  });
});

test("sums by core, owner and device, and the spans", () => {
  const ledger = new Ledger({ cores: 1 });
  const disk = ledger.device("disk");
  expect(ledger.device("net")).not.toBe(disk);
  expect(ledger.device("disk")).toBe(disk);
  ledger.record(0, 0, 10, guest, 4);
  ledger.record(0, 10, 30, guest, 4);
  ledger.record(0, 30, 35, exit, 4, disk);
  ledger.record(0, 35, 37, exit, 4, ledger.device("net"));
  ledger.record(0, 37, 37, user, 5);
  ledger.record(0, 37, 50, idle, HOST_OWNER);
  expect(ledger.ownerByMode(4)).toEqual({ guest: 30, exit: 7 });
  expect(ledger.ownerByMode(5)).toEqual({});
  expect(ledger.ownerByMode(999)).toEqual({});
  expect(ledger.ownerByDevice(4)).toEqual({ disk: 5, net: 2 });
  expect(ledger.byMode()).toMatchObject({ guest: 30, exit: 7, idle: 13, user: 0 });
  ledger.check(50);
  expect(ledger.slice(5, 1000, 100).cores).toEqual([
    {
      kind: "spans",
      spans: [
        { fromNs: 5, toNs: 30, owner: 4, mode: "guest" },
        { fromNs: 30, toNs: 35, owner: 4, mode: "exit", device: "disk" },
        { fromNs: 35, toNs: 37, owner: 4, mode: "exit", device: "net" },
        { fromNs: 37, toNs: 50, owner: HOST_OWNER, mode: "idle" },
      ],
    },
  ]);
  expect(ledger.slice(50, 60, 100).cores).toEqual([{ kind: "spans", spans: [] }]);
});

test("zoomed out, intervals that the ring holds become buckets of the width asked for", () => {
  const ledger = new Ledger({ cores: 1 });
  for (let at = 0; at < 100; at += 10) ledger.record(0, at, at + 10, guest, (at / 10) % 2);
  expect(ledger.slice(0, 100, 4).cores[0]).toEqual({
    kind: "buckets",
    bucketNs: 25,
    fromNs: 0,
    buckets: [
      // 0-10 of owner 0, 10-20 of owner 1, 20-25 of owner 0; and so on.
      { parts: parts([0, 15], [1, 10]) },
      // 25-30 of owner 0, 30-40 of owner 1, 40-50 of owner 0.
      { parts: parts([0, 15], [1, 10]) },
      { parts: parts([0, 10], [1, 15]) },
      { parts: parts([0, 10], [1, 15]) },
    ],
  });
});

function parts(...list: [owner: number, ns: number][]) {
  return list.map(([owner, ns]) => ({ owner, mode: "guest", ns }));
}

test("a crowded bucket names its largest parts and keeps the rest exact, by mode", () => {
  const ledger = new Ledger({ cores: 1, ringIntervals: 1, bucketNs: 1000, partsPerBucket: 2 });
  const turns: [owner: number, mode: number, ns: number][] = [
    [7, guest, 500],
    [1, user, 10],
    [2, guest, 20],
    [3, user, 5],
    [7, guest, 100],
    // Small intervals that add up make themselves a name.
    [4, guest, 4],
    [4, guest, 96],
    [4, guest, 200],
  ];
  let at = 0;
  for (const [owner, mode, ns] of turns) {
    ledger.record(0, at, at + ns, mode, owner);
    at += ns;
  }
  const [slice] = ledger.slice(0, at, 10).cores;
  expect(slice).toMatchObject({
    buckets: [
      {
        parts: [
          { owner: OTHERS, mode: "user", ns: 15 },
          { owner: OTHERS, mode: "guest", ns: 20 },
          { owner: 4, mode: "guest", ns: 300 },
          { owner: 7, mode: "guest", ns: 600 },
        ],
      },
    ],
  });
});

test("where two buckets become one, the largest parts of both are named", () => {
  const ledger = new Ledger({ cores: 1, ringIntervals: 1, buckets: 2, bucketNs: 1000, partsPerBucket: 2 });
  const ends: [owner: number, toNs: number][] = [
    [1, 600],
    [2, 1000],
    [4, 1990],
    [3, 2000],
    [5, 2001],
  ];
  for (const [owner, toNs] of ends) ledger.record(0, ledger.endNs(0), toNs, guest, owner);
  expect(ledger.slice(0, 2000, 1).cores[0]).toMatchObject({
    bucketNs: 2000,
    buckets: [{ parts: parts([OTHERS, 410], [1, 600], [4, 990]) }],
  });
});

interface Turn {
  core: number;
  ns: number;
  mode: number;
  owner: number;
}
const turns = fc.array(
  fc.record({
    core: fc.nat(2),
    ns: fc.oneof(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 5000 })),
    mode: fc.nat(MODES.length - 1),
    owner: fc.integer({ min: -1, max: 30 }),
  }),
  { minLength: 1, maxLength: 300 },
);
const SMALL = { cores: 3, ringIntervals: 60, buckets: 8, bucketNs: 100, partsPerBucket: 3 };

function play(ledger: Ledger, list: readonly Turn[]): void {
  for (const { core, ns, mode, owner } of list) {
    const from = ledger.endNs(core);
    ledger.record(core, from, from + ns, mode, owner);
  }
}

/** Sums by mode, of spans or of buckets. */
function sums(slice: CoreSlice): Map<Mode, number> {
  const all =
    slice.kind === "spans"
      ? slice.spans.map(({ mode, fromNs, toNs }) => ({ mode, ns: toNs - fromNs }))
      : slice.buckets.flatMap((bucket) => bucket.parts);
  const byMode = new Map<Mode, number>();
  for (const { mode, ns } of all) byMode.set(mode, (byMode.get(mode) ?? 0) + ns);
  return byMode;
}

function modelSums(list: readonly Turn[], core: number): Map<Mode, number> {
  const byMode = new Map<Mode, number>();
  for (const turn of list) {
    if (turn.core !== core) continue;
    const mode = MODES[turn.mode]!;
    byMode.set(mode, (byMode.get(mode) ?? 0) + turn.ns);
  }
  return byMode;
}

describe("for any stream of intervals", () => {
  test("totals by core, by owner and over the whole timeline are the sums of the intervals", () => {
    fc.assert(
      fc.property(turns, fc.integer({ min: 1, max: 20 }), (list, maxBuckets) => {
        const ledger = new Ledger(SMALL);
        play(ledger, list);
        const end = Math.max(...[0, 1, 2].map((core) => ledger.endNs(core)));
        const whole = ledger.slice(0, end, maxBuckets);
        for (const core of [0, 1, 2]) {
          const expected = modelSums(list, core);
          MODES.forEach((mode, index) => {
            expect(ledger.coreModeNs(core, index)).toBe(expected.get(mode) ?? 0);
          });
          const slice = whole.cores[core]!;
          expect(sums(slice)).toEqual(expected);
          const pieces = slice.kind === "spans" ? slice.spans.length : slice.buckets.length;
          expect(pieces).toBeLessThanOrEqual(maxBuckets);
          // All are brought to the same moment, so that the law can be checked.
          ledger.record(core, ledger.endNs(core), end, idle, HOST_OWNER);
        }
        ledger.check(end);
        for (let owner = 0; owner <= 30; owner++) {
          const own = list.filter((turn) => turn.owner === owner);
          const total = Object.values(ledger.ownerByMode(owner)).reduce((a, b) => a + b, 0);
          expect(total).toBe(own.reduce((sum, turn) => sum + turn.ns, 0));
        }
      }),
    );
  });

  test("no bucket holds more than its width, and all but the last are full", () => {
    fc.assert(
      fc.property(turns, (list) => {
        const ledger = new Ledger({ ...SMALL, ringIntervals: 3 });
        play(ledger, list);
        for (const core of [0, 1, 2]) {
          const slice = ledger.slice(0, ledger.endNs(core), 8).cores[core]!;
          if (slice.kind === "spans") continue;
          const times = slice.buckets.map((bucket) => bucket.parts.reduce((sum, part) => sum + part.ns, 0));
          const last = times.pop()!;
          for (const ns of times) expect(ns).toBe(slice.bucketNs);
          expect(last).toBe(ledger.endNs(core) - times.length * slice.bucketNs);
        }
      }),
    );
  });

  test("what the ring still holds tiles any range and is what was recorded", () => {
    fc.assert(
      fc.property(turns, fc.nat(99), fc.nat(99), (list, a, b) => {
        const ledger = new Ledger({ ...SMALL, ringIntervals: 3000 });
        play(ledger, list);
        const end = ledger.endNs(0);
        const fromNs = Math.floor((Math.min(a, b) / 100) * end);
        const toNs = Math.floor((Math.max(a, b) / 100) * end);
        const slice = ledger.slice(fromNs, toNs, 1000).cores[0]!;
        if (slice.kind !== "spans") return expect.fail("the ring holds all of it");
        let at = fromNs;
        const recorded = list.filter((turn) => turn.core === 0);
        for (const span of slice.spans) {
          expect(span.fromNs).toBe(at);
          at = span.toNs;
          // The turn that was recorded in the span's last nanosecond.
          let passed = 0;
          const turn = recorded.find((candidate) => {
            passed += candidate.ns;
            return passed >= span.toNs;
          })!;
          expect([span.owner, span.mode]).toEqual([turn.owner, MODES[turn.mode]]);
        }
        if (slice.spans.length > 0) expect(at).toBe(toNs);
        else expect(fromNs).toBe(toNs);
      }),
    );
  });

  test("saved and loaded, it goes on identically, and the saved copy stays as it was", () => {
    fc.assert(
      fc.property(turns, turns, (before, after) => {
        const ledger = new Ledger(SMALL);
        play(ledger, before);
        const saved = ledger.save();
        const other = new Ledger(SMALL);
        other.load(saved);
        expect(other.save()).toEqual(saved);
        play(ledger, after);
        play(other, after);
        expect(other.save()).toEqual(ledger.save());
        const again = new Ledger(SMALL);
        again.load(saved);
        play(again, after);
        expect(again.save()).toEqual(ledger.save());
      }),
      { numRuns: 25 },
    );
  });
});

test("one hour of two cores in intervals of a millisecond takes under 3 MB and stays exact", () => {
  const ledger = new Ledger({ cores: 2 });
  const bytes = ledger.bytes();
  const hour = 3600 * 1e9;
  for (let at = 0, turn = 0; at < hour; at += 1e6, turn++) {
    ledger.record(0, at, at + 1e6, guest, turn % 3);
    ledger.record(1, at, at + 1e6, turn % 2 ? user : idle, turn % 2 ? 5 : HOST_OWNER);
  }
  ledger.check(hour);
  expect(ledger.ownerByMode(1)).toEqual({ guest: hour / 3 });
  expect(ledger.bytes()).toBe(bytes);
  expect(bytes).toBeLessThan(3e6);
  const whole = ledger.slice(0, hour, 1000).cores[0]!;
  expect(sums(whole)).toEqual(new Map([["guest", hour]]));
  if (whole.kind !== "buckets") return expect.fail("an hour is not kept as spans");
  expect(whole.buckets.length).toBeGreaterThan(500);
  const recent = ledger.slice(hour - 1e9, hour, 1000);
  expect(recent.cores.map((slice) => slice.kind)).toEqual(["spans", "spans"]);
});
