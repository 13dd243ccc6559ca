/** What the page shows, as plain data: computed while the site is built, for the model answers the same each time. */
import { calibrationRows } from "@/app/sim/experiments/calibrate/calibration";
import {
  type CalibrationRow,
  isWithin,
  relativeErrorOf,
  type Tolerance,
} from "@/app/sim/experiments/calibrate/calibration-row";
import { type Output, rounded } from "@/app/sim/experiments/predict/prediction";
import { type ReservedRow, reservedRows } from "@/app/sim/experiments/predict/reserved";
import { type Figure, modelled } from "@/app/sim/figures/figure";
import { numberText } from "@/app/ui/format";

export interface ShownRow {
  readonly id: string;
  readonly what: string;
  readonly use: CalibrationRow["use"];
  readonly model: Figure;
  readonly published: Figure;
  readonly error: string;
  readonly tolerance: string;
  readonly within: boolean;
}

export interface ShownGroup {
  readonly scenario: string;
  readonly rows: readonly ShownRow[];
}

export interface ShownPrediction {
  readonly id: string;
  readonly set: string;
  readonly what: string;
  readonly output: string;
  readonly model: Figure;
  readonly range: string;
}

const USE_WORDS: Readonly<Record<CalibrationRow["use"], string>> = {
  input: "The model starts from this row, so that it agrees says nothing.",
  fitted: "A constant was chosen so that the model meets this row.",
  checked: "This row was not used: the model meets it, or not, from the others.",
};

const percent = (share: number): string => `${share < 0 ? "−" : "+"}${Math.abs(100 * share).toFixed(1)} %`;

const toleranceWords = ({ kind, amount }: Tolerance, { unit }: Figure): string =>
  kind === "relative" ? `± ${rounded(100 * amount)} %` : `± ${numberText(amount, unit)}`;

const shownRow = (row: CalibrationRow): ShownRow => ({
  id: row.id,
  what: row.what,
  use: row.use,
  model: modelled(
    rounded(row.model),
    row.published.unit,
    `${USE_WORDS[row.use]} Tolerance: ${row.tolerance.from}. Scenario: ${row.scenario}.`,
    [],
  ),
  published: row.published,
  error: percent(relativeErrorOf(row)),
  tolerance: toleranceWords(row.tolerance, row.published),
  within: isWithin(row),
});

/** By scenario, in the order in which they come first. */
export function shownGroups(): readonly ShownGroup[] {
  const groups = new Map<string, ShownRow[]>();
  for (const row of calibrationRows()) {
    const rows = groups.get(row.scenario) ?? [];
    groups.set(row.scenario, rows);
    rows.push(shownRow(row));
  }
  return [...groups].map(([scenario, rows]) => ({ scenario, rows }));
}

const shownPredictions = ({ set, what, prediction }: ReservedRow): readonly ShownPrediction[] =>
  Object.entries(prediction.outputs).map(([output, { value, unit, range }]: [string, Output]) => ({
    id: `${set}.${what}.${output}`,
    set,
    what,
    output,
    model: modelled(value, unit, prediction.mechanisms.join(" "), []),
    range: `${numberText(range[0], unit)} to ${numberText(range[1], unit)}`,
  }));

export const shownReserved = (): readonly ShownPrediction[] => reservedRows().flatMap(shownPredictions);
