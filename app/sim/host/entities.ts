/** Bookkeeping of the entities of a host: whose they are, what they are doing, when they wake, and where their life went. */
import type { CpuScheduler, EntityId } from "../cpu/scheduler";
import {
  EntityTimes,
  RUNNING,
  type SavedEntityTimes,
  SLEEPING,
  THROTTLED,
  WAITING,
} from "./ledger/entity-times";
import type { Runnable } from "./runnable";
import type { InstanceTimes } from "./view";

/**
 * "waiting": runnable, but another has the core; for a vCPU that is steal time. "blocked": asleep or waiting for something.
 * "paused": taken off the cores by an order.
 */
export type EntityState = "gone" | "running" | "waiting" | "throttled" | "blocked" | "paused";

const STATES: readonly EntityState[] = ["gone", "running", "waiting", "throttled", "blocked", "paused"];
/** Indices of STATES: every decision changes a state, and looking a number up by name would be a good part of its cost. */
export const STATE = { gone: 0, running: 1, waiting: 2, throttled: 3, blocked: 4, paused: 5 } as const;
export type StateCode = Exclude<(typeof STATE)[EntityState], 0>;
/** How a state counts in the entity's times, by code. */
const COUNTS_AS = Uint8Array.of(SLEEPING, RUNNING, WAITING, THROTTLED, SLEEPING, SLEEPING);
const NEVER = Number.POSITIVE_INFINITY;

export interface SavedEntities {
  readonly codes: Uint8Array;
  readonly owners: Int32Array;
  readonly lastCores: Int32Array;
  readonly sleepHandles: Float64Array;
  readonly wakes: Float64Array;
  readonly stopping: Uint8Array;
  readonly times: SavedEntityTimes;
}

const grown = <A extends Uint8Array | Int32Array | Float64Array>(array: A, length: number): A => {
  const longer = new (array.constructor as new (n: number) => A)(length);
  longer.set(array);
  return longer;
};

export class Entities {
  readonly times = new EntityTimes();
  private runnables: (Runnable | undefined)[] = [];
  private codes = new Uint8Array(16);
  private owners = new Int32Array(16);
  private lastCores = new Int32Array(16);
  private sleepHandles = new Float64Array(16);
  private wakes = new Float64Array(16);
  private stopping = new Uint8Array(16);

  add(entity: EntityId, runnable: Runnable, owner: number, nowNs: number): void {
    if (entity >= this.codes.length) this.grow(2 * (entity + 1));
    this.runnables[entity] = runnable;
    this.owners[entity] = owner;
    this.codes[entity] = STATE.blocked;
    this.lastCores[entity] = -1;
    this.sleepHandles[entity] = -1;
    this.wakes[entity] = NEVER;
    this.stopping[entity] = 0;
    this.times.add(entity, owner + 1, nowNs);
  }

  private grow(length: number): void {
    this.codes = grown(this.codes, length);
    this.owners = grown(this.owners, length);
    this.lastCores = grown(this.lastCores, length);
    this.sleepHandles = grown(this.sleepHandles, length);
    this.wakes = grown(this.wakes, length);
    this.stopping = grown(this.stopping, length);
  }

  remove(entity: EntityId, nowNs: number): void {
    this.codes[entity] = STATE.gone;
    this.runnables[entity] = undefined;
    this.times.remove(entity, nowNs);
  }

  runnable(entity: EntityId): Runnable {
    return this.runnables[entity]!;
  }

  owner(entity: EntityId): number {
    return this.owners[entity]!;
  }

  state(entity: EntityId): EntityState {
    return STATES[this.codes[entity] ?? 0]!;
  }

  become(entity: EntityId, state: StateCode, nowNs: number): void {
    this.codes[entity] = state;
    this.times.transition(entity, COUNTS_AS[state]!, nowNs);
  }

  /** The entity got a core. */
  dispatched(entity: EntityId, core: number, nowNs: number): void {
    this.become(entity, STATE.running, nowNs);
    this.lastCores[entity] = core;
  }

  /** The core that the entity last ran on; -1 if it never ran. */
  lastCore(entity: EntityId): number {
    return this.lastCores[entity]!;
  }

  /** Looks again whether what is runnable is throttled. */
  noteThrottling(entity: EntityId, scheduler: CpuScheduler, nowNs: number): void {
    const state = this.state(entity);
    if (state !== "waiting" && state !== "throttled") return;
    this.become(entity, scheduler.stateOf(entity) === "throttled" ? STATE.throttled : STATE.waiting, nowNs);
  }

  asleep(entity: EntityId, handle: number, untilNs: number): void {
    this.sleepHandles[entity] = handle;
    this.wakes[entity] = untilNs;
  }

  awake(entity: EntityId): void {
    this.sleepHandles[entity] = -1;
    this.wakes[entity] = NEVER;
  }

  sleepHandle(entity: EntityId): number {
    return this.sleepHandles[entity]!;
  }

  /** When a sleeping entity wakes; Infinity if it waits for something else. */
  wakeNs(entity: EntityId): number {
    return this.wakes[entity]!;
  }

  /** Taken off the cores; when resumed it is runnable from `untilNs` on. */
  pause(entity: EntityId, untilNs: number, nowNs: number): void {
    this.become(entity, STATE.paused, nowNs);
    this.wakes[entity] = untilNs;
    this.stopping[entity] = 0;
  }

  /** It is blocked again; answers when it is runnable. */
  resume(entity: EntityId, nowNs: number): number {
    const untilNs = this.wakes[entity]!;
    this.wakes[entity] = NEVER;
    this.become(entity, STATE.blocked, nowNs);
    return untilNs;
  }

  wakeWhenResumed(entity: EntityId): void {
    this.wakes[entity] = 0;
  }

  /** It is in the middle of a quantum: it will be paused when that ends. */
  stopAfterQuantum(entity: EntityId): void {
    this.stopping[entity] = 1;
  }

  stops(entity: EntityId): boolean {
    return this.stopping[entity] === 1;
  }

  /** It need not stop after all. True if it was about to. */
  cancelStop(entity: EntityId): boolean {
    const was = this.stops(entity);
    this.stopping[entity] = 0;
    return was;
  }

  /** Times of all entities that an owner has and had, up to now. */
  ownerTimes(owner: number, nowNs: number): InstanceTimes {
    return this.times.ownerTimesOf(owner + 1, nowNs);
  }

  save(): SavedEntities {
    return {
      codes: this.codes.slice(),
      owners: this.owners.slice(),
      lastCores: this.lastCores.slice(),
      sleepHandles: this.sleepHandles.slice(),
      wakes: this.wakes.slice(),
      stopping: this.stopping.slice(),
      times: this.times.save(),
    };
  }

  load(saved: SavedEntities, runnableOf: (entity: EntityId) => Runnable): void {
    this.codes = saved.codes.slice();
    this.owners = saved.owners.slice();
    this.lastCores = saved.lastCores.slice();
    this.sleepHandles = saved.sleepHandles.slice();
    this.wakes = saved.wakes.slice();
    this.stopping = saved.stopping.slice();
    this.times.load(saved.times);
    this.runnables = [];
    this.codes.forEach((code, entity) => {
      if (code !== STATE.gone) this.runnables[entity] = runnableOf(entity);
    });
  }
}
