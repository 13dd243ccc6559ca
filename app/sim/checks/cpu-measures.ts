/** What lesson 6 asks of the runs that it keeps. */
import { type Constant, measured, modelled, type Unit } from "../figures/figure";
import { contextSwitchNs } from "../figures/model-costs";
import { bandwidthSlice, cfsLatency, cfsMinGranularity, creditSlice } from "../figures/schedulers";
import type { ProbeAnswer } from "../run/record";
import {
  between,
  entitiesIn,
  growth,
  idlePercent,
  keptRun,
  lastSample,
  meanPauseMs,
  percentOfCore,
  type Stretch,
} from "./host";
import { counted, type HostMeasure, whileUp } from "./kept-figures";

const CFS: readonly Constant[] = [cfsLatency, cfsMinGranularity, contextSwitchNs];

const share = (kept: string, instance: string, from = CFS): HostMeasure =>
  whileUp(kept, "%", `time that ${instance} had the core, of all time: run "${kept}"`, from, (at) =>
    percentOfCore(growth(at, instance).runningNs, at),
  );

const waiting = (kept: string, instance: string): HostMeasure =>
  whileUp(
    kept,
    "%",
    `time that ${instance} was runnable and another had the core: run "${kept}"`,
    CFS,
    (at) => percentOfCore(growth(at, instance).waitingNs, at),
  );

/** Time between two entities, on one core. */
const switching = (kept: string, from: readonly Constant[]): HostMeasure =>
  whileUp(kept, "%", `time spent switching from one entity to another: run "${kept}"`, from, (at) => {
    const ns = at.to.view.byMode.switch - at.from.view.byMode.switch;
    return Math.round((1e5 * ns) / (at.ns * at.to.view.cores)) / 1000;
  });

/** A figure of the run under a quota, over whole periods of 100 ms: a part of one has more of its pause or more of its burst. */
const inWholePeriods =
  (unit: Unit, how: string, of: (at: Stretch) => number | undefined): HostMeasure =>
  (run) => {
    const host = keptRun(run, "bandwidth");
    const at = host && between(host, PERIOD_MS, lastSample(host)?.atMs ?? 0);
    const value = at && of(at);
    return value === undefined ? undefined : modelled(value, unit, how, [bandwidthSlice]);
  };
const PERIOD_MS = 100;

/** The first line of /proc/stat: ticks since boot, of which the eighth number is steal. */
function ticksIn(
  answer: ProbeAnswer | undefined,
): { readonly all: number; readonly steal: number } | undefined {
  const numbers = /^cpu((?: +\d{1,15}){8})/
    .exec(answer?.stdout ?? "")?.[1]
    ?.trim()
    .split(/ +/)
    .map(Number);
  const steal = numbers?.[7];
  if (numbers === undefined || steal === undefined) return undefined;
  return { all: numbers.reduce((sum, ticks) => sum + ticks, 0), steal };
}

/** Steal time as the guest's own kernel counts it, between two looks. */
const stolen: HostMeasure = ({ answers = {} }) => {
  const before = ticksIn(answers["steal-before"]);
  const after = ticksIn(answers["steal-after"]);
  if (before === undefined || after === undefined || after.all <= before.all) return undefined;
  return measured(
    Math.round((1000 * (after.steal - before.steal)) / (after.all - before.all)) / 10,
    "%",
    "steal, of all ticks that the guest's kernel counted between two looks at /proc/stat",
  );
};

export const cpuMeasures: Readonly<Record<string, HostMeasure>> = {
  "weights-a": share("weights", "a"),
  "weights-b": share("weights", "b"),
  "sleeper-a": share("sleeper", "a"),
  "sleeper-b": share("sleeper", "b"),
  "sleeper-b-waiting": waiting("sleeper", "b"),
  "bandwidth-pause": inWholePeriods(
    "ms",
    "time throttled of each thread, by the number of times that the quota had run out",
    (at) => meanPauseMs(at, "web"),
  ),
  "bandwidth-burst": inWholePeriods("ms", "time on cores of each thread, by the number of periods", (at) => {
    const { runningNs, throttled } = growth(at, "web");
    return throttled > 0 ? runningNs / entitiesIn(at, "web") / throttled / 1e6 : undefined;
  }),
  "bandwidth-web": inWholePeriods("%", "time on cores, by the time of one core", (at) =>
    percentOfCore(growth(at, "web").runningNs, at),
  ),
  "bandwidth-throttled": counted(
    "bandwidth",
    "web",
    "count",
    "periods in which the quota had run out (nr_throttled)",
    (view) => view.throttled,
  ),
  "bandwidth-idle": inWholePeriods("%", "time of all cores that no one had", idlePercent),
  "nested-vm": share("nested", "vm"),
  "nested-container": share("nested", "container"),
  "nested-task": whileUp(
    "nested",
    "%",
    "time that the VM's vCPU had the core, divided among the three equal tasks in it",
    CFS,
    (at) => Math.round((10 * percentOfCore(growth(at, "vm").runningNs, at)) / 3) / 10,
  ),
  "nested-steal": waiting("nested", "vm"),
  "steal-guest": stolen,
  "steal-host": waiting("steal", "guest"),
  "nested-switching": switching("nested", CFS),
  "credit-vm": share("credit", "vm", [creditSlice, contextSwitchNs]),
  "credit-switching": switching("credit", [creditSlice, contextSwitchNs]),
};
