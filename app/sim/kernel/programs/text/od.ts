/** od and the fixed forms of hexdump (hd). */
import type { Call } from "../../abi/call";
import { type Options, parseOptions } from "../lib/getopt";
import { type Input, openOrDie, openOrWarn } from "../lib/input";
import { applet, type Io } from "../lib/io";
import { CWBKMG_SUFFIXES, number } from "../lib/numbers";
import { formatFloat } from "../lib/printf";
import { alignFormats, type FormatString, formatBlock, formatEnd, parseFormat } from "./hexdump-format";

const NAMES = [
  "nul",
  "soh",
  "stx",
  "etx",
  "eot",
  "enq",
  "ack",
  "bel",
  "bs",
  "ht",
  "nl",
  "vt",
  "ff",
  "cr",
  "so",
  "si",
  "dle",
  "dc1",
  "dc2",
  "dc3",
  "dc4",
  "nak",
  "syn",
  "etb",
  "can",
  "em",
  "sub",
  "esc",
  "fs",
  "gs",
  "rs",
  "us",
  "sp",
];
const ESCAPED: Readonly<Record<number, string>> = {
  0: "\\0",
  7: "\\a",
  8: "\\b",
  9: "\\t",
  10: "\\n",
  11: "\\v",
  12: "\\f",
  13: "\\r",
};

interface Format {
  readonly bytes: number;
  readonly show: (bytes: readonly number[]) => string;
}

const unsigned = (bytes: readonly number[]): bigint =>
  bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);

function integerFormat(letter: string, bytes: number): Format {
  const bits = bytes * 8;
  const limit = 1n << BigInt(bits);
  const width = {
    o: (limit - 1n).toString(8).length,
    x: bytes * 2,
    u: (limit - 1n).toString().length,
    d: (limit / 2n).toString().length + 1,
  }[letter]!;
  return {
    bytes,
    show: (data) => {
      const value = unsigned(data);
      if (letter === "d") return ` ${BigInt.asIntN(bits, value).toString().padStart(width)}`;
      if (letter === "u") return ` ${value.toString().padStart(width)}`;
      return ` ${value.toString(letter === "o" ? 8 : 16).padStart(width, "0")}`;
    },
  };
}

const charFormat: Format = {
  bytes: 1,
  show: ([byte]) =>
    (
      ESCAPED[byte!] ??
      (byte! >= 32 && byte! < 127 ? String.fromCharCode(byte!) : byte!.toString(8).padStart(3, "0"))
    ).padStart(4),
};

const nameFormat: Format = {
  bytes: 1,
  show: ([byte]) => {
    const low = byte! & 0x7f;
    return (low === 127 ? "del" : (NAMES[low] ?? String.fromCharCode(low))).padStart(4);
  },
};

const floatFormat = (bytes: number): Format => ({
  bytes,
  show: (data) => {
    const view = new DataView(Uint8Array.from(data).buffer);
    const value = bytes === 4 ? view.getFloat32(0, true) : view.getFloat64(0, true);
    const precision = bytes === 4 ? 8 : 17;
    return ` ${formatFloat(value, { flags: "", width: bytes === 4 ? 15 : 24, precision, letter: "g" })}`;
  },
});

const SIZES: Readonly<Record<string, number>> = { C: 1, S: 2, I: 4, L: 4 };

function* parseType(io: Io, text: string): Call<Format[]> {
  const formats: Format[] = [];
  let at = 0;
  while (at < text.length) {
    const letter = text[at++]!;
    if (letter === "a") formats.push(nameFormat);
    else if (letter === "c") formats.push(charFormat);
    else if ("doux".includes(letter)) {
      const size = /^(?:\d+|[CSIL])/.exec(text.slice(at));
      at += size?.[0].length ?? 0;
      const bytes = size === null ? 4 : (SIZES[size[0]] ?? Number(size[0]));
      if (![1, 2, 4, 8].includes(bytes))
        yield* io.die(`invalid type string '${text}'; ${bytes}-byte integral type is not supported`);
      formats.push(integerFormat(letter, bytes));
    } else if (letter === "f") {
      const size = /^(?:\d+|[FDL])/.exec(text.slice(at));
      at += size?.[0].length ?? 0;
      formats.push(floatFormat(size !== null && (size[0] === "4" || size[0] === "F") ? 4 : 8));
    } else yield* io.die(`invalid character '${letter}' in type string '${text}'`);
  }
  return formats;
}

