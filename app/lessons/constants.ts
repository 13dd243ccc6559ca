/** Every constant of the model that a lesson's text can show, by its id. */
import type { Constant } from "@/app/sim/figures/figure";
import { nsPerExit, nsPerInstruction } from "@/app/sim/figures/host";
import { MEMORY_CONSTANTS } from "@/app/sim/figures/memory";
import { modelCosts } from "@/app/sim/figures/model-costs";
import { linkDelayNs, sharedMemoryDelayNs } from "@/app/sim/figures/network";
import * as pathCosts from "@/app/sim/figures/paths";
import { schedulerConstants } from "@/app/sim/figures/schedulers";
import { PUBLISHED_STARTS } from "@/app/sim/kernel/costs/published-starts";
import { MERGING_COSTS } from "@/app/sim/memory/merging/costs";

const all: readonly Constant[] = [
  nsPerInstruction,
  nsPerExit,
  linkDelayNs,
  sharedMemoryDelayNs,
  ...Object.values(modelCosts),
  ...schedulerConstants,
  ...MEMORY_CONSTANTS,
  ...MERGING_COSTS,
  ...Object.values(PUBLISHED_STARTS),
  ...Object.values(pathCosts).filter((cost) => typeof cost === "object" && "because" in cost),
];

/** The constant of that id, or undefined. */
export const findConstant = (id: string): Constant | undefined => all.find((constant) => constant.id === id);
