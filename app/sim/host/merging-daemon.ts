/** ksmd: same-page merging on the host, as /sys/kernel/mm/ksm controls it. */
import { HostPages } from "../memory/merging/host-pages";
import { SamePageMerger, type SavedMerger } from "../memory/merging/merger";
import { DEFAULT_MERGING } from "../memory/merging/settings";
import type { Order } from "../scenario/schema";
import type { HostMemoryPort } from "./host-memory-port";
import { KernelThread, type SavedThread } from "./kernel-thread";
import type { Processors } from "./processors";
import type { MergingView } from "./view";

type MergingOrder = Extract<Order, { do: "merging" }>;

/** ksmd runs at nice 5 (mm/ksm.c). */
const NICE = 5;

interface SavedDaemon {
  readonly thread: SavedThread;
  readonly merger: SavedMerger;
}

export class MergingDaemon {
  readonly thread: KernelThread;
  private readonly merger: SamePageMerger;

  constructor(
    private readonly memory: HostMemoryPort,
    processors: Processors,
  ) {
    this.merger = new SamePageMerger(new HostPages(memory.memory), DEFAULT_MERGING);
    this.thread = new KernelThread(processors, NICE, (nowNs) => this.merger.wake(nowNs));
  }

  configure(order: MergingOrder): void {
    this.merger.configure({
      run: order.run ? 1 : 0,
      ...(order.pagesToScan === undefined ? {} : { pagesToScan: order.pagesToScan }),
      ...(order.sleepMs === undefined ? {} : { sleepMillisecs: Math.round(order.sleepMs) }),
      ...(order.zeroPages === undefined ? {} : { useZeroPages: order.zeroPages }),
    });
    this.thread.wake();
  }

  /** Memory that may be merged has appeared. */
  notice(): void {
    if (this.merger.settings.run === 1) this.thread.wake();
  }

  view(): MergingView {
    const { run, pagesToScan, sleepMillisecs } = this.merger.settings;
    const { ksmZeroPages, generalProfit, stableNodeChains, stableNodeDups, ...counters } =
      this.merger.counters();
    return {
      running: run === 1,
      pagesToScan,
      sleepMs: sleepMillisecs,
      ...counters,
      zeroPages: ksmZeroPages,
      profitBytes: generalProfit,
      brokenShares: this.memory.memory.machine.brokenShares,
      cpuNs: this.thread.usedNs,
    };
  }

  save(): SavedDaemon {
    return { thread: this.thread.save(), merger: this.merger.save() };
  }

  load(saved: unknown): ReturnType<KernelThread["load"]> {
    const state = saved as SavedDaemon;
    this.merger.load(state.merger);
    return this.thread.load(state.thread);
  }
}
