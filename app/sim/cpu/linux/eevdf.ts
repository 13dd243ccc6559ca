/**
 * Earliest eligible virtual deadline first, as Linux 6.6 has it (Documentation/scheduler/sched-eevdf.rst): a node may run
 * while it has had no more than its share (lag ≥ 0), and of those the one with the earliest virtual deadline runs, to the
 * end of its slice (RUN_TO_PARITY) or until it is no longer eligible when someone asks.
 */
import type { Discipline } from "./discipline";
import type { FairState } from "./state";
import { NONE } from "./state";
import { insert, remove } from "./tree";
import { MIN_GRANULARITY_NS, NICE_0_WEIGHT, scalingFactor } from "./weights";

/** Virtual ns below which two moments are the same: rounding of sums. */
const ROUNDING_NS = 1e-3;

export class Eevdf implements Discipline {
  readonly policy = "eevdf";
  private readonly sliceNs: number;
  /** Lag is kept within this much real time of the node (update_entity_lag). */
  private readonly lagLimitNs: number;

  constructor(private readonly state: FairState) {
    this.sliceNs = MIN_GRANULARITY_NS * scalingFactor(state.cores);
    this.lagLimitNs = Math.max(2 * this.sliceNs, state.tickNs);
  }

  /** Keeps the lag it left with (PLACE_LAG); joining moves the average, so the lag is stretched to come out the same. */
  place(queue: number, node: number, initial: boolean): void {
    const { nodes, queues } = this.state;
    const weight = nodes.weight[node]!;
    let lag = 0;
    if (!initial && queues.nodes[queue]! > 0) {
      const load = queues.load[queue]!;
      lag = (nodes.lag[node]! * (load + weight)) / load;
    }
    const vruntime = this.average(queue) - lag;
    const slice = (this.sliceNs * NICE_0_WEIGHT) / weight;
    nodes.vruntime[node] = vruntime;
    // PLACE_DEADLINE_INITIAL: a new task begins with half a slice.
    const half = initial && nodes.own[node] === NONE;
    nodes.deadline[node] = vruntime + (half ? slice / 2 : slice);
  }

  insert(queue: number, node: number): void {
    const { nodes, queues } = this.state;
    nodes.key[node] = nodes.deadline[node]!;
    queues.weighted[queue]! += nodes.weight[node]! * (nodes.vruntime[node]! - queues.minVruntime[queue]!);
    insert(this.state, queue, node, true);
  }

  remove(queue: number, node: number): void {
    const { nodes, queues } = this.state;
    remove(this.state, queue, node, true);
    const part = nodes.weight[node]! * (nodes.vruntime[node]! - queues.minVruntime[queue]!);
    // An empty tree sums to zero exactly, so rounding does not add up.
    queues.weighted[queue] = queues.root[queue] === NONE ? 0 : queues.weighted[queue]! - part;
  }

  leave(queue: number, node: number): void {
    const { nodes } = this.state;
    const limit = (this.lagLimitNs * NICE_0_WEIGHT) / nodes.weight[node]!;
    const lag = this.average(queue) - this.vruntimeNow(queue, node);
    nodes.lag[node] = Math.max(-limit, Math.min(limit, lag));
  }

  migrate(): void {}

  charged(queue: number, node: number): boolean {
    const { nodes, queues } = this.state;
    const vruntime = nodes.vruntime[node]!;
    const root = queues.root[queue]!;
    const least = root === NONE ? vruntime : Math.min(vruntime, nodes.least[root]!);
    const step = least - queues.minVruntime[queue]!;
    if (step > 0) {
      queues.minVruntime[queue] = least;
      const waiting = root === NONE ? 0 : queues.load[queue]! - nodes.weight[node]!;
      queues.weighted[queue]! -= step * waiting;
    }
    if (vruntime + ROUNDING_NS < nodes.deadline[node]!) return false;
    nodes.deadline[node] = vruntime + (this.sliceNs * NICE_0_WEIGHT) / nodes.weight[node]!;
    return queues.nodes[queue]! > 1;
  }

