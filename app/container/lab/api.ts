/**
 * A simulated kernel as the page, a lesson or a terminal sees it. In the page it lives in a worker and this is its remote; in Node it
 * is in this thread. All times are virtual nanoseconds.
 */
import type { Pacing } from "@/app/guest/guest";
import type { LabError } from "@/app/guest/lab/state";
import type { KernelView } from "@/app/sim/kernel/view/kernel-view";
import type { OverlayView } from "@/app/sim/kernel/view/overlays";
import type { KernelEvent } from "@/app/sim/kernel/view/recorder";
import type { ContainerInfo, ImageInfo, NetworkInfo, StartStep } from "@/app/sim/runtime/engine/contract";
import type { GuestPlan } from "../in-guest";
import type { AttachedView } from "./attached";
import type { ContainerSetup, ContainerSetupInput } from "./setup";

export interface ContainerView extends KernelView {
  readonly containers: readonly ContainerInfo[];
  readonly images: readonly ImageInfo[];
  readonly networks: readonly NetworkInfo[];
  /** What the roots of the containers that run are made of. */
  readonly overlays: readonly OverlayView[];
  /** The steps of each container's last start, by container id. */
  readonly starts: Readonly<Record<string, readonly StartStep[]>>;
  /** The newest notable calls, oldest first. */
  readonly events: readonly KernelEvent[];
  /** System calls since boot. */
  readonly calls: number;
  /** Of the container on the first terminal, where the setup has one. */
  readonly attached?: AttachedView;
}

export interface ContainerLabState {
  readonly status: "empty" | "busy" | "ready";
  readonly playing: Pacing | undefined;
  readonly setup: ContainerSetup | undefined;
  readonly view: ContainerView | undefined;
  readonly error: LabError | undefined;
}

export const emptyContainerLab: ContainerLabState = {
  status: "empty",
  playing: undefined,
  setup: undefined,
  view: undefined,
  error: undefined,
};

export interface ConsoleListener {
  bytes(bytes: Uint8Array): void;
  /** Another machine was loaded. */
  reset(): void;
}

export interface ExecAnswer {
  /** UTF-8 where it can be read so. */
  readonly stdout: string;
  readonly stderr: string;
  /** As a shell reports it; undefined if it did not end in time. */
  readonly status: number | undefined;
  readonly virtualNs: number;
}

/** What a script in the attached container answered, and what that cost. */
export interface InsideAnswer {
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
  readonly status: number | undefined;
  readonly virtualNs: number;
  /** Charged to the container meanwhile. */
  readonly instructions: number;
  /** System calls of its processes. */
  readonly calls: number;
  readonly switches: number;
  readonly faults: number;
}

/** What checks of lessons read: a run so far, as plain data. */
export interface ContainerRecord {
  readonly kind: "container";
  readonly setup: ContainerSetup;
  readonly view: ContainerView;
  readonly events: readonly KernelEvent[];
  /** Scripts that were run by exec, with their answers. */
  readonly answers: readonly (ExecAnswer & { readonly script: string })[];
  /** What was shown on the terminals, the newest part. */
  readonly consoles: readonly string[];
}

export interface ContainerLabApi {
  state(): ContainerLabState;
  /** Called at most once a frame. */
  subscribe(listener: () => void): () => void;
  /** Throws the present machine away and switches another on; its setup script has run when this is done. @throws for a bad setup */
  load(setup: ContainerSetupInput): Promise<void>;
  play(pacing: Pacing): void;
  pause(): Promise<void>;
  /** Runs on for so long, then pauses. */
  step(ns: number): Promise<void>;
  /** Terminals 0 and 1, each with a shell; begins with what is on it. */
  onConsole(terminal: number, listener: ConsoleListener): () => void;
  type(terminal: number, bytes: Uint8Array): void;
  resize(terminal: number, rows: number, columns: number): void;
  /** Runs a script to its end, at once in wall time, as root at "/". */
  exec(script: string, timeoutVirtualMs?: number): Promise<ExecAnswer>;
  /** The same in the container on the first terminal, beside what it does there. @throws if there is none or it has ended */
  execInside(script: string, timeoutVirtualMs: number): Promise<InsideAnswer>;
  /** Puts a file into the machine. @throws with what is wrong */
  putFile(path: string, bytes: Uint8Array): Promise<void>;
  /** @throws if there is none */
  readFile(path: string): Promise<Uint8Array>;
  /** Writes to a file of a cgroup, such as ("/docker/x", "memory.max", "8M"). @throws in the kernel's words */
  writeCgroup(path: string, file: string, text: string): Promise<void>;
  /** What a real guest must run to be that container: for an image whose programs are not the simulated kernel's. @throws if there is no such image */
  guestPlan(image: string, command: readonly string[]): Promise<GuestPlan>;
  record(): Promise<ContainerRecord>;
  dispose(): void;
}
