/** What lessons 7 and 8 ask of the runs that they keep. */
import { type Constant, modelled, type Unit } from "../figures/figure";
import { deviceReadNs, evictNs, pageOutNs, zeroFillNs } from "../figures/memory";
import type { HostSample } from "../host/record";
import type { Mode } from "../host/runnable";
import type { InstanceView } from "../host/view";
import type { LabRun } from "../run/record";
import { growth, hostOf, instanceIn, instanceNow, keptRun, lastSample, sinceStart, stretchOf } from "./host";
import { counted, type HostMeasure, hostCount, whileUp } from "./kept-figures";
import { flatWalk, nestedWalk } from "./walk";

/** Three machines of 64 MiB, in pages. */
const PROMISED = 3 * 64 * 256;

const pagesCharged = ({ memory }: InstanceView): number => memory.anonPages + memory.filePages;

/** Time that new pages cost, by the modes that handle the faults: a page each, on the average of the run. */
const perNewPage = (instance: string, modes: readonly Mode[], how: string): HostMeasure =>
  whileUp("translation", "ns", how, [zeroFillNs], (at) => {
    const spent = (sample: HostSample): number =>
      modes.reduce((sum, mode) => sum + (instanceIn(sample, instance)?.byMode[mode] ?? 0), 0);
    const { progress } = growth(at, instance);
    return progress > 0 ? Math.round((spent(at.to) - spent(at.from)) / progress) : undefined;
  });

/** Two walks are compared once the lab has run what they are about. */
const walkMeasure =
  (unit: Unit, how: string, value: number): HostMeasure =>
  (run) =>
    keptRun(run, "translation") && modelled(value, unit, how, []);

const SETTLED_MS = 500;

/** Pages that a job touches in a second, over the last part of a kept run. */
function pace(run: LabRun, kept: string): number | undefined {
  const host = keptRun(run, kept);
  const to = host && lastSample(host);
  const from = host && to && host.samples.findLast(({ atMs }) => atMs <= to.atMs - SETTLED_MS);
  if (from === undefined || to === undefined) return undefined;
  const at = stretchOf(from, to);
  return growth(at, "job").progress / (at.ns / 1e9);
}

const PACE: readonly Constant[] = [zeroFillNs, deviceReadNs, pageOutNs, evictNs];

const paceOf =
  (kept: string): HostMeasure =>
  (run) => {
    const pages = pace(run, kept);
    return pages === undefined
      ? undefined
      : modelled(Math.round(pages), "pages", `pages touched in a second: run "${kept}"`, PACE);
  };

/** The database's reads since the leak was started, in the lab as it stands. */
const leakCost: HostMeasure = (run) => {
  const host = hostOf(run);
  const leak = host && instanceNow(host, "db") && instanceNow(host, "leak");
  const since = host && sinceStart(host, "leak");
  if (leak?.state !== "killed" || since === undefined) return undefined;
  return modelled(
    growth(since, "db").majorFaults,
    "pages",
    "pages that the database had to read since the leak was started: counted in the lab as it stands",
    [],
  );
};

const framesFreed = (kept: string, how: string): HostMeasure => {
  return (run) => {
    const before = keptRun(run, "before");
    const after = keptRun(run, kept);
    const a = before && lastSample(before);
    const b = after && lastSample(after);
    return a && b && modelled(b.view.memory.freeFrames - a.view.memory.freeFrames, "pages", how, []);
  };
};

