import { axisFor } from "./axis";
import { ChartSvg } from "./ChartSvg";
import { CurveLine } from "./CurveLine";
import { curvesOf } from "./curves";
import { looksOfSeries } from "./ink";
import { cutTo, keepApart, textWidth } from "./lettering";
import { axisTitle, type ChartProps, cellsOf, columnOf, LETTERS, reachOf } from "./place";
import { ticksThatFit } from "./RowsFrame";

/** Narrower, and the names of the curves have no room: the drawing then scrolls. */
const LEAST_CURVES_WIDTH = 620;
const HEIGHT = 400;
const TOP = 34;
const BOTTOM = 44;
const LINE = 17;
const SAMPLE = 22;
/** For the lines from the ends of the curves to their names. */
const LEADERS = 28;
const MOST_OF_WIDTH = 0.36;

/** One curve a series, named at its end, with the band around it; where measured points end, a line says so. */
export function CurvesChart({ table, chart, width: room, beside = [], label }: ChartProps<"curves">) {
  const width = Math.max(room, LEAST_CURVES_WIDTH);
  const [xColumn, yColumn] = [columnOf(table, chart.x), columnOf(table, chart.y)];
  const curves = curvesOf(table.rows, chart.x, chart.y);
  const looks = looksOfSeries(curves.map(({ name }) => name));
  const all = [...table.rows, ...beside].filter(({ cells }) => cells[chart.x] && cells[chart.y]);
  const reach = (column: string) => cellsOf(all, column).flatMap(reachOf);
  const [xAxis, yAxis] = [
    axisFor(chart.scales[0], reach(chart.x), xColumn.unit),
    axisFor(chart.scales[1], reach(chart.y), yColumn.unit),
  ];
  const left = Math.max(...yAxis.ticks.map(({ text }) => textWidth(text, LETTERS))) + 10;
  const names = Math.min(
    MOST_OF_WIDTH * width,
    SAMPLE + 12 + Math.max(0, ...curves.map(({ name }) => textWidth(name, LETTERS))),
  );
  const right = width - names - LEADERS;
  const bottom = Math.max(HEIGHT, curves.length * LINE + TOP + BOTTOM) - BOTTOM;
  const x = (value: number) => xAxis.place(value, left, right);
  const y = (value: number) => yAxis.place(value, bottom, TOP);
  const ends = keepApart(
    curves.map(({ points }) => y(points.at(-1)!.y)),
    LINE,
    TOP,
    bottom,
  );
  const handovers = table.handovers.filter(
    ({ column, series }) => column === chart.x && curves.some(({ name }) => name === series),
  );
  return (
    <div style={{ minWidth: `${LEAST_CURVES_WIDTH / 16}rem` }}>
      <ChartSvg width={width} height={bottom + BOTTOM} label={label} patterns={[]}>
        {() => (
          <>
            {yAxis.ticks.map(({ at, text }) => (
              <g key={at}>
                <line x1={left} x2={right} y1={y(at)} y2={y(at)} stroke="var(--rule)" />
                <text x={left - 6} y={y(at) + 4} textAnchor="end" fill="var(--ink-soft)">
                  {text}
                </text>
              </g>
            ))}
            {ticksThatFit(xAxis, x).map(({ at, text, written, middle }) => (
              <g key={at}>
                <line x1={x(at)} x2={x(at)} y1={bottom} y2={bottom + 4} stroke="var(--rule-strong)" />
                {written && (
                  <text x={middle} y={bottom + 18} textAnchor="middle" fill="var(--ink-soft)">
                    {text}
                  </text>
                )}
              </g>
            ))}
            <path d={`M${left} ${TOP}V${bottom}H${right}`} stroke="var(--rule-strong)" fill="none" />
            <text x={right} y={bottom + 36} textAnchor="end" fill="var(--ink-soft)">
              {axisTitle(xColumn)}
            </text>
            <text x={0} y={12} fill="var(--ink-soft)">
              {axisTitle(yColumn)}
            </text>
            {handovers.map(({ series, at }) => (
              <g key={series}>
                <line
                  x1={x(at)}
                  x2={x(at)}
                  y1={TOP - 8}
                  y2={bottom}
                  stroke="var(--ink)"
                  strokeDasharray="4 3"
                />
                <text x={x(at) + 5} y={TOP - 8} fill="var(--ink)">
                  {cutTo(`● measured to here, ◇ modelled beyond: ${series}`, right - x(at), LETTERS)}
                </text>
              </g>
            ))}
            {curves.map((curve, n) => {
              const look = looks.get(curve.name)!;
              const last = curve.points.at(-1)!;
              const at = ends[n]!;
              return (
                <g key={curve.name}>
                  <path
                    d={`M${x(last.x)} ${y(last.y)}H${right}L${right + LEADERS - 4} ${at}`}
                    stroke={look.accent}
                    strokeWidth="0.75"
                    strokeDasharray="1 3"
                    fill="none"
                  />
                  <CurveLine curve={curve} look={look} x={x} y={y} />
                  <line
                    x1={right + LEADERS}
                    x2={right + LEADERS + SAMPLE}
                    y1={at}
                    y2={at}
                    stroke={look.accent}
                    strokeWidth="2"
                    strokeDasharray={look.dash}
                  />
                  <text x={right + LEADERS + SAMPLE + 6} y={at + 4} fill={look.accent}>
                    {cutTo(curve.name, names - SAMPLE, LETTERS)}
                    <title>{curve.name}</title>
                  </text>
                </g>
              );
            })}
          </>
        )}
      </ChartSvg>
    </div>
  );
}
