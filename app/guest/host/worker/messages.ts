/** What crosses between the host's worker and the page. Requests carry an id and are answered; the state is sent once a frame. */
import type { HostLabState } from "../api";
import type { HostLab } from "../lab";

/** Calls of the lab that are answered. */
export type Call =
  | "load"
  | "pause"
  | "step"
  | "seek"
  | "order"
  | "timeline"
  | "memoryMap"
  | "record"
  | "exec"
  | "export"
  | "import";

export type Arguments<C extends Call> = Parameters<HostLab[C]>;
export type Answer<C extends Call> = Awaited<ReturnType<HostLab[C]>>;

export type ToHost =
  | { readonly id: number; readonly call: Call; readonly args: readonly unknown[] }
  | { readonly tell: "play"; readonly pacing: Parameters<HostLab["play"]>[0] }
  | { readonly tell: "type"; readonly instance: string; readonly bytes: Uint8Array }
  /** Wants the console of that instance, from its beginning. */
  | { readonly tell: "console"; readonly instance: string };

export interface HostFailure {
  readonly name: string;
  readonly message: string;
  /** The parts of an error that a person can act on, where it has them. */
  readonly what?: string;
  readonly where?: string;
  readonly whatToDo?: string;
}

export type FromHost =
  | { readonly id: number; readonly answer: unknown }
  | { readonly id: number; readonly failed: HostFailure }
  | { readonly state: HostLabState }
  | { readonly console: string; readonly bytes: Uint8Array }
  | { readonly console: string; readonly reset: true };
