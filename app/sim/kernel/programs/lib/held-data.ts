/**
 * How much data a program holds, told to the kernel as it grows: without that a program that gathers lines without end would fill the
 * lab's own memory, and not the machine's.
 */
import type { Call } from "../../abi/call";
import type { Sys } from "../../abi/sys";

/** Less than this is part of what a small program has anyway. */
const STEP_BYTES = 65536;
/** Growth beyond what is needed, as allocators do it: so many times a program asks until its data have doubled. */
const STEPS_A_DOUBLING = 8;

export class HeldData {
  private held = 0;
  private told = 0;

  /** More bytes, or (below 0) fewer. */
  add(bytes: number): void {
    this.held += bytes;
  }

  /** A forked child has what its parent has. */
  copyFrom(other: HeldData): void {
    this.held = other.held;
    this.told = other.told;
  }

  /** Whether the kernel has yet to hear of it. */
  get due(): boolean {
    return this.held > this.told ? this.held > STEP_BYTES : this.told > 2 * this.held + 2 * STEP_BYTES;
  }

  /** Tells the kernel. @throws SysError ENOMEM */
  *tell(sys: Sys): Call<void> {
    const steps = Math.ceil(Math.max(0, this.held) / STEP_BYTES);
    const spare = this.held > this.told ? Math.floor(steps / STEPS_A_DOUBLING) : 0;
    this.told = (steps + spare) * STEP_BYTES;
    yield* sys.brk(this.told);
  }
}
