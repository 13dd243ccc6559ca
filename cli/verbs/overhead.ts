/** `lab overhead`: what each way to run something takes of what native has. */
import { OVERHEAD_DEFAULTS, overheadPlan } from "@/app/sim/experiments/overhead/overhead";
import { EXPERIMENT_OPTIONS, EXPERIMENT_USAGE, runExperiment } from "../experiment";
import { integer, readOptions, UsageError } from "../options";
import type { Verb } from "../verb";

const usage = `lab overhead [--all-devices] [--seed N] [--model-only] [--json | --csv] [--quiet]

The overhead experiment: processor, memory, system calls, disk, network, a key-value server and a database-like load, for native,
container, container with NAT, VM with emulated and with PV devices, PV unikernel and passthrough. Transfers are counted in a real
guest for it.
  --all-devices  counts those that take minutes too: PIO, the network cards, pings
${EXPERIMENT_USAGE}`;

export const overhead: Verb = {
  name: "overhead",
  summary: "experiment: what each way to run something takes of what native has",
  usage,
  async run(args) {
    const { record: _, ...options } = EXPERIMENT_OPTIONS;
    const { values, positionals } = readOptions(args, { ...options, "all-devices": { type: "boolean" } });
    if (positionals.length > 0) throw new UsageError(`overhead takes no "${positionals[0]}"`);
    const seed = integer("seed", values.seed, { fallback: OVERHEAD_DEFAULTS.seed, min: 0, max: 2 ** 31 - 1 });
    const transfers = values["all-devices"] === true ? "all" : "quick";
    const plan = (measurements: Parameters<typeof overheadPlan>[1]) => overheadPlan({ seed }, measurements);
    return runExperiment({ values, seed, measure: { transfers }, plan });
  },
};
