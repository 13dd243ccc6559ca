/** The three experiments as the page offers them: their inputs with what is allowed. Pure. */
import { DENSITY_DEFAULTS, DENSITY_RANGES } from "@/app/sim/experiments/density/inputs";
import {
  BLOCKS,
  OVERHEAD_DEFAULTS,
  OVERHEAD_RANGES,
  WORKLOADS,
  type Workload,
} from "@/app/sim/experiments/overhead/inputs";
import { STARTUP_DEFAULTS, STARTUP_MOST } from "@/app/sim/experiments/startup/inputs";
import type { ExperimentId } from "@/app/sim/experiments/table";
import type { InputField, Inputs, NumberInput } from "./inputs";

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

const whole = (name: string, label: string, range: readonly [number, number], usual: number): NumberInput => {
  const [least, most] = range;
  return { kind: "number", name, label, least, most, usual };
};

const seed = whole("seed", "Seed", [0, 99_999_999], 1);

const DENSITY_LABELS: Readonly<Record<keyof typeof DENSITY_RANGES, string>> = {
  instances: "Instances at most",
  cores: "Cores",
  memoryGiB: "Memory, GiB",
  diskGiB: "Disk, GiB",
  busyPercent: "A busy one takes of a core, %",
  activePercent: "Users active at a time, %",
  applications: "Applications in the mix",
};

const OVERHEAD_LABELS: Readonly<Record<keyof typeof OVERHEAD_RANGES, string>> = {
  depth: "Reads in flight at most",
  requestBytes: "Request, bytes",
  answerBytes: "Answer, bytes",
  clients: "Clients at most",
  cores: "Cores of the database",
};

const WORKLOAD_LABELS: Readonly<Record<Workload, string>> = {
  processor: "processor and memory",
  kernel: "system calls",
  disk: "disk",
  network: "network",
  "key-value": "key-value server",
  database: "database-like load",
};

type Names<Labels> = readonly (keyof Labels & string)[];
const namesOf = <Labels extends object>(labels: Labels) => Object.keys(labels) as unknown as Names<Labels>;

export const EXPERIMENTS: Readonly<Record<ExperimentId, Offer>> = {
  startup: {
    name: "Startup",
    question: "How long until it can be used: alone, and when many start at once?",
    fields: [
      whole("instances", "Start at once", [1, STARTUP_MOST.instances], STARTUP_DEFAULTS.instances),
      whole("cores", "Cores", [1, STARTUP_MOST.cores], STARTUP_DEFAULTS.cores),
      seed,
    ],
  },
  overhead: {
    name: "Overhead",
    question: "What does each way to run something keep of what native has?",
    fields: [
      {
        kind: "several",
        name: "workloads",
        label: "Workloads",
        choices: WORKLOADS.map((id) => ({ id, label: WORKLOAD_LABELS[id] })),
        usual: OVERHEAD_DEFAULTS.workloads,
      },
      {
        kind: "choice",
        name: "block",
        label: "Random reads of",
        choices: BLOCKS.map((id) => ({ id, label: id.replace("k", " KiB") })),
        usual: OVERHEAD_DEFAULTS.block,
      },
      ...namesOf(OVERHEAD_LABELS).map((name) =>
        whole(name, OVERHEAD_LABELS[name], OVERHEAD_RANGES[name], OVERHEAD_DEFAULTS[name]),
      ),
      seed,
    ],
  },
  density: {
    name: "Density",
    question: "How many fit on one host, what ends first, and what does sharing change?",
    fields: [
      ...namesOf(DENSITY_LABELS).map((name) =>
        whole(name, DENSITY_LABELS[name], DENSITY_RANGES[name], DENSITY_DEFAULTS[name]),
      ),
      seed,
    ],
  },
};

export const EXPERIMENT_IDS = Object.keys(EXPERIMENTS) as ExperimentId[];

export const usualInputs = (id: ExperimentId): Inputs =>
  Object.fromEntries(EXPERIMENTS[id].fields.map(({ name, usual }) => [name, usual]));
