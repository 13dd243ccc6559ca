/** The overhead experiment: what each way to run something takes of what native has. A pure function of inputs and measurements. */
import type { Measurements } from "../measurements";
import type { Plan } from "../plan";
import { countedTable, diskDepthTable, diskStreamTable, networkTable } from "./devices";
import { overviewTable } from "./overview";
import { kernelTable, processorTable } from "./processor";
import { databaseTable, keyValueTable } from "./servers";

export interface OverheadInputs {
  readonly seed: number;
}

export const OVERHEAD_DEFAULTS: OverheadInputs = { seed: 1 };

export function overheadPlan(inputs: OverheadInputs, measurements: Measurements): Plan {
  return {
    id: "overhead",
    inputs: { ...inputs, measured: measurements.when },
    steps: [
      {
        label: "all at once",
        run: () =>
          overviewTable({
            processor: processorTable(),
            kernel: kernelTable(),
            diskStream: diskStreamTable(),
            network: networkTable(),
          }),
      },
      { label: "processor and memory", run: processorTable },
      { label: "system calls, switches, page faults", run: kernelTable },
      { label: "disk by requests in flight", run: diskDepthTable },
      { label: "disk in a stream", run: diskStreamTable },
      { label: "network", run: networkTable },
      { label: "a key-value server", run: () => keyValueTable(inputs.seed) },
      { label: "a database-like load", run: () => databaseTable(inputs.seed) },
      { label: "what was counted", run: () => countedTable(measurements) },
    ],
  };
}
