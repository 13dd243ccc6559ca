/** The cgroup tree and the tasks in it: settings, what follows from changing them, and the refills of quotas. */
import type { GroupSettings, GroupThrottling } from "../scheduler";
import { DEFAULT_GROUP, ROOT_GROUP } from "../scheduler";
import { type Bandwidth, refillTimer, slackTimer } from "./bandwidth";
import { count, has, isEmpty, put } from "./core-masks";
import type { Hierarchy } from "./hierarchy";
import type { Placement } from "./placement";
import { type FairState, NONE } from "./state";
import { sharesOfWeight, weightOfNice } from "./weights";

export class Groups {
  constructor(
    private readonly state: FairState,
    private readonly hierarchy: Hierarchy,
    private readonly placement: Placement,
    private readonly bandwidth: Bandwidth,
  ) {
    this.create(NONE, DEFAULT_GROUP);
    for (let core = 0; core < state.cores; core++) state.newQueue(ROOT_GROUP, core);
  }

  add(parent: number, settings: GroupSettings): number {
    this.checkGroup(parent);
    this.checkSettings(settings);
    this.state.groups.groups[parent]!++;
    return this.create(parent, settings);
  }

  set(group: number, settings: GroupSettings): void {
    this.checkGroup(group);
    this.checkSettings(settings);
    if (group === ROOT_GROUP) throw new RangeError("the root group has no limits to set");
    const { groups, queues } = this.state;
    groups.weight[group] = settings.weight;
    groups.shares[group] = sharesOfWeight(settings.weight);
    for (let queue = groups.firstQueue[group]!; queue !== NONE; queue = queues.nextOfGroup[queue]!) {
      if (queues.nodes[queue] === 0) continue;
      this.hierarchy.refreshShares(queue);
      this.state.flag(queues.core[queue]!);
    }
    if (settings.quotaNs !== groups.quotaNs[group] || settings.periodNs !== groups.periodNs[group]) {
      this.setQuota(group, settings.quotaNs, settings.periodNs);
    }
    this.state.cpus[group] = settings.cpus === undefined ? undefined : [...settings.cpus];
    this.narrow(group);
    this.placement.offerAll();
  }

  remove(group: number): void {
    this.checkGroup(group);
    if (group === ROOT_GROUP) throw new RangeError("the root group cannot be removed");
    const { state } = this;
    const { groups, queues, timers } = state;
    if (groups.entities[group]! > 0 || groups.groups[group]! > 0) {
      throw new RangeError(
        `group ${group} still has ${groups.entities[group]} entities and ${groups.groups[group]} groups`,
      );
    }
    for (let queue = groups.firstQueue[group]!; queue !== NONE; ) {
      const next = queues.nextOfGroup[queue]!;
      if (queues.throttled[queue] === 1) state.count.throttledQueues--;
      state.nodeTable.remove(queues.node[queue]!);
      state.queueTable.remove(queue);
      queue = next;
    }
    timers.clear(refillTimer(group));
    timers.clear(slackTimer(group));
    if (Number.isFinite(groups.quotaNs[group]!)) state.count.limitedGroups--;
    groups.groups[groups.parent[group]!]!--;
    groups.used[group] = 0;
    state.groupTable.remove(group);
  }

  settings(group: number): GroupSettings {
    this.checkGroup(group);
    const { groups, cpus } = this.state;
    return {
      weight: groups.weight[group]!,
      quotaNs: groups.quotaNs[group]!,
      periodNs: groups.periodNs[group]!,
      cpus: cpus[group],
    };
  }

  throttling(group: number): GroupThrottling {
    this.checkGroup(group);
    const { periods, throttledPeriods, throttledNs } = this.state.groups;
    return {
      periods: periods[group]!,
      throttled: throttledPeriods[group]!,
      throttledNs: throttledNs[group]!,
    };
  }

  addEntity(group: number, nice: number): number {
    this.checkGroup(group);
    const { state } = this;
    const weight = weightOfNice(nice);
    const entity = state.entityTable.add();
    const { entities } = state;
    entities.node[entity] = state.newNode(weight, entity, NONE);
    entities.group[entity] = group;
    entities.nice[entity] = nice;
    entities.core[entity] = entities.before[entity] = entities.after[entity] = NONE;
    entities.used[entity] = 1;
    entities.movable[entity] = this.isMovable(group);
    state.groups.entities[group]!++;
    return entity;
  }

  removeEntity(entity: number): void {
    this.checkEntity(entity);
    const { entities, nodes, groups, nodeTable, entityTable } = this.state;
    const node = entities.node[entity]!;
    if (nodes.onQueue[node] === 1) throw new RangeError(`entity ${entity} is still running or queued`);
    groups.entities[entities.group[entity]!]!--;
    entities.used[entity] = 0;
    nodeTable.remove(node);
    entityTable.remove(entity);
  }

  /** Throttled queues of the group run again as far as its pool goes. */
  serve(group: number): void {
    for (;;) {
      const queue = this.bandwidth.nextServed(group);
      if (queue === NONE) return;
      const core = this.state.queues.core[queue]!;
      this.hierarchy.unthrottle(queue);
      this.state.flag(core);
      this.placement.offer(core);
    }
  }

  checkEntity(entity: number): void {
    if (this.state.entities.used[entity] !== 1) throw new RangeError(`there is no entity ${entity}`);
  }

