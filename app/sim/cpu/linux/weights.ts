/**
 * Constants of Linux's fair scheduler. Times are ns for one core; the kernel multiplies them by `scalingFactor`.
 */

/** kernel/sched/core.c, sched_prio_to_weight: nice -20 to 19; each step is about 10 % of processor time. */
const WEIGHT_OF_NICE = [
  88761, 71755, 56483, 46273, 36291, 29154, 23254, 18705, 14949, 11916, 9548, 7620, 6100, 4904, 3906, 3121,
  2501, 1991, 1586, 1277, 1024, 820, 655, 526, 423, 335, 272, 215, 172, 137, 110, 87, 70, 56, 45, 36, 29, 23,
  18, 15,
] as const;

/** The weight at which virtual time passes like real time: NICE_0_LOAD. */
export const NICE_0_WEIGHT = 1024;

/** kernel/sched/fair.c, 6.1: sysctl_sched_latency. */
export const LATENCY_NS = 6_000_000;
/** kernel/sched/fair.c, 6.1: sysctl_sched_min_granularity; in 6.6 the same value is sysctl_sched_base_slice. */
export const MIN_GRANULARITY_NS = 750_000;
/** kernel/sched/fair.c, 6.1: sysctl_sched_wakeup_granularity. */
export const WAKEUP_GRANULARITY_NS = 1_000_000;
/** kernel/sched/fair.c, 6.1: sched_nr_latency. More runnable tasks than this stretch the period. */
export const NR_LATENCY = 8;

/** Documentation/scheduler/sched-bwc.rst: sched_cfs_bandwidth_slice_us, handed to a core from the group's pool. */
export const BANDWIDTH_SLICE_NS = 5_000_000;
/** kernel/sched/fair.c: min_cfs_rq_runtime, what a core keeps when it returns the rest. */
export const BANDWIDTH_KEPT_NS = 1_000_000;
/** kernel/sched/fair.c: cfs_bandwidth_slack_period, after which returned time goes to throttled cores. */
export const SLACK_PERIOD_NS = 5_000_000;
/** kernel/sched/fair.c: min_bandwidth_expiration. So close to a refill, returned time waits for it. */
export const MIN_BANDWIDTH_EXPIRATION_NS = 2_000_000;

/** @throws RangeError outside -20 to 19. */
export function weightOfNice(nice: number): number {
  const weight = Number.isInteger(nice) ? WEIGHT_OF_NICE[nice + 20] : undefined;
  if (weight === undefined) throw new RangeError(`nice ${nice}: an integer from -20 to 19 is allowed`);
  return weight;
}

/** cpu.weight (1 to 10000) as the kernel's shares: round(weight × 1024 / 100). @throws RangeError outside. */
export function sharesOfWeight(weight: number): number {
  if (!(weight >= 1 && weight <= 10_000)) throw new RangeError(`cpu.weight ${weight}: 1 to 10000 is allowed`);
  return Math.round((weight * NICE_0_WEIGHT) / 100);
}

/** get_update_sysctl_factor: 1 + ilog2(min(cores, 8)). */
export function scalingFactor(cores: number): number {
  return 32 - Math.clz32(Math.min(cores, 8));
}
