import type { Scenario } from "@/app/guest/lab/state";
import { nsPerExit, nsPerInstruction } from "@/app/sim/figures/host";
import type {
  ColumnScenario,
  ContainerLessonScenario,
  ExperimentLessonScenario,
  HostLessonScenario,
  NetworkLessonScenario,
  PathLessonScenario,
} from "./scenario-schema";
import type { Exercise, Lesson } from "./schema";

/** The host that a lesson sets up, where its lab has one and not columns. */
export const hostOf = ({ scenario }: Pick<Lesson, "scenario">): HostLessonScenario | undefined =>
  "setups" in scenario ? scenario : undefined;

/** The machines with a simulated kernel that a lesson sets up, where its lab has those. */
export const machinesOf = ({ scenario }: Pick<Lesson, "scenario">): ContainerLessonScenario | undefined =>
  "machines" in scenario ? scenario : undefined;

/** The paths that a lesson sets up, where its lab looks at those. */
export const pathsOf = ({ scenario }: Pick<Lesson, "scenario">): PathLessonScenario | undefined =>
  "paths" in scenario ? scenario : undefined;

/** The networks that a lesson sets up, where its lab has those. */
export const networksOf = ({ scenario }: Pick<Lesson, "scenario">): NetworkLessonScenario | undefined =>
  "networks" in scenario ? scenario : undefined;

/** The experiments that a lesson sets up, where its lab has those. */
export const experimentsOf = ({
  scenario,
}: Pick<Lesson, "scenario">): ExperimentLessonScenario | undefined =>
  "experiments" in scenario ? scenario : undefined;

/** The name of the set-up in which an exercise begins: of the host, machine, paths, network or experiments; undefined in a lab of columns. */
export function setupNameOf(lesson: Pick<Lesson, "scenario">, { start }: Pick<Exercise, "start">) {
  const on = start.findLast((action) => action.do === "switch-on");
  if (on !== undefined)
    return machinesOf(lesson)?.machines.find(({ id }) => id === on.machine)?.container.name;
  const loaded = start.findLast((action) => action.do === "load");
  const paths = pathsOf(lesson)?.paths.find(({ id }) => id === loaded?.setup);
  const network = networksOf(lesson)?.networks.find(({ id }) => id === loaded?.setup);
  const experiment = experimentsOf(lesson)?.experiments.find(({ id }) => id === loaded?.setup);
  if (experiment !== undefined) return experiment.trial.name;
  if (network !== undefined) return network.network.name;
  return paths?.path.name ?? hostOf(lesson)?.setups.find(({ id }) => id === loaded?.setup)?.host.name;
}

/** The columns that a lesson asks for, with the host's usual costs where it names none. @throws where it has none. */
export function scenarioOf({ scenario }: Pick<Lesson, "scenario">): Scenario {
  if ("setups" in scenario) throw new Error(`The lab of ${scenario.id} has a host and no columns.`);
  if ("machines" in scenario)
    throw new Error(`The lab of ${scenario.id} has a simulated kernel and no columns.`);
  if ("paths" in scenario) throw new Error(`The lab of ${scenario.id} has paths and no columns.`);
  if ("networks" in scenario) throw new Error(`The lab of ${scenario.id} has a network and no columns.`);
  if ("experiments" in scenario) throw new Error(`The lab of ${scenario.id} has experiments and no columns.`);
  return columnsOf(scenario);
}

const columnsOf = (scenario: ColumnScenario): Scenario => ({
  ...scenario,
  costs: scenario.costs ?? { nsPerInstruction: nsPerInstruction.value, nsPerExit: nsPerExit.value },
});
