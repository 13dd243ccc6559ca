/**
 * The whole run of all cores in a fixed number of buckets. When time outgrows them, the width doubles and neighbours are
 * added together; so a run of any length costs the same memory, and its resolution is between 1 and 2 times
 * length / buckets.
 */
import { Parts, type SavedParts } from "./parts";

export interface SavedBuckets {
  readonly widthNs: number;
  readonly parts: SavedParts;
}

export class BucketHistory {
  readonly parts: Parts;
  /** The width of every bucket now. */
  widthNs: number;

  constructor(
    cores: number,
    readonly perCore: number,
    firstWidthNs: number,
    limit: number,
  ) {
    this.parts = new Parts(cores * perCore, limit);
    this.widthNs = firstWidthNs;
  }

  add(core: number, fromNs: number, toNs: number, key: number): void {
    while (toNs > this.widthNs * this.perCore) this.widen();
    const width = this.widthNs;
    let bucket = Math.floor(fromNs / width);
    let at = fromNs;
    while (at < toNs) {
      const end = Math.min(toNs, (bucket + 1) * width);
      this.parts.add(core * this.perCore + bucket, key, end - at);
      at = end;
      bucket++;
    }
  }

  bytes(): number {
    return this.parts.bytes();
  }

  save(): SavedBuckets {
    return { widthNs: this.widthNs, parts: this.parts.save() };
  }

  load(saved: SavedBuckets): void {
    this.widthNs = saved.widthNs;
    this.parts.load(saved.parts);
  }

  private widen(): void {
    const { parts, perCore } = this;
    for (let first = 0; first < parts.buckets; first += perCore) {
      for (let i = 0; i < perCore / 2; i++) {
        const left = first + 2 * i;
        if (i > 0) parts.move(first + i, left);
        parts.addBucket(first + i, parts, left + 1);
        parts.clear(left + 1);
      }
    }
    this.widthNs *= 2;
  }
}
