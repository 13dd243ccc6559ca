/** How loaded each run queue of credit2 is: how many vCPUs are runnable there, now and on average over about a second. */
import type { EntityId } from "../scheduler";
import { copyFields, grown, restoreFields } from "./state";

/** Xen's default load window is 2^30 ns. */
const WINDOW_NS = 2 ** 30;
const FIELDS = ["runnable", "average", "updatedAt", "counted"] as const;

export class Loads {
  runnable: Int32Array;
  average: Float64Array;
  private updatedAt: Float64Array;
  /** By entity: the queue in which it counts as runnable, plus 1. */
  private counted: Int32Array = new Int32Array(16);

  constructor(queues: number) {
    this.runnable = new Int32Array(queues);
    this.average = new Float64Array(queues);
    this.updatedAt = new Float64Array(queues);
  }

  /** The entity is runnable in that queue from now on, or in none (-1). */
  count(entity: EntityId, queue: number, nowNs: number): void {
    const before = this.counted[entity]! - 1;
    if (before === queue) return;
    if (before >= 0) {
      this.update(before, nowNs);
      this.runnable[before]!--;
    }
    if (queue >= 0) {
      this.update(queue, nowNs);
      this.runnable[queue]!++;
    }
    this.counted[entity] = queue + 1;
  }

  update(queue: number, nowNs: number): void {
    const share = Math.min(1, (nowNs - this.updatedAt[queue]!) / WINDOW_NS);
    this.average[queue]! += share * (this.runnable[queue]! - this.average[queue]!);
    this.updatedAt[queue] = nowNs;
  }

  reserve(entities: number): void {
    this.counted = grown(this.counted, entities);
  }

  save(): unknown {
    return copyFields(this, FIELDS);
  }

  load(saved: unknown): void {
    restoreFields(this, saved, FIELDS);
  }
}
