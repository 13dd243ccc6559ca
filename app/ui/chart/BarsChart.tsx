import type { Cell, Row } from "@/app/sim/experiments/table";
import { accentOf, fillingOf } from "./ink";
import { type ChartProps, cellsOf, columnOf, reachOf, rowsAxis, tipOf } from "./place";
import { type Lane, RowsFrame } from "./RowsFrame";
import { Whisker } from "./Whisker";

const inkOf = (row: Row, { figure }: Cell) => fillingOf(figure.origin.kind, accentOf(row.label));

/** One bar a row, with the range in which its value is expected. */
export function BarsChart({ table, chart, width, beside = [], label }: ChartProps<"bars">) {
  const { rows } = table;
  const column = columnOf(table, chart.value);
  const axis = rowsAxis(
    chart.scale,
    cellsOf([...rows, ...beside], column.id).flatMap(({ figure, band }) =>
      reachOf({ figure, ...(band && { band }) }),
    ),
    column.unit,
  );
  const bar = (
    row: Row,
    cell: Cell,
    { top, height, x }: Lane,
    fill: (ink: ReturnType<typeof inkOf>) => string,
  ) => {
    const ink = inkOf(row, cell);
    return (
      <>
        <rect
          x={x(axis.from)}
          y={top + 1}
          width={Math.max(0, x(cell.figure.value) - x(axis.from))}
          height={height - 2}
          fill={fill(ink)}
          stroke={ink.ink}
        >
          <title>{tipOf(row, cell)}</title>
        </rect>
        {cell.band !== undefined && (
          <Whisker from={x(cell.band.low)} to={x(cell.band.high)} y={top + height / 2} height={8} />
        )}
      </>
    );
  };
  const patterns = rows.flatMap((row) => {
    const cell = row.cells[column.id];
    return cell === undefined ? [] : [inkOf(row, cell)];
  });
  return <RowsFrame {...{ rows, column, axis, width, label, patterns }} mark={bar} />;
}
