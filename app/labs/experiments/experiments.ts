/** The three experiments as the page offers them: their inputs with what is allowed. Pure. */
import { DENSITY_DEFAULTS, DENSITY_RANGES } from "@/app/sim/experiments/density/density";
import { OVERHEAD_DEFAULTS } from "@/app/sim/experiments/overhead/overhead";
import { STARTUP_DEFAULTS, STARTUP_MOST } from "@/app/sim/experiments/startup/startup";
import type { ExperimentId } from "@/app/sim/experiments/table";

/** A whole number of an experiment. */
export interface InputField {
  readonly name: string;
  readonly label: string;
  readonly least: number;
  readonly most: number;
  readonly usual: number;
}

export type Inputs = Readonly<Record<string, number>>;

/** An experiment with all its inputs. */
export interface Asked {
  readonly experiment: ExperimentId;
  readonly inputs: Inputs;
}

interface Offer {
  readonly name: string;
  readonly question: string;
  readonly fields: readonly InputField[];
}

const seed: InputField = {
  name: "seed",
  label: "Seed",
  least: 0,
  most: 99_999_999,
  usual: OVERHEAD_DEFAULTS.seed,
};

const DENSITY_LABELS: Readonly<Record<keyof typeof DENSITY_RANGES, string>> = {
  instances: "Instances at most",
  cores: "Cores",
  memoryGiB: "Memory, GiB",
  diskGiB: "Disk, GiB",
  busyPercent: "A busy one takes of a core, %",
  activePercent: "Users active at a time, %",
  applications: "Applications in the mix",
};

const densityFields = (Object.keys(DENSITY_RANGES) as (keyof typeof DENSITY_RANGES)[]).map(
  (name): InputField => {
    const [least, most] = DENSITY_RANGES[name];
    return { name, label: DENSITY_LABELS[name], least, most, usual: DENSITY_DEFAULTS[name] };
  },
);

export const EXPERIMENTS: Readonly<Record<ExperimentId, Offer>> = {
  startup: {
    name: "Startup",
    question: "How long until it can be used: alone, and when many start at once?",
    fields: [
      {
        name: "instances",
        label: "Start at once",
        least: 1,
        most: STARTUP_MOST.instances,
        usual: STARTUP_DEFAULTS.instances,
      },
      { name: "cores", label: "Cores", least: 1, most: STARTUP_MOST.cores, usual: STARTUP_DEFAULTS.cores },
      seed,
    ],
  },
  overhead: {
    name: "Overhead",
    question: "What does each way to run something keep of what native has?",
    fields: [seed],
  },
  density: {
    name: "Density",
    question: "How many fit on one host, what ends first, and what does sharing change?",
    fields: [...densityFields, seed],
  },
};

export const EXPERIMENT_IDS = Object.keys(EXPERIMENTS) as ExperimentId[];

export const usualInputs = (id: ExperimentId): Inputs =>
  Object.fromEntries(EXPERIMENTS[id].fields.map(({ name, usual }) => [name, usual]));

export const fits = ({ least, most }: InputField, value: number): boolean =>
  Number.isInteger(value) && value >= least && value <= most;

/** "1 to 10,000". */
export const allowedWords = ({ least, most }: InputField): string =>
  `a whole number from ${least.toLocaleString("en")} to ${most.toLocaleString("en")}`;
