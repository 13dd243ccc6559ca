/**
 * What both Xen policies have in common: domains and vCPUs, who runs where, which cores are idle, and the promise that no
 * core stays idle while a vCPU that it may run is queued.
 *
 * How the promise is kept: a core that would idle takes any waiting vCPU that is allowed there. A vCPU that is queued while
 * an idle core could take it is noted for that core, which is asked to pick. If the core picks another, the vCPU is noted
 * for the next idle core.
 */
import type {
  CpuScheduler,
  EntityId,
  EntitySettings,
  GroupId,
  GroupSettings,
  GroupThrottling,
  PolicyName,
  SchedulerOptions,
} from "../scheduler";
import { IDLE } from "../scheduler";
import { addCore, hasCore, lowestIn, removeCore, wordsFor } from "./core-sets";
import { XenGroups } from "./groups";
import { copyFields, grown, restoreFields, type Saved } from "./state";

export const BLOCKED = 0;
export const QUEUED = 1;
export const RUNNING = 2;
/** Runnable, but its domain's cap holds it back: parked. */
export const THROTTLED = 3;
const ABSENT = 4;
const STATE_NAMES = ["blocked", "queued", "running", "throttled"] as const;

const FIELDS = [
  "state",
  "group",
  "domain",
  "lastCore",
  "parkedAt",
  "free",
  "count",
  "running",
  "startedAt",
  "sliceEnd",
  "chargedAt",
  "prepaid",
  "noted",
  "idle",
  "reschedCount",
] as const;

export abstract class XenPool implements CpuScheduler {
  abstract readonly policy: PolicyName;
  beforeWeighing?: (core: number, nowNs: number) => void;
  readonly resched: Uint8Array;
  reschedCount = 0;

  protected readonly groups: XenGroups;
  protected readonly cores: number;
  private readonly words: number;

  // By entity.
  protected state: Uint8Array = new Uint8Array(16).fill(ABSENT);
  private group: Int32Array = new Int32Array(16);
  protected domain: Int32Array = new Int32Array(16);
  protected lastCore: Int32Array = new Int32Array(16);
  /** Since when a throttled entity's wait is not yet in its domain's throttledNs. */
  protected parkedAt: Float64Array = new Float64Array(16);
  private free: number[] = [];
  /** Entities are numbered below this. */
  protected count = 0;

  // By core.
  protected running: Int32Array;
  protected startedAt: Float64Array;
  protected sliceEnd: Float64Array;
  private chargedAt: Float64Array;
  /** What `settle` has burnt before the host charged it. */
  private prepaid: Float64Array;
  /** The queued entity for whose sake an idle core was asked to pick, or IDLE. */
  protected noted: Int32Array;
  private idle: Uint32Array;

  constructor(readonly options: SchedulerOptions) {
    const { cores } = options;
    this.cores = cores;
    this.words = wordsFor(cores);
    this.groups = new XenGroups(cores);
    this.resched = new Uint8Array(cores);
    this.running = new Int32Array(cores).fill(IDLE);
    this.startedAt = new Float64Array(cores);
    this.sliceEnd = new Float64Array(cores);
    this.chargedAt = new Float64Array(cores);
    this.prepaid = new Float64Array(cores);
    this.noted = new Int32Array(cores).fill(IDLE);
    this.idle = new Uint32Array(this.words);
    for (let core = 0; core < cores; core++) addCore(this.idle, 0, core);
  }

  abstract wake(entity: EntityId, nowNs: number): void;
  abstract pick(core: number, nowNs: number): EntityId;
  abstract nextTimerNs(): number;
  abstract runTimers(nowNs: number): void;
  abstract budgetNs(core: number, nowNs: number): number;

  /** The entity has used so much time: take its credit. A negative amount gives it back. */
  protected abstract burn(entity: EntityId, ns: number): void;
  /** Queues an entity that is in no queue where it is allowed to be, and asks a core for it. */
  protected abstract place(entity: EntityId, nowNs: number): void;
  /** Takes a queued entity out of its queue. */
  protected abstract unqueue(entity: EntityId, nowNs: number): void;
  /** The entity is no longer running or waiting. */
  protected abstract stopped(entity: EntityId, nowNs: number): void;
  protected abstract entityAdded(entity: EntityId): void;
  protected abstract entityRemoved(entity: EntityId): void;
  /** The domain's weight or cap may be another. */
  protected abstract domainChanged(domain: GroupId, nowNs: number): void;

