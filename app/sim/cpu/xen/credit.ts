/**
 * Xen's credit scheduler. A queue for each core, in three classes: BOOST (just woken), UNDER (credit left), OVER (none
 * left), first come first served within a class. Running burns credit; every 30 ms accounting hands out new credit by
 * weight and sorts vCPUs into UNDER and OVER. A core that would idle or run an OVER vCPU first looks for a better one that
 * waits at another core.
 *
 * As in Xen, a domain's weight counts for each of its active vCPUs. Left out: the move of a running vCPU at a tick to a
 * core that is idler.
 */
import { creditSlice, creditTicks, xenRatelimit } from "../../figures/schedulers";
import { type EntityId, type GroupId, IDLE, type SchedulerOptions } from "../scheduler";
import { Accounts, BOOST, OVER, UNDER } from "./credit-accounts";
import { ClassQueues } from "./credit-queues";
import { BLOCKED, QUEUED, RUNNING, THROTTLED, XenPool } from "./pool";
import { copyFields, restoreFields, type Saved } from "./state";

const SLICE_NS = creditSlice.value * 1e6;
const TICK_NS = SLICE_NS / creditTicks.value;
const RATELIMIT_NS = xenRatelimit.value * 1e6;

export class CreditScheduler extends XenPool {
  readonly policy = "credit";
  private readonly queues: ClassQueues;
  private readonly accounts: Accounts;
  private nextTick = Number.POSITIVE_INFINITY;

  constructor(options: SchedulerOptions) {
    super(options);
    this.queues = new ClassQueues(options.cores);
    this.accounts = new Accounts(this.groups, options.cores, SLICE_NS);
  }

  wake(entity: EntityId, nowNs: number): void {
    if (this.state[entity] !== BLOCKED) return;
    this.startTicks(nowNs);
    if (this.accounts.parked[entity] === 1) {
      this.park(entity, nowNs);
      return;
    }
    if (this.accounts.priority[entity] === UNDER) this.accounts.priority[entity] = BOOST;
    this.place(entity, nowNs);
  }

  pick(core: number, nowNs: number): EntityId {
    const { priority } = this.accounts;
    const before = this.running[core]!;
    const wanted = this.noted[core]!;
    this.noted[core] = IDLE;
    if (before !== IDLE) {
      if (this.mayContinue(core, before, nowNs)) return before;
      this.vacate(core);
      if (this.accounts.parked[before] === 1) this.park(before, nowNs);
      else if (this.allows(before, core)) this.push(before, core);
      else this.place(before, nowNs);
    }
    let chosen = this.queues.first(core);
    if (chosen === IDLE || priority[chosen] === OVER) {
      const better = this.waitingElsewhere(core, chosen === IDLE ? OVER : UNDER);
      if (better !== IDLE) chosen = better;
    }
    if (chosen !== IDLE) {
      this.queues.remove(chosen);
      const startedAt = this.startedAt[core]!;
      this.occupy(core, chosen, nowNs);
      if (chosen === before) this.startedAt[core] = startedAt;
      this.sliceEnd[core] = nowNs + SLICE_NS;
    }
    if (before !== IDLE && before !== chosen && this.state[before] === QUEUED) this.askIdle(before);
    if (wanted !== IDLE && wanted !== chosen && this.state[wanted] === QUEUED) this.askIdle(wanted);
    return chosen;
  }

  budgetNs(core: number, nowNs: number): number {
    const entity = this.running[core]!;
    if (entity === IDLE) return Number.POSITIVE_INFINITY;
    const limited = this.queues.best(core) > this.accounts.priority[entity]!;
    return Math.max(0, (limited ? this.startedAt[core]! + RATELIMIT_NS : this.sliceEnd[core]!) - nowNs);
  }

  nextTimerNs(): number {
    return this.nextTick;
  }

  runTimers(nowNs: number): void {
    while (this.nextTick <= nowNs) {
      const at = this.nextTick;
      for (let core = 0; core < this.cores; core++) {
        if (this.running[core] === IDLE) continue;
        this.settle(core, at);
        this.accounts.tick(this.running[core]!, this.domain[this.running[core]!]!);
      }
      if (at % SLICE_NS === 0) this.account(at);
      this.nextTick = this.needsTicks() ? at + TICK_NS : Number.POSITIVE_INFINITY;
    }
  }

  override save(): Saved {
    return {
      ...super.save(),
      ...copyFields(this, ["nextTick"]),
      queues: this.queues.save(),
      accounts: this.accounts.save(),
    };
  }

  override load(saved: unknown): void {
    super.load(saved);
    restoreFields(this, saved, ["nextTick"]);
    const { queues, accounts } = saved as { queues: unknown; accounts: unknown };
    this.queues.load(queues);
    this.accounts.load(accounts);
  }

  protected burn(entity: EntityId, ns: number): void {
    this.accounts.credit[entity]! -= ns;
  }

