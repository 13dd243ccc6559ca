/** What views read of a host: built on demand, nothing in the run depends on it. */
import type { Host } from "./host";
import type { Instance } from "./instance";
import { MODES, type Mode } from "./runnable";
import type { CoreSlice, HostView, InstanceView, MemoryMap, TimelineSlice, TimelineSpan } from "./view";

/** The host at its present moment; `endNs` is how far the run has been computed. */
export function hostView(host: Host, endNs = host.nowNs): HostView {
  const byMode = host.ledger.byMode();
  const inFlight = new Map<number, Partial<Record<Mode, number>>>();
  for (let core = 0; core < host.scenario.host.cores; core++)
    for (const { fromNs, toNs, mode, owner } of host.processors.inFlight(core)) {
      const name = MODES[mode]!;
      byMode[name] += toNs - fromNs;
      const own = inFlight.get(owner) ?? {};
      own[name] = (own[name] ?? 0) + toNs - fromNs;
      inFlight.set(owner, own);
    }
  return {
    nowNs: host.nowNs,
    endNs,
    cores: host.scenario.host.cores,
    policy: host.scenario.host.policy,
    instances: host.instances.map((instance) => instanceView(host, instance, inFlight.get(instance.number))),
    byMode,
    marks: host.marks.all(),
    memory: host.memory.view(),
    merging: host.merging.view(),
  };
}

function instanceView(
  host: Host,
  instance: Instance,
  inFlight: Partial<Record<Mode, number>> | undefined,
): InstanceView {
  const { spec, group, number } = instance;
  const settings = host.scheduler.groupSettings(group);
  const { periods, throttled } = host.scheduler.throttling(group);
  const byMode = host.ledger.ownerByMode(number);
  for (const [mode, ns] of Object.entries(inFlight ?? {}) as [Mode, number][])
    byMode[mode] = (byMode[mode] ?? 0) + ns;
  return {
    name: spec.name,
    kind: spec.kind,
    real: instance.real,
    state: instance.state,
    vcpus: spec.vcpus,
    weight: settings.weight,
    quotaNs: settings.quotaNs === Number.POSITIVE_INFINITY ? "max" : settings.quotaNs,
    periodNs: settings.periodNs,
    cpus: settings.cpus,
    times: host.processors.entities.ownerTimes(number, host.nowNs),
    byMode,
    exits: exitsOf(host, instance),
    periods,
    throttled,
    memory: instance.memory.stats(),
    progress: instance.progress,
    latency: instance.latency,
    startedNs: instance.startedNs,
  };
}

function exitsOf(host: Host, instance: Instance): InstanceView["exits"] {
  const exits: Record<string, { count: number; ns: number }> = {};
  for (const [device, ns] of Object.entries(host.ledger.ownerByDevice(instance.number)))
    exits[device] = { count: 0, ns };
  for (const [device, count] of instance.exitCounts) exits[device] = { count, ns: exits[device]?.ns ?? 0 };
  return exits;
}

/** Part of the timeline, up to now; what is not over yet is its last span. */
export function timelineOf(host: Host, fromNs: number, toNs: number, maxBuckets: number): TimelineSlice {
  const from = Math.max(0, Math.min(fromNs, host.nowNs));
  const to = Math.max(from, Math.min(toNs, host.nowNs));
  const slice = host.ledger.slice(from, to, maxBuckets);
  return { ...slice, cores: slice.cores.map((core, index) => withInFlight(host, core, index, from, to)) };
}

function withInFlight(host: Host, slice: CoreSlice, core: number, fromNs: number, toNs: number): CoreSlice {
  const open = host.processors
    .inFlight(core)
    .map((stretch) => ({
      fromNs: Math.max(stretch.fromNs, fromNs),
      toNs: Math.min(stretch.toNs, toNs),
      owner: stretch.owner,
      mode: MODES[stretch.mode]!,
    }))
    .filter((span) => span.toNs > span.fromNs);
  if (open.length === 0) return slice;
  if (slice.kind === "spans") return { kind: "spans", spans: [...slice.spans, ...open] };
  return { ...slice, buckets: addToBuckets(slice, open) };
}

/** Buckets are filled with the spans that the ledger does not know yet. */
function addToBuckets(slice: Extract<CoreSlice, { kind: "buckets" }>, open: readonly TimelineSpan[]) {
  const buckets = slice.buckets.map(({ parts }) => [...parts]);
  for (const { fromNs, toNs, owner, mode } of open) {
    let at = Math.max(0, Math.floor((fromNs - slice.fromNs) / slice.bucketNs));
    for (let begin = fromNs; begin < toNs; at++) {
      const end = Math.min(toNs, slice.fromNs + (at + 1) * slice.bucketNs);
      while (buckets.length <= at) buckets.push([]);
      buckets[at]!.push({ owner, mode, ns: end - begin });
      begin = end;
    }
  }
  return buckets.map((parts) => ({ parts }));
}

export const memoryMapOf = (host: Host, maxCells: number): MemoryMap => host.memory.map(maxCells);
