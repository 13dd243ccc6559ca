/**
 * Periodic load balancing, on one level that spans all cores: tasks go from the most loaded cores to the least loaded that
 * they may use. Load is weight at the root, as the kernel's load_balance counts it. Where a move would only turn the
 * difference round (three equal tasks on two cores) it is made all the same, as the kernel does after some failures, so
 * that all take turns in the fuller core. The kernel takes whichever task it comes upon; here it is the one that has run
 * most of late, so that turns come out even.
 */
import { ROOT_GROUP } from "../scheduler";
import { has } from "./core-masks";
import type { Hierarchy } from "./hierarchy";
import type { Placement } from "./placement";
import type { FairState } from "./state";
import { NONE } from "./state";

export const BALANCE_TIMER = 0;
/**
 * kernel/sched/topology.c, sd_init: a domain is balanced every (cores of it) ms, 16 times more rarely while the core is
 * busy. One of more than 32 cores is taken as 32, since the kernel balances its parts more often than the whole.
 */
const INTERVAL_PER_CORE_NS = 16_000_000;
/** kernel/sched/core.c: sysctl_sched_nr_migrate, tasks at which one balancing of one core looks. */
const MOST_LOOKED_AT = 32;
const ROUNDING = 1e-6;
/** How much of a task's recent run time still counts at the next balancing: it remembers about twenty of them. */
const REMEMBERED = 0.95;

interface Move {
  readonly entity: number;
  readonly to: number;
  readonly load: number;
  /** It only turns the difference round. */
  readonly turns: boolean;
}

export class Balancer {
  private readonly intervalNs: number;
  /** Of one balancing, by core: load as it will be, mean of recent run times, whether it took part in a turn. */
  private readonly load: Float64Array;
  private readonly meanServed: Float64Array;
  private readonly turned: Uint8Array;

  constructor(
    private readonly state: FairState,
    private readonly hierarchy: Hierarchy,
    private readonly placement: Placement,
  ) {
    this.load = new Float64Array(state.cores);
    this.meanServed = new Float64Array(state.cores);
    this.turned = new Uint8Array(state.cores);
    this.intervalNs = INTERVAL_PER_CORE_NS * Math.min(state.cores, 32);
  }

  /** Called whenever a core may have become crowded. */
  arm(): void {
    const { state } = this;
    if (state.cores === 1 || state.count.crowded === 0 || state.timers.isSet(BALANCE_TIMER)) return;
    state.timers.set(BALANCE_TIMER, (Math.floor(state.nowNs / this.intervalNs) + 1) * this.intervalNs);
  }

  run(): void {
    const { state, load, meanServed } = this;
    state.timers.clear(BALANCE_TIMER);
    this.refreshShares();
    const order: number[] = [];
    for (let core = 0; core < state.cores; core++) {
      load[core] = state.queues.load[core]!;
      meanServed[core] = this.remember(core);
      this.turned[core] = 0;
      if (has(state.crowded, 0, core)) order.push(core);
    }
    order.sort((a, b) => load[b]! - load[a]! || meanServed[a]! - meanServed[b]! || a - b);
    for (const core of order) {
      for (let moves = 0; moves < MOST_LOOKED_AT && state.queues.tasks[core]! > 1; moves++) {
        const move = this.bestMove(core);
        if (move === undefined) break;
        this.perform(core, move);
        if (move.turns) break;
      }
      this.placement.offer(core);
    }
    this.arm();
  }

  /** What groups weigh on cores where nothing has happened for long. */
  private refreshShares(): void {
    const { groups, queues, groupTable } = this.state;
    for (let group = 0; group < groupTable.length; group++) {
      if (groups.used[group] === 0 || groups.busyQueues[group]! < 2) continue;
      for (let queue = groups.firstQueue[group]!; queue !== NONE; queue = queues.nextOfGroup[queue]!) {
        if (queues.nodes[queue]! > 0) this.hierarchy.refreshShares(queue);
      }
    }
  }

