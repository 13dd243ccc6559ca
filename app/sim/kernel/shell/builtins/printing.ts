/** echo and printf. */
import type { ShellCall } from "../run/frames";
import type { Shell } from "../run/shell";
import { type Builtin, immediate } from "./builtin";
import { escapeAt } from "./escapes";

/** What busybox's echo prints for its arguments: -n, -e, -E; escapes only with -e; \c ends the output. */
export function echoText(args: readonly string[]): string {
  let at = 0;
  let newline = true;
  let escapes = false;
  for (; at < args.length && /^-[neE]+$/.test(args[at] as string); at++)
    for (const letter of (args[at] as string).slice(1)) {
      if (letter === "n") newline = false;
      else escapes = letter === "e";
    }
  const text = args.slice(at).join(" ");
  const end = newline ? "\n" : "";
  if (!escapes) return text + end;
  const { result, stopped } = withEscapes(text);
  return stopped ? result : result + end;
}

/** Escapes as echo -e and printf's %b have them: \0ooo has up to three more digits, \c stops. */
function withEscapes(text: string): { result: string; stopped: boolean } {
  let result = "";
  for (let i = 0; i < text.length; ) {
    if (text[i] !== "\\") {
      result += text[i++];
      continue;
    }
    if (text[i + 1] === "c") return { result, stopped: true };
    const octal = /^\\0([0-7]{0,3})/.exec(text.slice(i, i + 5));
    if (octal) {
      result += String.fromCharCode(Number.parseInt(octal[1] || "0", 8) & 255);
      i += octal[0].length;
      continue;
    }
    const { byte, length } = escapeAt(text, i);
    result += byte;
    i += length;
  }
  return { result, stopped: false };
}

interface Number64 {
  readonly value: bigint;
  readonly valid: boolean;
}

function signed64(value: bigint): bigint {
  return BigInt.asIntN(64, value);
}

/** A number as printf takes it: decimal, octal, hex, or a quote and a character. */
function parseInteger(text: string): Number64 {
  if (text[0] === '"' || text[0] === "'")
    return { value: BigInt((text.charCodeAt(1) || 0) & 255), valid: true };
  const match = /^[ \t\n]*([-+]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*)(.*)$/s.exec(text);
  if (!match) return { value: 0n, valid: false };
  const digits = match[2] as string;
  const size = /^0[0-7]/.test(digits) ? BigInt(`0o${digits.slice(1)}`) : BigInt(digits);
  const valid = match[3] === "" && size <= 0xffff_ffff_ffff_ffffn;
  return { value: valid ? (match[1] === "-" ? -size : size) : 0n, valid };
}

