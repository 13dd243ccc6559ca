/** A table's rows as curves: points in order, with the band around them, and which of them were measured. Pure. */

import type { Cell, Row } from "@/app/sim/experiments/table";
import type { Origin } from "@/app/sim/figures/figure";
import { shareIn } from "./place";

export interface CurvePoint {
  readonly row: Row;
  readonly cell: Cell;
  readonly x: number;
  readonly y: number;
  readonly origin: Origin["kind"];
  /** The range that is expected, or from the first to the third quartile. */
  readonly low: number;
  readonly high: number;
}

export interface Curve {
  readonly name: string;
  /** By x; those without a figure are left out. */
  readonly points: readonly CurvePoint[];
}

export function curvesOf(rows: readonly Row[], xColumn: string, yColumn: string): readonly Curve[] {
  const byName = new Map<string, CurvePoint[]>();
  for (const row of rows) {
    const [at, cell] = [row.cells[xColumn], row.cells[yColumn]];
    if (at === undefined || cell === undefined) continue;
    const name = row.series ?? row.label;
    const y = cell.figure.value;
    const point: CurvePoint = {
      row,
      cell,
      x: at.figure.value,
      y,
      origin: cell.figure.origin.kind,
      low: cell.band?.low ?? shareIn(cell, 0.25) ?? y,
      high: cell.band?.high ?? shareIn(cell, 0.75) ?? y,
    };
    byName.set(name, [...(byName.get(name) ?? []), point]);
  }
  return [...byName].map(([name, points]) => ({ name, points: points.sort((a, b) => a.x - b.x) }));
}

/** Runs of points of one origin; a run begins with the last point of the one before, so that the line goes on. */
export function stretchesOf({ points }: Curve): readonly (readonly CurvePoint[])[] {
  const stretches: CurvePoint[][] = [];
  for (const [n, point] of points.entries()) {
    const before = points[n - 1];
    if (before === undefined) stretches.push([point]);
    else if (before.origin === point.origin) stretches.at(-1)!.push(point);
    else stretches.push([before, point]);
  }
  return stretches;
}
