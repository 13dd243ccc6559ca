/** The figures of a path as they are shown. Pure. */
import { type Constant, type Figure, modelled } from "@/app/sim/figures/figure";
import type { Arrangement } from "@/app/sim/vmm/arrangements";
import type { Limits } from "@/app/sim/vmm/hand-out";
import { roundTrip } from "@/app/sim/vmm/path-lab";

/** A path's nanoseconds are set in microseconds. */
export const inMicros = (figure: Figure): Figure => ({ ...figure, value: figure.value / 1000, unit: "µs" });

export const countFigure = (value: number, how: string): Figure => modelled(value, "count", how, []);

const cardFunctions = (value: number): Constant => ({
  id: "path.cardFunctions",
  label: "virtual functions of the card",
  value,
  unit: "count",
  because: "A convention, for an example: how many virtual functions a card has is a property of the card.",
});

export const functionsFigure = ({ functions }: Limits): Figure =>
  functions === 1
    ? countFigure(1, "A whole device has one owner at a time.")
    : modelled(functions, "count", "One guest for each virtual function.", [cardFunctions(functions)]);

export const pinnedFigure = ({ pinnedBytes }: Limits): Figure =>
  modelled(
    pinnedBytes,
    "bytes",
    "All memory of a guest of this size: the device may write to any page of it at any time.",
    [],
  );

const MIB = 1 << 20;

export const mibFigure = (mib: number, how: string): Figure => modelled(mib * MIB, "bytes", how, []);

/** A packet in and its answer, at a machine that waits for it. */
export function roundTripFigure(network: Arrangement): Figure {
  const paths = roundTrip(network);
  const ns = paths.reduce((sum, { totalNs }) => sum + totalNs.value, 0);
  const from = paths.flatMap(({ totalNs: { origin } }) => (origin.kind === "modelled" ? origin.from : []));
  return modelled(
    ns / 1000,
    "µs",
    "The path of a packet in and of one out, in frames of the usual size; wire and far end are in it.",
    [...new Map(from.map((constant) => [constant.id, constant])).values()],
  );
}
