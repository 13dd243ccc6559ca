/** Small questions about a host's record, shared by checks and measures. */
import type { HostRecord, HostSample } from "../host/record";
import type { InstanceView } from "../host/view";
import type { LabRun } from "../run/record";
import type { Order } from "../scenario/schema";

/** The lab's host, if it has got anywhere. */
export const hostOf = (run: LabRun): HostRecord | undefined =>
  run.host !== undefined && run.host.samples.length > 0 ? run.host : undefined;

/** The run that was kept under that name. */
export const keptRun = (run: LabRun, name: string): HostRecord | undefined => {
  const kept = run.kept !== undefined && Object.hasOwn(run.kept, name) ? run.kept[name] : undefined;
  return kept !== undefined && kept.samples.length > 0 ? kept : undefined;
};

/** The host as it stands at the end of the record. */
export const lastSample = (host: HostRecord): HostSample | undefined => host.samples.at(-1);

export const instanceIn = (sample: HostSample | undefined, name: string): InstanceView | undefined =>
  sample?.view.instances.find((instance) => instance.name === name);

/** The instance as it stands at the end of the record. */
export const instanceNow = (host: HostRecord, name: string): InstanceView | undefined =>
  instanceIn(lastSample(host), name);

/** Whether the host has all of these instances: whether it is set up for the exercise. */
export const hasInstances = (host: HostRecord, names: readonly string[]): boolean =>
  names.every((name) => instanceNow(host, name) !== undefined);

/** Orders of that kind to that instance, in time. */
export const ordersTo = (host: HostRecord, kind: Order["do"], instance: string): readonly Order[] =>
  host.orders
    .map(({ order }) => order)
    .filter((order) => order.do === kind && "instance" in order && order.instance === instance);

/** A stretch of a run between two samples. */
export interface Stretch {
  readonly from: HostSample;
  readonly to: HostSample;
  readonly ns: number;
}

export const stretchOf = (from: HostSample, to: HostSample): Stretch => ({
  from,
  to,
  ns: to.view.nowNs - from.view.nowNs,
});

/** From the first sample of a record to its last; undefined if there is no time between them. */
export function wholeRun(host: HostRecord): Stretch | undefined {
  const from = host.samples[0];
  const to = lastSample(host);
  return from && to && to.view.nowNs > from.view.nowNs ? stretchOf(from, to) : undefined;
}

/** The stretch from the last sample at or before that moment to the first one at or after the other. */
export function between(host: HostRecord, fromMs: number, toMs: number): Stretch | undefined {
  const from = host.samples.findLast(({ atMs }) => atMs <= fromMs);
  const to = host.samples.find(({ atMs }) => atMs >= toMs);
  return from && to && to.view.nowNs > from.view.nowNs ? stretchOf(from, to) : undefined;
}

/** When the learner last changed something; 0 if never. */
const lastOrderMs = (host: HostRecord): number => host.orders.at(-1)?.atMs ?? 0;

/**
 * The last `wantedMs` of the run, if nothing was ordered in them: what the present settings do. Undefined before they have
 * had so long.
 */
export function settled(host: HostRecord, wantedMs: number): Stretch | undefined {
  const to = lastSample(host);
  const from = to && host.samples.findLast(({ atMs }) => atMs <= to.atMs - wantedMs);
  return from && to && from.atMs >= lastOrderMs(host) ? stretchOf(from, to) : undefined;
}

/** What an instance's counters grew by in a stretch. */
export interface Growth {
  readonly runningNs: number;
  readonly waitingNs: number;
  readonly throttledNs: number;
  readonly sleepingNs: number;
  readonly throttled: number;
  readonly progress: number;
  readonly majorFaults: number;
}

const none: Growth = {
  runningNs: 0,
  waitingNs: 0,
  throttledNs: 0,
  sleepingNs: 0,
  throttled: 0,
  progress: 0,
  majorFaults: 0,
};

const counters = (instance: InstanceView | undefined): Growth =>
  instance === undefined
    ? none
    : {
        ...instance.times,
        throttled: instance.throttled,
        progress: instance.progress ?? 0,
        majorFaults: instance.memory.majorFaults,
      };

export function growth({ from, to }: Stretch, name: string): Growth {
  const before = counters(instanceIn(from, name));
  const after = counters(instanceIn(to, name));
  return {
    runningNs: after.runningNs - before.runningNs,
    waitingNs: after.waitingNs - before.waitingNs,
    throttledNs: after.throttledNs - before.throttledNs,
    sleepingNs: after.sleepingNs - before.sleepingNs,
    throttled: after.throttled - before.throttled,
    progress: after.progress - before.progress,
    majorFaults: after.majorFaults - before.majorFaults,
  };
}

/** How many threads or vCPUs the instance had in a stretch: their times tile it. */
export function entitiesIn(at: Stretch, name: string): number {
  const { runningNs, waitingNs, throttledNs, sleepingNs } = growth(at, name);
  return Math.max(1, Math.round((runningNs + waitingNs + throttledNs + sleepingNs) / Math.max(1, at.ns)));
}

/** Of one core's time, in percent. */
export const percentOfCore = (ns: number, at: Stretch): number =>
  at.ns === 0 ? 0 : Math.round((1000 * ns) / at.ns) / 10;

/** Of all cores' time, in percent: how much of it no one had. */
export function idlePercent(at: Stretch): number {
  const idleNs = at.to.view.byMode.idle - at.from.view.byMode.idle;
  return Math.round((1000 * idleNs) / Math.max(1, at.ns * at.to.view.cores)) / 10;
}

/** How long an instance with a quota was stopped each time it had used it up, ms; undefined if it never was. */
export function meanPauseMs(at: Stretch, name: string): number | undefined {
  const { throttled, throttledNs } = growth(at, name);
  return throttled > 0 ? throttledNs / entitiesIn(at, name) / throttled / 1e6 : undefined;
}

const MIB_PAGES = 256;

/** Pages as MiB, to a tenth. */
export const mibOf = (pages: number): number => Math.round((10 * pages) / MIB_PAGES) / 10;

/** A limit in words. */
export const limitText = (pages: number | "max"): string => (pages === "max" ? "max" : `${mibOf(pages)} MiB`);

/** From the first sample in which the instance has been started to the present. */
export function sinceStart(host: HostRecord, name: string): Stretch | undefined {
  const to = lastSample(host);
  const from = host.samples.find((sample) => {
    const instance = instanceIn(sample, name);
    return instance !== undefined && instance.state !== "created";
  });
  return from && to ? stretchOf(from, to) : undefined;
}
