/**
 * What a view of the lab reads. A Lab (lab.ts) holds columns, each with at most one guest, and keeps the record of the run
 * that checks judge. It knows no DOM and no React: the page, the headless lab and the tests hold the same object.
 */
import type { ContainerLayer } from "@/app/container/lab/layers";
import type { ChainRecord } from "@/app/sim/run/chain-record";
import type {
  BootRecord,
  ContainerCounters,
  ContainerStart,
  ExitsByDevice,
  GuestTrack,
  LabRun,
  PhaseName,
  PowerState,
  ProbeAnswer,
  SnapshotRecord,
  Via,
} from "@/app/sim/run/record";
import type { MachineDevices } from "@/app/sim/vmm/devices";
import type { LayerStore } from "../chain/store";
import type { Counters, Crash, ExecOptions, ExecResult, HostCosts } from "../guest";

export interface GuestColumnSpec {
  readonly id: string;
  readonly track: GuestTrack;
  readonly image: string;
  readonly via: Via;
  /** Where its machine differs from its track's. */
  readonly devices?: Partial<MachineDevices>;
}

/** A container on a machine of its own with the simulated kernel. */
export interface ContainerColumnSpec {
  readonly id: string;
  readonly track: "container";
  /** Of the lab's own images, one with a shell. */
  readonly image: string;
}

export type ColumnSpec = GuestColumnSpec | ContainerColumnSpec;

/** A lab set up for a lesson or an experiment. */
export interface Scenario {
  readonly id: string;
  readonly seed: number;
  readonly costs: HostCosts;
  readonly columns: readonly ColumnSpec[];
}

/** An error that a person can act on. */
export interface LabError {
  readonly what: string;
  readonly where: string;
  readonly whatToDo: string;
}

export interface Download {
  readonly file: string;
  readonly loadedBytes: number;
  readonly totalBytes: number;
}

/** A phase of the boot that has begun; the last one is still running. */
export interface LivePhase {
  readonly name: PhaseName;
  readonly fromNs: number;
  readonly fromInstructions: number;
}

export interface GuestColumnState extends GuestColumnSpec {
  readonly power: PowerState;
  readonly downloads: readonly Download[];
  readonly phases: readonly LivePhase[];
  readonly boot: BootRecord | undefined;
  /** How fast the lab itself was: wall time from the order to boot to the prompt, downloads included. */
  readonly wallMs: number | undefined;
  readonly counters: Counters;
  readonly pagesTouched: number;
  readonly crash: Crash | undefined;
  readonly error: LabError | undefined;
  readonly snapshots: readonly SnapshotRecord[];
  readonly restoredFrom: string | undefined;
}

export interface ContainerColumnState extends ContainerColumnSpec {
  readonly power: PowerState;
  /** From the order to the container's prompt; undefined until it is there. */
  readonly start: ContainerStart | undefined;
  readonly wallMs: number | undefined;
  readonly counters: ContainerCounters;
  /** What its root is made of, the uppermost first; none while it does not run. */
  readonly layers: readonly ContainerLayer[];
  readonly error: LabError | undefined;
}

export type ColumnState = GuestColumnState | ContainerColumnState;

/** What a script answered and cost: exits where a real guest ran it; system calls, switches and faults in a container. */
export interface ScriptResult extends Omit<ExecResult, "exits"> {
  readonly exits?: ExitsByDevice;
  readonly calls?: number;
  readonly switches?: number;
  readonly faults?: number;
  readonly chain?: ChainRecord;
}

/** What a learner can do, as data: solutions, near misses and scripts are lists of these. */
export type Action =
  /** `devices` and `image`, where they are given, are the column's from then on. */
  | {
      readonly do: "boot";
      readonly column: string;
      readonly via?: Via | undefined;
      readonly devices?: Partial<MachineDevices> | undefined;
      readonly image?: string | undefined;
    }
  /** Types text into the console and waits until the guest is idle at a prompt again. */
  | { readonly do: "type"; readonly column: string; readonly text: string }
  /** Runs a shell script to its end as root at /, beside the console; what it leaves running stays. */
  | {
      readonly do: "script";
      readonly column: string;
      readonly script: string;
      readonly as?: string | undefined;
    }
  /** Waits until the machine has ended by itself. */
  | { readonly do: "until-ended"; readonly column: string }
  | { readonly do: "snapshot"; readonly column: string; readonly id: string }
  | { readonly do: "restore"; readonly column: string; readonly id: string }
  | { readonly do: "stop"; readonly column: string }
  /** Keeps what the machine has written to its disk as a layer for others to begin on. */
  | { readonly do: "seal"; readonly column: string; readonly as: string };

/** A question asked of the guest's own kernel: a shell script run on a fork that is thrown away. */
export interface Probe {
  readonly id: string;
  readonly column: string;
  readonly script: string;
}

export interface LabApi {
  /** It only stands in for a lab: nothing can be ordered of it. */
  readonly resting?: true;
  readonly scenario: Scenario;
  /** What disks in layers begin on. */
  readonly layers: LayerStore;
  columns(): readonly ColumnState[];
  column(id: string): ColumnState;
  /** Called after any change, at most once a frame while guests play. */
  subscribe(listener: () => void): () => void;
  /** Console output from now on; what the column has already shown is delivered first, at once. */
  onConsole(column: string, listener: (bytes: Uint8Array) => void): () => void;
  addColumn(spec: ColumnSpec): void;
  removeColumn(id: string): void;
  setVia(column: string, via: Via): void;
  /** What the next machine of the column has; nothing stands for its track's own devices. */
  setDevices(column: string, devices: Partial<MachineDevices>): void;
  /** Which image the next machine of the column starts from. */
  setImage(column: string, image: string): void;
  /** Loads what is missing, powers on and resolves at the prompt; then the guest plays at interactive pace. */
  boot(column: string, via?: Via): Promise<BootRecord | ContainerStart>;
  type(column: string, bytes: Uint8Array): void;
  pause(column: string): Promise<void>;
  resume(column: string): void;
  /** Lets a paused machine or container run on for so long, virtual ns; it is paused again then. No effect on one that plays. */
  step(column: string, ns: number): Promise<void>;
  stop(column: string): void;
  snapshot(column: string, id?: string): Promise<SnapshotRecord>;
  restore(column: string, id: string): Promise<void>;
  /** Keeps the overlay of the column's disk, as it is now, as a layer under that name. @throws ImageError if it has none */
  seal(column: string, layer: string): Promise<void>;
  /** Resolves when every restore that was ordered has ended, one way or the other. */
  settled(): Promise<void>;
  exec(column: string, script: string, options: ExecOptions): Promise<ScriptResult>;
  /** Answers the probes into the record, leaving real guests as they were. A container has no fork: it is asked itself. */
  ask(probes: readonly Probe[]): Promise<void>;
  perform(actions: readonly Action[]): Promise<void>;
  /** What the scripts that were given a name have answered. The same object until there is another. */
  answers(): Readonly<Record<string, ProbeAnswer>>;
  record(): LabRun;
  dispose(): void;
}
