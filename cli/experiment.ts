/** What the verbs of the three experiments share: measuring or taking what was recorded, progress, Ctrl-C, and what is printed. */
import { writeFile } from "node:fs/promises";
import { type MeasureOptions, measureAll } from "@/app/guest/experiments/measure-all";
import { recordedText } from "@/app/guest/experiments/recorded-text";
import { nodeHostEnvironment } from "@/app/guest/host/node";
import { nodeIoMachines } from "@/app/guest/io/node";
import { nodeEnvironment } from "@/app/guest/lab/node";
import { csvOf } from "@/app/sim/experiments/csv";
import { documentOf } from "@/app/sim/experiments/document";
import type { Measurements } from "@/app/sim/experiments/measurements";
import { carryOut, type Plan, type Watcher } from "@/app/sim/experiments/plan";
import { RECORDED } from "@/app/sim/experiments/recorded";
import type { Experiment } from "@/app/sim/experiments/table";
import { experimentText } from "./experiment-text";
import { type Options, UsageError } from "./options";
import { printJson } from "./verb";

export const EXPERIMENT_OPTIONS = {
  seed: { type: "string" },
  "model-only": { type: "boolean" },
  record: { type: "boolean" },
  csv: { type: "boolean" },
  quiet: { type: "boolean" },
} as const;

export const EXPERIMENT_USAGE = `  --seed        what the storms and the guests are seeded with (default 1)
  --model-only  takes the measurements that were recorded when the lab was made: no guest is started
  --csv         one line for each figure, with its origin; --json: a document with all constants and sources
  --quiet       no progress on standard error

Ctrl-C ends it with the tables that are there (exit code 130; the document says that it is not complete).`;

const TABLE = "app/sim/experiments/recorded.ts";
const STOPPED = 130;

export interface ExperimentRun {
  readonly values: Options;
  readonly seed: number;
  /** What is measured for it, unless what was recorded is taken. */
  readonly measure: Pick<MeasureOptions, "starts"> & { readonly transfers?: "quick" | "all" };
  plan(measurements: Measurements): Plan;
}

/** Measures unless told not to, carries the plan out, prints it. Answers the exit code. */
export async function runExperiment(run: ExperimentRun): Promise<number> {
  const { values } = run;
  if (values.json === true && values.csv === true) throw new UsageError("--json and --csv: one of the two");
  if (values.record === true && values["model-only"] === true)
    throw new UsageError("--record measures anew: leave --model-only away");
  const interrupt = onInterrupt();
  try {
    const watcher = watcherOf(values.quiet === true, interrupt.stopped);
    const measured =
      values["model-only"] === true ? undefined : await measureAll(measureOptions(run), watcher);
    if (values.record === true && measured?.stopped === undefined)
      await writeFile(TABLE, recordedText(measured!.measurements));
    const plan = run.plan(measured?.measurements ?? RECORDED);
    // Whoever stopped the measuring wants the tables of what was measured.
    const watchingPlan = measured?.stopped === undefined ? watcher : { ...watcher, stopped: () => false };
    const experiment = withWhatWasStopped(await carryOut(plan, watchingPlan), measured?.stopped);
    print(experiment, values);
    return experiment.complete ? 0 : STOPPED;
  } finally {
    interrupt.off();
  }
}

function measureOptions({ seed, measure: { starts, transfers } }: ExperimentRun): MeasureOptions {
  return {
    guests: nodeEnvironment(),
    host: nodeHostEnvironment(),
    seed,
    ...(starts === undefined ? {} : { starts }),
    ...(transfers === undefined ? {} : { transfers: { which: transfers, devices: nodeIoMachines(seed) } }),
  };
}

function withWhatWasStopped(experiment: Experiment, stopped: string | undefined): Experiment {
  if (stopped === undefined) return experiment;
  const incomplete = [stopped, experiment.incomplete].filter(Boolean).join(" ");
  return { ...experiment, complete: false, incomplete };
}

function print(experiment: Experiment, values: Options): void {
  if (values.json === true) printJson(documentOf(experiment));
  else if (values.csv === true) process.stdout.write(csvOf(experiment.tables));
  else process.stdout.write(experimentText(experiment));
  if (experiment.incomplete !== undefined) process.stderr.write(`lab: ${experiment.incomplete}\n`);
}

/** The first Ctrl-C asks to stop; a second one ends the process as it always does. */
function onInterrupt() {
  let asked = false;
  const listener = (): void => {
    asked = true;
  };
  process.once("SIGINT", listener);
  return { stopped: () => asked, off: () => void process.off("SIGINT", listener) };
}

function watcherOf(quiet: boolean, stopped: () => boolean): Watcher {
  return {
    stopped,
    nextTurn: () => new Promise((resolve) => setImmediate(resolve)),
    at: (step, of, label) => void (quiet || process.stderr.write(`${step + 1} of ${of}: ${label} …\n`)),
  };
}
