/** What crosses between the container lab's worker and the page. */
import type { ContainerLabState } from "../api";
import type { ContainerLab } from "../lab";

/** Calls of the lab that are answered. */
export type Call =
  | "load"
  | "pause"
  | "step"
  | "exec"
  | "putFile"
  | "readFile"
  | "writeCgroup"
  | "guestPlan"
  | "record";

export type Arguments<C extends Call> = Parameters<ContainerLab[C]>;
export type Answer<C extends Call> = Awaited<ReturnType<ContainerLab[C]>>;

export type ToLab =
  | { readonly id: number; readonly call: Call; readonly args: readonly unknown[] }
  | { readonly tell: "play"; readonly pacing: Parameters<ContainerLab["play"]>[0] }
  | { readonly tell: "type"; readonly terminal: number; readonly bytes: Uint8Array }
  | { readonly tell: "resize"; readonly terminal: number; readonly rows: number; readonly columns: number };

export interface Failure {
  readonly message: string;
  readonly what?: string;
  readonly where?: string;
  readonly whatToDo?: string;
}

export type FromLab =
  | { readonly id: number; readonly answer: unknown }
  | { readonly id: number; readonly failed: Failure }
  | { readonly state: ContainerLabState }
  | { readonly console: number; readonly bytes: Uint8Array }
  | { readonly console: number; readonly reset: true };
