import type { Cell, Row } from "@/app/sim/experiments/table";
import { figureText } from "../format";
import type { TextureInk } from "../TexturePattern";
import { linearAxis } from "./axis";
import { groupOf, groupsOf, shortName } from "./bill";
import { accentOf, partInk } from "./ink";
import { textWidth } from "./lettering";
import { type ChartProps, cellsOf, columnOf, LETTERS } from "./place";
import { type Lane, RowsFrame } from "./RowsFrame";

/**
 * Where it went: each row a bar of its parts, in the row's accent; what parts have in common has one texture. As shares all bars
 * are of one length, and a part is seen where the whole is small.
 */
export function BillChart({ table, chart, width, beside = [], label }: ChartProps<"bill" | "shares">) {
  const { rows } = table;
  const whole = columnOf(table, chart.value);
  const isShares = chart.kind === "shares";
  const column = isShares ? { ...whole, label: `shares of ${whole.label}`, unit: "%" as const } : whole;
  const groups = groupsOf([...rows, ...beside], column.id);
  const values = cellsOf([...rows, ...beside], column.id).map(({ figure }) => figure.value);
  const axis = linearAxis(isShares ? [100] : values, column.unit);
  const inkIn = (row: Row, group: string) => partInk(groups.indexOf(group), accentOf(row.label));
  const patterns = rows.flatMap((row) =>
    (row.cells[column.id]?.parts ?? []).map((part) => inkIn(row, groupOf(part))),
  );
  const bar = (row: Row, cell: Cell, { top, height, x }: Lane, fill: (ink: TextureInk) => string) => {
    let from = 0;
    const scale = isShares && cell.figure.value > 0 ? 100 / cell.figure.value : 1;
    const parts = (cell.parts ?? []).map((part) => {
      const left = x(from);
      from += part.figure.value * scale;
      return { part, left, width: x(from) - left };
    });
    return parts.map(({ part, left, width: wide }) => {
      const name = shortName(part);
      return (
        <g key={part.id}>
          <title>{`${row.label}, ${part.label}: ${figureText(part.figure)}`}</title>
          <rect
            x={left}
            y={top + 1}
            width={Math.max(0, wide)}
            height={height - 2}
            fill={fill(inkIn(row, groupOf(part)))}
            stroke={accentOf(row.label)}
          />
          {textWidth(name, LETTERS) + 14 <= wide && (
            <>
              <rect
                x={left + 4}
                y={top + 3}
                width={textWidth(name, LETTERS) + 6}
                height={height - 6}
                fill="var(--paper)"
              />
              <text x={left + 7} y={top + height - 5} fill="var(--ink)">
                {name}
              </text>
            </>
          )}
        </g>
      );
    });
  };
  const legend = groups.map((text, n) => ({ text, ink: partInk(n, "var(--ink)") }));
  return <RowsFrame {...{ rows, column, axis, width, label, patterns, legend }} mark={bar} />;
}
