/** ksmd: same-page merging as a task of the host's kernel that competes for the cores like any other. */
import { type EntityId, ROOT_GROUP } from "../cpu/scheduler";
import { HostPages } from "../memory/merging/host-pages";
import { type MergingCounters, SamePageMerger, type SavedMerger } from "../memory/merging/merger";
import { DEFAULT_MERGING } from "../memory/merging/settings";
import type { Order } from "../scenario/schema";
import type { HostMemoryPort } from "./host-memory-port";
import { HOST_OWNER } from "./ledger/parts";
import type { Processors } from "./processors";
import { BLOCKED, type Mode, type Next, RUNNABLE, type SimulatedRunnable } from "./runnable";

type MergingOrder = Extract<Order, { do: "merging" }>;

/** ksmd runs at nice 5 (mm/ksm.c). */
const NICE = 5;

interface SavedDaemon {
  readonly entity: EntityId | undefined;
  readonly merger: SavedMerger;
  readonly remainingNs: number;
  readonly nextWakeNs: number;
}

export class MergingDaemon implements SimulatedRunnable {
  readonly kind = "simulated";
  private readonly merger: SamePageMerger;
  private entity: EntityId | undefined;
  private remainingNs = 0;
  private nextWakeNs = 0;

  constructor(
    memory: HostMemoryPort,
    private readonly processors: Processors,
  ) {
    this.merger = new SamePageMerger(new HostPages(memory.memory), DEFAULT_MERGING);
  }

  /** As writing /sys/kernel/mm/ksm/*. */
  configure(order: MergingOrder): void {
    this.merger.configure({
      run: order.run ? 1 : 0,
      ...(order.pagesToScan === undefined ? {} : { pagesToScan: order.pagesToScan }),
      ...(order.sleepMs === undefined ? {} : { sleepMillisecs: Math.round(order.sleepMs) }),
    });
    this.entity ??= this.processors.add(ROOT_GROUP, { nice: NICE }, this, HOST_OWNER);
    this.processors.wake(this.entity);
  }

  /** Memory that may be merged has appeared: look at it. */
  notice(): void {
    if (this.entity !== undefined) this.processors.wake(this.entity);
  }

  counters(): MergingCounters {
    return this.merger.counters();
  }

  horizonNs(): number {
    return this.remainingNs;
  }

  mode(): Mode {
    return "host-kernel";
  }

  advance(ns: number): void {
    this.remainingNs -= ns;
  }

  reached(nowNs: number): Next {
    if (this.nextWakeNs > nowNs) return { state: "sleeping", untilNs: this.nextWakeNs };
    const { ns, nextWakeNs } = this.merger.wake(nowNs);
    this.remainingNs = Math.round(ns);
    this.nextWakeNs = nextWakeNs === Number.POSITIVE_INFINITY ? 0 : nextWakeNs;
    if (nextWakeNs === Number.POSITIVE_INFINITY) return BLOCKED;
    return this.remainingNs > 0 ? RUNNABLE : { state: "sleeping", untilNs: nextWakeNs };
  }

  save(): SavedDaemon {
    return {
      entity: this.entity,
      merger: this.merger.save(),
      remainingNs: this.remainingNs,
      nextWakeNs: this.nextWakeNs,
    };
  }

  /** Answers its entity, if it has one. */
  load(saved: unknown): EntityId | undefined {
    const state = saved as SavedDaemon;
    this.entity = state.entity;
    this.merger.load(state.merger);
    this.remainingNs = state.remainingNs;
    this.nextWakeNs = state.nextWakeNs;
    return this.entity;
  }
}
