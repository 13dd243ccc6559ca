/** The sequences section of a compressed block: copies from what was already written (RFC 8878, 3.1.1.3.2). */
import { BackwardBits } from "./backward-bits";
import { buildFseTable, type FseTable, oneSymbol, readFseTable } from "./fse";
import { ZstdError } from "./zstd-error";

/** Kept from block to block of a frame. */
export interface SequenceTables {
  literalLengths: FseTable | undefined;
  offsets: FseTable | undefined;
  matchLengths: FseTable | undefined;
}

export interface SequenceReader {
  readonly count: number;
  /** Calls `each` for every sequence; the offset value is as coded (1..3 are repeats). */
  forEach(each: (literalLength: number, matchLength: number, offsetValue: number) => void): void;
}

/** Bits after a code, and the base they are added to (RFC 8878, tables 16 and 17). */
export interface Codes {
  readonly bits: readonly number[];
  readonly bases: readonly number[];
}

const repeated = (value: number, count: number): number[] => new Array<number>(count).fill(value);

function codes(first: number, bits: readonly number[]): Codes {
  let base = first;
  const bases = bits.map((width) => {
    const start = base;
    base += 1 << width;
    return start;
  });
  return { bits, bases };
}

export const LITERAL_LENGTHS = codes(0, [
  ...repeated(0, 16),
  1,
  1,
  1,
  1,
  2,
  2,
  3,
  3,
  4,
  6,
  7,
  8,
  9,
  10,
  11,
  12,
  13,
  14,
  15,
  16,
]);
export const MATCH_LENGTHS = codes(3, [
  ...repeated(0, 32),
  1,
  1,
  1,
  1,
  2,
  2,
  3,
  3,
  4,
  4,
  5,
  7,
  8,
  9,
  10,
  11,
  12,
  13,
  14,
  15,
  16,
]);
/** Offsets above this would need a window of more than 1 GiB. */
const MAX_OFFSET_CODE = 30;

/** The predefined distributions (RFC 8878, 3.1.1.3.2.2). */
export const DEFAULT_LITERAL_LENGTHS = buildFseTable(
  [
    4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1, -1,
    -1, -1,
  ],
  6,
);
export const DEFAULT_MATCH_LENGTHS = buildFseTable(
  [1, 4, 3, 2, 2, 2, 2, 2, 2, ...repeated(1, 37), ...repeated(-1, 7)],
  6,
);
export const DEFAULT_OFFSETS = buildFseTable(
  [1, 1, 1, 1, 1, 1, 2, 2, 2, ...repeated(1, 15), ...repeated(-1, 5)],
  5,
);

/** Reads the section's head and tables at `at`; `tables` are changed for later blocks. */
export function readSequences(
  bytes: Uint8Array,
  at: number,
  end: number,
  tables: SequenceTables,
): SequenceReader {
  const cut = () => new ZstdError("a block's sequences are cut off", at);
  const byte = (place: number): number => {
    if (place >= end) throw cut();
    return bytes[place]!;
  };
  const first = byte(at);
  if (first === 0) {
    if (at + 1 !== end) throw new ZstdError("bytes behind a block without sequences", at);
    return { count: 0, forEach: () => undefined };
  }
  const count =
    first < 128
      ? first
      : first < 255
        ? ((first - 128) << 8) + byte(at + 1)
        : byte(at + 1) + (byte(at + 2) << 8) + 0x7f00;
  let place = at + (first < 128 ? 1 : first < 255 ? 2 : 3);
  const modes = byte(place++);
  if (modes & 3) throw new ZstdError("reserved bits are set in a block's sequences", at);
  const table = (
    mode: number,
    predefined: FseTable,
    before: FseTable | undefined,
    maxLog: number,
    maxSymbol: number,
  ): FseTable => {
    if (mode === 0) return predefined;
    if (mode === 1) {
      const symbol = byte(place++);
      if (symbol > maxSymbol) throw new ZstdError(`the code ${symbol}, over ${maxSymbol}`, place);
      return oneSymbol(symbol);
    }
    if (mode === 2) {
      const [read, behind] = readFseTable(bytes, place, end, maxLog, maxSymbol);
      place = behind;
      return read;
    }
    if (before === undefined) throw new ZstdError("sequences that reuse a table where none was", at);
    return before;
  };
  const literalLengths = table(modes >> 6, DEFAULT_LITERAL_LENGTHS, tables.literalLengths, 9, 35);
  const offsets = table((modes >> 4) & 3, DEFAULT_OFFSETS, tables.offsets, 8, 31);
  const matchLengths = table((modes >> 2) & 3, DEFAULT_MATCH_LENGTHS, tables.matchLengths, 9, 52);
  Object.assign(tables, { literalLengths, offsets, matchLengths });
  const bits = new BackwardBits(bytes, place, end);
  return { count, forEach: (each) => decode(bits, count, literalLengths, offsets, matchLengths, at, each) };
}

function decode(
  bits: BackwardBits,
  count: number,
  literalLengths: FseTable,
  offsets: FseTable,
  matchLengths: FseTable,
  at: number,
  each: (literalLength: number, matchLength: number, offsetValue: number) => void,
): void {
  let literalState = bits.take(literalLengths.accuracyLog);
  let offsetState = bits.take(offsets.accuracyLog);
  let matchState = bits.take(matchLengths.accuracyLog);
  for (let i = 0; i < count; i++) {
    const literalCode = literalLengths.symbols[literalState]!;
    const matchCode = matchLengths.symbols[matchState]!;
    const offsetCode = offsets.symbols[offsetState]!;
    if (offsetCode > MAX_OFFSET_CODE) throw new ZstdError(`the offset code ${offsetCode}`, at);
    const offsetValue = 2 ** offsetCode + bits.takeLong(offsetCode);
    const matchLength = MATCH_LENGTHS.bases[matchCode]! + bits.take(MATCH_LENGTHS.bits[matchCode]!);
    const literalLength = LITERAL_LENGTHS.bases[literalCode]! + bits.take(LITERAL_LENGTHS.bits[literalCode]!);
    if (bits.left < 0) break;
    each(literalLength, matchLength, offsetValue);
    if (i === count - 1) break;
    literalState = literalLengths.bases[literalState]! + bits.take(literalLengths.bits[literalState]!);
    matchState = matchLengths.bases[matchState]! + bits.take(matchLengths.bits[matchState]!);
    offsetState = offsets.bases[offsetState]! + bits.take(offsets.bits[offsetState]!);
  }
  if (bits.left !== 0) throw new ZstdError("a block's sequences do not end where they should", at);
}
