/** Lessons in Node: the lab that a lesson asks for, without a page. */
import { createNodeContainerLab } from "@/app/container/lab/node";
import { createNodeHostLab } from "@/app/guest/host/node";
import { Lab, type LabEnvironment } from "@/app/guest/lab/lab";
import { type createLocalGuest, nodeEnvironment } from "@/app/guest/lab/node";
import { createNodeNetworkLab } from "@/app/guest/net/live-node";
import type { Verdict } from "@/app/sim/checks/verdict";
import { RECORDED } from "@/app/sim/experiments/recorded";
import { trial } from "@/app/sim/trial/trial";
import { ContainerLessonLab } from "./container-lab";
import { performAndCheck, type Way } from "./exercises";
import { ExperimentLessonLab } from "./experiment-lab";
import { HostLessonLab } from "./host-lab";
import { columnLab, type PerformingLab } from "./lab";
import { NetworkLessonLab } from "./network-lab";
import { PathLessonLab } from "./path-lab";
import { experimentsOf, hostOf, machinesOf, networksOf, pathsOf, scenarioOf } from "./scenario";
import type { Exercise, Lesson } from "./schema";

/** Where the guests of a lesson's lab come from. */
export interface LessonGuests {
  readonly columns: LabEnvironment;
  readonly network?: Pick<LabEnvironment, "images"> & { readonly createGuest: typeof createLocalGuest };
}

/** A lab for the lesson, fresh, for as long as the task takes. */
export async function withLab<T>(
  lesson: Lesson,
  task: (lab: PerformingLab) => Promise<T>,
  { columns: environment, network: members }: LessonGuests = { columns: nodeEnvironment() },
): Promise<T> {
  const paths = pathsOf(lesson);
  if (paths !== undefined) return task(new PathLessonLab(paths));
  const experiments = experimentsOf(lesson);
  if (experiments !== undefined)
    return task(new ExperimentLessonLab(experiments, async (inputs) => trial(inputs, RECORDED)));
  const networks = networksOf(lesson);
  if (networks !== undefined) {
    const network = createNodeNetworkLab(members?.images, members?.createGuest);
    return task(new NetworkLessonLab(network, networks)).finally(() => network.dispose());
  }
  const machines = machinesOf(lesson);
  if (machines !== undefined) {
    const machine = createNodeContainerLab();
    return task(new ContainerLessonLab(machine, machines)).finally(() => machine.dispose());
  }
  const scenario = hostOf(lesson);
  if (scenario === undefined) {
    const columns = new Lab(scenarioOf(lesson), environment);
    return task(columnLab(columns)).finally(() => columns.dispose());
  }
  const host = createNodeHostLab();
  return task(new HostLessonLab(host, scenario)).finally(() => host.dispose());
}

/** Performs the exercise on a fresh lab and judges what came of it. */
export const performHeadless = (lesson: Lesson, exercise: Exercise, way: Way): Promise<Verdict> =>
  withLab(lesson, (lab) => performAndCheck(lab, exercise, way));
