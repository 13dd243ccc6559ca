/** What lesson 16 asks of the trials that it keeps. */
import type { Figure } from "../figures/figure";
import type { LabRun } from "../run/record";
import type { TrialRun } from "../run/trial-record";
import { stormFigure } from "../trial/figures";
import { keptTrial, ofFill, ofStorm, partOf } from "./trial";

type TrialMeasure = (run: LabRun) => Figure | undefined;

const RACES = ["idle", "busy"].flatMap((load) => ["vm", "thin", "container"].map((one) => `${load}-${one}`));
const SHARED = ["copies", "chain", "merging", "balloon", "both", "container"].map((one) => `shared-${one}`);
const STORMS = ["1", "8", "64", "thin-8", "thin-64"].map((one) => `storm-${one}`);

const MIB = 2 ** 20;

/** How far a resource had been used up when the host was full. */
const inUse =
  (of: (last: TrialRun["points"][number], inputs: TrialRun["inputs"]) => number) =>
  ({ points, inputs }: TrialRun): number | undefined => {
    const last = points.at(-1);
    return last && 100 * of(last, inputs);
  };

const fillMeasures = (kept: string): readonly (readonly [string, TrialMeasure])[] => [
  [`fit-${kept}`, ofFill(kept, "count", "instances that fit", ({ fits }) => fits)],
  [`each-${kept}`, ofFill(kept, "bytes", "memory of one more", ({ eachBytes }) => eachBytes)],
  [
    `memory-${kept}`,
    ofFill(
      kept,
      "%",
      "of the host's memory, in use when it was full",
      inUse(({ bytes }, { memoryMiB }) => bytes / (memoryMiB * MIB)),
    ),
  ],
  [
    `cores-${kept}`,
    ofFill(
      kept,
      "%",
      "of the host's cores, in use when it was full",
      inUse((last, inputs) => last.cores / inputs.cores),
    ),
  ],
  [
    `kept-${kept}`,
    ofFill(kept, "bytes", "free in the guest, not for the host", (trial) => partOf(trial, "kept")),
  ],
];

const stormMeasures = (kept: string): readonly (readonly [string, TrialMeasure])[] => [
  [`last-${kept}`, ofStorm(kept, "ms", "until the last was up", ({ lastMs }) => lastMs)],
  [`core-${kept}`, ofStorm(kept, "ms", "mean wait for a core", ({ coreWaitMs }) => coreWaitMs)],
  [`lock-${kept}`, ofStorm(kept, "ms", "mean wait for a lock", ({ lockWaitMs }) => lockWaitMs)],
];

/** How many times as soon the last one is up. */
const gain =
  (few: string, many: string): TrialMeasure =>
  (run) => {
    const [slow, fast] = [keptTrial(run, few), keptTrial(run, many)];
    if (slow?.storm === undefined || fast?.storm === undefined) return undefined;
    const what = `until the last was up, on ${slow.inputs.cores} cores over ${fast.inputs.cores}`;
    return stormFigure(fast, slow.storm.lastMs / fast.storm.lastMs, "×", what);
  };

export const fitMeasures: Readonly<Record<string, TrialMeasure>> = {
  ...Object.fromEntries([...RACES, ...SHARED].flatMap(fillMeasures)),
  ...Object.fromEntries(STORMS.flatMap(stormMeasures)),
  "gain-storm": gain("storm-8", "storm-64"),
  "gain-storm-thin": gain("storm-thin-8", "storm-thin-64"),
};
