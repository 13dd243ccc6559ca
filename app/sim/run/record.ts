/**
 * The record of a run: what was done in the lab and what was counted, as plain JSON data. Checks, charts and exports read
 * this and nothing else, so the page, the headless lab and a grader judge the same thing.
 */

import type { HostRecord } from "../host/record";
import type { MachineDevices } from "../vmm/devices";
import type { ContainerRun } from "./container-record";

/** The tracks that run a real guest. `vm`: emulated devices. `pv`: paravirtual drivers and clock. */
export type GuestTrack = "vm" | "pv";

/** The way into the kernel. */
export type Via = "bios" | "direct" | "snapshot";

/** Accesses that left the guest for one device, by direction. One access of one width is one exit. */
export interface DeviceExits {
  readonly reads: number;
  readonly writes: number;
}

export type ExitsByDevice = Readonly<Record<string, DeviceExits>>;

export type PhaseName = "firmware" | "loader" | "decompression" | "kernel" | "init" | "resume";

export interface Phase {
  readonly name: PhaseName;
  readonly virtualMs: number;
  readonly instructions: number;
}

/** Everything here repeats: the same image, way in, track, seed and costs give the same values. */
export interface BootRecord {
  readonly image: string;
  readonly via: Via;
  readonly track: GuestTrack;
  readonly seed: number;
  readonly memoryMiB: number;
  /** Where the machine differed from its track's. */
  readonly devices?: Partial<MachineDevices>;
  /** From power-on (or from the restored state) to the shell's prompt. */
  readonly virtualMs: number;
  /** The part of it in which the processor was halted: skipped, not executed. */
  readonly idleMs: number;
  readonly instructions: number;
  readonly exits: ExitsByDevice;
  readonly phases: readonly Phase[];
  /** 4 KiB pages of guest memory that hold anything but zeros at the prompt. */
  readonly pagesTouched: number;
}

export type PowerState =
  | "off"
  | "loading"
  | "booting"
  | "running"
  | "paused"
  | "halted"
  | "reset"
  | "crashed";

/** A saved state that the learner made. */
export interface SnapshotRecord {
  readonly id: string;
  readonly atVirtualMs: number;
  readonly bytes: number;
}

/** What a question asked of the guest's own kernel answered. It is asked of a fork, which is thrown away afterwards. */
export interface ProbeAnswer {
  readonly stdout: string;
  readonly status: number;
  /** System calls of the script and its children, where a simulated kernel counted them. */
  readonly calls?: number;
  /** How long it took, virtual, of scripts that were run to their end. */
  readonly virtualNs?: number;
  /** Instructions of the guest from the script's beginning to its end, where a real guest ran it. */
  readonly instructions?: number;
  /** Exits meanwhile; they include those of the port through which the lab gives scripts to the guest. */
  readonly exits?: ExitsByDevice;
}

export interface GuestRecord {
  readonly column: string;
  readonly track: GuestTrack;
  readonly state: PowerState;
  /** The boot that led to the present state; absent when the machine is off or still booting. */
  readonly boot?: BootRecord;
  /** The learner's own snapshot from which the present run was restored, if it was. */
  readonly restoredFrom?: string;
  readonly snapshots: readonly SnapshotRecord[];
  readonly virtualMs: number;
  readonly instructions: number;
  readonly exits: ExitsByDevice;
  /** The last 64 KiB that the guest wrote to its console. */
  readonly console: string;
  readonly probes: Readonly<Record<string, ProbeAnswer>>;
}

export interface LabRun {
  readonly version: 1;
  readonly scenario: string;
  /** Every boot that reached a prompt, in the order in which they were started. */
  readonly boots: readonly BootRecord[];
  readonly guests: readonly GuestRecord[];
  /** The host of the lab, where the lab has one, as it stands now. */
  readonly host?: HostRecord;
  /** Runs of the host that were kept under a name, as they stood then: the lab goes on, what was measured stays. */
  readonly kept?: Readonly<Record<string, HostRecord>>;
  /** The lab's simulated kernel, where the lab has one, as it stands now. */
  readonly container?: ContainerRun;
  /** Runs of the simulated kernel that were kept under a name. */
  readonly keptContainers?: Readonly<Record<string, ContainerRun>>;
  /** What scripts in real guests or in the simulated kernel answered, under the names that were given with them. */
  readonly answers?: Readonly<Record<string, ProbeAnswer>>;
}

export const emptyRun = (scenario: string): LabRun => ({ version: 1, scenario, boots: [], guests: [] });

/** Sum of all exits of a record, both directions. */
export function totalExits(exits: ExitsByDevice): number {
  let total = 0;
  for (const { reads, writes } of Object.values(exits)) total += reads + writes;
  return total;
}
