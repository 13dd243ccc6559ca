/**
 * The books of the credit scheduler: each vCPU's credit (in ns of core time; Xen's 10 credits are a millisecond), its
 * class, and which vCPUs are active, that is, share in what is handed out.
 *
 * A vCPU becomes active when a tick finds it running, and stops when its credit exceeds a whole period's: it does not use
 * what it gets.
 */
import { type EntityId, type GroupId, IDLE } from "../scheduler";
import type { XenGroups } from "./groups";
import { copyFields, grown, restoreFields } from "./state";

export const OVER = 0;
export const UNDER = 1;
export const BOOST = 2;

const FIELDS = [
  "credit",
  "priority",
  "active",
  "parked",
  "next",
  "previous",
  "firstActive",
  "activeCount",
  "activeIn",
  "share",
  "perWeight",
  "balance",
  "nextBalance",
] as const;

export class Accounts {
  // By entity.
  credit: Float64Array = new Float64Array(16);
  priority: Uint8Array = new Uint8Array(16);
  private active: Uint8Array = new Uint8Array(16);
  /** Its domain's cap holds it back until its credit is positive again. */
  parked: Uint8Array = new Uint8Array(16);
  private next: Int32Array = new Int32Array(16);
  private previous: Int32Array = new Int32Array(16);
  /** Head of the list of active entities, or IDLE. */
  firstActive = IDLE;
  private activeCount = 0;

  // By domain.
  private activeIn: Int32Array = new Int32Array(1);
  /** What each active vCPU of the domain gets this period, if its peak limits it; -1 if it gets its weight's part. */
  private share: Float64Array = new Float64Array(1);
  private perWeight = 0;
  /** 1 while a domain is among those that this period's count has seen; 2 if one of its vCPUs is parked. */
  private seen: Uint8Array = new Uint8Array(1);

  /** Sum of the active vCPUs' credit after the last period. Below 0, more is handed out, so that debts do not pile up. */
  private balance = 0;
  private nextBalance = 0;

  constructor(
    private readonly groups: XenGroups,
    private readonly cores: number,
    private readonly periodNs: number,
  ) {}

  open(entity: EntityId): void {
    this.credit[entity] = 0;
    this.priority[entity] = UNDER;
    this.active[entity] = 0;
    this.parked[entity] = 0;
  }

  retire(entity: EntityId, domain: GroupId): void {
    if (this.active[entity] === 1) this.deactivate(entity, domain);
  }

  nextActive(entity: EntityId): EntityId {
    return this.next[entity]!;
  }

  /** A tick finds the entity running: its boost ends, and it takes part in accounting. */
  tick(entity: EntityId, domain: GroupId): void {
    if (this.priority[entity] === BOOST) this.priority[entity] = UNDER;
    if (this.active[entity] === 1) return;
    this.active[entity] = 1;
    this.activeCount++;
    this.activeIn[domain]!++;
    this.previous[entity] = IDLE;
    this.next[entity] = this.firstActive;
    if (this.firstActive !== IDLE) this.previous[this.firstActive] = entity;
    this.firstActive = entity;
  }

  /**
   * Works out each domain's share of the period. A domain gets by weight, but no more than its active vCPUs could use and
   * its cap allows; what one cannot take goes to the others by weight.
   */
  distribute(): void {
    const { groups, activeIn, share } = this;
    const { weight, cap, count: domains } = groups;
    let weightLeft = 0;
    for (let domain = 0; domain < domains; domain++) {
      share[domain] = -1;
      weightLeft += weight[domain]! * activeIn[domain]!;
    }
    const debt = Math.max(0, -this.balance);
    const debtPerWeight = weightLeft > 0 ? debt / weightLeft : 0;
    let left = this.cores * this.periodNs + debt;
    this.nextBalance = 0;
    for (let changed = true; changed && weightLeft > 0; ) {
      changed = false;
      this.perWeight = left / weightLeft;
      for (let domain = 0; domain < domains; domain++) {
        const count = activeIn[domain]!;
        if (count === 0 || share[domain]! >= 0) continue;
        const heavy = weight[domain]! * count;
        const useful = count * this.periodNs + debtPerWeight * heavy;
        const peak = Math.min(useful, cap[domain]! * this.periodNs);
        if (heavy * this.perWeight < peak) continue;
        share[domain] = peak / count;
        left -= peak;
        weightLeft -= heavy;
        changed = true;
      }
    }
    if (this.firstActive === IDLE) this.balance = 0;
  }

