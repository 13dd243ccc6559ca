/** Linux's fair scheduler: cgroups, cores and timers around a discipline (CFS or EEVDF). See README.md. */
import type {
  CpuScheduler,
  EntityId,
  EntitySettings,
  GroupId,
  GroupSettings,
  GroupThrottling,
  SchedulerOptions,
} from "../scheduler";
import { IDLE } from "../scheduler";
import { BALANCE_TIMER, Balancer } from "./balance";
import { Bandwidth } from "./bandwidth";
import { Cfs } from "./cfs";
import type { Discipline } from "./discipline";
import { Eevdf } from "./eevdf";
import { Groups } from "./groups";
import { Hierarchy } from "./hierarchy";
import { Placement } from "./placement";
import { FairState, FORKED, NONE } from "./state";
import { NICE_0_WEIGHT, weightOfNice } from "./weights";

const ROUNDING_NS = 1e-3;

export class FairScheduler implements CpuScheduler {
  readonly resched: Uint8Array;
  private readonly state: FairState;
  private readonly discipline: Discipline;
  private readonly bandwidth: Bandwidth;
  private readonly hierarchy: Hierarchy;
  private readonly placement: Placement;
  private readonly balancer: Balancer;
  private readonly groups: Groups;

  /** @throws RangeError for options out of range. */
  constructor(
    readonly policy: "cfs" | "eevdf",
    readonly options: SchedulerOptions,
  ) {
    const state = new FairState(options);
    this.state = state;
    this.resched = state.resched;
    this.discipline = policy === "cfs" ? new Cfs(state) : new Eevdf(state);
    this.bandwidth = new Bandwidth(state);
    this.hierarchy = new Hierarchy(state, this.discipline, this.bandwidth);
    this.placement = new Placement(state, this.discipline, this.hierarchy, this.bandwidth);
    this.balancer = new Balancer(state, this.hierarchy, this.placement);
    this.groups = new Groups(state, this.hierarchy, this.placement, this.bandwidth);
  }

  get reschedCount(): number {
    return this.state.reschedCount;
  }

  set reschedCount(value: number) {
    this.state.reschedCount = value;
  }

  addGroup(parent: GroupId, settings: GroupSettings, nowNs: number): GroupId {
    this.state.nowNs = nowNs;
    return this.groups.add(parent, settings);
  }

  setGroup(group: GroupId, settings: GroupSettings, nowNs: number): void {
    this.state.nowNs = nowNs;
    this.groups.set(group, settings);
    this.balancer.arm();
  }

  removeGroup(group: GroupId): void {
    this.groups.remove(group);
  }

  groupSettings(group: GroupId): GroupSettings {
    return this.groups.settings(group);
  }

  /** As cpu.stat has it: time of a throttling counts when it ends, once for each core. */
  throttling(group: GroupId): GroupThrottling {
    return this.groups.throttling(group);
  }

  addEntity(group: GroupId, settings: EntitySettings, nowNs: number): EntityId {
    this.state.nowNs = nowNs;
    const entity = this.groups.addEntity(group, settings.nice);
    if (settings.forked) this.state.nodes.placed[this.state.entities.node[entity]!] = FORKED;
    return entity;
  }

  setNice(entity: EntityId, nice: number, nowNs: number): void {
    this.state.nowNs = nowNs;
    const { entities, nodes } = this.state;
    this.groups.checkEntity(entity);
    const weight = weightOfNice(nice);
    entities.nice[entity] = nice;
    const node = entities.node[entity]!;
    this.hierarchy.reweigh(node, weight);
    if (nodes.onQueue[node] === 0) return;
    this.hierarchy.refreshShares(nodes.queue[node]!);
    this.state.flag(entities.core[entity]!);
  }

  removeEntity(entity: EntityId): void {
    this.groups.removeEntity(entity);
  }

  wake(entity: EntityId, nowNs: number): void {
    const { state } = this;
    state.nowNs = nowNs;
    this.groups.checkEntity(entity);
    const { entities } = state;
    const node = entities.node[entity]!;
    if (state.nodes.onQueue[node] === 1) return;
    const core = this.placement.forWaking(entity);
    this.placement.settle(entity, core);
    this.hierarchy.join(entity);
    if (this.hierarchy.isThrottled(node)) return;
    // Also where nobody is preempted: the current one's slice has become shorter.
    state.flag(core);
    if (state.core.current[core] !== NONE && this.preempts(core, node)) state.core.preempt[core] = 1;
    this.balancer.arm();
  }

