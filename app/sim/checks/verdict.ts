import type { LabRun } from "../run/record";

/** One part of a goal. The lesson turns `id` into words. */
export interface Mark {
  readonly id: string;
  readonly passed: boolean;
}

/** What to try next, as a code and values that the lesson turns into words. It follows from the state that was reached. */
export interface Hint {
  readonly code: string;
  readonly values: Readonly<Record<string, string | number>>;
}

/** What a check says of a run. */
export interface Verdict {
  readonly passed: boolean;
  readonly marks: readonly Mark[];
  readonly hint?: Hint;
}

/** A check is a pure function of a run: any way of reaching the state passes. */
export type Check = (run: LabRun) => Verdict;

/** A check with what it can say. */
export interface CheckEntry {
  readonly check: Check;
  /** Ids of its marks, in order. */
  readonly marks: readonly string[];
  /** Every hint code that it can return, with the names of the values that come along. */
  readonly hints: Readonly<Record<string, readonly string[]>>;
}

const passedMarks = ({ marks }: Verdict): number => marks.filter(({ passed }) => passed).length;

/** The verdict with the most marks, the first among equals. */
export const bestOf = (verdicts: readonly Verdict[]): Verdict | undefined =>
  verdicts.reduce<Verdict | undefined>(
    (best, verdict) => (best === undefined || passedMarks(verdict) > passedMarks(best) ? verdict : best),
    undefined,
  );

export const hint = (code: string, values: Hint["values"] = {}): Hint => ({ code, values });

/** Passed when every mark is; the hint is worked out only where one is missing. */
export const verdictOf = (marks: readonly Mark[], hintOf: () => Hint): Verdict =>
  marks.every((mark) => mark.passed) ? { passed: true, marks } : { passed: false, marks, hint: hintOf() };
