/** One platform on one host: filled until a resource ends, and many started at one moment. A pure function of inputs and measurements. */
import { type DensityHost, fill } from "../experiments/density/fill";
import type { Measurements } from "../experiments/measurements";
import { stormTable, upTo } from "../experiments/startup/storms";
import { startMs, type Way } from "../experiments/startup/ways";
import type { TrialRun, TrialStorm } from "../run/trial-record";
import { MOST_INSTANCES, type TrialInputs } from "./inputs";
import { instanceOf, wayOf } from "./instance";

const MIB = 2 ** 20;
const GIB = 2 ** 30;

const hostOf = ({ memoryMiB, cores, diskGiB }: TrialInputs): DensityHost => ({
  memoryBytes: memoryMiB * MIB,
  cores,
  diskBytes: diskGiB * GIB,
});

export function trial(inputs: TrialInputs, measurements: Measurements): TrialRun {
  const instance = instanceOf(inputs, measurements);
  const way = wayOf(inputs, measurements);
  const { bytes, cpu, fits, endedBy } = fill(instance, hostOf(inputs), MOST_INSTANCES, inputs.seed);
  return {
    inputs,
    fits,
    endedBy,
    parts: instance.parts.map(({ id, figure }) => ({ id, bytes: figure.value })),
    eachBytes: instance.bytes,
    eachCores: instance.cpu,
    eachDiskBytes: instance.diskBytes,
    sharedBytes: instance.sharedBytes,
    points: fits === 0 ? [] : upTo(fits).map((n) => ({ instances: n, bytes: bytes[n]!, cores: cpu[n]! })),
    startMs: startMs(way),
    ...(fits === 0 ? {} : { storm: stormOf(way, { ...inputs, starts: Math.min(inputs.starts, fits) }) }),
  };
}

/** As the experiment on starting has it. */
function stormOf(way: Way, { starts, cores, seed }: TrialInputs): TrialStorm {
  const { cells } = stormTable([way], { instances: starts, cores, seed }).rows[0]!;
  const { start, mean, rate } = cells;
  const part = (wanted: string) => mean!.parts!.find(({ id }) => id === wanted)!.figure.value;
  const [coreWaitMs, lockWaitMs] = [part("core-wait"), part("lock-wait")];
  return {
    instances: starts,
    medianMs: start!.figure.value,
    lastMs: (1000 * starts) / rate!.figure.value,
    workMs: mean!.figure.value - coreWaitMs - lockWaitMs,
    coreWaitMs,
    lockWaitMs,
  };
}
