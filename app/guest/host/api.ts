/**
 * A host with real guests and models on it, as a view, a lesson or a terminal sees it. In the page the host lives in a worker
 * (host.worker.ts) and this interface is its remote; in Node it is in this thread. All times are virtual nanoseconds.
 */
import type { HostRecord } from "@/app/sim/host/record";
import type { HostView, MemoryMap, TimelineSlice } from "@/app/sim/host/view";
import type { HostScenarioInput, OrderInput } from "@/app/sim/scenario/schema";
import type { Pacing } from "../guest";
import type { LabError } from "../lab/state";

export interface HostLabState {
  /** "loading": images are being fetched, guests built. "busy": seeking or stepping. */
  readonly status: "empty" | "loading" | "ready" | "busy";
  readonly playing: Pacing | undefined;
  readonly scenario: string;
  readonly seed: number;
  readonly view: HostView | undefined;
  /** Moments to which the scrubber can go back at once; others are computed again from the one before. */
  readonly checkpointsNs: readonly number[];
  readonly error: LabError | undefined;
}

/** Nothing has been loaded. */
export const emptyHostLab: HostLabState = {
  status: "empty",
  playing: undefined,
  scenario: "",
  seed: 0,
  view: undefined,
  checkpointsNs: [],
  error: undefined,
};

export interface ConsoleListener {
  bytes(bytes: Uint8Array): void;
  /** The run jumped or another was loaded: what follows is the whole console. */
  reset(): void;
}

export interface ExecAnswer {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | undefined;
}

export interface HostLabApi {
  state(): HostLabState;
  /** Called at most once a frame. */
  subscribe(listener: () => void): () => void;
  /** Throws the present run away and sets up that scenario at time 0, paused. */
  load(scenario: HostScenarioInput): Promise<void>;
  play(pacing: Pacing): void;
  pause(): Promise<void>;
  /** Runs on for so long, then pauses. */
  step(ns: number): Promise<void>;
  /** Goes to that moment of the run: back by restoring a checkpoint and computing again, forward by running on. */
  seek(atNs: number): Promise<void>;
  /** Does something to the host, now. After seeking back this begins another future. @throws with what is allowed. */
  order(order: OrderInput): Promise<void>;
  /** Part of the cores' timeline; at most so many buckets a core. */
  timeline(fromNs: number, toNs: number, maxBuckets: number): Promise<TimelineSlice>;
  memoryMap(maxCells: number): Promise<MemoryMap>;
  /** What the checks of lessons read of this run, up to now. */
  record(): Promise<HostRecord>;
  /** Console of a real guest, beginning with what is on it. */
  onConsole(instance: string, listener: ConsoleListener): () => void;
  type(instance: string, bytes: Uint8Array): void;
  /** Runs a script in a real guest through its agent while the host runs. Lost (rejected) by a seek. */
  exec(instance: string, script: string): Promise<ExecAnswer>;
  /** The run as one JSON document: scenario, stamped inputs, end, sums to compare a replay with. */
  export(): Promise<string>;
  /** Loads an exported run and replays it to its end. @throws with what is wrong, leaving the present run alone. */
  import(text: string): Promise<void>;
  dispose(): void;
}
