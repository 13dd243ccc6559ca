import type { Cell, Column, Row } from "@/app/sim/experiments/table";
import type { TextureInk } from "../TexturePattern";
import type { Axis } from "./axis";
import { ChartSvg } from "./ChartSvg";
import { cutTo, linesOf, textWidth } from "./lettering";
import { axisTitle, LETTERS, markedText } from "./place";

/** Where the mark of a row goes. */
export interface Lane {
  readonly top: number;
  readonly height: number;
  /** Of a value on the axis. */
  x(value: number): number;
}

interface Props {
  readonly rows: readonly Row[];
  readonly column: Column;
  readonly axis: Axis;
  readonly width: number;
  readonly label: string;
  readonly patterns: readonly TextureInk[];
  readonly legend?: readonly LegendEntry[];
  /** By id of a row: what stands above it, where a group begins. */
  readonly headings?: ReadonlyMap<string, string>;
  /** Thinner marks, closer together. */
  readonly dense?: boolean;
  readonly mark: (row: Row, cell: Cell, lane: Lane, fill: (ink: TextureInk) => string) => React.ReactNode;
}

export interface LegendEntry {
  readonly text: string;
  readonly ink: TextureInk;
}

const SWATCH = 16;
const PAPER = "var(--paper)";

/** Below this width the name of a row stands above its mark. */
const NARROW = 600;
const MOST_OF_WIDTH = 0.36;
const LINE = 15;
const GAP = 8;
const BELOW = 40;
const HEADING = 26;

/** Of a mark, and of the space to the next one. */
const USUAL = { bar: 18, gap: GAP };
const DENSE = { bar: 12, gap: 3 };

/** Rows below one another on one axis: names, marks, values with the sign of their origin. */
export function RowsFrame({
  rows,
  column,
  axis,
  width,
  label,
  patterns,
  legend = [],
  headings,
  dense = false,
  mark,
}: Props) {
  const { bar, gap } = dense ? DENSE : USUAL;
  const narrow = width < NARROW;
  const widestName = Math.max(0, ...rows.map((row) => textWidth(row.label, LETTERS)));
  const names = narrow ? 0 : Math.min(widestName, MOST_OF_WIDTH * width) + GAP;
  const values = rows.map(({ cells }) => {
    const cell = cells[column.id];
    return cell === undefined ? "" : markedText(cell);
  });
  const right = width - Math.max(24, ...values.map((text) => textWidth(text, LETTERS) + GAP));
  const placed: { row: Row; lines: readonly string[]; top: number; height: number; heading?: string }[] = [];
  let top = 4;
  for (const row of rows) {
    const lines = linesOf(row.label, narrow ? width : names, LETTERS);
    const height = narrow ? lines.length * LINE + bar + gap + 4 : Math.max(lines.length * LINE, bar) + gap;
    const heading = headings?.get(row.id);
    if (heading !== undefined) top += HEADING;
    placed.push({ row, lines, top, height, ...(heading === undefined ? {} : { heading }) });
    top += height;
  }
  const x = (value: number) => axis.place(value, names, right);
  const entries = placeLegend(legend, width);
  const legendTop = top + BELOW + GAP;
  const height =
    entries.length === 0 ? top + BELOW : legendTop + Math.max(...entries.map(({ y }) => y)) + LINE;
  return (
    <ChartSvg
      width={width}
      height={height}
      label={label}
      patterns={[...patterns, ...legend.map(({ ink }) => ink)]}
    >
      {(fill) => (
        <>
          {ticksThatFit(axis, x).map(({ at, text, written, middle }) => (
            <g key={at}>
              <line x1={x(at)} x2={x(at)} y1={0} y2={top} stroke="var(--rule)" />
              {written && (
                <text x={middle} y={top + LINE} textAnchor="middle" fill="var(--ink-soft)">
                  {text}
                </text>
              )}
            </g>
          ))}
          <text x={right} y={top + 2 * LINE + 4} textAnchor="end" fill="var(--ink-soft)">
            {cutTo(`${axisTitle(column)}${axis.scale === "log" ? ", logarithmic" : ""}`, right, LETTERS)}
          </text>
          <line x1={names} x2={names} y1={0} y2={top} stroke="var(--rule-strong)" />
          {placed.map(({ row, lines, top: at, height, heading }, n) => {
            const laneTop = narrow ? at + lines.length * LINE + 4 : at + (height - gap - bar) / 2;
            const cell = row.cells[column.id];
            const firstLine = narrow
              ? at + LINE - 2
              : at + (height - gap - lines.length * LINE) / 2 + LINE - 4;
            const why = row.missing?.[column.id] ?? "";
            return (
              <g key={row.id}>
                {heading !== undefined && (
                  <>
                    <rect x={0} y={at - HEADING + 3} width={width} height={HEADING - 4} fill="var(--sunk)" />
                    <text x={narrow ? 0 : GAP} y={at - 8} fill="var(--ink)" fontWeight="600">
                      {heading}
                    </text>
                  </>
                )}
                {lines.map((line, l) => (
                  <text
                    key={line}
                    x={narrow ? 0 : names - GAP}
                    y={firstLine + l * LINE}
                    textAnchor={narrow ? "start" : "end"}
                    fill="var(--ink)"
                  >
                    {line}
                  </text>
                ))}
                {cell === undefined ? (
                  <text x={names + 4} y={laneTop + bar / 2 + 4} fill="var(--ink-soft)" fontStyle="italic">
                    {cutTo(`none: ${why}`, width - names - GAP, LETTERS)}
                  </text>
                ) : (
                  <>
                    {mark(row, cell, { top: laneTop, height: bar, x }, fill)}
                    <text x={width} y={laneTop + bar / 2 + 4} textAnchor="end" fill="var(--ink)">
                      {values[n]}
                    </text>
                  </>
                )}
              </g>
            );
          })}
          {entries.map(({ text, ink, x: at, y }) => (
            <g key={text}>
              <rect
                x={at + 0.5}
                y={legendTop + y}
                width={SWATCH}
                height={11}
                fill={fill(ink)}
                stroke={ink.ink === PAPER ? ink.ground : ink.ink}
              />
              <text x={at + SWATCH + 6} y={legendTop + y + 10} fill="var(--ink)">
                {text}
              </text>
            </g>
          ))}
        </>
      )}
    </ChartSvg>
  );
}

/** Side by side, in as many lines as they need. */
function placeLegend(legend: readonly LegendEntry[], width: number) {
  let [x, y] = [0, 0];
  return legend.map((entry) => {
    const wide = SWATCH + 6 + textWidth(entry.text, LETTERS) + 2 * GAP;
    if (x > 0 && x + wide > width) [x, y] = [0, y + LINE + 4];
    const placed = { ...entry, x, y };
    x += wide;
    return placed;
  });
}

/** All ticks; written only where the text before leaves room. */
export function ticksThatFit(axis: Axis, x: (value: number) => number) {
  let free = Number.NEGATIVE_INFINITY;
  return axis.ticks.map(({ at, text }) => {
    const half = textWidth(text, LETTERS) / 2;
    const middle = Math.max(half, x(at));
    const written = middle - half >= free;
    if (written) free = middle + half + GAP;
    return { at, text, written, middle };
  });
}
