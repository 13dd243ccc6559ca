import type { Scenario } from "@/app/guest/lab/state";
import { nsPerExit, nsPerInstruction } from "@/app/sim/figures/host";

/** The lab of the first screen: the same image with emulated devices and with paravirtual ones. */
export const homeScenario: Scenario = {
  id: "home",
  seed: 1,
  costs: { nsPerInstruction: nsPerInstruction.value, nsPerExit: nsPerExit.value },
  columns: [
    { id: "vm", track: "vm", image: "linux", via: "direct" },
    { id: "pv", track: "pv", image: "linux", via: "direct" },
  ],
};
