import { Bar, barInk } from "./Bar";
import { type ChartProps, cellsOf, columnOf, rangeOf, rowsAxis } from "./place";
import { RowsFrame } from "./RowsFrame";

/** One bar a row, with the range in which its value is expected. */
export function BarsChart({ table, chart, width, beside = [], label }: ChartProps<"bars">) {
  const { rows } = table;
  const column = columnOf(table, chart.value);
  const values = cellsOf([...rows, ...beside], column.id).flatMap(rangeOf);
  const axis = rowsAxis(chart.scale, values, column.unit);
  const patterns = rows.flatMap((row) => {
    const cell = row.cells[column.id];
    return cell === undefined ? [] : [barInk(row, cell)];
  });
  return (
    <RowsFrame
      {...{ rows, column, axis, width, label, patterns }}
      mark={(row, cell, lane, fill) => <Bar {...{ row, cell, lane, fill }} from={axis.from} />}
    />
  );
}
