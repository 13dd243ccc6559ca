/** What a terminal shows, for listeners that come late. */
import { concatBytes } from "@/app/sim/kernel/programs/lib/bytes";
import type { ConsoleListener } from "./api";

const MOST_BYTES = 65_536;

export class ConsoleBuffer {
  private parts: Uint8Array[] = [];
  private size = 0;
  private readonly listeners = new Set<ConsoleListener>();

  add(bytes: Uint8Array): void {
    this.parts.push(bytes);
    this.size += bytes.length;
    while (this.parts.length > 1 && this.size - this.parts[0]!.length >= MOST_BYTES)
      this.size -= this.parts.shift()!.length;
    for (const listener of this.listeners) listener.bytes(bytes);
  }

  reset(): void {
    this.parts = [];
    this.size = 0;
    for (const listener of this.listeners) listener.reset();
  }

  bytes(): Uint8Array {
    return concatBytes(this.parts);
  }

  /** The listener hears what is there, then what comes. */
  listen(listener: ConsoleListener): () => void {
    for (const part of this.parts) listener.bytes(part);
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
