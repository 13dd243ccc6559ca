/**
 * The Completely Fair Scheduler of Linux 6.1: who has had the least weighted time runs, in slices that share out a period
 * of latency. After the documentation (Documentation/scheduler/sched-design-CFS.rst) and the constants of kernel/sched/fair.c.
 */
import type { Discipline } from "./discipline";
import type { FairState } from "./state";
import { NONE } from "./state";
import { insert, remove } from "./tree";
import {
  LATENCY_NS,
  MIN_GRANULARITY_NS,
  NICE_0_WEIGHT,
  NR_LATENCY,
  scalingFactor,
  WAKEUP_GRANULARITY_NS,
} from "./weights";

/** Less than any real difference of run times: whole ns. */
const ROUNDING_NS = 1e-3;

/** Of the running one and of the one before it, each up to 1 ns. */
const SLICE_ROUNDING_NS = 2;

export class Cfs implements Discipline {
  readonly policy = "cfs";
  private readonly latencyNs: number;
  private readonly minGranularityNs: number;
  private readonly wakeupGranularityNs: number;

  constructor(private readonly state: FairState) {
    const factor = scalingFactor(state.cores);
    this.latencyNs = LATENCY_NS * factor;
    this.minGranularityNs = MIN_GRANULARITY_NS * factor;
    this.wakeupGranularityNs = WAKEUP_GRANULARITY_NS * factor;
  }

  /**
   * Sleepers resume at most half a latency behind the others (GENTLE_FAIR_SLEEPERS); new ones beside them, forked ones a slice
   * later (START_DEBIT).
   */
  place(queue: number, node: number, initial: boolean, forked: boolean): void {
    const { vruntime } = this.state.nodes;
    const least = this.minNow(queue);
    if (!initial) vruntime[node] = Math.max(vruntime[node]!, least - this.latencyNs / 2);
    else vruntime[node] = forked ? least + this.newcomersDebit(queue, node) : least;
  }

  /** sched_vslice of a task that is about to join the queue. */
  private newcomersDebit(queue: number, node: number): number {
    const { nodes, queues } = this.state;
    const core = queues.core[queue]!;
    const tasks = queues.tasks[core]! + 1;
    let slice = tasks > NR_LATENCY ? tasks * this.minGranularityNs : this.latencyNs;
    slice *= nodes.weight[node]! / (queues.load[queue]! + nodes.weight[node]!);
    for (let above = queues.node[queue]!; above !== NONE; ) {
      const holder = nodes.queue[above]!;
      if (nodes.onQueue[above] === 1) slice *= nodes.weight[above]! / queues.load[holder]!;
      above = queues.node[holder]!;
    }
    return (Math.max(slice, this.minGranularityNs) * NICE_0_WEIGHT) / nodes.weight[node]!;
  }

  insert(queue: number, node: number): void {
    this.state.nodes.key[node] = this.state.nodes.vruntime[node]!;
    insert(this.state, queue, node, false);
  }

  remove(queue: number, node: number): void {
    remove(this.state, queue, node, false);
  }

  leave(): void {}

  migrate(node: number, from: number, to: number): void {
    this.state.nodes.vruntime[node]! += this.minNow(to) - this.minNow(from);
  }

  charged(queue: number, node: number): boolean {
    const { nodes, queues } = this.state;
    let least = nodes.vruntime[node]!;
    const leftmost = queues.leftmost[queue]!;
    if (leftmost !== NONE && nodes.vruntime[leftmost]! < least) least = nodes.vruntime[leftmost]!;
    if (least > queues.minVruntime[queue]!) queues.minVruntime[queue] = least;
    return false;
  }

  first(queue: number): number {
    const { nodes, queues } = this.state;
    const running = queues.running[queue]!;
    const leftmost = queues.leftmost[queue]!;
    if (running === NONE) return leftmost;
    if (leftmost === NONE) return running;
    // Slices end at whole ns: being ahead by less than that is being equal, and then the one that waited goes first.
    const rounding = (SLICE_ROUNDING_NS * NICE_0_WEIGHT) / nodes.weight[running]!;
    return nodes.vruntime[running]! + rounding < nodes.vruntime[leftmost]! ? running : leftmost;
  }

  chosen(): void {}

  /** With ticks the kernel lets the old slice count on, so the next tick looks again. */
  chosenAgain(core: number, node: number): void {
    if (this.state.tickNs === 0 && this.sliceLeftNs(core) <= ROUNDING_NS) this.state.nodes.ran[node] = 0;
  }

  /** wakeup_preempt_entity: by more than a granularity, which is longer for light ones. */
  preempts(queue: number, woken: number): boolean {
    const { nodes, queues } = this.state;
    const running = queues.running[queue]!;
    const uncharged = this.state.uncharged(queues.core[queue]!);
    const now = nodes.vruntime[running]! + (uncharged * NICE_0_WEIGHT) / nodes.weight[running]!;
    const granularity = (this.wakeupGranularityNs * NICE_0_WEIGHT) / nodes.weight[woken]!;
    return now - nodes.vruntime[woken]! > granularity;
  }

  sliceLeftNs(core: number): number {
    if (this.state.queues.tasks[core]! < 2) return Number.POSITIVE_INFINITY;
    const node = this.state.core.current[core]!;
    return this.sliceNs(core, node) - this.state.nodes.ran[node]!;
  }

  /** check_preempt_tick: it ran longer than its slice, or is ahead of the next by more than that. */
  tick(queue: number, node: number): boolean {
    const { nodes, queues } = this.state;
    const slice = this.sliceNs(queues.core[queue]!, node);
    const ran = nodes.ran[node]!;
    if (ran > slice) return true;
    if (ran < this.minGranularityNs) return false;
    return nodes.vruntime[node]! - nodes.vruntime[queues.leftmost[queue]!]! > slice;
  }

  reweigh(_queue: number, node: number, weight: number): void {
    this.state.nodes.weight[node] = weight;
  }

  /** sched_slice: the period of all tasks of the core, times the node's share at its level and at every one above. */
  private sliceNs(core: number, of: number): number {
    const { nodes, queues } = this.state;
    const tasks = queues.tasks[core]!;
    let slice = tasks > NR_LATENCY ? tasks * this.minGranularityNs : this.latencyNs;
    for (let node = of; node !== NONE; ) {
      const queue = nodes.queue[node]!;
      slice *= nodes.weight[node]! / queues.load[queue]!;
      node = queues.node[queue]!;
    }
    return Math.min(Math.max(slice, this.minGranularityNs), this.latencyNs);
  }

  /** min_vruntime with what the running one has not been charged yet. */
  private minNow(queue: number): number {
    const { nodes, queues } = this.state;
    const running = queues.running[queue]!;
    const leftmost = queues.leftmost[queue]!;
    let least = Number.POSITIVE_INFINITY;
    if (running !== NONE) {
      const uncharged = this.state.uncharged(queues.core[queue]!);
      least = nodes.vruntime[running]! + (uncharged * NICE_0_WEIGHT) / nodes.weight[running]!;
    }
    if (leftmost !== NONE) least = Math.min(least, nodes.vruntime[leftmost]!);
    const known = queues.minVruntime[queue]!;
    return least === Number.POSITIVE_INFINITY ? known : Math.max(known, least);
  }
}
