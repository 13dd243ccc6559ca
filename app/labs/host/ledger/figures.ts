import { type Figure, modelled } from "@/app/sim/figures/figure";
import { nsPerExit, nsPerInstruction } from "@/app/sim/figures/host";
import { vmmPages } from "@/app/sim/figures/model-costs";

const MS_PER_NS = 1e-6;
const BYTES_PER_PAGE = 4096;

const how: Readonly<Record<"core" | "model" | "real", string>> = {
  core: "The ledger's sum over all cores since the run's start. Each interval is charged to one mode, so the modes of a core add up to the time that has passed.",
  model: "Charged by the ledger: the scheduler of the model decided who had a core and for how long.",
  real: "Charged by the ledger. What the guest executed was counted; its time is instructions × time of one instruction + exits × cost of one exit.",
};

/** A time on the cores. */
export const coreTimeFigure = (ns: number): Figure =>
  modelled(ns * MS_PER_NS, "ms", how.core, [nsPerInstruction, nsPerExit]);

/** Memory of the host or an instance. A real guest's has a modelled part: the program that emulates its machine. */
export const memoryFigure = (pages: number, real: boolean): Figure =>
  real
    ? modelled(
        pages * BYTES_PER_PAGE,
        "bytes",
        "Pages of the guest that hold anything but zeros, counted in this run from their bytes, and those of the program that emulates its machine; times 4 KiB.",
        [vmmPages],
      )
    : modelled(pages * BYTES_PER_PAGE, "bytes", "Pages that the memory model has charged, times 4 KiB.", []);

export const framesFigure = (frames: number): Figure =>
  modelled(
    frames,
    "pages",
    "Frames of 4 KiB. Each frame of the host is in one state, so the states add up to all of it.",
    [],
  );
