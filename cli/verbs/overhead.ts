/** `lab overhead`: what each way to run something takes of what native has. */
import {
  BLOCKS,
  OVERHEAD_DEFAULTS,
  OVERHEAD_RANGES,
  type OverheadInputs,
  readWorkloads,
  WORKLOADS,
  workloadsText,
} from "@/app/sim/experiments/overhead/inputs";
import { overheadPlan } from "@/app/sim/experiments/overhead/overhead";
import { EXPERIMENT_OPTIONS, EXPERIMENT_USAGE, runExperiment } from "../experiment";
import { integer, type Options, oneOf, readOptions, UsageError } from "../options";
import type { Verb } from "../verb";

type Sized = keyof typeof OVERHEAD_RANGES;

/** Options of the verb by the input that they set. */
const OPTION_OF = {
  depth: "depth",
  requestBytes: "request",
  answerBytes: "answer",
  clients: "clients",
  cores: "cores",
} as const satisfies Record<Sized, string>;

const WORDS: Readonly<Record<Sized, string>> = {
  depth: "reads in flight at most",
  requestBytes: "of a network round trip, bytes without headers",
  answerBytes: "of a network round trip, bytes without headers",
  clients: "of the servers, at most",
  cores: "of the database-like load",
};

const NAMES = Object.keys(OPTION_OF) as readonly Sized[];

const optionLine = (name: Sized): string => {
  const [least, most] = OVERHEAD_RANGES[name];
  return `  ${`--${OPTION_OF[name]}`.padEnd(14)}${WORDS[name]} (${least} to ${most}, default ${OVERHEAD_DEFAULTS[name]})`;
};

const usage = `lab overhead [--workloads LIST] [--block 4k|128k] [--depth N] … [--all-devices] [--model-only] [--json | --csv] [--quiet]

The overhead experiment: processor, memory, system calls, disk, network, a key-value server and a database-like load, for native,
container, container with NAT, VM with emulated and with PV devices, PV unikernel and passthrough. Transfers are counted in a real
guest for it, where the disk or the network is asked for.
  --workloads   all, or some of these with commas between: ${WORKLOADS.join(",")} (default ${OVERHEAD_DEFAULTS.workloads})
  --block       of random reads from the disk: ${BLOCKS.join(" or ")} (default ${OVERHEAD_DEFAULTS.block})
${NAMES.map(optionLine).join("\n")}
  --all-devices  counts those that take minutes too: PIO, the network cards, pings
${EXPERIMENT_USAGE}`;

/** @throws UsageError naming the option and what is allowed. */
function inputsOf(values: Options): OverheadInputs {
  const named = values.workloads === undefined ? OVERHEAD_DEFAULTS.workloads : String(values.workloads);
  const workloads = readWorkloads(named);
  if (workloads === undefined)
    throw new UsageError(
      `--workloads ${named}: allowed are all, or some of ${WORKLOADS.join(", ")} with commas between`,
    );
  const sizes = NAMES.map((name) => {
    const [min, max] = OVERHEAD_RANGES[name];
    const option = OPTION_OF[name];
    return [name, integer(option, values[option], { fallback: OVERHEAD_DEFAULTS[name], min, max })] as const;
  });
  return {
    ...OVERHEAD_DEFAULTS,
    ...Object.fromEntries(sizes),
    workloads: workloadsText(workloads),
    block: oneOf("block", values.block, BLOCKS, OVERHEAD_DEFAULTS.block),
    seed: integer("seed", values.seed, { fallback: OVERHEAD_DEFAULTS.seed, min: 0, max: 2 ** 31 - 1 }),
  };
}

export const overhead: Verb = {
  usage,
  async run(args) {
    const own = Object.fromEntries(
      ["workloads", "block", ...Object.values(OPTION_OF)].map((name) => [name, { type: "string" as const }]),
    );
    const { record: _, ...options } = EXPERIMENT_OPTIONS;
    const { values, positionals } = readOptions(args, {
      ...options,
      ...own,
      "all-devices": { type: "boolean" },
    });
    if (positionals.length > 0) throw new UsageError(`overhead takes no "${positionals[0]}"`);
    const inputs = inputsOf(values);
    const isCounted = readWorkloads(inputs.workloads)!.some((one) => one === "disk" || one === "network");
    const which = values["all-devices"] === true ? "all" : "quick";
    return runExperiment({
      values,
      seed: inputs.seed,
      measure: isCounted ? { transfers: which } : {},
      plan: (measurements) => overheadPlan(inputs, measurements),
    });
  },
};
