/** Values of awk: numbers, strings, strings from the input that look like numbers, and arrays in busybox's order. */
import { formatFloat } from "../../lib/printf";

/** A string from the input that is a number too. */
export class NumericString {
  constructor(
    readonly text: string,
    readonly value: number,
  ) {}
}

export type Scalar = number | string | NumericString | undefined;

const NUMBER =
  /^[\t-\r ]*([-+]?(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|inf(?:inity)?|nan))/i;

/** "0x1f" and "017" are read as C reads them; undefined for other texts. */
function hexOrOctal(text: string): number | undefined {
  const match = /^0(?:[xX]([0-9a-fA-F]+)|([0-7]*)(?=\d|$|[^\d.eE]))/.exec(text);
  if (match === null || text.length < 2 || !/^0[xX\d]/.test(text)) return undefined;
  if (match[1] !== undefined) return Number.parseInt(match[1], 16);
  return Number.parseInt(match[2] || "0", 8);
}

/** strtod. */
export function leadingNumber(text: string): number {
  const code = text.charCodeAt(0);
  if (code === 48) {
    const special = hexOrOctal(text);
    if (special !== undefined) return special;
  }
  if (text.length <= 15 && code >= 48 && code <= 57 && /^\d+$/.test(text)) return Number(text);
  const match = NUMBER.exec(text);
  return match === null ? 0 : convert(match[1]!);
}

function convert(word: string): number {
  const lower = word.toLowerCase();
  const negative = lower.startsWith("-");
  const body = lower.replace(/^[-+]/, "");
  const value = body.startsWith("inf") ? Infinity : body === "nan" ? Number.NaN : Number(body);
  return negative ? -value : value;
}

/** A field or other input: a number as well where all of it is one. */
export function fromInput(text: string): Scalar {
  const code = text.charCodeAt(0);
  if (code > 57 && code !== 73 && code !== 105 && code !== 78 && code !== 110) return text;
  const match = NUMBER.exec(text);
  if (match === null || !/^[\t-\r ]*$/.test(text.slice(match[0].length))) return text;
  return new NumericString(text, code === 48 ? leadingNumber(text) : convert(match[1]!));
}

export function toNumber(value: Scalar): number {
  if (typeof value === "number") return value;
  if (value === undefined) return 0;
  return typeof value === "string" ? leadingNumber(value) : value.value;
}

export function toBoolean(value: Scalar): boolean {
  if (typeof value === "number") return value !== 0;
  if (value === undefined) return false;
  return typeof value === "string" ? value !== "" : value.value !== 0;
}

/** A number as text: integers as such, others by CONVFMT or OFMT. */
export function numberText(value: number, format: string): string {
  if (Number.isInteger(value) && Math.abs(value) < 2 ** 63) {
    return Math.abs(value) < 1e21 && Math.abs(value) <= Number.MAX_SAFE_INTEGER
      ? String(value === 0 ? 0 : value)
      : String(BigInt(value));
  }
  const match = /^%([-+ #0]*)(\d*)(?:\.(\d+))?([eEfFgG])$/.exec(format);
  const conversion =
    match === null
      ? { flags: "", width: 0, precision: 6, letter: "g" }
      : {
          flags: match[1]!,
          width: Number(match[2] || 0),
          precision: match[3] === undefined ? -1 : Number(match[3]),
          letter: match[4]!,
        };
  return formatFloat(value, conversion);
}

const FIRST_SIZE = 61;
const SIZES = [251, 1021, 4093, 16381, 65521];
/** Elements a bucket may have on average. */
const LOAD = 10;

function hash(name: string): number {
  let index = 0;
  for (let i = 0; i < name.length; i++) {
    const code = (name.charCodeAt(i) << 24) >> 24;
    index = (code + (index << 6) - index) >>> 0;
  }
  return index;
}

/** Bytes that a value holds beside its cell. */
export function heldBytes(value: Scalar): number {
  if (typeof value === "string") return value.length;
  return value instanceof NumericString ? value.text.length : 0;
}

/** An element without its name and value: busybox's hash_item. */
const CELL_BYTES = 40;

/** An associative array. "for in" goes through it as busybox's hash table lies in memory. */
export class AwkArray {
  private readonly cells = new Map<string, Scalar>();
  private buckets: string[][] = [];
  private size = FIRST_SIZE;
  private growths = 0;

  /** @param keep told how many more bytes the array holds */
  constructor(private readonly keep: (bytes: number) => void) {}

  get length(): number {
    return this.cells.size;
  }

  get(name: string): Scalar {
    if (!this.cells.has(name)) this.set(name, undefined);
    return this.cells.get(name);
  }

  has(name: string): boolean {
    return this.cells.has(name);
  }

  set(name: string, value: Scalar): void {
    if (!this.cells.has(name)) {
      if (Math.trunc((this.cells.size + 1) / this.size) > LOAD) this.grow();
      this.insert(name);
      this.keep(CELL_BYTES + name.length);
    }
    this.keep(heldBytes(value) - heldBytes(this.cells.get(name)));
    this.cells.set(name, value);
  }

  private insert(name: string): void {
    const index = hash(name) % this.size;
    const bucket = this.buckets[index];
    if (bucket === undefined) this.buckets[index] = [name];
    else bucket.push(name);
  }

  private grow(): void {
    const size = SIZES[this.growths];
    if (size === undefined) return;
    this.growths++;
    const names = this.keys();
    this.size = size;
    this.buckets = [];
    for (const name of names) this.insert(name);
  }

  delete(name: string): void {
    if (!this.cells.has(name)) return;
    this.keep(-CELL_BYTES - name.length - heldBytes(this.cells.get(name)));
    this.cells.delete(name);
    const index = hash(name) % this.size;
    this.buckets[index] = this.buckets[index]!.filter((other) => other !== name);
  }

  clear(): void {
    for (const [name, value] of this.cells) this.keep(-CELL_BYTES - name.length - heldBytes(value));
    this.cells.clear();
    this.buckets = [];
  }

  /** Bucket by bucket, the newest of each first. */
  keys(): string[] {
    const names: string[] = [];
    for (let i = 0; i < this.size; i++) {
      const bucket = this.buckets[i];
      if (bucket !== undefined) for (let j = bucket.length - 1; j >= 0; j--) names.push(bucket[j]!);
    }
    return names;
  }
}

/** musl's rand(): a 64-bit linear congruence of which the upper 31 bits are the number. */
export class MuslRandom {
  private state: bigint;

  constructor(seed: number) {
    this.state = BigInt((seed - 1) >>> 0);
  }

  private next(): number {
    this.state = BigInt.asUintN(64, 6364136223846793005n * this.state + 1n);
    return Number(this.state >> 33n);
  }

  /** As busybox makes it: three numbers, of which the last has the upper bits. In [0, 1). */
  fraction(): number {
    const lowest = this.next();
    const low = this.next();
    return (this.next() + (low / 2 + lowest / 4) / 2 ** 31) / 2 ** 31;
  }
}
