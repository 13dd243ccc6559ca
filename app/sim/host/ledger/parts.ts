/**
 * Who had how much of a bucket of time, by owner and mode, in memory that does not depend on the number of owners: a bucket
 * names at most `limit` parts. When an interval of another one comes, the smallest makes place, for the newcomer may become
 * large; where buckets are added together, the largest stay. What makes place goes to OTHERS under its own mode, so a
 * bucket's time by mode stays exact. A named part of a crowded bucket may therefore be less than all its time.
 */

import { MODES, type Mode } from "../runnable";
import type { TimelineBucket } from "../view";

export const HOST_OWNER = -1;
/** Instances that a crowded bucket does not name. */
export const OTHERS = -2;

const MODE_COUNT = MODES.length;
const UNUSED = -1;

/** Owner and mode in one small non-negative integer. */
export function partKey(owner: number, mode: number): number {
  return (owner - OTHERS) * MODE_COUNT + mode;
}
export function keyOwner(key: number): number {
  return Math.floor(key / MODE_COUNT) + OTHERS;
}
export function keyMode(key: number): number {
  return key % MODE_COUNT;
}

export interface SavedParts {
  readonly keys: Int32Array;
  readonly ns: Float64Array;
  readonly others: Float64Array;
}

export class Parts {
  private readonly keys: Int32Array;
  private readonly ns: Float64Array;
  /** By bucket and mode. */
  private readonly others: Float64Array;

  constructor(
    readonly buckets: number,
    readonly limit: number,
  ) {
    this.keys = new Int32Array(buckets * limit).fill(UNUSED);
    this.ns = new Float64Array(buckets * limit);
    this.others = new Float64Array(buckets * MODE_COUNT);
  }

  /** An interval's time in a bucket. */
  add(bucket: number, key: number, ns: number): void {
    this.put(bucket, key, ns, false);
  }

  /** Adds all of `source`'s bucket to one of this. */
  addBucket(bucket: number, source: Parts, sourceBucket: number): void {
    for (let mode = 0; mode < MODE_COUNT; mode++) {
      this.others[bucket * MODE_COUNT + mode]! += source.others[sourceBucket * MODE_COUNT + mode]!;
    }
    const from = sourceBucket * source.limit;
    for (let at = from; at < from + source.limit && source.keys[at] !== UNUSED; at++) {
      this.put(bucket, source.keys[at]!, source.ns[at]!, true);
    }
  }

  clear(bucket: number): void {
    this.keys.fill(UNUSED, bucket * this.limit, (bucket + 1) * this.limit);
    this.others.fill(0, bucket * MODE_COUNT, (bucket + 1) * MODE_COUNT);
  }

  /** Moves a bucket's contents to an empty one. */
  move(to: number, from: number): void {
    const { keys, ns, others, limit } = this;
    keys.copyWithin(to * limit, from * limit, (from + 1) * limit);
    ns.copyWithin(to * limit, from * limit, (from + 1) * limit);
    others.copyWithin(to * MODE_COUNT, from * MODE_COUNT, (from + 1) * MODE_COUNT);
    this.clear(from);
  }

  /** The bucket's parts in the order of owner and mode, those of OTHERS first. */
  list(bucket: number): TimelineBucket {
    const parts: { owner: number; mode: Mode; ns: number }[] = [];
    for (let mode = 0; mode < MODE_COUNT; mode++) {
      const ns = this.others[bucket * MODE_COUNT + mode]!;
      if (ns > 0) parts.push({ owner: OTHERS, mode: MODES[mode]!, ns });
    }
    const from = bucket * this.limit;
    let used = from;
    while (used < from + this.limit && this.keys[used] !== UNUSED) used++;
    // In the order of their keys without making an array to sort: there are a dozen at most.
    let last = -1;
    for (let count = from; count < used; count++) {
      let next = -1;
      for (let at = from; at < used; at++) {
        const key = this.keys[at]!;
        if (key > last && (next < 0 || key < this.keys[next]!)) next = at;
      }
      last = this.keys[next]!;
      parts.push({ owner: keyOwner(last), mode: MODES[keyMode(last)]!, ns: this.ns[next]! });
    }
    return { parts };
  }

  bytes(): number {
    return this.keys.byteLength + this.ns.byteLength + this.others.byteLength;
  }

  save(): SavedParts {
    return { keys: this.keys.slice(), ns: this.ns.slice(), others: this.others.slice() };
  }

  load(saved: SavedParts): void {
    this.keys.set(saved.keys);
    this.ns.set(saved.ns);
    this.others.set(saved.others);
  }

  private put(bucket: number, key: number, ns: number, keepLarger: boolean): void {
    const from = bucket * this.limit;
    const to = from + this.limit;
    let smallest = from;
    for (let at = from; at < to; at++) {
      const held = this.keys[at]!;
      if (held === key) {
        this.ns[at]! += ns;
        return;
      }
      if (held === UNUSED) {
        this.keys[at] = key;
        this.ns[at] = ns;
        return;
      }
      if (this.ns[at]! < this.ns[smallest]!) smallest = at;
    }
    const others = bucket * MODE_COUNT;
    if (keepLarger && this.ns[smallest]! >= ns) {
      this.others[others + keyMode(key)]! += ns;
      return;
    }
    this.others[others + keyMode(this.keys[smallest]!)]! += this.ns[smallest]!;
    this.keys[smallest] = key;
    this.ns[smallest] = ns;
  }
}
