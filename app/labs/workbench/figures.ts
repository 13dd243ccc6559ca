import type { ColumnState } from "@/app/guest/lab/state";
import { type Figure, measured, modelled } from "@/app/sim/figures/figure";
import { nsPerExit, nsPerInstruction } from "@/app/sim/figures/host";
import { type BootRecord, type ExitsByDevice, totalExits } from "@/app/sim/run/record";
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

const formula = "instructions × time of one instruction + exits × cost of one exit";

function virtualMsFigure(virtualMs: number, how: string): Figure {
  return modelled(virtualMs, "ms", how, [nsPerInstruction, nsPerExit]);
}

/** The virtual clock of a column, with the arithmetic that led to its present value. */
export function clockFigure({ counters }: Pick<ColumnState, "counters">): Figure {
  const { virtualNs, instructions, exits, idleNs } = counters;
  const working = `${numberText(instructions, "instructions")} instructions, ${numberText(totalExits(exits), "exits")} exits, ${numberText(idleNs * msPerNs, "ms")} idle`;
  return virtualMsFigure(
    virtualNs * msPerNs,
    `Virtual time = ${formula} + the time that the guest slept. Here: ${working}. It has nothing to do with how fast this computer is.`,
  );
}

export const bootMsFigure = (boot: BootRecord): Figure =>
  virtualMsFigure(
    boot.virtualMs,
    `Virtual time from power-on, or from the restored state, to the prompt = ${formula} + the time that the guest slept. Here: ${numberText(boot.instructions, "instructions")} instructions and ${numberText(totalExits(boot.exits), "exits")} exits.`,
  );

export const phaseMsFigure = (virtualMs: number): Figure =>
  virtualMsFigure(
    virtualMs,
    `Virtual time of this phase = ${formula} + the time that the guest slept in it.`,
  );

/** The phases of a column's boot: as recorded once it has reached the prompt, as far as it has come before that. */
export function bootSegments({ boot, phases, counters }: ColumnState): readonly PhaseSegment[] {
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
