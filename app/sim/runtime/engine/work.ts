/** How long the runtime works for itself in each phase, in instructions. */
import type { PhaseId } from "../../kernel/costs/runtime-costs";
import { type RuntimeProfile, startPlan } from "../../kernel/costs/runtime-costs";
import type { ContainerSpec } from "./contract";
import type { RuntimeWork } from "./records";

/** Phases above the OCI runtime, which Docker's figure covers and crun's does not. */
const ABOVE: readonly PhaseId[] = ["engine", "shim"];

/** None where the kernel alone takes longer than the published whole: there is nothing left that would be the runtime's. */
function phases(profile: RuntimeProfile, nsPerInstruction: number): ReadonlyMap<PhaseId, number> {
  try {
    return new Map(
      startPlan(profile, { nsPerInstruction }).phases.map(({ id, runtimeNs }) => [
        id,
        Math.round(runtimeNs.value / nsPerInstruction),
      ]),
    );
  } catch (error) {
    if (error instanceof RangeError) return new Map();
    throw error;
  }
}

/** With Docker's profile, a container under crun has Docker's engine and shim and crun's phases. */
export function runtimeWork(
  profile: RuntimeProfile,
  runtime: ContainerSpec["runtime"],
  nsPerInstruction: number,
): RuntimeWork {
  const whole = phases(profile, nsPerInstruction);
  const below = profile === "docker" && runtime === "crun" ? phases("crun", nsPerInstruction) : whole;
  return (phase) => (ABOVE.includes(phase) ? whole : below).get(phase) ?? 0;
}
