/**
 * Where the life of each entity went: running, waiting, throttled and sleeping tile it exactly. For a vCPU, waiting is its
 * steal time. Sums by owner are kept as entities come and go, so reading an owner costs the same however many entities it
 * has had.
 */
import type { InstanceTimes } from "../view";

export const ENTITY_STATES = ["running", "waiting", "throttled", "sleeping"] as const;
export const RUNNING = 0;
/** Runnable, but another has the core. */
export const WAITING = 1;
/** Runnable, but the quota of a group above it is used up. */
export const THROTTLED = 2;
export const SLEEPING = 3;

const STATES = ENTITY_STATES.length;
const ABSENT = 255;

export interface SavedEntityTimes {
  readonly states: Uint8Array;
  readonly owners: Int32Array;
  readonly born: Float64Array;
  readonly since: Float64Array;
  readonly times: Float64Array;
  readonly ownerTimes: Float64Array;
  readonly ownerOpen: Float64Array;
  readonly ownerSince: Float64Array;
}

export class EntityTimes {
  /** By entity. */
  private states = new Uint8Array(16).fill(ABSENT);
  private owners = new Int32Array(16);
  private born = new Float64Array(16);
  private since = new Float64Array(16);
  /** By entity and state: time of the states that it has left. */
  private times = new Float64Array(16 * STATES);
  /** By owner and state: the same, over all its entities that ever were. */
  private ownerTimes = new Float64Array(16 * STATES);
  /** By owner and state: how many entities are in it, and the sum of the moments at which they came into it. */
  private ownerOpen = new Float64Array(16 * STATES);
  private ownerSince = new Float64Array(16 * STATES);

  /**
   * An entity (a small integer, free for use again after `remove`) begins its life, for an owner (likewise).
   * @throws Error if it is alive.
   */
  add(entity: number, owner: number, nowNs: number, state = SLEEPING): void {
    if (!(Number.isInteger(entity) && entity >= 0)) throw new RangeError(`no entity ${entity}`);
    if (!(Number.isInteger(owner) && owner >= 0)) throw new RangeError(`no owner ${owner}`);
    if (!Number.isSafeInteger(nowNs)) throw new RangeError(`no moment ${nowNs} ns`);
    if (entity >= this.states.length) this.growEntities(entity);
    if (owner * STATES >= this.ownerTimes.length) this.growOwners(owner);
    if (this.states[entity] !== ABSENT) throw new Error(`entity ${entity} is alive`);
    this.owners[entity] = owner;
    this.born[entity] = nowNs;
    this.times.fill(0, entity * STATES, (entity + 1) * STATES);
    this.enter(entity, state, nowNs);
  }

  /** @throws Error if the entity is not alive or the time is before its last transition. */
  transition(entity: number, state: number, nowNs: number): void {
    if (this.states[entity] === state) return;
    this.leave(entity, nowNs);
    this.enter(entity, state, nowNs);
  }

  /** Its life ends. Its times stay in its owner's. */
  remove(entity: number, nowNs: number): void {
    this.leave(entity, nowNs);
    this.states[entity] = ABSENT;
  }

  /** Which of ENTITY_STATES; undefined if it is not alive. */
  stateOf(entity: number): number | undefined {
    const state = this.states[entity];
    return state === ABSENT ? undefined : state;
  }

  /** A living entity's times up to now. */
  timesOf(entity: number, nowNs: number): InstanceTimes {
    const state = this.alive(entity);
    const open = nowNs - this.since[entity]!;
    return named((index) => this.times[entity * STATES + index]! + (index === state ? open : 0));
  }

  /**
   * Times up to now of all entities that the owner has and had. Exact while the number of its entities × now is below 2^53
   * ns: 2500 entities for an hour.
   */
  ownerTimesOf(owner: number, nowNs: number): InstanceTimes {
    return named((index) => {
      const at = owner * STATES + index;
      if (at >= this.ownerTimes.length) return 0;
      return this.ownerTimes[at]! + (this.ownerOpen[at]! * nowNs - this.ownerSince[at]!);
    });
  }