export const memoryMeasures: Readonly<Record<string, HostMeasure>> = {
  "wall-written": counted("wall", "leak", "pages", "pages that it had written when it was stopped", (view) =>
    Math.round(view.progress ?? 0),
  ),
  "wall-limit": counted("wall", "leak", "pages", "its memory.max", ({ memory }) =>
    memory.max === "max" ? 0 : memory.max,
  ),
  "wall-steady-pages": counted("wall", "steady", "pages", "pages charged to it at the end", pagesCharged),
  "wall-free": hostCount("wall", "pages", "free frames of the host", ({ view }) => view.memory.freeFrames),
  "shared-first-charged": counted(
    "shared",
    "first",
    "pages",
    "file pages charged to it",
    ({ memory }) => memory.filePages,
  ),
  "shared-second-charged": counted(
    "shared",
    "second",
    "pages",
    "file pages charged to it",
    ({ memory }) => memory.filePages,
  ),
  "shared-second-shared": counted(
    "shared",
    "second",
    "pages",
    "its pages whose frames others map too",
    ({ memory }) => memory.sharedPages,
  ),
  "shared-second-major": counted(
    "shared",
    "second",
    "pages",
    "pages that it had to read from the disk",
    ({ memory }) => memory.majorFaults,
  ),
  "shared-machine-pages": counted(
    "shared",
    "machine",
    "pages",
    "frames behind its memory",
    ({ memory }) => memory.anonPages,
  ),
  "shared-machine-shared": counted(
    "shared",
    "machine",
    "pages",
    "its pages whose frames others map too",
    ({ memory }) => memory.sharedPages,
  ),
  "walk-flat": walkMeasure(
    "count",
    "entries read in a walk through one set of page tables",
    flatWalk().length,
  ),
  "walk-nested": walkMeasure(
    "count",
    "entries read in a walk through nested page tables",
    nestedWalk().length,
  ),
  "walk-factor": walkMeasure(
    "×",
    "entries read in a walk through nested page tables, by those in a walk through one set",
    nestedWalk().length / flatWalk().length,
  ),
  "translation-container": perNewPage(
    "container",
    ["host-kernel"],
    "time in the host's kernel for each new page of the container",
  ),
  "translation-machine": perNewPage(
    "machine",
    ["guest-kernel", "hypervisor"],
    "time in the guest's kernel and in the hypervisor for each new page of the machine",
  ),
  "leak-cost": leakCost,
  "promised-pages": hostCount(
    "promises",
    "pages",
    "memory of all machines, as they were made",
    () => PROMISED,
  ),
  "promised-frames": hostCount("promises", "pages", "frames of the host", ({ view }) => view.memory.frames),
  "promised-backed": hostCount(
    "promises",
    "%",
    "frames behind the machines, of what they were promised",
    ({ view }) =>
      Math.round((1000 * view.instances.reduce((sum, each) => sum + pagesCharged(each), 0)) / PROMISED) / 10,
  ),
  "crowd-swapped": hostCount(
    "crowd",
    "pages",
    "pages of the machines on the host's swap",
    ({ view }) => view.memory.swapPages,
  ),
  "crowd-major": counted(
    "crowd",
    "vm-1",
    "pages",
    "pages that the host had to read from swap for it",
    ({ memory }) => memory.majorFaults,
  ),
  "hard-written": counted("limits", "hard", "pages", "pages written", (view) =>
    Math.round(view.progress ?? 0),
  ),
  "soft-written": counted("limits", "soft", "pages", "pages written", (view) =>
    Math.round(view.progress ?? 0),
  ),
  "soft-high-events": counted(
    "limits",
    "soft",
    "count",
    "times that it was above memory.high and had to wait",
    ({ memory }) => memory.events.high,
  ),
  "swapping-written": counted("limits", "swapping", "pages", "pages written", (view) =>
    Math.round(view.progress ?? 0),
  ),
  "swapping-swapped": counted(
    "limits",
    "swapping",
    "pages",
    "its pages on swap",
    ({ memory }) => memory.swapPages,
  ),
  "wide-pace": paceOf("wide"),
  "narrow-pace": paceOf("narrow"),
  "narrow-factor": (run) => {
    const wide = pace(run, "wide");
    const narrow = pace(run, "narrow");
    if (wide === undefined || narrow === undefined || narrow === 0) return undefined;
    return modelled(
      Math.round((10 * wide) / narrow) / 10,
      "×",
      "pages touched in a second with enough memory, by those with too little",
      PACE,
    );
  },
  "balloon-free-pages": framesFreed(
    "after",
    "frames that the host has more than before the balloon: counted in the run",
  ),
  "balloon-cache-pages": framesFreed(
    "later",
    "frames that the host has more than before the balloon: counted in the run",
  ),
  "balloon-size": counted(
    "after",
    "machine",
    "pages",
    "pages in the balloon",
    ({ memory }) => memory.balloonPages,
  ),
  "balloon-later-size": counted(
    "later",
    "machine",
    "pages",
    "pages in the balloon",
    ({ memory }) => memory.balloonPages,
  ),
};
