/** The overhead experiment: what each way to run something takes of what native has. A pure function of inputs and measurements. */
import type { Measurements } from "../measurements";
import type { Plan, PlanStep } from "../plan";
import type { ExperimentTable } from "../table";
import { countedTable, diskDepthTable, diskStreamTable, networkTable } from "./devices";
import { type OverheadInputs, readWorkloads, type Workload } from "./inputs";
import { overviewTable } from "./overview";
import { kernelTable, processorTable } from "./processor";
import { databaseTable, keyValueTable } from "./servers";

/** @throws RangeError for a workload that there is not. */
export function overheadPlan(inputs: OverheadInputs, measurements: Measurements): Plan {
  const workloads = readWorkloads(inputs.workloads);
  if (workloads === undefined) throw new RangeError(`"${inputs.workloads}" names no workloads`);
  const wanted = (workload: Workload): boolean => workloads.includes(workload);
  const step = (workload: Workload, label: string, run: () => ExperimentTable): readonly PlanStep[] =>
    wanted(workload) ? [{ label, run }] : [];
  const network = (): ExperimentTable => networkTable(inputs);
  const overview = (): ExperimentTable =>
    overviewTable(
      {
        processor: wanted("processor") ? processorTable() : undefined,
        kernel: wanted("kernel") ? kernelTable() : undefined,
        diskStream: wanted("disk") ? diskStreamTable() : undefined,
        network: wanted("network") ? network() : undefined,
      },
      inputs.block,
    );
  const servers: readonly Workload[] = ["key-value", "database"];
  const devices: readonly Workload[] = ["disk", "network"];
  return {
    id: "overhead",
    inputs: { ...inputs, measured: measurements.when },
    steps: [
      ...(workloads.every((one) => servers.includes(one)) ? [] : [{ label: "all at once", run: overview }]),
      ...step("processor", "processor and memory", processorTable),
      ...step("kernel", "system calls, switches, page faults", kernelTable),
      ...step("disk", "disk by requests in flight", () => diskDepthTable(inputs)),
      ...step("disk", "disk in a stream", diskStreamTable),
      ...step("network", "network", network),
      ...step("key-value", "a key-value server", () => keyValueTable(inputs)),
      ...step("database", "a database-like load", () => databaseTable(inputs)),
      ...(workloads.some((one) => devices.includes(one))
        ? [{ label: "what was counted", run: () => countedTable(measurements) }]
        : []),
    ],
  };
}
