/** The conversions of C's printf, for printf, awk, seq and what else formats by a user's wish. */

export interface Conversion {
  readonly flags: string;
  readonly width: number;
  /** -1 where none was given. */
  readonly precision: number;
  /** The letter. */
  readonly letter: string;
}

function pad(text: string, { flags, width }: Conversion, zeros: boolean, prefix = ""): string {
  const length = prefix.length + text.length;
  if (length >= width) return prefix + text;
  if (flags.includes("-")) return (prefix + text).padEnd(width);
  if (zeros && flags.includes("0")) return prefix + "0".repeat(width - length) + text;
  return " ".repeat(width - length) + prefix + text;
}

function signOf(negative: boolean, flags: string): string {
  if (negative) return "-";
  return flags.includes("+") ? "+" : flags.includes(" ") ? " " : "";
}

/** d, i, u, o, x, X of a 64-bit number. */
export function formatInteger(value: bigint, conversion: Conversion): string {
  const { flags, precision, letter } = conversion;
  const signed = letter === "d" || letter === "i";
  const plain = signed ? BigInt.asIntN(64, value) : BigInt.asUintN(64, value);
  const magnitude = plain < 0n ? -plain : plain;
  let digits = magnitude.toString(letter === "o" ? 8 : letter === "x" || letter === "X" ? 16 : 10);
  if (precision === 0 && magnitude === 0n) digits = "";
  if (precision > digits.length) digits = digits.padStart(precision, "0");
  let prefix = signed ? signOf(plain < 0n, flags) : "";
  if (flags.includes("#") && magnitude !== 0n) {
    if (letter === "x" || letter === "X") prefix = "0x";
    if (letter === "o" && !digits.startsWith("0")) digits = `0${digits}`;
  }
  if (letter === "X") {
    digits = digits.toUpperCase();
    prefix = prefix.toUpperCase();
  }
  return pad(digits, conversion, precision < 0, prefix);
}

/** s and c: text cut to the precision, and padded. */
export function formatText(text: string, conversion: Conversion): string {
  return pad(conversion.precision >= 0 ? text.slice(0, conversion.precision) : text, conversion, false);
}

/** toFixed with ties to even, as C rounds, and for numbers of any size. */
function fixed(value: number, digits: number): string {
  const usable = Math.min(digits, 100);
  let text: string;
  if (value >= 1e21) text = usable > 0 ? `${BigInt(value)}.${"0".repeat(usable)}` : String(BigInt(value));
  else {
    text = value.toFixed(usable);
    if (usable <= 15) {
      const scaled = value * 10 ** usable;
      const low = Math.floor(scaled);
      if (scaled < 2 ** 52 && scaled - low === 0.5 && scaled / 10 ** usable === value && low % 2 === 0)
        text = (low / 10 ** usable).toFixed(usable);
    }
  }
  return text + "0".repeat(digits - usable);
}

function exponential(value: number, digits: number): string {
  const usable = Math.min(digits, 100);
  const match = /^(.*)e([-+])(\d+)$/.exec(value.toExponential(usable))!;
  const mantissa = usable < digits ? match[1]! + "0".repeat(digits - usable) : match[1]!;
  return `${mantissa}e${match[2]!}${match[3]!.padStart(2, "0")}`;
}

/** e, f, g, E, F, G, a as e. */
export function formatFloat(value: number, conversion: Conversion): string {
  const { flags, letter } = conversion;
  const lower = letter.toLowerCase();
  const upper = letter !== lower;
  const negative = value < 0 || Object.is(value, -0);
  const prefix = signOf(negative, flags);
  const magnitude = Math.abs(value);
  let text: string;
  let zeros = true;
  if (!Number.isFinite(magnitude)) {
    text = Number.isNaN(magnitude) ? "nan" : "inf";
    zeros = false;
  } else {
    const precision = Math.min(conversion.precision < 0 ? 6 : conversion.precision, 5000);
    if (lower === "f") text = fixed(magnitude, precision);
    else if (lower === "g") text = general(magnitude, precision === 0 ? 1 : precision, flags.includes("#"));
    else text = exponential(magnitude, precision);
    if (flags.includes("#") && !text.includes(".")) text = text.replace(/(?=e|$)/, ".");
  }
  return pad(upper ? text.toUpperCase() : text, conversion, zeros, prefix);
}

function general(value: number, precision: number, keepZeros: boolean): string {
  const exponent = value === 0 ? 0 : Number(value.toExponential(Math.min(precision, 101) - 1).split("e")[1]);
  let text: string;
  if (exponent < -4 || exponent >= precision) {
    text = exponential(value, precision - 1);
    if (!keepZeros) text = text.replace(/\.?0+(?=e)/, (zeros) => (text.includes(".") ? "" : zeros));
  } else {
    text = fixed(value, Math.max(0, precision - 1 - exponent));
    if (!keepZeros && text.includes(".")) text = text.replace(/\.?0+$/, "");
  }
  return text;
}
