/**
 * Xen's credit2 scheduler. Cores share run queues; the waiting vCPU with most credit runs next. Running burns credit, the
 * faster the lower the weight; when the next to run has none left, every vCPU of the queue gets 10 ms more. Decisions are 1
 * to 2 ms apart.
 *
 * A run queue here serves eight cores (Xen's default is one per socket, with at most 16 cores). As in Xen a weight counts
 * for each vCPU of a domain, and shares follow weights within a run queue. Unlike Xen, a core that would idle takes a
 * waiting vCPU from another queue at once.
 */
import {
  credit2CarryOver,
  credit2Init,
  credit2MaxTimer,
  credit2MigrateCompensation,
  credit2MinTimer,
  xenRatelimit,
} from "../../figures/schedulers";
import { type EntityId, type GroupId, type GroupSettings, IDLE, type SchedulerOptions } from "../scheduler";
import { BUDGET_PERIOD_NS, Caps } from "./credit2-caps";
import { CreditHeap, HeapKeys } from "./credit2-heap";
import { Loads } from "./credit2-loads";
import { BLOCKED, QUEUED, RUNNING, THROTTLED, XenPool } from "./pool";
import { QueueShape } from "./queue-shape";
import { copyFields, grown, restoreFields, type Saved } from "./state";

const INIT_NS = credit2Init.value * 1e6;
const MIN_NS = credit2MinTimer.value * 1e6;
const MAX_NS = credit2MaxTimer.value * 1e6;
const CARRY_NS = credit2CarryOver.value * 1e6;
const RESIST_NS = CARRY_NS;
const COMPENSATION_NS = credit2MigrateCompensation.value * 1e6;
const RATELIMIT_NS = xenRatelimit.value * 1e6;
const FIELDS = ["queue", "heaviest", "nextRefill"] as const;

export class Credit2Scheduler extends XenPool {
  readonly policy = "credit2";
  private readonly shape: QueueShape;
  private readonly keys = new HeapKeys();
  private readonly heaps: readonly CreditHeap[];
  private readonly caps: Caps;
  private readonly loads: Loads;
  /** By entity: its run queue, or -1 before it first woke. */
  private queue: Int32Array = new Int32Array(16);
  /** By queue: the greatest weight in it, at whose rate credit is time. */
  private heaviest: Float64Array;
  private nextRefill = Number.POSITIVE_INFINITY;

  constructor(options: SchedulerOptions) {
    super(options);
    this.shape = new QueueShape(options.cores);
    const fit = {
      allows: (entity: EntityId, core: number) => this.allows(entity, core),
      margin: (entity: EntityId, core: number) => (this.lastCore[entity] === core ? 0 : RESIST_NS),
    };
    this.heaps = Array.from({ length: this.shape.count }, () => new CreditHeap(this.keys, fit));
    this.heaviest = new Float64Array(this.shape.count);
    this.loads = new Loads(this.shape.count);
    this.caps = new Caps(this.groups);
  }

  wake(entity: EntityId, nowNs: number): void {
    if (this.state[entity] === BLOCKED) this.place(entity, nowNs);
  }

