/**
 * Runs a scheduler with tasks that run for a while and sleep for a while, and nothing else: no costs, no memory, no ledger.
 * For tests of policies and for predicting what another kernel does with the same set-up.
 *
 * At one moment the calls come in this order, as from a host: `charge` for every core whose task or budget ends now,
 * `block` where the task sleeps; timers; wake-ups; then `charge` and `pick` for every core that was flagged or whose time is
 * over, until none is flagged.
 */
import { type CpuScheduler, type EntityId, IDLE } from "./scheduler";

export interface DrivenTask {
  readonly entity: EntityId;
  /** Runs so long between two sleeps, ns; Infinity: never sleeps. */
  readonly runNs: number;
  readonly sleepNs: number;
  /** When it first wakes, ns. */
  readonly startNs: number;
}

export interface CoreInterval {
  readonly fromNs: number;
  toNs: number;
  readonly entity: EntityId;
}

export interface DriveOptions {
  /** Keep who ran when, by core. */
  readonly keepIntervals?: boolean;
  /** Called when everything that happens at one moment has happened. */
  readonly afterEvent?: (nowNs: number) => void;
}

/** A task that is always runnable, from the beginning. */
export function busy(entity: EntityId): DrivenTask {
  return { entity, runNs: Number.POSITIVE_INFINITY, sleepNs: 0, startNs: 0 };
}

/** More calls of `pick` at one moment than any policy can have reason for. */
const PICKS_AT_ONCE = 10_000;

export class Driver {
  nowNs = 0;
  /** By core, if kept. */
  readonly intervals: CoreInterval[][];
  private readonly indexOf = new Map<EntityId, number>();
  /** By task. */
  private readonly ran: Float64Array;
  private readonly leftNs: Float64Array;
  private readonly wakeAtNs: Float64Array;
  /** By core. */
  private readonly chargedToNs: Float64Array;
  private readonly eventAtNs: Float64Array;

  constructor(
    private readonly scheduler: CpuScheduler,
    private readonly tasks: readonly DrivenTask[],
    private readonly options: DriveOptions = {},
  ) {
    const { cores } = scheduler.options;
    this.intervals = Array.from({ length: cores }, () => []);
    this.ran = new Float64Array(tasks.length);
    this.leftNs = Float64Array.from(tasks, (task) => task.runNs);
    this.wakeAtNs = Float64Array.from(tasks, (task) => task.startNs);
    this.chargedToNs = new Float64Array(cores);
    this.eventAtNs = new Float64Array(cores).fill(Number.POSITIVE_INFINITY);
    tasks.forEach((task, index) => {
      this.indexOf.set(task.entity, index);
    });
  }

  /** Run time so far, by entity, ns. @throws RangeError for an entity that is not driven. */
  ranNs(entity: EntityId): number {
    return this.ran[this.index(entity)]!;
  }

  /** Carries on up to and including what happens at `untilNs`. */
  runTo(untilNs: number): void {
    const { scheduler } = this;
    for (;;) {
      const next = scheduler.reschedCount > 0 ? this.nowNs : this.nextNs();
      if (next > untilNs) break;
      this.nowNs = next;
      this.endRuns();
      if (scheduler.nextTimerNs() <= next) scheduler.runTimers(next);
      this.wakeDue();
      this.pickDue();
      this.options.afterEvent?.(next);
    }
    this.nowNs = untilNs;
    for (let core = 0; core < this.eventAtNs.length; core++) this.charge(core);
  }

  save(): unknown {
    const { nowNs, ran, leftNs, wakeAtNs, chargedToNs, eventAtNs } = this;
    const saved: SavedDriver = {
      nowNs,
      columns: [ran, leftNs, wakeAtNs, chargedToNs, eventAtNs].map((column) => column.slice()),
    };
    return saved;
  }

