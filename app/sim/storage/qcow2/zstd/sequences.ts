/** Writes the sequences section of a block with the predefined tables (RFC 8878, 3.1.1.3.2): the reader's counterpart. */
import { concatenate } from "../../../runtime/image/bytes";
import type { FseTable } from "../../../runtime/image/zstd/fse";
import {
  type Codes,
  DEFAULT_LITERAL_LENGTHS,
  DEFAULT_MATCH_LENGTHS,
  DEFAULT_OFFSETS,
  LITERAL_LENGTHS,
  MATCH_LENGTHS,
} from "../../../runtime/image/zstd/sequences";
import { BitWriter } from "./bit-writer";
import type { Match } from "./matches";

/** For each symbol and the state that follows: the state before it. */
type Inverse = ReadonlyMap<number, Uint8Array>;

function inverseOf(table: FseTable): Inverse {
  const inverse = new Map<number, Uint8Array>();
  table.symbols.forEach((symbol, state) => {
    const before = inverse.get(symbol) ?? new Uint8Array(table.symbols.length);
    const base = table.bases[state]!;
    before.fill(state, base, base + (1 << table.bits[state]!));
    inverse.set(symbol, before);
  });
  return inverse;
}

/** Codes one kind of number backwards, as the states of the reader run. */
class Coder {
  private state: number | undefined;

  constructor(
    private readonly table: FseTable,
    private readonly inverse: Inverse,
  ) {}

  step(code: number, bits: BitWriter): void {
    const next = this.state;
    this.state = this.inverse.get(code)![next ?? 0]!;
    if (next !== undefined) bits.write(next - this.table.bases[this.state]!, this.table.bits[this.state]!);
  }

  end(bits: BitWriter): void {
    bits.write(this.state!, this.table.accuracyLog);
  }
}

const INVERSES = {
  literals: inverseOf(DEFAULT_LITERAL_LENGTHS),
  offsets: inverseOf(DEFAULT_OFFSETS),
  matches: inverseOf(DEFAULT_MATCH_LENGTHS),
};

/** The last code whose base is not above the value. */
function codeOf({ bases }: Codes, value: number): number {
  let code = bases.length - 1;
  while (bases[code]! > value) code--;
  return code;
}

/** The three distances that can be told by number, in the order in which a reader has them (RFC 8878, 3.1.1.5). */
export type Repeats = [number, number, number];

/** How an offset is told after `literals` bytes, and what that does to the distances that can be repeated. */
function offsetValue({ literals, distance }: Match, repeats: Repeats): number {
  const known = literals === 0 ? -1 : repeats.indexOf(distance);
  if (known !== 0) {
    if (known !== 1) repeats[2] = repeats[1];
    repeats[1] = repeats[0];
    repeats[0] = distance;
  }
  return known < 0 ? distance + 3 : known + 1;
}

function head(count: number): number[] {
  if (count < 128) return [count];
  if (count < 0x7f00) return [(count >> 8) + 128, count & 0xff];
  return [255, (count - 0x7f00) & 0xff, (count - 0x7f00) >> 8];
}

export function writeSequences(matches: readonly Match[], repeats: Repeats): Uint8Array {
  if (matches.length === 0) return Uint8Array.of(0);
  const values = matches.map((match) => offsetValue(match, repeats));
  const bits = new BitWriter();
  const literals = new Coder(DEFAULT_LITERAL_LENGTHS, INVERSES.literals);
  const offsets = new Coder(DEFAULT_OFFSETS, INVERSES.offsets);
  const lengths = new Coder(DEFAULT_MATCH_LENGTHS, INVERSES.matches);
  for (let i = matches.length - 1; i >= 0; i--) {
    const match = matches[i]!;
    const literalCode = codeOf(LITERAL_LENGTHS, match.literals);
    const matchCode = codeOf(MATCH_LENGTHS, match.length);
    const offsetCode = 31 - Math.clz32(values[i]!);
    offsets.step(offsetCode, bits);
    lengths.step(matchCode, bits);
    literals.step(literalCode, bits);
    bits.write(match.literals - LITERAL_LENGTHS.bases[literalCode]!, LITERAL_LENGTHS.bits[literalCode]!);
    bits.write(match.length - MATCH_LENGTHS.bases[matchCode]!, MATCH_LENGTHS.bits[matchCode]!);
    bits.write(values[i]! - 2 ** offsetCode, offsetCode);
  }
  lengths.end(bits);
  offsets.end(bits);
  literals.end(bits);
  return concatenate([Uint8Array.from([...head(matches.length), 0]), bits.finish()]);
}
