import { type Curve, type CurvePoint, stretchesOf } from "./curves";
import type { SeriesLook } from "./ink";
import { tipOf } from "./place";

interface Props {
  readonly curve: Curve;
  readonly look: SeriesLook;
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}

/** A curve with its band: measured stretches are heavy with filled dots, modelled ones thin with hollow diamonds. */
export function CurveLine({ curve, look: { accent, dash }, x, y }: Props) {
  const path = (points: readonly { readonly x: number; readonly at: number }[]) =>
    points.map((point, n) => `${n === 0 ? "M" : "L"}${x(point.x)} ${y(point.at)}`).join("");
  const { points } = curve;
  const band = path([
    ...points.map(({ x: of, high }) => ({ x: of, at: high })),
    ...points.toReversed().map(({ x: of, low }) => ({ x: of, at: low })),
  ]);
  return (
    <>
      {points.some(({ low, high }) => low < high) && <path d={`${band}Z`} fill={accent} fillOpacity="0.13" />}
      {stretchesOf(curve).map((stretch) => {
        const modelled = stretch.at(-1)!.origin === "modelled";
        return (
          <path
            key={stretch[0]!.row.id}
            d={path(stretch.map(({ x: of, y: at }) => ({ x: of, at })))}
            stroke={accent}
            strokeWidth={modelled ? 1.75 : 3}
            strokeDasharray={modelled ? dash : "none"}
            fill="none"
          />
        );
      })}
      {points.map((point) => (
        <Mark key={point.row.id} point={point} accent={accent} x={x(point.x)} y={y(point.y)} />
      ))}
    </>
  );
}

function Mark({
  point: { row, cell, origin },
  accent,
  x,
  y,
}: {
  readonly point: CurvePoint;
  readonly accent: string;
  readonly x: number;
  readonly y: number;
}) {
  const tip = <title>{tipOf(row, cell)}</title>;
  if (origin === "measured")
    return (
      <circle cx={x} cy={y} r="4.5" fill={accent}>
        {tip}
      </circle>
    );
  const d =
    origin === "modelled" ? `M${x - 3.5} ${y}l3.5 -3.5l3.5 3.5l-3.5 3.5z` : `M${x - 3} ${y - 3}h6v6h-6z`;
  return (
    <path d={d} fill="var(--paper)" stroke={accent} strokeWidth="1.25">
      {tip}
    </path>
  );
}
