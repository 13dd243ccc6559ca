/** A file that can be looked at after every single write, as a stopped writer or a loss of power would leave it. */
import type { SeededRandom } from "../../time/random";
import type { ByteFile } from "../byte-file";
import { MemoryFile } from "../memory-file";

export class WatchedFile implements ByteFile {
  /** With everything that was written. */
  readonly inner = new MemoryFile();
  /** As it was at the last flush, and what came since. */
  private durable = new MemoryFile();
  private pending: ((file: MemoryFile) => void)[] = [];
  /** Called when a change has reached the file. */
  onChange: () => void = () => {};

  get size(): number {
    return this.inner.size;
  }

  read(offset: number, into: Uint8Array): void {
    this.inner.read(offset, into);
  }

  write(offset: number, bytes: Uint8Array): void {
    const copy = bytes.slice();
    this.change((file) => file.write(offset, copy));
  }

  truncate(size: number): void {
    this.change((file) => file.truncate(size));
  }

  private change(action: (file: MemoryFile) => void): void {
    action(this.inner);
    this.pending.push(action);
    this.onChange();
  }

  flush(): void {
    for (const action of this.pending) action(this.durable);
    this.pending = [];
  }

  /** What a disk may hold that does not keep the order of writes: all up to the last flush, and any of those since. */
  withSomeLost(random: SeededRandom): MemoryFile {
    const left = this.durable.copy();
    for (const action of this.pending) if (random.fraction() < 0.5) action(left);
    return left;
  }
}
