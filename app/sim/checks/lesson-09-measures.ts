/** What lesson 9 asks of the runs that it keeps: what merging between real guests has saved, cost and lost. */
import { modelled, type Unit } from "../figures/figure";
import { copyNs, zeroFillNs } from "../figures/memory";
import type { HostRecord, HostSample } from "../host/record";
import { MERGING_COSTS } from "../memory/merging/costs";
import type { LabRun } from "../run/record";
import { instanceIn, keptRun, lastSample } from "./host";
import { counted, type HostMeasure, hostCount } from "./kept-figures";

/** Merging counts as done once it has saved so much of what it saves in the end. */
const NEARLY_ALL = 0.99;

const framesBehind = ({ view }: HostSample): number =>
  view.instances.reduce((sum, { memory }) => sum + memory.anonPages, 0);

/** Frames that the run has saved at its end, of those behind the machines when merging was off. */
const savedShare: HostMeasure = (run) => {
  const before = keptRun(run, "twins-before");
  const merged = keptRun(run, "twins-merged");
  const [a, b] = [before && lastSample(before), merged && lastSample(merged)];
  if (a === undefined || b === undefined || framesBehind(a) === 0) return undefined;
  return modelled(
    Math.round((1000 * b.view.memory.pagesSharing) / framesBehind(a)) / 10,
    "%",
    "frames that merging has saved, of those behind the two machines before: equal means equal bytes",
    [],
  );
};

const mergingOrderMs = ({ orders }: HostRecord): number | undefined =>
  orders.find(({ order }) => order.do === "merging")?.atMs;

/** From the order to merge to the first sample in which nearly all was saved. */
function settledMs(host: HostRecord): number | undefined {
  const fromMs = mergingOrderMs(host);
  const saved = lastSample(host)?.view.memory.pagesSharing ?? 0;
  const done = host.samples.find(({ view }) => view.memory.pagesSharing >= NEARLY_ALL * saved);
  return fromMs === undefined || done === undefined || saved === 0 ? undefined : done.atMs - fromMs;
}

/** Of one core, from the order to the end. */
function cpuPercent(host: HostRecord): number | undefined {
  const fromMs = mergingOrderMs(host);
  const last = lastSample(host);
  if (fromMs === undefined || last === undefined || last.atMs <= fromMs) return undefined;
  return Math.round((10_000 * last.view.merging.cpuNs) / 1e6 / (last.atMs - fromMs)) / 100;
}

const ofRun =
  (kept: string, unit: Unit, how: string, of: (host: HostRecord) => number | undefined): HostMeasure =>
  (run) => {
    const host = keptRun(run, kept);
    const value = host && of(host);
    return value === undefined ? undefined : modelled(value, unit, `${how}: run "${kept}"`, MERGING_COSTS);
  };

const SETTLED = `from the order to merge until ${100 * NEARLY_ALL} % of all was saved, to 50 ms`;
const CPU = "time of the thread that scans, of one core, since the order to merge";

/** What grew between two kept moments of one run. */
const between =
  (from: string, to: string, unit: Unit, how: string, of: (sample: HostSample) => number): HostMeasure =>
  (run: LabRun) => {
    const [a, b] = [keptRun(run, from), keptRun(run, to)];
    const [before, after] = [a && lastSample(a), b && lastSample(b)];
    return before && after && modelled(Math.max(0, of(after) - of(before)), unit, how, [copyNs, zeroFillNs]);
  };

const broken = ({ view }: HostSample): number => view.merging.brokenShares;

export const mergingMeasures: Readonly<Record<string, HostMeasure>> = {
  "twins-frames": hostCount("twins-before", "pages", "frames behind the two machines", framesBehind),
  "twins-saved-share": savedShare,
  "twins-saved": hostCount("twins-merged", "pages", "frames saved", ({ view }) => view.memory.pagesSharing),
  "twins-shared": hostCount("twins-merged", "pages", "merged frames", ({ view }) => view.memory.mergedFrames),
  "twins-settled": ofRun("twins-merged", "ms", SETTLED, settledMs),
  "twins-cpu": ofRun("twins-merged", "%", CPU, cpuPercent),
  "twins-scans": hostCount("twins-merged", "count", "passes", ({ view }) => view.merging.fullScans),
  "eager-saved": hostCount("eager-merged", "pages", "frames saved", ({ view }) => view.memory.pagesSharing),
  "eager-settled": ofRun("eager-merged", "ms", SETTLED, settledMs),
  "eager-cpu": ofRun("eager-merged", "%", CPU, cpuPercent),
  "eager-scans": hostCount("eager-merged", "count", "passes", ({ view }) => view.merging.fullScans),
  "rest-broken": between(
    "rest-before",
    "rest-after",
    "count",
    "writes to merged pages while nobody typed: counted in the run",
    broken,
  ),
  "byte-broken": between(
    "rest-after",
    "byte-after",
    "count",
    "writes to merged pages while a script wrote one byte: counted in the run",
    broken,
  ),
  "byte-charged": between(
    "rest-after",
    "byte-after",
    "µs",
    "time of the hypervisor that the guest paid for copied and new pages",
    (sample) => Math.round((instanceIn(sample, "left")?.byMode.hypervisor ?? 0) / 1e3),
  ),
  "strangers-saved": hostCount(
    "strangers-merged",
    "pages",
    "frames saved",
    ({ view }) => view.memory.pagesSharing,
  ),
  "strangers-frames": hostCount("strangers-before", "pages", "frames behind the two machines", framesBehind),
  "strangers-shared": counted(
    "strangers-merged",
    "tern",
    "pages",
    "its pages whose frames others map too",
    ({ memory }) => memory.sharedPages,
  ),
};
