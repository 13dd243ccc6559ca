/** What can go wrong with a column's machine, and how the lab says it. */
import type { MachineConfig } from "../guest";
import { ImageError } from "../images/store";
import type { ColumnSpec, GuestColumnSpec, LabError } from "./state";

/** The machine was stopped, or ended by itself, before it got to what was waited for. */
export class StoppedError extends Error {
  override readonly name = "StoppedError";
  constructor(column: string) {
    super(`the machine in column "${column}" was stopped`);
  }
}

export class GuestCrashedError extends Error {
  override readonly name = "GuestCrashedError";
  constructor(
    column: string,
    readonly reason: string,
  ) {
    super(`the guest in column "${column}" crashed: ${reason}`);
  }
}

export const noSuchTrack = (spec: GuestColumnSpec, tracks: readonly string[]): ImageError =>
  new ImageError(
    `Image "${spec.image}" has no drivers for the ${spec.track} track's machine`,
    `column ${spec.id}`,
    `Boot it on: ${tracks.join(", ")}.`,
  );

export const noAgent = (spec: ColumnSpec): ImageError =>
  new ImageError(
    `Image "${spec.image}" runs no scripts: it has no agent`,
    `column ${spec.id}`,
    "Type into its console instead, or choose the image linux.",
  );

export const noPrompt = (config: MachineConfig, limitNs: number): ImageError =>
  new ImageError(
    "The guest did not reach its prompt",
    `${config.image} via ${config.via}, ${limitNs / 1e9} virtual seconds`,
    "Look at its console; if you built the image, check its command line and init.",
  );

export const noLayers = (spec: ColumnSpec): ImageError =>
  new ImageError(
    "The machine has no disk in layers",
    `column ${spec.id}`,
    "Give it a disk that begins on a layer, or on none, and boot it.",
  );

export const notRunning = (spec: ColumnSpec): ImageError =>
  new ImageError("The machine is not running", spec.id, "Boot it first and wait for its prompt.");

/** A running program of the simulated kernel is a position in code, which is no data. */
export const notSaved = (spec: ColumnSpec): ImageError =>
  new ImageError(
    "A container's state cannot be saved or put back: the simulated kernel's programs are no data",
    `column ${spec.id}`,
    "Start it again and do the same: it will be the same to the nanosecond.",
  );

export const noMachine = (spec: ColumnSpec): ImageError =>
  new ImageError(
    "A container has no way in, no devices and no kernel image to choose",
    `column ${spec.id}`,
    "Choose these for a column of the vm or the pv track.",
  );

/** Undefined for a machine that was stopped on purpose. */
export function asLabError(error: unknown, spec: ColumnSpec): LabError | undefined {
  if (error instanceof StoppedError) return undefined;
  if (error instanceof ImageError) return error;
  return {
    what: error instanceof Error ? error.message : String(error),
    where: `column ${spec.id}, ${spec.image}${spec.track === "container" ? "" : ` via ${spec.via}`}`,
    whatToDo: "Boot again; if it stays, report it with this text.",
  };
}
