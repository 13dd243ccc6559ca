/** What crosses between the network lab's worker and the page. */

import type { Pacing } from "../../guest";
import type { LabCall } from "../../worker/lab-calls";
import type { FromLab } from "../../worker/remote-lab";
import type { NetworkLabApi, NetworkLabState } from "../api";

/** Calls of the lab that are answered. */
export type Call = "load" | "pause" | "step" | "exec" | "together" | "setCable" | "capture" | "record";

export type Arguments<C extends Call> = Parameters<NetworkLabApi[C]>;
export type Answer<C extends Call> = Awaited<ReturnType<NetworkLabApi[C]>>;

export type ToNetwork =
  | LabCall<Call>
  | { readonly tell: "play"; readonly pacing: Pacing }
  | { readonly tell: "type"; readonly machine: string; readonly bytes: Uint8Array }
  /** Follow the console of that machine, from its beginning. */
  | { readonly tell: "console"; readonly machine: string };

export type FromNetwork = FromLab<NetworkLabState, string>;