  dequeue(entity: EntityId, nowNs: number): void {
    const { state } = this;
    state.nowNs = nowNs;
    this.groups.checkEntity(entity);
    const node = state.entities.node[entity]!;
    if (state.nodes.onQueue[node] === 0) return;
    if (state.core.current[state.entities.core[entity]!] === node) {
      throw new RangeError(`entity ${entity} is running: it is blocked, not dequeued`);
    }
    this.hierarchy.leave(entity);
  }

  charge(core: number, ranNs: number, nowNs: number): void {
    const { state, discipline } = this;
    state.nowNs = nowNs;
    const { nodes, queues } = state;
    let node = state.core.current[core]!;
    if (node === NONE) return;
    state.core.chargedToNs[core] = nowNs;
    if (ranNs <= 0) return;
    const spreads = state.cores > 1;
    nodes.total[node]! += ranNs;
    let yields = false;
    while (node !== NONE) {
      const queue = nodes.queue[node]!;
      nodes.vruntime[node]! += (ranNs * NICE_0_WEIGHT) / nodes.weight[node]!;
      nodes.ran[node]! += ranNs;
      if (discipline.charged(queue, node)) yields = true;
      if (queues.limited[queue] === 1) {
        queues.remaining[queue]! -= ranNs;
        if (queues.remaining[queue]! <= 0 && !this.bandwidth.assign(queue)) yields = true;
      }
      node = queues.node[queue]!;
    }
    if (spreads) this.hierarchy.refreshShares(nodes.queue[state.core.current[core]!]!);
    if (!yields) return;
    state.core.preempt[core] = 1;
    state.flag(core);
  }

  block(core: number, nowNs: number): void {
    const { state } = this;
    state.nowNs = nowNs;
    const node = state.core.current[core]!;
    if (node === NONE) return;
    this.hierarchy.leave(state.nodes.entity[node]!);
    state.core.current[core] = NONE;
    state.core.moveTo[core] = NONE;
  }

  pick(core: number, nowNs: number): EntityId {
    const { state } = this;
    state.nowNs = nowNs;
    const { nodes, queues, core: cores } = state;
    let node = cores.current[core]!;
    if (node !== NONE && cores.preempt[core] === 0 && cores.moveTo[core] === NONE && !this.isDue(core)) {
      return nodes.entity[node]!;
    }
    cores.preempt[core] = 0;
    if (state.count.limitedGroups > 0) this.hierarchy.throttleSpent(core);
    if (cores.moveTo[core] !== NONE) this.sendAway(core);
    if (queues.tasks[core] === 0) this.placement.pull(core);
    node = queues.tasks[core] === 0 ? NONE : this.choose(core);
    cores.current[core] = node;
    cores.chargedToNs[core] = nowNs;
    if (node === NONE) return IDLE;
    if (state.count.limitedGroups > 0 && state.tickNs === 0) this.hierarchy.fillSlices(node);
    if (state.cores > 1) {
      this.placement.offer(core);
      this.balancer.arm();
    }
    return nodes.entity[node]!;
  }

  budgetNs(core: number, nowNs: number): number {
    const { state } = this;
    state.nowNs = nowNs;
    const { nodes, queues, tickNs } = state;
    const current = state.core.current[core]!;
    if (current === NONE) return Number.POSITIVE_INFINITY;
    let quota = Number.POSITIVE_INFINITY;
    if (state.count.limitedGroups > 0) {
      for (let node = current; node !== NONE; ) {
        const queue = nodes.queue[node]!;
        if (queues.limited[queue] === 1) quota = Math.min(quota, queues.remaining[queue]!);
        node = queues.node[queue]!;
      }
    }
    if (tickNs > 0) {
      if (queues.tasks[core]! < 2 && quota === Number.POSITIVE_INFINITY) return quota;
      return (Math.floor(nowNs / tickNs) + 1) * tickNs - nowNs;
    }
    const left = Math.min(quota, this.discipline.sliceLeftNs(core)) - state.uncharged(core);
    return Math.max(1, Math.ceil(left - ROUNDING_NS));
  }

