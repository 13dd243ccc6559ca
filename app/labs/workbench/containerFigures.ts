/** What a container column shows, as figures. The kernel is a simulation: its counts are the model's, and so are its times. */
import { type Figure, modelled } from "@/app/sim/figures/figure";
import { nsPerInstruction } from "@/app/sim/figures/host";
import { PUBLISHED_STARTS } from "@/app/sim/kernel/costs/published-starts";
import {
  type CallsByName,
  type ContainerCounters,
  type ContainerPhase,
  type ContainerStart,
  totalCalls,
} from "@/app/sim/run/record";
import { numberText } from "@/app/ui/format";

const CONSTANTS = [nsPerInstruction, PUBLISHED_STARTS.docker];

const charged =
  "What the kernel and the programs do is charged in instructions that were counted in the real guest; what the runtime does itself, as its published start leaves it";

export const chargedInstructions = ({ instructions }: Pick<ContainerCounters, "instructions">): number =>
  instructions.inside + instructions.outside;

export const allCalls = ({ calls }: Pick<ContainerCounters, "calls">): number =>
  totalCalls(calls, "inside") + totalCalls(calls, "outside");

/** From the order to the prompt. */
export const startMsFigure = (start: ContainerStart): Figure =>
  modelled(
    start.virtualMs,
    "ms",
    `From the order to the prompt, on the simulated machine's clock. ${charged}. Here: ${numberText(chargedInstructions(start), "instructions")} instructions.`,
    CONSTANTS,
  );

export const startPhaseFigure = ({ virtualMs }: ContainerPhase): Figure =>
  modelled(virtualMs, "ms", `The steps of this phase, one after the other. ${charged}.`, CONSTANTS);

export const runtimeMsFigure = ({ runtimeMs }: ContainerPhase): Figure =>
  modelled(
    runtimeMs,
    "ms",
    "The runtime's own work: its published start less the kernel's part, divided over the phases by convention.",
    CONSTANTS,
  );

export const containerClockFigure = ({ virtualNs }: ContainerCounters): Figure =>
  modelled(
    virtualNs / 1e6,
    "ms",
    "Virtual time since the order to start. It goes on while everybody sleeps.",
    CONSTANTS,
  );

export const containerInstructionsFigure = (counters: ContainerCounters): Figure =>
  modelled(
    chargedInstructions(counters),
    "instructions",
    `${charged}. In the container: ${numberText(counters.instructions.inside, "instructions")}; outside of it, for the runtime: ${numberText(counters.instructions.outside, "instructions")}.`,
    CONSTANTS,
  );

export const callsFigure = (count: number): Figure =>
  modelled(
    count,
    "count",
    "System calls that the simulated kernel carried out. Each is a change from user to kernel mode in one kernel: no machine is left.",
    [],
  );

export const switchesFigure = (count: number): Figure =>
  modelled(count, "count", "Context switches of the machine's core, as its /proc/stat counts them.", []);

export const faultsFigure = (count: number): Figure =>
  modelled(count, "count", "Page faults of the container's processes, as its cgroup counts them.", []);

export const containerPagesFigure = (pages: number, shared: boolean): Figure =>
  modelled(
    pages,
    "pages",
    shared
      ? "Pages that the container's processes map and others map too: a page of a program's file is in memory once."
      : "Pages that only one process of the container maps, of 4 KiB. It has no kernel's pages beside them.",
    [],
  );

export interface CallRow {
  readonly name: string;
  readonly inside: number;
  readonly outside: number;
}

/** Most first; equal ones by name, so that rows do not dance. */
export function callRows(calls: CallsByName): readonly CallRow[] {
  return Object.entries(calls)
    .map(([name, { inside, outside }]) => ({ name, inside, outside }))
    .sort((a, b) => b.inside + b.outside - a.inside - a.outside || a.name.localeCompare(b.name));
}
