/**
 * A task on the host: drives its generator and tells the host's scheduler when it uses a core and when it sleeps. One instruction
 * takes the host's ns per instruction.
 */
import type { EntityId, GroupId } from "../../cpu/scheduler";
import type { Processors } from "../../host/processors";
import { BLOCKED, type Mode, type Next, RUNNABLE, type SimulatedRunnable } from "../../host/runnable";
import type { Call, Wait } from "../abi/call";
import { SIG } from "../abi/signals";
import type { Timer } from "../services";
import type { Task } from "./task";
import type { WaitQueue } from "./wait-queue";

export interface RunnerHost {
  readonly processors: Processors;
  readonly nsPerInstruction: number;
  after(delayNs: number, then: () => void): Timer;
  /** Whether the task's cgroup is frozen, and must not run on. */
  frozen(task: Task): boolean;
  /** It has come to rest because of that. */
  noteFrozen(task: Task): void;
  /** Processor time that a task has used. */
  used(task: Task, ns: number, mode: "user" | "kernel"): void;
  /** It wanted to run from one moment to another; of that, until `ranFromNs`, it had no core. */
  wanted(task: Task, fromNs: number, ranFromNs: number, toNs: number): void;
  /** It waited for a disk. */
  waitedForDisk(task: Task, ns: number, nowNs: number): void;
  programFailed(task: Task, problem: unknown): Call<never>;
  group(task: Task): GroupId;
  owner(task: Task): number;
}

export class Runner implements SimulatedRunnable {
  readonly kind = "simulated";
  private entity: EntityId;
  private remainingNs = 0;
  private inKernel = true;
  private queues: readonly WaitQueue[] = [];
  private timer: Timer | undefined;
  private program: Call<unknown>;
  private ended = false;
  /** Since when it wants to run, as far as that is not yet told. */
  private wantedNs = 0;
  private blockedNs = 0;

  constructor(
    private readonly host: RunnerHost,
    readonly task: Task,
    program: Call<unknown>,
  ) {
    this.program = program;
    this.entity = host.processors.add(
      host.group(task),
      { nice: task.process.nice, forked: true },
      this,
      host.owner(task),
    );
  }

  get entityId(): EntityId {
    return this.entity;
  }

  /** execve: the old program is dropped where it stands. */
  replace(program: Call<unknown>): void {
    this.program = program;
  }

  /** The task will not run again. */
  end(): void {
    this.ended = true;
  }

  wake(): void {
    if (this.ended) return;
    const { processors } = this.host;
    if (processors.entities.state(this.entity) === "blocked") this.wantedNs = processors.nowNs;
    processors.wake(this.entity);
  }

  /** Its cgroup has changed. Called outside of the runner's own turn, see KernelHost. */
  regroup(): void {
    if (this.ended) return;
    const { processors } = this.host;
    const asleep = processors.entities.state(this.entity) === "blocked";
    processors.remove(this.entity);
    this.entity = processors.add(
      this.host.group(this.task),
      { nice: this.task.process.nice },
      this,
      this.host.owner(this.task),
    );
    if (!asleep) processors.wake(this.entity);
  }

  horizonNs(): number {
    return this.remainingNs;
  }

  mode(): Mode {
    return this.inKernel ? "host-kernel" : "user";
  }

  advance(ns: number): void {
    this.remainingNs -= ns;
    this.host.used(this.task, ns, this.inKernel ? "kernel" : "user");
    const { nowNs } = this.host.processors;
    this.host.wanted(this.task, this.wantedNs, nowNs - ns, nowNs);
    this.wantedNs = nowNs;
  }

  reached(nowNs: number): Next {
    const { task } = this;
    if (this.ended) return { state: "exited", status: 0 };
    if (this.host.frozen(task) && !task.pending.has(SIG.KILL) && !task.process.pending.has(SIG.KILL)) {
      this.host.noteFrozen(task);
      return BLOCKED;
    }
    this.stopWaiting(nowNs);
    task.state = "R";
    for (;;) {
      const wait = this.step();
      if (this.ended) return { state: "exited", status: 0 };
      if (wait === undefined || wait.kind === "gone") continue;
      if (wait.kind === "block") return this.block(wait, nowNs);
      this.inKernel = wait.mode === "kernel";
      this.remainingNs = Math.round(wait.instructions * this.host.nsPerInstruction);
      if (this.remainingNs > 0) return RUNNABLE;
    }
  }

  /** undefined: the program is over or was replaced. */
  private step(): Wait | undefined {
    const { program } = this;
    try {
      const { value, done } = program.next();
      return done || this.program !== program ? undefined : (value as Wait);
    } catch (problem) {
      this.program = this.host.programFailed(this.task, problem);
      return undefined;
    }
  }

  private block(wait: Extract<Wait, { kind: "block" }>, nowNs: number): Next {
    const { task } = this;
    if (wait.untilNs <= nowNs) {
      this.remainingNs = 0;
      return RUNNABLE;
    }
    if (task.state === "R") task.state = "S";
    task.voluntarySwitches++;
    this.blockedNs = nowNs;
    this.queues = wait.queues;
    for (const queue of wait.queues) queue.add(task);
    if (wait.untilNs !== Number.POSITIVE_INFINITY)
      this.timer = this.host.after(wait.untilNs - nowNs, () => this.wake());
    return BLOCKED;
  }

  private stopWaiting(nowNs: number): void {
    if (this.task.state === "D") this.host.waitedForDisk(this.task, nowNs - this.blockedNs, nowNs);
    for (const queue of this.queues) queue.remove(this.task);
    this.queues = [];
    this.timer?.cancel();
    this.timer = undefined;
  }

  /** A running program is a position in code, which is no data: runs of the kernel are repeated from their start instead. */
  save(): never {
    throw new RangeError("a simulated process cannot be saved; replay its run from the start");
  }

  load(): never {
    throw new RangeError("a simulated process cannot be loaded; replay its run from the start");
  }
}
