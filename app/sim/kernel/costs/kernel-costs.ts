/** What the kernel charges for its own work, in the units that its parts ask in. The numbers are in costs.ts. */
import { costOf } from "./costs";

/** One page and the calls of a copy: see costs.ts. */
export class KernelCosts {
  costOf(call: string): number {
    return costOf(call);
  }

  /** Copying bytes between a program and the kernel. */
  copyInstructions(bytes: number): number {
    return costOf("copy", { bytes });
  }
}
