/** Answers of the real guest, kept in the repository so that they can be compared with in milliseconds. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import * as z from "zod";
import { CORPUS, type Script } from "./corpus";
import type { Outcome } from "./outcome";

const digest = z.string().regex(/^[0-9a-f]{64}$/);

const answerSchema = z.strictObject({
  /** Of the script that was asked, and of the snapshot of the guest that answered. */
  scriptSha256: digest,
  imageSha256: digest,
  stdout: z.string(),
  stderr: z.string(),
  status: z.int().min(0).max(255).nullable(),
});

const answersSchema = z.record(z.string(), answerSchema);

export type RecordedAnswer = z.infer<typeof answerSchema>;
/** By the script's path. */
export type RecordedAnswers = Readonly<Record<string, RecordedAnswer>>;

const ANSWERS = `${CORPUS}answers.json`;

/** @throws RangeError if the file is not a list of answers. */
export function readAnswers(file = ANSWERS): RecordedAnswers {
  if (!existsSync(file)) return {};
  const parsed = answersSchema.safeParse(JSON.parse(readFileSync(file, "utf8")));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new RangeError(`${file}: ${issue?.path.join(".")}: ${issue?.message}; record the answers again`);
}

/** Sorted by path, one field a line: a changed answer is a small difference in a review. */
export function writeAnswers(answers: RecordedAnswers, file = ANSWERS): void {
  const sorted = Object.fromEntries(Object.entries(answers).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(file, `${JSON.stringify(sorted, null, 2)}\n`);
}

export const answerOf = (script: Script, imageSha256: string, outcome: Outcome): RecordedAnswer => ({
  scriptSha256: script.sha256,
  imageSha256,
  stdout: outcome.stdout,
  stderr: outcome.stderr,
  status: outcome.status,
});

/** Why a recorded answer cannot be used for this script and this image; undefined if it can. */
export function stale(
  script: Script,
  imageSha256: string,
  answer: RecordedAnswer | undefined,
): string | undefined {
  if (answer === undefined) return "has no recorded answer";
  if (answer.scriptSha256 !== script.sha256) return "has changed since its answer was recorded";
  if (answer.imageSha256 !== imageSha256) return "was answered by another guest image";
  return undefined;
}
