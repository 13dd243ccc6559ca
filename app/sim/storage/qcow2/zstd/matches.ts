/** What of a block was there before: the copies (LZ77) that an encoder tells instead of the bytes themselves. */

export interface Match {
  /** Bytes before the copy that are told as they are. */
  readonly literals: number;
  readonly length: number;
  readonly distance: number;
}

const LEAST_LENGTH = 4;
const HASH_BITS = 15;
/** Earlier places with the same hash that are tried. */
const MAX_TRIES = 16;
/** A copy of this length is taken without looking for a longer one. */
const GOOD_LENGTH = 128;

/** Finds copies in a buffer, block after block; a later block may copy from an earlier one. */
export class MatchFinder {
  private readonly heads = new Int32Array(1 << HASH_BITS).fill(-1);
  private readonly previous: Int32Array;

  constructor(private readonly bytes: Uint8Array) {
    this.previous = new Int32Array(bytes.length).fill(-1);
  }

  /** The copies within `from` to `end`, greedily the longest from left to right; called for one block after the other. */
  find(from: number, end: number): Match[] {
    const matches: Match[] = [];
    let told = from;
    for (let at = from; at + LEAST_LENGTH <= end; ) {
      const { length, distance } = this.longest(at, end);
      if (length < LEAST_LENGTH) {
        this.remember(at++);
        continue;
      }
      matches.push({ literals: at - told, length, distance });
      for (const behind = at + length; at < behind; at++) this.remember(at);
      told = at;
    }
    return matches;
  }

  private hash(at: number): number {
    const { bytes } = this;
    const word = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    return Math.imul(word, 0x9e3779b1) >>> (32 - HASH_BITS);
  }

  private remember(at: number): void {
    if (at + LEAST_LENGTH > this.bytes.length) return;
    const hash = this.hash(at);
    this.previous[at] = this.heads[hash]!;
    this.heads[hash] = at;
  }

  private longest(at: number, end: number): { length: number; distance: number } {
    const { bytes } = this;
    let length = 0;
    let distance = 0;
    let before = this.heads[this.hash(at)]!;
    for (let tries = 0; before >= 0 && tries < MAX_TRIES && length < GOOD_LENGTH; tries++) {
      let same = 0;
      while (at + same < end && bytes[before + same] === bytes[at + same]) same++;
      if (same > length) {
        length = same;
        distance = at - before;
      }
      before = this.previous[before]!;
    }
    return { length, distance };
  }
}
