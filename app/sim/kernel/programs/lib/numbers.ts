/** Numbers as busybox reads and shows them. */
import type { Call } from "../../abi/call";
import type { Io } from "./io";

export type Suffixes = Readonly<Record<string, number>>;

/** b, k, m as in head -c. */
export const BKM_SUFFIXES: Suffixes = { b: 512, k: 1024, m: 1048576 };

/** c, w, b, kB, K, MB, M … as in dd, truncate, tail. */
export const CWBKMG_SUFFIXES: Suffixes = {
  c: 1,
  w: 2,
  b: 512,
  kB: 1000,
  kD: 1000,
  k: 1024,
  KB: 1000,
  KD: 1000,
  K: 1024,
  MB: 1000000,
  MD: 1000000,
  M: 1048576,
  m: 1048576,
  GB: 1000000000,
  GD: 1000000000,
  G: 1073741824,
};

export const KMG_SUFFIXES: Suffixes = {
  KB: 1000,
  k: 1024,
  K: 1024,
  MB: 1000000,
  m: 1048576,
  M: 1048576,
  GB: 1000000000,
  g: 1073741824,
  G: 1073741824,
};

/** A number with an optional suffix; undefined where it is none. Decimal only, as xatou's base 10. */
export function parseNumber(text: string, suffixes: Suffixes = {}, signed = false): number | undefined {
  const match = /^(-?)([0-9]+)([a-zA-Z]*)$/.exec(text);
  if (match === null || (match[1] === "-" && !signed)) return undefined;
  const [, sign, digits, suffix] = match;
  const factor = suffix === "" ? 1 : Object.hasOwn(suffixes, suffix!) ? suffixes[suffix!]! : undefined;
  if (factor === undefined) return undefined;
  const value = Number(digits) * factor;
  return sign === "-" ? -value : value;
}

/** xatou and its like: dies with "invalid number 'x'", or where out of range "number x is not in a..b range". */
export function* number(
  io: Io,
  text: string,
  { suffixes = {}, min = 0, max = Infinity }: { suffixes?: Suffixes; min?: number; max?: number } = {},
): Call<number> {
  const value = parseNumber(text, suffixes, min < 0);
  if (value === undefined) return yield* io.die(`invalid number '${text}'`);
  if (value < min || value > max) return yield* io.die(`number ${text} is not in ${min}..${max} range`);
  return value;
}

/** make_human_readable_str without a display unit: 1024-based, one decimal below 10 units. "0", "1023", "1.0K", "12.5M". */
export function humanSize(size: number, blockSize = 1): string {
  const units = ["", "K", "M", "G", "T", "P", "E"];
  let value = size * blockSize;
  let unit = 0;
  let tenths = 0;
  while (value >= 1024 && unit < units.length - 1) {
    tenths = Math.trunc(((value % 1024) * 10 + 512) / 1024);
    value = Math.trunc(value / 1024);
    unit++;
  }
  if (tenths >= 10) {
    value++;
    tenths = 0;
  }
  return unit === 0 ? String(value) : `${value}.${tenths}${units[unit]!}`;
}

/** A size divided by a unit, rounded half up, as df and du print blocks. */
export function inUnits(bytes: number, unit: number): number {
  return Math.trunc((bytes + unit / 2) / unit);
}
