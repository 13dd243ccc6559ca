/** What the worker that measures says to the page. It begins at once, measures once, and is then done with. */
import type { Measurements } from "@/app/sim/experiments/measurements";
import type { ExperimentTable } from "@/app/sim/experiments/table";

export interface Found {
  /** All that there is by now. */
  readonly measurements: Measurements;
  /** The same, held against what was recorded. */
  readonly tables: readonly ExperimentTable[];
}

export type MeasureReport =
  /** The step under way, from 0, and of how many. */
  | { readonly kind: "at"; readonly step: number; readonly of: number; readonly label: string }
  | { readonly kind: "found"; readonly found: Found }
  | { readonly kind: "done" }
  | { readonly kind: "failed"; readonly message: string };