  /**
   * Holds the law: every entity's times sum to its age.
   * @throws Error naming the entity that does not sum up.
   */
  check(nowNs: number): void {
    for (let entity = 0; entity < this.states.length; entity++) {
      if (this.states[entity] === ABSENT) continue;
      let sum = nowNs - this.since[entity]!;
      for (let state = 0; state < STATES; state++) sum += this.times[entity * STATES + state]!;
      const age = nowNs - this.born[entity]!;
      if (sum !== age || nowNs < this.since[entity]!) {
        throw new Error(`entity ${entity}: states sum to ${sum} ns, its age is ${age} ns`);
      }
    }
  }

  /** Bytes of memory. Depends on the numbers of entities and owners, not on virtual time. */
  bytes(): number {
    return Object.values(this.save()).reduce((sum, array: ArrayBufferView) => sum + array.byteLength, 0);
  }

  save(): SavedEntityTimes {
    return {
      states: this.states.slice(),
      owners: this.owners.slice(),
      born: this.born.slice(),
      since: this.since.slice(),
      times: this.times.slice(),
      ownerTimes: this.ownerTimes.slice(),
      ownerOpen: this.ownerOpen.slice(),
      ownerSince: this.ownerSince.slice(),
    };
  }

  load(saved: SavedEntityTimes): void {
    this.states = saved.states.slice();
    this.owners = saved.owners.slice();
    this.born = saved.born.slice();
    this.since = saved.since.slice();
    this.times = saved.times.slice();
    this.ownerTimes = saved.ownerTimes.slice();
    this.ownerOpen = saved.ownerOpen.slice();
    this.ownerSince = saved.ownerSince.slice();
  }

  private alive(entity: number): number {
    const state = this.states[entity];
    if (state === undefined || state === ABSENT) throw new Error(`entity ${entity} is not alive`);
    return state;
  }

  private leave(entity: number, nowNs: number): void {
    const state = this.alive(entity);
    const since = this.since[entity]!;
    if (!(nowNs >= since && Number.isSafeInteger(nowNs))) {
      throw new Error(
        `entity ${entity} cannot leave ${ENTITY_STATES[state]} at ${nowNs} ns, it entered at ${since} ns`,
      );
    }
    const owned = this.owners[entity]! * STATES + state;
    this.times[entity * STATES + state]! += nowNs - since;
    this.ownerTimes[owned]! += nowNs - since;
    this.ownerOpen[owned]! -= 1;
    this.ownerSince[owned]! -= since;
  }

  private enter(entity: number, state: number, nowNs: number): void {
    const owned = this.owners[entity]! * STATES + state;
    this.states[entity] = state;
    this.since[entity] = nowNs;
    this.ownerOpen[owned]! += 1;
    this.ownerSince[owned]! += nowNs;
  }

  private growEntities(entity: number): void {
    const length = doubled(this.states.length, entity);
    const states = new Uint8Array(length).fill(ABSENT);
    states.set(this.states);
    this.states = states;
    const owners = new Int32Array(length);
    owners.set(this.owners);
    this.owners = owners;
    this.born = longer(this.born, length);
    this.since = longer(this.since, length);
    this.times = longer(this.times, length * STATES);
  }

  private growOwners(owner: number): void {
    const length = doubled(this.ownerTimes.length / STATES, owner) * STATES;
    this.ownerTimes = longer(this.ownerTimes, length);
    this.ownerOpen = longer(this.ownerOpen, length);
    this.ownerSince = longer(this.ownerSince, length);
  }
}

function named(ns: (state: number) => number): InstanceTimes {
  return {
    runningNs: ns(RUNNING),
    waitingNs: ns(WAITING),
    throttledNs: ns(THROTTLED),
    sleepingNs: ns(SLEEPING),
  };
}

function doubled(length: number, index: number): number {
  let result = length;
  while (result <= index) result *= 2;
  return result;
}

function longer(array: Float64Array, length: number) {
  const result = new Float64Array(length);
  result.set(array);
  return result;
}
