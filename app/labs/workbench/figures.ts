import type { HostCosts } from "@/app/guest/guest";
import type { ColumnState, GuestColumnState } from "@/app/guest/lab/state";
import { type Figure, measured, modelled } from "@/app/sim/figures/figure";
import { nsPerExit, nsPerInstruction } from "@/app/sim/figures/host";
import {
  type BootRecord,
  type ExitsByDevice,
  type Phase as GuestPhase,
  totalExits,
} from "@/app/sim/run/record";
import { numberText } from "@/app/ui/format";
import type { PhaseSegment } from "@/app/ui/PhaseBar";

const msPerNs = 1e-6;

export const instructionsFigure = (count: number): Figure =>
  measured(
    count,
    "instructions",
    "Instructions that the guest's processor retired, kernel and programs alike.",
  );

export const exitsFigure = (count: number): Figure =>
  measured(
    count,
    "exits",
    "Accesses of the guest to a device. On a machine with virtualization hardware each of them leaves the guest for the hypervisor: one access, one exit.",
  );

export const pagesFigure = (count: number): Figure =>
  measured(count, "pages", "Pages of 4 KiB in the guest's memory that hold anything but zeros.");

export const bytesFigure = (bytes: number): Figure =>
  measured(bytes, "bytes", "Size of the saved state: memory, processor, devices, clock.");

const formula =
  "instructions × time of one instruction + exits × cost of one exit + the time that the guest slept";

/** What the scenario charges; unless it says otherwise, the constants of app/sim/figures/host.ts. */
const usualCosts: HostCosts = {
  nsPerInstruction: nsPerInstruction.value,
  nsPerExit: nsPerExit.value,
};

export const virtualMsFigure = (virtualMs: number, how: string, costs: HostCosts): Figure =>
  modelled(virtualMs, "ms", how, [
    { ...nsPerInstruction, value: costs.nsPerInstruction },
    { ...nsPerExit, value: costs.nsPerExit },
  ]);

function working(instructions: number, exits: number, sleptNs: number): string {
  return `Here: ${numberText(instructions, "instructions")} instructions, ${numberText(exits, "exits")} exits, ${numberText(sleptNs * msPerNs, "ms")} asleep.`;
}

/** The virtual clock of a column, with what led to its present value. */
export function clockFigure({ counters }: Pick<GuestColumnState, "counters">, costs = usualCosts): Figure {
  const { virtualNs, instructions, exits, idleNs } = counters;
  return virtualMsFigure(
    virtualNs * msPerNs,
    `Virtual time = ${formula}. ${working(instructions, totalExits(exits), idleNs)} How fast this computer is plays no part in it.`,
    costs,
  );
}

/** A boot's time to the prompt. A guest that waits for a device or a timer sleeps. */
export function bootMsFigure(boot: BootRecord, costs = usualCosts): Figure {
  const exits = totalExits(boot.exits);
  return virtualMsFigure(
    boot.virtualMs,
    `Virtual time to the prompt = ${formula}. ${working(boot.instructions, exits, boot.idleMs / msPerNs)}`,
    costs,
  );
}

/** The part of a boot in which the processor was halted. */
export const idleMsFigure = ({ idleMs }: Pick<BootRecord, "idleMs">): Figure =>
  modelled(
    idleMs,
    "ms",
    "The processor was halted, waiting for a device or a timer. The clock skips this time; nothing is executed in it.",
    [],
  );

export const phaseMsFigure = (virtualMs: number, costs = usualCosts): Figure =>
  virtualMsFigure(
    virtualMs,
    `Virtual time of this phase = ${formula}, each as counted in this phase.`,
    costs,
  );

/** The phases of a column's boot: as recorded once it has reached the prompt, as far as it has come before that. */
export function bootSegments({ boot, phases, counters }: GuestColumnState): readonly GuestPhase[] {
  if (boot !== undefined) return boot.phases;
  return phases.map(({ name, fromNs, fromInstructions }, at) => {
    const next = phases[at + 1];
    return {
      name,
      virtualMs: Math.max(0, (next?.fromNs ?? counters.virtualNs) - fromNs) * msPerNs,
      instructions: Math.max(0, (next?.fromInstructions ?? counters.instructions) - fromInstructions),
    };
  });
}

/** The phases of any column, as far as they have come. */
export const segmentsOf = (column: ColumnState): readonly PhaseSegment[] =>
  column.track === "container" ? (column.start?.phases ?? []) : bootSegments(column);

export const segmentsMs = (segments: readonly PhaseSegment[]): number =>
  segments.reduce((sum, { virtualMs }) => sum + virtualMs, 0);

export interface DeviceRow {
  readonly device: string;
  readonly reads: number;
  readonly writes: number;
  readonly total: number;
}

/** Exits by device, most first; equal ones by name, so that rows do not dance. */
export function deviceRows(exits: ExitsByDevice): readonly DeviceRow[] {
  return Object.entries(exits)
    .map(([device, { reads, writes }]) => ({ device, reads, writes, total: reads + writes }))
    .filter(({ total }) => total > 0)
    .sort((a, b) => b.total - a.total || a.device.localeCompare(b.device));
}