  addGroup(parent: GroupId, settings: GroupSettings, _nowNs: number): GroupId {
    const group = this.groups.add(parent, settings);
    this.reserve(this.count, this.groups.count);
    return group;
  }

  setGroup(group: GroupId, settings: GroupSettings, nowNs: number): void {
    this.groups.get(group);
    this.groups.set(group, settings);
    this.domainChanged(this.groups.domain[group]!, nowNs);
    for (let entity = 0; entity < this.count; entity++) {
      if (this.state[entity] === ABSENT || !this.groups.isWithin(this.group[entity]!, group)) continue;
      if (this.state[entity] === RUNNING && !this.allows(entity, this.lastCore[entity]!))
        this.ask(this.lastCore[entity]!);
      if (this.state[entity] !== QUEUED) continue;
      if (this.allows(entity, this.lastCore[entity]!)) this.askIdle(entity);
      else {
        this.unqueue(entity, nowNs);
        this.place(entity, nowNs);
      }
    }
  }

  removeGroup(group: GroupId): void {
    this.groups.remove(group);
  }

  groupSettings(group: GroupId): GroupSettings {
    return this.groups.get(group);
  }

  throttling(group: GroupId): GroupThrottling {
    return this.groups.throttling(group);
  }

  addEntity(group: GroupId, _settings: EntitySettings, _nowNs: number): EntityId {
    this.groups.get(group);
    const entity = this.free.pop() ?? this.count++;
    this.reserve(entity + 1, this.groups.count);
    this.state[entity] = BLOCKED;
    this.group[entity] = group;
    this.domain[entity] = this.groups.domain[group]!;
    this.lastCore[entity] = -1;
    this.groups.members[group]!++;
    this.entityAdded(entity);
    return entity;
  }

  /** Xen knows no nice values. */
  setNice(_entity: EntityId, _nice: number, _nowNs: number): void {}

  removeEntity(entity: EntityId): void {
    const state = this.stateOf(entity);
    if (state !== "blocked") throw new RangeError(`entity ${entity} is ${state}, not blocked`);
    this.entityRemoved(entity);
    this.groups.members[this.group[entity]!]!--;
    this.state[entity] = ABSENT;
    this.free.push(entity);
  }

  dequeue(entity: EntityId, nowNs: number): void {
    if (this.state[entity] === QUEUED) this.unqueue(entity, nowNs);
    else if (this.state[entity] === THROTTLED) this.addThrottledTime(entity, nowNs);
    else return;
    this.state[entity] = BLOCKED;
    this.stopped(entity, nowNs);
  }

  charge(core: number, ranNs: number, nowNs: number): void {
    const entity = this.running[core]!;
    if (entity === IDLE) return;
    this.burn(entity, ranNs - this.prepaid[core]!);
    this.prepaid[core] = 0;
    this.chargedAt[core] = nowNs;
  }

  block(core: number, nowNs: number): void {
    const entity = this.running[core]!;
    if (entity === IDLE) return;
    this.vacate(core);
    this.state[entity] = BLOCKED;
    this.stopped(entity, nowNs);
  }

  current(core: number): EntityId {
    return this.running[core]!;
  }

  coreOf(entity: EntityId): number {
    return this.lastCore[entity]!;
  }

  stateOf(entity: EntityId): "blocked" | "queued" | "running" | "throttled" {
    const name = STATE_NAMES[this.state[entity]!];
    if (name === undefined) throw new RangeError(`there is no entity ${entity}`);
    return name;
  }

  groupOf(entity: EntityId): GroupId {
    return this.group[entity]!;
  }

  save(): Saved {
    return { ...copyFields(this, [...FIELDS, "resched"]), groups: this.groups.save() };
  }

  load(saved: unknown): void {
    restoreFields(this, saved, FIELDS);
    const { groups, resched } = saved as { groups: unknown; resched: Uint8Array };
    this.groups.load(groups);
    this.resched.set(resched);
  }

