import type { ExitsByDevice } from "@/app/sim/run/record";
import { FigureValue } from "@/app/ui/FigureValue";
import { numberText } from "@/app/ui/format";
import { deviceRows, exitsFigure } from "../figures";
import { BoundaryTable } from "./BoundaryTable";

interface Props {
  readonly id: string;
  readonly exits: ExitsByDevice;
  readonly caption?: string;
}

/** A guest's boundary: exits by device, most first. */
export function ExitTable({ id, exits, caption = "Exits by device (● measured)" }: Props) {
  return (
    <BoundaryTable
      id={id}
      kind="exits"
      caption={caption}
      head={["Device", "reads", "writes", "exits"]}
      words={["device", "devices"]}
      rows={deviceRows(exits).map(({ device, reads, writes, total }) => ({
        name: device,
        total,
        parts: [numberText(reads, "exits"), numberText(writes, "exits")],
        figure: <FigureValue figure={exitsFigure(total)} label={`Exits for ${device}`} bare />,
      }))}
    />
  );
}
