/** What the charts of a table have in common: which cells they draw, whose values their axes hold, what a value is called. Pure. */
import type { Cell, Chart, Column, ExperimentTable, Row, Scale } from "@/app/sim/experiments/table";
import type { Unit } from "@/app/sim/figures/figure";
import { figureText } from "../format";
import { originWords } from "../originWords";
import { type Axis, axisFor } from "./axis";

export interface ChartProps<Kind extends Chart["kind"]> {
  readonly table: ExperimentTable;
  readonly chart: Extract<Chart, { readonly kind: Kind }>;
  /** Of the drawing, in its own units: CSS pixels at the usual size of letters. */
  readonly width: number;
  /** Rows of a table beside this one, which the axes must hold too: then the two can be compared. */
  readonly beside?: readonly Row[];
  /** The drawing in words. */
  readonly label: string;
}

/** Letters, in units of the drawing. */
export const LETTERS = 12;

export function columnOf({ id: table, columns }: ExperimentTable, id: string): Column {
  const column = columns.find((one) => one.id === id);
  if (column === undefined) throw new Error(`table ${table} has no column ${id}`);
  return column;
}

/** The cells that there are, of a table's rows and of those beside it. */
export const cellsOf = (rows: readonly Row[], column: string): readonly Cell[] =>
  rows.flatMap(({ cells }) => cells[column] ?? []);

/** The value with the range in which it is expected. */
export const rangeOf = ({ figure, band }: Cell): readonly number[] =>
  band === undefined ? [figure.value] : [figure.value, band.low, band.high];

/** The value with all that is drawn around it. */
export const reachOf = (cell: Cell): readonly number[] => [
  ...rangeOf(cell),
  ...(cell.quantiles ?? []).map(({ value }) => value),
];

export const shareIn = ({ quantiles = [] }: Cell, share: number): number | undefined =>
  quantiles.find((one) => one.share === share)?.value;

/** For rows on one axis: on a logarithmic one the least value is to be seen too, so it begins well below. */
export function rowsAxis(scale: Scale, values: readonly number[], unit: Unit): Axis {
  const least = Math.min(...values.filter((value) => value > 0));
  return axisFor(scale, scale === "log" && Number.isFinite(least) ? [...values, least / 2] : values, unit);
}

/** "16.2 ms ◇": the number with the sign of its origin. */
export const markedText = ({ figure }: Cell): string =>
  `${figureText(figure)} ${originWords[figure.origin.kind].mark}`;

/** "median start, ms"; sizes and counts say their unit themselves. */
export const axisTitle = ({ label, unit }: Column): string =>
  unit === "bytes" || unit === "count" || unit === "exits" ? label : `${label}, ${unit}`;

/** For who points at a mark. */
export const tipOf = (row: Row, cell: Cell): string =>
  `${row.label}: ${figureText(cell.figure)}, ${cell.figure.origin.kind}`;
