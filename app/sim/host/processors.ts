/**
 * The cores of a host: asks the scheduler who runs, lets it run, and writes down where every nanosecond went. A discrete-event
 * loop in virtual time; at equal times host events come first, then the scheduler's timers, then sleepers, then cores by
 * number, so a run does not depend on anything else.
 *
 * Real vCPUs execute in quanta that end on a common grid. All quanta that begin at one moment run side by side; nothing later
 * happens before they have answered. So the outcome does not depend on which answers first, and a real vCPU loses its core
 * only at the end of a quantum.
 */
import { type CpuScheduler, type EntityId, type EntitySettings, type GroupId, IDLE } from "../cpu/scheduler";
import { EventQueue } from "../time/queue";
import { CoreBooks } from "./core-books";
import { Cores } from "./cores";
import { Entities, STATE } from "./entities";
import type { Ledger } from "./ledger/ledger";
import {
  type ProcessorCosts,
  type ProcessorHooks,
  type SavedProcessors,
  type Stretch,
  wakeTime,
} from "./processor-parts";
import type { Next, RealRunnable, Runnable } from "./runnable";

/** A runnable that comes to its horizon so often at one moment does not let time go on. */
const MOST_STEPS_AT_ONCE = 2_000_000;

export class Processors {
  nowNs = 0;
  /** Scheduling decisions made so far. */
  decisions = 0;
  readonly entities = new Entities();
  private readonly events = new EventQueue<unknown>();
  private readonly sleepers = new EventQueue<EntityId>();
  private readonly cores: Cores;
  private readonly books: CoreBooks;
  private stepsAtOnce = 0;
  /** Inside an event, whose end acts on what the scheduler flagged. */
  private stepping = false;

  constructor(
    private readonly scheduler: CpuScheduler,
    private readonly ledger: Ledger,
    private readonly costs: ProcessorCosts,
    private readonly hooks: ProcessorHooks,
  ) {
    this.cores = new Cores(scheduler.options.cores);
    this.books = new CoreBooks(this.cores, this.entities, ledger, scheduler);
    scheduler.beforeWeighing = (core) => {
      if (!this.cores.inQuantum(core)) this.books.settle(core, this.nowNs);
    };
  }

  // --- entities ------------------------------------------------------------------------------------------------------

  /** A new entity of that owner (an instance's number), blocked. */
  add(group: GroupId, settings: EntitySettings, runnable: Runnable, owner: number): EntityId {
    const entity = this.scheduler.addEntity(group, settings, this.nowNs);
    this.entities.add(entity, runnable, owner, this.nowNs);
    return entity;
  }

  /** Makes a sleeping or blocked entity runnable. No effect on one that is, or that is paused: that one wakes when resumed. */
  wake(entity: EntityId): void {
    const { entities } = this;
    if (entities.state(entity) === "paused") entities.wakeWhenResumed(entity);
    if (entities.state(entity) !== "blocked") return;
    this.cancelSleep(entity);
    this.makeRunnable(entity);
    this.settleAndPick();
  }

  private cancelSleep(entity: EntityId): void {
    const handle = this.entities.sleepHandle(entity);
    if (handle >= 0) this.sleepers.cancel(handle);
    this.entities.awake(entity);
  }

  private makeRunnable(entity: EntityId): void {
    this.scheduler.wake(entity, this.nowNs);
    const throttled = this.scheduler.stateOf(entity) === "throttled";
    this.entities.become(entity, throttled ? STATE.throttled : STATE.waiting, this.nowNs);
  }

