/**
 * v86's processor, a slice at a time: about a virtual millisecond, or less when the caller says where the slice ends. v86
 * looks at the time after every 100,003 instructions (or twice that, in a loop of one instruction), so an end is overrun by
 * no more than that and the exits that they made.
 */
import type { VirtualClock } from "./clock";
import { FLAG_INTERRUPT, IN_HLT_U8, SLICE_MS, type WasmExports } from "./contract";
import type { JitInstaller } from "./jit";
import { inTimeOf, type MachineClock } from "./realm";

/** A halted processor's clock moves at least this far, or a timer due "now" would be asked for for ever. */
const SHORTEST_IDLE_NS = 1_000;
/** One that no interrupt can wake is looked at as often as v86 looks at one without timers. */
const LONGEST_IDLE_NS = 100e6;

export class Processor {
  /** When the next timer is due, as of the last slice. */
  timerNs = 0;
  private exports!: WasmExports;
  private startMs: number | undefined;

  constructor(
    private readonly clock: VirtualClock,
    private readonly jit: JitInstaller,
    private readonly machineClock: MachineClock,
  ) {}

  attach(exports: WasmExports): void {
    this.exports = exports;
  }

  get halted(): boolean {
    return new Uint8Array(this.exports.memory.buffer, IN_HLT_U8, 1)[0] !== 0;
  }

  /** Halted with interrupts off: nothing will ever wake it. */
  get dead(): boolean {
    return this.halted && (this.exports.get_eflags() & FLAG_INTERRUPT) === 0;
  }

  /** Ends a halt as an interrupt would. */
  wake(): void {
    new Uint8Array(this.exports.memory.buffer, IN_HLT_U8, 1)[0] = 0;
  }

  /** The time as v86's wasm asks for it. */
  microtickMs(): number {
    const { startMs } = this;
    if (startMs === undefined) return this.clock.nowMs();
    this.startMs = undefined;
    return startMs;
  }

  /**
   * Runs one slice; it is over at `endNs` if that comes before its millisecond is.
   * @throws what v86 throws when the processor fails.
   */
  slice(endNs = Number.POSITIVE_INFINITY): void {
    // The main loop asks for the time first of all and ends a millisecond after the answer. Half a nanosecond is room for
    // rounding: the slice goes on at endNs - 1 and not at endNs.
    const startMs = (endNs - 0.5) / 1e6 - SLICE_MS;
    this.startMs = startMs < this.clock.nowMs() ? startMs : undefined;
    inTimeOf(this.machineClock, () => {
      const waitMs = this.exports.main_loop();
      const idleNs = this.dead ? LONGEST_IDLE_NS : Math.ceil(waitMs * 1e6);
      this.timerNs = this.clock.nowNs() + Math.max(idleNs, SHORTEST_IDLE_NS);
      this.jit.flush();
    });
  }
}
