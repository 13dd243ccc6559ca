/** What checks and measures ask of a record of trials. */
import type { Figure, Unit } from "../figures/figure";
import type { LabRun } from "../run/record";
import type { TrialRun, TrialsRun } from "../run/trial-record";
import { fillFigure, stormFigure } from "../trial/figures";

type TrialMeasure = (run: LabRun) => Figure | undefined;

/** The trials of the lab, where it is set up under that name. */
export const trialsIn = ({ trials }: LabRun, setup: string): TrialsRun | undefined =>
  trials?.setup === setup ? trials : undefined;

/** What was kept under that name, or undefined. */
export const keptTrial = ({ keptTrials }: LabRun, name: string): TrialRun | undefined =>
  keptTrials !== undefined && Object.hasOwn(keptTrials, name) ? keptTrials[name] : undefined;

/** What one takes of memory for that purpose, bytes. */
export const partOf = ({ parts }: TrialRun, id: string): number =>
  parts.find((part) => part.id === id)?.bytes ?? 0;

/** A figure of a kept trial: of the host as it was filled. */
export const ofFill =
  (kept: string, unit: Unit, what: string, of: (run: TrialRun) => number | undefined): TrialMeasure =>
  (run) => {
    const trial = keptTrial(run, kept);
    const value = trial && of(trial);
    return trial && value !== undefined ? fillFigure(trial, value, unit, what) : undefined;
  };

/** A figure of a kept trial: of its storm of starts. */
export const ofStorm =
  (
    kept: string,
    unit: Unit,
    what: string,
    of: (storm: NonNullable<TrialRun["storm"]>) => number,
  ): TrialMeasure =>
  (run) => {
    const trial = keptTrial(run, kept);
    return trial?.storm && stormFigure(trial, of(trial.storm), unit, what);
  };