  /** Takes the entity off the cores until `resume`. A real vCPU stops at the end of its quantum. */
  pause(entity: EntityId): void {
    const { entities, nowNs } = this;
    const state = entities.state(entity);
    if (state === "paused" || state === "gone") return;
    if (state === "blocked") {
      const untilNs = entities.wakeNs(entity);
      this.cancelSleep(entity);
      entities.pause(entity, untilNs, nowNs);
    } else if (state === "running") {
      const core = this.scheduler.coreOf(entity);
      if (this.cores.inQuantum(core)) {
        entities.stopAfterQuantum(entity);
        this.cores.deferred[core] = 1;
        return;
      }
      this.books.settle(core, this.nowNs);
      this.scheduler.block(core, nowNs);
      entities.pause(entity, nowNs, nowNs);
      this.pick(core);
      this.settleAndPick();
    } else {
      this.scheduler.dequeue(entity, nowNs);
      entities.pause(entity, nowNs, nowNs);
    }
  }

  resume(entity: EntityId): void {
    const { entities, nowNs } = this;
    if (entities.cancelStop(entity)) return;
    if (entities.state(entity) !== "paused") return;
    const untilNs = entities.resume(entity, nowNs);
    if (untilNs <= nowNs) {
      this.makeRunnable(entity);
      this.settleAndPick();
    } else if (untilNs < Number.POSITIVE_INFINITY) this.sleep(entity, untilNs);
  }

  /** Ends an entity, whatever it is doing. A real vCPU must be paused first, and have stopped. */
  remove(entity: EntityId): void {
    if (this.entities.state(entity) === "gone") return;
    this.pause(entity);
    if (this.entities.state(entity) !== "paused")
      throw new RangeError(`entity ${entity} is in the middle of a quantum`);
    this.forget(entity);
  }

  private forget(entity: EntityId): void {
    this.cores.forget(entity);
    this.entities.remove(entity, this.nowNs);
    this.scheduler.removeEntity(entity);
  }

  /** Calls `hooks.onEvent` with that event at that time; the event must be structured-cloneable data. */
  at(atNs: number, event: unknown): void {
    this.events.push(Math.max(atNs, this.nowNs), event);
  }

  /** A scheduler setting was changed from outside: act on what it flagged. */
  settleAndPick(): void {
    const { scheduler } = this;
    if (this.stepping) return;
    const { resched } = scheduler;
    while (scheduler.reschedCount > 0) {
      for (let core = 0; core < resched.length; core++) {
        if (resched[core] === 0) continue;
        resched[core] = 0;
        scheduler.reschedCount--;
        if (this.cores.inQuantum(core)) this.cores.deferred[core] = 1;
        else {
          this.books.settle(core, this.nowNs);
          this.pick(core);
        }
        if (scheduler.reschedCount === 0) break;
      }
    }
  }

  // --- the loop ------------------------------------------------------------------------------------------------------

  /** Runs everything up to and including `toNs`. False if real vCPUs must answer first: await `answers`, call again. */
  advance(toNs: number): boolean {
    for (;;) {
      const atNs = this.nextNs();
      if (atNs > toNs || (this.cores.asked.size > 0 && atNs > this.nowNs)) break;
      if (atNs > this.nowNs) this.stepsAtOnce = 0;
      else if (++this.stepsAtOnce > MOST_STEPS_AT_ONCE)
        throw new Error(`the host does not get past ${atNs} ns: something runs for no time, over and over`);
      this.nowNs = atNs;
      this.step(atNs);
    }
    if (this.cores.asked.size > 0) return false;
    if (toNs > this.nowNs) {
      this.nowNs = toNs;
      this.stepsAtOnce = 0;
    }
    return true;
  }

  /** Waits for the real vCPUs' quanta, all of them; the outcome does not depend on which answers first. */
  answers(): Promise<void> {
    return this.cores.answers();
  }

  /** When something happens next; Infinity: never. */
  get nextEventNs(): number {
    return this.nextNs();
  }

  private nextNs(): number {
    return Math.min(
      this.events.peekNs(),
      this.scheduler.nextTimerNs(),
      this.sleepers.peekNs(),
      this.cores.next.soonestNs,
    );
  }

