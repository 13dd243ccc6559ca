/**
 * A simulated task: a sequence of stretches, each so long and in one mode. Subclasses say what comes after a stretch. A task
 * does not know whether it runs in a container or in a guest: its world says in which modes, and gives it memory.
 */
import type { Mode, Next, SimulatedRunnable } from "../runnable";
import { RUNNABLE } from "../runnable";

/** What memory answers to a batch of accesses. */
export interface TouchAnswer {
  /** Processor time of kernels and hypervisor for faults and reclaim, by who worked. */
  readonly kernelNs: number;
  readonly hypervisorNs: number;
  /** Time asleep: waiting for a disk, or throttled by memory.high. */
  readonly sleepNs: number;
  /** The task was killed for memory. */
  readonly killed: boolean;
}

/** Where a task runs. */
export interface TaskWorld {
  readonly userMode: Mode;
  readonly kernelMode: Mode;
  /** Touches `count` pages of a region of the instance from `first` on, in order. */
  touch(region: number, first: number, count: number, write: boolean): TouchAnswer;
  /** What one access to a working set of so many pages spends on page walks, where no order helps the TLB. */
  translationNs(workingSetPages: number): number;
}

export interface Stretch {
  readonly mode: Mode;
  readonly ns: number;
}

export abstract class Task implements SimulatedRunnable {
  readonly kind = "simulated";
  /** In the workload's own unit. */
  progress = 0;
  private remainingNs = 0;
  private present: Mode;
  /** Stretches still to be done before the workload itself. */
  private prologue: Stretch[];
  protected started = false;

  constructor(
    protected readonly world: TaskWorld,
    prologue: readonly Stretch[] = [],
    private readonly onStarted: () => void = () => {},
  ) {
    this.prologue = [...prologue];
    this.present = world.userMode;
  }

  /** Progress if it has run `ns` more than it was told of. */
  progressAfter(_ns: number): number {
    return this.progress;
  }

  horizonNs(_nowNs: number): number {
    return this.remainingNs;
  }

  mode(): Mode {
    return this.present;
  }

  advance(ns: number, _nowNs: number): void {
    this.remainingNs -= ns;
    if (this.started) this.computed(ns);
  }

  reached(nowNs: number): Next {
    for (let next = this.prologue.shift(); next !== undefined; next = this.prologue.shift()) {
      this.stretch(next.mode, next.ns);
      if (next.ns > 0) return RUNNABLE;
    }
    if (!this.started) {
      this.started = true;
      this.onStarted();
    }
    return this.proceed(nowNs);
  }

  /** The task goes on for so long in that mode. */
  protected stretch(mode: Mode, ns: number): void {
    this.present = mode;
    this.remainingNs = Math.round(ns);
  }

  /** Called for each time that passed in a stretch of the workload. */
  protected computed(_ns: number): void {}

  /** A stretch is over: says what is next, after `stretch` if it runs on. */
  protected abstract proceed(nowNs: number): Next;

  /** State of the subclass. */
  protected abstract saveOwn(): unknown;
  protected abstract loadOwn(saved: unknown): void;

  save(): unknown {
    return {
      progress: this.progress,
      remainingNs: this.remainingNs,
      present: this.present,
      prologue: [...this.prologue],
      started: this.started,
      own: this.saveOwn(),
    };
  }

  load(saved: unknown): void {
    const state = saved as {
      progress: number;
      remainingNs: number;
      present: Mode;
      prologue: readonly Stretch[];
      started: boolean;
      own: unknown;
    };
    this.progress = state.progress;
    this.remainingNs = state.remainingNs;
    this.present = state.present;
    this.prologue = [...state.prologue];
    this.started = state.started;
    this.loadOwn(state.own);
  }
}
