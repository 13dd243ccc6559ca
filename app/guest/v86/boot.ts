/**
 * Boot phases from boot marks. The loader, the kernel (guests/linux/patches) and init write one byte to port 0xE8 as they
 * begin; the end of the last phase is the shell's prompt. Marks are the lab's instrument: neither counted nor charged.
 */
import type { Phase, PhaseName, Via } from "@/app/sim/run/record";

export const MARK_PORT = 0xe8;

export const Mark = {
  loader: 0x00,
  kernelSetup: 0x01,
  decompression: 0x02,
  kernel: 0x03,
  initStarts: 0x04,
  init: 0x05,
  /** A guest without a prompt is up. */
  ready: 0x06,
} as const;

export interface Moment {
  readonly ns: number;
  readonly instructions: number;
}

export interface PhaseStart extends Moment {
  readonly name: PhaseName;
}

/** The phase that a mark begins, if it begins one. Set-up code and decompression are one phase: both unpack the kernel. */
const PHASE_OF_MARK: Readonly<Record<number, PhaseName>> = {
  [Mark.kernelSetup]: "decompression",
  [Mark.kernel]: "kernel",
  [Mark.initStarts]: "init",
};

const FIRST_PHASE: Readonly<Record<Via, PhaseName>> = {
  bios: "firmware",
  direct: "loader",
  snapshot: "resume",
};

export class BootPhases {
  private readonly starts: PhaseStart[];

  constructor(
    readonly via: Via,
    start: Moment,
  ) {
    this.starts = [{ name: FIRST_PHASE[via], ns: start.ns, instructions: start.instructions }];
  }

  mark(code: number, at: Moment): void {
    const name = PHASE_OF_MARK[code];
    if (name !== undefined && this.via !== "snapshot" && this.starts.every((s) => s.name !== name))
      this.starts.push({ name, ...at });
  }

  soFar(): readonly PhaseStart[] {
    return this.starts;
  }

  load(starts: readonly PhaseStart[]): void {
    this.starts.splice(0, this.starts.length, ...starts);
  }

  upTo(end: Moment): Phase[] {
    return this.starts.map((start, i) => {
      const next = this.starts[i + 1] ?? end;
      return {
        name: start.name,
        virtualMs: toMs(next.ns - start.ns),
        instructions: next.instructions - start.instructions,
      };
    });
  }
}

/** Virtual nanoseconds as milliseconds, to the nanosecond. */
export const toMs = (ns: number): number => Math.round(ns) / 1e6;

/** Finds the shell's prompt, "# " at the start of a line, in what the console writes. */
export class PromptWatcher {
  state: "line start" | "hash" | "elsewhere" = "line start";

  /** True when this byte completes a prompt. */
  next(byte: number): boolean {
    if (byte === 0x0a || byte === 0x0d) this.state = "line start";
    else if (this.state === "line start" && byte === 0x23) this.state = "hash";
    else if (this.state === "hash" && byte === 0x20) {
      this.state = "elsewhere";
      return true;
    } else this.state = "elsewhere";
    return false;
  }
}
