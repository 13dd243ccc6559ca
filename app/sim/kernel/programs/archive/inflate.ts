/**
 * Inflate (RFC 1951) as busybox does it: what was decoded before damage is kept, and the place where the data ended is known, because
 * gzip's members follow each other without a length.
 */

export interface Inflated {
  /** What came out, up to the damage if there is any. */
  readonly data: Uint8Array;
  /** The first byte after the compressed data. */
  readonly end: number;
  readonly problem: "damaged" | "short" | undefined;
}

const LENGTH_BASE = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195,
  227, 258,
];
const LENGTH_EXTRA = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const DISTANCE_BASE = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097,
  6145, 8193, 12289, 16385, 24577,
];
const DISTANCE_EXTRA = [
  0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
];
const CODE_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const MAX_BITS = 15;

/** Codes of each length, and the symbols in order of their codes. */
interface Code {
  readonly counts: Uint16Array;
  readonly symbols: Uint16Array;
}

class Problem {
  constructor(readonly kind: "damaged" | "short") {}
}

function codeOf(lengths: readonly number[]): Code {
  const counts = new Uint16Array(MAX_BITS + 1);
  for (const length of lengths) counts[length]!++;
  let left = 1;
  for (let bits = 1; bits <= MAX_BITS; bits++) {
    left = left * 2 - counts[bits]!;
    if (left < 0) throw new Problem("damaged");
  }
  const offsets = new Uint16Array(MAX_BITS + 2);
  for (let bits = 1; bits <= MAX_BITS; bits++) offsets[bits + 1] = offsets[bits]! + counts[bits]!;
  const symbols = new Uint16Array(lengths.length);
  for (const [symbol, length] of lengths.entries()) if (length > 0) symbols[offsets[length]!++] = symbol;
  counts[0] = 0;
  return { counts, symbols };
}

const run = (length: number, count: number): number[] => new Array<number>(count).fill(length);
const FIXED_LENGTHS = codeOf([...run(8, 144), ...run(9, 112), ...run(7, 24), ...run(8, 8)]);
const FIXED_DISTANCES = codeOf(run(5, 30));

class Inflater {
  private out = new Uint8Array(1024);
  private size = 0;
  private held = 0;
  private count = 0;

  constructor(
    private readonly source: Uint8Array,
    private at: number,
  ) {}

  run(): Inflated {
    let problem: Inflated["problem"];
    try {
      for (let last = false; !last; ) {
        last = this.bits(1) === 1;
        const type = this.bits(2);
        if (type === 0) this.stored();
        else if (type === 1) this.block(FIXED_LENGTHS, FIXED_DISTANCES);
        else if (type === 2) this.dynamic();
        else throw new Problem("damaged");
      }
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      problem = error.kind;
    }
    return { data: this.out.subarray(0, this.size), end: this.at, problem };
  }

  private bits(wanted: number): number {
    while (this.count < wanted) {
      const byte = this.source[this.at];
      if (byte === undefined) throw new Problem("short");
      this.at++;
      this.held |= byte << this.count;
      this.count += 8;
    }
    const value = this.held & ((1 << wanted) - 1);
    this.held >>>= wanted;
    this.count -= wanted;
    return value;
  }

  private room(bytes: number): void {
    if (this.size + bytes <= this.out.length) return;
    const larger = new Uint8Array(Math.max(this.out.length * 2, this.size + bytes));
    larger.set(this.out.subarray(0, this.size));
    this.out = larger;
  }

  private stored(): void {
    this.held = 0;
    this.count = 0;
    const length = this.bits(16);
    if (this.bits(16) !== (~length & 0xffff)) throw new Problem("damaged");
    const data = this.source.subarray(this.at, this.at + length);
    this.room(data.length);
    this.out.set(data, this.size);
    this.size += data.length;
    this.at += data.length;
    if (data.length < length) throw new Problem("short");
  }

  private symbol({ counts, symbols }: Code): number {
    let code = 0;
    let first = 0;
    let index = 0;
    for (let length = 1; length <= MAX_BITS; length++) {
      code |= this.bits(1);
      const count = counts[length]!;
      if (code - count < first) return symbols[index + code - first]!;
      index += count;
      first = (first + count) << 1;
      code <<= 1;
    }
    throw new Problem("damaged");
  }

  private dynamic(): void {
    const literals = this.bits(5) + 257;
    const distances = this.bits(5) + 1;
    const codes = this.bits(4) + 4;
    if (literals > 286 || distances > 30) throw new Problem("damaged");
    const order = run(0, 19);
    for (let i = 0; i < codes; i++) order[CODE_ORDER[i]!] = this.bits(3);
    const lengthCode = codeOf(order);
    const lengths: number[] = [];
    while (lengths.length < literals + distances) {
      const symbol = this.symbol(lengthCode);
      if (symbol < 16) lengths.push(symbol);
      else if (symbol === 16) {
        const previous = lengths.at(-1);
        if (previous === undefined) throw new Problem("damaged");
        lengths.push(...run(previous, 3 + this.bits(2)));
      } else lengths.push(...run(0, symbol === 17 ? 3 + this.bits(3) : 11 + this.bits(7)));
    }
    if (lengths.length > literals + distances) throw new Problem("damaged");
    this.block(codeOf(lengths.slice(0, literals)), codeOf(lengths.slice(literals)));
  }

  private block(literals: Code, distances: Code): void {
    for (;;) {
      const symbol = this.symbol(literals);
      if (symbol === 256) return;
      if (symbol < 256) {
        this.room(1);
        this.out[this.size++] = symbol;
        continue;
      }
      const base = LENGTH_BASE[symbol - 257];
      if (base === undefined) throw new Problem("damaged");
      const length = base + this.bits(LENGTH_EXTRA[symbol - 257]!);
      const far = this.symbol(distances);
      if (far >= DISTANCE_BASE.length) throw new Problem("damaged");
      const distance = DISTANCE_BASE[far]! + this.bits(DISTANCE_EXTRA[far]!);
      if (distance > this.size) throw new Problem("damaged");
      this.room(length);
      for (let i = 0; i < length; i++) this.out[this.size + i] = this.out[this.size + i - distance]!;
      this.size += length;
    }
  }
}

/** Inflates the data that begins at `at`. */
export function inflate(source: Uint8Array, at = 0): Inflated {
  return new Inflater(source, at).run();
}
