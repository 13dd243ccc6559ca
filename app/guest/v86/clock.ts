/**
 * Virtual time of one machine: instructions retired × ns per instruction + charged exits + skipped idle time + stolen time.
 * Charges are kept as whole nanoseconds, so sums are exact up to 104 days.
 */
import type { HostCosts } from "../guest";
import { INSTRUCTION_COUNTER_U32 } from "./contract";

const WRAP = 2 ** 32;

export interface ClockState {
  readonly instructionsHigh: number;
  readonly lastLow: number;
  readonly chargedNs: number;
  readonly idleNs: number;
  readonly stolenNs: number;
}

export class VirtualClock {
  private counter = new Uint32Array(1);
  private memory: WebAssembly.Memory | undefined;
  private high = 0;
  private lastLow = 0;
  private chargedNs = 0;
  private skippedNs = 0;
  private stealNs = 0;

  constructor(
    private readonly costs: HostCosts,
    private readonly startDateMs: number,
  ) {}

  attach(memory: WebAssembly.Memory): void {
    this.memory = memory;
    this.counter = new Uint32Array(memory.buffer, INSTRUCTION_COUNTER_U32, 1);
  }

  /** Instructions retired since power-on. v86 counts in 32 bits; a slice is far shorter than one wrap. */
  instructions(): number {
    if (this.counter.length === 0 && this.memory !== undefined) this.attach(this.memory); // the memory grew
    const low = this.counter[0]!;
    if (low < this.lastLow) this.high += WRAP;
    this.lastLow = low;
    return this.high + low;
  }

  nowNs(): number {
    return this.instructions() * this.costs.nsPerInstruction + this.chargedNs + this.skippedNs + this.stealNs;
  }

  nowMs(): number {
    return this.nowNs() / 1e6;
  }

  dateMs(): number {
    return this.startDateMs + this.nowMs();
  }

  get idleNs(): number {
    return this.skippedNs;
  }

  get stolenNs(): number {
    return this.stealNs;
  }

  charge(ns: number): void {
    this.chargedNs += ns;
  }

  /** The processor is halted: nothing happens for `ns`. */
  skip(ns: number): void {
    this.skippedNs += ns;
  }

  /** The processor could have run for `ns`, but the host gave its core to others. */
  steal(ns: number): void {
    this.stealNs += ns;
  }

  save(): ClockState {
    this.instructions();
    return {
      instructionsHigh: this.high,
      lastLow: this.lastLow,
      chargedNs: this.chargedNs,
      idleNs: this.skippedNs,
      stolenNs: this.stealNs,
    };
  }

  load(state: ClockState): void {
    this.high = state.instructionsHigh;
    this.lastLow = state.lastLow;
    this.chargedNs = state.chargedNs;
    this.skippedNs = state.idleNs;
    this.stealNs = state.stolenNs;
  }
}
