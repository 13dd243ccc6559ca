/**
 * What an experiment answers: tables of figures, as plain data that a chart draws, a page lists and a file keeps. A title
 * says what was found, and is made from the values that stand below it.
 */
import type { Figure, Unit } from "../figures/figure";

export type ExperimentId = "startup" | "overhead" | "density";

export type InputValue = string | number | boolean;

export interface Experiment {
  readonly id: ExperimentId;
  /** All that it depends on, defaults filled in: the same inputs give the same tables. */
  readonly inputs: Readonly<Record<string, InputValue>>;
  /** False where it was stopped, or where real guests were left out: `incomplete` says which. */
  readonly complete: boolean;
  readonly incomplete?: string;
  readonly tables: readonly ExperimentTable[];
}

export interface ExperimentTable {
  /** Unique in its experiment. */
  readonly id: string;
  /** The finding, as a sentence computed from the rows. */
  readonly title: string;
  /** What was asked, on which host. */
  readonly caption: string;
  /** How it can be drawn; the first is the one to begin with. */
  readonly charts: readonly Chart[];
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  /** Where measured points end and the model goes on. */
  readonly handovers: readonly Handover[];
  readonly notes: readonly string[];
}

/** `value`, `x` and `y` name columns. */
export type Chart =
  | { readonly kind: "bars"; readonly value: string; readonly scale: Scale }
  /** Of cells that have quantiles. */
  | { readonly kind: "boxes"; readonly value: string; readonly scale: Scale }
  /** One curve for each series. */
  | {
      readonly kind: "curves";
      readonly x: string;
      readonly y: string;
      readonly scales: readonly [Scale, Scale];
    }
  /** A group for each of these columns, which have one unit, with a bar a row; bars begin at `from`. */
  | {
      readonly kind: "groups";
      readonly values: readonly string[];
      readonly scale: Scale;
      readonly from: number;
    }
  /** Stacked: of cells that have parts. */
  | { readonly kind: "bill"; readonly value: string }
  /** The same, each as shares of its whole. */
  | { readonly kind: "shares"; readonly value: string };

/** The columns that a chart draws, the one that it measures first. */
export function columnsOf(chart: Chart): readonly string[] {
  if (chart.kind === "curves") return [chart.y, chart.x];
  return chart.kind === "groups" ? chart.values : [chart.value];
}

export type Scale = "linear" | "log";

export interface Column {
  readonly id: string;
  readonly label: string;
  readonly unit: Unit;
}

export interface Row {
  /** Unique in its table. */
  readonly id: string;
  readonly label: string;
  /** Rows of one curve, or of one group of bars. */
  readonly series?: string;
  /** By column. */
  readonly cells: Readonly<Record<string, Cell>>;
  /** By column without a cell: why there is no figure. */
  readonly missing?: Readonly<Record<string, string>>;
}

export interface Cell {
  /** In the column's unit. */
  readonly figure: Figure;
  /** Ascending by share, in the unit of the figure. */
  readonly quantiles?: readonly Quantile[];
  /** Where the value is expected to lie. */
  readonly band?: Band;
  /** What the figure is the sum of. */
  readonly parts?: readonly CellPart[];
}

export interface Quantile {
  /** 0 is the least, 0.5 the median, 1 the greatest. */
  readonly share: number;
  readonly value: number;
}

export interface Band {
  readonly low: number;
  readonly high: number;
  /** What the band stands for. */
  readonly what: string;
}

export interface CellPart {
  readonly id: string;
  readonly label: string;
  readonly figure: Figure;
}

export interface Handover {
  readonly series: string;
  readonly column: string;
  /** In the column's unit: up to and with this, points are measured. */
  readonly at: number;
  readonly what: string;
}

/** Of a list of numbers, in any order. @throws RangeError for none. */
export function quantilesOf(
  values: ArrayLike<number>,
  shares: readonly number[] = BOX_SHARES,
): readonly Quantile[] {
  if (values.length === 0) throw new RangeError("no values, no quantiles");
  const ascending = Float64Array.from(values).sort();
  return shares.map((share) => ({ share, value: quantileOf(ascending, share) }));
}

/** What a box plot shows, with its 99th percentile. */
const BOX_SHARES = [0, 0.01, 0.25, 0.5, 0.75, 0.99, 1] as const;

/** Of ascending values, interpolated. */
export function quantileOf(ascending: ArrayLike<number>, share: number): number {
  const at = share * (ascending.length - 1);
  const low = Math.floor(at);
  const next = ascending[Math.min(low + 1, ascending.length - 1)]!;
  return ascending[low]! + (at - low) * (next - ascending[low]!);
}

/** @throws Error naming the first thing that is wrong with the table: a mistake of the experiment. */
export function checkTable(table: ExperimentTable): void {
  const wrong = problemOf(table);
  if (wrong !== undefined) throw new Error(`table ${table.id}: ${wrong}`);
}

/** What is wrong with a table, or undefined: rows and columns that fit, units, sums. */
export function problemOf({ columns, rows, charts, handovers }: ExperimentTable): string | undefined {
  const units = new Map(columns.map(({ id, unit }) => [id, unit]));
  if (units.size !== columns.length) return "two columns have one id";
  if (new Set(rows.map(({ id }) => id)).size !== rows.length) return "two rows have one id";
  for (const chart of charts) {
    for (const id of columnsOf(chart))
      if (!units.has(id)) return `a chart names the column ${id}, which is not there`;
    if (chart.kind === "groups" && new Set(chart.values.map((id) => units.get(id))).size !== 1)
      return "the columns of a chart in groups have not one unit";
  }
  for (const { column } of handovers)
    if (!units.has(column)) return `a hand-over names the column ${column}, which is not there`;
  for (const row of rows)
    for (const [id, unit] of units) {
      const cell = row.cells[id];
      if (cell === undefined && row.missing?.[id] === undefined) return `${row.id} says nothing of ${id}`;
      const wrong = cell === undefined ? undefined : problemOfCell(cell, unit);
      if (wrong !== undefined) return `${row.id}, ${id}: ${wrong}`;
    }
  return undefined;
}

const SLACK = 1e-6;

function problemOfCell({ figure, parts, quantiles, band }: Cell, unit: Unit): string | undefined {
  const { value } = figure;
  if (!Number.isFinite(value)) return `${value} is no value`;
  if (figure.unit !== unit) return `is in ${figure.unit}, its column in ${unit}`;
  if (parts !== undefined) {
    const sum = parts.reduce((so, part) => so + part.figure.value, 0);
    if (Math.abs(sum - value) > SLACK * Math.max(1, Math.abs(value)))
      return `its parts sum to ${sum}, not ${value}`;
    if (parts.some((part) => part.figure.unit !== unit)) return "a part has another unit";
  }
  if (quantiles?.some((one, n) => n > 0 && one.value < quantiles[n - 1]!.value)) return "quantiles fall";
  if (band !== undefined && !(band.low <= value && value <= band.high))
    return "the value is outside of its band";
  return undefined;
}
