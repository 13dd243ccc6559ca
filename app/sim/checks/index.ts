/** Every check, by the id under which a lesson names it, with what it can say: marks, and hints with their values. */
import { columnChecks } from "./column-checks";
import { containerChecks } from "./container-checks";
import { hostChecks } from "./host-checks";
import { networkChecks } from "./network-checks";
import { pathChecks } from "./path-checks";
import { trialChecks } from "./trial-checks";
import type { CheckEntry } from "./verdict";

export type { CheckEntry } from "./verdict";

export const checks: Readonly<Record<string, CheckEntry>> = {
  ...columnChecks,
  ...containerChecks,
  ...hostChecks,
  ...networkChecks,
  ...pathChecks,
  ...trialChecks,
};

/** The check of that id, or undefined. */
export const findCheck = (id: string): CheckEntry | undefined =>
  Object.hasOwn(checks, id) ? checks[id] : undefined;
