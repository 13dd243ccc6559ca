import { type Figure, modelled } from "@/app/sim/figures/figure";
import { nsPerExit, nsPerInstruction } from "@/app/sim/figures/host";

/** A share of one core's time over the last virtual second. */
export const shareFigure = (percent: number, real: boolean): Figure =>
  modelled(
    Math.round(percent * 10) / 10,
    "%",
    real
      ? "Of one core’s time, over the last second of virtual time, as the ledger charged it. The scheduler is a model; what the guest executed in its turns was counted."
      : "Of one core’s time, over the last second of virtual time, as the ledger charged it. An instance with several threads or vCPUs can have more than one core, and wait more than once.",
    real ? [nsPerInstruction, nsPerExit] : [],
  );
