import type { Scenario } from "@/app/guest/lab/state";
import { nsPerExit, nsPerInstruction } from "@/app/sim/figures/host";
import type { Lesson } from "./schema";

/** The lab that a lesson asks for, with the host's usual costs where it names none. */
export const scenarioOf = ({ scenario }: Pick<Lesson, "scenario">): Scenario => ({
  ...scenario,
  costs: scenario.costs ?? { nsPerInstruction: nsPerInstruction.value, nsPerExit: nsPerExit.value },
});
