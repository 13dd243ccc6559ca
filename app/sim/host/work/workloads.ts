/** The work that tasks do: one class a kind of workload in a scenario. */
import type { Workload } from "../../scenario/schema";
import { SeededRandom } from "../../time/random";
import { BLOCKED, type Next, RUNNABLE } from "../runnable";
import { Histogram, type SavedHistogram } from "./histogram";
import { MemoryTask } from "./memory-task";
import { type Stretch, Task, type TaskWorld } from "./task";

/** Stretches of a task that computes for ever; nothing happens between two of them. */
const LONG_NS = 3_600_000_000_000;

/** Only comes up, then sleeps for ever. */
class IdleTask extends Task {
  protected proceed(): Next {
    return BLOCKED;
  }
  protected saveOwn(): unknown {
    return undefined;
  }
  protected loadOwn(): void {}
}

/** Computes for ever. Progress: microseconds of computing done. */
class BusyTask extends Task {
  private doneNs = 0;

  protected proceed(): Next {
    this.stretch(this.world.userMode, LONG_NS);
    return RUNNABLE;
  }

  protected override computed(ns: number): void {
    this.doneNs += ns;
    this.progress = Math.floor(this.doneNs / 1000);
  }

  override progressAfter(ns: number): number {
    return this.started ? Math.floor((this.doneNs + ns) / 1000) : 0;
  }

  protected saveOwn(): unknown {
    return this.doneNs;
  }

  protected loadOwn(saved: unknown): void {
    this.doneNs = saved as number;
  }
}

/** Computes, sleeps, computes. Progress: rounds. */
class PeriodicTask extends Task {
  private computing = false;

  constructor(
    world: TaskWorld,
    private readonly work: Extract<Workload, { kind: "periodic" }>,
    prologue?: readonly Stretch[],
    onStarted?: () => void,
  ) {
    super(world, prologue, onStarted);
  }

  protected proceed(nowNs: number): Next {
    this.computing = !this.computing;
    if (this.computing) {
      this.stretch(this.world.userMode, this.work.runUs * 1000);
      return RUNNABLE;
    }
    this.progress++;
    return { state: "sleeping", untilNs: nowNs + Math.max(1, Math.round(this.work.sleepUs * 1000)) };
  }

  protected saveOwn(): unknown {
    return this.computing;
  }

  protected loadOwn(saved: unknown): void {
    this.computing = saved as boolean;
  }
}

/** Requests arrive at random and are answered one after the other. Progress: requests answered. */
export class RequestTask extends Task {
  private readonly latencies = new Histogram();
  /** When the request that is being served, or waited for, arrived or will. */
  private arrivalNs = -1;
  private serving = false;

  constructor(
    world: TaskWorld,
    private readonly work: Extract<Workload, { kind: "requests" }>,
    private random: SeededRandom,
    prologue?: readonly Stretch[],
    onStarted?: () => void,
  ) {
    super(world, prologue, onStarted);
  }

  /** Latencies from arrival to answer. */
  get latency() {
    return this.latencies.summary();
  }

  protected proceed(nowNs: number): Next {
    if (this.arrivalNs < 0) this.arrivalNs = nowNs + this.gapNs();
    else if (this.serving) {
      this.latencies.add(nowNs - this.arrivalNs);
      this.progress++;
      this.serving = false;
      this.arrivalNs += this.gapNs();
    }
    if (this.arrivalNs > nowNs) return { state: "sleeping", untilNs: this.arrivalNs };
    this.serving = true;
    this.stretch(this.world.userMode, Math.max(1, this.work.serviceUs * 1000));
    return RUNNABLE;
  }

  /** Exponentially distributed: a Poisson process. */
  private gapNs(): number {
    return Math.max(1, Math.round((-Math.log(1 - this.random.fraction()) * 1e9) / this.work.perSecond));
  }

  protected saveOwn(): unknown {
    return {
      arrivalNs: this.arrivalNs,
      serving: this.serving,
      latencies: this.latencies.save(),
      random: [...this.random.state()],
    };
  }

  protected loadOwn(saved: unknown): void {
    const state = saved as {
      arrivalNs: number;
      serving: boolean;
      latencies: SavedHistogram;
      random: readonly number[];
    };
    this.arrivalNs = state.arrivalNs;
    this.serving = state.serving;
    this.latencies.load(state.latencies);
    this.random = SeededRandom.fromState(state.random);
  }
}

/** So many tasks of a workload, as entities of their own. */
export const threadsOf = (work: Workload): number =>
  work.kind === "busy" || work.kind === "periodic" ? work.threads : 1;

export const niceOf = (work: Workload): number => ("nice" in work ? work.nice : 0);

/**
 * The task that does that work. `region` is the instance's region of memory for it, where it needs one.
 * @throws RangeError for text typed into a real guest: no task of ours does that.
 */
export function makeTask(
  work: Workload,
  world: TaskWorld,
  random: SeededRandom,
  region: number,
  prologue?: readonly Stretch[],
  onStarted?: () => void,
): Task {
  switch (work.kind) {
    case "idle":
      return new IdleTask(world, prologue, onStarted);
    case "busy":
      return new BusyTask(world, prologue, onStarted);
    case "periodic":
      return new PeriodicTask(world, work, prologue, onStarted);
    case "requests":
      return new RequestTask(world, work, random, prologue, onStarted);
    case "memory":
      return new MemoryTask(world, work, random, region, prologue, onStarted);
    case "type":
      throw new RangeError("only a real guest can be typed into");
  }
}
