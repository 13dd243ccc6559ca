/** Finite state entropy tables of zstd (RFC 8878, 4.1). */
import { ZstdError } from "./zstd-error";

/** State to symbol, bits to read, and the base they are added to for the next state. */
export interface FseTable {
  readonly accuracyLog: number;
  readonly symbols: Uint8Array;
  readonly bits: Uint8Array;
  readonly bases: Uint16Array;
}

/** A table that always gives one symbol and reads no bits. */
export const oneSymbol = (symbol: number): FseTable => ({
  accuracyLog: 0,
  symbols: Uint8Array.of(symbol),
  bits: Uint8Array.of(0),
  bases: Uint16Array.of(0),
});

/** The decoding table of a distribution; -1 stands for "less than one". */
export function buildFseTable(counts: readonly number[], accuracyLog: number): FseTable {
  const size = 1 << accuracyLog;
  const symbols = new Uint8Array(size);
  const next = [...counts];
  let last = size - 1;
  counts.forEach((count, symbol) => {
    if (count !== -1) return;
    symbols[last--] = symbol;
    next[symbol] = 1;
  });
  const step = (size >> 1) + (size >> 3) + 3;
  let position = 0;
  counts.forEach((count, symbol) => {
    for (let i = 0; i < count; i++) {
      symbols[position] = symbol;
      do position = (position + step) & (size - 1);
      while (position > last);
    }
  });
  const bits = new Uint8Array(size);
  const bases = new Uint16Array(size);
  for (let state = 0; state < size; state++) {
    const count = next[symbols[state]!]!++;
    const width = accuracyLog - (31 - Math.clz32(count));
    bits[state] = width;
    bases[state] = (count << width) - size;
  }
  return { accuracyLog, symbols, bits, bases };
}

/** Reads a table's description at `at`; gives the table and the place behind it. */
export function readFseTable(
  bytes: Uint8Array,
  at: number,
  end: number,
  maxLog: number,
  maxSymbol: number,
): readonly [FseTable, number] {
  let bit = at * 8;
  const peek = (count: number): number => {
    const byte = bit >> 3;
    if (byte >= end) throw new ZstdError("an entropy table is cut off", at);
    const word = bytes[byte]! | ((bytes[byte + 1] ?? 0) << 8) | ((bytes[byte + 2] ?? 0) << 16);
    return (word >> (bit & 7)) & ((1 << count) - 1);
  };
  const take = (count: number): number => {
    const value = peek(count);
    bit += count;
    return value;
  };
  const accuracyLog = take(4) + 5;
  if (accuracyLog > maxLog)
    throw new ZstdError(`an entropy table of accuracy ${accuracyLog}, over ${maxLog}`, at);
  const counts: number[] = [];
  let remaining = (1 << accuracyLog) + 1;
  while (remaining > 1) {
    if (counts.length > maxSymbol) throw new ZstdError("an entropy table with too many symbols", at);
    // Values below `spare` are written with one bit less.
    const width = 32 - Math.clz32(remaining);
    const spare = (1 << width) - 1 - remaining;
    let value = peek(width);
    const short = value & ((1 << (width - 1)) - 1);
    if (short < spare) {
      value = short;
      bit += width - 1;
    } else {
      if (value >= 1 << (width - 1)) value -= spare;
      bit += width;
    }
    const count = value - 1;
    remaining -= Math.abs(count);
    counts.push(count);
    if (count !== 0) continue;
    for (let repeat = 3; repeat === 3; ) {
      repeat = take(2);
      for (let i = 0; i < repeat; i++) counts.push(0);
      if (counts.length > maxSymbol + 1) throw new ZstdError("an entropy table with too many symbols", at);
    }
  }
  const behind = (bit + 7) >> 3;
  if (remaining !== 1 || behind > end) throw new ZstdError("an entropy table that does not add up", at);
  return [buildFseTable(counts, accuracyLog), behind];
}