function parseReal(text: string): { value: number; valid: boolean } {
  if (text[0] === '"' || text[0] === "'") return { value: (text.charCodeAt(1) || 0) & 255, valid: true };
  if (/^[-+]?(inf|infinity)$/i.test(text))
    return { value: text[0] === "-" ? -Infinity : Infinity, valid: true };
  const hex = /^[-+]?0[xX][0-9a-fA-F]+$/.test(text);
  const valid = hex || /^[ \t\n]*[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?$/.test(text);
  const negative = text.trimStart().startsWith("-");
  if (!valid) return { value: 0, valid };
  return { value: hex && negative ? -Number(text.slice(1)) : Number(text), valid };
}

interface Directive {
  readonly flags: string;
  readonly width: number | undefined;
  readonly precision: number | undefined;
  readonly letter: string;
}

function padded(text: string, { flags, width }: Directive, zeros: boolean): string {
  if (width === undefined || text.length >= width) return text;
  if (flags.includes("-")) return text.padEnd(width);
  if (!zeros || !flags.includes("0")) return text.padStart(width);
  const sign = /^(?:[-+ ]|[-+ ]?0[xX])?/.exec(text)?.[0] ?? "";
  return sign + text.slice(sign.length).padStart(width - sign.length, "0");
}

function signOf(negative: boolean, flags: string): string {
  if (negative) return "-";
  return flags.includes("+") ? "+" : flags.includes(" ") ? " " : "";
}

function formatInteger(value: bigint, directive: Directive): string {
  const { letter, flags, precision } = directive;
  const isSigned = letter === "d" || letter === "i";
  const size = isSigned ? (value < 0n ? -value : value) : BigInt.asUintN(64, value);
  const base = letter === "o" ? 8 : letter === "x" || letter === "X" ? 16 : 10;
  let digits = precision === 0 && size === 0n ? "" : size.toString(base).padStart(precision ?? 0, "0");
  if (letter === "X") digits = digits.toUpperCase();
  if (flags.includes("#") && letter === "o" && digits[0] !== "0") digits = `0${digits}`;
  if (flags.includes("#") && base === 16 && size !== 0n) digits = `0${letter}${digits}`;
  return padded((isSigned ? signOf(value < 0n, flags) : "") + digits, directive, precision === undefined);
}

function formatReal(value: number, directive: Directive): string {
  const { letter, flags, precision } = directive;
  const lower = letter.toLowerCase();
  const size = Math.abs(value);
  let text: string;
  if (!Number.isFinite(size)) text = "inf";
  else if (lower === "f") text = size.toFixed(Math.min(precision ?? 6, 100));
  else if (lower === "e") text = exponential(size, precision ?? 6);
  else text = shortest(size, precision === 0 ? 1 : (precision ?? 6), flags.includes("#"));
  if (letter !== lower) text = text.toUpperCase();
  const negative = value < 0 || Object.is(value, -0);
  return padded(signOf(negative, flags) + text, directive, Number.isFinite(size));
}

function exponential(size: number, digits: number): string {
  return size.toExponential(Math.min(digits, 100)).replace(/e([-+])(\d)$/, "e$10$2");
}

function shortest(size: number, digits: number, keepZeros: boolean): string {
  const exponent = size === 0 ? 0 : Number(size.toExponential(Math.min(digits - 1, 100)).split("e")[1]);
  const fixed = exponent >= -4 && exponent < digits;
  const text = fixed
    ? size.toFixed(Math.min(Math.max(digits - 1 - exponent, 0), 100))
    : exponential(size, digits - 1);
  if (keepZeros) return text;
  return text.replace(/(\.[0-9]*?)0+(?=e|$)/, "$1").replace(/\.(?=e|$)/, "");
}

export interface PrintfResult {
  readonly output: string;
  /** Complaints about arguments, in order, and after how much of the output each comes. */
  readonly complaints: readonly { readonly after: number; readonly text: string }[];
  readonly status: number;
}

const DIRECTIVE = /^%([-+ #0]*)(\*|[0-9]*)(?:\.(\*|[0-9]*))?([hlLqjzt]*)(.?)/s;
/** Widths beyond this are a script's mistake, not output. */
const MAX_WIDTH = 1 << 16;

/** busybox's printf: the format is used again while arguments are left. */
export function printf(format: string, args: readonly string[]): PrintfResult {
  const complaints: { after: number; text: string }[] = [];
  let output = "";
  const complain = (text: string): void => {
    complaints.push({ after: output.length, text });
    status = 1;
  };
  let at = 0;
  let status = 0;
  const next = (): string => args[at++] ?? "";
  const number = (text: string): bigint => {
    const { value, valid } = parseInteger(text);
    if (!valid) {
      complain(`invalid number '${text}'`);
    }
    return value;
  };
  const size = (text: string | undefined): number | undefined => {
    if (text === undefined) return undefined;
    return Math.min(text === "*" ? Number(number(next())) : Number(text || 0), MAX_WIDTH);
  };
  do {
    const before = at;
    for (let i = 0; i < format.length; ) {
      const c = format[i] as string;
      if (c === "\\") {
        if (format[i + 1] === "c") return { output, complaints, status };
        const { byte, length } = escapeAt(format, i);
        output += byte;
        i += length;
        continue;
      }
      if (c !== "%") {
        output += c;
        i++;
        continue;
      }
      if (format[i + 1] === "%") {
        output += "%";
        i += 2;
        continue;
      }
      const match = DIRECTIVE.exec(format.slice(i)) as RegExpExecArray;
      const letter = match[5] as string;
      if (letter === "" || !"diouxXfeEgGaAcsb".includes(letter)) {
        complain(`${letter === "" ? "%" : format.slice(i)}: invalid format`);
        return { output, complaints, status: 1 };
      }
      let flags = match[1] as string;
      let width = match[2] === "" ? undefined : size(match[2]);
      if (width !== undefined && width < 0) {
        flags += "-";
        width = Math.min(-width, MAX_WIDTH);
      }
      const precision = size(match[3]);
      const directive = {
        flags,
        width,
        precision: precision !== undefined && precision < 0 ? undefined : precision,
        letter,
      };
      i += match[0].length;
      if ("diouxX".includes(letter)) output += formatInteger(signed64(number(next())), directive);
      else if (letter === "c") output += padded(next().slice(0, 1), directive, false);
      else if (letter === "s") output += padded(next().slice(0, directive.precision), directive, false);
      else if (letter === "b") {
        const { result, stopped } = withEscapes(next());
        output += padded(result.slice(0, directive.precision), directive, false);
        if (stopped) return { output, complaints, status };
      } else {
        const text = next();
        const { value, valid } = text === "" ? { value: 0, valid: true } : parseReal(text);
        if (!valid) {
          complain(`invalid number '${text}'`);
        }
        output += formatReal(value, directive);
      }
    }
    if (at === before) break;
  } while (at < args.length);
  return { output, complaints, status };
}

function* runPrintf(sh: Shell, argv: readonly string[]): ShellCall<number> {
  const rest = argv[1] === "--" ? argv.slice(2) : argv.slice(1);
  const [format] = rest;
  if (format === undefined) {
    yield* sh.error(`${sh.appletName}: usage: printf FORMAT [ARGUMENT...]\n`);
    return 2;
  }
  const { output, complaints, status } = printf(format, rest.slice(1));
  let shown = 0;
  for (const { after, text } of complaints) {
    sh.out += output.slice(shown, after);
    shown = after;
    yield* sh.flush();
    yield* sh.error(`${sh.appletName}: ${text}\n`);
  }
  sh.out += output.slice(shown);
  return status;
}

export const PRINTING: readonly (readonly [string, Builtin])[] = [
  [
    "echo",
    {
      reportsWriteErrors: true,
      run: immediate((sh, argv) => {
        sh.out += echoText(argv.slice(1));
        return 0;
      }),
    },
  ],
  ["printf", { reportsWriteErrors: true, run: runPrintf }],
];
