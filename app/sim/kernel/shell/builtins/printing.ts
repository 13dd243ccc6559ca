/** echo and printf. */
import { type Conversion, formatFloat, formatInteger, formatText } from "../../programs/lib/printf";
import type { ShellCall } from "../run/frames";
import type { Shell } from "../run/shell";
import { type Builtin, immediate } from "./builtin";
import { escapeAt } from "./escapes";

/** What busybox's echo prints for its arguments: -n, -e, -E; escapes only with -e; \c ends the output. */
function echoText(args: readonly string[]): string {
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

/** A number as printf takes it: decimal, octal, hex, or a quote and a character. */
function parseInteger(text: string, signed: boolean): Number64 {
  if (text[0] === '"' || text[0] === "'")
    return { value: BigInt((text.charCodeAt(1) || 0) & 255), valid: true };
  const match = /^[ \t\n]*([-+]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*)(.*)$/s.exec(text);
  if (!match) return { value: 0n, valid: false };
  const digits = match[2] as string;
  const size = /^0[0-7]/.test(digits) ? BigInt(`0o${digits.slice(1)}`) : BigInt(digits);
  const most = signed ? (match[1] === "-" ? 1n << 63n : (1n << 63n) - 1n) : (1n << 64n) - 1n;
  const valid = match[3] === "" && size <= most;
  return { value: valid ? (match[1] === "-" ? -size : size) : 0n, valid };
}

function parseReal(text: string): { value: number; valid: boolean } {
  if (text[0] === '"' || text[0] === "'") return { value: (text.charCodeAt(1) || 0) & 255, valid: true };
  if (/^[-+]?(inf|infinity)$/i.test(text))
    return { value: text[0] === "-" ? -Infinity : Infinity, valid: true };
  if (/^[-+]?nan$/i.test(text)) return { value: Number.NaN, valid: true };
  const hex = /^[-+]?0[xX][0-9a-fA-F]+$/.test(text);
  const valid = hex || /^[ \t\n]*[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?$/.test(text);
  const negative = text.trimStart().startsWith("-");
  if (!valid) return { value: 0, valid };
  return { value: hex && negative ? -Number(text.slice(1)) : Number(text), valid };
}

export interface PrintfResult {
  readonly output: string;
  /** Complaints about arguments, in order, and after how much of the output each comes. */
  readonly complaints: readonly { readonly after: number; readonly text: string }[];
  readonly status: number;
}

const DIRECTIVE = /^%([-+ #0]*)(\*|[0-9]*)(?:\.(\*|[0-9]*))?([hlLz]*)(.?)/s;
/** Widths beyond this are a script's mistake, not output. */
const MAX_WIDTH = 1 << 16;

/** busybox's printf: the format is used again while arguments are left. */
function printf(format: string, args: readonly string[]): PrintfResult {
  const complaints: { after: number; text: string }[] = [];
  let output = "";
  const complain = (text: string): void => {
    complaints.push({ after: output.length, text });
    status = 1;
  };
  let at = 0;
  let status = 0;
  const next = (): string => args[at++] ?? "";
  const number = (text: string, signed = true): bigint => {
    const { value, valid } = parseInteger(text, signed);
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
      if (letter === "" || !"diouxXfeEgGcsb".includes(letter) || (letter === "b" && match[0] !== "%b")) {
        const modifiers = match[4] as string;
        const end = i + match[0].length - letter.length;
        complain(`${format.slice(i, end - modifiers.length)}${format.slice(end)}: invalid format`);
        return { output, complaints, status: 1 };
      }
      let flags = match[1] as string;
      let width = match[2] === "" ? undefined : size(match[2]);
      if (width !== undefined && width < 0) {
        flags += "-";
        width = Math.min(-width, MAX_WIDTH);
      }
      const precision = size(match[3]);
      const conversion: Conversion = { flags, width: width ?? 0, precision: precision ?? -1, letter };
      i += match[0].length;
      if ("diouxX".includes(letter))
        output += formatInteger(number(next(), letter === "d" || letter === "i"), conversion);
      else if (letter === "c") output += formatText(next().slice(0, 1), { ...conversion, precision: -1 });
      else if (letter === "s") output += formatText(next(), conversion);
      else if (letter === "b") {
        const { result, stopped } = withEscapes(next());
        output += result;
        if (stopped) return { output, complaints, status };
      } else {
        const text = next();
        const { value, valid } = text === "" ? { value: 0, valid: true } : parseReal(text);
        if (!valid) {
          complain(`invalid number '${text}'`);
        }
        output += formatFloat(value, conversion);
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
  ["printf", { run: runPrintf }],
];
