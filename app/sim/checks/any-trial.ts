/** Any record of a lab of experiments, for properties of checks and measures. */
import fc from "fast-check";
import type { TrialRun, TrialsRun } from "../run/trial-record";
import type { TrialChange } from "../trial/inputs";
import { PLATFORM_IDS, PLATFORMS, type PlatformId } from "../trial/platforms";
import { trialOf } from "./trial-fixtures";

const CLIENTS = ["gateway", "users", "old", "strangers"];

const change: fc.Arbitrary<TrialChange> = fc.constantFrom<PlatformId>(...PLATFORM_IDS).chain((platform) =>
  fc.record({
    platform: fc.constant(platform),
    way: fc.constantFrom(...PLATFORMS[platform].ways),
    memoryMiB: fc.constantFrom(1, 64, 4096),
    diskGiB: fc.constantFrom(4, 64),
    busyPercent: fc.constantFrom(0, 20),
    cores: fc.constantFrom(1, 64),
    layers: fc.boolean(),
    merging: fc.boolean(),
    balloon: fc.boolean(),
    starts: fc.constantFrom(1, 20),
  }),
);

/** Making one takes longer than judging it: these are made once. */
const made = fc.sample(change, { numRuns: 40, seed: 16 }).map((one) => trialOf(one));

export const anyTrial: fc.Arbitrary<TrialRun> = fc
  .tuple(fc.constantFrom(...made), fc.option(fc.constantFrom(...CLIENTS, "__proto__")))
  .map(([run, client]) => (client === null ? run : { ...run, client }));

const demand = fc.oneof(
  fc.record({ kind: fc.constant("runs" as const), work: fc.constantFrom("linux-program", "another-system") }),
  fc.record({ kind: fc.constant("wall" as const), wall: fc.constantFrom("own-view", "own-kernel") }),
  fc.record({ kind: fc.constant("fits" as const), least: fc.constantFrom(1, 12, 500) }),
  fc.record({
    kind: fc.constant("storm" as const),
    starts: fc.constantFrom(1, 20),
    mostMs: fc.constantFrom(10, 1000),
  }),
);

/** A record that some learner could have made, or somebody who means no good. */
export const anyTrials = fc.record({
  setup: fc.constantFrom("A thousand users", "Monday morning", "Four clients", "One for all", "elsewhere"),
  clients: fc.subarray(CLIENTS).chain((ids) =>
    fc.tuple(
      ...ids.map((id) =>
        fc.record({
          id: fc.constant(id),
          name: fc.constant(id),
          inputs: fc.constant({}),
          demands: fc.array(demand, { minLength: 1, maxLength: 3 }),
        }),
      ),
    ),
  ),
  runs: fc.array(anyTrial, { maxLength: 6 }),
  advice: fc.dictionary(fc.constantFrom(...CLIENTS, "__proto__"), anyTrial),
}) as fc.Arbitrary<TrialsRun>;
