/** Watches one boot from power-on (or from a restored state) until the guest is up, and writes its record. */
import type { BootRecord, ExitsByDevice } from "@/app/sim/run/record";
import type { MachineConfig, ReadyRule } from "../guest";
import { BootPhases, Mark, type Moment, type PhaseStart, PromptWatcher, toMs } from "./boot";
import { exitsSince } from "./exits";

export interface CountedMoment extends Moment {
  readonly idleNs: number;
  readonly exits: ExitsByDevice;
}

/** A boot that is under way, as a snapshot carries it. */
export interface BootWatchState {
  readonly start: CountedMoment;
  readonly phases: readonly PhaseStart[];
  readonly prompt: PromptWatcher["state"];
}

export class BootWatch {
  private readonly phases: BootPhases;
  private readonly prompt = new PromptWatcher();
  private readonly ready: ReadyRule;
  private readyAt: CountedMoment | undefined;

  constructor(
    private readonly config: MachineConfig,
    private readonly start: CountedMoment,
  ) {
    this.phases = new BootPhases(config.via, start);
    this.ready = config.ready ?? "prompt";
  }

  /** `now` is asked for only when the mark ends the boot. */
  mark(code: number, at: Moment, now: () => CountedMoment): void {
    this.phases.mark(code, at);
    if (this.ready === "mark" && code === Mark.ready) this.readyAt ??= now();
  }

  /** A byte of the console; `now` is asked for only when it ends the boot. */
  consoleByte(byte: number, now: () => CountedMoment): void {
    if (this.ready === "prompt" && this.readyAt === undefined && this.prompt.next(byte)) this.readyAt = now();
  }

  save(): BootWatchState {
    return { start: this.start, phases: [...this.phases.soFar()], prompt: this.prompt.state };
  }

  static load(config: MachineConfig, state: BootWatchState): BootWatch {
    const watch = new BootWatch(config, state.start);
    watch.phases.load(state.phases);
    watch.prompt.state = state.prompt;
    return watch;
  }

  get finished(): boolean {
    return this.readyAt !== undefined;
  }

  /** @throws before the guest is up. */
  record(pagesTouched: number): BootRecord {
    const { start, readyAt: end } = this;
    if (end === undefined) throw new Error("the boot has not ended");
    const { image, via, track, seed, memoryMiB, devices } = this.config;
    return {
      image,
      via,
      track,
      seed,
      memoryMiB,
      ...(devices === undefined ? {} : { devices }),
      virtualMs: toMs(end.ns - start.ns),
      idleMs: toMs(end.idleNs - start.idleNs),
      instructions: end.instructions - start.instructions,
      exits: exitsSince(end.exits, start.exits),
      phases: this.phases.upTo(end),
      pagesTouched,
    };
  }
}
