/** Consoles by machine: they stay when another network is built, and listeners with them. */
import { ConsoleBuffer } from "@/app/container/lab/console-buffer";

export class Consoles {
  private readonly buffers = new Map<string, ConsoleBuffer>();

  of(machine: string): ConsoleBuffer {
    let known = this.buffers.get(machine);
    if (known === undefined) {
      known = new ConsoleBuffer();
      this.buffers.set(machine, known);
    }
    return known;
  }

  reset(): void {
    for (const buffer of this.buffers.values()) buffer.reset();
  }
}
