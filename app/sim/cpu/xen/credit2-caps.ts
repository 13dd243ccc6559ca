/**
 * Caps under credit2: a capped domain has a budget, filled up every 10 ms. Its vCPUs draw from it in portions and are
 * parked when it is empty.
 */
import { credit2BudgetPeriod, credit2MinTimer } from "../../figures/schedulers";
import type { EntityId, GroupId } from "../scheduler";
import type { XenGroups } from "./groups";
import { copyFields, grown, restoreFields } from "./state";

export const BUDGET_PERIOD_NS = credit2BudgetPeriod.value * 1e6;
const PORTION_NS = credit2MinTimer.value * 1e6;

const FIELDS = ["budget", "total", "pool", "vcpus", "open", "parkedIn", "opened"] as const;

export class Caps {
  /** What a vCPU may still run, ns; means nothing without a cap. */
  budget: Float64Array = new Float64Array(16);

  // By domain.
  /** Budget of a period, ns; 0 without a cap. */
  private total: Float64Array = new Float64Array(1);
  private pool: Float64Array = new Float64Array(1);
  private vcpus: Int32Array = new Int32Array(1);
  /** 1 while the domain's budget is being drawn from: its periods are counted. */
  private open: Uint8Array = new Uint8Array(1);
  /** 1 if a vCPU of the domain was parked in this period. */
  private parkedIn: Uint8Array = new Uint8Array(1);
  /** How many domains are open. */
  private opened = 0;

  constructor(private readonly groups: XenGroups) {}

  isCapped(domain: GroupId): boolean {
    return this.total[domain]! > 0;
  }

  /** Whether refills are needed. */
  get busy(): boolean {
    return this.opened > 0;
  }

  entityAdded(entity: EntityId, domain: GroupId): void {
    this.budget[entity] = 0;
    this.vcpus[domain]!++;
  }

  entityRemoved(domain: GroupId): void {
    this.vcpus[domain]!--;
  }

  /** Looks at the domain's cap; if it is another, the domain starts with a full budget. Says whether it is. */
  changed(domain: GroupId): boolean {
    const cap = this.groups.cap[domain]!;
    const total = cap === Number.POSITIVE_INFINITY ? 0 : Math.max(1, Math.round(cap * BUDGET_PERIOD_NS));
    if (total === this.total[domain]) return false;
    this.close(domain);
    this.total[domain] = total;
    this.pool[domain] = total;
    return true;
  }

  /** Whether the vCPU may run: it has budget left, or its domain has some to give. */
  draw(entity: EntityId, domain: GroupId): boolean {
    if (!this.isCapped(domain)) return true;
    if (this.open[domain] === 0) {
      this.open[domain] = 1;
      this.opened++;
    }
    if (this.budget[entity]! > 0) return true;
    const portion = Math.max(Math.floor(this.total[domain]! / this.vcpus[domain]!), PORTION_NS);
    this.pool[domain]! += this.budget[entity]!;
    this.budget[entity] = Math.max(0, Math.min(portion, this.pool[domain]!));
    this.pool[domain]! -= this.budget[entity]!;
    return this.budget[entity]! > 0;
  }

  /** A vCPU that stops running gives back what it did not use. */
  giveBack(entity: EntityId, domain: GroupId): void {
    if (this.isCapped(domain)) this.pool[domain]! += this.budget[entity]!;
    this.budget[entity] = 0;
  }

  parked(domain: GroupId): void {
    this.parkedIn[domain] = 1;
  }

  /** A period ends: budgets are full again. A domain that drew nothing closes. */
  refill(): void {
    for (let domain = 0; domain < this.groups.count; domain++) {
      if (this.open[domain] === 0) continue;
      const total = this.total[domain]!;
      const idle = this.pool[domain] === total && this.parkedIn[domain] === 0;
      this.groups.periods[domain]!++;
      this.groups.throttled[domain]! += this.parkedIn[domain]!;
      this.parkedIn[domain] = 0;
      this.pool[domain] = Math.min(total, this.pool[domain]! + total);
      if (idle) this.close(domain);
    }
  }

  reserve(entities: number, groups: number): void {
    this.budget = grown(this.budget, entities);
    this.total = grown(this.total, groups);
    this.pool = grown(this.pool, groups);
    this.vcpus = grown(this.vcpus, groups);
    this.open = grown(this.open, groups);
    this.parkedIn = grown(this.parkedIn, groups);
  }

  save(): unknown {
    return copyFields(this, FIELDS);
  }

  load(saved: unknown): void {
    restoreFields(this, saved, FIELDS);
  }

  private close(domain: GroupId): void {
    if (this.open[domain] === 1) this.opened--;
    this.open[domain] = 0;
    this.parkedIn[domain] = 0;
  }
}
