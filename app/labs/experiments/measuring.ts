/** Measuring in this tab as the page sees it. Pure. */
import type { Found, MeasureReport } from "@/app/guest/experiments/worker/messages";

export interface Measuring {
  readonly state: "running" | "done" | "stopped" | "failed";
  /** The step under way, from 0, and of how many. */
  readonly step: number;
  readonly of: number;
  readonly label: string;
  /** Undefined before the first measurement. */
  readonly found?: Found;
  /** Why it failed. */
  readonly problem?: string;
}

export const measuringBegun: Measuring = { state: "running", step: 0, of: 1, label: "starting" };

export function measuringHeard(measuring: Measuring, report: MeasureReport): Measuring {
  switch (report.kind) {
    case "at":
      return { ...measuring, step: report.step, of: report.of, label: report.label };
    case "found":
      return { ...measuring, found: report.found };
    case "done":
      return { ...measuring, state: "done", step: measuring.of };
    case "failed":
      return { ...measuring, state: "failed", problem: report.message };
  }
}

/** With what was measured. */
export const measuringStopped = (measuring: Measuring): Measuring =>
  measuring.state === "running" ? { ...measuring, state: "stopped" } : measuring;

export function measuringWords({ state, step, of, label, problem }: Measuring): string {
  switch (state) {
    case "running":
      return `${step + 1} of ${of}: ${label} …`;
    case "done":
      return `All ${of} are measured.`;
    case "stopped":
      return `Stopped after ${step} of ${of}. What is not measured is not in an experiment that starts from it.`;
    case "failed":
      return `Measuring failed at ${label}: ${problem}`;
  }
}
