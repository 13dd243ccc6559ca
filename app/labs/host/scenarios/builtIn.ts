import type { HostScenarioInput } from "@/app/sim/scenario/schema";

/** A scenario of the chooser. */
export interface BuiltInScenario {
  /** As in the address: ?scenario=id. */
  readonly id: string;
  /** What to look at, in one or two sentences. */
  readonly what: string;
  readonly scenario: HostScenarioInput;
}
