/**
 * What experiments know from real guests and from the simulated kernel: plain data. Measured while somebody watches
 * (app/guest/experiments), or recorded when the lab was made; the same guests count the same again.
 */
import { type Figure, measured, type Unit } from "../figures/figure";

export const GUEST_WAYS = [
  "vm-bios",
  "vm-direct",
  "pv-direct",
  "pv-one-program",
  "pv-snapshot",
  "unikernel-kv",
  "unikernel-hello",
] as const;
export type GuestWay = (typeof GUEST_WAYS)[number];

export const CONTAINER_WAYS = ["by hand", "crun", "runc", "docker"] as const;
export type ContainerWay = (typeof CONTAINER_WAYS)[number];

export interface GuestMeasurement {
  /** From power-on until it can be used, at the lab's costs; and the part of it in which its processor was halted. */
  readonly virtualMs: number;
  readonly haltedMs: number;
  readonly instructions: number;
  readonly exits: number;
  readonly memoryMiB: number;
  /** Pages that hold anything but zeros when it can be used. */
  readonly pagesTouched: number;
  readonly phases: readonly { readonly name: string; readonly virtualMs: number }[];
  /** In a second in which nobody asks it for anything; null for one that has ended. */
  readonly idle: { readonly instructions: number; readonly exits: number } | null;
}

export interface ContainerMeasurement {
  /** From the request to the program's first instruction. */
  readonly virtualMs: number;
  /** `runtimeMs`: of it, the runtime's own work, which is calibrated with a published start. */
  readonly phases: readonly {
    readonly name: string;
    readonly virtualMs: number;
    readonly runtimeMs: number;
  }[];
}

/** Real guests that were started at once on one host. */
export interface TogetherMeasurement {
  readonly instances: number;
  readonly cores: number;
  /** Of each guest, until its prompt. */
  readonly startedMs: readonly number[];
  /** Pages of the host that the guests have when they are idle, each monitor's included. */
  readonly pages: number;
  /** Of these, pages that same-page merging saves once it has scanned all of them. */
  readonly mergedPages: number;
}

/** What one more of them takes of the memory of a real kernel, bytes. */
export interface KernelMemory {
  readonly process: number;
  readonly container: number;
}

/** A transfer through one device of a real guest. */
export interface IoMeasurement {
  readonly workload: string;
  readonly device: string;
  readonly bytes: number;
  readonly exits: number;
  readonly interrupts: number;
  readonly virtualMs: number;
}

export interface Measurements {
  /** Of the Linux image of the guests. */
  readonly imageSha256: string;
  readonly when: "in this run" | "in this tab" | "when the lab was made";
  readonly guests: Readonly<Partial<Record<GuestWay, GuestMeasurement>>>;
  readonly containers: Readonly<Partial<Record<ContainerWay, ContainerMeasurement>>>;
  /** From the request to the end of a program that does nothing, in a container that was started before and frozen. */
  readonly pooledMs: number | undefined;
  readonly memory: KernelMemory | undefined;
  readonly together: readonly TogetherMeasurement[];
  readonly io: readonly IoMeasurement[];
}

/** What the recorded measurements were made with: made so again, they are the same. */
export const RECORDED_SEED = 1;
export const RECORDED_CORES = 2;
export const RECORDED_TOGETHER: readonly number[] = [1, 2, 4];

/** A figure that was counted, with when. */
export const countedIn = ({ when }: Measurements, value: number, unit: Unit, how: string): Figure =>
  measured(value, unit, `${how}, ${when}`);
