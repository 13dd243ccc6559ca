/** What the lab asks of each of its columns, whatever runs in it, and what a column asks of the lab. */
import type { ContainerLabApi } from "@/app/container/lab/api";
import type { BootRecord, ContainerStart, PowerState, SnapshotRecord, Via } from "@/app/sim/run/record";
import type { LayerArchive } from "../chain/kept/archive";
import type { LayerStore } from "../chain/store";
import type { ExecOptions, Guest, GuestEvent, MachineConfig, MachineFiles, Progress } from "../guest";
import type { ImageStore } from "../images/store";
import type { ColumnConsole } from "./column-console";
import type { ColumnSpec, ColumnState, Scenario, ScriptResult } from "./state";

export interface LabEnvironment {
  readonly images: ImageStore;
  createGuest(
    config: MachineConfig,
    files: MachineFiles,
    listener: (event: GuestEvent) => void,
    progress: (progress: Progress) => void,
  ): Promise<Guest>;
  /** A machine with the simulated kernel, nothing loaded yet. */
  createContainer(): ContainerLabApi;
  wallMs(): number;
  /** Calls back once, soon: a frame later in a page, at once in a terminal. */
  soon(callback: () => void): void;
  /** Live guests play at interactive pace; others run only as far as they are asked to. */
  readonly live: boolean;
  /** Finds what keeps layers of disks beyond the lab; without it they end with the lab. */
  openLayerArchive?(): Promise<LayerArchive | undefined>;
  /** A boot has been ordered: a guest will be created once its files are there. */
  expectGuest?(): void;
}

export interface ColumnHost {
  readonly environment: LabEnvironment;
  readonly scenario: Scenario;
  /** Something of a column is different now. */
  changed(): void;
  subscribe(listener: () => void): () => void;
  /** What disks in layers begin on. */
  readonly layers: LayerStore;
}

export interface LabColumn {
  readonly spec: ColumnSpec;
  readonly power: PowerState;
  readonly console: ColumnConsole;
  /** The same object until something changes, as React wants it. */
  state(): ColumnState;
  boot(via?: Via): Promise<BootRecord | ContainerStart>;
  type(bytes: Uint8Array): void;
  pause(): Promise<void>;
  resume(): void;
  /** Switches off what runs and forgets its run; its snapshots stay. */
  clear(): void;
  /** @throws ImageError where it cannot be saved */
  snapshot(name?: string): Promise<SnapshotRecord>;
  restore(snapshot: string): Promise<void>;
  exec(script: string, options: ExecOptions): Promise<ScriptResult>;
  /** Asks a question into the record. */
  ask(probe: string, script: string): Promise<void>;
  /** Its own virtual clock. */
  nowNs(): Promise<number>;
  /** Reads everything that is counted anew. */
  refresh(): Promise<void>;
  /** Runs on for so long: where the lab is not live, or while it is paused. */
  runOn(ns: number): Promise<void>;
}
