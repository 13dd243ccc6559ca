/** Numbers as the kernel reads them from what programs write: kstrto*, memparse, and lists of cores. */
import { SysError } from "../abi/errno";

const U64 = 1n << 64n;

/** strstrip: blanks and newlines around the text go. */
export function stripped(text: string): string {
  return text.replace(/^[ \t\n\v\f\r]+|[ \t\n\v\f\r]+$/g, "");
}

/** The kernel sees a text to its first NUL. */
export function untilNul(text: string): string {
  const end = text.indexOf("\0");
  return end < 0 ? text : text.slice(0, end);
}

/** Digits in base 10, or with 0x or 0 in front in base 16 or 8. undefined: there are none, or others follow. */
function digits(text: string): bigint | undefined {
  if (/^0[xX][0-9a-fA-F]+$/.test(text)) return BigInt(text);
  if (/^0[0-7]*$/.test(text)) return text === "0" ? 0n : BigInt(`0o${text.slice(1)}`);
  if (/^[1-9][0-9]*$/.test(text)) return BigInt(text);
  return undefined;
}

/** kstrtoull and kstrtoll: the whole text but for one newline at its end. @throws SysError EINVAL, ERANGE */
function whole(text: string, signed: boolean): bigint {
  const body = text.endsWith("\n") ? text.slice(0, -1) : text;
  const negative = signed && body.startsWith("-");
  const value = digits(negative || body.startsWith("+") ? body.slice(1) : body);
  if (value === undefined) throw new SysError("EINVAL");
  if (value >= U64 || (signed && value > U64 / 2n - (negative ? 0n : 1n))) throw new SysError("ERANGE");
  return negative ? -value : value;
}

/** kstrtoull. Values above 2^53 lose their last digits, which no caller looks at. @throws SysError EINVAL, ERANGE */
export function unsigned64(text: string): number {
  return Number(whole(text, false));
}

/** kstrtoll. @throws SysError EINVAL, ERANGE */
export function signed64(text: string): number {
  return Number(whole(text, true));
}

/** kstrtoint. @throws SysError EINVAL, ERANGE */
export function signed32(text: string): number {
  const value = signed64(text);
  if (value > 0x7fffffff || value < -0x80000000) throw new SysError("ERANGE");
  return value;
}

const SUFFIXES = "KMGTPE";

/** memparse: bytes, with a suffix K to E for powers of 1024; nothing at all is 0. @throws SysError EINVAL for anything behind it */
export function memoryBytes(text: string): bigint {
  const match = /^(0[xX][0-9a-fA-F]+|[0-9]*)([KMGTPEkmgtpe]?)(.*)$/s.exec(text);
  const [, number = "", suffix = "", rest = ""] = match ?? [];
  if (rest !== "") throw new SysError("EINVAL");
  const power = suffix === "" ? 0 : SUFFIXES.indexOf(suffix.toUpperCase()) + 1;
  const value = number === "" ? 0n : digits(number);
  if (value === undefined) throw new SysError("EINVAL");
  return BigInt.asUintN(64, value << BigInt(10 * power));
}

const PAGE_BYTES = 4096n;
/** PAGE_COUNTER_MAX of a 32-bit kernel. */
const MOST_PAGES = 0x7fffffffn;

/** page_counter_memparse: pages, rounded down; `word` ("max") and everything beyond what can be counted is Infinity. @throws SysError EINVAL */
export function memoryPages(text: string, word: string): number {
  if (text === word) return Number.POSITIVE_INFINITY;
  const pages = memoryBytes(text) / PAGE_BYTES;
  return pages >= MOST_PAGES ? Number.POSITIVE_INFINITY : Number(pages);
}

/**
 * bitmap_parselist: "0-3,5", "all", "N" for the last, "0-15:2/4" for 2 of every 4. Ascending, without repeats.
 * @throws SysError EINVAL for what is no list, ERANGE for a number beyond the last, EOVERFLOW for one that is no number
 */
export function numberList(text: string, count: number): number[] {
  const found = new Set<number>();
  for (const part of text.split(/[,\s]+/)) {
    if (part === "") continue;
    for (const number of range(part, count)) found.add(number);
  }
  return [...found].sort((a, b) => a - b);
}

function range(part: string, count: number): number[] {
  if (part === "all") return Array.from({ length: count }, (_, index) => index);
  const match = /^(\d+|N)(?:-(\d+|N))?(?::(\d+)\/(\d+))?$/.exec(part);
  if (match === null) throw new SysError("EINVAL");
  const [, from = "", to, used, group] = match;
  const numberOf = (digitsOrLast: string) => (digitsOrLast === "N" ? count - 1 : Number(digitsOrLast));
  const start = numberOf(from);
  const end = to === undefined ? start : numberOf(to);
  const size = group === undefined ? end - start + 1 : Number(group);
  const most = used === undefined ? size : Number(used);
  if (start > end || size === 0 || most > size) throw new SysError("EINVAL");
  if (end >= count) throw new SysError("ERANGE");
  const numbers: number[] = [];
  for (let number = start; number <= end; number++) if ((number - start) % size < most) numbers.push(number);
  return numbers;
}

/** "%*pbl": ascending numbers as ranges. */
export function listText(numbers: readonly number[]): string {
  const parts: string[] = [];
  for (let index = 0; index < numbers.length; index++) {
    const first = numbers[index]!;
    while (numbers[index + 1] === numbers[index]! + 1) index++;
    const last = numbers[index]!;
    parts.push(first === last ? `${first}` : `${first}-${last}`);
  }
  return parts.join(",");
}
