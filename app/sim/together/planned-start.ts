/** A recorded start as something that a host runs: its stretches one after the other, then it is up. */
import { type Mode, type Next, RUNNABLE, type SimulatedRunnable } from "../host/runnable";
import type { Stretch } from "./demand";

const AT_PROMPT: Next = { state: "exited", status: 0 };

export class PlannedStart implements SimulatedRunnable {
  readonly kind = "simulated";
  private next = 0;
  private remainingNs = 0;
  private present: Mode = "guest";

  constructor(private readonly stretches: readonly Stretch[]) {}

  horizonNs(): number {
    return this.remainingNs;
  }

  mode(): Mode {
    return this.present;
  }

  advance(ns: number): void {
    this.remainingNs -= ns;
  }

  reached(nowNs: number): Next {
    const stretch = this.stretches[this.next++];
    if (stretch === undefined) return AT_PROMPT;
    if (stretch.mode === "sleep") return { state: "sleeping", untilNs: nowNs + stretch.ns };
    this.present = stretch.mode;
    this.remainingNs = stretch.ns;
    return RUNNABLE;
  }

  save(): unknown {
    return { next: this.next, remainingNs: this.remainingNs, present: this.present };
  }

  load(saved: unknown): void {
    Object.assign(this, saved);
  }
}
