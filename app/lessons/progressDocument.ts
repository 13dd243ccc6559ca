/**
 * Progress as one document, for export and import. What comes in is treated as hostile: it is read completely or not at
 * all, and the answer names the field that is wrong.
 */
import { z } from "zod";
import type { Verdict } from "@/app/sim/checks/verdict";

export const PROGRESS_VERSION = 1;

/** Enough for every lesson many times over. */
const LARGEST_FILE = 1_000_000;

const id = z
  .string()
  .min(1)
  .max(80)
  .regex(/^[a-z0-9-]+$/, "must be lower-case words joined by hyphens");

const verdict: z.ZodType<Verdict> = z.strictObject({
  passed: z.boolean(),
  marks: z.array(z.strictObject({ id, passed: z.boolean() })).max(40),
  hint: z
    .strictObject({
      code: id,
      values: z.record(z.string().max(80), z.union([z.string().max(500), z.number()])),
    })
    .exactOptional(),
});

const lesson = z.strictObject({
  predictions: z.record(
    id,
    z.strictObject({
      value: z.number().exactOptional(),
      skipped: z.boolean().exactOptional(),
      measured: z.number().exactOptional(),
    }),
  ),
  exercises: z.record(
    id,
    z.strictObject({ verdict, passedAtMs: z.number().min(0).max(8.64e15).exactOptional() }),
  ),
});

const document = z.strictObject({
  kind: z.literal("triptych-progress"),
  version: z.literal(PROGRESS_VERSION),
  lessons: z.record(id, lesson),
});

export type LessonProgress = z.infer<typeof lesson>;
export type ProgressDocument = z.infer<typeof document>;

export const emptyProgress: ProgressDocument = {
  kind: "triptych-progress",
  version: PROGRESS_VERSION,
  lessons: {},
};

export type ReadProgress =
  | { readonly ok: true; readonly document: ProgressDocument }
  | { readonly ok: false; readonly why: string };

/** Reads a value as progress. */
export function readProgress(value: unknown): ReadProgress {
  const result = document.safeParse(value);
  if (result.success) return { ok: true, document: result.data };
  const { path = [], message = "is not progress" } = result.error.issues[0] ?? {};
  const field = path.length === 0 ? "The document" : `The field ${path.map(String).join(".")}`;
  return { ok: false, why: `${field}: ${message}. Nothing was changed.` };
}

/** Reads the text of a file as progress. */
export function readProgressText(text: string): ReadProgress {
  if (text.length > LARGEST_FILE)
    return { ok: false, why: "The file is larger than any progress can be. Nothing was changed." };
  try {
    return readProgress(JSON.parse(text));
  } catch {
    return { ok: false, why: "The file is not JSON. Nothing was changed." };
  }
}

/** The text of the file that `readProgressText` reads. */
export const writeProgressText = (lessons: ProgressDocument["lessons"]): string =>
  `${JSON.stringify({ ...emptyProgress, lessons } satisfies ProgressDocument, undefined, 2)}\n`;
