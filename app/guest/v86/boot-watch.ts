/** Watches one boot from power-on (or from a restored state) to the shell's prompt, and writes its record. */
import type { BootRecord, ExitsByDevice } from "@/app/sim/run/record";
import type { MachineConfig } from "../guest";
import { BootPhases, type Moment, PromptWatcher, toMs } from "./boot";
import { exitsSince } from "./exits";

export interface CountedMoment extends Moment {
  readonly exits: ExitsByDevice;
}

export class BootWatch {
  private readonly phases: BootPhases;
  private readonly prompt = new PromptWatcher();
  private promptAt: CountedMoment | undefined;

  constructor(
    private readonly config: MachineConfig,
    private readonly start: CountedMoment,
  ) {
    this.phases = new BootPhases(config.via, start);
  }

  mark(code: number, at: Moment): void {
    this.phases.mark(code, at);
  }

  /** A byte of the console; `now` is asked for only when it ends the boot. */
  consoleByte(byte: number, now: () => CountedMoment): void {
    if (this.promptAt === undefined && this.prompt.next(byte)) this.promptAt = now();
  }

  get finished(): boolean {
    return this.promptAt !== undefined;
  }

  /** @throws before the prompt has appeared. */
  record(pagesTouched: number): BootRecord {
    const { start, promptAt: end } = this;
    if (end === undefined) throw new Error("the boot has not ended");
    const { image, via, track, seed, memoryMiB } = this.config;
    return {
      image,
      via,
      track,
      seed,
      memoryMiB,
      virtualMs: toMs(end.ns - start.ns),
      instructions: end.instructions - start.instructions,
      exits: exitsSince(end.exits, start.exits),
      phases: this.phases.upTo(end),
      pagesTouched,
    };
  }
}
