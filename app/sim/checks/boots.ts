/** Small questions about the boots of a record, shared by checks and measures. */
import type { BootRecord, GuestTrack, LabRun, PhaseName, Via } from "../run/record";

/** Everything that runs before the kernel's own first instruction, in the order in which it runs. */
export const BEFORE_THE_KERNEL: readonly PhaseName[] = ["firmware", "loader", "decompression"];

/** The latest boot of that track by that way in. */
export const latestBoot = (run: LabRun, track: GuestTrack, via: Via): BootRecord | undefined =>
  run.boots.findLast((boot) => boot.track === track && boot.via === via);

/** Instructions of the named phases. */
export const instructionsIn = (boot: BootRecord, names: readonly PhaseName[]): number =>
  boot.phases.reduce((sum, phase) => (names.includes(phase.name) ? sum + phase.instructions : sum), 0);

/** Virtual milliseconds of the named phases. */
export const millisecondsIn = (boot: BootRecord, names: readonly PhaseName[]): number =>
  boot.phases.reduce((sum, phase) => (names.includes(phase.name) ? sum + phase.virtualMs : sum), 0);

/** Whether the boot went through that phase. */
export const hasPhase = (boot: BootRecord, name: PhaseName): boolean =>
  boot.phases.some((phase) => phase.name === name);

/** Whether two boots are of the same machine apart from its track and its way in. */
export const sameMachine = (a: BootRecord, b: BootRecord): boolean =>
  a.image === b.image &&
  a.memoryMiB === b.memoryMiB &&
  a.seed === b.seed &&
  JSON.stringify(a.devices ?? {}) === JSON.stringify(b.devices ?? {});

/** A share as whole percent; 0 of 0 is 0. */
export const percentOf = (part: number, whole: number): number =>
  whole === 0 ? 0 : Math.round((1000 * part) / whole) / 10;
