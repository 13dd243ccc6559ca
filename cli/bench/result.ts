/** One benchmark's outcome: its own figure, the baseline's, and the ratio that it is judged by. */
export interface BenchResult {
  readonly name: string;
  readonly what: string;
  readonly unit: string;
  /** Median of the runs. */
  readonly value: number;
  readonly runs: readonly number[];
  readonly baseline?: { readonly what: string; readonly value: number; readonly runs: readonly number[] };
  readonly ratio?: number;
  readonly goal: string;
  readonly met: boolean;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

const rounded = (value: number): number => Number(value.toPrecision(4));

/** A result against a baseline; `lower` says which way is better. */
export function compared(
  name: string,
  what: string,
  unit: string,
  own: readonly number[],
  baseline: { what: string; runs: readonly number[] },
  goal: { ratio: number; lower: boolean },
): BenchResult {
  const [value, base] = [median(own), median(baseline.runs)];
  const ratio = value / base;
  return {
    name,
    what,
    unit,
    value: rounded(value),
    runs: own.map(rounded),
    baseline: { what: baseline.what, value: rounded(base), runs: baseline.runs.map(rounded) },
    ratio: rounded(ratio),
    goal: `ratio ${goal.lower ? "at most" : "at least"} ${goal.ratio}`,
    met: goal.lower ? ratio <= goal.ratio : ratio >= goal.ratio,
  };
}

/** A result against a fixed bound, for what has no baseline. */
export function bounded(
  name: string,
  what: string,
  unit: string,
  own: readonly number[],
  atMost: number,
): BenchResult {
  const value = median(own);
  return {
    name,
    what,
    unit,
    value: rounded(value),
    runs: own.map(rounded),
    goal: `at most ${atMost} ${unit}`,
    met: value <= atMost,
  };
}