  private step(nowNs: number): void {
    this.stepping = true;
    if (this.events.peekNs() <= nowNs) this.hooks.onEvent(this.events.pop(), nowNs);
    else if (this.scheduler.nextTimerNs() <= nowNs) this.timers(nowNs);
    else if (this.sleepers.peekNs() <= nowNs) {
      const entity = this.sleepers.pop()!;
      this.entities.awake(entity);
      this.makeRunnable(entity);
    } else this.coreEvent(this.cores.next.soonest);
    this.stepping = false;
    this.settleAndPick();
  }

  /** Time that running entities have used is the policy's to know before it does its accounting. */
  private timers(nowNs: number): void {
    this.settleAll();
    this.scheduler.runTimers(nowNs);
    this.noteThrottling();
  }

  /** A quota was used up or refilled: entities that wait for a core may be throttled now, and the other way round. */
  private noteThrottling(): void {
    for (const entity of this.hooks.limited())
      this.entities.noteThrottling(entity, this.scheduler, this.nowNs);
  }

  /** Before a setting of the scheduler is changed: what was used until now is charged by the old one. */
  settleAll(): void {
    for (let core = 0; core < this.cores.count; core++)
      if (this.cores.running[core] !== IDLE && !this.cores.inQuantum(core))
        this.books.settle(core, this.nowNs);
  }

  // Must not be interrupted by `pause` or `remove`: whoever wants that from inside a runnable orders an event for now.
  private coreEvent(core: number): void {
    const entity = this.cores.running[core]!;
    let after: Next;
    if (this.cores.outcomes[core] !== undefined) after = this.finishQuantum(core, entity);
    else {
      this.books.settle(core, this.nowNs);
      const runnable = this.entities.runnable(entity);
      if (runnable.kind === "real" || this.nowNs < this.cores.horizonNs[core]!) {
        this.pick(core);
        return;
      }
      after = runnable.reached(this.nowNs);
    }
    this.follow(core, entity, after);
  }

  private follow(core: number, entity: EntityId, after: Next): void {
    const { scheduler, entities, nowNs } = this;
    if (after.state === "runnable" && !entities.stops(entity)) {
      const goesOn =
        this.cores.deferred[core] === 0 &&
        scheduler.resched[core] === 0 &&
        nowNs < this.cores.decideNs[core]!;
      if (goesOn) this.plan(core);
      else this.pick(core);
      return;
    }
    scheduler.block(core, nowNs);
    if (after.state === "exited") {
      this.pick(core);
      this.forget(entity);
      this.hooks.onExit(entity, after.status, nowNs);
      return;
    }
    const untilNs = wakeTime(after, nowNs);
    if (entities.stops(entity)) entities.pause(entity, untilNs, nowNs);
    else {
      entities.become(entity, STATE.blocked, nowNs);
      if (untilNs < Number.POSITIVE_INFINITY) this.sleep(entity, Math.max(untilNs, nowNs));
    }
    this.pick(core);
  }

  private sleep(entity: EntityId, untilNs: number): void {
    const atNs = Math.ceil(untilNs);
    this.entities.asleep(entity, this.sleepers.push(atNs, entity), atNs);
  }

  private finishQuantum(core: number, entity: EntityId): Next {
    const outcome = this.cores.outcomes[core]!;
    this.cores.outcomes[core] = undefined;
    const endNs = this.books.enterQuantum(core, entity, outcome.spent);
    if (outcome.usedNs > 0) this.scheduler.charge(core, outcome.usedNs, endNs);
    this.hooks.onQuantum(entity, outcome, endNs);
    return outcome.next;
  }

