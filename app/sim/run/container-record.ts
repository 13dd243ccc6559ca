/** What checks of lessons read of a container lab: a run so far, as plain data. */
import type { KernelView } from "../kernel/view/kernel-view";
import type { KernelEvent } from "../kernel/view/recorder";

/** A container of the engine, as far as checks ask. */
export interface EngineContainer {
  readonly name: string;
  readonly status: string;
  /** In the initial PID namespace; 0 if it does not run. */
  readonly pid: number;
  readonly exitCode: number;
  readonly oomKilled: boolean;
}

export interface ContainerRun {
  /** The name of the machine's set-up, by which a lesson knows it again. */
  readonly setup: string;
  readonly seed: number;
  readonly view: KernelView;
  readonly containers: readonly EngineContainer[];
  /** Notable calls since power-on, oldest first; where there were too many, the newest. */
  readonly events: readonly KernelEvent[];
  /** System calls since power-on. */
  readonly calls: number;
}

/** How many of a run's events are kept for checks. */
export const MOST_EVENTS = 5_000;
