/** Keys of sort: their grammar, their extraction from lines, and the comparisons. */
import { compareText } from "../lib/bytes";

export interface SortKey {
  /** Start field and byte, end field and byte; 1-based, 0 where not given. */
  readonly range: readonly [number, number, number, number];
  /** Letters of the comparison: n g M V r b (B: at the key's end) d f i. */
  readonly flags: ReadonlySet<string>;
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** "2,3nr", "1.2b,1.4"; undefined if it is no key. */
export function parseKey(text: string): SortKey | undefined {
  const match = /^(\d+)(?:\.(\d+))?([a-zA-Z]*)(?:,(\d+)(?:\.(\d+))?([a-zA-Z]*))?$/.exec(text);
  if (match === null || Number(match[1]) === 0) return undefined;
  const flags = new Set<string>();
  for (const letter of match[3]!) flags.add(letter);
  for (const letter of match[6] ?? "") flags.add(letter === "b" ? "B" : letter);
  for (const letter of flags) if (!"ngMucszbBrdfiVh".includes(letter)) return undefined;
  return {
    range: [Number(match[1]), Number(match[2] ?? 0), Number(match[4] ?? 0), Number(match[5] ?? 0)],
    flags,
  };
}

const isSpace = (code: number): boolean => code === 32 || (code >= 9 && code <= 13);

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && isSpace(text.charCodeAt(at))) at++;
  return at;
}

/** The part of a line that a key compares. */
export function extractKey(line: string, key: SortKey, separator: string | undefined): string {
  let start = 0;
  let end = 0;
  for (let i = 0; i < 2; i++) {
    const field = key.range[i * 2]!;
    if (field === 0) {
      end = line.length;
    } else if (separator === undefined) {
      // Fields begin with the blanks before them.
      end = 0;
      for (let j = i === 0 ? 1 : 0; j < field && end < line.length; j++) {
        end = skipBlanks(line, end);
        while (end < line.length && !isSpace(line.charCodeAt(end))) end++;
      }
    } else {
      end = 0;
      const count = i === 0 ? field - 1 : field;
      for (let j = 0; j < count; j++) {
        const found = line.indexOf(separator, end);
        if (found < 0) {
          end = line.length + (i === 0 ? 0 : 1);
          break;
        }
        end = found + 1;
      }
      if (i === 1 && end > 0) end--;
      end = Math.min(end, line.length);
    }
    if (i === 0) start = end;
  }
  if (key.flags.has("b")) start = skipBlanks(line, start);
  if (key.range[3] !== 0) {
    // The end is a byte of the end's field: find that field's start.
    const field: SortKey = { range: [key.range[2], 0, 0, 0], flags: new Set() };
    let from = line.length - extractKey(line, field, separator).length;
    if (key.flags.has("B")) from = skipBlanks(line, from);
    end = Math.min(line.length, from + key.range[3]);
  }
  if (key.range[1] > 0) start = Math.min(start + key.range[1] - 1, line.length);
  let part = line.slice(start, Math.max(start, end));
  if (key.flags.has("d")) part = part.replace(/[^A-Za-z0-9\t-\r ]/g, "");
  if (key.flags.has("i")) part = part.replace(/[^\x20-\x7e]/g, "");
  if (key.flags.has("f")) part = part.replace(/[a-z]/g, (letter) => letter.toUpperCase());
  return part;
}

/** atof, roughly: leading blanks, sign, digits, fraction, exponent. */
function leadingNumber(text: string): number | undefined {
  const match =
    /^[\t-\r ]*([-+]?(?:\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?|inf(?:inity)?|nan))/i.exec(text);
  if (match === null) return undefined;
  const word = match[1]!.toLowerCase();
  if (/nan/.test(word)) return Number.NaN;
  if (/inf/.test(word)) return word.startsWith("-") ? -Infinity : Infinity;
  return Number(word);
}

function month(text: string): number {
  return MONTHS.indexOf(
    text
      .replace(/^[\t-\r ]+/, "")
      .slice(0, 3)
      .toLowerCase(),
  );
}

/** strverscmp. */
export function compareVersions(a: string, b: string): number {
  let i = 0;
  let digits = 0;
  let zeros = true;
  while (i < a.length && a[i] === b[i]) {
    const code = a.charCodeAt(i);
    if (code < 48 || code > 57) {
      digits = i + 1;
      zeros = true;
    } else if (code !== 48) zeros = false;
    i++;
  }
  if (i === a.length && i === b.length) return 0;
  const isDigit = (text: string, at: number): boolean => {
    const code = text.charCodeAt(at);
    return code >= 48 && code <= 57;
  };
  const nonzero = (text: string, at: number): boolean => isDigit(text, at) && text[at] !== "0";
  if (nonzero(a, digits) && nonzero(b, digits)) {
    let j = i;
    for (; isDigit(a, j); j++) if (!isDigit(b, j)) return 1;
    if (isDigit(b, j)) return -1;
  } else if (zeros && digits < i && (isDigit(a, i) || isDigit(b, i))) {
    const weight = (text: string): number => (i < text.length ? (text.charCodeAt(i) - 48) & 0xff : 208);
    return weight(a) - weight(b);
  }
  return (i < a.length ? a.charCodeAt(i) : 0) - (i < b.length ? b.charCodeAt(i) : 0);
}

/** Compares two extracted keys. */
export function compareKeys(a: string, b: string, flags: ReadonlySet<string>): number {
  if (flags.has("V")) return compareVersions(a, b);
  if (flags.has("M")) return month(a) - month(b);
  if (flags.has("n")) return sign((leadingNumber(a) ?? 0) - (leadingNumber(b) ?? 0));
  if (flags.has("g")) {
    const [x, y] = [leadingNumber(a), leadingNumber(b)];
    if (x === undefined || y === undefined) return x === y ? 0 : x === undefined ? -1 : 1;
    if (Number.isNaN(x) || Number.isNaN(y))
      return Number.isNaN(x) === Number.isNaN(y) ? 0 : Number.isNaN(x) ? -1 : 1;
    return sign(x - y);
  }
  return compareText(a, b);
}

const sign = (value: number): number => (value < 0 ? -1 : value > 0 ? 1 : 0);
