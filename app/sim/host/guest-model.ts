/**
 * A modelled guest: tasks under a scheduler of their own, whose cores are the guest's vCPUs. Two schedulers on top of each
 * other: the inner one divides what the outer one gives. Time goes on for the guest while its vCPU waits for a core; what it
 * lost then is its steal time.
 */
import { createScheduler } from "../cpu/create";
import { type CpuScheduler, type EntityId, IDLE, ROOT_GROUP } from "../cpu/scheduler";
import { type EventHandle, EventQueue, type SavedQueue } from "../time/queue";
import { BLOCKED, type Mode, type Next, RUNNABLE, type SimulatedRunnable } from "./runnable";
import type { Task } from "./work/task";

/**
 * A vCPU notices what another one's task ordered (a wake-up, a balancing) at its next tick, unless it is idle: then it is
 * woken at once. 4 ms is CONFIG_HZ=250, Debian's.
 */
const TICK_NS = 4_000_000;

export interface GuestModelOptions {
  readonly vcpus: number;
  readonly contextSwitchNs: number;
  readonly seed: number;
  /** Makes an idle vCPU runnable: an interrupt from another one. */
  wakeVcpu(vcpu: number): void;
}

interface SavedGuest {
  readonly scheduler: unknown;
  readonly sleepers: SavedQueue;
  readonly sleeping: readonly (readonly [EntityId, EventHandle])[];
  readonly current: Int32Array;
  readonly switching: Float64Array;
  readonly budgets: Float64Array;
  readonly idle: Uint8Array;
  readonly begun: boolean;
}

export class GuestModel {
  readonly vcpus: readonly VcpuModel[];
  private readonly scheduler: CpuScheduler;
  private readonly sleepers = new EventQueue<EntityId>();
  /** Handles of those that sleep until a moment. */
  private readonly sleeping = new Map<EntityId, EventHandle>();
  private readonly tasks: Task[] = [];
  private readonly entities: EntityId[] = [];
  private readonly current: Int32Array;
  /** What is left of a context switch on each vCPU. */
  private readonly switching: Float64Array;
  /** What is left until the guest's kernel decides again. */
  private readonly budgets: Float64Array;
  /** The vCPU has halted and waits for a timer or an interrupt. */
  private readonly idle: Uint8Array;
  private begun = false;

  constructor(private readonly options: GuestModelOptions) {
    const { vcpus, seed } = options;
    this.scheduler = createScheduler("cfs", { cores: vcpus, threadsPerCore: 1, tickHz: 0, seed });
    this.current = new Int32Array(vcpus).fill(IDLE);
    this.switching = new Float64Array(vcpus);
    this.budgets = new Float64Array(vcpus);
    // The guest's kernel begins on the first vCPU; the others wait for an interrupt.
    this.idle = new Uint8Array(vcpus).fill(1, 1);
    this.vcpus = Array.from({ length: vcpus }, (_, index) => new VcpuModel(this, index));
  }

  /** Tasks must be added in the same order before `load`. The first one comes up when the guest first runs. */
  addTask(task: Task, nice: number): void {
    const entity = this.scheduler.addEntity(ROOT_GROUP, { nice }, 0);
    this.tasks[entity] = task;
    this.entities.push(entity);
  }

  /** Lets the tasks after the first begin; called when the guest is up. */
  startOthers(nowNs: number): void {
    this.begun = true;
    for (const entity of this.entities)
      if (this.scheduler.stateOf(entity) === "blocked" && !this.sleeping.has(entity))
        this.wake(entity, nowNs);
  }

  /** Something came in for that task (by the order of `addTask`). */
  interrupt(task: number, nowNs: number): void {
    const entity = this.entities[task]!;
    if (this.scheduler.stateOf(entity) !== "blocked") return;
    const handle = this.sleeping.get(entity);
    if (handle !== undefined) this.sleepers.cancel(handle);
    this.sleeping.delete(entity);
    this.wake(entity, nowNs);
  }

  private wake(entity: EntityId, nowNs: number): void {
    this.scheduler.wake(entity, nowNs);
    const core = this.scheduler.coreOf(entity);
    if (this.idle[core] === 1) {
      this.idle[core] = 0;
      this.options.wakeVcpu(core);
    }
  }

  private due(): number {
    return Math.min(this.sleepers.peekNs(), this.scheduler.nextTimerNs());
  }

  private runDue(nowNs: number): void {
    while (this.due() <= nowNs) {
      if (this.scheduler.nextTimerNs() <= nowNs) this.scheduler.runTimers(nowNs);
      else {
        const entity = this.sleepers.pop()!;
        this.sleeping.delete(entity);
        this.wake(entity, nowNs);
      }
    }
  }

  /** The task that a vCPU is computing for; undefined while it idles or switches. */
  computing(vcpu: number): Task | undefined {
    const entity = this.current[vcpu]!;
    return entity === IDLE || this.switching[vcpu]! > 0 ? undefined : this.tasks[entity];
  }

