/** What the page and the trials' worker say to each other. */
import type { TrialRun } from "@/app/sim/run/trial-record";
import type { TrialInputs } from "@/app/sim/trial/inputs";

export interface Request {
  readonly id: number;
  readonly inputs: TrialInputs;
}

export type Answer =
  | { readonly id: number; readonly run: TrialRun }
  | { readonly id: number; readonly problem: string };
