/** What performs and judges exercises sees of a lab: the same for a lab of columns and for one with a host. */
import type { Action, LabApi, Probe } from "@/app/guest/lab/state";
import type { LabRun } from "@/app/sim/run/record";
import type { LessonAction } from "./actions";
import type { Exercise } from "./schema";

export interface PerformingLab {
  perform(actions: readonly LessonAction[]): Promise<void>;
  /** Answers the exercise's probes into the record, leaving the guests as they were. */
  ask(exercise: Pick<Exercise, "probes">): Promise<void>;
  record(): Promise<LabRun>;
}

/** A lab of columns. */
export const columnLab = (lab: LabApi): PerformingLab => ({
  perform: async (actions) => lab.perform(actions.map(columnAction)),
  ask: async (exercise) => {
    await lab.settled();
    await lab.ask(probesFor(lab, exercise));
  },
  record: async () => lab.record(),
});

function columnAction(action: LessonAction): Action {
  if ("column" in action) return action;
  throw new Error(`A lab of columns cannot ${action.do}.`);
}

/** A probe without a column is asked of every guest that can answer. */
export function probesFor(lab: LabApi, exercise: Pick<Exercise, "probes">): Probe[] {
  const up = lab
    .columns()
    .filter(({ power }) => power === "running" || power === "paused")
    .map(({ id }) => id);
  return exercise.probes.flatMap(({ column, ...probe }) =>
    up.filter((id) => column === undefined || column === id).map((id) => ({ ...probe, column: id })),
  );
}
