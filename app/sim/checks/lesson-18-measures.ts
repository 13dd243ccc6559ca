/** What lesson 18 asks of the trials that it keeps. */
import { startOf } from "../trial/figures";
import { keptTrial, ofFill, ofStorm, partOf } from "./trial";

const GATEWAY = ["gateway-container", "gateway-thin"] as const;
const STRANGERS = ["strangers-docker", "strangers-direct", "strangers-snapshot"] as const;

export const adviceMeasures = {
  ...Object.fromEntries(
    GATEWAY.flatMap((kept) => [
      [`fit-${kept}`, ofFill(kept, "count", "instances that fit", ({ fits }) => fits)] as const,
      [`each-${kept}`, ofFill(kept, "bytes", "memory of one more", ({ eachBytes }) => eachBytes)] as const,
    ]),
  ),
  "monitor-gateway-thin": ofFill("gateway-thin", "bytes", "memory of its monitor", (trial) =>
    partOf(trial, "monitor"),
  ),
  ...Object.fromEntries(
    STRANGERS.flatMap((kept) => [
      [`last-${kept}`, ofStorm(kept, "ms", "until the last was up", ({ lastMs }) => lastMs)] as const,
      [
        `start-${kept}`,
        (run: Parameters<typeof keptTrial>[0]) => {
          const trial = keptTrial(run, kept);
          return trial && startOf(trial.inputs).figure;
        },
      ] as const,
    ]),
  ),
};
