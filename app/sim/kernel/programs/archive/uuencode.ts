/** uuencode and uudecode, in the old coding and in base64. */
import type { Call } from "../../abi/call";
import { O } from "../../abi/flags";
import { parseOptions } from "../lib/getopt";
import { Input, openOrDie } from "../lib/input";
import { applet, type Io } from "../lib/io";

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const LINE_BYTES = 45;

const sixBits = (text: string): number[] => {
  const digits: number[] = [];
  for (let i = 0; i < text.length; i += 3) {
    const [a, b, c] = [0, 1, 2].map((j) => text.charCodeAt(i + j) || 0) as [number, number, number];
    digits.push(a >> 2, ((a & 3) << 4) | (b >> 4), ((b & 15) << 2) | (c >> 6), c & 63);
  }
  return digits;
};

const oldDigit = (value: number): string => (value === 0 ? "`" : String.fromCharCode(32 + value));

function encodeBase64(text: string): string {
  const digits = sixBits(text).map((value) => BASE64[value]!);
  const surplus = (3 - (text.length % 3)) % 3;
  return digits.join("").slice(0, digits.length - surplus) + "=".repeat(surplus);
}

export const uuencode = applet(function* (io) {
  const options = yield* parseOptions(io, "m", { min: 1, max: 2 });
  let source = new Input(io, 0, "-");
  let mode = 0o666;
  if (options.rest.length === 2) {
    source = yield* openOrDie(io, options.rest[0]!, { cannotOpen: true });
    mode = (yield* io.sys.fstat(source.fd)).mode & 0o777;
  } else {
    const umask = yield* io.sys.umask(0);
    yield* io.sys.umask(umask);
    mode &= ~umask;
  }
  const base64 = options.has("m");
  io.put(`begin${base64 ? "-base64" : ""} ${mode.toString(8)} ${options.rest.at(-1)!}\n`);
  for (;;) {
    const text = yield* source.take(LINE_BYTES);
    if (text === "") break;
    io.spend(text.length * 12);
    if (base64) io.put(`${encodeBase64(text)}\n`);
    else io.put(`${oldDigit(text.length)}${sixBits(text).map(oldDigit).join("")}\n`);
    yield* io.drain();
  }
  io.put(base64 ? "====\n" : "`\nend\n");
  return 0;
});

export const uudecode = applet(function* (io) {
  const options = yield* parseOptions(io, "o:", { max: 1 });
  const input = yield* openOrDie(io, options.rest[0] ?? "-");
  for (;;) {
    const line = yield* input.line();
    if (line === undefined) return yield* io.die("no 'begin' line");
    const match = /^begin(-base64)? ([0-7]+) (.+)$/s.exec(line);
    if (match === null) continue;
    const target = options.value("o") ?? match[3]!.replace(/[ \t\r]+$/, "");
    let fd = 1;
    if (target !== "-") {
      try {
        fd = yield* io.sys.open(target, O.WRONLY | O.CREAT | O.TRUNC, 0o666);
        yield* io.sys.fchmod(fd, Number.parseInt(match[2]!, 8) & 0o777);
      } catch (error) {
        yield* io.dieError(target, error);
      }
    }
    yield* io.flush();
    if (match[1] === undefined) yield* decodeOld(io, input, fd);
    else yield* decodeBase64(io, input, fd);
    if (fd !== 1) yield* io.sys.close(fd);
    return 0;
  }
});

function* decodeOld(io: Io, input: Input, fd: number): Call<void> {
  for (;;) {
    const line = yield* input.line();
    if (line === undefined) return yield* io.die("short file");
    if (line === "end") return;
    const digit = (at: number): number => ((line.charCodeAt(at) || 32) - 32) & 63;
    const length = digit(0);
    if (line === "" || length === 0) continue;
    let out = "";
    for (let at = 1; out.length < length; at += 4) {
      if (at >= line.length) return yield* io.die("short file");
      const bits = (digit(at) << 18) | (digit(at + 1) << 12) | (digit(at + 2) << 6) | digit(at + 3);
      out += String.fromCharCode(bits >> 16, (bits >> 8) & 255, bits & 255);
    }
    yield* io.writeAll(fd, out.slice(0, length));
  }
}

function* decodeBase64(io: Io, input: Input, fd: number): Call<void> {
  let held = 0;
  let count = 0;
  for (;;) {
    const line = yield* input.line();
    if (line === undefined) return yield* io.die("truncated input");
    if (line === "====") return;
    let out = "";
    for (const char of line) {
      const value = BASE64.indexOf(char);
      if (value < 0) continue;
      held = ((held << 6) | value) & 0xffffff;
      count += 6;
      if (count < 8) continue;
      count -= 8;
      out += String.fromCharCode((held >> count) & 255);
    }
    if (line.includes("=")) count = 0;
    yield* io.writeAll(fd, out);
  }
}
