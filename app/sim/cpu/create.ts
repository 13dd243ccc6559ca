/** Scheduling policies by name. */
import { FairScheduler } from "./linux/fair";
import type { CpuScheduler, PolicyName, SchedulerOptions } from "./scheduler";
import { CreditScheduler } from "./xen/credit";
import { Credit2Scheduler } from "./xen/credit2";

/** A scheduler with no entities and only the root group. @throws RangeError for options out of range. */
export function createScheduler(policy: PolicyName, options: SchedulerOptions): CpuScheduler {
  switch (policy) {
    case "cfs":
    case "eevdf":
      return new FairScheduler(policy, options);
    case "credit":
      return new CreditScheduler(options);
    case "credit2":
      return new Credit2Scheduler(options);
  }
}
