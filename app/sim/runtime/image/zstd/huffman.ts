/** Huffman-coded literals of zstd (RFC 8878, 4.2). */
import { BackwardBits } from "./backward-bits";
import { readFseTable } from "./fse";
import { ZstdError } from "./zstd-error";

/** The next `maxBits` bits to symbol and the bits it really takes. */
export interface HuffmanTable {
  readonly maxBits: number;
  readonly symbols: Uint8Array;
  readonly lengths: Uint8Array;
}

const MAX_BITS = 11;
const WEIGHT_ACCURACY_LOG = 6;

/** Reads a tree's description at `at`; gives the table and the place behind it. */
export function readHuffmanTable(
  bytes: Uint8Array,
  at: number,
  end: number,
): readonly [HuffmanTable, number] {
  if (at >= end) throw new ZstdError("a Huffman table is cut off", at);
  const head = bytes[at]!;
  const first = at + 1;
  const direct = head >= 128;
  const behind = first + (direct ? (head - 126) >> 1 : head);
  if (behind > end) throw new ZstdError("a Huffman table is cut off", at);
  const weights = direct ? directWeights(bytes, first, head - 127) : fseWeights(bytes, first, behind);
  return [buildTable(weights, at), behind];
}

function directWeights(bytes: Uint8Array, at: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => (bytes[at + (i >> 1)]! >> (i & 1 ? 0 : 4)) & 15);
}

function fseWeights(bytes: Uint8Array, at: number, end: number): number[] {
  const [table, streamStart] = readFseTable(bytes, at, end, WEIGHT_ACCURACY_LOG, 12);
  const bits = new BackwardBits(bytes, streamStart, end);
  const weights: number[] = [];
  const states = [bits.take(table.accuracyLog), bits.take(table.accuracyLog)];
  if (bits.left < 0) throw new ZstdError("a Huffman table is cut off", at);
  for (let turn = 0; ; turn ^= 1) {
    const state = states[turn]!;
    weights.push(table.symbols[state]!);
    if (weights.length > 254) throw new ZstdError("a Huffman table with too many symbols", at);
    states[turn] = table.bases[state]! + bits.take(table.bits[state]!);
    if (bits.left >= 0) continue;
    weights.push(table.symbols[states[turn ^ 1]!]!);
    return weights;
  }
}

function buildTable(weights: number[], at: number): HuffmanTable {
  let sum = 0;
  for (const weight of weights) {
    if (weight > MAX_BITS) throw new ZstdError(`a Huffman weight of ${weight}, over ${MAX_BITS}`, at);
    if (weight > 0) sum += 1 << (weight - 1);
  }
  if (sum === 0) throw new ZstdError("a Huffman table without symbols", at);
  const maxBits = 32 - Math.clz32(sum);
  const missing = (1 << maxBits) - sum;
  if (maxBits > MAX_BITS || (missing & (missing - 1)) !== 0)
    throw new ZstdError("a Huffman table that does not add up", at);
  weights.push(32 - Math.clz32(missing));
  const symbols = new Uint8Array(1 << maxBits);
  const lengths = new Uint8Array(1 << maxBits);
  let position = 0;
  for (let weight = 1; weight <= maxBits; weight++) {
    weights.forEach((of, symbol) => {
      if (of !== weight) return;
      const span = 1 << (weight - 1);
      symbols.fill(symbol, position, position + span);
      lengths.fill(maxBits + 1 - weight, position, position + span);
      position += span;
    });
  }
  return { maxBits, symbols, lengths };
}

/** Decodes one stream, which must fill `output` and end exactly at its beginning. */
export function decodeHuffman(
  table: HuffmanTable,
  bytes: Uint8Array,
  start: number,
  end: number,
  output: Uint8Array,
): void {
  const bits = new BackwardBits(bytes, start, end);
  const { maxBits, symbols, lengths } = table;
  for (let i = 0; i < output.length; i++) {
    const code = bits.peek(maxBits);
    output[i] = symbols[code]!;
    bits.left -= lengths[code]!;
  }
  if (bits.left !== 0) throw new ZstdError("a stream of literals of the wrong length", start);
}