  nextTimerNs(): number {
    return this.state.timers.nextNs();
  }

  runTimers(nowNs: number): void {
    const { state, bandwidth } = this;
    state.nowNs = nowNs;
    const { timers } = state;
    while (timers.nextNs() <= nowNs) {
      const id = timers.first();
      const atNs = timers.nextNs();
      if (id === BALANCE_TIMER) {
        this.balancer.run();
        continue;
      }
      const group = (id - 1) >> 1;
      const due = id % 2 === 1 ? bandwidth.refill(group, atNs) : bandwidth.slackIsDue(group, atNs);
      if (due) this.groups.serve(group);
    }
    this.balancer.arm();
  }

  current(core: number): EntityId {
    const node = this.state.core.current[core]!;
    return node === NONE ? IDLE : this.state.nodes.entity[node]!;
  }

  coreOf(entity: EntityId): number {
    return this.state.entities.core[entity]!;
  }

  stateOf(entity: EntityId): "blocked" | "queued" | "running" | "throttled" {
    const { state } = this;
    const node = state.entities.node[entity]!;
    if (state.nodes.onQueue[node] === 0) return "blocked";
    if (state.core.current[state.entities.core[entity]!] === node) return "running";
    return this.hierarchy.isThrottled(node) ? "throttled" : "queued";
  }

  groupOf(entity: EntityId): GroupId {
    return this.state.entities.group[entity]!;
  }

  save(): unknown {
    return this.state.save();
  }

  load(saved: unknown): void {
    this.state.load(saved);
  }

  /** Whether the current task's slice is over (with ticks: whether this is a tick that ends it). */
  private isDue(core: number): boolean {
    const { state } = this;
    const { tickNs, nodes, queues } = state;
    if (tickNs === 0) return this.discipline.sliceLeftNs(core) <= ROUNDING_NS;
    if (queues.tasks[core]! < 2 || state.nowNs % tickNs !== 0) return false;
    for (let node = state.core.current[core]!; node !== NONE; ) {
      const queue = nodes.queue[node]!;
      if (queues.nodes[queue]! > 1 && this.discipline.tick(queue, node)) return true;
      node = queues.node[queue]!;
    }
    return false;
  }

  /** From the root down, at each level the best; the chain of the current one is left alone as far as it stays. */
  private choose(core: number): number {
    const { discipline } = this;
    const { nodes, queues } = this.state;
    for (let queue = core; ; ) {
      const running = queues.running[queue]!;
      const node = discipline.first(queue);
      const below = nodes.own[node]!;
      if (node !== running) {
        this.hierarchy.putBack(queue);
        discipline.remove(queue, node);
        queues.running[queue] = node;
        nodes.ran[node] = 0;
        discipline.chosen(queue, node);
      } else if (below === NONE) {
        discipline.chosenAgain(core, node);
      }
      if (below === NONE) return node;
      queue = below;
    }
  }

  /** check_preempt_wakeup: compares the two where their ways up meet. */
  private preempts(core: number, woken: number): boolean {
    const { nodes, queues } = this.state;
    for (let node = woken; ; ) {
      const queue = nodes.queue[node]!;
      const running = queues.running[queue]!;
      if (running === node) return false;
      if (running !== NONE) return this.discipline.preempts(queue, node);
      if (queue === core) return false;
      node = queues.node[queue]!;
    }
  }

  /** The current task is to go on elsewhere: for balance, or because it may not stay. */
  private sendAway(core: number): void {
    const { state, placement } = this;
    const { core: cores, nodes } = state;
    let to = cores.moveTo[core]!;
    cores.moveTo[core] = NONE;
    const node = cores.current[core]!;
    if (node === NONE) return;
    const entity = nodes.entity[node]!;
    if (!placement.isAllowed(entity, core)) to = placement.forWaking(entity);
    if (to === core || !placement.isAllowed(entity, to)) return;
    this.hierarchy.putBack(core);
    cores.current[core] = NONE;
    placement.move(entity, to);
    state.flag(to);
    placement.offer(to);
  }
}
