/**
 * Work that the kernel does a little later, for nobody in particular: frames on their way. Each piece is done a few microseconds
 * after it was asked for, in the order in which it was asked for, so a frame's way through devices never recurses.
 */
import type { KernelServices } from "../services";

/** One hop of a frame through the kernel: what the guest's host needs for a few thousand instructions. */
const HOP_NS = 3_000;

export class SoftIrq {
  private queue: (() => void)[] = [];
  private scheduled = false;

  constructor(private readonly services: Pick<KernelServices, "after">) {}

  raise(work: () => void): void {
    this.queue.push(work);
    if (this.scheduled) return;
    this.scheduled = true;
    this.services.after(HOP_NS, () => this.run());
  }

  private run(): void {
    const batch = this.queue;
    this.queue = [];
    this.scheduled = false;
    for (const work of batch) work();
  }
}
