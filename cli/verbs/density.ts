/** `lab density`: how many instances of each kind a host holds. */
import { densityPlan } from "@/app/sim/experiments/density/density";
import { DENSITY_DEFAULTS, DENSITY_RANGES, type DensityInputs } from "@/app/sim/experiments/density/inputs";
import { RECORDED_CORES, RECORDED_TOGETHER } from "@/app/sim/experiments/measurements";
import { EXPERIMENT_OPTIONS, EXPERIMENT_USAGE, runExperiment } from "../experiment";
import { integer, readOptions, UsageError } from "../options";
import type { Verb } from "../verb";

/** Options of the verb by the input that they set. */
const OPTION_OF = {
  instances: "instances",
  cores: "cores",
  memoryGiB: "memory",
  diskGiB: "disk",
  busyPercent: "busy",
  activePercent: "active",
  applications: "applications",
} as const satisfies Record<keyof typeof DENSITY_RANGES, string>;

const WORDS: Readonly<Record<keyof typeof OPTION_OF, string>> = {
  instances: "how many are put on the host at most",
  cores: "of the host",
  memoryGiB: "of the host, GiB",
  diskGiB: "of the host, GiB",
  busyPercent: "what a busy one takes of a core, percent",
  activePercent: "of users with an instance each, active at a time, percent",
  applications: "in the mix",
};

const NAMES = Object.keys(OPTION_OF) as (keyof typeof OPTION_OF)[];

const optionLine = (name: keyof typeof OPTION_OF): string => {
  const [least, most] = DENSITY_RANGES[name];
  return `  ${`--${OPTION_OF[name]}`.padEnd(16)}${WORDS[name]} (${least} to ${most}, default ${DENSITY_DEFAULTS[name]})`;
};

const usage = `lab density [--instances N] [--cores N] [--memory GiB] … [--model-only] [--json | --csv] [--quiet]

The density experiment: how many VMs, thin VMs, unikernels, containers and processes one host holds, idle and busy, what ends
first, and what sharing changes; a mix of applications; containers in VMs. Guests are measured for it (half a minute).
${NAMES.map(optionLine).join("\n")}
${EXPERIMENT_USAGE}`;

/** Guests that run together for it: their memory, and what merging saves. */
const STARTS = { together: RECORDED_TOGETHER, cores: RECORDED_CORES, memory: true };

export const density: Verb = {
  usage,
  async run(args) {
    const own = Object.fromEntries(NAMES.map((name) => [OPTION_OF[name], { type: "string" as const }]));
    const { record: _, ...options } = EXPERIMENT_OPTIONS;
    const { values, positionals } = readOptions(args, { ...options, ...own });
    if (positionals.length > 0) throw new UsageError(`density takes no "${positionals[0]}"`);
    const seed = integer("seed", values.seed, { fallback: DENSITY_DEFAULTS.seed, min: 0, max: 2 ** 31 - 1 });
    const asked = NAMES.map((name) => {
      const [min, max] = DENSITY_RANGES[name];
      const option = OPTION_OF[name];
      return [name, integer(option, values[option], { fallback: DENSITY_DEFAULTS[name], min, max })] as const;
    });
    const inputs: DensityInputs = { ...DENSITY_DEFAULTS, ...Object.fromEntries(asked), seed };
    const plan = (measurements: Parameters<typeof densityPlan>[1]) => densityPlan(inputs, measurements);
    return runExperiment({ values, seed, measure: { starts: STARTS }, plan });
  },
};
