/** `lab startup`: what starting takes, by way; alone and as a storm. */
import { RECORDED_TOGETHER } from "@/app/sim/experiments/measurements";
import { STARTUP_DEFAULTS, STARTUP_MOST } from "@/app/sim/experiments/startup/inputs";
import { startupPlan } from "@/app/sim/experiments/startup/startup";
import { EXPERIMENT_OPTIONS, EXPERIMENT_USAGE, runExperiment } from "../experiment";
import { integer, readOptions, UsageError } from "../options";
import type { Verb } from "../verb";

const usage = `lab startup [--instances N] [--cores N] [--seed N] [--model-only] [--record] [--json | --csv] [--quiet]

The startup experiment: VM through its BIOS, direct, thin, from a snapshot; unikernels; containers; a process: one alone, and a
storm of them on a few cores. Guests are started for it, one by one and up to four together (half a minute).
  --instances   how many start at once (1 to ${STARTUP_MOST.instances}, default ${STARTUP_DEFAULTS.instances})
  --cores       on so many cores (1 to ${STARTUP_MOST.cores}, default ${STARTUP_DEFAULTS.cores})
  --record      replaces app/sim/experiments/recorded.ts by what is measured, transfers through all devices too (minutes)
${EXPERIMENT_USAGE}`;

export const startup: Verb = {
  usage,
  async run(args) {
    const { values, positionals } = readOptions(args, {
      ...EXPERIMENT_OPTIONS,
      instances: { type: "string" },
      cores: { type: "string" },
    });
    if (positionals.length > 0) throw new UsageError(`startup takes no "${positionals[0]}"`);
    const number = (name: "instances" | "cores") =>
      integer(name, values[name], { fallback: STARTUP_DEFAULTS[name], min: 1, max: STARTUP_MOST[name] });
    const seed = integer("seed", values.seed, { fallback: STARTUP_DEFAULTS.seed, min: 0, max: 2 ** 31 - 1 });
    const inputs = { instances: number("instances"), cores: number("cores"), seed };
    const plan = (measurements: Parameters<typeof startupPlan>[1]) => startupPlan(inputs, measurements);
    const recorded = values.record === true;
    const starts = { together: RECORDED_TOGETHER, cores: inputs.cores, memory: recorded };
    const measure = recorded ? ({ starts, transfers: "all" } as const) : { starts };
    return runExperiment({ values, seed, measure, plan });
  },
};