  pick(core: number, nowNs: number): EntityId {
    const queue = this.shape.of(core);
    const before = this.running[core]!;
    const wanted = this.noted[core]!;
    this.noted[core] = IDLE;
    const hasBudget = before === IDLE || this.draw(before, nowNs);
    const fits = before !== IDLE && hasBudget && this.allows(before, core);
    let chosen = before;
    if (!fits || nowNs >= this.startedAt[core]! + RATELIMIT_NS) {
      chosen = this.candidate(queue, core, fits ? this.keys.credit[before]! : -Infinity, nowNs);
      if (chosen === IDLE && fits) chosen = before;
      for (let step = 1; chosen === IDLE && step < this.heaps.length; step++)
        chosen = this.candidate((queue + step) % this.heaps.length, core, -Infinity, nowNs);
    }
    if (chosen !== before) {
      if (chosen !== IDLE) this.heaps[this.queue[chosen]!]!.remove(chosen);
      if (before !== IDLE) {
        this.vacate(core);
        if (!hasBudget) this.park(before, nowNs);
        else if (fits) this.push(before, queue, nowNs);
      }
      if (chosen !== IDLE) {
        this.assign(chosen, queue, nowNs);
        if (this.lastCore[chosen] !== core) this.keys.credit[chosen]! += COMPENSATION_NS;
        this.occupy(core, chosen, nowNs);
      }
      if (before !== IDLE && hasBudget && !fits) this.place(before, nowNs);
    }
    if (chosen !== IDLE) {
      const outOfCredit = this.keys.credit[chosen]! <= 0;
      if (outOfCredit) this.reset(queue, chosen, nowNs);
      this.sliceEnd[core] = nowNs + this.slice(core, chosen, nowNs);
      if (outOfCredit && this.heaps.length > 1) this.balance(queue, nowNs);
    }
    if (before !== IDLE && before !== chosen && this.state[before] === QUEUED) this.askIdle(before);
    if (wanted !== IDLE && wanted !== chosen && this.state[wanted] === QUEUED) this.askIdle(wanted);
    return chosen;
  }

  budgetNs(core: number, nowNs: number): number {
    if (this.running[core] === IDLE) return Number.POSITIVE_INFINITY;
    return Math.max(0, this.sliceEnd[core]! - nowNs);
  }

  nextTimerNs(): number {
    return this.nextRefill;
  }

  runTimers(nowNs: number): void {
    while (this.nextRefill <= nowNs) {
      const at = this.nextRefill;
      for (let core = 0; core < this.cores; core++) this.settle(core, at);
      this.caps.refill();
      for (let entity = 0; entity < this.count; entity++)
        if (this.state[entity] === THROTTLED) this.unpark(entity, at);
      this.nextRefill = this.caps.busy ? at + BUDGET_PERIOD_NS : Number.POSITIVE_INFINITY;
    }
  }

  override save(): Saved {
    return {
      ...super.save(),
      ...copyFields(this, FIELDS),
      keys: this.keys.save(),
      heaps: this.heaps.map((heap) => heap.save()),
      caps: this.caps.save(),
      loads: this.loads.save(),
    };
  }

  override load(saved: unknown): void {
    super.load(saved);
    restoreFields(this, saved, FIELDS);
    const { keys, heaps, caps, loads } = saved as Record<"keys" | "caps" | "loads", unknown> & {
      heaps: readonly unknown[];
    };
    this.keys.load(keys);
    this.heaps.forEach((heap, index) => {
      heap.load(heaps[index]);
    });
    this.caps.load(caps);
    this.loads.load(loads);
  }

  protected burn(entity: EntityId, ns: number): void {
    const weight = this.groups.weight[this.domain[entity]!]!;
    this.keys.credit[entity]! -= (ns * this.heaviest[this.queue[entity]!]!) / weight;
    this.caps.budget[entity]! -= ns;
  }

  /** Queues it in its own run queue, unless it may not run there or an idle core of another one can take it. */
  protected place(entity: EntityId, nowNs: number): void {
    let queue = this.homeQueue(entity);
    let idle = this.idleCore(entity, this.shape.first(queue), this.shape.end(queue));
    if (idle < 0 && this.heaps.length > 1) {
      idle = this.idleCore(entity, 0, this.cores);
      if (idle >= 0) queue = this.shape.of(idle);
    }
    const last = this.lastCore[entity]!;
    if (last < 0 || this.shape.of(last) !== queue || !this.allows(entity, last))
      this.lastCore[entity] = idle >= 0 ? idle : this.firstAllowed(entity, queue);
    this.push(entity, queue, nowNs);
    if (idle >= 0) this.askFor(idle, entity);
    else this.preempt(entity, queue, nowNs);
  }

  protected unqueue(entity: EntityId, _nowNs: number): void {
    this.heaps[this.queue[entity]!]!.remove(entity);
  }

