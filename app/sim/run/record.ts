/**
 * The record of a run: what was done in the lab and what was counted, as plain JSON data. Checks, charts and exports read
 * this and nothing else, so the page, the headless lab and a grader judge the same thing.
 */

import type { HostRecord } from "../host/record";
import type { MachineDevices } from "../vmm/devices";
import type { ChainRecord } from "./chain-record";
import type { ContainerRun } from "./container-record";
import type { NetworkExchange, NetworkRun } from "./network-record";
import type { PathRun } from "./path-record";
import type { TrialRun, TrialsRun } from "./trial-record";

/** The tracks that run a real guest. `vm`: emulated devices. `pv`: paravirtual drivers and clock. */
export type GuestTrack = "vm" | "pv";

export type Track = GuestTrack | "container";

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
  /** Instructions from the script's beginning to its end: of the guest, where a real guest ran it; charged to the container. */
  readonly instructions?: number;
  /** Exits meanwhile; they include those of the port through which the lab gives scripts to the guest. */
  readonly exits?: ExitsByDevice;
  /** Switches of the host's cores, and page faults of the container, where a simulated kernel counted them. */
  readonly switches?: number;
  readonly faults?: number;
  /** The layers of the guest's disk, where it has some, when the script had ended. */
  readonly chain?: ChainRecord;
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
  /** Where its disk is the top of a chain. */
  readonly chain?: ChainRecord;
}

/** System calls of one name: made by processes of the container, and by everything else on its machine. */
export interface CallCount {
  readonly inside: number;
  readonly outside: number;
}

export type CallsByName = Readonly<Record<string, CallCount>>;

export const CONTAINER_PHASES = [
  "engine",
  "shim",
  "configuration",
  "cgroup",
  "namespaces",
  "rootfs",
  "handshake",
  "network",
  "program",
] as const;

export type ContainerPhaseName = (typeof CONTAINER_PHASES)[number];

/** The phases of a start interleave; each is the sum of its steps, and together they are the whole. */
export interface ContainerPhase {
  readonly name: ContainerPhaseName;
  readonly virtualMs: number;
  /** The part of it that is the runtime's own work, after a published figure; the rest is counted. */
  readonly runtimeMs: number;
}

/** What a container column has cost since its start was ordered. */
export interface ContainerCounters {
  readonly virtualNs: number;
  /** Of the machine's one core: nobody had anything to do. */
  readonly idleNs: number;
  /** Charged to the container, and to everything else on its machine. */
  readonly instructions: { readonly inside: number; readonly outside: number };
  readonly calls: CallsByName;
  /** The machine's context switches. */
  readonly switches: number;
  /** Page faults of the container's processes. */
  readonly faults: number;
  /** Page-table entries of the container whose frame nobody else maps, and those whose frame somebody does. */
  readonly privatePages: number;
  readonly sharedPages: number;
}

export const NO_CONTAINER_COUNTERS: ContainerCounters = {
  virtualNs: 0,
  idleNs: 0,
  instructions: { inside: 0, outside: 0 },
  calls: {},
  switches: 0,
  faults: 0,
  privatePages: 0,
  sharedPages: 0,
};

/** A container's start, from the order to its shell's prompt. It repeats, as a boot does. */
export interface ContainerStart extends ContainerCounters {
  readonly track: "container";
  readonly image: string;
  readonly runtime: "docker";
  readonly seed: number;
  /** Of the machine that it is on. */
  readonly memoryMiB: number;
  readonly virtualMs: number;
  readonly phases: readonly ContainerPhase[];
}

export interface ContainerColumnRecord {
  readonly column: string;
  readonly track: "container";
  readonly state: PowerState;
  readonly start?: ContainerStart;
  readonly counters: ContainerCounters;
  readonly console: string;
  readonly probes: Readonly<Record<string, ProbeAnswer>>;
}

export interface LabRun {
  readonly version: 1;
  readonly scenario: string;
  /** Every boot that reached a prompt, in the order in which they were started. */
  readonly boots: readonly BootRecord[];
  readonly guests: readonly GuestRecord[];
  /** Every start of a container column that reached a prompt, and these columns as they stand now. */
  readonly starts?: readonly ContainerStart[];
  readonly containers?: readonly ContainerColumnRecord[];
  /** The host of the lab, where the lab has one, as it stands now. */
  readonly host?: HostRecord;
  /** Runs of the host that were kept under a name, as they stood then: the lab goes on, what was measured stays. */
  readonly kept?: Readonly<Record<string, HostRecord>>;
  /** The lab's simulated kernel, where the lab has one, as it stands now. */
  readonly container?: ContainerRun;
  /** Runs of the simulated kernel that were kept under a name. */
  readonly keptContainers?: Readonly<Record<string, ContainerRun>>;
  /** The paths that the lab looks at, where it has those, as they stand now. */
  readonly path?: PathRun;
  /** Paths and hosts that were kept under a name. */
  readonly keptPaths?: Readonly<Record<string, PathRun>>;
  /** The trials of a lab of experiments, where the lab is one, as they stand now. */
  readonly trials?: TrialsRun;
  /** Trials that were kept under a name. */
  readonly keptTrials?: Readonly<Record<string, TrialRun>>;
  /** The lab's network, where the lab has one, as it stands now. */
  readonly network?: NetworkRun;
  /** Exchanges on a network that were kept under a name. */
  readonly keptExchanges?: Readonly<Record<string, NetworkExchange>>;
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

/** System calls of a container's processes, or of everything else on its machine. */
export function totalCalls(calls: CallsByName, side: keyof CallCount): number {
  let total = 0;
  for (const call of Object.values(calls)) total += call[side];
  return total;
}
