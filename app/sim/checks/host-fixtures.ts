/** Records of a host for tests of checks and measures: a run in a few lines, one view for each sample. */
import { NO_MEMORY, NO_MERGING } from "../host/empty-view";
import type { HostRecord } from "../host/record";
import { MODES, type Mode } from "../host/runnable";
import type { HostMemoryView, HostView, InstanceMemory, InstanceView, MergingView } from "../host/view";
import { emptyRun, type LabRun } from "../run/record";
import type { Order } from "../scenario/schema";

export const memoryOf = (over: Partial<InstanceMemory> = {}): InstanceMemory => ({ ...NO_MEMORY, ...over });

export const instanceOf = (name: string, over: Partial<InstanceView> = {}): InstanceView => ({
  name,
  kind: "container",
  real: false,
  state: "running",
  vcpus: 1,
  weight: 100,
  quotaNs: "max",
  periodNs: 100_000_000,
  cpus: undefined,
  times: { runningNs: 0, waitingNs: 0, throttledNs: 0, sleepingNs: 0 },
  byMode: {},
  exits: {},
  periods: 0,
  throttled: 0,
  memory: memoryOf(),
  progress: 0,
  latency: undefined,
  startedNs: 0,
  ...over,
});

const hostMemory: HostMemoryView = {
  frames: 65_536,
  freeFrames: 60_000,
  anonFrames: 3_000,
  fileFrames: 2_000,
  kernelFrames: 536,
  mergedFrames: 0,
  pagesSharing: 0,
  swapPages: 0,
};

const resting: MergingView = { ...NO_MERGING, pagesToScan: 100, sleepMs: 20 };

export interface ViewOver {
  readonly cores?: number;
  readonly policy?: string;
  readonly byMode?: Partial<Record<Mode, number>>;
  readonly memory?: Partial<HostMemoryView>;
  readonly merging?: Partial<MergingView>;
}

/** The host at that moment; the time that `byMode` does not say is idle. */
export function viewAt(atMs: number, instances: readonly InstanceView[], over: ViewOver = {}): HostView {
  const cores = over.cores ?? 1;
  const said = Object.values(over.byMode ?? {}).reduce((sum, ns) => sum + ns, 0);
  const zeros = Object.fromEntries(MODES.map((mode) => [mode, 0])) as Record<Mode, number>;
  return {
    nowNs: atMs * 1e6,
    endNs: atMs * 1e6,
    cores,
    policy: over.policy ?? "cfs",
    instances,
    byMode: { ...zeros, idle: cores * atMs * 1e6 - said, ...over.byMode },
    marks: [],
    memory: { ...hostMemory, ...over.memory },
    merging: { ...resting, ...over.merging },
  };
}

export interface RecordOver {
  readonly scenario?: string;
  readonly orders?: readonly { readonly atMs: number; readonly order: Order }[];
}

export const recordOf = (views: readonly HostView[], over: RecordOver = {}): HostRecord => ({
  scenario: over.scenario ?? "test",
  seed: 1,
  orders: over.orders ?? [],
  marks: views.at(-1)?.marks ?? [],
  samples: views.map((view) => ({ atMs: view.nowNs / 1e6, view })),
});

/** The record of a lab whose host is that. */
export const hostRun = (host: HostRecord, kept: Readonly<Record<string, HostRecord>> = {}): LabRun => ({
  ...emptyRun("lesson"),
  host,
  kept,
});

const second = (instances: readonly InstanceView[], over: ViewOver = {}): HostRecord =>
  recordOf([
    viewAt(
      100,
      instances.map((instance) => instanceOf(instance.name, { kind: instance.kind })),
      over.cores === undefined ? {} : { cores: over.cores },
    ),
    viewAt(1100, instances, over),
  ]);

const half = { runningNs: 5e8, waitingNs: 5e8, throttledNs: 0, sleepingNs: 0 };
const busy = (name: string, over: Partial<InstanceView> = {}): InstanceView =>
  instanceOf(name, { times: half, progress: 1000, ...over });

/** A record with every run that lessons 6 to 9 keep, and a host on which a leak has died: every measure has a value. */
export function everyHostRun(): LabRun {
  const machines = ["vm-1", "vm-2", "vm-3"].map((name) =>
    busy(name, { kind: "vm", memory: memoryOf({ anonPages: 6000, majorFaults: 3 }) }),
  );
  const nested = second([busy("vm", { kind: "vm" }), busy("container")], { byMode: { switch: 1e6 } });
  const twins = [busy("left", { kind: "vm", memory: memoryOf({ anonPages: 2000 }) }), busy("tern")];
  const merging = (saved: number, over: Partial<MergingView> = {}): HostRecord => ({
    ...second(twins, { memory: { pagesSharing: saved }, merging: { cpuNs: 1e6, ...over } }),
    orders: [{ atMs: 50, order: { do: "merging", run: true } }],
  });
  const kept: Record<string, HostRecord> = {
    "twins-before": second(twins),
    "twins-merged": merging(1000),
    "eager-merged": merging(1000),
    "rest-before": merging(1000),
    "rest-after": merging(1000, { brokenShares: 2 }),
    "byte-after": merging(1000, { brokenShares: 9 }),
    "strangers-before": second(twins),
    "strangers-merged": merging(10),
    weights: second([busy("a"), busy("b")]),
    sleeper: second([busy("a"), busy("b")]),
    bandwidth: second(
      [
        busy("web", {
          times: { runningNs: 1e9, waitingNs: 0, throttledNs: 3e9, sleepingNs: 0 },
          throttled: 10,
          periods: 10,
        }),
      ],
      { cores: 4 },
    ),
    nested,
    credit: nested,
    steal: second([busy("guest", { kind: "pv", real: true }), busy("neighbour")]),
    wall: second([
      busy("steady", { memory: memoryOf({ anonPages: 6000 }) }),
      busy("leak", { memory: memoryOf({ max: 8192 }) }),
    ]),
    shared: second([busy("first"), busy("second"), busy("machine", { kind: "vm" })]),
    translation: second([
      busy("container", { byMode: { "host-kernel": 1e6 } }),
      busy("machine", { kind: "vm", byMode: { "guest-kernel": 1e6, hypervisor: 1e6 } }),
    ]),
    promises: second(machines),
    crowd: second(machines, { memory: { swapPages: 100 } }),
    limits: second([busy("hard"), busy("soft"), busy("swapping")]),
    wide: second([busy("job", { progress: 2_000_000 })]),
    narrow: second([busy("job", { progress: 20_000 })]),
    before: second([busy("machine")], { memory: { freeFrames: 50_000 } }),
    after: second([busy("machine")], { memory: { freeFrames: 50_000 } }),
    later: second([busy("machine")], { memory: { freeFrames: 53_000 } }),
  };
  return {
    ...hostRun(second([busy("db"), busy("leak", { state: "killed" })]), kept),
    answers: {
      "steal-before": { stdout: "cpu  10 0 2 50 0 0 0 10 0 0\n", status: 0 },
      "steal-after": { stdout: "cpu  36 0 4 52 0 0 0 30 0 0\n", status: 0 },
    },
  };
}
