/**
 * The constants of the scheduling policies. Those of Linux are for one core; the kernel multiplies them by
 * 1 + log2(min(cores, 8)), rounded down (kernel/sched/fair.c, get_update_sysctl_factor).
 */
import type { Constant, Source, Unit } from "./figure";

const linux = (file: string, table: string): Source => ({
  title: `Linux, ${file}`,
  authors: "the Linux kernel developers",
  where: "git.kernel.org, torvalds/linux",
  table,
  host: "source text; no measurement",
});

const xen = (file: string, table: string): Source => ({
  title: `Xen, ${file}`,
  authors: "the Xen Project",
  where: "xenbits.xenproject.org, xen.git",
  table,
  host: "source text; no measurement",
});

const fair = (table: string) => linux("kernel/sched/fair.c (5.x to 6.1)", table);
const eevdf = (table: string) =>
  linux("Documentation/scheduler/sched-eevdf.rst and kernel/sched/fair.c (6.6)", table);
const bandwidth = (table: string) => linux("Documentation/scheduler/sched-bwc.rst", table);
const credit = (table: string) => xen("xen/common/sched/credit.c", table);
const credit2 = (table: string) => xen("xen/common/sched/credit2.c", table);

const constant = (
  id: string,
  label: string,
  value: number,
  unit: Unit,
  because: string,
  source: Source,
): Constant => ({ id: `scheduler.${id}`, label, value, unit, because, source });

export const cfsLatency = constant(
  "cfs.latency",
  "CFS: time in which every runnable task runs once",
  6,
  "ms",
  "sysctl_sched_latency",
  fair("sysctl_sched_latency"),
);
export const cfsMinGranularity = constant(
  "cfs.minGranularity",
  "CFS: shortest slice when many tasks wait",
  0.75,
  "ms",
  "sysctl_sched_min_granularity",
  fair("sysctl_sched_min_granularity"),
);
const cfsWakeupGranularity = constant(
  "cfs.wakeupGranularity",
  "CFS: lead a woken task needs to preempt",
  1,
  "ms",
  "sysctl_sched_wakeup_granularity",
  fair("sysctl_sched_wakeup_granularity"),
);
const cfsLatencyTasks = constant(
  "cfs.latencyTasks",
  "CFS: tasks above which the period grows",
  8,
  "count",
  "sched_nr_latency: latency / min_granularity",
  fair("sched_nr_latency"),
);
const migrationCost = constant(
  "linux.migrationCost",
  "Linux: a task that ran so recently is taken to be cache hot",
  0.5,
  "ms",
  "sysctl_sched_migration_cost",
  fair("sysctl_sched_migration_cost"),
);
const eevdfSlice = constant(
  "eevdf.slice",
  "EEVDF: request size, from which the virtual deadline follows",
  0.75,
  "ms",
  "sysctl_sched_base_slice as of 6.6; a patch of 2025 makes it 0.70 ms",
  eevdf("base_slice"),
);
export const bandwidthSlice = constant(
  "bandwidth.slice",
  "cpu.max: quota handed to a core at a time",
  5,
  "ms",
  "sched_cfs_bandwidth_slice_us",
  bandwidth("sched_cfs_bandwidth_slice_us"),
);
const bandwidthKept = constant(
  "bandwidth.kept",
  "cpu.max: quota an idle core keeps when it returns the rest",
  1,
  "ms",
  "All but 1 ms of a slice may be returned to the global pool",
  bandwidth("paragraph on returning slices"),
);
const niceZeroWeight = constant(
  "linux.niceZeroWeight",
  "Linux: weight of nice 0 and of cpu.weight 100",
  1024,
  "weight",
  "sched_prio_to_weight[20]",
  linux("kernel/sched/core.c", "sched_prio_to_weight"),
);

const xenWeight = constant(
  "xen.weight",
  "Xen: a domain's default weight",
  256,
  "weight",
  "CSCHED_DEFAULT_WEIGHT; our interface's weight 100",
  credit("CSCHED_DEFAULT_WEIGHT"),
);
export const xenRatelimit = constant(
  "xen.ratelimit",
  "Xen: time a vCPU runs before another may preempt it",
  1,
  "ms",
  "SCHED_DEFAULT_RATELIMIT_US is 1000; the value is remembered, its allowed range (0.1 to 500 ms) was read",
  credit("ratelimit_us"),
);
export const creditSlice = constant(
  "credit.slice",
  "credit: time slice, and period of accounting",
  30,
  "ms",
  "CSCHED_DEFAULT_TSLICE_MS",
  credit("CSCHED_DEFAULT_TSLICE_MS"),
);
export const creditTicks = constant(
  "credit.ticks",
  "credit: ticks in a slice",
  3,
  "count",
  "CSCHED_TICKS_PER_TSLICE: a tick each 10 ms",
  credit("CSCHED_TICKS_PER_TSLICE"),
);
const creditsPerMs = constant(
  "credit.perMs",
  "credit: credits that a vCPU burns while it runs",
  10,
  "credits/ms",
  "CSCHED_CREDITS_PER_MSEC",
  credit("CSCHED_CREDITS_PER_MSEC"),
);
export const credit2Init = constant(
  "credit2.init",
  "credit2: credit given at a reset",
  10,
  "ms",
  "CSCHED2_CREDIT_INIT, as time of the heaviest vCPU",
  credit2("CSCHED2_CREDIT_INIT"),
);
export const credit2MinTimer = constant(
  "credit2.minTimer",
  "credit2: shortest time between decisions",
  0.5,
  "ms",
  "CSCHED2_MIN_TIMER",
  credit2("CSCHED2_MIN_TIMER"),
);
export const credit2MaxTimer = constant(
  "credit2.maxTimer",
  "credit2: longest time between decisions",
  2,
  "ms",
  "CSCHED2_MAX_TIMER; older releases had 10 ms",
  credit2("CSCHED2_MAX_TIMER"),
);
export const credit2CarryOver = constant(
  "credit2.carryOver",
  "credit2: credit kept across a reset, and lead needed to move a vCPU",
  0.5,
  "ms",
  "CSCHED2_CARRYOVER_MAX and CSCHED2_MIGRATE_RESIST",
  credit2("CSCHED2_CARRYOVER_MAX"),
);
export const credit2MigrateCompensation = constant(
  "credit2.migrateCompensation",
  "credit2: credit given to a vCPU that was moved",
  0.05,
  "ms",
  "CSCHED2_MIGRATE_COMPENSATION",
  credit2("CSCHED2_MIGRATE_COMPENSATION"),
);
export const credit2BudgetPeriod = constant(
  "credit2.budgetPeriod",
  "credit2: period in which a cap's budget is refilled",
  10,
  "ms",
  "CSCHED2_BDGT_REPL_PERIOD; remembered",
  credit2("CSCHED2_BDGT_REPL_PERIOD"),
);

/** All of them, for a page that lists the model's constants. */
export const schedulerConstants: readonly Constant[] = [
  cfsLatency,
  cfsMinGranularity,
  cfsWakeupGranularity,
  cfsLatencyTasks,
  migrationCost,
  eevdfSlice,
  bandwidthSlice,
  bandwidthKept,
  niceZeroWeight,
  xenWeight,
  xenRatelimit,
  creditSlice,
  creditTicks,
  creditsPerMs,
  credit2Init,
  credit2MinTimer,
  credit2MaxTimer,
  credit2CarryOver,
  credit2MigrateCompensation,
  credit2BudgetPeriod,
];