  protected place(entity: EntityId, _nowNs: number): void {
    const idle = this.idleCore(entity, 0, this.cores);
    if (idle >= 0) {
      this.push(entity, idle);
      this.askFor(idle, entity);
      return;
    }
    const last = this.lastCore[entity]!;
    const core = last >= 0 && this.allows(entity, last) ? last : this.shortestQueue(entity);
    this.push(entity, core);
    const current = this.running[core]!;
    if (current === IDLE || this.accounts.priority[entity]! > this.accounts.priority[current]!)
      this.ask(core);
  }

  protected unqueue(entity: EntityId, _nowNs: number): void {
    this.queues.remove(entity);
  }

  protected stopped(): void {}

  protected entityAdded(entity: EntityId): void {
    this.accounts.open(entity);
  }

  protected entityRemoved(entity: EntityId): void {
    this.accounts.retire(entity, this.domain[entity]!);
  }

  protected domainChanged(domain: GroupId, nowNs: number): void {
    if (this.groups.cap[domain] !== Number.POSITIVE_INFINITY) return;
    for (let entity = 0; entity < this.count; entity++)
      if (this.domain[entity] === domain && this.accounts.parked[entity] === 1) this.unpark(entity, nowNs);
  }

  protected override reserve(entities: number, groups: number): void {
    super.reserve(entities, groups);
    this.queues.reserve(entities);
    this.accounts.reserve(entities, groups);
  }

  /** A current goes on until its slice ends; one of a better class preempts it, but not in its first millisecond. */
  private mayContinue(core: number, entity: EntityId, nowNs: number): boolean {
    if (this.accounts.parked[entity] === 1 || !this.allows(entity, core)) return false;
    if (nowNs < this.startedAt[core]! + RATELIMIT_NS) return true;
    return nowNs < this.sliceEnd[core]! && this.queues.best(core) <= this.accounts.priority[entity]!;
  }

  private push(entity: EntityId, core: number): void {
    this.state[entity] = QUEUED;
    this.lastCore[entity] = core;
    this.queues.push(entity, core, this.accounts.priority[entity]!);
  }

  /** The first allowed entity of at least that class in the queues of the next cores, in turn; or IDLE. */
  private waitingElsewhere(core: number, least: number): EntityId {
    if (this.queues.waiting(least) === 0) return IDLE;
    for (let step = 1; step < this.cores; step++) {
      const peer = (core + step) % this.cores;
      for (let level = this.queues.best(peer); level >= least; level--)
        for (let at = this.queues.head(peer, level); at !== IDLE; at = this.queues.after(at))
          if (this.allows(at, core)) return at;
    }
    return IDLE;
  }

  private shortestQueue(entity: EntityId): number {
    let shortest = -1;
    for (let core = 0; core < this.cores; core++)
      if (
        this.allows(entity, core) &&
        (shortest < 0 || this.queues.length(core) < this.queues.length(shortest))
      )
        shortest = core;
    return shortest;
  }

  /** The accounting period ends: new credit, new classes, caps. */
  private account(nowNs: number): void {
    const { accounts } = this;
    accounts.distribute();
    for (let at = accounts.firstActive; at !== IDLE; ) {
      const entity = at;
      at = accounts.nextActive(at);
      const change = accounts.settle(entity, this.domain[entity]!, this.state[entity] !== BLOCKED);
      if (change === "park") this.holdBack(entity, nowNs);
      else if (change === "unpark") this.unpark(entity, nowNs);
      const level = accounts.priority[entity]!;
      if (this.state[entity] === QUEUED && this.queues.levelOf(entity) !== level) {
        this.queues.remove(entity);
        this.queues.push(entity, this.lastCore[entity]!, level);
      }
      if (this.state[entity] === THROTTLED) this.addThrottledTime(entity, nowNs);
    }
    accounts.countPeriods(this.domain);
  }

  private holdBack(entity: EntityId, nowNs: number): void {
    if (this.state[entity] === RUNNING) this.ask(this.lastCore[entity]!);
    if (this.state[entity] !== QUEUED) return;
    this.queues.remove(entity);
    this.park(entity, nowNs);
  }

  private unpark(entity: EntityId, nowNs: number): void {
    this.accounts.parked[entity] = 0;
    if (this.state[entity] !== THROTTLED) return;
    this.addThrottledTime(entity, nowNs);
    this.place(entity, nowNs);
  }

  private needsTicks(): boolean {
    return this.accounts.firstActive !== IDLE || this.running.some((entity) => entity !== IDLE);
  }

  /** Ticks fall on multiples of 10 ms; they stop while nothing runs and no vCPU is active. */
  private startTicks(nowNs: number): void {
    if (this.nextTick === Number.POSITIVE_INFINITY)
      this.nextTick = (Math.floor(nowNs / TICK_NS) + 1) * TICK_NS;
  }
}
