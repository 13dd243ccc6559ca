import type { ColumnSpec } from "@/app/guest/lab/state";
import type { ContainerPhaseName, PhaseName, PowerState, Via } from "@/app/sim/run/record";
import { numberText } from "@/app/ui/format";
import type { PhaseSegment } from "@/app/ui/PhaseBar";
import { tracks } from "@/app/ui/tracks";

export const viaWords: Readonly<Record<Via, { readonly name: string; readonly line: string }>> = {
  bios: { name: "BIOS", line: "firmware, boot loader, kernel: the way a PC starts" },
  direct: { name: "Direct", line: "the kernel is put in memory and entered; no firmware" },
  snapshot: { name: "Snapshot", line: "a machine that has already booted is put back" },
};

export const powerWords: Readonly<Record<PowerState, string>> = {
  off: "Off",
  loading: "Fetching its image",
  booting: "Booting",
  running: "Running",
  paused: "Paused",
  halted: "Halted by its guest",
  reset: "Reset by its guest",
  crashed: "Crashed",
};

/** The same of a container, which has neither an image to fetch nor a machine to halt. */
export const containerPowerWords: Readonly<Record<PowerState, string>> = {
  ...powerWords,
  booting: "Starting",
  halted: "Ended",
};

/** What each phase of a boot or of a container's start does, in the order in which they come. */
export const phaseWords: Readonly<Record<PhaseName | ContainerPhaseName, string>> = {
  firmware: "firmware",
  loader: "boot loader",
  decompression: "decompression",
  kernel: "kernel",
  init: "init to prompt",
  resume: "resume",
  engine: "engine",
  shim: "shim",
  configuration: "configuration",
  cgroup: "cgroup",
  namespaces: "namespaces",
  rootfs: "root file system",
  handshake: "handshake",
  network: "network",
  program: "program to prompt",
};

/** The phases of a boot or a start, each with its time: what a bar of them says. */
export const inWords = (segments: readonly PhaseSegment[]): string =>
  segments.map(({ name, virtualMs }) => `${phaseWords[name]} ${numberText(virtualMs, "ms")}`).join(", ");

/** The phases that a way in goes through: the rows of its table before there is anything to put in them. */
export const phasesOf: Readonly<Record<Via, readonly PhaseName[]>> = {
  bios: ["firmware", "decompression", "kernel", "init"],
  direct: ["loader", "kernel", "init"],
  snapshot: ["resume"],
};

/** Whether a machine is there, so that it can be stopped. */
export const isOn = (power: PowerState): boolean =>
  power === "loading" || power === "booting" || power === "running" || power === "paused";

/** Whether a boot is under way, so that another cannot be ordered. */
export const isStarting = (power: PowerState): boolean => power === "loading" || power === "booting";

/** What a column is called: by its track, unless its id says more than that. */
export const columnName = ({ id, track }: Pick<ColumnSpec, "id" | "track">): string =>
  id === track ? tracks[track].short : id.replace(track, `${tracks[track].short} `);