  /** For the same tasks. Intervals are not part of what is saved. */
  load(state: unknown): void {
    const saved = state as SavedDriver;
    this.nowNs = saved.nowNs;
    const columns = [this.ran, this.leftNs, this.wakeAtNs, this.chargedToNs, this.eventAtNs];
    columns.forEach((column, index) => {
      column.set(saved.columns[index]!);
    });
  }

  private index(entity: EntityId): number {
    const index = this.indexOf.get(entity);
    if (index === undefined) throw new RangeError(`entity ${entity} is not driven`);
    return index;
  }

  private nextNs(): number {
    let next = this.scheduler.nextTimerNs();
    for (const at of this.eventAtNs) if (at < next) next = at;
    for (const at of this.wakeAtNs) if (at < next) next = at;
    return next;
  }

  private endRuns(): void {
    const { scheduler, nowNs } = this;
    for (let core = 0; core < this.eventAtNs.length; core++) {
      if (this.eventAtNs[core]! > nowNs) continue;
      this.charge(core);
      const entity = scheduler.current(core);
      if (entity === IDLE) continue;
      const index = this.index(entity);
      if (this.leftNs[index]! > 0) continue;
      const task = this.tasks[index]!;
      scheduler.block(core, nowNs);
      this.leftNs[index] = task.runNs;
      this.wakeAtNs[index] = nowNs + task.sleepNs;
    }
  }

  private wakeDue(): void {
    for (let index = 0; index < this.tasks.length; index++) {
      if (this.wakeAtNs[index]! > this.nowNs) continue;
      this.wakeAtNs[index] = Number.POSITIVE_INFINITY;
      this.scheduler.wake(this.tasks[index]!.entity, this.nowNs);
    }
  }

  private pickDue(): void {
    const { scheduler, nowNs } = this;
    let picks = 0;
    for (let again = true; again; ) {
      again = false;
      for (let core = 0; core < this.eventAtNs.length; core++) {
        if (scheduler.resched[core] === 1) {
          scheduler.resched[core] = 0;
          scheduler.reschedCount--;
        } else if (this.eventAtNs[core]! > nowNs) continue;
        if (++picks > PICKS_AT_ONCE) throw new Error(`no end of picks at ${nowNs} ns`);
        again = true;
        this.charge(core);
        this.pick(core);
      }
    }
  }

  private pick(core: number): void {
    const { scheduler, nowNs } = this;
    const entity = scheduler.pick(core, nowNs);
    this.chargedToNs[core] = nowNs;
    this.eventAtNs[core] =
      entity === IDLE
        ? Number.POSITIVE_INFINITY
        : nowNs + Math.min(scheduler.budgetNs(core, nowNs), this.leftNs[this.index(entity)]!);
  }

  private charge(core: number): void {
    const { scheduler, nowNs } = this;
    const fromNs = this.chargedToNs[core]!;
    const entity = scheduler.current(core);
    this.chargedToNs[core] = nowNs;
    if (entity === IDLE || fromNs === nowNs) return;
    const ranNs = nowNs - fromNs;
    scheduler.charge(core, ranNs, nowNs);
    const index = this.index(entity);
    this.ran[index]! += ranNs;
    this.leftNs[index]! -= ranNs;
    if (this.options.keepIntervals !== true) return;
    const kept = this.intervals[core]!;
    const last = kept.at(-1);
    if (last?.entity === entity && last.toNs === fromNs) last.toNs = nowNs;
    else kept.push({ fromNs, toNs: nowNs, entity });
  }
}

interface SavedDriver {
  readonly nowNs: number;
  readonly columns: readonly Float64Array[];
}

/** Drives from the beginning to `untilNs`. The scheduler's own clock must not be past it. */
export function drive(
  scheduler: CpuScheduler,
  tasks: readonly DrivenTask[],
  untilNs: number,
  options: DriveOptions = {},
): Driver {
  const driver = new Driver(scheduler, tasks, options);
  driver.runTo(untilNs);
  return driver;
}
