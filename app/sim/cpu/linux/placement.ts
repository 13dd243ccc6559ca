/**
 * Which core a task goes to: at wake-up, when a core would idle, and when a task may no longer stay where it is. Keeps the
 * promise that no core idles while a task that may run there waits.
 */
import type { Bandwidth } from "./bandwidth";
import { firstCommon, has } from "./core-masks";
import type { Discipline } from "./discipline";
import type { Hierarchy } from "./hierarchy";
import type { FairState } from "./state";
import { NONE, PLACED } from "./state";

/** A core that goes idle compares so many crowded cores and takes from the fullest. */
const COMPARED_CORES = 4;

export class Placement {
  constructor(
    private readonly state: FairState,
    private readonly discipline: Discipline,
    private readonly hierarchy: Hierarchy,
    private readonly bandwidth: Bandwidth,
  ) {}

  isAllowed(entity: number, core: number): boolean {
    const { entities, groups, words } = this.state;
    return has(groups.mask, entities.group[entity]! * words, core);
  }

  /**
   * Where a task wakes: on its last core if that idles, else on an idle core whose sibling threads idle too, else on any
   * idle core, else on its last core. A new one, or one that may not stay, goes to the core with the least load.
   */
  forWaking(entity: number): number {
    const { state } = this;
    const { entities, groups, words, idle, wholeIdle, count } = state;
    const last = entities.core[entity]!;
    const mask = entities.group[entity]! * words;
    const mayStay = last !== NONE && has(groups.mask, mask, last);
    if (count.idle > 0) {
      if (mayStay && has(idle, 0, last)) return last;
      const start = last === NONE ? 0 : last;
      if (state.threadsPerCore > 1) {
        const whole = firstCommon(groups.mask, mask, wholeIdle, 0, words, start);
        if (whole !== NONE) return whole;
      }
      const any = firstCommon(groups.mask, mask, idle, 0, words, start);
      if (any !== NONE) return any;
    }
    return mayStay ? last : this.leastLoaded(mask);
  }

  /** A runnable task that is not running goes to another core. */
  move(entity: number, to: number): void {
    const { entities, nodes } = this.state;
    const node = entities.node[entity]!;
    const from = nodes.queue[node]!;
    this.hierarchy.leave(entity);
    this.settle(entity, to);
    if (this.state.count.limitedGroups > 0) this.shareQuota(from, nodes.queue[node]!);
    this.hierarchy.join(entity);
  }

  /** A task that is in no queue belongs to that core from now on. */
  settle(entity: number, core: number): void {
    const { entities, nodes } = this.state;
    if (entities.core[entity] === core) return;
    const node = entities.node[entity]!;
    const from = nodes.queue[node]!;
    const to = this.state.queueOf(entities.group[entity]!, core);
    if (from !== NONE && nodes.placed[node] === PLACED) this.discipline.migrate(node, from, to);
    nodes.queue[node] = to;
    entities.core[entity] = core;
  }

  /** The core has nothing to run: takes waiting tasks from others until it has. */
  pull(core: number): void {
    const { state } = this;
    while (state.queues.tasks[core] === 0 && state.count.crowded > 0) {
      const entity = this.waitingFor(core);
      if (entity === NONE) return;
      state.flag(state.entities.core[entity]!);
      this.move(entity, core);
      // Whoever this core was told about may still wait, and another idle core may be right for it.
      this.offerAll();
    }
  }

  /** Tells idle cores about tasks that wait on this one. */
  offer(core: number): void {
    const { state } = this;
    if (state.count.idle === 0 || !has(state.crowded, 0, core)) return;
    const { words, core: cores, entities, idle, groups } = state;
    if (firstCommon(cores.reach, core * words, idle, 0, words, 0) === NONE) return;
    let waiting = state.queues.tasks[core]! - 1;
    let wanted = state.count.idle;
    cores.reach.fill(0, core * words, (core + 1) * words);
    for (let entity = cores.oldest[core]!; entity !== NONE; entity = entities.after[entity]!) {
      const mask = entities.group[entity]! * words;
      for (let word = 0; word < words; word++) {
        cores.reach[core * words + word]! |= groups.mask[mask + word]!;
      }
      if (wanted === 0 || waiting === 0 || !this.waits(entity, core)) continue;
      waiting--;
      for (let start = 0; start < state.cores; ) {
        const target = firstCommon(groups.mask, mask, idle, 0, words, start);
        if (target < start) break;
        if (state.resched[target] === 0) {
          state.flag(target);
          wanted--;
          break;
        }
        start = target + 1;
      }
    }
  }

  /** The same for all cores on which tasks wait. */
  offerAll(): void {
    const { state } = this;
    if (state.count.idle === 0 || state.count.crowded === 0) return;
    for (let core = 0; core < state.cores; core++) this.offer(core);
  }

  /** The least loaded core of a mask; of equal ones the lowest. */
  private leastLoaded(mask: number): number {
    const { groups, queues, cores } = this.state;
    let best = NONE;
    for (let core = 0; core < cores; core++) {
      if (!has(groups.mask, mask, core)) continue;
      if (best === NONE || queues.load[core]! < queues.load[best]!) best = core;
    }
    return best;
  }

  /** Tasks of throttled groups stay where they are. */
  isKept(entity: number): boolean {
    return this.hierarchy.isThrottled(this.state.entities.node[entity]!);
  }

  private waits(entity: number, core: number): boolean {
    const node = this.state.entities.node[entity]!;
    return node !== this.state.core.current[core] && !this.hierarchy.isThrottled(node);
  }

  /** The oldest waiting task, of the fullest of a few crowded cores, that may run here. */
  private waitingFor(core: number): number {
    const { state } = this;
    const { words, core: cores, crowded, queues } = state;
    let best = NONE;
    let compared = 0;
    for (let step = 1; step < state.cores; step++) {
      const from = firstCommon(crowded, 0, crowded, 0, words, (core + step) % state.cores);
      const ahead = (from - core + state.cores) % state.cores;
      if (from === NONE || ahead < step) break;
      step = ahead;
      if (!has(cores.reach, from * words, core)) continue;
      if (best !== NONE && queues.tasks[from]! <= queues.tasks[state.entities.core[best]!]!) continue;
      const found = this.oldestFor(from, core);
      if (found === NONE) continue;
      best = found;
      if (++compared === COMPARED_CORES) break;
    }
    return best;
  }

  private oldestFor(from: number, core: number): number {
    const { entities, core: cores } = this.state;
    for (let entity = cores.oldest[from]!; entity !== NONE; entity = entities.after[entity]!) {
      if (this.isAllowed(entity, core) && this.waits(entity, from)) return entity;
    }
    return NONE;
  }

  /** At every level with a quota, see Bandwidth.share. */
  private shareQuota(fromQueue: number, toQueue: number): void {
    const { nodes, queues } = this.state;
    let from = fromQueue;
    let to = toQueue;
    while (queues.node[from] !== NONE) {
      this.bandwidth.share(from, to);
      if (queues.throttled[to] === 1 && queues.remaining[to]! > 0) {
        this.bandwidth.unlist(to);
        this.hierarchy.unthrottle(to);
      }
      from = nodes.queue[queues.node[from]!]!;
      to = nodes.queue[queues.node[to]!]!;
    }
  }
}
