/**
 * CFS bandwidth control (Documentation/scheduler/sched-bwc.rst): a quota for each period in a pool of the group, handed in
 * slices to the cores on which the group runs. Debts (a core may overrun until its next tick) are paid from later periods.
 * Periods begin at multiples of their length.
 */
import type { FairState } from "./state";
import { NONE } from "./state";
import {
  BANDWIDTH_KEPT_NS,
  BANDWIDTH_SLICE_NS,
  MIN_BANDWIDTH_EXPIRATION_NS,
  SLACK_PERIOD_NS,
} from "./weights";

export const refillTimer = (group: number) => 1 + 2 * group;
export const slackTimer = (group: number) => 2 + 2 * group;

export class Bandwidth {
  constructor(private readonly state: FairState) {}

  /** Fills the queue's own slice from the pool. False if it still has nothing. */
  assign(queue: number): boolean {
    const { queues, groups } = this.state;
    const group = queues.group[queue]!;
    const wanted = BANDWIDTH_SLICE_NS - queues.remaining[queue]!;
    this.startPeriods(group);
    const got = Math.min(wanted, groups.pool[group]!);
    if (got > 0) {
      groups.pool[group]! -= got;
      queues.remaining[queue]! += got;
      groups.unused[group] = 0;
    }
    return queues.remaining[queue]! > 0;
  }

  /** The group has nothing more to run on this core: all but a millisecond goes back to the pool. */
  giveBack(queue: number): void {
    const { queues, groups, timers, nowNs } = this.state;
    const slack = queues.remaining[queue]! - BANDWIDTH_KEPT_NS;
    if (slack <= 0) return;
    const group = queues.group[queue]!;
    queues.remaining[queue]! -= slack;
    groups.pool[group]! += slack;
    if (groups.pool[group]! <= BANDWIDTH_SLICE_NS || groups.throttledHead[group] === NONE) return;
    const timer = slackTimer(group);
    const refillIn = timers.timeNs(refillTimer(group)) - nowNs;
    if (timers.isSet(timer) || refillIn < SLACK_PERIOD_NS + MIN_BANDWIDTH_EXPIRATION_NS) return;
    timers.set(timer, nowNs + SLACK_PERIOD_NS);
  }

  /** A task goes to a core whose queue has nothing while the pool is empty: half of what the old core holds goes along. */
  share(from: number, to: number): void {
    const { queues, groups } = this.state;
    const group = queues.group[from]!;
    if (queues.limited[from] === 0 || queues.remaining[to]! > 0 || groups.pool[group]! > 0) return;
    const uncharged = queues.running[from] === NONE ? 0 : this.state.uncharged(queues.core[from]!);
    const part = Math.floor((queues.remaining[from]! - uncharged) / 2);
    if (part <= 0) return;
    queues.remaining[from]! -= part;
    queues.remaining[to]! += part;
  }

  /** A period ends. True if throttled queues are to be served from the new quota. */
  refill(group: number, atNs: number): boolean {
    const { groups, timers } = this.state;
    const throttled = groups.throttledHead[group] !== NONE;
    groups.periods[group]!++;
    groups.pool[group] = groups.quotaNs[group]!;
    if (groups.unused[group] === 1 && !throttled) {
      timers.clear(refillTimer(group));
      return false;
    }
    timers.set(refillTimer(group), atNs + groups.periodNs[group]!);
    groups.unused[group] = throttled ? 0 : 1;
    if (throttled) groups.throttledPeriods[group]!++;
    return throttled;
  }

  /** Returned time was left long enough. True if throttled queues are to be served. */
  slackIsDue(group: number, atNs: number): boolean {
    const { groups, timers } = this.state;
    timers.clear(slackTimer(group));
    if (timers.timeNs(refillTimer(group)) - atNs < MIN_BANDWIDTH_EXPIRATION_NS) return false;
    return groups.pool[group]! > BANDWIDTH_SLICE_NS;
  }

  /**
   * Takes the longest throttled queue that the pool can pay off from the group's list and makes it solvent by 1 ns; NONE if
   * there is no such queue. One that cannot be paid in full takes what is there.
   */
  nextServed(group: number): number {
    const { queues, groups } = this.state;
    const queue = groups.throttledHead[group]!;
    if (queue === NONE) return NONE;
    const given = Math.min(1 - queues.remaining[queue]!, groups.pool[group]!);
    if (given > 0) {
      groups.pool[group]! -= given;
      queues.remaining[queue]! += given;
    }
    if (queues.remaining[queue]! <= 0) return NONE;
    this.unlist(queue);
    return queue;
  }

  list(queue: number): void {
    const { queues, groups } = this.state;
    const group = queues.group[queue]!;
    const tail = groups.throttledTail[group]!;
    queues.nextThrottled[queue] = NONE;
    if (tail === NONE) groups.throttledHead[group] = queue;
    else queues.nextThrottled[tail] = queue;
    groups.throttledTail[group] = queue;
  }

  unlist(queue: number): void {
    const { queues, groups } = this.state;
    const group = queues.group[queue]!;
    let before = NONE;
    let at = groups.throttledHead[group]!;
    while (at !== queue) {
      before = at;
      at = queues.nextThrottled[at]!;
    }
    const next = queues.nextThrottled[queue]!;
    if (before === NONE) groups.throttledHead[group] = next;
    else queues.nextThrottled[before] = next;
    if (next === NONE) groups.throttledTail[group] = before;
  }

  startPeriods(group: number): void {
    const { timers, groups, nowNs } = this.state;
    if (timers.isSet(refillTimer(group))) return;
    const period = groups.periodNs[group]!;
    timers.set(refillTimer(group), (Math.floor(nowNs / period) + 1) * period);
  }
}
