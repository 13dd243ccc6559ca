/** What a machine is unless somebody says otherwise; the shipped snapshots were taken with these. */
import { nsPerExit, nsPerInstruction } from "@/app/sim/figures/host";
import type { HostCosts } from "../guest";

export const DEFAULT_SEED = 1;

export const DEFAULT_COSTS: HostCosts = {
  nsPerInstruction: nsPerInstruction.value,
  nsPerExit: nsPerExit.value,
};

/** The lab's own date, so that a guest's never depends on the reader's. */
export const START_DATE_MS = Date.UTC(2026, 0, 1);
