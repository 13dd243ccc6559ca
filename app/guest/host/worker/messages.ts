/** What crosses between the host's worker and the page. Requests carry an id and are answered; the state is sent once a frame. */
import type { LabCall } from "../../worker/lab-calls";
import type { FromLab } from "../../worker/remote-lab";
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
  | LabCall<Call>
  | { readonly tell: "play"; readonly pacing: Parameters<HostLab["play"]>[0] }
  | { readonly tell: "type"; readonly instance: string; readonly bytes: Uint8Array }
  /** Wants the console of that instance, from its beginning. */
  | { readonly tell: "console"; readonly instance: string };

export type FromHost = FromLab<HostLabState, string>;
