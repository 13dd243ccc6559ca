/**
 * Threads that run, sleep, start others and wait for each other, on the cores of a host under its scheduler. A thread is a
 * generator of steps; what stands between two steps takes no time.
 */
import { createScheduler } from "../../cpu/create";
import { type CpuScheduler, type EntityId, IDLE, ROOT_GROUP } from "../../cpu/scheduler";
import { EventQueue } from "../../time/queue";

/** Something that threads wait for. Once it has happened, nobody waits for it. */
export class Happening {
  happened = false;
  readonly waiting: Thread[] = [];
}

export type Step =
  | { readonly do: "run"; readonly ns: number }
  | { readonly do: "sleep"; readonly ns: number }
  | { readonly do: "wait"; readonly until: Happening }
  | { readonly do: "tell"; readonly that: Happening }
  | { readonly do: "fork"; readonly child: Program };

/** Yields what it does; is given the present moment, ns. */
export type Program = Generator<Step, void, number>;

export interface HostOptions {
  readonly cores: number;
  readonly threadsPerCore: 1 | 2;
  /** What both threads of a core do together, when both are busy, in terms of one alone. */
  readonly siblingsYield: number;
}

interface Thread {
  readonly entity: EntityId;
  readonly program: Program;
  /** Work before the next step, ns of an undisturbed core. */
  leftNs: number;
}

/** CONFIG_HZ of the distributions' kernels. */
const TICK_HZ = 250;

export class ScheduledHost {
  nowNs = 0;
  /** Core time used so far, ns, of all cores. */
  busyNs = 0;
  private readonly scheduler: CpuScheduler;
  private readonly threads = new Map<EntityId, Thread>();
  private readonly sleepers = new EventQueue<Thread>();
  private readonly chargedToNs: Float64Array;
  private readonly budgetEndNs: Float64Array;
  private readonly endNs: Float64Array;

  /** @param wakeNs work of being woken: the switch to the thread. */
  constructor(
    private readonly options: HostOptions,
    private readonly wakeNs: number,
  ) {
    const { cores, threadsPerCore } = options;
    this.scheduler = createScheduler("cfs", { cores, threadsPerCore, tickHz: TICK_HZ, seed: 1 });
    this.scheduler.beforeWeighing = (core) => this.charge(core);
    this.chargedToNs = new Float64Array(cores);
    this.budgetEndNs = new Float64Array(cores).fill(Number.POSITIVE_INFINITY);
    this.endNs = new Float64Array(cores).fill(Number.POSITIVE_INFINITY);
  }

  /** Starts a thread. A forked one waits for a slice where others run (START_DEBIT). */
  start(program: Program, forked: boolean): void {
    const entity = this.scheduler.addEntity(ROOT_GROUP, { nice: 0, forked }, this.nowNs);
    const thread = { entity, program, leftNs: this.wakeNs };
    this.threads.set(entity, thread);
    this.scheduler.wake(entity, this.nowNs);
  }

  /** Until every thread has ended. @throws Error if some wait for what will not happen. */
  run(): void {
    this.pickDue();
    while (this.threads.size > 0) {
      const nextNs = Math.min(this.sleepers.peekNs(), this.scheduler.nextTimerNs(), ...this.endNs);
      if (nextNs === Number.POSITIVE_INFINITY) throw new Error("all threads wait");
      this.nowNs = nextNs;
      this.endRuns();
      if (this.scheduler.nextTimerNs() <= nextNs) this.scheduler.runTimers(nextNs);
      for (let thread = this.sleepers.pop(nextNs); thread; thread = this.sleepers.pop(nextNs))
        this.wake(thread);
      this.pickDue();
    }
  }

  private wake(thread: Thread): void {
    thread.leftNs = this.wakeNs;
    this.scheduler.wake(thread.entity, this.nowNs);
  }

  private endRuns(): void {
    for (let core = 0; core < this.endNs.length; core++) {
      if (this.endNs[core]! > this.nowNs) continue;
      this.charge(core);
      const thread = this.threads.get(this.scheduler.current(core));
      if (thread !== undefined && thread.leftNs <= 0) this.carryOn(thread, core);
    }
  }

  /** Lets a thread that has a core take its next steps until one takes time. */
  private carryOn(thread: Thread, core: number): void {
    for (;;) {
      const { done, value: step } = thread.program.next(this.nowNs);
      if (done === true) {
        this.leave(core);
        this.scheduler.removeEntity(thread.entity);
        this.threads.delete(thread.entity);
        return;
      }
      switch (step.do) {
        case "run":
          thread.leftNs = step.ns;
          if (step.ns <= 0) break;
          this.plan(core);
          return;
        case "sleep":
          this.leave(core);
          this.sleepers.push(this.nowNs + step.ns, thread);
          return;
        case "wait":
          if (step.until.happened) break;
          this.leave(core);
          step.until.waiting.push(thread);
          return;
        case "tell":
          step.that.happened = true;
          for (const waiting of step.that.waiting.splice(0)) this.wake(waiting);
          break;
        case "fork":
          this.start(step.child, true);
      }
    }
  }

  /** The core's thread stops being runnable; the core is to pick another. */
  private leave(core: number): void {
    // While this thread still slows it down.
    this.siblingOf(core, (sibling) => this.charge(sibling));
    this.scheduler.block(core, this.nowNs);
    this.endNs[core] = Number.POSITIVE_INFINITY;
    this.budgetEndNs[core] = this.nowNs;
  }

  private pickDue(): void {
    const { scheduler, nowNs } = this;
    for (let again = true; again; ) {
      again = false;
      for (let core = 0; core < this.endNs.length; core++) {
        if (scheduler.resched[core] === 1) {
          scheduler.resched[core] = 0;
          scheduler.reschedCount--;
        } else if (this.budgetEndNs[core]! > nowNs) continue;
        again = true;
        this.charge(core);
        this.siblingOf(core, (sibling) => this.charge(sibling));
        const entity = scheduler.pick(core, nowNs);
        this.chargedToNs[core] = nowNs;
        this.budgetEndNs[core] =
          entity === IDLE ? Number.POSITIVE_INFINITY : nowNs + scheduler.budgetNs(core, nowNs);
        this.plan(core);
        this.siblingOf(core, (sibling) => this.plan(sibling));
      }
    }
  }

  private plan(core: number): void {
    const thread = this.threads.get(this.scheduler.current(core));
    this.endNs[core] =
      thread === undefined
        ? Number.POSITIVE_INFINITY
        : Math.min(this.budgetEndNs[core]!, this.nowNs + Math.ceil(thread.leftNs / this.speed(core)));
  }

  /** Work a ns of the core's present thread. */
  private speed(core: number): number {
    let speed = 1;
    this.siblingOf(core, (sibling) => {
      if (this.scheduler.current(sibling) !== IDLE) speed = this.options.siblingsYield / 2;
    });
    return speed;
  }

  private siblingOf(core: number, visit: (sibling: number) => void): void {
    if (this.options.threadsPerCore === 2) visit(core ^ 1);
  }

  private charge(core: number): void {
    const ranNs = this.nowNs - this.chargedToNs[core]!;
    this.chargedToNs[core] = this.nowNs;
    const thread = this.threads.get(this.scheduler.current(core));
    if (thread === undefined || ranNs <= 0) return;
    this.scheduler.charge(core, ranNs, this.nowNs);
    this.busyNs += ranNs;
    thread.leftNs -= ranNs * this.speed(core);
    // Ends of steps fall on whole ns, as ticks do.
    if (thread.leftNs < 1) thread.leftNs = 0;
  }
}
