/** An experiment for a terminal: each table under its finding, each figure with the mark of its origin. */
import type { Cell, Experiment, ExperimentTable } from "@/app/sim/experiments/table";
import { say, sayBytes } from "@/app/sim/experiments/words";

const MARKS = { measured: "m", modelled: "·", published: "p" } as const;
const MOST_ROWS = 60;

export function experimentText({ tables }: Pick<Experiment, "tables">): string {
  const legend = `Origin of each figure: ${MARKS.measured} measured, ${MARKS.modelled} modelled, ${MARKS.published} published. --json has the constants and sources.`;
  return `${tables.map(tableText).join("\n")}\n${legend}\n`;
}

function cellText(cell: Cell | undefined): string {
  if (cell === undefined) return "–";
  const { value, unit, origin } = cell.figure;
  return `${unit === "bytes" ? sayBytes(value) : say(value)} ${MARKS[origin.kind]}`;
}

function tableText({ title, columns, rows, notes }: ExperimentTable): string {
  const shown = rows.slice(0, MOST_ROWS);
  const first = Math.max(10, ...shown.map(({ label }) => label.length));
  const heads = columns.map(({ label, unit }) =>
    ["bytes", "count", "exits"].includes(unit) ? label : `${label}, ${unit}`,
  );
  const widths = columns.map(({ id }, n) =>
    Math.max(heads[n]!.length, ...shown.map(({ cells }) => cellText(cells[id]).length)),
  );
  const line = (label: string, cells: readonly string[]): string =>
    `  ${label.padEnd(first)}  ${cells.map((cell, n) => cell.padStart(widths[n]!)).join("  ")}`;
  return [
    title,
    line("", heads),
    ...shown.map(({ label, cells }) =>
      line(
        label,
        columns.map(({ id }) => cellText(cells[id])),
      ),
    ),
    ...(rows.length > shown.length ? [`  … and ${rows.length - shown.length} more rows`] : []),
    ...notes.map((note) => `  ${note}`),
    "",
  ].join("\n");
}
