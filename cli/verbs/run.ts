/** `lab run`: a scenario on the modelled host, headless. */
import { readFile } from "node:fs/promises";
import { nodeHostEnvironment } from "@/app/guest/host/node";
import { sumsOf } from "@/app/guest/host/run-document";
import { hostView } from "@/app/sim/host/host-view";
import { HostRun } from "@/app/sim/host/run";
import type { HostView, InstanceView } from "@/app/sim/host/view";
import { parseScenario } from "@/app/sim/scenario/parse";
import { type HostScenario, isReal } from "@/app/sim/scenario/schema";
import { readOptions, UsageError } from "../options";
import { printJson, type Verb } from "../verb";

const usage = `lab run <scenario.json> [--seed n] [--ms n] [--json]

Runs a scenario (host, instances, workloads, events, seed) and prints the ledger's sums: where the time of the cores went, and of
each instance; who owns the memory. The same scenario and seed print the same. docs/scenarios.md describes the format.

  --seed n   instead of the scenario's seed
  --ms n     run for so many virtual milliseconds instead of the scenario's durationMs

Exit codes: 0 done, 2 the scenario cannot be used.`;

export const run: Verb = {
  usage,
  async run(args) {
    const { values, positionals } = readOptions(args, { seed: { type: "string" }, ms: { type: "string" } });
    const [path, extra] = positionals;
    if (path === undefined) throw new UsageError("say which scenario: lab run scenario.json");
    if (extra !== undefined) throw new UsageError(`one scenario at a time: "${extra}" is too much`);
    const outcome = await runScenario(await readScenarioFile(path, values));
    if (values.json === true) printJson(outcome);
    else process.stdout.write(table(outcome));
    return 0;
  },
};

async function readScenarioFile(
  path: string,
  values: Readonly<Record<string, unknown>>,
): Promise<HostScenario> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    throw new UsageError(`${path}: ${(error as Error).message}`);
  }
  const read = parseScenario(text);
  if (!read.ok) throw new UsageError(`${path}: ${read.error}`);
  const changed = {
    ...read.value,
    ...(values.seed === undefined ? {} : { seed: Number(values.seed) }),
    ...(values.ms === undefined ? {} : { durationMs: Number(values.ms) }),
  };
  const again = parseScenario(JSON.stringify(changed));
  if (!again.ok) throw new UsageError(`--seed and --ms: ${again.error}`);
  return again.value;
}

interface Outcome {
  readonly scenario: string;
  readonly seed: number;
  readonly view: HostView;
  readonly sums: Readonly<Record<string, number>>;
}

async function runScenario(scenario: HostScenario): Promise<Outcome> {
  const guests = scenario.instances.some(isReal) ? await nodeHostEnvironment().guests(scenario) : undefined;
  try {
    const hostRun = new HostRun(scenario, guests);
    await hostRun.advanceTo(Math.round(scenario.durationMs * 1e6));
    return {
      scenario: scenario.name,
      seed: scenario.seed,
      view: hostView(hostRun.host),
      sums: sumsOf(hostRun),
    };
  } finally {
    guests?.dispose();
  }
}

const ms = (ns: number): string => `${(ns / 1e6).toFixed(3)} ms`;

function table({ scenario, seed, view }: Outcome): string {
  const total = view.cores * view.nowNs;
  const share = (ns: number) => `${((100 * ns) / total).toFixed(2).padStart(6)} %`;
  const modes = Object.entries(view.byMode).filter(([, ns]) => ns > 0);
  const { frames, freeFrames, anonFrames, fileFrames, kernelFrames, mergedFrames } = view.memory;
  return [
    `${scenario}: ${ms(view.nowNs)} on ${view.cores} cores, ${view.policy}, seed ${seed}`,
    "",
    "Where the cores' time went",
    ...modes.map(([mode, ns]) => `  ${mode.padEnd(14)}${share(ns)}  ${ms(ns)}`),
    "",
    "Instances                 ran         waited      throttled   slept",
    ...view.instances.slice(0, 50).map(instanceRow),
    ...(view.instances.length > 50 ? [`  … and ${view.instances.length - 50} more`] : []),
    "",
    `Frames: ${frames}, of which free ${freeFrames}, anonymous ${anonFrames}, file ${fileFrames}, merged ${mergedFrames}, kernel ${kernelFrames}`,
    "",
  ].join("\n");
}

function instanceRow({ name, state, times }: InstanceView): string {
  const cells = [times.runningNs, times.waitingNs, times.throttledNs, times.sleepingNs];
  return `  ${name.padEnd(16)}${state.padEnd(8)}${cells.map((ns) => `${(ns / 1e6).toFixed(1)}`.padEnd(12)).join("")}`;
}
