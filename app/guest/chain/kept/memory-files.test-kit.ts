/** Files in memory for tests: they can be full, and the page can end in the middle of a write. */
import type { KeptFiles } from "./files";

export class PageEnded extends Error {}

export class MemoryFiles implements KeptFiles {
  readonly medium = "database";
  readonly held = new Map<string, Uint8Array<ArrayBuffer>>();
  /** Changes until the page ends. */
  changesLeft = Number.POSITIVE_INFINITY;
  /** A write that the page's end interrupts leaves the first half of the file, as a medium without whole writes would. */
  torn = false;
  roomBytes = Number.POSITIVE_INFINITY;

  async names(): Promise<string[]> {
    return [...this.held.keys()];
  }

  async sizeOf(name: string): Promise<number | undefined> {
    return this.held.get(name)?.length;
  }

  async read(name: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    return this.held.get(name)?.slice();
  }

  async write(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    if (this.changesLeft <= 0) {
      if (this.torn && this.changesLeft === 0) this.held.set(name, bytes.slice(0, bytes.length / 2));
      this.changesLeft--;
      throw new PageEnded();
    }
    this.changesLeft--;
    const others = [...this.held].reduce((sum, [one, { length }]) => sum + (one === name ? 0 : length), 0);
    if (others + bytes.length > this.roomBytes) throw new DOMException("no room", "QuotaExceededError");
    this.held.set(name, bytes.slice());
  }

  async remove(name: string): Promise<void> {
    if (this.changesLeft-- <= 0) throw new PageEnded();
    this.held.delete(name);
  }
}
