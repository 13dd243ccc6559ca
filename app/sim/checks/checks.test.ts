import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LabRun } from "../run/record";
import { checks, findCheck } from ".";
import { boot, runOf } from "./fixtures";
import { findMeasure, measures } from "./measures";

const count = fc.nat({ max: 1e9 });
const exits = fc.dictionary(fc.string(), fc.record({ reads: count, writes: count }));
const via = fc.constantFrom("bios" as const, "direct" as const, "snapshot" as const);
const track = fc.constantFrom("vm" as const, "pv" as const);
const id = fc.constantFrom("a", "b", "kept", "__proto__");

const bootRecord = fc.record({
  image: fc.constantFrom("linux", "other"),
  via,
  track,
  seed: fc.constantFrom(1, 2),
  memoryMiB: fc.constantFrom(32, 64),
  virtualMs: fc.double({ min: 0, max: 1e6, noNaN: true }),
  idleMs: fc.double({ min: 0, max: 1e6, noNaN: true }),
  instructions: count,
  exits,
  phases: fc.array(
    fc.record({
      name: fc.constantFrom("firmware", "loader", "decompression", "kernel", "init", "resume"),
      virtualMs: fc.double({ min: 0, max: 1e6, noNaN: true }),
      instructions: count,
    }),
    { maxLength: 6 },
  ),
  pagesTouched: count,
});

const guestRecord = fc.record(
  {
    column: id,
    track,
    state: fc.constantFrom("off", "loading", "booting", "running", "paused", "halted", "reset", "crashed"),
    boot: bootRecord,
    restoredFrom: id,
    snapshots: fc.array(fc.record({ id, atVirtualMs: fc.integer({ min: 0, max: 3000 }), bytes: count }), {
      maxLength: 3,
    }),
    virtualMs: fc.integer({ min: 0, max: 3000 }),
    instructions: count,
    exits,
    console: fc.string(),
    probes: fc.dictionary(
      fc.constantFrom("kept", "other"),
      fc.record({
        stdout: fc.oneof(
          fc.string(),
          fc.nat(3).map(
            (seconds) => `${seconds}.10 0
`,
          ),
        ),
        status: fc.nat(255),
      }),
    ),
  },
  {
    requiredKeys: [
      "column",
      "track",
      "state",
      "snapshots",
      "virtualMs",
      "instructions",
      "exits",
      "console",
      "probes",
    ],
  },
);

const anyRun = fc.record({
  version: fc.constant(1),
  scenario: fc.string(),
  boots: fc.array(bootRecord, { maxLength: 5 }),
  guests: fc.array(guestRecord, { maxLength: 3 }),
}) as fc.Arbitrary<LabRun>;

describe.each(Object.entries(checks))("%s on any record", (_, { check, marks, hints }) => {
  test("keeps its promises: marks, passed, hints", () => {
    fc.assert(
      fc.property(anyRun, (run) => {
        const before = JSON.stringify(run);
        const verdict = check(run);
        expect(verdict.marks.map((mark) => mark.id)).toEqual(marks);
        expect(verdict.passed).toBe(verdict.marks.every((mark) => mark.passed));
        expect(verdict.hint === undefined).toBe(verdict.passed);
        if (verdict.hint !== undefined) {
          const values = hints[verdict.hint.code];
          expect(values, `hint ${verdict.hint.code} is declared`).toBeDefined();
          expect(Object.keys(verdict.hint.values).sort()).toEqual([...(values ?? [])].sort());
        }
        expect(check(run)).toEqual(verdict);
        expect(JSON.stringify(run)).toBe(before);
      }),
      { numRuns: 500 },
    );
  });

  test("an empty record does not pass", () => {
    expect(check(runOf([])).passed).toBe(false);
  });
});

describe("measures", () => {
  const everything = runOf(
    (["vm", "pv"] as const).flatMap((t) => (["bios", "direct", "snapshot"] as const).map((v) => boot(t, v))),
  );

  test.each(Object.keys(measures))("%s is undefined before the run and a figure after it", (name) => {
    expect(findMeasure(name)?.(runOf([]))).toBeUndefined();
    const figure = findMeasure(name)?.(everything);
    expect(figure?.value).toBeGreaterThanOrEqual(0);
    expect(["measured", "modelled"]).toContain(figure?.origin.kind);
  });

  test("never throw, and answer finite numbers", () => {
    fc.assert(
      fc.property(anyRun, (run) => {
        for (const measure of Object.values(measures)) {
          const figure = measure(run);
          if (figure !== undefined) expect(Number.isFinite(figure.value)).toBe(true);
        }
      }),
    );
  });

  test("shares are of the boot that they name", () => {
    expect(findMeasure("vm-bios-before-kernel-share")?.(everything)?.value).toBe(58.8);
    expect(findMeasure("vm-direct-share")?.(everything)?.value).toBe(41.2);
  });

  test("the latest boot counts", () => {
    const run = runOf([boot("vm", "bios", { virtualMs: 1 }), boot("vm", "bios", { virtualMs: 2 })]);
    expect(findMeasure("vm-bios-ms")?.(run)?.value).toBe(2);
  });
});

test("names from outside find nothing in the prototype", () => {
  for (const name of ["toString", "__proto__", "constructor"]) {
    expect(findCheck(name)).toBeUndefined();
    expect(findMeasure(name)).toBeUndefined();
  }
});
