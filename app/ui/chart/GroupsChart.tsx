import type { Row } from "@/app/sim/experiments/table";
import { axisFor } from "./axis";
import { Bar, barInk } from "./Bar";
import { type ChartProps, cellsOf, columnOf, rangeOf } from "./place";
import { RowsFrame } from "./RowsFrame";

/** The one column of the rows that are drawn: a row of the table stands in each group, with what it has there. */
const DRAWN = "drawn";

/** A group of bars for each column, a bar a row; all on one axis. */
export function GroupsChart({ table, chart, width, beside = [], label }: ChartProps<"groups">) {
  const columns = chart.values.map((id) => columnOf(table, id));
  const { unit } = columns[0]!;
  const values = columns.flatMap(({ id }) => cellsOf([...table.rows, ...beside], id).flatMap(rangeOf));
  const axis = axisFor(chart.scale, [...values, chart.from], unit);
  const headings = new Map<string, string>();
  const rows = columns.flatMap((column) =>
    table.rows.map((row, n): Row => {
      const id = `${column.id} ${row.id}`;
      if (n === 0) headings.set(id, column.label);
      const [cell, why] = [row.cells[column.id], row.missing?.[column.id]];
      return {
        id,
        label: row.label,
        cells: cell === undefined ? {} : { [DRAWN]: cell },
        ...(why === undefined ? {} : { missing: { [DRAWN]: why } }),
      };
    }),
  );
  const patterns = rows.flatMap((row) => {
    const cell = row.cells[DRAWN];
    return cell === undefined ? [] : [barInk(row, cell)];
  });
  const column = { id: DRAWN, label: table.caption.split(/[.:,]/)[0] ?? "", unit };
  return (
    <RowsFrame
      {...{ rows, column, axis, width, label, patterns, headings }}
      dense
      mark={(row, cell, lane, fill) => (
        <>
          <Bar {...{ row, cell, lane, fill }} from={chart.from} />
          <path d={`M${lane.x(chart.from)} ${lane.top - 2}v${lane.height + 4}`} stroke="var(--ink)" />
        </>
      )}
    />
  );
}