  /** A running task goes when its core picks next, which it is told to do. */
  private perform(from: number, { entity, to, load, turns }: Move): void {
    const { state } = this;
    state.flag(from);
    if (state.entities.node[entity] === state.core.current[from]) {
      state.core.moveTo[from] = to;
      this.load[from]! -= load;
      this.load[to]! += load;
    } else {
      this.placement.move(entity, to);
      state.flag(to);
      this.load[from] = state.queues.load[from]!;
      this.load[to] = state.queues.load[to]!;
    }
    if (turns) this.turned[from] = this.turned[to] = 1;
  }

  /** Brings the recent run time of a core's tasks up to date; answers its mean. */
  private remember(core: number): number {
    const { entities, nodes, core: cores } = this.state;
    let sum = 0;
    let tasks = 0;
    for (let entity = cores.oldest[core]!; entity !== NONE; entity = entities.after[entity]!) {
      const node = entities.node[entity]!;
      const total = nodes.total[node]! + (node === cores.current[core] ? this.state.uncharged(core) : 0);
      nodes.served[node] = nodes.served[node]! * REMEMBERED + total - nodes.seen[node]!;
      nodes.seen[node] = total;
      sum += nodes.served[node]!;
      tasks++;
    }
    return tasks === 0 ? 0 : sum / tasks;
  }

  /** Which move off this core leaves the least difference of loads; undefined if every one would make it greater. */
  private bestMove(core: number): Move | undefined {
    const { entities, core: cores, groups, nodes, words } = this.state;
    let best: Move | undefined;
    let bestLeft = Number.POSITIVE_INFINITY;
    let bestServed = Number.NEGATIVE_INFINITY;
    const lightest = this.lightest(ROOT_GROUP, core);
    let group = NONE;
    let to = NONE;
    let looks = MOST_LOOKED_AT;
    for (let entity = cores.oldest[core]!; entity !== NONE; entity = entities.after[entity]!) {
      if (entities.movable[entity] === 0 || this.placement.isKept(entity)) continue;
      if (cores.moveTo[core] !== NONE && entities.node[entity] === cores.current[core]) continue;
      if (entities.group[entity] !== group) {
        group = entities.group[entity]!;
        to = has(groups.mask, group * words, lightest) ? lightest : this.lightest(group, core);
      }
      if (to === core) continue;
      if (looks-- === 0) break;
      const difference = this.load[core]! - this.load[to]!;
      const load = this.loadOf(entity);
      const left = Math.abs(difference - 2 * load);
      if (load > difference * (1 + ROUNDING) || left > bestLeft * (1 + ROUNDING)) continue;
      const turns = left >= difference * (1 - ROUNDING);
      if (turns && (this.turned[core] === 1 || this.turned[to] === 1)) continue;
      const served = nodes.served[entities.node[entity]!]!;
      if (left >= bestLeft * (1 - ROUNDING) && served <= bestServed) continue;
      best = { entity, to, load, turns };
      bestLeft = left;
      bestServed = served;
    }
    return best;
  }

  /** The least loaded core that a group may use; of equal ones the one whose tasks have run most of late. */
  private lightest(group: number, from: number): number {
    const { load, meanServed } = this;
    const { groups, words, cores } = this.state;
    let best = from;
    for (let step = 1; step < cores; step++) {
      const core = (from + step) % cores;
      if (!has(groups.mask, group * words, core)) continue;
      const lighter = load[core]! < load[best]! * (1 - ROUNDING);
      const equal = best !== from && load[core]! < load[best]! * (1 + ROUNDING);
      if (lighter || (equal && meanServed[core]! > meanServed[best]!)) best = core;
    }
    return best;
  }

  /** task_h_load: the part of the core's load that is this task's. */
  private loadOf(entity: number): number {
    const { entities, nodes, queues } = this.state;
    let node = entities.node[entity]!;
    let load = nodes.weight[node]!;
    for (;;) {
      const queue = nodes.queue[node]!;
      node = queues.node[queue]!;
      if (node === NONE) return load;
      load *= nodes.weight[node]! / queues.load[queue]!;
    }
  }
}
