/** What crosses between the container lab's worker and the page. */
import type { LabCall } from "@/app/guest/worker/lab-calls";
import type { FromLab } from "@/app/guest/worker/remote-lab";
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

export type ToContainers =
  | LabCall<Call>
  | { readonly tell: "play"; readonly pacing: Parameters<ContainerLab["play"]>[0] }
  | { readonly tell: "type"; readonly terminal: number; readonly bytes: Uint8Array }
  | { readonly tell: "resize"; readonly terminal: number; readonly rows: number; readonly columns: number };

export type FromContainers = FromLab<ContainerLabState, number>;
