/**
 * A map from numbers (fingerprints, frames) to small integers in two typed arrays: open addressing with linear probing,
 * at most half full, deletion by shifting back. A Map would cost an entry object's worth of memory a page.
 */

const EMPTY = -1;
const SMALLEST = 64;

export interface SavedNumberMap {
  readonly keys: Float64Array;
  readonly values: Int32Array;
}

export class NumberMap {
  private keys = new Float64Array(SMALLEST);
  private values = new Int32Array(SMALLEST).fill(EMPTY);
  private mask = SMALLEST - 1;
  private entries = 0;

  get size(): number {
    return this.entries;
  }

  /** @returns the value, or -1 if there is none. */
  get(key: number): number {
    return this.values[this.slotOf(key)]!;
  }

  /** @param value 0 or above. */
  set(key: number, value: number): void {
    let slot = this.slotOf(key);
    if (this.values[slot] === EMPTY) {
      if ((this.entries + 1) * 2 > this.mask + 1) {
        this.resize((this.mask + 1) * 2);
        slot = this.slotOf(key);
      }
      this.entries++;
      this.keys[slot] = key;
    }
    this.values[slot] = value;
  }

  delete(key: number): void {
    const { keys, values, mask } = this;
    let hole = this.slotOf(key);
    if (values[hole] === EMPTY) return;
    this.entries--;
    // An entry further on moves into the hole if the hole lies between its home and where it is.
    for (let slot = (hole + 1) & mask; values[slot] !== EMPTY; slot = (slot + 1) & mask) {
      const home = homeOf(keys[slot]!, mask);
      if (((slot - home) & mask) >= ((slot - hole) & mask)) {
        keys[hole] = keys[slot]!;
        values[hole] = values[slot]!;
        hole = slot;
      }
    }
    values[hole] = EMPTY;
  }

  clear(): void {
    if (this.entries === 0) return;
    this.values.fill(EMPTY);
    this.entries = 0;
  }

  save(): SavedNumberMap {
    // Keys that deletion left behind are not state.
    return {
      keys: this.keys.map((key, slot) => (this.values[slot] === EMPTY ? 0 : key)),
      values: this.values.slice(),
    };
  }

  load(saved: SavedNumberMap): void {
    this.keys = saved.keys.slice();
    this.values = saved.values.slice();
    this.mask = this.values.length - 1;
    this.entries = 0;
    for (const value of this.values) if (value !== EMPTY) this.entries++;
  }

  private slotOf(key: number): number {
    const { keys, values, mask } = this;
    let slot = homeOf(key, mask);
    while (values[slot] !== EMPTY && keys[slot] !== key) slot = (slot + 1) & mask;
    return slot;
  }

  private resize(slots: number): void {
    const { keys, values } = this;
    this.keys = new Float64Array(slots);
    this.values = new Int32Array(slots).fill(EMPTY);
    this.mask = slots - 1;
    for (let slot = 0; slot < values.length; slot++) {
      if (values[slot] === EMPTY) continue;
      const to = this.slotOf(keys[slot]!);
      this.keys[to] = keys[slot]!;
      this.values[to] = values[slot]!;
    }
  }
}

/** Mixes the 53 bits of a whole number so that runs of numbers spread out; fractions collide, which is only slow. */
function homeOf(key: number, mask: number): number {
  let hash = Math.imul((key | 0) ^ Math.imul((key / 4294967296) | 0, 0x9e3779b1), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35);
  return (hash ^ (hash >>> 13)) & mask;
}
