/** `lab calibrate`: every published row that the model may use, what the model says, and whether that is near enough. */
import { calibrationRows } from "@/app/sim/experiments/calibrate/calibration";
import {
  type CalibrationRow,
  errorOf,
  isWithin,
  relativeErrorOf,
  type Tolerance,
} from "@/app/sim/experiments/calibrate/calibration-row";
import { rounded } from "@/app/sim/experiments/predict/prediction";
import { readOptions, UsageError } from "../options";
import { printJson, type Verb } from "../verb";

const usage = `lab calibrate [--json]

The residuals of the model: each published row, the model's value, the error and its tolerance. "input": the model starts
from the row; "fitted": a constant was chosen to meet it; "checked": it was not used. Exits with 1 if a row is outside.`;

export const calibrate: Verb = {
  usage,
  async run(args) {
    const { values, positionals } = readOptions(args, {});
    if (positionals.length > 0) throw new UsageError(`calibrate takes no "${positionals[0]}"`);
    const rows = calibrationRows();
    const outside = rows.filter((row) => !isWithin(row));
    if (values.json === true) printJson({ rows: rows.map(asJson), outside: outside.map(({ id }) => id) });
    else process.stdout.write(table(rows));
    for (const row of outside) process.stderr.write(`lab: outside of its tolerance: ${line(row)}\n`);
    return outside.length === 0 ? 0 : 1;
  },
};

const asJson = (row: CalibrationRow) => ({
  id: row.id,
  scenario: row.scenario,
  what: row.what,
  use: row.use,
  unit: row.published.unit,
  published: row.published.value,
  model: rounded(row.model),
  error: rounded(errorOf(row)),
  errorPercent: rounded(100 * relativeErrorOf(row)),
  tolerance: row.tolerance,
  within: isWithin(row),
  source: row.published.origin.kind === "published" ? row.published.origin.source : undefined,
});

const toleranceWords = ({ kind, amount }: Tolerance, unit: string): string =>
  kind === "relative" ? `${rounded(100 * amount)} %` : `${rounded(amount)} ${unit}`;

function line(row: CalibrationRow): string {
  const { id, use, published, model, tolerance } = row;
  const percent = `${(100 * relativeErrorOf(row)).toFixed(1)} %`;
  return [
    id.padEnd(46),
    use.padEnd(8),
    String(rounded(published.value)).padStart(9),
    String(rounded(model)).padStart(9),
    published.unit.padEnd(11),
    percent.padStart(8),
    `  ± ${toleranceWords(tolerance, published.unit)}`,
    isWithin(row) ? "" : "  OUTSIDE",
  ].join(" ");
}

function table(rows: readonly CalibrationRow[]): string {
  const head = `${"row".padEnd(46)} ${"use".padEnd(8)} published     model unit           error    tolerance`;
  const outside = rows.filter((row) => !isWithin(row)).length;
  return [head, ...rows.map(line), `${rows.length} rows, ${outside} outside of their tolerance`, ""].join(
    "\n",
  );
}
