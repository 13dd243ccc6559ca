/** What checks of lessons read of a lab of experiments: the trials that were run, as plain data. All of it is modelled. */
import type { Resource } from "../experiments/density/fill";
import type { TrialClient } from "../trial/demands";
import type { TrialInputs } from "../trial/inputs";

/** Many starts at one moment. */
export interface TrialStorm {
  readonly instances: number;
  readonly medianMs: number;
  /** Until the last of them was up. */
  readonly lastMs: number;
  /** Mean over the instances: their own work and waits, what they waited for a core, and for locks of the kernel. */
  readonly workMs: number;
  readonly coreWaitMs: number;
  readonly lockWaitMs: number;
}

/** One platform on one host: filled until a resource ends, and a storm of starts of those that fit. */
export interface TrialRun {
  /** For which of the set-up's clients, where it has some. */
  readonly client?: string;
  readonly inputs: TrialInputs;
  readonly fits: number;
  readonly endedBy: Resource;
  /** What one more takes of memory, by what it is for; of the cores; of the disk. */
  readonly parts: readonly { readonly id: string; readonly bytes: number }[];
  readonly eachBytes: number;
  readonly eachCores: number;
  readonly eachDiskBytes: number;
  /** Once for all of them. */
  readonly sharedBytes: number;
  /** On the way: memory and cores in use. */
  readonly points: readonly { readonly instances: number; readonly bytes: number; readonly cores: number }[];
  /** With nothing else on the host. */
  readonly startMs: number;
  /** Absent where none fits. */
  readonly storm?: TrialStorm;
}

export interface TrialsRun {
  /** The name of the set-up, by which a lesson knows it again. */
  readonly setup: string;
  readonly clients: readonly TrialClient[];
  /** Oldest first. */
  readonly runs: readonly TrialRun[];
  /** By client: the run that stands for what is advised. */
  readonly advice: Readonly<Record<string, TrialRun>>;
}
