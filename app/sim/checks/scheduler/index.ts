/** Every exact check of the scheduling policies, S1 to S9 of the published facts, in order. */
import type { SchedulerCheck } from "./exact";
import { nestedCheck, nestedSetUps } from "./nested";
import { quotaCheck, quotaSetUps } from "./quota";
import { shareCheck, shareSetUps } from "./shares";
import { sliceCheck, sliceSetUps } from "./slices";

export type { SchedulerCheck } from "./exact";

/** Drives every set-up from virtual time 0 and judges it. A few seconds of work. */
export function runSchedulerChecks(): readonly SchedulerCheck[] {
  return [
    ...shareSetUps.map(shareCheck),
    ...quotaSetUps.map(quotaCheck),
    ...sliceSetUps.map(sliceCheck),
    ...nestedSetUps.map(nestedCheck),
  ].sort((a, b) => statement(a) - statement(b));
}

const statement = ({ id }: SchedulerCheck): number => Number(id.slice(1, 2));
