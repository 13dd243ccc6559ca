/** What each core of a host is doing: arrays by core, and what they save. Who decides is in processors.ts. */
import { type EntityId, IDLE } from "../cpu/scheduler";
import { CoreTimes } from "./core-times";
import type { ProcessorCosts } from "./processor-parts";
import type { QuantumOutcome } from "./runnable";

export interface SavedCores {
  readonly running: Int32Array;
  readonly lastEntity: Int32Array;
  readonly sinceNs: Float64Array;
  readonly startNs: Float64Array;
  readonly horizonNs: Float64Array;
  readonly decideNs: Float64Array;
  readonly next: Float64Array;
  readonly deferred: Uint8Array;
  readonly outcomes: readonly (QuantumOutcome | undefined)[];
}

export class Cores {
  readonly running: Int32Array;
  readonly lastEntity: Int32Array;
  /** Up to when the core's time is in the ledger. */
  readonly sinceNs: Float64Array;
  /** When the current entity's own time begins: after the switch to it. */
  readonly startNs: Float64Array;
  /** When the current runnable reaches its horizon. */
  readonly horizonNs: Float64Array;
  /** When the scheduler wants to decide again. */
  readonly decideNs: Float64Array;
  /** When the core is looked at again. */
  readonly next: CoreTimes;
  /** A real vCPU has the core until its quantum ends; a new decision is wanted then. */
  readonly deferred: Uint8Array;
  /** Answers of real vCPUs for quanta that end later. */
  readonly outcomes: (QuantumOutcome | undefined)[];
  /** Quanta that have not been answered. */
  readonly asked = new Map<number, Promise<QuantumOutcome>>();

  constructor(readonly count: number) {
    this.running = new Int32Array(count).fill(IDLE);
    this.lastEntity = new Int32Array(count).fill(IDLE);
    this.sinceNs = new Float64Array(count);
    this.startNs = new Float64Array(count);
    this.horizonNs = new Float64Array(count);
    this.decideNs = new Float64Array(count);
    this.next = new CoreTimes(count);
    this.deferred = new Uint8Array(count);
    this.outcomes = new Array<QuantumOutcome | undefined>(count).fill(undefined);
  }

  /** A real vCPU executes, or has executed, to a moment that has not come. */
  inQuantum(core: number): boolean {
    return this.asked.has(core) || this.outcomes[core] !== undefined;
  }

  /** What it costs to let the entity, which ran on `lastCore` (-1: nowhere) last, run on this one. */
  switchNs(core: number, entity: EntityId, lastCore: number, costs: ProcessorCosts): number {
    const another = this.lastEntity[core] === entity ? 0 : costs.contextSwitchNs;
    return another + (lastCore >= 0 && lastCore !== core ? costs.migrationNs : 0);
  }

  /** The entity is gone: its number may be given to another. */
  forget(entity: EntityId): void {
    for (let core = 0; core < this.count; core++)
      if (this.lastEntity[core] === entity) this.lastEntity[core] = IDLE;
  }

  /** Waits for all quanta, and takes the answers in the order of the cores. */
  async answers(): Promise<void> {
    const cores = [...this.asked.keys()].sort((a, b) => a - b);
    const outcomes = await Promise.all(cores.map((core) => this.asked.get(core)!));
    cores.forEach((core, index) => {
      const outcome = outcomes[index]!;
      this.outcomes[core] = outcome;
      this.next.set(core, this.startNs[core]! + outcome.usedNs);
    });
    this.asked.clear();
  }

  /** @throws Error while quanta are outstanding. */
  save(): SavedCores {
    if (this.asked.size > 0) throw new Error("real vCPUs have not answered yet");
    return {
      running: this.running.slice(),
      lastEntity: this.lastEntity.slice(),
      sinceNs: this.sinceNs.slice(),
      startNs: this.startNs.slice(),
      horizonNs: this.horizonNs.slice(),
      decideNs: this.decideNs.slice(),
      next: this.next.save(),
      deferred: this.deferred.slice(),
      outcomes: [...this.outcomes],
    };
  }

  load(saved: SavedCores): void {
    this.running.set(saved.running);
    this.lastEntity.set(saved.lastEntity);
    this.sinceNs.set(saved.sinceNs);
    this.startNs.set(saved.startNs);
    this.horizonNs.set(saved.horizonNs);
    this.decideNs.set(saved.decideNs);
    this.next.load(saved.next);
    this.deferred.set(saved.deferred);
    saved.outcomes.forEach((outcome, core) => {
      this.outcomes[core] = outcome;
    });
    this.asked.clear();
  }
}
