/** Everything that is measured. */
import { type Measurement, resultsOf } from "../measurement";
import { CGROUPS } from "./cgroups";
import { FILES } from "./files";
import { IDENTITY } from "./identity";
import { MOUNTS } from "./mounts";
import { NAMESPACES } from "./namespaces";
import { NETWORK } from "./network";
import { PROC } from "./proc";
import { PROCESSES } from "./processes";
import { SHELL } from "./shell";

export const CATALOGUE: readonly Measurement[] = [
  ...FILES,
  ...PROC,
  ...PROCESSES,
  ...IDENTITY,
  ...NAMESPACES,
  ...MOUNTS,
  ...CGROUPS,
  ...NETWORK,
  ...SHELL,
];

/** Every id that can be asked for. */
export const measuredIds = (): readonly string[] => CATALOGUE.flatMap(resultsOf);
