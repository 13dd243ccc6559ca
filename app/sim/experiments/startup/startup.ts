/** The startup experiment: every way to have something that runs, alone and as a storm. A pure function of inputs and measurements. */
import type { Measurements } from "../measurements";
import type { Plan } from "../plan";
import { aloneTable, publishedTable } from "./alone";
import { growthTable, paceTable, type StormInputs, stormTable } from "./storms";
import { waysOf } from "./ways";

export type StartupInputs = StormInputs;

export const STARTUP_DEFAULTS: StartupInputs = { instances: 200, cores: 2, seed: 1 };
export const STARTUP_MOST = { instances: 10_000, cores: 128 } as const;

export function startupPlan(inputs: StartupInputs, measurements: Measurements): Plan {
  const ways = waysOf(measurements);
  return {
    id: "startup",
    inputs: { ...inputs, measured: measurements.when },
    steps: [
      { label: "one start alone", run: () => aloneTable(ways) },
      { label: "published starts", run: publishedTable },
      { label: `a storm of ${inputs.instances}`, run: () => stormTable(ways, inputs) },
      { label: "storms of more and more", run: () => growthTable(ways, inputs, measurements) },
      { label: "a few at a time", run: () => paceTable(ways, inputs) },
    ],
  };
}
