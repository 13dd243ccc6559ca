/** Records of a lab of experiments for tests of checks and measures. */
import { RECORDED } from "../experiments/recorded";
import { emptyRun, type LabRun } from "../run/record";
import type { TrialRun, TrialsRun } from "../run/trial-record";
import { changed, TRIAL_DEFAULTS, type TrialChange } from "../trial/inputs";
import { trial } from "../trial/trial";

export const trialOf = (change: TrialChange, client?: string): TrialRun => ({
  ...trial(changed(TRIAL_DEFAULTS, change), RECORDED),
  ...(client === undefined ? {} : { client }),
});

/** The record of a lab under that name. */
export const trialsOf = (
  setup: string,
  runs: readonly TrialRun[],
  over: Partial<TrialsRun> = {},
): LabRun => ({
  ...emptyRun("test"),
  trials: { setup, clients: [], runs, advice: {}, ...over },
});

/** A record that holds everything that the lessons measure. */
export function everyTrialRun(): LabRun {
  const guests = [
    ["vm", "vm"],
    ["thin", "thin vm"],
    ["container", "container"],
  ] as const;
  const busy = { busyPercent: 2, memoryMiB: 512 } as const;
  const small = { memoryMiB: 128, diskGiB: 64 } as const;
  const kept: readonly (readonly [string, TrialChange])[] = [
    ...guests.flatMap(
      ([name, platform]) =>
        [
          [`idle-${name}`, { platform, ...small }],
          [`busy-${name}`, { platform, ...busy }],
        ] as const,
    ),
    ["shared-copies", { platform: "thin vm", layers: false, ...busy }],
    ["shared-chain", { platform: "thin vm", ...busy }],
    ["shared-merging", { platform: "thin vm", merging: true, ...busy }],
    ["shared-balloon", { platform: "thin vm", balloon: true, ...busy }],
    ["shared-both", { platform: "thin vm", merging: true, balloon: true, ...busy }],
    ["shared-container", busy],
    ["storm-1", { cores: 1, starts: 10, ...small }],
    ["storm-8", { cores: 8, starts: 10, ...small }],
    ["storm-64", { cores: 64, starts: 10, ...small }],
    ["storm-thin-8", { platform: "thin vm", cores: 8, starts: 10, ...small }],
    ["storm-thin-64", { platform: "thin vm", cores: 64, starts: 10, ...small }],
    ["gateway-container", small],
    ["gateway-thin", { platform: "thin vm", ...small }],
    ["strangers-docker", { starts: 10, ...small }],
    ["strangers-direct", { platform: "thin vm", starts: 10, ...small }],
    ["strangers-snapshot", { platform: "thin vm", way: "pv-snapshot", starts: 10, ...small }],
  ];
  return {
    ...emptyRun("test"),
    keptTrials: Object.fromEntries(kept.map(([name, change]) => [name, trialOf(change)])),
  };
}
