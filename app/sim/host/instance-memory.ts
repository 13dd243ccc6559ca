/** What an instance asks of the host's memory. The facade of app/sim/memory is put behind it in host-memory-port.ts. */
import type { MemoryLimits } from "./limits";
import type { InstanceMemory } from "./view";
import type { TouchAnswer } from "./work/task";

export interface InstanceMemoryPort {
  /** Maps what the instance has once it is up, and a region for each workload. Answers the faults' cost. */
  start(): TouchAnswer;
  /** Pages of a workload's region, in order. Regions are those of `regionOf`. */
  touch(region: number, first: number, count: number, write: boolean): TouchAnswer;
  /** The contents of a real guest's pages: 0 is a page of zeros that was never written. */
  setPages(hashes: Float64Array): TouchAnswer;
  limit(limits: MemoryLimits): void;
  /** The balloon in the guest shall hold so many pages; its driver must be woken. @throws RangeError if there is none. */
  balloon(pages: number): void;
  /** The driver sends at most one message. */
  balloonStep(nowNs: number): { readonly ns: number; readonly nextWakeNs: number };
  /** Gives everything back. */
  release(): void;
  stats(): InstanceMemory;
}
