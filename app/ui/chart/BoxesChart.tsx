import type { Cell, Row } from "@/app/sim/experiments/table";
import { accentOf, fillingOf } from "./ink";
import { type ChartProps, cellsOf, columnOf, reachOf, rowsAxis, shareIn, tipOf } from "./place";
import { type Lane, RowsFrame } from "./RowsFrame";

const SMALL = 3;
const inkOf = (row: Row, { figure }: Cell) => fillingOf(figure.origin.kind, accentOf(row.label));

/** Box plots: the quartiles with the median, a line from the 1st to the 99th percentile, dots for the least and the greatest. */
export function BoxesChart({ table, chart, width, beside = [], label }: ChartProps<"boxes">) {
  const { rows } = table;
  const column = columnOf(table, chart.value);
  const reach = cellsOf([...rows, ...beside], column.id).flatMap(reachOf);
  const axis = rowsAxis(chart.scale, reach, column.unit);
  const patterns = rows.flatMap((row) => {
    const cell = row.cells[column.id];
    return cell === undefined ? [] : [inkOf(row, cell)];
  });
  const box = (
    row: Row,
    cell: Cell,
    { top, height, x }: Lane,
    fill: (ink: ReturnType<typeof inkOf>) => string,
  ) => {
    const ink = inkOf(row, cell);
    const y = top + height / 2;
    const [least, low, first, median, third, high, greatest] = [0, 0.01, 0.25, 0.5, 0.75, 0.99, 1].map(
      (share) => shareIn(cell, share),
    );
    const alone = x(cell.figure.value);
    return (
      <g>
        <title>{tipOf(row, cell)}</title>
        {low !== undefined && high !== undefined && (
          <path
            d={`M${x(low)} ${y}H${x(high)}M${x(low)} ${y - 4}v8M${x(high)} ${y - 4}v8`}
            stroke={ink.ink}
            strokeWidth="1.5"
            fill="none"
          />
        )}
        {first !== undefined && third !== undefined && (
          <rect
            x={x(first)}
            y={top + 2}
            width={Math.max(1, x(third) - x(first))}
            height={height - 4}
            fill={fill(ink)}
            stroke={ink.ink}
          />
        )}
        {median === undefined ? (
          <path d={`M${alone - 5} ${y}l5 -5l5 5l-5 5z`} fill={fill(ink)} stroke={ink.ink} strokeWidth="1.5" />
        ) : (
          <line
            x1={x(median)}
            x2={x(median)}
            y1={top}
            y2={top + height}
            stroke="var(--ink)"
            strokeWidth="2.5"
          />
        )}
        {[least, greatest].map(
          (value, n) =>
            value !== undefined && (
              <circle
                key={n === 0 ? "least" : "greatest"}
                cx={x(value)}
                cy={y}
                r={SMALL}
                fill="var(--paper)"
                stroke={ink.ink}
              />
            ),
        )}
      </g>
    );
  };
  return <RowsFrame {...{ rows, column, axis, width, label, patterns }} mark={box} />;
}
