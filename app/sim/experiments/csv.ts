/** A table as CSV (RFC 4180): one line for each figure, with its origin; parts of a figure have lines of their own. */
import type { Figure, Origin } from "../figures/figure";
import type { Cell, ExperimentTable } from "./table";

const SHARES = [0, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 1];
const HEAD = [
  ...["table", "row", "series", "column", "part", "value", "unit", "origin", "from", "low", "high"],
  ...SHARES.map((share) => (share === 0 ? "least" : share === 1 ? "greatest" : `p${share * 100}`)),
];

/** Of several tables in one file, under one head. Lines end as the RFC says. */
export function csvOf(tables: readonly ExperimentTable[]): string {
  return [HEAD, ...tables.flatMap(linesOf)].map((line) => `${line.map(field).join(",")}\r\n`).join("");
}

type Field = string | number | undefined;

const field = (value: Field): string => {
  const text = String(value ?? "");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

function linesOf({ id, columns, rows }: ExperimentTable): readonly (readonly Field[])[] {
  return rows.flatMap((row) =>
    columns.flatMap((column) => {
      const cell = row.cells[column.id];
      if (cell === undefined) return [];
      const head = [id, row.label, row.series, column.label];
      const parts = (cell.parts ?? []).map((part) => [
        ...head,
        part.label,
        ...valueFields(part.figure),
        ...spreadFields({}),
      ]);
      return [[...head, undefined, ...valueFields(cell.figure), ...spreadFields(cell)], ...parts];
    }),
  );
}

const valueFields = ({ value, unit, origin }: Figure): readonly Field[] => [
  value,
  unit,
  origin.kind,
  wordsOf(origin),
];

const wordsOf = (origin: Origin): string =>
  origin.kind === "published"
    ? `${origin.source.authors}, ${origin.source.where}: ${origin.source.table}`
    : origin.how;

const spreadFields = ({ band, quantiles = [] }: Partial<Cell>): readonly Field[] => [
  band?.low,
  band?.high,
  ...SHARES.map((share) => quantiles.find((quantile) => quantile.share === share)?.value),
];
