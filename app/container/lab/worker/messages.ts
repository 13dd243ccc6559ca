/** What crosses between the container lab's worker and the page. */
import type { CallOutcome, LabCall } from "@/app/guest/worker/lab-calls";
import type { ContainerLabState } from "../api";
import type { ContainerLab } from "../lab";

/** Calls of the lab that are answered. */
export type Call =
  | "load"
  | "pause"
  | "step"
  | "exec"
  | "execInside"
  | "putFile"
  | "readFile"
  | "writeCgroup"
  | "guestPlan"
  | "record";

export type Arguments<C extends Call> = Parameters<ContainerLab[C]>;
export type Answer<C extends Call> = Awaited<ReturnType<ContainerLab[C]>>;

export type ToLab =
  | LabCall<Call>
  | { readonly tell: "play"; readonly pacing: Parameters<ContainerLab["play"]>[0] }
  | { readonly tell: "type"; readonly terminal: number; readonly bytes: Uint8Array }
  | { readonly tell: "resize"; readonly terminal: number; readonly rows: number; readonly columns: number };

export type FromLab =
  | CallOutcome
  | { readonly state: ContainerLabState }
  | { readonly console: number; readonly bytes: Uint8Array }
  | { readonly console: number; readonly reset: true };
