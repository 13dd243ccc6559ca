/** The kinds of figure that are read off a kept run; the measures of lessons 6 to 8 are made of these. */
import { type Constant, type Figure, modelled, type Unit } from "../figures/figure";
import type { HostRecord, HostSample } from "../host/record";
import type { InstanceView } from "../host/view";
import type { LabRun } from "../run/record";
import { instanceIn, keptRun, lastSample, type Stretch, stretchOf } from "./host";

export type HostMeasure = (run: LabRun) => Figure | undefined;

/** The part of a run in which everything was up: what starting cost is not part of a share. */
function upStretch(host: HostRecord): Stretch | undefined {
  const from = host.samples.find(({ view }) => view.instances.every(({ state }) => state === "running"));
  const to = lastSample(host);
  return from && to && to.view.nowNs > from.view.nowNs ? stretchOf(from, to) : undefined;
}

/** A figure of the part of a kept run in which everything was up. */
export const whileUp =
  (
    kept: string,
    unit: Unit,
    how: string,
    from: readonly Constant[],
    of: (at: Stretch) => number | undefined,
  ): HostMeasure =>
  (run) => {
    const host = keptRun(run, kept);
    const at = host && upStretch(host);
    const value = at && of(at);
    return value === undefined ? undefined : modelled(value, unit, how, from);
  };

/** A count of pages or faults of one instance at the end of a kept run. */
export const counted =
  (
    kept: string,
    instance: string,
    unit: Unit,
    how: string,
    of: (view: InstanceView) => number,
  ): HostMeasure =>
  (run) => {
    const host = keptRun(run, kept);
    const found = host && instanceIn(lastSample(host), instance);
    return found && modelled(of(found), unit, `${how}: ${instance}, counted in the run "${kept}"`, []);
  };

/** A count of the host at the end of a kept run. */
export const hostCount =
  (kept: string, unit: Unit, how: string, of: (sample: HostSample) => number): HostMeasure =>
  (run) => {
    const host = keptRun(run, kept);
    const sample = host && lastSample(host);
    return sample && modelled(of(sample), unit, `${how}: counted in the run "${kept}"`, []);
  };
