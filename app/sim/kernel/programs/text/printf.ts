/** echo and printf. */
import type { Call } from "../../abi/call";
import { unescapeOne } from "../lib/escapes";
import { applet, type Io } from "../lib/io";
import { type Conversion, formatFloat, formatInteger, formatText } from "../lib/printf";

/** A text with escapes undone; `stopped` where \c ended the output. \0nnn is octal, as echo -e and %b have it. */
function escapes(text: string, octalZero: boolean): { readonly text: string; readonly stopped: boolean } {
  let out = "";
  for (let at = 0; at < text.length; ) {
    if (text[at] !== "\\") {
      out += text[at++];
      continue;
    }
    if (text[at + 1] === "c") return { text: out, stopped: true };
    if (octalZero && text[at + 1] === "0") {
      const digits = /^[0-7]{0,3}/.exec(text.slice(at + 2))![0];
      out += String.fromCharCode(Number.parseInt(digits || "0", 8) & 0xff);
      at += 2 + digits.length;
      continue;
    }
    const [code, length] = unescapeOne(text, at);
    out += String.fromCharCode(code);
    at += length;
  }
  return { text: out, stopped: false };
}

export const echo = applet(function* (io) {
  let newline = true;
  let interpret = false;
  let at = 0;
  for (; at < io.args.length && /^-[neE]+$/.test(io.args[at]!); at++) {
    for (const letter of io.args[at]!.slice(1)) {
      if (letter === "n") newline = false;
      else interpret = letter === "e";
    }
  }
  const text = io.args.slice(at).join(" ");
  const { text: shown, stopped } = interpret ? escapes(text, true) : { text, stopped: false };
  yield* io.settle();
  yield* io.writeOrDie(1, newline && !stopped ? `${shown}\n` : shown);
  return 0;
});

/** The arguments of one printf, taken one by one. */
class Arguments {
  failed = false;
  at = 0;

  constructor(
    private readonly io: Io,
    private readonly values: readonly string[],
  ) {}

  get left(): boolean {
    return this.at < this.values.length;
  }

  text(): string {
    return this.values[this.at++] ?? "";
  }

  private *invalid(text: string): Call<void> {
    yield* this.io.warn(`invalid number '${text}'`);
    this.failed = true;
  }

  *integer(): Call<bigint> {
    const given = this.left;
    const text = this.text();
    if (!given && text === "") {
      yield* this.invalid("");
      return 0n;
    }
    if (text[0] === '"' || text[0] === "'") return BigInt(text.charCodeAt(1) || 0);
    const match = /^\s*([-+]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9]\d*)$/.exec(text);
    if (match !== null) {
      const digits = match[2]!;
      const value = /^0[0-7]+$/.test(digits) ? BigInt(`0o${digits.slice(1)}`) : BigInt(digits);
      const limit = match[1] === "-" ? 1n << 63n : (1n << 64n) - 1n;
      if (value <= limit) return match[1] === "-" ? -value : value;
    }
    yield* this.invalid(text);
    return 0n;
  }

  *float(): Call<number> {
    const text = this.text();
    if (text[0] === '"' || text[0] === "'") return text.charCodeAt(1) || 0;
    if (/^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text)) return Number(text);
    const word = /^\s*([-+]?)(inf|infinity|nan)$/i.exec(text);
    if (word !== null)
      return word[2]!.toLowerCase() === "nan" ? Number.NaN : word[1] === "-" ? -Infinity : Infinity;
    yield* this.invalid(text);
    return 0;
  }
}

/** Prints the format once; answers whether anything of the arguments was asked for, or undefined to stop. */
function* printOnce(io: Io, format: string, args: Arguments): Call<boolean | undefined> {
  let asked = false;
  for (let at = 0; at < format.length; ) {
    const char = format[at]!;
    if (char === "\\") {
      if (format[at + 1] === "c") return undefined;
      const [code, length] = unescapeOne(format, at);
      io.put(String.fromCharCode(code));
      at += length;
      continue;
    }
    if (char !== "%") {
      io.put(char);
      at++;
      continue;
    }
    if (format[at + 1] === "%") {
      io.put("%");
      at += 2;
      continue;
    }
    const match = /^%([-+ #0]*)(\*|\d*)(?:(\.)(\*|\d*))?([hlLqjzt]*)(.?)/s.exec(format.slice(at))!;
    const [, givenFlags, width, dot, precision, modifiers, letter] = match;
    if (letter === "" || !"diouxXfeEgGcsbaA".includes(letter!)) {
      const shown = modifiers !== "" && letter === "" ? "%" : format.slice(at);
      yield* io.warn(`${shown}: invalid format`);
      args.failed = true;
      return undefined;
    }
    at += match[0].length;
    asked = true;
    let flags = givenFlags!;
    let columns = 0;
    if (width === "*") {
      columns = Number(yield* args.integer());
      if (columns < 0) {
        flags += "-";
        columns = -columns;
      }
    } else columns = Number(width || 0);
    const digits =
      dot === undefined ? -1 : precision === "*" ? Number(yield* args.integer()) : Number(precision || 0);
    const conversion: Conversion = {
      flags,
      width: Math.min(columns, 1 << 20),
      precision: digits,
      letter: letter!,
    };
    if ("diouxX".includes(letter!)) io.put(formatInteger(yield* args.integer(), conversion));
    else if (letter === "s") io.put(formatText(args.text(), conversion));
    else if (letter === "c") {
      const text = args.text();
      io.put(formatText(text === "" ? "\0" : text[0]!, conversion));
    } else if (letter === "b") {
      const { text, stopped } = escapes(args.text(), true);
      io.put(formatText(text, conversion));
      if (stopped) return undefined;
    } else io.put(formatFloat(yield* args.float(), conversion));
    yield* io.drain();
  }
  return asked;
}

export const printf = applet(function* (io) {
  const words = io.args[0] === "--" ? io.args.slice(1) : io.args;
  if (words.length === 0) yield* io.usage();
  const args = new Arguments(io, words.slice(1));
  do {
    const asked = yield* printOnce(io, words[0]!, args);
    if (asked !== true) break;
  } while (args.left);
  return args.failed ? 1 : 0;
});
