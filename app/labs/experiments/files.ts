/** What of an experiment leaves the page, and as which file. */
import { csvOf } from "@/app/sim/experiments/csv";
import { documentOf } from "@/app/sim/experiments/document";
import type { ExperimentTable } from "@/app/sim/experiments/table";
import { saveFile } from "@/app/ui/saveFile";
import { experimentOf, type Run } from "./run";

export const saveCsv = (name: string, tables: readonly ExperimentTable[]): void =>
  saveFile(`${name}.csv`, new Blob([csvOf(tables)], { type: "text/csv" }));

/** The run with these of its tables, each constant and source once. */
export function saveJson(name: string, run: Run, tables: readonly ExperimentTable[]): void {
  const document = documentOf({ ...experimentOf(run), tables });
  saveFile(
    `${name}.json`,
    new Blob([`${JSON.stringify(document, null, 1)}\n`], { type: "application/json" }),
  );
}
