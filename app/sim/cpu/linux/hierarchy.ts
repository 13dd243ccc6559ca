/**
 * Tasks joining and leaving the tree of queues of a core: every level's load and counts, the weight that a group has on
 * this core, and groups that are throttled, whose tasks stay in their queue while the queue leaves its parent's.
 */
import type { Bandwidth } from "./bandwidth";
import { put } from "./core-masks";
import type { Discipline } from "./discipline";
import type { FairState } from "./state";
import { FORKED, NONE, PLACED } from "./state";

export class Hierarchy {
  constructor(
    private readonly state: FairState,
    private readonly discipline: Discipline,
    private readonly bandwidth: Bandwidth,
  ) {}

  /** A runnable task joins the queue that its node names. */
  join(entity: number): void {
    const { entities, core: cores, groups, words } = this.state;
    const core = entities.core[entity]!;
    const youngest = cores.youngest[core]!;
    entities.before[entity] = youngest;
    entities.after[entity] = NONE;
    if (youngest === NONE) cores.oldest[core] = entity;
    else entities.after[youngest] = entity;
    cores.youngest[core] = entity;
    const mask = entities.group[entity]! * words;
    for (let word = 0; word < words; word++) cores.reach[core * words + word]! |= groups.mask[mask + word]!;
    this.climbIn(entities.node[entity]!, 1, entities.movable[entity]!);
  }

  /** The opposite of `join`, for a task that waits, is throttled, or runs. */
  leave(entity: number): void {
    const { entities, core: cores } = this.state;
    const core = entities.core[entity]!;
    const before = entities.before[entity]!;
    const after = entities.after[entity]!;
    if (before === NONE) cores.oldest[core] = after;
    else entities.after[before] = after;
    if (after === NONE) cores.youngest[core] = before;
    else entities.before[after] = before;
    this.climbOut(entities.node[entity]!, 1, entities.movable[entity]!);
  }

  /** A runnable task may from now on run on several cores, or on one only. */
  setMovable(entity: number, movable: number): void {
    const { entities, nodes, queues, groups, core: cores, words } = this.state;
    const core = entities.core[entity]!;
    const mask = entities.group[entity]! * words;
    for (let word = 0; word < words; word++) cores.reach[core * words + word]! |= groups.mask[mask + word]!;
    const by = movable - entities.movable[entity]!;
    entities.movable[entity] = movable;
    for (let node = entities.node[entity]!; ; ) {
      const queue = nodes.queue[node]!;
      queues.movable[queue]! += by;
      if (queues.throttled[queue] === 1) return;
      node = queues.node[queue]!;
      if (node === NONE) {
        this.rootChanged(queue);
        return;
      }
    }
  }

  /** The group of this queue, with all that is in it, stops being runnable on this core. Nothing in it is running. */
  throttle(queue: number): void {
    const { nodes, queues } = this.state;
    const node = queues.node[queue]!;
    if (nodes.onQueue[node] === 1) this.climbOut(node, queues.tasks[queue]!, queues.movable[queue]!);
    this.markThrottled(queue);
  }

  /** The queue has been paid for and is off its group's list. */
  unthrottle(queue: number): void {
    const { queues, groups, count, nowNs } = this.state;
    queues.throttled[queue] = 0;
    count.throttledQueues--;
    groups.throttledNs[queues.group[queue]!]! += nowNs - queues.throttledAtNs[queue]!;
    if (queues.nodes[queue]! > 0) {
      this.climbIn(queues.node[queue]!, queues.tasks[queue]!, queues.movable[queue]!);
    }
  }

  /** Groups of the running chain that have nothing left are throttled, the lowest first. */
  throttleSpent(core: number): void {
    const { nodes, queues, core: cores } = this.state;
    let queue = core;
    while (queues.running[queue] !== NONE) {
      const below = nodes.own[queues.running[queue]!]!;
      if (below === NONE) break;
      queue = below;
    }
    while (queue !== core) {
      const above = nodes.queue[queues.node[queue]!]!;
      const spent = queues.limited[queue] === 1 && queues.remaining[queue]! <= 0;
      if (spent && queues.throttled[queue] === 0 && !this.bandwidth.assign(queue)) {
        this.putBack(queue);
        this.throttle(queue);
        cores.current[core] = NONE;
        cores.moveTo[core] = NONE;
      }
      queue = above;
    }
  }

  /** With exact ends of quotas, a core begins with a slice from the pool, not with the 1 ns that unthrottled it. */
  fillSlices(current: number): void {
    const { nodes, queues } = this.state;
    for (let node = current; node !== NONE; ) {
      const queue = nodes.queue[node]!;
      if (queues.limited[queue] === 1 && queues.remaining[queue]! <= 1) this.bandwidth.assign(queue);
      node = queues.node[queue]!;
    }
  }

  /** Whether a throttled queue keeps this node from running. */
  isThrottled(node: number): boolean {
    if (this.state.count.throttledQueues === 0) return false;
    const { nodes, queues } = this.state;
    for (let at = node; at !== NONE; ) {
      const queue = nodes.queue[at]!;
      if (queues.throttled[queue] === 1) return true;
      at = queues.node[queue]!;
    }
    return false;
  }

  /** The running chain from this queue down goes back among those that wait. */
  putBack(from: number): void {
    const { nodes, queues } = this.state;
    for (let queue = from; queue !== NONE; ) {
      const node = queues.running[queue]!;
      if (node === NONE) return;
      this.discipline.insert(queue, node);
      queues.running[queue] = NONE;
      queue = nodes.own[node]!;
    }
  }

