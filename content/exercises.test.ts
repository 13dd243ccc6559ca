import { describe, expect, test } from "vitest";
import type { Action, ColumnState, LabApi, Probe } from "@/app/guest/lab/state";
import { boot, guest, runOf } from "@/app/sim/checks/fixtures";
import { checkLab, checkRecord, hintText, performAndCheck } from "./exercises";
import { columnLab, probesFor } from "./lab";
import { findExercise } from "./lessons";

const { exercise: neverOff } = findExercise("lesson-03/never-off");
const { exercise: skipFirmware } = findExercise("lesson-03/skip-firmware");

/** A lab that notes what it is asked to do, in order. */
function noted(powers: Record<string, string>, restoring: readonly string[] = []) {
  const performed: (readonly Action[])[] = [];
  const asked: (readonly Probe[])[] = [];
  const lab = {
    columns: () => Object.entries(powers).map(([id, power]) => ({ id, power }) as ColumnState),
    perform: async (actions: readonly Action[]) => void performed.push(actions),
    settled: async () => {
      for (const restored of restoring) powers[restored] = "running";
    },
    ask: async (probes: readonly Probe[]) => void asked.push(probes),
    record: () => runOf([boot("vm", "bios")], [guest()]),
  } as Partial<LabApi> as LabApi;
  return { lab, performed, asked };
}

describe("performAndCheck", () => {
  test("performs start, then the way, then asks, then judges", async () => {
    const { lab, performed, asked } = noted({ vm: "running", pv: "off" });
    const verdict = await performAndCheck(columnLab(lab), neverOff, "solution");
    expect(performed).toEqual([neverOff.start, neverOff.solution]);
    expect(asked.flat().map(({ id, column }) => [id, column])).toEqual([["kept", "vm"]]);
    expect(verdict).toEqual(checkRecord(neverOff, lab.record()));
  });

  test("a machine that is being restored is waited for, not passed over", async () => {
    const { lab, asked } = noted({ vm: "off" }, ["vm"]);
    await checkLab(columnLab(lab), neverOff);
    expect(asked.flat().map(({ column }) => column)).toEqual(["vm"]);
  });

  test("for the start state nothing else is performed", async () => {
    const { lab, performed } = noted({});
    await performAndCheck(columnLab(lab), skipFirmware, "start");
    expect(performed).toEqual([skipFirmware.start]);
  });
});

test("a probe without a column is asked of every guest that is up", () => {
  const { lab } = noted({ vm: "running", pv: "paused", third: "crashed", fourth: "booting" });
  expect(probesFor(lab, neverOff).map(({ column }) => column)).toEqual(["vm", "pv"]);
  const one = { probes: [{ id: "kept", column: "pv", script: "true" }] };
  expect(probesFor(lab, one)).toEqual([{ id: "kept", column: "pv", script: "true" }]);
});

test("an action of the other kind of lab is an error", async () => {
  const { lab } = noted({});
  await expect(columnLab(lab).perform([{ do: "advance", ms: 1 }])).rejects.toThrow(/cannot advance/);
});

describe("hintText", () => {
  const exercise = { hints: { some: "At {at} ms, {share} % of {device}; {unknown}" } };
  test("sets values in their places, numbers with separators", () => {
    expect(hintText(exercise, { code: "some", values: { at: 12_345.678, share: 88.2, device: "pci" } })).toBe(
      "At 12,345.7 ms, 88.2 % of pci; {unknown}",
    );
  });
  test("a value cannot smuggle in a place", () => {
    expect(hintText({ hints: { a: "{x}{y}" } }, { code: "a", values: { x: "{y}", y: "1" } })).toBe("{y}1");
  });
  test("a code without words is an error", () => {
    expect(() => hintText(exercise, { code: "none", values: {} })).toThrow(/none/);
  });
});

test("a check that does not exist is an error", () => {
  expect(() => checkRecord({ check: "toString" }, runOf([]))).toThrow(/toString/);
});
