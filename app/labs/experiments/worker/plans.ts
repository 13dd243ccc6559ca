import { densityPlan } from "@/app/sim/experiments/density/density";
import { DENSITY_DEFAULTS } from "@/app/sim/experiments/density/inputs";
import type { Measurements } from "@/app/sim/experiments/measurements";
import { OVERHEAD_DEFAULTS } from "@/app/sim/experiments/overhead/inputs";
import { overheadPlan } from "@/app/sim/experiments/overhead/overhead";
import type { Plan } from "@/app/sim/experiments/plan";
import { STARTUP_DEFAULTS } from "@/app/sim/experiments/startup/inputs";
import { startupPlan } from "@/app/sim/experiments/startup/startup";
import type { Asked } from "../experiments";

/** The plan of what was asked, whose inputs the fields allow. */
export function planOf({ experiment, inputs }: Asked, measurements: Measurements): Plan {
  switch (experiment) {
    case "startup":
      return startupPlan({ ...STARTUP_DEFAULTS, ...inputs }, measurements);
    case "overhead":
      return overheadPlan({ ...OVERHEAD_DEFAULTS, ...inputs }, measurements);
    case "density":
      return densityPlan({ ...DENSITY_DEFAULTS, ...inputs }, measurements);
  }
}