  /** Changes the weight of a node wherever it is. */
  reweigh(node: number, weight: number): void {
    const { nodes } = this.state;
    const old = nodes.weight[node]!;
    if (old === weight) return;
    const queue = nodes.queue[node]!;
    this.discipline.reweigh(queue, node, weight);
    if (nodes.onQueue[node] === 1) this.addLoad(queue, weight - old);
  }

  /** From a queue up: what each group weighs on this core now. */
  refreshShares(from: number): void {
    const { nodes, queues } = this.state;
    for (let queue = from; ; ) {
      const node = queues.node[queue]!;
      if (node === NONE) return;
      this.refreshShare(queue, node);
      queue = nodes.queue[node]!;
    }
  }

  /**
   * calc_group_shares: the group's shares, divided among the cores as its load is. The kernel takes loads averaged over
   * time (PELT); here they are the loads of this instant, seen when something happens on this core.
   */
  private refreshShare(queue: number, node: number): void {
    const { queues, groups } = this.state;
    const group = queues.group[queue]!;
    const shares = groups.shares[group]!;
    const alone = groups.busyQueues[group]! <= 1;
    this.reweigh(node, alone ? shares : (shares * queues.load[queue]!) / groups.load[group]!);
  }

  private climbIn(first: number, tasks: number, movable: number): void {
    const { discipline } = this;
    const { nodes, queues } = this.state;
    let joining = true;
    for (let node = first; ; ) {
      const queue = nodes.queue[node]!;
      if (joining) {
        discipline.place(queue, node, nodes.placed[node] !== PLACED, nodes.placed[node] === FORKED);
        nodes.placed[node] = PLACED;
        nodes.onQueue[node] = 1;
        queues.nodes[queue]!++;
        this.addLoad(queue, nodes.weight[node]!);
        discipline.insert(queue, node);
        if (
          queues.nodes[queue] === 1 &&
          queues.limited[queue] === 1 &&
          queues.throttled[queue] === 0 &&
          queues.remaining[queue]! <= 0 &&
          !this.bandwidth.assign(queue)
        ) {
          this.markThrottled(queue);
        }
      }
      queues.tasks[queue]! += tasks;
      queues.movable[queue]! += movable;
      if (queues.throttled[queue] === 1) return;
      const above = queues.node[queue]!;
      if (above === NONE) {
        this.rootChanged(queue);
        return;
      }
      this.refreshShare(queue, above);
      joining = nodes.onQueue[above] === 0;
      node = above;
    }
  }

  private climbOut(first: number, tasks: number, movable: number): void {
    const { discipline } = this;
    const { nodes, queues } = this.state;
    let leaving = true;
    for (let node = first; ; ) {
      const queue = nodes.queue[node]!;
      if (leaving) {
        discipline.leave(queue, node);
        if (queues.running[queue] === node) queues.running[queue] = NONE;
        else discipline.remove(queue, node);
        nodes.onQueue[node] = 0;
        queues.nodes[queue]!--;
        this.addLoad(queue, -nodes.weight[node]!);
      }
      queues.tasks[queue]! -= tasks;
      queues.movable[queue]! -= movable;
      leaving = leaving && queues.nodes[queue] === 0;
      if (leaving && queues.limited[queue] === 1) this.bandwidth.giveBack(queue);
      if (queues.throttled[queue] === 1) return;
      const above = queues.node[queue]!;
      if (above === NONE) {
        this.rootChanged(queue);
        return;
      }
      if (!leaving) this.refreshShare(queue, above);
      node = above;
    }
  }

  private markThrottled(queue: number): void {
    const { queues, count, nowNs } = this.state;
    queues.throttled[queue] = 1;
    queues.throttledAtNs[queue] = nowNs;
    count.throttledQueues++;
    this.bandwidth.list(queue);
  }

  /** Loads of a queue with nothing in it are zero exactly, so rounding does not add up. */
  private addLoad(queue: number, by: number): void {
    const { queues, groups } = this.state;
    const group = queues.group[queue]!;
    const old = queues.load[queue]!;
    const load = queues.nodes[queue] === 0 ? 0 : old + by;
    queues.load[queue] = load;
    if (old === 0 && load > 0) groups.busyQueues[group]!++;
    else if (old > 0 && load === 0) groups.busyQueues[group]!--;
    groups.load[group] = groups.busyQueues[group] === 0 ? 0 : groups.load[group]! + load - old;
  }

  private rootChanged(core: number): void {
    const { state } = this;
    const { queues, idle, crowded, count } = state;
    const tasks = queues.tasks[core]!;
    const wasIdle = ((idle[core >>> 5]! >>> (core & 31)) & 1) === 1;
    if (wasIdle !== (tasks === 0)) {
      put(idle, 0, core, tasks === 0);
      count.idle += tasks === 0 ? 1 : -1;
      state.siblingsChanged(core);
      if (tasks === 0) this.forgetReach(core);
    }
    const isCrowded = tasks > 1 && queues.movable[core]! > 0;
    const wasCrowded = ((crowded[core >>> 5]! >>> (core & 31)) & 1) === 1;
    if (isCrowded !== wasCrowded) {
      put(crowded, 0, core, isCrowded);
      count.crowded += isCrowded ? 1 : -1;
    }
  }

  /** Exact when the core has no tasks at all; throttled ones keep theirs. */
  private forgetReach(core: number): void {
    const { core: cores, words } = this.state;
    if (cores.oldest[core] !== NONE) return;
    cores.reach.fill(0, core * words, (core + 1) * words);
  }
}