  private pick(core: number): void {
    const { scheduler, entities, nowNs } = this;
    this.decisions++;
    this.cores.deferred[core] = 0;
    if (scheduler.resched[core] === 1) {
      scheduler.resched[core] = 0;
      scheduler.reschedCount--;
    }
    const previous = this.cores.running[core]!;
    const chosen = scheduler.pick(core, nowNs);
    if (chosen === previous) {
      if (chosen !== IDLE) this.plan(core);
      return;
    }
    if (previous === IDLE) this.books.enterIdle(core, nowNs);
    else if (entities.state(previous) === "running") {
      const throttled = scheduler.stateOf(previous) === "throttled";
      entities.become(previous, throttled ? STATE.throttled : STATE.waiting, nowNs);
      if (throttled) this.noteThrottling();
    }
    this.cores.running[core] = chosen;
    this.cores.sinceNs[core] = nowNs;
    if (chosen === IDLE) {
      this.cores.next.set(core, Number.POSITIVE_INFINITY);
      return;
    }
    this.cores.startNs[core] =
      nowNs + this.cores.switchNs(core, chosen, entities.lastCore(chosen), this.costs);
    this.cores.lastEntity[core] = chosen;
    entities.dispatched(chosen, core, nowNs);
    this.plan(core);
  }

  /** Decides when the core is looked at again; asks a real vCPU for its next quantum. */
  private plan(core: number): void {
    const { nowNs } = this;
    const fromNs = Math.max(nowNs, this.cores.startNs[core]!);
    const budgetNs = Math.max(1, Math.ceil(this.scheduler.budgetNs(core, nowNs)));
    const decideNs = fromNs + budgetNs;
    this.cores.decideNs[core] = decideNs;
    const runnable = this.entities.runnable(this.cores.running[core]!);
    if (runnable.kind === "real") {
      this.ask(core, runnable, fromNs, decideNs);
      return;
    }
    const horizonNs = fromNs + Math.ceil(runnable.horizonNs(fromNs));
    this.cores.horizonNs[core] = horizonNs;
    this.cores.next.set(core, Math.min(horizonNs, decideNs));
  }

  private ask(core: number, runnable: RealRunnable, fromNs: number, budgetEndNs: number): void {
    const { quantumNs } = this.costs;
    const gridNs = (Math.floor(fromNs / quantumNs) + 1) * quantumNs;
    this.cores.startNs[core] = fromNs;
    this.cores.next.set(core, Number.POSITIVE_INFINITY);
    const answer = runnable.quantum(fromNs, Math.min(gridNs, budgetEndNs));
    // A failure is told to whoever waits for the answers; a host that is thrown away waits no more.
    answer.catch(() => {});
    this.cores.asked.set(core, answer);
  }

  // --- reading and saving --------------------------------------------------------------------------------------------

  /** What the core has done since its last entry in the ledger, up to now. */
  inFlight(core: number): readonly Stretch[] {
    return this.books.inFlight(core, this.nowNs);
  }

  /** What the entity has run since it was last charged. */
  openNs(entity: EntityId): number {
    return this.entities.state(entity) === "running"
      ? this.books.openNs(this.scheduler.coreOf(entity), this.nowNs)
      : 0;
  }

  /** The entity that has the core, or IDLE. */
  current(core: number): EntityId {
    return this.cores.running[core]!;
  }

  /** @throws Error while quanta are outstanding. */
  save(): SavedProcessors {
    return {
      nowNs: this.nowNs,
      decisions: this.decisions,
      entities: this.entities.save(),
      events: this.events.save(),
      sleepers: this.sleepers.save(),
      cores: this.cores.save(),
      scheduler: this.scheduler.save(),
      ledger: this.ledger.save(),
    };
  }

  /** Continues where it was saved. `runnableOf` gives each living entity its runnable, already loaded. */
  load(saved: SavedProcessors, runnableOf: (entity: EntityId) => Runnable): void {
    this.nowNs = saved.nowNs;
    this.decisions = saved.decisions;
    this.scheduler.load(saved.scheduler);
    this.ledger.load(saved.ledger);
    this.entities.load(saved.entities, runnableOf);
    this.events.load(saved.events);
    this.sleepers.load(saved.sleepers);
    this.cores.load(saved.cores);
    this.stepsAtOnce = 0;
  }
}
