/**
 * What a lesson is. The front matter of every file in content/lessons must parse as this, the types of the lesson system
 * are derived from it, and docs/lessons.md is its account in prose. Actions and scenarios have files of their own.
 */

import { z } from "zod";
import { actionSchema } from "./actions";
import { name } from "./names";
import { scenarioSchema } from "./scenario-schema";

const sentence = z.string().trim().min(1).max(1000);

const actions = z.array(actionSchema).max(40);

const predictionSchema = z.strictObject({
  id: name.describe(
    "Named by <Predict> and <Measured>, and the key under which the learner's guess is kept.",
  ),
  kind: z.literal("number").describe("How the guess is given: typed. Drawn curves are to come."),
  prompt: sentence.describe("The question, without a trace of the answer."),
  unit: z
    .enum(["ms", "µs", "%", "instructions", "exits", "pages", "bytes", "kB", "×", "count"])
    .describe("The unit of the guess."),
  measure: name.describe(
    "A measure of app/sim/checks/measures.ts in the same unit: what the guess is held against.",
  ),
  min: z.number().describe("The smallest guess that makes sense."),
  max: z.number().describe("The largest guess that makes sense."),
});

const runSchema = z.strictObject({
  id: name.describe("Named by <Run>."),
  label: sentence.describe("What the button says: an order."),
  after: z
    .array(name)
    .default([])
    .describe("Predictions that must be made, or skipped on purpose, before the button can be used."),
  actions: actions.min(1).describe("What the button does in the lab."),
});

const probeSchema = z.strictObject({
  id: name.describe("The name by which the check reads the answer."),
  column: name.optional().describe("The guest that is asked; without it, every guest of the lab."),
  script: z.string().min(1).describe("A shell script, run in a fork of the guest that is thrown away."),
});

const exerciseSchema = z.strictObject({
  id: name.describe("Unique within the lesson: `lesson-slug/exercise-id` names it from outside."),
  title: sentence,
  goal: sentence.describe("The state to reach, not the keys to press. Any route passes."),
  check: name.describe("A check of app/sim/checks: a pure function of the record."),
  probes: z.array(probeSchema).default([]).describe("What the check needs to know from inside the guests."),
  marks: z.record(name, sentence).describe("The text of every mark of the check."),
  hints: z
    .record(name, sentence)
    .describe("The text of every hint that the check can give; {value} is replaced by a value of the hint."),
  start: actions.default([]).describe("Performed on a fresh lab before the learner begins. Must not pass."),
  solution: actions.min(1).describe("One way to the goal. Must pass, from the start state."),
  nearMiss: actions.min(1).describe("A likely wrong way. Must not pass, and must earn a hint that helps."),
});

const sourceSchema = z.strictObject({
  text: sentence.describe("Authors, title, venue and year."),
  url: z.url({ protocol: /^https$/ }).optional(),
});

export const lessonSchema = z.strictObject({
  number: z.int().min(1).max(99).describe("Its place in the curriculum."),
  part: z.int().min(1).max(9).optional().describe("Which part this is, where several have the number."),
  slug: name.describe("Its address, and the name of its file."),
  title: sentence,
  minutes: z.int().min(5).max(40).describe("How long it takes, exercises included."),
  idea: sentence.describe("What the learner will have understood, in one sentence."),
  question: sentence.describe("The question that the lesson opens with."),
  scenario: scenarioSchema,
  predictions: z.array(predictionSchema).default([]),
  runs: z.array(runSchema).default([]),
  exercises: z.array(exerciseSchema).default([]),
  sources: z.array(sourceSchema).default([]).describe("What the lesson cites, for its last section."),
});

export type Lesson = z.infer<typeof lessonSchema>;
export type Exercise = z.infer<typeof exerciseSchema>;
export type Run = z.infer<typeof runSchema>;
