/** The file of recorded measurements, as it is written. */
import type { Measurements } from "@/app/sim/experiments/measurements";

export const recordedText = (measurements: Measurements): string =>
  `/** Data, not code: written by "npm run -s lab -- startup --record"; the same guests count the same again (recorded.test.ts). */
import type { Measurements } from "./measurements";

// biome-ignore format: a table
export const RECORDED: Measurements = ${JSON.stringify({ ...measurements, when: "when the lab was made" }, null, 2)};
`;