/** Bytes of several inputs, one after the other. */
class Bytes {
  failed = false;
  opened = false;
  private current: Input | undefined;
  private next = 0;

  constructor(
    private readonly io: Io,
    private readonly paths: readonly string[],
    private readonly wording: "od" | "hexdump",
  ) {}

  *take(count: number): Call<string> {
    let out = "";
    while (out.length < count) {
      if (this.current === undefined) {
        if (this.next >= this.paths.length) break;
        this.current = yield* openOrWarn(this.io, this.paths[this.next++]!);
        if (this.current === undefined) this.failed = true;
        else this.opened = true;
        continue;
      }
      const text = yield* this.current.take(count - out.length);
      out += text;
      if (text !== "") continue;
      if (this.current.error !== undefined) {
        yield* this.io.warn(
          `${this.current.name}: ${this.wording === "od" ? "read error" : this.current.error.text}`,
        );
        this.failed ||= this.wording === "od";
      }
      yield* this.current.close();
      this.current = undefined;
    }
    return out;
  }
}

function odFormats(options: Options): string[] {
  const simple: Readonly<Record<string, string>> = {
    a: "a",
    b: "o1",
    c: "c",
    d: "u2",
    f: "fF",
    h: "x2",
    i: "d2",
    l: "d4",
    o: "o2",
    s: "d2",
    x: "x2",
  };
  return options.all.flatMap(({ key, value }) =>
    key === "t" ? [value!] : simple[key] === undefined ? [] : [simple[key]],
  );
}

export const od = applet(function* (io) {
  const options = yield* parseOptions(io, "A:N:abcdfhij:lot:vxsS:w::");
  const formats: Format[] = [];
  for (const text of odFormats(options)) formats.push(...(yield* parseType(io, text)));
  if (formats.length === 0) formats.push(integerFormat("o", 2));
  const radix = options.value("A") ?? "o";
  if (!/^[doxn]/.test(radix)) yield* io.die(`bad output address radix '${radix}' (must be [doxn])`);
  const skip = yield* number(io, options.value("j") ?? "0", { suffixes: CWBKMG_SUFFIXES });
  const limit = options.has("N")
    ? yield* number(io, options.value("N")!, { suffixes: CWBKMG_SUFFIXES })
    : Infinity;
  const width = options.has("w") ? yield* number(io, options.value("w") ?? "32", { min: 1, max: 4096 }) : 16;
  const bytes = new Bytes(io, options.rest.length === 0 ? ["-"] : options.rest, "od");
  const address = (at: number): string =>
    radix[0] === "n"
      ? ""
      : at
          .toString(radix[0] === "x" ? 16 : radix[0] === "d" ? 10 : 8)
          .padStart(radix[0] === "x" ? 6 : 7, "0");
  let at = 0;
  for (let left = skip; left > 0; ) {
    const text = yield* bytes.take(Math.min(left, 65536));
    if (text === "") yield* io.die("can't skip past end of combined input");
    left -= text.length;
    at += text.length;
  }
  let previous: string | undefined;
  let starred = false;
  for (let left = limit; left > 0; ) {
    const text = yield* bytes.take(Math.min(width, left));
    if (text === "") break;
    left -= text.length;
    if (text === previous && text.length === width && !options.has("v")) {
      if (!starred) io.put("*\n");
      starred = true;
    } else {
      starred = false;
      for (const [i, format] of formats.entries()) {
        let line = i === 0 ? address(at) : " ".repeat(address(at).length);
        for (let from = 0; from < text.length; from += format.bytes) {
          const data = Array.from({ length: format.bytes }, (_, j) => text.charCodeAt(from + j) || 0);
          line += format.show(data);
        }
        io.put(`${line}\n`);
      }
    }
    previous = text;
    at += text.length;
    io.spend(text.length * 40);
    yield* io.drain();
  }
  if (radix[0] !== "n" && bytes.opened) io.put(`${address(at)}\n`);
  return bytes.failed ? 1 : 0;
});

/** Column formats of hexdump's own options: bytes a unit, width, text. */
const HEXDUMP: Readonly<
  Record<string, { readonly bytes: number; readonly show: (data: readonly number[]) => string }>
> = {
  b: { bytes: 1, show: ([byte]) => ` ${byte!.toString(8).padStart(3, "0")}` },
  c: { bytes: 1, show: charFormat.show },
  d: { bytes: 2, show: (data) => `   ${unsigned(data).toString().padStart(5, "0")}` },
  o: { bytes: 2, show: (data) => `  ${unsigned(data).toString(8).padStart(6, "0")}` },
  x: { bytes: 2, show: (data) => `    ${unsigned(data).toString(16).padStart(4, "0")}` },
  plain: { bytes: 2, show: (data) => ` ${unsigned(data).toString(16).padStart(4, "0")}` },
};

