/** Tasks on the machine: gives each its program and a place in the scheduler, and takes it away again. */
import type { GroupId } from "../../cpu/scheduler";
import type { Call } from "../abi/call";
import { SysError } from "../abi/errno";
import { SIG } from "../abi/signals";
import type { ChildMain, Sys } from "../abi/sys";
import { nearest } from "../cgroup/nearest";
import type { CpuGroupSettings, CpuPort } from "../cgroup/ports";
import type { CgroupTree } from "../cgroup/tree";
import type { Machine } from "../machine";
import type { LoadAverage } from "./load";
import { Runner, type RunnerHost } from "./runner";
import type { Signals } from "./signals";
import type { Task, TaskHost } from "./task";

export interface CoreHost {
  readonly machine: Machine;
  readonly cgroups: CgroupTree;
  readonly load: LoadAverage;
  readonly signals: Signals;
  makeSys(task: Task): Sys;
  realtimeNs(): number;
  /** A program threw something that is no SysError: a fault of the lab, told in the kernel's log. */
  faulted(task: Task, problem: unknown): void;
  endBySignal(task: Task, signal: number, core: boolean): Call<never>;
}

const RANGE = 10_000;
/** A task that gets a core at once waits only for the switch to it. */
const SWITCHING_NS = 5_000;

export class TaskCore implements TaskHost, CpuPort {
  private readonly runners = new WeakMap<Task, Runner>();
  private readonly systems = new WeakMap<Task, Sys>();
  private readonly groups = new WeakMap<Task, GroupId>();
  /** What must wait until no task is in the middle of its turn, in order. */
  private deferred: (() => void)[] = [];
  readonly rootGroup: GroupId = 0;
  private readonly port: RunnerHost;

  constructor(private readonly host: CoreHost) {
    const { machine } = host;
    this.port = {
      processors: machine.processors,
      nsPerInstruction: machine.nsPerInstruction,
      after: (delayNs, then) => machine.after(delayNs, then),
      frozen: (task) => host.cgroups.freezer.holds(task),
      noteFrozen: (task) => host.cgroups.freezer.rested(task),
      used: (task, ns, mode) => this.used(task, ns, mode),
      wanted: (task, fromNs, ranFromNs, toNs) => {
        host.load.add(toNs - fromNs, toNs);
        if (ranFromNs - fromNs > SWITCHING_NS) host.cgroups.waited(task, fromNs, ranFromNs);
      },
      waitedForDisk: (_task, ns, nowNs) => host.load.add(ns, nowNs),
      programFailed: (task, problem) => this.failed(task, problem),
      group: (task) => this.groups.get(task) ?? this.rootGroup,
      owner: (task) => task.process.owner,
    };
  }

  realtimeNs(): number {
    return this.host.realtimeNs();
  }

  wake(task: Task): void {
    this.runners.get(task)?.wake();
  }

  /** Gives a new task its program and lets it run. */
  start(task: Task, main: ChildMain): void {
    const sys = this.host.makeSys(task);
    this.systems.set(task, sys);
    this.groups.set(task, nearest(this.host.cgroups.of(task), "cpu").group);
    const runner = new Runner(this.port, task, this.born(task, main, sys));
    this.runners.set(task, runner);
    runner.wake();
  }

  /** What came while it was being born is delivered before its first step. */
  private *born(task: Task, main: ChildMain, sys: Sys): Call<never> {
    if (task.signalPending) yield* this.host.signals.deliver(task, sys);
    return yield* toItsEnd(main, sys);
  }

  /** execve. */
  replace(task: Task, start: (sys: Sys) => Call<number>): void {
    this.runners.get(task)!.replace(toItsEnd(start, this.systems.get(task)!));
  }

  /** The task will not run again. */
  stop(task: Task): void {
    this.runners.get(task)?.end();
  }

  setNice(task: Task, nice: number): void {
    const runner = this.runners.get(task);
    if (runner === undefined) return;
    const { processors, scheduler } = this.host.machine;
    processors.settleAll();
    scheduler.setNice(runner.entityId, nice, processors.nowNs);
    processors.settleAndPick();
  }

  private used(task: Task, ns: number, mode: "user" | "kernel"): void {
    if (mode === "user") task.process.userNs += ns;
    else task.process.systemNs += ns;
    this.host.cgroups.used(task, ns, mode);
  }

  private *failed(task: Task, problem: unknown): Call<never> {
    this.host.faulted(task, problem);
    yield* this.host.endBySignal(task, problem instanceof SysError ? SIG.ABRT : SIG.SEGV, false);
    throw problem;
  }

  // Groups of the scheduler

  private later(then: () => void): void {
    this.deferred.push(then);
    if (this.deferred.length > 1) return;
    this.host.machine.processors.at(this.host.machine.nowNs, () => {
      const all = this.deferred;
      this.deferred = [];
      for (const one of all) one();
    });
  }

  private settings({ weight, quotaNs, periodNs, idle }: CpuGroupSettings) {
    return {
      weight: idle ? 1 : Math.max(1, Math.min(RANGE, Math.round(weight))),
      quotaNs,
      periodNs,
      cpus: undefined,
    };
  }

  addGroup(parent: number, settings: CpuGroupSettings): number {
    const { scheduler, nowNs } = this.host.machine;
    return scheduler.addGroup(parent, this.settings(settings), nowNs);
  }

  setGroup(group: number, settings: CpuGroupSettings): void {
    const { scheduler, processors } = this.host.machine;
    processors.settleAll();
    scheduler.setGroup(group, this.settings(settings), processors.nowNs);
    processors.settleAndPick();
  }

  removeGroup(group: number): void {
    this.later(() => this.host.machine.scheduler.removeGroup(group));
  }

  throttling(group: number): {
    readonly periods: number;
    readonly throttled: number;
    readonly throttledNs: number;
  } {
    return this.host.machine.scheduler.throttling(group);
  }

  moveTask(task: Task, group: number): void {
    this.groups.set(task, group);
    this.later(() => this.runners.get(task)?.regroup());
  }

  setCpus(task: Task, cpus: readonly number[]): void {
    task.process.cpus = cpus.length === this.host.machine.cores ? undefined : cpus;
  }
}

/** A program and the exit that follows it. */
function* toItsEnd(main: ChildMain, sys: Sys): Call<never> {
  const status = yield* main(sys);
  return yield* sys.exit(status);
}
