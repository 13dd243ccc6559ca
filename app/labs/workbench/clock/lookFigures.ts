/** A sample of a column as figures, in the order in which they stand beside each other. */
import type { HostCosts } from "@/app/guest/guest";
import { type Figure, modelled } from "@/app/sim/figures/figure";
import type { Track } from "@/app/sim/run/record";
import { callsFigure } from "../containerFigures";
import { exitsFigure, idleMsFigure, instructionsFigure, pagesFigure, virtualMsFigure } from "../figures";
import type { Sample } from "./samples";

const MS_PER_NS = 1e-6;

export interface LookFigures {
  readonly ms: Figure;
  readonly instructions: Figure;
  readonly crossings: Figure;
  readonly pages: Figure;
  readonly running: Figure;
  readonly exits: Figure | undefined;
  readonly asleep: Figure;
}

export function lookFigures(track: Track, sample: Sample, costs: HostCosts): LookFigures {
  const { atNs, instructions, crossings, pages, idleNs } = sample;
  const clock = virtualMsFigure(atNs * MS_PER_NS, "The column’s own virtual clock when it reported.", costs);
  const asleep = idleMsFigure({ idleMs: idleNs * MS_PER_NS });
  if (track === "container")
    return {
      ms: clock,
      instructions: modelled(
        instructions,
        "instructions",
        "Charged to the container and, for it, to the runtime outside.",
        [],
      ),
      crossings: callsFigure(crossings),
      pages: modelled(
        pages,
        "pages",
        "Pages that the container’s processes map, their own and those that others map too.",
        [],
      ),
      running: modelled(
        (atNs - idleNs) * MS_PER_NS,
        "ms",
        "Virtual time less the time in which nobody had anything to do.",
        [],
      ),
      exits: undefined,
      asleep,
    };
  const guestNs = instructions * costs.nsPerInstruction;
  return {
    ms: clock,
    instructions: instructionsFigure(instructions),
    crossings: exitsFigure(crossings),
    pages: pagesFigure(pages),
    running: virtualMsFigure(guestNs * MS_PER_NS, "Instructions × time of one instruction.", costs),
    exits: virtualMsFigure(crossings * costs.nsPerExit * MS_PER_NS, "Exits × cost of one exit.", costs),
    asleep,
  };
}