export const hexdump = applet(function* (io) {
  const options = yield* parseOptions(io, "bcdoxCe:f:n:s:v");
  const texts = yield* formatTexts(io, options);
  const formats: FormatString[] = [];
  for (const text of texts) {
    const format = parseFormat(text);
    if (typeof format === "string") yield* io.die(format);
    else formats.push(format);
  }
  const canonical = options.has("C") || io.name === "hd";
  const format = HEXDUMP[options.last("b", "c", "d", "o", "x") ?? "plain"]!;
  const skip = yield* number(io, options.value("s") ?? "0", { suffixes: CWBKMG_SUFFIXES });
  const limit = options.has("n")
    ? yield* number(io, options.value("n")!, { suffixes: CWBKMG_SUFFIXES })
    : Infinity;
  const bytes = new Bytes(io, options.rest.length === 0 ? ["-"] : options.rest, "hexdump");
  yield* bytes.take(skip);
  if (formats.length > 0) {
    yield* dumpFormatted(io, bytes, formats, { skip, limit, all: options.has("v") });
    return bytes.failed && options.rest.length === 0 ? 1 : 0;
  }
  const address = (at: number): string => at.toString(16).padStart(canonical ? 8 : 7, "0");
  let at = skip;
  let previous: string | undefined;
  let starred = false;
  for (let left = limit; left > 0; ) {
    const text = yield* bytes.take(Math.min(16, left));
    if (text === "") break;
    left -= text.length;
    if (text === previous && text.length === 16 && !options.has("v")) {
      if (!starred) io.put("*\n");
      starred = true;
    } else {
      starred = false;
      const units = canonical ? canonicalLine(text) : unitLine(text, format);
      io.put(`${address(at)}${units}\n`);
    }
    previous = text;
    at += text.length;
    io.spend(text.length * 60);
    yield* io.drain();
  }
  if (at > skip) io.put(`${address(at)}\n`);
  return bytes.failed && options.rest.length === 0 ? 1 : 0;
});

/** Format strings of -e, and the lines of -f's file. */
function* formatTexts(io: Io, options: Options): Call<string[]> {
  const texts: string[] = [];
  for (const { key, value } of options.all) {
    if (key === "e") texts.push(value!);
    if (key !== "f") continue;
    const file = yield* openOrDie(io, value!);
    for (;;) {
      const line = yield* file.line();
      if (line === undefined) break;
      if (line.trim() !== "" && !line.trim().startsWith("#")) texts.push(line);
    }
    yield* file.close();
  }
  return texts;
}

function* dumpFormatted(
  io: Io,
  bytes: Bytes,
  formats: readonly FormatString[],
  { skip, limit, all }: { readonly skip: number; readonly limit: number; readonly all: boolean },
): Call<void> {
  const block = alignFormats(formats);
  if (block === 0) return;
  let at = skip;
  let previous: string | undefined;
  let starred = false;
  for (let left = limit; left > 0; ) {
    const text = yield* bytes.take(Math.min(block, left));
    if (text === "") break;
    left -= text.length;
    if (text === previous && text.length === block && !all) {
      if (!starred) io.put("*\n");
      starred = true;
    } else {
      starred = false;
      for (const format of formats) io.put(formatBlock(format, text, at));
    }
    previous = text;
    at += text.length;
    io.spend(text.length * 80);
    yield* io.drain();
  }
  if (at > skip) for (const format of formats) io.put(formatEnd(format, at));
}

function unitLine(
  text: string,
  format: { readonly bytes: number; readonly show: (data: readonly number[]) => string },
): string {
  let line = "";
  for (let from = 0; from < text.length; from += format.bytes)
    line += format.show(Array.from({ length: format.bytes }, (_, j) => text.charCodeAt(from + j) || 0));
  const unit = format.show(new Array<number>(format.bytes).fill(0)).length;
  return line.padEnd((16 / format.bytes) * unit);
}

function canonicalLine(text: string): string {
  let line = " ";
  for (let i = 0; i < 16; i++) {
    if (i === 8) line += " ";
    line += i < text.length ? ` ${text.charCodeAt(i).toString(16).padStart(2, "0")}` : "   ";
  }
  return `${line}  |${text.replace(/[^\x20-\x7e]/g, ".")}|`;
}