  first(queue: number): number {
    const { nodes, queues } = this.state;
    const root = queues.root[queue]!;
    let running = queues.running[queue]!;
    if (root === NONE) return running;
    let limit = this.average(queue) + ROUNDING_NS;
    if (running !== NONE && this.vruntimeNow(queue, running) > limit) running = NONE;
    if (running !== NONE && nodes.parity[running] === nodes.deadline[running]) return running;
    // Rounding must not leave nobody eligible.
    if (running === NONE) limit = Math.max(limit, nodes.least[root]!);
    const best = this.earliest(root, limit);
    if (best === NONE) return running;
    if (running !== NONE && nodes.deadline[running]! < nodes.deadline[best]!) return running;
    return best;
  }

  chosen(_queue: number, node: number): void {
    this.state.nodes.parity[node] = this.state.nodes.deadline[node]!;
  }

  chosenAgain(): void {}

  preempts(queue: number, woken: number): boolean {
    return this.first(queue) === woken;
  }

  /** To the nearest deadline of the running node at any level where others wait. */
  sliceLeftNs(core: number): number {
    const { nodes, queues } = this.state;
    let left = Number.POSITIVE_INFINITY;
    for (let node = this.state.core.current[core]!; node !== NONE; ) {
      const queue = nodes.queue[node]!;
      if (queues.nodes[queue]! > 1) {
        const virtual = nodes.deadline[node]! - nodes.vruntime[node]!;
        left = Math.min(left, (virtual * nodes.weight[node]!) / NICE_0_WEIGHT);
      }
      node = queues.node[queue]!;
    }
    return left;
  }

  tick(): boolean {
    return false;
  }

  /** reweight_eevdf: lag and what is left of the slice stay the same in real time. */
  reweigh(queue: number, node: number, weight: number): void {
    const { nodes, queues } = this.state;
    const scale = nodes.weight[node]! / weight;
    if (nodes.onQueue[node] === 0) {
      nodes.lag[node]! *= scale;
      nodes.weight[node] = weight;
      return;
    }
    const average = this.average(queue);
    const waits = queues.running[queue] !== node;
    if (waits) this.remove(queue, node);
    const atParity = nodes.parity[node] === nodes.deadline[node];
    // What is uncharged will be charged at the new weight.
    const uncharged = waits ? 0 : (this.state.uncharged(queues.core[queue]!) * NICE_0_WEIGHT) / weight;
    nodes.vruntime[node] = average + (this.vruntimeNow(queue, node) - average) * scale - uncharged;
    nodes.deadline[node] = average + (nodes.deadline[node]! - average) * scale;
    if (atParity) nodes.parity[node] = nodes.deadline[node]!;
    nodes.weight[node] = weight;
    if (waits) this.insert(queue, node);
  }

  private vruntimeNow(queue: number, node: number): number {
    const { nodes, queues } = this.state;
    const vruntime = nodes.vruntime[node]!;
    if (queues.running[queue] !== node) return vruntime;
    return vruntime + (this.state.uncharged(queues.core[queue]!) * NICE_0_WEIGHT) / nodes.weight[node]!;
  }

  /** The load-weighted mean of all vruntimes in the queue: avg_vruntime. */
  private average(queue: number): number {
    const { nodes, queues } = this.state;
    const base = queues.minVruntime[queue]!;
    const load = queues.load[queue]!;
    if (load <= 0) return base;
    let sum = queues.weighted[queue]!;
    const running = queues.running[queue]!;
    if (running !== NONE) sum += nodes.weight[running]! * (this.vruntimeNow(queue, running) - base);
    return base + sum / load;
  }

  /** The first in order of deadlines whose vruntime is at most `limit`. */
  private earliest(root: number, limit: number): number {
    const { least, left, right, vruntime } = this.state.nodes;
    for (let at = root; at !== NONE; ) {
      const l = left[at]!;
      if (l !== NONE && least[l]! <= limit) at = l;
      else if (vruntime[at]! <= limit) return at;
      else at = right[at]!;
    }
    return NONE;
  }
}
