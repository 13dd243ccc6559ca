/** The density experiment: how many fit on a host, by track and load, with what sharing. A pure function of inputs and measurements. */
import { applicationBytes, fileBytes } from "../../figures/density";
import { modelCosts } from "../../figures/model-costs";
import type { Measurements } from "../measurements";
import type { Plan } from "../plan";
import { curvesTable, eachTable, type Filled, fillAll, fullTable } from "./curves";
import type { DensityInputs } from "./inputs";
import { mixTable, nestedTable } from "./mix";
import { leastTable, sharingTable, usersTable } from "./shared";
import { instances, type Load, USUAL } from "./tracks";

const GIB = 2 ** 30;

export function densityPlan(inputs: DensityInputs, measurements: Measurements): Plan {
  const { instances: most, cores, seed, applications, activePercent } = inputs;
  const host = { memoryBytes: inputs.memoryGiB * GIB, cores, diskBytes: inputs.diskGiB * GIB };
  const options = { host, most, seed };
  const load = (busy: boolean): Load => ({
    busy,
    busyPercent: inputs.busyPercent,
    applicationBytes: applicationBytes.value,
    fileBytes: fileBytes.value,
  });
  /** Up all the time, active now and then. */
  const user: Load = { ...load(true), busyPercent: (inputs.busyPercent * activePercent) / 100 };
  let known: readonly Filled[] | undefined;
  const filled = (): readonly Filled[] => {
    known ??= [false, true].flatMap((busy) =>
      fillAll(instances(measurements, load(busy), USUAL), busy, options),
    );
    return known;
  };
  return {
    id: "density",
    inputs: { ...inputs, measured: measurements.when },
    steps: [
      { label: "memory of one", run: () => eachTable(filled()) },
      { label: `up to ${most} on the host`, run: () => fullTable(filled(), options) },
      {
        label: "the way there",
        run: () => curvesTable(filled(), options, measurements, modelCosts.vmmPages.value),
      },
      { label: "sharing", run: () => sharingTable(measurements, user, options) },
      { label: "one for each user", run: () => usersTable(measurements, user, activePercent, options) },
      {
        label: "a mix of applications",
        run: () =>
          mixTable(measurements, load(true), { applications, cores, seed }, [applicationBytes, fileBytes]),
      },
      { label: "containers in VMs", run: () => nestedTable(measurements) },
      { label: "published least memory", run: leastTable },
    ],
  };
}
