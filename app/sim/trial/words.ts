/** What a trial's parts are called, in the lab, in figures and in hints. */
import type { Resource } from "../experiments/density/fill";
import { say, sayBytes } from "../experiments/words";
import type { NumberInput, TrialInputs } from "./inputs";
import { PLATFORMS, type SharingName, type Wall, type WayId, type Work } from "./platforms";

export const WAY_WORDS: Readonly<Record<WayId, string>> = {
  process: "fork and exec",
  "container-docker": "like Docker",
  "container-runc": "like runc",
  "container-crun": "like crun",
  "container-pooled": "from a pool, frozen until now",
  "unikernel-kv": "entered directly",
  "pv-direct": "kernel entered directly",
  "pv-snapshot": "from a snapshot",
  "vm-bios": "through its firmware",
  "vm-direct": "kernel entered directly",
};

export const SHARING_WORDS: Readonly<Record<SharingName, string>> = {
  layers: "disks in layers",
  pageCache: "one page cache",
  merging: "merging",
  balloon: "balloon",
};

export const WORK_WORDS: Readonly<Record<Work, string>> = {
  "linux-program": "a Linux program, as it is",
  "another-system": "a system of its own, which knows the devices of a PC and no others",
};

export const WALL_WORDS: Readonly<Record<Wall, string>> = {
  none: "nothing of its own",
  "own-view": "a view and a budget of its own",
  "own-kernel": "a kernel of its own",
};

export const END_WORDS: Readonly<Record<Resource, string>> = {
  memory: "memory",
  cores: "cores",
  disk: "disk",
  "the number asked for": "nothing yet",
};

/** "disks in layers, merging": of what helps the platform, what is on. */
function sharingWords(inputs: TrialInputs): string {
  const on = PLATFORMS[inputs.platform].sharing.filter((name) => inputs[name]);
  return on.length === 0 ? "nothing shared" : on.map((name) => SHARING_WORDS[name]).join(", ");
}

/** "thin VM, from a snapshot; disks in layers, merging": all that was chosen of the platform. */
export function platformWords(inputs: TrialInputs): string {
  const { label, sharing } = PLATFORMS[inputs.platform];
  const started = `${label}, ${WAY_WORDS[inputs.way]}`;
  return sharing.length === 0 ? started : `${started}; ${sharingWords(inputs)}`;
}

const MIB = 2 ** 20;

/** What each number of host and load comes to, in words. */
export const INPUT_WORDS: Readonly<Record<NumberInput, (value: number) => string>> = {
  memoryMiB: (value) => `${sayBytes(value * MIB)} of memory`,
  cores: (value) => (value === 1 ? "1 core" : `${value} cores`),
  diskGiB: (value) => `${sayBytes(value * 1024 * MIB)} of disk`,
  busyPercent: (value) => (value === 0 ? "idle" : `${value} % of a core each`),
  activePercent: (value) => `${value} % active`,
  applicationMiB: (value) => `applications of ${value} MiB`,
  filesMiB: (value) => `${value} MiB of files`,
  starts: (value) => `${say(value)} at one moment`,
};

export const NUMBER_NAMES = Object.keys(INPUT_WORDS) as readonly NumberInput[];

interface Named {
  readonly inputs: TrialInputs;
}

const isVaried = (runs: readonly Named[], of: (inputs: TrialInputs) => unknown): boolean =>
  new Set(runs.map(({ inputs }) => of(inputs))).size > 1;

/** What of host and load is not the same for all runs, for each of them. */
function differences(runs: readonly Named[]): readonly (readonly string[])[] {
  const varied = NUMBER_NAMES.filter((name) => isVaried(runs, (inputs) => inputs[name]));
  return runs.map(({ inputs }) => varied.map((name) => INPUT_WORDS[name](inputs[name])));
}

/** A name for each of some runs: all that was chosen of its platform, and what of host and load differs among them. */
export function fullNamesOf(runs: readonly Named[]): readonly string[] {
  const differing = differences(runs);
  return runs.map(({ inputs }, n) => [platformWords(inputs), ...differing[n]!].join("; "));
}

/** The same, as short as it can be: of a platform that has one way and one sharing among the runs, neither is said. */
export function namesOf(runs: readonly Named[]): readonly string[] {
  const differing = differences(runs);
  return runs.map(({ inputs }, n) => {
    const { label } = PLATFORMS[inputs.platform];
    const alike = runs.filter((run) => run.inputs.platform === inputs.platform);
    const way = isVaried(alike, (one) => one.way) ? [WAY_WORDS[inputs.way]] : [];
    const sharing = isVaried(alike, (one) => sharingWords(one)) ? [sharingWords(inputs)] : [];
    return [label, ...way, ...sharing, ...differing[n]!].join("; ");
  });
}
