/**
 * Judging an exercise. The page, the command line and the tests all come here, so a state gets the same verdict
 * everywhere. Knows no DOM and no files.
 */
import { type CheckEntry, findCheck } from "@/app/sim/checks";
import type { Hint, Verdict } from "@/app/sim/checks/verdict";
import type { LabRun } from "@/app/sim/run/record";
import type { PerformingLab } from "./lab";
import type { Exercise } from "./schema";

export type Way = "start" | "solution" | "nearMiss";

/** What an exercise must show, from a record that already holds the answers to its probes. */
export const checkRecord = (exercise: Pick<Exercise, "check">, run: LabRun): Verdict =>
  entryOf(exercise).check(run);

/** Asks the exercise's probes of the guests that are up, then judges the record. */
export async function checkLab(lab: PerformingLab, exercise: Exercise): Promise<Verdict> {
  await lab.ask(exercise);
  return checkRecord(exercise, await lab.record());
}

/** Performs the start state, then the solution or the near miss, on a fresh lab of the lesson's scenario; and judges. */
export async function performAndCheck(lab: PerformingLab, exercise: Exercise, way: Way): Promise<Verdict> {
  await lab.perform(exercise.start);
  if (way !== "start") await lab.perform(exercise[way]);
  return checkLab(lab, exercise);
}

const number = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 1 });

/** The words of a hint: the exercise's text with the hint's values in the places that name them. */
export function hintText({ hints }: Pick<Exercise, "hints">, hint: Hint): string {
  const text = hints[hint.code];
  if (text === undefined) throw new Error(`No text for the hint ${hint.code}.`);
  return text.replace(/\{(\w+)\}/g, (place, name: string) => {
    const value = Object.hasOwn(hint.values, name) ? hint.values[name] : undefined;
    if (value === undefined) return place;
    return typeof value === "number" ? number.format(value) : value;
  });
}

function entryOf({ check }: Pick<Exercise, "check">): CheckEntry {
  const entry = findCheck(check);
  if (entry === undefined) throw new Error(`There is no check called ${check}.`);
  return entry;
}