  horizonNs(vcpu: number, nowNs: number): number {
    const entity = this.current[vcpu]!;
    if (entity === IDLE) return 0;
    if (this.switching[vcpu]! > 0) return this.switching[vcpu]!;
    const untilDueNs = Math.max(0, this.due() - nowNs);
    return Math.min(this.tasks[entity]!.horizonNs(nowNs), this.budgets[vcpu]!, untilDueNs, TICK_NS);
  }

  mode(vcpu: number): Mode {
    const entity = this.current[vcpu]!;
    if (entity === IDLE || this.switching[vcpu]! > 0) return "guest-kernel";
    return this.tasks[entity]!.mode();
  }

  advance(vcpu: number, ns: number, nowNs: number): void {
    if (this.switching[vcpu]! > 0) {
      this.switching[vcpu]! -= ns;
      return;
    }
    this.tasks[this.current[vcpu]!]!.advance(ns, nowNs);
    this.budgets[vcpu]! -= ns;
    this.scheduler.charge(vcpu, ns, nowNs);
  }

  reached(vcpu: number, nowNs: number): Next {
    if (!this.begun) {
      this.begun = true;
      this.wake(this.entities[0]!, nowNs);
    }
    const entity = this.current[vcpu]!;
    if (this.switching[vcpu]! <= 0 && entity !== IDLE && this.tasks[entity]!.horizonNs(nowNs) <= 0)
      this.taskReached(vcpu, entity, nowNs);
    this.runDue(nowNs);
    if (this.switching[vcpu]! <= 0) this.decide(vcpu, nowNs);
    if (this.current[vcpu] !== IDLE) return RUNNABLE;
    this.idle[vcpu] = 1;
    const untilNs = this.due();
    // Any vCPU's timer wakes them all here; the one that finds nothing to do halts again.
    return untilNs === Number.POSITIVE_INFINITY
      ? BLOCKED
      : { state: "sleeping", untilNs: Math.ceil(untilNs) };
  }

  private taskReached(vcpu: number, entity: EntityId, nowNs: number): void {
    const next = this.tasks[entity]!.reached(nowNs);
    if (next.state === "runnable") return;
    this.scheduler.block(vcpu, nowNs);
    this.current[vcpu] = IDLE;
    if (next.state === "sleeping")
      this.sleeping.set(entity, this.sleepers.push(Math.max(next.untilNs, nowNs), entity));
  }

  private decide(vcpu: number, nowNs: number): void {
    const { scheduler } = this;
    const previous = this.current[vcpu]!;
    const wanted = previous === IDLE || scheduler.resched[vcpu] === 1 || this.budgets[vcpu]! <= 0;
    if (!wanted) return;
    if (scheduler.resched[vcpu] === 1) {
      scheduler.resched[vcpu] = 0;
      scheduler.reschedCount--;
    }
    const chosen = scheduler.pick(vcpu, nowNs);
    this.current[vcpu] = chosen;
    if (chosen === IDLE) return;
    this.budgets[vcpu] = Math.max(1, Math.ceil(scheduler.budgetNs(vcpu, nowNs)));
    if (chosen !== previous) this.switching[vcpu] = this.options.contextSwitchNs;
  }

  woken(vcpu: number): void {
    this.idle[vcpu] = 0;
  }

  save(): unknown {
    return {
      scheduler: this.scheduler.save(),
      sleepers: this.sleepers.save(),
      sleeping: [...this.sleeping],
      current: this.current.slice(),
      switching: this.switching.slice(),
      budgets: this.budgets.slice(),
      idle: this.idle.slice(),
      begun: this.begun,
    } satisfies SavedGuest;
  }

  load(saved: unknown): void {
    const state = saved as SavedGuest;
    this.scheduler.load(state.scheduler);
    this.sleepers.load(state.sleepers);
    this.sleeping.clear();
    for (const [entity, handle] of state.sleeping) this.sleeping.set(entity, handle);
    this.current.set(state.current);
    this.switching.set(state.switching);
    this.budgets.set(state.budgets);
    this.idle.set(state.idle);
    this.begun = state.begun;
  }
}

/** One vCPU of a modelled guest, as the host schedules it. */
class VcpuModel implements SimulatedRunnable {
  readonly kind = "simulated";

  constructor(
    private readonly guest: GuestModel,
    private readonly index: number,
  ) {}

  horizonNs(nowNs: number): number {
    return this.guest.horizonNs(this.index, nowNs);
  }

  mode(): Mode {
    return this.guest.mode(this.index);
  }

  advance(ns: number, nowNs: number): void {
    this.guest.advance(this.index, ns, nowNs);
  }

  reached(nowNs: number): Next {
    this.guest.woken(this.index);
    return this.guest.reached(this.index, nowNs);
  }

  /** The guest saves itself and its tasks. */
  save(): unknown {
    return undefined;
  }

  load(): void {}
}
