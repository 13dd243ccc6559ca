/** The part of a record that is about experiments. */
import { z } from "zod";
import { MOST_INSTANCES, trialInputs } from "../trial/inputs";
import { MOST_RUNS } from "../trial/lab";
import { trialClient } from "../trial/setup";
import type { TrialRun, TrialsRun } from "./trial-record";

const MOST_PARTS = 40;

const name = z.string().max(200);
const amount = z.number().nonnegative();
const instances = z.number().int().nonnegative().max(MOST_INSTANCES);

const storm = z.object({
  instances,
  medianMs: amount,
  lastMs: amount,
  workMs: amount,
  coreWaitMs: amount,
  lockWaitMs: amount,
});

export const trialRecord: z.ZodType<TrialRun> = z.object({
  client: name.exactOptional(),
  inputs: trialInputs,
  fits: instances,
  endedBy: z.enum(["memory", "cores", "disk", "the number asked for"]),
  parts: z.array(z.object({ id: name, bytes: amount })).max(MOST_PARTS),
  eachBytes: amount,
  eachCores: amount,
  eachDiskBytes: amount,
  sharedBytes: amount,
  points: z.array(z.object({ instances, bytes: amount, cores: amount })).max(MOST_PARTS),
  startMs: amount,
  storm: storm.exactOptional(),
});

export const trialsRecord: z.ZodType<TrialsRun> = z.object({
  setup: name,
  clients: z.array(trialClient).max(10),
  runs: z.array(trialRecord).max(MOST_RUNS),
  advice: z.record(name, trialRecord),
});
