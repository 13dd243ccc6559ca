/** Every constant of the model that a lesson's text can show, by its id. */
import type { Constant } from "@/app/sim/figures/figure";
import { nsPerExit, nsPerInstruction } from "@/app/sim/figures/host";
import { MEMORY_CONSTANTS } from "@/app/sim/figures/memory";
import { modelCosts } from "@/app/sim/figures/model-costs";
import { schedulerConstants } from "@/app/sim/figures/schedulers";

const all: readonly Constant[] = [
  nsPerInstruction,
  nsPerExit,
  ...Object.values(modelCosts),
  ...schedulerConstants,
  ...MEMORY_CONSTANTS,
];

/** The constant of that id, or undefined. */
export const findConstant = (id: string): Constant | undefined => all.find((constant) => constant.id === id);
