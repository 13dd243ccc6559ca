/**
 * Memory that two neighbours share, as one of them sees it. Each has a copy of its own, since they run side by side: what one
 * writes is in its own copy at once, and in the other's a little later, with the time at which it was written. Of two writes
 * to one byte the later one stays in both copies, so they agree as soon as both know of all writes; of two at one moment the
 * larger. There is no atomic read-modify-write between the two: rings with one writer for each word work, locks do not.
 */

export interface SharedWrite {
  readonly offset: number;
  readonly bytes: Uint8Array;
  /** On the clock of whose copy it is. */
  readonly atNs: number;
}

const NEVER = Number.NEGATIVE_INFINITY;

export class SharedMemory {
  private readonly bytes: Uint8Array;
  /** When each byte was written. */
  private readonly writtenNs: Float64Array;

  constructor(sizeBytes: number) {
    this.bytes = new Uint8Array(sizeBytes);
    this.writtenNs = new Float64Array(sizeBytes).fill(NEVER);
  }

  get sizeBytes(): number {
    return this.bytes.length;
  }

  read(offset: number): number {
    return this.bytes[offset] ?? 0;
  }

  /** Its own, or the other's. What lies outside is left out. */
  write({ offset, bytes, atNs }: SharedWrite): void {
    bytes.forEach((byte, i) => {
      const at = offset + i;
      const lastNs = this.writtenNs[at];
      if (lastNs === undefined || atNs < lastNs || (atNs === lastNs && byte < this.bytes[at]!)) return;
      this.bytes[at] = byte;
      this.writtenNs[at] = atNs;
    });
  }

  /** The bytes that were ever written, as [offset, byte, moment]. */
  save(): [number, number, number][] {
    const saved: [number, number, number][] = [];
    this.writtenNs.forEach((atNs, offset) => {
      if (atNs !== NEVER) saved.push([offset, this.bytes[offset]!, atNs]);
    });
    return saved;
  }

  load(saved: readonly (readonly [number, number, number])[]): void {
    this.bytes.fill(0);
    this.writtenNs.fill(NEVER);
    for (const [offset, byte, atNs] of saved) {
      this.bytes[offset] = byte;
      this.writtenNs[offset] = atNs;
    }
  }
}
