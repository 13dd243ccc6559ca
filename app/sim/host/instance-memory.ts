/** What an instance asks of the host's memory. The facade of app/sim/memory is put behind it in host-memory-port.ts. */
import type { MemoryLimits } from "./limits";
import type { PageDump } from "./memory-of/page-dump";
import type { InstanceMemory } from "./view";
import type { TouchAnswer } from "./work/task";

export interface MemorySnapshot {
  readonly dump: PageDump;
  readonly own: unknown;
}

export interface InstanceMemoryPort {
  /** Maps what the instance has once it is up, and a region for each workload. Answers the faults' cost. */
  start(): TouchAnswer;
  /** Pages of a workload's region, in order. Regions are those of `regionOf`. */
  touch(region: number, first: number, count: number, write: boolean): TouchAnswer;
  /** The contents of a real guest's pages: 0 is a page of zeros that was never written. */
  setPages(hashes: Float64Array): TouchAnswer;
  /** The frame of the host behind each page of a real guest's memory, -1 where there is none; empty for others. */
  ramFrames(): Int32Array;
  limit(limits: MemoryLimits): void;
  /** The balloon in the guest shall hold so many pages; its driver must be woken. @throws RangeError if there is none. */
  balloon(pages: number): void;
  /** The driver sends at most one message. */
  balloonStep(nowNs: number): { readonly ns: number; readonly nextWakeNs: number };
  /** Its contents, for a snapshot. */
  dump(): MemorySnapshot;
  /** After `start`: the contents are again those of the snapshot. Answers what bringing them in cost. */
  refill(snapshot: MemorySnapshot): TouchAnswer;
  /** Gives everything back. */
  release(): void;
  stats(): InstanceMemory;
}