  protected stopped(entity: EntityId, nowNs: number): void {
    this.caps.giveBack(entity, this.domain[entity]!);
    this.loads.count(entity, -1, nowNs);
  }

  protected entityAdded(entity: EntityId): void {
    this.keys.credit[entity] = INIT_NS;
    this.queue[entity] = -1;
    this.caps.entityAdded(entity, this.domain[entity]!);
  }

  protected entityRemoved(entity: EntityId): void {
    this.queue[entity] = -1;
    this.caps.entityRemoved(this.domain[entity]!);
  }

  override addGroup(parent: GroupId, settings: GroupSettings, nowNs: number): GroupId {
    const group = super.addGroup(parent, settings, nowNs);
    this.caps.changed(group);
    return group;
  }

  protected domainChanged(domain: GroupId, nowNs: number): void {
    const newCap = this.caps.changed(domain);
    const weight = this.groups.weight[domain]!;
    for (let entity = 0; entity < this.count; entity++) {
      const queue = this.queue[entity]!;
      if (this.domain[entity] !== domain || queue < 0) continue;
      this.heaviest[queue] = Math.max(this.heaviest[queue]!, weight);
      if (!newCap) continue;
      this.caps.budget[entity] = 0;
      if (this.state[entity] === THROTTLED) this.unpark(entity, nowNs);
      if (this.state[entity] === RUNNING) this.ask(this.lastCore[entity]!);
    }
  }

  protected override reserve(entities: number, groups: number): void {
    super.reserve(entities, groups);
    this.queue = grown(this.queue, entities);
    this.keys.reserve(entities);
    this.caps.reserve(entities, groups);
    this.loads.reserve(entities);
  }

  protected override park(entity: EntityId, nowNs: number): void {
    super.park(entity, nowNs);
    this.caps.parked(this.domain[entity]!);
    this.loads.count(entity, -1, nowNs);
  }

  private unpark(entity: EntityId, nowNs: number): void {
    this.addThrottledTime(entity, nowNs);
    this.place(entity, nowNs);
  }

  private draw(entity: EntityId, nowNs: number): boolean {
    if (!this.caps.isCapped(this.domain[entity]!)) return true;
    if (this.nextRefill === Number.POSITIVE_INFINITY)
      this.nextRefill = (Math.floor(nowNs / BUDGET_PERIOD_NS) + 1) * BUDGET_PERIOD_NS;
    return this.caps.draw(entity, this.domain[entity]!);
  }

  /** The waiting vCPU of the queue that should have the core rather than one with that credit; parks those without budget. */
  private candidate(queue: number, core: number, credit: number, nowNs: number): EntityId {
    const heap = this.heaps[queue]!;
    for (;;) {
      const entity = heap.find(core, credit);
      if (entity === IDLE || this.draw(entity, nowNs)) return entity;
      heap.remove(entity);
      this.park(entity, nowNs);
    }
  }

  private push(entity: EntityId, queue: number, nowNs: number): void {
    this.assign(entity, queue, nowNs);
    this.state[entity] = QUEUED;
    this.heaps[queue]!.push(entity);
  }

  private assign(entity: EntityId, queue: number, nowNs: number): void {
    this.queue[entity] = queue;
    this.heaviest[queue] = Math.max(this.heaviest[queue]!, this.groups.weight[this.domain[entity]!]!);
    this.loads.count(entity, queue, nowNs);
  }

  /**
   * The next to run has no credit left: everyone in the queue gets 10 ms more, as often as it takes. Nobody keeps more than
   * half a millisecond of what he saved.
   */
  private reset(queue: number, next: EntityId, nowNs: number): void {
    const end = this.shape.end(queue);
    for (let core = this.shape.first(queue); core < end; core++) this.settle(core, nowNs);
    const { credit } = this.keys;
    const more = INIT_NS * (1 + Math.floor(-Math.min(0, credit[next]!) / INIT_NS));
    let heaviest = 0;
    for (let entity = 0; entity < this.count; entity++) {
      if (this.queue[entity] !== queue) continue;
      credit[entity] = Math.min(credit[entity]! + more, INIT_NS + CARRY_NS);
      heaviest = Math.max(heaviest, this.groups.weight[this.domain[entity]!]!);
    }
    this.heaviest[queue] = heaviest;
    this.heaps[queue]!.rebuild();
  }

