/** An experiment in steps, a table each: so a long one can say how far it is, and can be stopped with what it has. */
import { checkTable, type Experiment, type ExperimentTable } from "./table";

export interface PlanStep {
  /** What is being computed, for who waits. */
  readonly label: string;
  run(): ExperimentTable;
}

export interface Plan extends Pick<Experiment, "id" | "inputs"> {
  readonly steps: readonly PlanStep[];
}

export interface Watcher {
  /** Before each step. */
  at(step: number, of: number, label: string): void;
  /** Asked before each step: true ends the experiment there. */
  stopped(): boolean;
  /** Lets others work between two steps. */
  nextTurn(): Promise<void>;
}

/** All tables at once. */
export const finish = ({ id, inputs, steps }: Plan): Experiment => ({
  id,
  inputs,
  complete: true,
  tables: steps.map(tableOf),
});

/** Step by step; `complete` is false where it was stopped. */
export async function carryOut({ id, inputs, steps }: Plan, watcher: Watcher): Promise<Experiment> {
  const tables: ExperimentTable[] = [];
  for (const [n, step] of steps.entries()) {
    await watcher.nextTurn();
    if (watcher.stopped()) {
      const left = steps.length - n;
      const incomplete = `Stopped after ${n} of ${steps.length} tables: ${left} are not there.`;
      return { id, inputs, complete: false, incomplete, tables };
    }
    watcher.at(n, steps.length, step.label);
    tables.push(tableOf(step));
  }
  return { id, inputs, complete: true, tables };
}

function tableOf(step: PlanStep): ExperimentTable {
  const table = step.run();
  checkTable(table);
  return table;
}
