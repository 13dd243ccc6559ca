import type { Cell, Row } from "@/app/sim/experiments/table";
import type { TextureInk } from "../TexturePattern";
import { accentOf, fillingOf } from "./ink";
import { tipOf } from "./place";
import type { Lane } from "./RowsFrame";
import { Whisker } from "./Whisker";

/** In the row's accent, filled by where the value comes from. */
export const barInk = (row: Row, { figure }: Cell): TextureInk =>
  fillingOf(figure.origin.kind, accentOf(row.label));

interface Props {
  readonly row: Row;
  readonly cell: Cell;
  readonly lane: Lane;
  /** Where bars begin. */
  readonly from: number;
  readonly fill: (ink: TextureInk) => string;
}

/** A bar with the range in which its value is expected. */
export function Bar({ row, cell, lane: { top, height, x }, from, fill }: Props) {
  const ink = barInk(row, cell);
  return (
    <>
      <rect
        x={Math.min(x(from), x(cell.figure.value))}
        y={top + 1}
        width={Math.abs(x(cell.figure.value) - x(from))}
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
}