  /** How long it may run: until its credit is that of the next in the queue, within limits. */
  private slice(core: number, entity: EntityId, nowNs: number): number {
    const { credit } = this.keys;
    const queue = this.shape.of(core);
    const waiting = this.heaps[queue]!.top();
    const lead = waiting === IDLE ? credit[entity]! : credit[entity]! - credit[waiting]!;
    const time = (lead * this.groups.weight[this.domain[entity]!]!) / this.heaviest[queue]!;
    const least = Math.max(MIN_NS, this.startedAt[core]! + RATELIMIT_NS - nowNs);
    const slice = Math.round(Math.min(MAX_NS, Math.max(least, time)));
    return this.caps.isCapped(this.domain[entity]!) ? Math.min(slice, this.caps.budget[entity]!) : slice;
  }

  /** Asks the core whose current is furthest behind the entity in credit, unless that one has only just started. */
  private preempt(entity: EntityId, queue: number, nowNs: number): void {
    const { credit } = this.keys;
    let weakest = -1;
    let lead = 0;
    for (let core = this.shape.first(queue); core < this.shape.end(queue); core++) {
      if (!this.allows(entity, core) || this.resched[core] === 1 || this.running[core] === IDLE) continue;
      if (nowNs < this.startedAt[core]! + RATELIMIT_NS) continue;
      this.beforeWeighing?.(core, nowNs);
      this.settle(core, nowNs);
      const resistance = this.lastCore[entity] === core ? 0 : RESIST_NS;
      const ahead = credit[entity]! - credit[this.running[core]!]! - resistance;
      if (ahead <= lead) continue;
      weakest = core;
      lead = ahead;
    }
    if (weakest >= 0) this.ask(weakest);
  }

  /** Moves one waiting vCPU between this queue and the one whose average load per core differs most, if that evens it out. */
  private balance(queue: number, nowNs: number): void {
    const load = (index: number) => this.loads.average[index]! / this.shape.size(index);
    let other = -1;
    for (let index = 0; index < this.heaps.length; index++) {
      this.loads.update(index, nowNs);
      if (index === queue) continue;
      if (other < 0 || Math.abs(load(index) - load(queue)) > Math.abs(load(other) - load(queue)))
        other = index;
    }
    const [from, to] = load(queue) > load(other) ? [queue, other] : [other, queue];
    if (load(from) - load(to) <= (1 / this.shape.size(from) + 1 / this.shape.size(to)) / 2) return;
    const heap = this.heaps[from]!;
    for (let at = 0; at < heap.size; at++) {
      const entity = heap.at(at);
      const core = this.firstAllowed(entity, to);
      if (core < 0) continue;
      heap.remove(entity);
      this.loads.average[from]! -= 1;
      this.loads.average[to]! += 1;
      this.lastCore[entity] = core;
      this.push(entity, to, nowNs);
      this.preempt(entity, to, nowNs);
      this.askIdle(entity);
      return;
    }
  }

  /** The queue that it is in, if it may run there; else the least loaded of those where it may. */
  private homeQueue(entity: EntityId): number {
    const own = this.queue[entity]!;
    if (own >= 0 && this.firstAllowed(entity, own) >= 0) return own;
    let best = -1;
    const load = (queue: number) => this.loads.runnable[queue]! / this.shape.size(queue);
    for (let queue = 0; queue < this.heaps.length; queue++)
      if (this.firstAllowed(entity, queue) >= 0 && (best < 0 || load(queue) < load(best))) best = queue;
    return best;
  }

  private firstAllowed(entity: EntityId, queue: number): number {
    const end = this.shape.end(queue);
    for (let core = this.shape.first(queue); core < end; core++) if (this.allows(entity, core)) return core;
    return -1;
  }
}
