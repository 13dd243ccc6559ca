/**
 * Many starts at once on a few cores, under fair scheduling: whoever can run gets an equal share of the cores, at most one
 * core each (processor sharing, what a fair scheduler comes to over times longer than its slices). A seed decides how each
 * start differs from the mean, so a storm repeats.
 */
import { EventQueue } from "../../time/queue";
import { SeededRandom } from "../../time/random";

/** A stretch of a start: work on a core; work under a lock that one start at a time has; or a wait that needs no core. */
export interface Stage {
  readonly id: string;
  readonly label: string;
  readonly ms: number;
  readonly on: "core" | "wait" | { readonly lock: string };
}

export interface StormOptions {
  readonly instances: number;
  readonly cores: number;
  /** So many are being started at a time, the next when one is up; all at once unless given. */
  readonly atATime?: number;
  readonly seed: number;
  /** Coefficient of variation of a start's work. */
  readonly variation: number;
}

export interface Storm {
  /** Of each instance, from the moment its start began, ms. */
  readonly startMs: Float64Array;
  /** Of each instance, from the moment when all were asked for until it was up, ms. */
  readonly upAtMs: Float64Array;
  /** Mean over the instances: work and waits of each stage, then what was waited for a core and for locks, ms. */
  readonly stageMs: readonly number[];
  readonly coreWaitMs: number;
  readonly lockWaitMs: number;
}

interface Event {
  readonly instance: number;
  readonly stage: number;
}

/** @throws RangeError without instances, cores or stages. */
export function storm(stages: readonly Stage[], options: StormOptions): Storm {
  if (options.instances < 1 || options.cores < 1 || stages.length === 0)
    throw new RangeError("a storm has instances, cores and stages");
  return new StormRun(stages, options).run();
}

class StormRun {
  /** Ends of stretches on cores, by the work that each core's share has done since the beginning. */
  private readonly onCores = new EventQueue<Event>();
  /** Ends of waits, by time. */
  private readonly waits = new EventQueue<Event>();
  private readonly locks = new Map<string, { held: boolean; readonly queue: Event[] }>();
  private readonly scale: Float64Array;
  private readonly beganMs: Float64Array;
  private readonly startMs: Float64Array;
  private readonly upAtMs: Float64Array;
  private readonly stageMs: number[];
  private readonly since: Float64Array;
  private nowMs = 0;
  /** Work that each runnable instance has been given so far, ms. */
  private workMs = 0;
  private begun = 0;
  private coreWaitMs = 0;
  private lockWaitMs = 0;

  constructor(
    private readonly stages: readonly Stage[],
    private readonly options: StormOptions,
  ) {
    const { instances, seed, variation } = options;
    const random = SeededRandom.fromSeed(seed).split("storm");
    this.scale = Float64Array.from({ length: instances }, () =>
      Math.max(0.1, 1 + variation * normal(random)),
    );
    this.beganMs = new Float64Array(instances);
    this.startMs = new Float64Array(instances);
    this.upAtMs = new Float64Array(instances);
    this.since = new Float64Array(instances);
    this.stageMs = stages.map(() => 0);
  }

  run(): Storm {
    const { instances, atATime = instances } = this.options;
    while (this.begun < Math.min(instances, atATime)) this.begin();
    while (this.onCores.size > 0 || this.waits.size > 0) this.next();
    return {
      startMs: this.startMs,
      upAtMs: this.upAtMs,
      stageMs: this.stageMs.map((ms) => ms / instances),
      coreWaitMs: this.coreWaitMs / instances,
      lockWaitMs: this.lockWaitMs / instances,
    };
  }

  private begin(): void {
    const instance = this.begun++;
    this.beganMs[instance] = this.nowMs;
    this.enter({ instance, stage: 0 });
  }

  /** Goes on to the next end of a stretch. */
  private next(): void {
    const running = this.onCores.size;
    const share = running === 0 ? 0 : Math.min(1, this.options.cores / running);
    const coreEndMs =
      running === 0 ? Number.POSITIVE_INFINITY : this.nowMs + (this.onCores.peekNs() - this.workMs) / share;
    if (coreEndMs <= this.waits.peekNs()) {
      this.workMs = this.onCores.peekNs();
      this.nowMs = coreEndMs;
      this.left(this.onCores.pop()!);
      return;
    }
    const waitEndMs = this.waits.peekNs();
    this.workMs += (waitEndMs - this.nowMs) * share;
    this.nowMs = waitEndMs;
    this.leave(this.waits.pop()!);
  }

  private demandMs({ instance, stage }: Event): number {
    return this.stages[stage]!.ms * this.scale[instance]!;
  }

  private enter(event: Event): void {
    const stage = this.stages[event.stage]!;
    if (stage.on === "wait") {
      this.waits.push(this.nowMs + this.demandMs(event), event);
      return;
    }
    if (stage.on === "core") {
      this.work(event);
      return;
    }
    const lock = this.lockOf(stage.on.lock);
    this.since[event.instance] = this.nowMs;
    if (lock.held) lock.queue.push(event);
    else {
      lock.held = true;
      this.work(event);
    }
  }

  private work(event: Event): void {
    this.since[event.instance] = this.nowMs;
    this.onCores.push(this.workMs + this.demandMs(event), event);
  }

  /** A stretch on a core has ended: what it took beyond its work was waiting for the core. */
  private left(event: Event): void {
    const { on } = this.stages[event.stage]!;
    this.coreWaitMs += Math.max(0, this.nowMs - this.since[event.instance]! - this.demandMs(event));
    if (typeof on === "object") this.pass(on.lock);
    this.leave(event);
  }

  private pass(name: string): void {
    const lock = this.lockOf(name);
    const next = lock.queue.shift();
    lock.held = next !== undefined;
    if (next === undefined) return;
    this.lockWaitMs += this.nowMs - this.since[next.instance]!;
    this.work(next);
  }

  private leave(event: Event): void {
    const { instance, stage } = event;
    this.stageMs[stage]! += this.demandMs(event);
    if (stage + 1 < this.stages.length) {
      this.enter({ instance, stage: stage + 1 });
      return;
    }
    this.startMs[instance] = this.nowMs - this.beganMs[instance]!;
    this.upAtMs[instance] = this.nowMs;
    if (this.begun < this.options.instances) this.begin();
  }

  private lockOf(name: string): { held: boolean; readonly queue: Event[] } {
    const known = this.locks.get(name);
    if (known !== undefined) return known;
    const lock = { held: false, queue: [] };
    this.locks.set(name, lock);
    return lock;
  }
}

/** Nearly normal, mean 0 and deviation 1: twelve uniform numbers. Sums repeat on every engine, logarithms may not. */
function normal(random: SeededRandom): number {
  let sum = -6;
  for (let n = 0; n < 12; n++) sum += random.fraction();
  return sum;
}