  /**
   * Gives an active vCPU its share and sorts it into a class. Says whether its cap starts or ends holding it back.
   * One that earns more than it uses stops earning, with half of its credit. Xen does that to a vCPU that waits in a queue
   * too, which takes from heavy vCPUs what they earn while light ones run; here a runnable one keeps up to a slice for each
   * vCPU that can be ahead of it, so that shares converge to the weights.
   */
  settle(entity: EntityId, domain: GroupId, runnable: boolean): "park" | "unpark" | undefined {
    const { periodNs } = this;
    const share = this.share[domain]!;
    let credit = this.credit[entity]! + (share < 0 ? this.groups.weight[domain]! * this.perWeight : share);
    let change: "park" | "unpark" | undefined;
    if (credit < 0) {
      this.priority[entity] = OVER;
      const cap = this.groups.cap[domain]!;
      if (this.parked[entity] === 0 && credit < (-cap * periodNs) / this.activeIn[domain]!) {
        this.parked[entity] = 1;
        change = "park";
      }
      credit = Math.max(credit, -periodNs);
    } else {
      this.priority[entity] = UNDER;
      if (this.parked[entity] === 1) change = "unpark";
      if (runnable) credit = Math.min(credit, periodNs * this.activeCount);
      else if (credit > periodNs) {
        this.deactivate(entity, domain);
        credit /= 2;
      }
    }
    this.credit[entity] = credit;
    this.nextBalance += credit;
    return change;
  }

  /** Ends the period: cpu.stat's nr_periods and nr_throttled of the capped domains. */
  countPeriods(domainOf: Int32Array): void {
    this.balance = this.nextBalance;
    if (!this.anyCap()) return;
    for (let at = this.firstActive; at !== IDLE; at = this.next[at]!) {
      const domain = domainOf[at]!;
      if (this.groups.cap[domain] === Number.POSITIVE_INFINITY) continue;
      if (this.seen[domain] === 0) {
        this.groups.periods[domain]!++;
        this.seen[domain] = 1;
      }
      if (this.parked[at] === 1 && this.seen[domain] === 1) {
        this.groups.throttled[domain]!++;
        this.seen[domain] = 2;
      }
    }
    for (let at = this.firstActive; at !== IDLE; at = this.next[at]!) this.seen[domainOf[at]!] = 0;
  }

  reserve(entities: number, groups: number): void {
    this.credit = grown(this.credit, entities);
    this.priority = grown(this.priority, entities);
    this.active = grown(this.active, entities);
    this.parked = grown(this.parked, entities);
    this.next = grown(this.next, entities);
    this.previous = grown(this.previous, entities);
    this.activeIn = grown(this.activeIn, groups);
    this.share = grown(this.share, groups);
    this.seen = grown(this.seen, groups);
  }

  save(): unknown {
    return copyFields(this, FIELDS);
  }

  load(saved: unknown): void {
    restoreFields(this, saved, FIELDS);
    this.seen = new Uint8Array(this.activeIn.length);
  }

  private anyCap(): boolean {
    for (let domain = 0; domain < this.groups.count; domain++)
      if (this.activeIn[domain]! > 0 && this.groups.cap[domain] !== Number.POSITIVE_INFINITY) return true;
    return false;
  }

  private deactivate(entity: EntityId, domain: GroupId): void {
    this.active[entity] = 0;
    this.activeCount--;
    this.activeIn[domain]!--;
    const next = this.next[entity]!;
    const previous = this.previous[entity]!;
    if (previous === IDLE) this.firstActive = next;
    else this.next[previous] = next;
    if (next !== IDLE) this.previous[next] = previous;
  }
}
