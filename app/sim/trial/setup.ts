/** Reading the set-up of a lab of experiments, and what can be ordered there, out of a lesson. */
import { z } from "zod";
import { demandSchema, type TrialClient } from "./demands";
import {
  changed,
  INPUT_NAMES,
  type InputName,
  TRIAL_DEFAULTS,
  type TrialInputs,
  trialChange,
} from "./inputs";

export interface TrialSetup {
  readonly name: string;
  readonly inputs: TrialInputs;
  /** What may be changed; the rest is given. */
  readonly free: readonly InputName[];
  /** Each with a host and a load of its own; the first is chosen at first. */
  readonly clients: readonly TrialClient[];
}

const id = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "lower-case words joined by hyphens")
  .max(60);

export const trialClient: z.ZodType<TrialClient> = z.strictObject({
  id,
  name: z.string().trim().min(1).max(200),
  inputs: trialChange,
  demands: z.array(demandSchema).min(1).max(10),
});

export const trialSetup = z
  .strictObject({
    name: z.string().trim().min(1).max(200),
    inputs: trialChange.describe("Where it begins; what is left out is as app/sim/trial has it."),
    free: z.array(z.enum(INPUT_NAMES as [InputName, ...InputName[]])).min(1),
    clients: z.array(trialClient).max(10).default([]),
  })
  .transform((setup): TrialSetup => ({ ...setup, inputs: changed(TRIAL_DEFAULTS, setup.inputs) }));

export const chooseOrder = trialChange.extend({
  do: z.literal("choose"),
  client: id.optional().describe("Its host and its load; what was chosen before begins anew."),
});
export type ChooseOrder = z.infer<typeof chooseOrder>;
