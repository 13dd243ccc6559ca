/** `lab check`: judges an exercise, on a record of a run or by performing it on a headless lab. */
import { readFile } from "node:fs/promises";
import type { Verdict } from "@/app/sim/checks/verdict";
import { parseRun } from "@/app/sim/run/parse";
import { checkRecord, hintText, type Way } from "@/content/exercises";
import { performHeadless } from "@/content/headless";
import { findExercise, readLessons } from "@/content/lessons";
import type { Exercise } from "@/content/schema";
import { readOptions, UsageError } from "../options";
import { printJson, type Verb } from "../verb";

const usage = `lab check                                        lists the exercises
lab check <exercise> --run record.json [--json]  judges a record, as the page exports it
lab check <exercise> [--solution|--start|--near-miss] [--json]
                                                 performs it on a headless lab and judges the outcome

The verdict is the page's. Exit codes: 0 passed, 1 not passed, 2 bad usage or input.`;

const WAYS: Readonly<Record<string, Way>> = { solution: "solution", start: "start", "near-miss": "nearMiss" };

export const check: Verb = {
  usage,
  async run(args) {
    const { values, positionals } = readOptions(args, {
      run: { type: "string" },
      solution: { type: "boolean" },
      start: { type: "boolean" },
      "near-miss": { type: "boolean" },
    });
    const [reference, extra] = positionals;
    if (extra !== undefined) throw new UsageError(`one exercise at a time: "${extra}" is too much`);
    if (reference === undefined) return list(values.json === true);
    const { lesson, exercise } = find(reference);
    const ways = Object.keys(WAYS).filter((way) => values[way] === true);
    const from = values.run as string | undefined;
    if (ways.length + (from === undefined ? 0 : 1) !== 1)
      throw new UsageError("say what to judge: one of --run record.json, --solution, --start, --near-miss");
    const verdict =
      from === undefined
        ? await performHeadless(lesson, exercise, WAYS[ways[0]!]!)
        : checkRecord(exercise, await readRun(from));
    report(reference, exercise, verdict, values.json === true);
    return verdict.passed ? 0 : 1;
  },
};

function list(json: boolean): number {
  const exercises = readLessons().flatMap((lesson) =>
    lesson.exercises.map(({ id, title }) => ({
      exercise: `lesson-${String(lesson.number).padStart(2, "0")}/${id}`,
      title,
      lesson: lesson.title,
    })),
  );
  if (json) printJson({ exercises });
  else
    for (const { exercise, title, lesson } of exercises)
      process.stdout.write(`${exercise}  ${title} (${lesson})\n`);
  return 0;
}

function find(reference: string) {
  try {
    return findExercise(reference);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

async function readRun(path: string) {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    throw new UsageError(`--run ${path}: ${(error as Error).message}`);
  }
  const run = parseRun(text);
  if (run.ok) return run.value;
  throw new UsageError(`--run ${path}: ${run.error}`);
}

function report(reference: string, exercise: Exercise, verdict: Verdict, json: boolean): void {
  const hint = verdict.hint === undefined ? undefined : hintText(exercise, verdict.hint);
  if (json) {
    printJson({ exercise: reference, ...verdict, ...(hint === undefined ? {} : { hintText: hint }) });
    return;
  }
  const marks = verdict.marks.map(
    ({ id, passed }) => `  ${passed ? "yes" : "no "}  ${exercise.marks[id] ?? id}`,
  );
  process.stdout.write(
    [
      `${reference}: ${verdict.passed ? "passed" : "not passed"}`,
      ...marks,
      ...(hint === undefined ? [] : [hint]),
      "",
    ].join("\n"),
  );
}
