/**
 * Drives a policy as a host does, for its tests: hogs and sleepers on cores without costs. It keeps its own books and
 * checks after every decision that no core idles while an entity that it may run is queued.
 */
import {
  type CpuScheduler,
  DEFAULT_GROUP,
  type EntityId,
  type GroupId,
  type GroupSettings,
  IDLE,
} from "../scheduler";

export const MS = 1_000_000;
export const SECOND = 1000 * MS;

interface Load {
  readonly runNs: number;
  readonly sleepNs: number;
  left: number;
  wakeAt: number;
}

export interface Stretch {
  readonly entity: EntityId;
  readonly core: number;
  readonly fromNs: number;
  toNs: number;
}

export class Bench {
  now = 0;
  readonly ran = new Map<EntityId, number>();
  readonly latencies = new Map<EntityId, number[]>();
  readonly stretches: Stretch[] = [];
  busyNs = 0;
  private readonly loads = new Map<EntityId, Load>();
  private readonly allowed = new Map<EntityId, readonly number[] | undefined>();
  private readonly ends: number[];
  private readonly open: (Stretch | undefined)[] = [];
  private readonly wokenAt = new Map<EntityId, number>();

  private readonly uncharged: number[];

  /** `late`: time is charged only where a core decides, as a host with many cores does. */
  constructor(
    public policy: CpuScheduler,
    private readonly late = false,
  ) {
    this.uncharged = new Array(policy.options.cores).fill(0);
    this.ends = new Array(policy.options.cores).fill(Number.POSITIVE_INFINITY);
  }

  domain(settings: Partial<GroupSettings> = {}): GroupId {
    return this.policy.addGroup(0, { ...DEFAULT_GROUP, ...settings }, this.now);
  }

  /** An entity that runs for so long, sleeps for so long, and so on; without numbers it never stops. */
  add(group: GroupId, runNs = Number.POSITIVE_INFINITY, sleepNs = 0): EntityId {
    const entity = this.policy.addEntity(group, { nice: 0 }, this.now);
    this.loads.set(entity, { runNs, sleepNs, left: runNs, wakeAt: Number.POSITIVE_INFINITY });
    this.allowed.set(entity, this.policy.groupSettings(group).cpus);
    this.ran.set(entity, 0);
    this.latencies.set(entity, []);
    this.wake(entity);
    return entity;
  }

  set(group: GroupId, settings: Partial<GroupSettings>): void {
    this.policy.setGroup(group, { ...this.policy.groupSettings(group), ...settings }, this.now);
    for (const entity of this.loads.keys())
      if (this.policy.groupOf(entity) === group)
        this.allowed.set(entity, this.policy.groupSettings(group).cpus);
  }

  share(entity: EntityId): number {
    return this.ran.get(entity)! / this.now;
  }

  run(untilNs: number): void {
    const { policy } = this;
    const { cores } = policy.options;
    this.decide();
    while (this.now < untilNs) {
      let next = Math.min(untilNs, policy.nextTimerNs());
      for (let core = 0; core < cores; core++) {
        const entity = policy.current(core);
        if (entity !== IDLE) next = Math.min(next, this.ends[core]!, this.now + this.loads.get(entity)!.left);
      }
      for (const { wakeAt } of this.loads.values()) next = Math.min(next, wakeAt);
      if (next < this.now) throw new Error(`time would go back from ${this.now} to ${next}`);
      this.advance(next);
      if (policy.nextTimerNs() <= next) policy.runTimers(next);
      for (const [entity, load] of this.loads) if (load.wakeAt <= next) this.wake(entity);
      for (let core = 0; core < cores; core++) {
        const entity = policy.current(core);
        if (entity === IDLE) continue;
        const load = this.loads.get(entity)!;
        if (load.left === 0) {
          this.charge(core);
          policy.block(core, next);
          load.wakeAt = next + load.sleepNs;
          load.left = load.runNs;
          this.pick(core);
        } else if (this.ends[core]! <= next) this.pick(core);
      }
      this.decide();
    }
  }

  decide(): void {
    const { policy } = this;
    for (let round = 0; policy.reschedCount > 0; round++) {
      if (round > 1000) throw new Error("the policy asks for ever");
      const flagged = [...policy.resched.keys()].filter((core) => policy.resched[core] === 1);
      policy.resched.fill(0);
      policy.reschedCount = 0;
      for (const core of flagged) this.pick(core);
    }
    this.checkNoIdle();
  }

  private advance(to: number): void {
    const ns = to - this.now;
    this.now = to;
    for (let core = 0; core < this.policy.options.cores; core++) {
      const entity = this.policy.current(core);
      if (entity === IDLE) continue;
      this.uncharged[core]! += ns;
      if (!this.late) this.charge(core);
      this.loads.get(entity)!.left -= ns;
      this.ran.set(entity, this.ran.get(entity)! + ns);
      this.busyNs += ns;
      if (ns === 0) continue;
      const open = this.open[core];
      if (open?.entity === entity && open.toNs === to - ns) open.toNs = to;
      else {
        this.open[core] = { entity, core, fromNs: to - ns, toNs: to };
        this.stretches.push(this.open[core]!);
      }
    }
  }

  private wake(entity: EntityId): void {
    this.loads.get(entity)!.wakeAt = Number.POSITIVE_INFINITY;
    this.wokenAt.set(entity, this.now);
    this.policy.wake(entity, this.now);
  }

  private charge(core: number): void {
    if (this.uncharged[core]! > 0) this.policy.charge(core, this.uncharged[core]!, this.now);
    this.uncharged[core] = 0;
  }

  private pick(core: number): void {
    this.charge(core);
    const entity = this.policy.pick(core, this.now);
    if (entity !== this.policy.current(core)) throw new Error("pick and current differ");
    this.ends[core] = this.now + this.policy.budgetNs(core, this.now);
    if (entity === IDLE) return;
    const cpus = this.allowed.get(entity);
    if (cpus !== undefined && !cpus.includes(core)) throw new Error(`entity ${entity} on core ${core}`);
    const since = this.wokenAt.get(entity);
    if (since !== undefined) this.latencies.get(entity)!.push(this.now - since);
    this.wokenAt.delete(entity);
  }

  private checkNoIdle(): void {
    const { policy } = this;
    const seen = new Set<EntityId>();
    for (let core = 0; core < policy.options.cores; core++) {
      const current = policy.current(core);
      if (current !== IDLE) {
        if (seen.has(current) || policy.stateOf(current) !== "running")
          throw new Error("two cores, one entity");
        seen.add(current);
        continue;
      }
      for (const [entity, cpus] of this.allowed)
        if (policy.stateOf(entity) === "queued" && (cpus === undefined || cpus.includes(core)))
          throw new Error(
            `core ${core} idles at ${this.now} while ${entity} waits at ${policy.coreOf(entity)}`,
          );
    }
  }
}
