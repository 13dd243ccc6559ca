import type { Measurements } from "@/app/sim/experiments/measurements";
import { carryOut } from "@/app/sim/experiments/plan";
import type { Report, Request } from "./messages";
import { planOf } from "./plans";

/** Carries an experiment out, and reports each table as soon as it is there. Who wants no more of it ends the worker. */
export async function answer(
  { asked, measurements }: Request,
  recorded: Measurements,
  nextTurn: () => Promise<void>,
  report: (report: Report) => void,
): Promise<void> {
  try {
    const plan = planOf(asked, measurements ?? recorded);
    const steps = plan.steps.map((step) => ({
      label: step.label,
      run() {
        const table = step.run();
        report({ kind: "table", table });
        return table;
      },
    }));
    const watcher = {
      at: (step: number, of: number, label: string) => report({ kind: "at", step, of, label }),
      stopped: () => false,
      nextTurn,
    };
    const done = await carryOut({ ...plan, steps }, watcher);
    report({ kind: "done", inputs: done.inputs });
  } catch (error) {
    report({ kind: "failed", message: error instanceof Error ? error.message : String(error) });
  }
}
