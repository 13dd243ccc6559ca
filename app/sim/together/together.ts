/**
 * Recorded starts, all begun at once on one host: each is a vCPU, or a container's processes, in a group of its own with a
 * cpu.weight, under the scheduler of app/sim/host. What is asleep sleeps as long as it did alone; what wants a core may wait.
 */
import { createScheduler } from "../cpu/create";
import { type CpuScheduler, DEFAULT_GROUP, type PolicyName, ROOT_GROUP } from "../cpu/scheduler";
import { contextSwitchNs, migrationNs } from "../figures/model-costs";
import { Ledger } from "../host/ledger/ledger";
import { Processors } from "../host/processors";
import type { Mode } from "../host/runnable";
import type { InstanceTimes, TimelineSlice } from "../host/view";
import type { Track } from "../run/record";
import { type Demand, demandOf, type RecordedStart } from "./demand";
import { PlannedStart } from "./planned-start";
import { type HostSettings, weightOf } from "./settings";

/** A column with the start that it has recorded. */
export interface Contender {
  readonly column: string;
  /** What the column is called. */
  readonly name: string;
  readonly start: RecordedStart;
}

/** ran + switched + waited + asleep is the time to the prompt. Whole ns. */
export interface TogetherRow {
  readonly column: string;
  readonly name: string;
  readonly track: Track;
  readonly weight: number;
  readonly demand: Demand;
  /** As recorded, with a core always free. */
  readonly aloneNs: number;
  readonly promptNs: number;
  readonly ranNs: number;
  /** Switches to it on a core, and cold caches where it moved to another. */
  readonly switchedNs: number;
  /** Runnable, but another had the core: steal time. */
  readonly waitedNs: number;
  readonly asleepNs: number;
  readonly byMode: Readonly<Partial<Record<Mode, number>>>;
}

export interface Together {
  readonly cores: number;
  readonly policy: PolicyName;
  readonly rows: readonly TogetherRow[];
  /** When the last one is up. */
  readonly endNs: number;
  /** Of all cores until then. */
  readonly idleNs: number;
  /** Who had which core; owners are indices of rows. */
  slice(fromNs: number, toNs: number, maxBuckets: number): TimelineSlice;
}

const POLICY: PolicyName = "eevdf";
const LOOK_EVERY_NS = 1_000_000;

/** @param nsPerInstruction what the guests' starts were charged for an instruction */
export function startTogether(
  contenders: readonly Contender[],
  settings: HostSettings,
  nsPerInstruction: number,
): Together {
  const run = startingTogether(contenders, settings, nsPerInstruction);
  for (;;) {
    const { done, value } = run.next();
    if (done === true) return value;
  }
}

/** The same, a virtual millisecond at a time: for a page, which must not stand still meanwhile. */
export function* startingTogether(
  contenders: readonly Contender[],
  settings: HostSettings,
  nsPerInstruction: number,
): Generator<undefined, Together> {
  const { cores } = settings;
  const scheduler = createScheduler(POLICY, { cores, threadsPerCore: 1, tickHz: 0, seed: 1 });
  const ledger = new Ledger({ cores });
  const promptsNs = new Map<number, number>();
  const owners = new Map<number, number>();
  const costs = { contextSwitchNs: contextSwitchNs.value, migrationNs: migrationNs.value, quantumNs: 1 };
  const processors = new Processors(scheduler, ledger, costs, {
    onEvent: () => {},
    onQuantum: () => {},
    limited: () => [],
    onExit: (entity, _status, nowNs) => promptsNs.set(owners.get(entity)!, nowNs),
  });
  const demands = contenders.map(({ start }) => demandOf(start, nsPerInstruction));
  const entities = contenders.map(({ column }, owner) => {
    const group = addGroup(scheduler, weightOf(settings, column));
    const runnable = new PlannedStart(demands[owner]!.stretches);
    const entity = processors.add(group, { nice: 0 }, runnable, owner);
    owners.set(entity, owner);
    return entity;
  });
  for (const entity of entities) processors.wake(entity);
  while (promptsNs.size < contenders.length) {
    processors.advance(processors.nowNs + LOOK_EVERY_NS);
    yield;
  }

  const endNs = Math.max(0, ...promptsNs.values());
  const rows = contenders.map(({ column, name, start }, owner) => {
    const byMode = ledger.ownerByMode(owner);
    const times = processors.entities.ownerTimes(owner, processors.nowNs);
    const demand = demands[owner]!;
    return {
      column,
      name,
      track: start.track,
      weight: weightOf(settings, column),
      demand,
      aloneNs: demand.busyNs + demand.asleepNs,
      promptNs: promptsNs.get(owner)!,
      byMode,
      ...partsOf(times, byMode.switch ?? 0),
    };
  });
  const busyNs = rows.reduce((sum, { ranNs, switchedNs }) => sum + ranNs + switchedNs, 0);
  return {
    cores,
    policy: POLICY,
    rows,
    endNs,
    idleNs: cores * endNs - busyNs,
    slice: (fromNs, toNs, maxBuckets) => withIdle(ledger.slice(fromNs, toNs, maxBuckets), toNs, endNs),
  };
}

const addGroup = (scheduler: CpuScheduler, weight: number): number =>
  scheduler.addGroup(ROOT_GROUP, { ...DEFAULT_GROUP, weight }, 0);

const partsOf = ({ runningNs, waitingNs, sleepingNs }: InstanceTimes, switchedNs: number) => ({
  ranNs: runningNs - switchedNs,
  switchedNs,
  waitedNs: waitingNs,
  asleepNs: sleepingNs,
});

/** A core that went idle for good has no interval in the ledger after its last owner. */
function withIdle(slice: TimelineSlice, toNs: number, endNs: number): TimelineSlice {
  const untilNs = Math.min(toNs, endNs);
  return {
    ...slice,
    cores: slice.cores.map((lane) => {
      const doneNs = lane.kind === "spans" ? (lane.spans.at(-1)?.toNs ?? slice.fromNs) : undefined;
      if (lane.kind !== "spans" || doneNs === undefined || doneNs >= untilNs) return lane;
      const idle = { fromNs: doneNs, toNs: untilNs, owner: -1, mode: "idle" as const };
      return { ...lane, spans: [...lane.spans, idle] };
    }),
  };
}
