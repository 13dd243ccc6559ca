/** XXH64 with seed 0, its low 32 bits: the content checksum of a zstd frame (RFC 8878, 3.1.1). */

/** A 64-bit word as two unsigned halves, changed in place. */
interface Word {
  high: number;
  low: number;
}

const word = (high: number, low: number): Word => ({ high, low });
const PRIME1 = word(0x9e3779b1, 0x85ebca87);
const PRIME2 = word(0xc2b2ae3d, 0x27d4eb4f);
const PRIME3 = word(0x165667b1, 0x9e3779f9);
const PRIME4 = word(0x85ebca77, 0xc2b2ae63);
const PRIME5 = word(0x27d4eb2f, 0x165667c5);

function add(a: Word, high: number, low: number): void {
  const sum = a.low + low;
  a.high = (a.high + high + (sum > 0xffffffff ? 1 : 0)) >>> 0;
  a.low = sum >>> 0;
}

function multiply(a: Word, by: Word): void {
  const [low, high] = [a.low, a.high];
  const al = low & 0xffff;
  const ah = low >>> 16;
  const bl = by.low & 0xffff;
  const bh = by.low >>> 16;
  const mid = ah * bl + (((al * bl) / 65536) >>> 0);
  const mid2 = al * bh + (mid & 0xffff);
  const carry = ah * bh + Math.floor(mid / 65536) + Math.floor(mid2 / 65536);
  a.low = Math.imul(low, by.low) >>> 0;
  a.high = (carry + Math.imul(low, by.high) + Math.imul(high, by.low)) >>> 0;
}

function rotate(a: Word, bits: number): void {
  const { high, low } = bits >= 32 ? word(a.low, a.high) : a;
  const n = bits % 32;
  if (n === 0) {
    a.high = high;
    a.low = low;
    return;
  }
  a.high = ((high << n) | (low >>> (32 - n))) >>> 0;
  a.low = ((low << n) | (high >>> (32 - n))) >>> 0;
}

function shiftXor(a: Word, bits: number): void {
  const [high, low] = [a.high, a.low];
  if (bits >= 32) {
    a.low = (low ^ (high >>> (bits - 32))) >>> 0;
    return;
  }
  a.low = (low ^ ((low >>> bits) | (high << (32 - bits)))) >>> 0;
  a.high = (high ^ (high >>> bits)) >>> 0;
}

function round(lane: Word, high: number, low: number): void {
  const input = word(high, low);
  multiply(input, PRIME2);
  add(lane, input.high, input.low);
  rotate(lane, 31);
  multiply(lane, PRIME1);
}

const STRIPE_BYTES = 32;

/** Takes data in pieces; `low32` ends it. */
export class XxHash64 {
  private readonly lanes = [word(0, 0), word(0, 0), word(0, 0), word(0, 0)] as const;
  private readonly rest = new Uint8Array(STRIPE_BYTES);
  private restLength = 0;
  private length = 0;

  constructor() {
    const [a, b, , d] = this.lanes;
    for (const lane of [a, b]) add(lane, PRIME2.high, PRIME2.low);
    add(a, PRIME1.high, PRIME1.low);
    add(d, ~PRIME1.high >>> 0, ~PRIME1.low >>> 0);
    add(d, 0, 1);
  }

  update(bytes: Uint8Array): void {
    this.length += bytes.length;
    let at = 0;
    if (this.restLength > 0) {
      at = Math.min(STRIPE_BYTES - this.restLength, bytes.length);
      this.rest.set(bytes.subarray(0, at), this.restLength);
      this.restLength += at;
      if (this.restLength < STRIPE_BYTES) return;
      this.stripe(this.rest, 0);
      this.restLength = 0;
    }
    for (; at + STRIPE_BYTES <= bytes.length; at += STRIPE_BYTES) this.stripe(bytes, at);
    this.rest.set(bytes.subarray(at));
    this.restLength = bytes.length - at;
  }

  private stripe(bytes: Uint8Array, at: number): void {
    for (let i = 0; i < 4; i++)
      round(this.lanes[i]!, little(bytes, at + 8 * i + 4), little(bytes, at + 8 * i));
  }

  low32(): number {
    const hash = word(0, 0);
    if (this.length >= STRIPE_BYTES) this.merge(hash);
    else add(hash, PRIME5.high, PRIME5.low);
    add(hash, Math.floor(this.length / 2 ** 32), this.length >>> 0);
    this.tail(hash);
    shiftXor(hash, 33);
    multiply(hash, PRIME2);
    shiftXor(hash, 29);
    multiply(hash, PRIME3);
    shiftXor(hash, 32);
    return hash.low;
  }

  private merge(hash: Word): void {
    const turns = [1, 7, 12, 18];
    this.lanes.forEach((lane, i) => {
      const turned = word(lane.high, lane.low);
      rotate(turned, turns[i]!);
      add(hash, turned.high, turned.low);
    });
    for (const lane of this.lanes) {
      const input = word(0, 0);
      round(input, lane.high, lane.low);
      hash.high = (hash.high ^ input.high) >>> 0;
      hash.low = (hash.low ^ input.low) >>> 0;
      multiply(hash, PRIME1);
      add(hash, PRIME4.high, PRIME4.low);
    }
  }

  private tail(hash: Word): void {
    const { rest, restLength } = this;
    const mix = (input: Word, turn: number, by: Word) => {
      hash.high = (hash.high ^ input.high) >>> 0;
      hash.low = (hash.low ^ input.low) >>> 0;
      rotate(hash, turn);
      multiply(hash, by);
    };
    let at = 0;
    for (; at + 8 <= restLength; at += 8) {
      const input = word(0, 0);
      round(input, little(rest, at + 4), little(rest, at));
      mix(input, 27, PRIME1);
      add(hash, PRIME4.high, PRIME4.low);
    }
    if (at + 4 <= restLength) {
      const input = word(0, little(rest, at));
      multiply(input, PRIME1);
      mix(input, 23, PRIME2);
      add(hash, PRIME3.high, PRIME3.low);
      at += 4;
    }
    for (; at < restLength; at++) {
      const input = word(0, rest[at]!);
      multiply(input, PRIME5);
      mix(input, 11, PRIME1);
    }
  }
}

const little = (bytes: Uint8Array, at: number): number =>
  (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