  private checkGroup(group: number): void {
    if (this.state.groups.used[group] !== 1) throw new RangeError(`there is no group ${group}`);
  }

  private checkSettings({ weight, quotaNs, periodNs, cpus }: GroupSettings): void {
    sharesOfWeight(weight);
    if (!(quotaNs > 0)) throw new RangeError(`quota ${quotaNs} ns: more than 0 is allowed`);
    if (!(periodNs > 0 && Number.isFinite(periodNs))) {
      throw new RangeError(`period ${periodNs} ns: more than 0 is allowed`);
    }
    for (const cpu of cpus ?? []) {
      if (!(Number.isInteger(cpu) && cpu >= 0 && cpu < this.state.cores)) {
        throw new RangeError(`core ${cpu}: 0 to ${this.state.cores - 1} are allowed`);
      }
    }
  }

  private create(parent: number, settings: GroupSettings): number {
    const { state } = this;
    const group = state.groupTable.add();
    const { groups } = state;
    groups.parent[group] = parent;
    groups.groups[group] = groups.entities[group] = 0;
    groups.weight[group] = settings.weight;
    groups.shares[group] = sharesOfWeight(settings.weight);
    groups.quotaNs[group] = groups.pool[group] = settings.quotaNs;
    groups.periodNs[group] = settings.periodNs;
    groups.load[group] = groups.busyQueues[group] = 0;
    groups.periods[group] = groups.throttledPeriods[group] = groups.throttledNs[group] = 0;
    groups.firstQueue[group] = groups.throttledHead[group] = groups.throttledTail[group] = NONE;
    groups.unused[group] = 0;
    groups.used[group] = 1;
    groups.queueOn.fill(NONE, group * state.cores, (group + 1) * state.cores);
    state.cpus[group] = settings.cpus === undefined ? undefined : [...settings.cpus];
    this.computeMask(group);
    if (Number.isFinite(settings.quotaNs)) state.count.limitedGroups++;
    return group;
  }

  /** tg_set_cfs_bandwidth: a fresh quota, no debts. */
  private setQuota(group: number, quotaNs: number, periodNs: number): void {
    const { state, bandwidth, hierarchy } = this;
    const { groups, queues, timers, count: counts } = state;
    const limited = Number.isFinite(quotaNs);
    counts.limitedGroups += Number(limited) - Number(Number.isFinite(groups.quotaNs[group]!));
    groups.quotaNs[group] = groups.pool[group] = quotaNs;
    groups.periodNs[group] = periodNs;
    timers.clear(refillTimer(group));
    timers.clear(slackTimer(group));
    for (let queue = groups.firstQueue[group]!; queue !== NONE; queue = queues.nextOfGroup[queue]!) {
      const core = queues.core[queue]!;
      queues.limited[queue] = limited ? 1 : 0;
      queues.remaining[queue] = 0;
      if (queues.throttled[queue] === 1) {
        bandwidth.unlist(queue);
        hierarchy.unthrottle(queue);
        state.flag(core);
      }
      if (!limited || queues.nodes[queue] === 0) continue;
      state.flag(core);
      if (bandwidth.assign(queue)) continue;
      if (queues.running[queue] !== NONE) state.core.preempt[core] = 1;
      else hierarchy.throttle(queue);
    }
  }

  /** Recomputes which cores a group and those below it may use, and moves what may not stay where it is. */
  private narrow(group: number): void {
    const { state } = this;
    const { groups, entities, nodes, words, core: cores } = state;
    const before = groups.mask.slice(group * words, (group + 1) * words);
    this.computeMask(group);
    if (before.every((word, index) => word === groups.mask[group * words + index])) return;
    for (let entity = 0; entity < state.entityTable.length; entity++) {
      if (entities.used[entity] === 0 || entities.group[entity] !== group) continue;
      const core = entities.core[entity]!;
      const node = entities.node[entity]!;
      if (nodes.onQueue[node] === 0) {
        entities.movable[entity] = this.isMovable(group);
      } else if (cores.current[core] === node) {
        this.hierarchy.setMovable(entity, this.isMovable(group));
        if (this.placement.isAllowed(entity, core)) continue;
        cores.moveTo[core] = this.placement.forWaking(entity);
        state.flag(core);
      } else {
        this.hierarchy.setMovable(entity, this.isMovable(group));
        if (this.placement.isAllowed(entity, core)) continue;
        const to = this.placement.forWaking(entity);
        this.placement.move(entity, to);
        state.flag(to);
      }
    }
    for (let child = 0; child < state.groupTable.length; child++) {
      if (groups.used[child] === 1 && groups.parent[child] === group) this.narrow(child);
    }
  }

  private isMovable(group: number): number {
    const { groups, words } = this.state;
    return count(groups.mask, group * words, words) > 1 ? 1 : 0;
  }

  /** cpuset.cpus.effective: the parent's cores, and of them its own where they have any in common. */
  private computeMask(group: number): void {
    const { groups, words, cores } = this.state;
    const { mask } = groups;
    const parent = groups.parent[group]!;
    const allowed = (core: number) => parent === NONE || has(mask, parent * words, core);
    mask.fill(0, group * words, (group + 1) * words);
    for (const core of this.state.cpus[group] ?? []) if (allowed(core)) put(mask, group * words, core, true);
    if (!isEmpty(mask, group * words, words)) return;
    for (let core = 0; core < cores; core++) if (allowed(core)) put(mask, group * words, core, true);
  }
}
