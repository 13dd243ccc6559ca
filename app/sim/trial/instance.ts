/** What one instance takes, and how it is started: as the experiments have it. */
import { type Instance, instances } from "../experiments/density/tracks";
import type { Measurements } from "../experiments/measurements";
import { type Way, waysOf } from "../experiments/startup/ways";
import type { TrialInputs } from "./inputs";

const MIB = 2 ** 20;

/** What one of the platform takes. @throws Error where it was not measured. */
export function instanceOf(inputs: TrialInputs, measurements: Measurements): Instance {
  const { platform, busyPercent, activePercent, applicationMiB, filesMiB } = inputs;
  const load = {
    busy: busyPercent > 0,
    busyPercent: (busyPercent * activePercent) / 100,
    applicationBytes: applicationMiB * MIB,
    fileBytes: filesMiB * MIB,
  };
  const { layers: chain, pageCache, merging, balloon } = inputs;
  const found = instances(measurements, load, { chain, pageCache, merging, balloon }).find(
    ({ track }) => track === platform,
  );
  if (found === undefined) throw new Error(`Nothing was measured of a ${platform}.`);
  return found;
}

/** How one is started. @throws Error where it was not measured. */
export function wayOf({ way }: Pick<TrialInputs, "way">, measurements: Measurements): Way {
  const found = waysOf(measurements).find(({ id }) => id === way);
  if (found === undefined) throw new Error(`Nothing was measured of a start by ${way}.`);
  return found;
}
