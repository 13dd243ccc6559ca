import type { Scenario } from "@/app/guest/lab/state";
import { nsPerExit, nsPerInstruction } from "@/app/sim/figures/host";
import type { ColumnScenario, Exercise, HostLessonScenario, Lesson } from "./schema";

/** The host that a lesson sets up, where its lab has one and not columns. */
export const hostOf = ({ scenario }: Pick<Lesson, "scenario">): HostLessonScenario | undefined =>
  "setups" in scenario ? scenario : undefined;

/** The name of the host scenario in which an exercise begins; undefined in a lab of columns. */
export function setupNameOf(lesson: Pick<Lesson, "scenario">, { start }: Pick<Exercise, "start">) {
  const loaded = start.findLast((action) => action.do === "load");
  return hostOf(lesson)?.setups.find(({ id }) => id === loaded?.setup)?.host.name;
}

/** The columns that a lesson asks for, with the host's usual costs where it names none. @throws where it has a host. */
export function scenarioOf({ scenario }: Pick<Lesson, "scenario">): Scenario {
  if ("setups" in scenario) throw new Error(`The lab of ${scenario.id} has a host and no columns.`);
  return columnsOf(scenario);
}

const columnsOf = (scenario: ColumnScenario): Scenario => ({
  ...scenario,
  costs: scenario.costs ?? { nsPerInstruction: nsPerInstruction.value, nsPerExit: nsPerExit.value },
});
