/** Holds two answers to one script against each other, after the substitutions that the script declares. */
import { substitute } from "@/app/sim/kernel/conformance/substitutions";
import type { Outcome } from "./outcome";

export interface Difference {
  readonly what: "stdout" | "stderr" | "status";
  /** The first line that differs, from 1; 0 for the status. */
  readonly line: number;
  /** That line in each answer; null where the answer has ended before it. */
  readonly real: string | null;
  readonly simulated: string | null;
}

type Answer = Pick<Outcome, "stdout" | "stderr" | "status">;

/** The first difference, in the order stdout, stderr, status; undefined if the answers are equal. */
export function compare(
  real: Answer,
  simulated: Answer,
  substitutions: readonly string[],
): Difference | undefined {
  const [realOut, realErr] = substitute([real.stdout, real.stderr], substitutions);
  const [simOut, simErr] = substitute([simulated.stdout, simulated.stderr], substitutions);
  return (
    firstDifference("stdout", realOut!, simOut!) ??
    firstDifference("stderr", realErr!, simErr!) ??
    (real.status === simulated.status
      ? undefined
      : { what: "status", line: 0, real: status(real.status), simulated: status(simulated.status) })
  );
}

const status = (value: number | null): string => (value === null ? "time ran out" : String(value));

function firstDifference(what: "stdout" | "stderr", real: string, simulated: string): Difference | undefined {
  if (real === simulated) return undefined;
  const [realLines, simulatedLines] = [lines(real), lines(simulated)];
  for (let at = 0; ; at++) {
    const [one, other] = [realLines[at], simulatedLines[at]];
    if (one !== other) return { what, line: at + 1, real: one ?? null, simulated: other ?? null };
  }
}

/** Lines with what ends them, so that a missing newline at the end is a difference of the last line. */
const lines = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
