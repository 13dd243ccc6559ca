/** The machines that the page offers, a file each. */
import type { ContainerSetupInput } from "@/app/container/lab/setup";
import { emptyHost } from "./emptyHost";
import { halfWay } from "./halfWay";
import { noisyNeighbour } from "./noisyNeighbour";
import { threeServers } from "./threeServers";

export interface BuiltInSetup {
  /** Its name in an address. */
  readonly id: string;
  /** What is to be seen, and what to do with it. */
  readonly what: string;
  readonly setup: ContainerSetupInput;
}

export const setups: readonly [BuiltInSetup, ...BuiltInSetup[]] = [
  emptyHost,
  halfWay,
  threeServers,
  noisyNeighbour,
];

export const setupById = (id: string): BuiltInSetup | undefined => setups.find((one) => one.id === id);
