/** The machines of the published measurements, as the scheduler sees them. */
import type { HostOptions } from "../predict/scheduled-host";

export interface Profile extends HostOptions {
  readonly name: string;
  /** Speed of a core when all are busy, against one alone: what turbo takes back. */
  readonly allBusySpeed: number;
}

/** A convention: what two threads of one core do together, in terms of one alone. */
const SIBLINGS_YIELD = 1.25;

export const profiles = {
  "m5d-metal": {
    name: "m5d.metal: 2 × Xeon Platinum 8175M, 48 cores, SMT off",
    cores: 48,
    threadsPerCore: 1,
    siblingsYield: 1,
    /** 3.1 of 3.5 GHz: what AWS says of the instance. */
    allBusySpeed: 3.1 / 3.5,
  },
  "haswell-4": {
    name: "Xeon E3-1226 v3 3.3 GHz, 4 cores",
    cores: 4,
    threadsPerCore: 1,
    siblingsYield: 1,
    /** A convention: half of the way from turbo, 3.7 GHz, to the nominal 3.3. */
    allBusySpeed: 3.5 / 3.7,
  },
  "nehalem-8": {
    name: "Xeon W3520 2.67 GHz, 4 cores with 2 threads each",
    cores: 8,
    threadsPerCore: 2,
    siblingsYield: SIBLINGS_YIELD,
    /** 2.8 of 2.93 GHz: one step of turbo less. */
    allBusySpeed: 2.8 / 2.93,
  },
} as const satisfies Readonly<Record<string, Profile>>;
