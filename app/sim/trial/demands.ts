/** What a client wants of a platform, and whether a trial gives it. Pure. */
import { z } from "zod";
import type { TrialRun } from "../run/trial-record";
import type { TrialChange } from "./inputs";
import { isWithin, PLATFORMS, runsOn, WALLS, type Wall, WORKS, type Work } from "./platforms";

export type Demand =
  | { readonly kind: "runs"; readonly work: Work }
  | { readonly kind: "wall"; readonly wall: Wall }
  | { readonly kind: "fits"; readonly least: number }
  /** So many, started at one moment, are all up within so long. */
  | { readonly kind: "storm"; readonly starts: number; readonly mostMs: number };

export interface TrialClient {
  readonly id: string;
  readonly name: string;
  /** What is given: the host and the load. */
  readonly inputs: TrialChange;
  readonly demands: readonly Demand[];
}

const count = z.int().min(1).max(100_000);

export const demandSchema: z.ZodType<Demand> = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("runs"), work: z.enum(WORKS) }),
  z.strictObject({ kind: z.literal("wall"), wall: z.enum(WALLS) }),
  z.strictObject({ kind: z.literal("fits"), least: count }),
  z.strictObject({ kind: z.literal("storm"), starts: count, mostMs: z.number().positive().max(1e6) }),
]);

/** Whether the run gives what is wanted. */
export function meets({ inputs, fits, storm }: TrialRun, demand: Demand): boolean {
  const { platform, way } = inputs;
  switch (demand.kind) {
    case "runs":
      return runsOn(demand.work, platform, way);
    case "wall":
      return isWithin(PLATFORMS[platform].wall, demand.wall);
    case "fits":
      return fits >= demand.least;
    case "storm":
      return storm !== undefined && storm.instances >= demand.starts && storm.lastMs <= demand.mostMs;
  }
}

/** The first of a client's demands that the run does not meet. */
export const missed = (run: TrialRun, { demands }: Pick<TrialClient, "demands">): Demand | undefined =>
  demands.find((demand) => !meets(run, demand));
