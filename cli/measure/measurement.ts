/** What a measurement is: a program whose steps are marked, a loop in the shell, a loop of kbench, or a sum of others. */
import type { Item } from "./program";

interface Described {
  /** What is counted, in words. */
  readonly label: string;
  /** What else is in the count, or what is not. */
  readonly includes?: string;
}

/** One program; each described step is a result. Steps that are not described are only there to prepare the others. */
export interface ProgramMeasurement {
  readonly kind: "program";
  /** Shell, run before the program. */
  readonly prelude?: string;
  readonly setup?: readonly Item[];
  readonly turn: readonly Item[];
  readonly times: number;
  readonly steps: Readonly<Record<string, Described>>;
}

/** A body in a loop of the shell: three whole scripts with different turns, subtracted. */
export interface ScriptMeasurement extends Described {
  readonly kind: "script";
  readonly id: string;
  /** Shell, run before the loop. */
  readonly prelude?: string;
  readonly body: string;
  /** Turns of the shortest script; the others have two and three times as many */
  readonly turns?: number;
}

/** One loop of kbench, between its own marks. */
export interface KbenchMeasurement extends Described {
  readonly kind: "kbench";
  readonly id: string;
  readonly test: string;
  readonly iterations: number;
}

/** (sum of coefficient x measurement) / over. */
export interface SumMeasurement extends Described {
  readonly kind: "sum";
  readonly id: string;
  readonly terms: readonly (readonly [coefficient: number, id: string])[];
  readonly over?: number;
}

export type Measurement = ProgramMeasurement | ScriptMeasurement | KbenchMeasurement | SumMeasurement;

/** The ids of the results of a measurement. */
export const resultsOf = (measurement: Measurement): readonly string[] =>
  measurement.kind === "program" ? Object.keys(measurement.steps) : [measurement.id];

/** (plus - minus) / over. */
export const difference = (
  id: string,
  label: string,
  plus: string,
  minus: string,
  over = 1,
  includes?: string,
): SumMeasurement => ({
  kind: "sum",
  id,
  label,
  terms: [
    [1, plus],
    [-1, minus],
  ],
  over,
  ...(includes === undefined ? {} : { includes }),
});
