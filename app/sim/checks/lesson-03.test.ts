import { describe, expect, test } from "vitest";
import type { GuestRecord, LabRun } from "../run/record";
import { boot, guest, runOf } from "./fixtures";
import { neverOff, skipFirmware } from "./lesson-03";
import type { Check } from "./verdict";

const passedIds = (check: Check, run: LabRun): string[] =>
  check(run)
    .marks.filter((mark) => mark.passed)
    .map((mark) => mark.id);

const full = boot("vm", "bios");
const lean = boot("vm", "direct");
const pv = boot("pv", "direct");

describe("skip-firmware", () => {
  test("passes for the three boots, in any order, with others between them", () => {
    for (const boots of [
      [full, lean, pv],
      [pv, lean, full],
      [boot("vm", "snapshot"), full, boot("pv", "bios"), lean, full, pv],
    ])
      expect(skipFirmware(runOf(boots))).toEqual({
        passed: true,
        marks: ["baseline", "way-in", "devices"].map((id) => ({ id, passed: true })),
      });
  });

  test.each([
    ["nothing at all", [], [], "nothing-booted"],
    ["no baseline", [lean], [], "no-baseline"],
    ["a pv boot through the BIOS is no baseline", [boot("pv", "bios"), lean], [], "no-baseline"],
    ["only the baseline", [full], ["baseline"], "only-baseline"],
    [
      "a snapshot resumes and does not boot",
      [full, boot("vm", "snapshot"), pv],
      ["baseline"],
      "resumed-not-booted",
    ],
    ["way in and devices changed at once", [full, pv], ["baseline"], "two-changes"],
    ["no pv boot", [full, lean], ["baseline", "way-in"], "no-pv"],
    ["pv, but through the BIOS", [full, lean, boot("pv", "bios")], ["baseline", "way-in"], "pv-another-way"],
    ["pv, but resumed", [full, lean, boot("pv", "snapshot")], ["baseline", "way-in"], "pv-another-way"],
    [
      "more memory in the short boot",
      [full, boot("vm", "direct", { memoryMiB: 64 }), boot("pv", "direct", { memoryMiB: 64 })],
      ["baseline", "devices"],
      "not-the-same-machine",
    ],
    [
      "another image in the short boot",
      [full, boot("vm", "direct", { image: "small" })],
      ["baseline"],
      "not-the-same-machine",
    ],
    [
      "a short boot that is not short",
      [full, boot("vm", "direct", { instructions: full.instructions }), pv],
      ["baseline", "devices"],
      "too-many-instructions",
    ],
    [
      "a pv boot that takes as long",
      [full, lean, boot("pv", "direct", { virtualMs: lean.virtualMs })],
      ["baseline", "way-in"],
      "too-slow",
    ],
  ] as const)("%s", (_, boots, marks, code) => {
    const run = runOf(boots);
    expect(passedIds(skipFirmware, run)).toEqual(marks);
    expect(skipFirmware(run).hint?.code).toBe(code);
  });

  test("hints carry what was counted", () => {
    expect(skipFirmware(runOf([full])).hint?.values).toEqual({ instructions: 20_000_000, share: 58.8 });
    expect(skipFirmware(runOf([full, lean])).hint?.values).toEqual({ ms: lean.virtualMs, waiting: 174 });
  });
});

const snapshot = { id: "mine", atVirtualMs: 1_500, bytes: 3_000_000 };

/** The snapshot was taken at 1,500 ms and now is 2,100 ms; a direct boot's kernel begins at once. */
const kept = (note: string): GuestRecord["probes"] => ({ kept: { stdout: note, status: 0 } });

const solved = guest({
  snapshots: [snapshot],
  restoredFrom: "mine",
  boot: boot("vm", "direct"),
  probes: kept("1.20 1.10"),
});

describe("never-off", () => {
  test("passes for a guest that came back with its note", () => {
    expect(neverOff(runOf([], [solved]))).toEqual({
      passed: true,
      marks: ["note", "snapshot", "restored", "before", "clock"].map((id) => ({ id, passed: true })),
    });
  });

  test("any guest will do, and other guests do no harm", () => {
    expect(neverOff(runOf([], [guest(), { ...solved, column: "pv", track: "pv" }, guest()])).passed).toBe(
      true,
    );
  });

  test("a paused guest passes: its state is there", () => {
    expect(neverOff(runOf([], [{ ...solved, state: "paused" }])).passed).toBe(true);
  });

  const rebooted: GuestRecord = { ...solved, probes: kept(""), virtualMs: 500 };
  delete (rebooted as { restoredFrom?: string }).restoredFrom;

  test.each<[string, readonly GuestRecord[], readonly string[], string]>([
    ["no guest", [], [], "nothing-running"],
    ["off from the start", [guest({ state: "off" })], [], "nothing-running"],
    ["booting", [guest({ state: "booting" })], [], "still-booting"],
    ["off without a snapshot", [guest({ state: "crashed" })], [], "lost-without-snapshot"],
    ["running, nothing done", [guest({ probes: kept("") })], [], "no-note"],
    [
      "started from the shipped snapshot",
      [guest({ probes: kept(""), boot: boot("vm", "snapshot") })],
      [],
      "shipped-snapshot",
    ],
    ["a note, no snapshot", [guest({ probes: kept("1.20 1.10") })], ["note"], "note-no-snapshot"],
    ["a note without a time", [guest({ probes: kept("hello") })], [], "note-without-time"],
    [
      "note and snapshot, never restored",
      [guest({ probes: kept("1.20 1.10"), snapshots: [snapshot] })],
      ["note", "snapshot"],
      "still-the-same-run",
    ],
    ["stopped after the snapshot", [{ ...solved, state: "off", probes: {} }], ["snapshot"], "restore-it"],
    ["crashed after the restore", [{ ...solved, state: "crashed", probes: {} }], ["snapshot"], "restore-it"],
    ["booted again in place of restored", [rebooted], ["snapshot"], "rebooted"],
    [
      "note made after the snapshot, then restored",
      [{ ...solved, probes: kept("") }],
      ["snapshot", "restored", "clock"],
      "note-came-later",
    ],
    [
      "note made after the restore",
      [{ ...solved, probes: kept("1.60 1.40") }],
      ["note", "snapshot", "restored", "clock"],
      "note-after-restore",
    ],
    [
      "written after the snapshot by a machine whose kernel began late",
      [{ ...solved, boot: boot("vm", "bios"), probes: kept("1.50 1.40") }],
      ["note", "snapshot", "restored", "clock"],
      "note-after-restore",
    ],
    [
      "restored from a snapshot that is not there",
      [{ ...solved, restoredFrom: "another" }],
      ["note", "snapshot"],
      "still-the-same-run",
    ],
    [
      "a clock that began again",
      [{ ...solved, virtualMs: 400, probes: kept("0.10 0.10") }],
      ["note", "snapshot", "restored", "before"],
      "clock-behind",
    ],
  ])("%s", (_, guests, marks, code) => {
    const run = runOf([], guests);
    expect(passedIds(neverOff, run)).toEqual(marks);
    expect(neverOff(run).hint?.code).toBe(code);
  });
});
