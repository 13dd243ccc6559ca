import type { Scenario } from "@/app/guest/lab/state";
import { nsPerExit, nsPerInstruction } from "@/app/sim/figures/host";
import { CONTAINER_IMAGE } from "./moreColumns";

/** The lab of the workbench: the same image with emulated devices and with paravirtual ones, and a container between them. */
export const workbenchScenario: Scenario = {
  id: "workbench",
  seed: 1,
  costs: { nsPerInstruction: nsPerInstruction.value, nsPerExit: nsPerExit.value },
  columns: [
    { id: "vm", track: "vm", image: "linux", via: "direct" },
    { id: "container", track: "container", image: CONTAINER_IMAGE },
    { id: "pv", track: "pv", image: "linux", via: "direct" },
  ],
};
