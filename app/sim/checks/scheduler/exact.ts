/** What an exact check of a scheduling policy says: quantities that were expected, and those that came out. */
import type { PolicyName } from "../../cpu/scheduler";
import type { Unit } from "../../figures/figure";

export interface Quantity {
  readonly name: string;
  readonly value: number;
  readonly unit: Unit;
}

export interface Expectation extends Quantity {
  /** How far the value may be off, in its unit. */
  readonly tolerance: number;
}

export interface SchedulerCheck {
  /** S1 to S9 for the policy the statement is about; with the policy's name behind a stroke for another one. */
  readonly id: string;
  readonly what: string;
  readonly policy: PolicyName;
  readonly expected: readonly Expectation[];
  readonly actual: readonly Quantity[];
  readonly passed: boolean;
}

/** Expected to be met within 1 % of the value: what is lost to whole slices at both ends of the run. */
export const within1Percent = (name: string, value: number, unit: Unit): Expectation => ({
  name,
  value,
  unit,
  tolerance: Math.abs(value) / 100,
});

/** Passes if every expectation has an actual value, by name, within its tolerance. */
export function judge(
  about: Pick<SchedulerCheck, "id" | "what" | "policy">,
  expected: readonly Expectation[],
  values: Readonly<Record<string, number>>,
): SchedulerCheck {
  const actual = expected.map(({ name, unit }) => ({ name, value: values[name] ?? Number.NaN, unit }));
  const passed =
    expected.length > 0 &&
    expected.every(({ value, tolerance }, index) => Math.abs(actual[index]!.value - value) <= tolerance);
  return { ...about, expected, actual, passed };
}
