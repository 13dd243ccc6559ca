/** The startup experiment: every way to have something that runs, alone and as a storm. A pure function of inputs and measurements. */
import type { Measurements } from "../measurements";
import type { Plan } from "../plan";
import { aloneTable, publishedTable } from "./alone";
import type { StartupInputs } from "./inputs";
import { growthTable, paceTable, stormTable } from "./storms";
import { waysOf } from "./ways";

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
