/** Parts of views as they are before anything has happened. */
import type { InstanceMemory, MergingView } from "./view";

/** Nothing held, and no limits. */
export const NO_MEMORY: InstanceMemory = {
  anonPages: 0,
  filePages: 0,
  swapPages: 0,
  sharedPages: 0,
  privatePages: 0,
  balloonPages: 0,
  min: 0,
  low: 0,
  high: "max",
  max: "max",
  swapMax: "max",
  events: { low: 0, high: 0, max: 0, oom: 0, oomKill: 0 },
  majorFaults: 0,
  minorFaults: 0,
};

/** Same-page merging that is not there. */
export const NO_MERGING: MergingView = {
  running: false,
  pagesToScan: 0,
  sleepMs: 0,
  pagesShared: 0,
  pagesSharing: 0,
  pagesUnshared: 0,
  pagesVolatile: 0,
  fullScans: 0,
  zeroPages: 0,
  profitBytes: 0,
  brokenShares: 0,
  cpuNs: 0,
};
