/**
 * What a scheduling policy is to the host. A policy decides who runs; it runs nobody and knows no clock: the host
 * (app/sim/host/processors.ts) calls it with the present virtual time, and keeps the ledger.
 *
 * Entities (a simulated task, a vCPU) and groups (a cgroup, a Xen domain) are small integers handed out by the policy, so
 * that state lives in arrays. All times are virtual nanoseconds; all state leaves through `save` as structured-cloneable
 * data and comes back through `load`, after which the policy continues to the nanosecond.
 */

export type EntityId = number;
export type GroupId = number;

/** `pick` answers this when the core has nothing to run. */
export const IDLE: EntityId = -1;
/** The root of the cgroup tree (for Xen: the pool). It has no limits. */
export const ROOT_GROUP: GroupId = 0;

export type PolicyName = "cfs" | "eevdf" | "credit" | "credit2";

export interface GroupSettings {
  /** cgroup v2 cpu.weight, 1 to 10000, 100 is the default. Xen policies take it as weight × 2.56, so 100 is Xen's 256. */
  readonly weight: number;
  /** cpu.max: so much processor time a period; Infinity is "max". Xen policies take quota / period as the domain's cap. */
  readonly quotaNs: number;
  readonly periodNs: number;
  /** cpuset.cpus, ascending; undefined: all cores of the parent. */
  readonly cpus: readonly number[] | undefined;
}

export const DEFAULT_GROUP: GroupSettings = {
  weight: 100,
  quotaNs: Number.POSITIVE_INFINITY,
  periodNs: 100_000_000,
  cpus: undefined,
};

export interface EntitySettings {
  /** -20 to 19; weights are those of Linux's table. Xen policies ignore it. */
  readonly nice: number;
  /** Born by fork beside a running parent: CFS lets it wait for a slice first (START_DEBIT). Others ignore it. */
  readonly forked?: boolean;
}

/** cpu.stat of a group with a quota. */
export interface GroupThrottling {
  readonly periods: number;
  readonly throttled: number;
  readonly throttledNs: number;
}

export interface SchedulerOptions {
  readonly cores: number;
  /** Hardware threads that share one core are neighbours: [0,1] [2,3] … A policy prefers an idle core to an idle sibling. */
  readonly threadsPerCore: number;
  /**
   * 0: decisions fall exactly where a slice ends (Linux with HRTICK). Otherwise the policy looks only at ticks of this
   * frequency, as a kernel built with CONFIG_HZ does.
   */
  readonly tickHz: number;
  readonly seed: number;
}

export interface CpuScheduler {
  readonly policy: PolicyName;
  readonly options: SchedulerOptions;

  addGroup(parent: GroupId, settings: GroupSettings, nowNs: number): GroupId;
  /** Changes take effect at once; entities on a core that is no longer allowed move, a running one at the next `pick`. */
  setGroup(group: GroupId, settings: GroupSettings, nowNs: number): void;
  /** @throws RangeError if it still has entities or groups. */
  removeGroup(group: GroupId): void;
  groupSettings(group: GroupId): GroupSettings;
  throttling(group: GroupId): GroupThrottling;

  /** A new entity is blocked until it is woken. */
  addEntity(group: GroupId, settings: EntitySettings, nowNs: number): EntityId;
  setNice(entity: EntityId, nice: number, nowNs: number): void;
  /** @throws RangeError if it is running or queued. */
  removeEntity(entity: EntityId): void;

  /** The entity becomes runnable: chooses a core, queues it there, and marks in `resched` where that preempts. */
  wake(entity: EntityId, nowNs: number): void;
  /**
   * Set by the host. `wake` calls it before it weighs the new entity against a core's current one: the host then charges what
   * that one has run since its last charge, as update_curr does in Linux.
   */
  beforeWeighing?: (core: number, nowNs: number) => void;
  /** A queued (not running) entity stops being runnable: it was paused or killed. */
  dequeue(entity: EntityId, nowNs: number): void;
  /** The core's current entity has run `ranNs` more, up to now. Called before any other call about that core. */
  charge(core: number, ranNs: number, nowNs: number): void;
  /** The core's current entity sleeps or exits; the core has no current until `pick`. */
  block(core: number, nowNs: number): void;
  /**
   * Who runs on the core from now on. A current that is still runnable is put back first, so it may be chosen again. A core
   * that would idle pulls an entity that is waiting elsewhere, if one is allowed here.
   */
  pick(core: number, nowNs: number): EntityId;
  /** How long the core's current may run from now until the policy wants to `pick` again: its slice, quota or tick ends. */
  budgetNs(core: number, nowNs: number): number;

  /** Cores at which the host must `pick` now: 1 at the core's index; `reschedCount` says how many. The host clears both. */
  readonly resched: Uint8Array;
  reschedCount: number;

  /** When the policy wants `runTimers`: refills, accounting, balancing. Infinity if never. */
  nextTimerNs(): number;
  runTimers(nowNs: number): void;

  /** The core's current entity, or IDLE. */
  current(core: number): EntityId;
  /** The core on which the entity runs, waits or last ran; -1 if it never did. */
  coreOf(entity: EntityId): number;
  /** "throttled": runnable, but a group above it has used up its quota. */
  stateOf(entity: EntityId): "blocked" | "queued" | "running" | "throttled";
  groupOf(entity: EntityId): GroupId;

  save(): unknown;
  load(saved: unknown): void;
}
