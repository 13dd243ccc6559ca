/** Looks up and combines rows of the measured table into cost entries. */
import type { CostEntry } from "./cost-entry";
import { MEASURED } from "./measured";
import type { MeasuredRow } from "./measured-row";

const rows: ReadonlyMap<string, MeasuredRow> = new Map(MEASURED.rows.map((row) => [row.id, row]));

/** @throws RangeError for a row that the table has not. */
export function row(id: string): MeasuredRow {
  const found = rows.get(id);
  if (found === undefined) throw new RangeError(`costs/measured.ts has no row "${id}"`);
  return found;
}

/** The cost is a row's count. */
export const counted = (id: string, from: string): CostEntry => ({
  id,
  label: row(from).label,
  instructions: row(from).instructions,
  origin: { kind: "measured", row: from },
});

/** Not measured itself: costs what something of the same kind costs. */
export const like = (id: string, from: string, because: string): CostEntry => ({
  id,
  label: id,
  instructions: row(from).instructions,
  origin: { kind: "derived", rows: [from], because },
});

/** A sum of rows. Never less than nothing. */
export function combined(
  id: string,
  label: string,
  terms: readonly (readonly [coefficient: number, row: string])[],
  because: string,
): CostEntry {
  const sum = terms.reduce((total, [coefficient, from]) => total + coefficient * row(from).instructions, 0);
  return {
    id,
    label,
    instructions: Math.max(0, sum),
    origin: { kind: "derived", rows: terms.map(([, from]) => from), because },
  };
}
