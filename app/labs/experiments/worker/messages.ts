/** What the page and the experiments' worker say to each other. A worker carries out one experiment, and is then done with. */
import type { Measurements } from "@/app/sim/experiments/measurements";
import type { Experiment, ExperimentTable } from "@/app/sim/experiments/table";
import type { Asked } from "../experiments";

export interface Request {
  readonly asked: Asked;
  /** What it starts from; undefined: what was recorded. */
  readonly measurements?: Measurements;
}

export type Report =
  | { readonly kind: "at"; readonly step: number; readonly of: number; readonly label: string }
  | { readonly kind: "table"; readonly table: ExperimentTable }
  | { readonly kind: "done"; readonly inputs: Experiment["inputs"] }
  | { readonly kind: "failed"; readonly message: string };
