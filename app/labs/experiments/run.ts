/** A run of an experiment as the page sees it: under way, with the tables that are there, or ended. Pure. */
import type { Measurements } from "@/app/sim/experiments/measurements";
import type { Experiment, ExperimentTable } from "@/app/sim/experiments/table";
import { type Asked, usualInputs } from "./experiments";
import type { Report } from "./worker/messages";

export interface Run {
  readonly asked: Asked;
  /** What it starts from, if that was measured in this tab. */
  readonly measurements?: Measurements;
  readonly state: "running" | "done" | "cancelled" | "failed";
  /** The step under way, from 0, and of how many. */
  readonly step: number;
  readonly of: number;
  readonly label: string;
  readonly tables: readonly ExperimentTable[];
  /** With what was measured for it; the asked ones until it is done. */
  readonly inputs: Experiment["inputs"];
  /** Why it failed. */
  readonly problem?: string;
}

export const begun = (asked: Asked, measurements?: Measurements): Run => ({
  asked,
  ...(measurements && { measurements }),
  state: "running",
  step: 0,
  of: 1,
  label: "starting",
  tables: [],
  inputs: asked.inputs,
});

export function heard(run: Run, report: Report): Run {
  switch (report.kind) {
    case "at":
      return { ...run, step: report.step, of: report.of, label: report.label };
    case "table":
      return { ...run, tables: [...run.tables, report.table] };
    case "done":
      return { ...run, state: "done", step: run.of, inputs: report.inputs };
    case "failed":
      return { ...run, state: "failed", problem: report.message };
  }
}

/** With the tables that are there. */
export const cancelled = (run: Run): Run => (run.state === "running" ? { ...run, state: "cancelled" } : run);

/** The run as an experiment, for a file. */
export function experimentOf({ asked, state, tables, of, inputs }: Run): Experiment {
  const base = { id: asked.experiment, inputs, tables };
  if (state === "done") return { ...base, complete: true };
  const incomplete = `Stopped after ${tables.length} of ${of} tables: ${of - tables.length} are not there.`;
  return { ...base, complete: false, incomplete };
}

/** "cores 128": the inputs that are not as usual. */
export function inputWords({ experiment, inputs }: Asked): string {
  const usual = usualInputs(experiment);
  const own = Object.entries(inputs)
    .filter(([name, value]) => usual[name] !== value)
    .map(([name, value]) => `${name} ${value.toLocaleString("en")}`);
  return own.length === 0 ? "usual inputs" : own.join(", ");
}

/** The same of a run, with what it starts from. */
export const runWords = ({ asked, measurements }: Run): string =>
  `${inputWords(asked)}${measurements === undefined ? "" : ", from what was measured in this tab"}`;