  protected allows(entity: EntityId, core: number): boolean {
    return this.groups.allows(this.group[entity]!, core);
  }

  /**
   * Burns what a core's current has used since the host last charged it, so that credits can be compared now. An estimate,
   * which the next charge puts right: a real vCPU's use is known only when its quantum ends.
   */
  protected settle(core: number, nowNs: number): void {
    const entity = this.running[core]!;
    const since = nowNs - this.chargedAt[core]!;
    if (entity === IDLE || since <= 0) return;
    this.burn(entity, since);
    this.prepaid[core]! += since;
    this.chargedAt[core] = nowNs;
  }

  /** The core will be asked to pick. */
  protected ask(core: number): void {
    if (this.resched[core] === 1) return;
    this.resched[core] = 1;
    this.reschedCount++;
  }

  /** Asks an idle core that may run this queued entity, if there is one that was not yet asked for another. */
  protected askIdle(entity: EntityId): void {
    const core = this.idleCore(entity, 0, this.cores);
    if (core >= 0) this.askFor(core, entity);
  }

  protected askFor(core: number, entity: EntityId): void {
    this.noted[core] = entity;
    this.ask(core);
  }

  /**
   * An idle core in [from, to) for the entity, or -1: the one it ran on last, else one whose hardware threads all idle, else any.
   * Cores that were already asked to pick for another entity do not count.
   */
  protected idleCore(entity: EntityId, from: number, to: number): number {
    const at = this.group[entity]! * this.words;
    const last = this.lastCore[entity]!;
    if (last >= from && last < to && this.isFree(last) && hasCore(this.groups.masks, at, last)) return last;
    let found = -1;
    for (let word = from >>> 5; word << 5 < to; word++) {
      let bits = this.idle[word]! & this.groups.masks[at + word]!;
      for (; bits !== 0; bits &= bits - 1) {
        const core = (word << 5) + lowestIn(bits);
        if (core < from || core >= to || this.noted[core] !== IDLE) continue;
        if (this.siblingsIdle(core)) return core;
        if (found < 0) found = core;
      }
    }
    return found;
  }

  /** The core's current gives the core up; the caller says what becomes of the entity. */
  protected vacate(core: number): void {
    this.running[core] = IDLE;
    this.prepaid[core] = 0;
    addCore(this.idle, 0, core);
  }

  /** The entity, taken out of its queue, has the core from now on. */
  protected occupy(core: number, entity: EntityId, nowNs: number): void {
    this.running[core] = entity;
    this.state[entity] = RUNNING;
    this.lastCore[entity] = core;
    this.startedAt[core] = nowNs;
    this.chargedAt[core] = nowNs;
    this.prepaid[core] = 0;
    removeCore(this.idle, 0, core);
  }

  protected park(entity: EntityId, nowNs: number): void {
    this.state[entity] = THROTTLED;
    this.parkedAt[entity] = nowNs;
  }

  /** Brings its domain's throttledNs up to now. */
  protected addThrottledTime(entity: EntityId, nowNs: number): void {
    this.groups.throttledNs[this.domain[entity]!]! += nowNs - this.parkedAt[entity]!;
    this.parkedAt[entity] = nowNs;
  }

  /** Room for so many entities and groups; policies extend it for their own columns. */
  protected reserve(entities: number, _groups: number): void {
    const before = this.state.length;
    this.state = grown(this.state, entities);
    this.state.fill(ABSENT, before);
    this.group = grown(this.group, entities);
    this.domain = grown(this.domain, entities);
    this.lastCore = grown(this.lastCore, entities);
    this.parkedAt = grown(this.parkedAt, entities);
  }

  private isFree(core: number): boolean {
    return this.running[core] === IDLE && this.noted[core] === IDLE;
  }

  private siblingsIdle(core: number): boolean {
    const { threadsPerCore } = this.options;
    const first = core - (core % threadsPerCore);
    for (let thread = first; thread < first + threadsPerCore && thread < this.cores; thread++)
      if (!this.isFree(thread)) return false;
    return true;
  }
}
