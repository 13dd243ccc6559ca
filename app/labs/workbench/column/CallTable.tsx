import type { CallsByName } from "@/app/sim/run/record";
import { FigureValue } from "@/app/ui/FigureValue";
import { numberText } from "@/app/ui/format";
import { callRows, callsFigure } from "../containerFigures";
import { BoundaryTable } from "./BoundaryTable";

/** A container's boundary: system calls by name, those of its own processes first. */
export function CallTable({ id, calls }: { readonly id: string; readonly calls: CallsByName }) {
  return (
    <BoundaryTable
      id={id}
      kind="calls"
      caption="Boundary: system calls by name (◇ modelled)"
      head={["Call", "runtime", "inside", "calls"]}
      words={["call", "calls"]}
      rows={callRows(calls).map(({ name, inside, outside }) => ({
        name,
        total: inside + outside,
        parts: [numberText(outside, "count"), numberText(inside, "count")],
        figure: <FigureValue figure={callsFigure(inside + outside)} label={`Calls of ${name}`} bare />,
      }))}
    />
  );
}
