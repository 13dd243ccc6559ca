/** A thread of the host's own kernel: work that is done for everyone and competes for the cores like any other task. */
import { type EntityId, ROOT_GROUP } from "../cpu/scheduler";
import { HOST_OWNER } from "./ledger/parts";
import type { Processors } from "./processors";
import { BLOCKED, type Mode, type Next, RUNNABLE, type SimulatedRunnable } from "./runnable";

export interface SavedThread {
  readonly entity: EntityId | undefined;
  readonly remainingNs: number;
  readonly nextWakeNs: number;
  readonly usedNs: number;
}

export class KernelThread implements SimulatedRunnable {
  readonly kind = "simulated";
  private entity: EntityId | undefined;
  private remainingNs = 0;
  private nextWakeNs = 0;
  /** Time on a core so far. */
  usedNs = 0;

  /** `work` answers what it takes and when there is more to do; Infinity: not before `wake`. It is called when woken. */
  constructor(
    private readonly processors: Processors,
    private readonly nice: number,
    private readonly work: (nowNs: number) => { readonly ns: number; readonly nextWakeNs: number },
  ) {}

  /** There may be work. The thread comes into being when there is some for the first time. */
  wake(): void {
    this.entity ??= this.processors.add(ROOT_GROUP, { nice: this.nice }, this, HOST_OWNER);
    this.processors.wake(this.entity);
  }

  horizonNs(): number {
    return this.remainingNs;
  }

  mode(): Mode {
    return "host-kernel";
  }

  advance(ns: number): void {
    this.remainingNs -= ns;
    this.usedNs += ns;
  }

  reached(nowNs: number): Next {
    if (this.nextWakeNs > nowNs) return { state: "sleeping", untilNs: this.nextWakeNs };
    const { ns, nextWakeNs } = this.work(nowNs);
    this.remainingNs = Math.round(ns);
    this.nextWakeNs = nextWakeNs === Number.POSITIVE_INFINITY ? 0 : Math.ceil(nextWakeNs);
    if (this.remainingNs > 0) return RUNNABLE;
    return this.nextWakeNs > nowNs ? { state: "sleeping", untilNs: this.nextWakeNs } : BLOCKED;
  }

  save(): SavedThread {
    const { entity, remainingNs, nextWakeNs, usedNs } = this;
    return { entity, remainingNs, nextWakeNs, usedNs };
  }

  /** Answers its entity, if it has one. */
  load(saved: unknown): EntityId | undefined {
    const state = saved as SavedThread;
    this.entity = state.entity;
    this.remainingNs = state.remainingNs;
    this.nextWakeNs = state.nextWakeNs;
    this.usedNs = state.usedNs;
    return this.entity;
  }
}
