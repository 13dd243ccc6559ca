/** base64, base32, cmp. */
import type { Call } from "../../abi/call";
import type { Program } from "../../abi/sys";
import { parseOptions } from "../lib/getopt";
import { closeOrWarn, type Input, openOrDie, openOrWarn } from "../lib/input";
import { applet } from "../lib/io";
import { number } from "../lib/numbers";
import { WORK } from "../lib/work";

function encode(text: string, alphabet: string, bits: number): string {
  let out = "";
  let held = 0;
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    held = (held << 8) | text.charCodeAt(i);
    count += 8;
    while (count >= bits) {
      count -= bits;
      out += alphabet[(held >>> count) & ((1 << bits) - 1)];
      held &= (1 << count) - 1;
    }
  }
  if (count > 0) out += alphabet[(held << (bits - count)) & ((1 << bits) - 1)];
  const group = bits === 6 ? 4 : 8;
  return out.padEnd(Math.ceil(out.length / group) * group, "=");
}

function baseApplet(alphabet: string, bits: number): Program {
  return applet(function* (io) {
    const options = yield* parseOptions(io, "dw:", { max: 1 });
    const columns = yield* number(io, options.value("w") ?? "76");
    const input = yield* openOrDie(io, options.rest[0] ?? "-");
    const text = yield* input.rest();
    if (input.error !== undefined) yield* io.die(`read error: ${input.error.text}`);
    io.spend(text.length * WORK.base64Byte);
    if (!options.has("d")) {
      const coded = encode(text, alphabet, bits);
      if (columns === 0) io.put(coded);
      else for (let at = 0; at < coded.length; at += columns) io.put(`${coded.slice(at, at + columns)}\n`);
      return 0;
    }
    const group = bits === 6 ? 4 : 8;
    let held = 0;
    let count = 0;
    let digits = 0;
    let out = "";
    let pending = "";
    for (const char of text) {
      if (char === "=") {
        digits++;
        if (digits % group === 0) {
          out += pending;
          pending = "";
          held = count = 0;
        }
        continue;
      }
      const value = alphabet.indexOf(char);
      if (value < 0) continue;
      digits++;
      held = (held << bits) | value;
      count += bits;
      if (count >= 8) {
        count -= 8;
        pending += String.fromCharCode((held >>> count) & 0xff);
        held &= (1 << count) - 1;
      }
      if (digits % group === 0) {
        out += pending;
        pending = "";
      }
    }
    io.put(out);
    if (digits % group !== 0) yield* io.die("truncated input");
    return 0;
  });
}

export const base64 = baseApplet("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", 6);
export const base32 = baseApplet("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 5);

export const cmp = applet(function* (io) {
  const options = yield* parseOptions(io, "slbn:", { min: 1, max: 4 });
  io.failStatus = 2;
  const [firstPath, secondPath = "-"] = options.rest as [string, string?];
  const skips = [
    yield* number(io, options.rest[2] ?? "0"),
    yield* number(io, options.rest[3] ?? "0"),
  ] as const;
  const limit = options.has("n") ? yield* number(io, options.value("n")!) : Infinity;
  const silent = options.has("s");
  const open = function* (path: string): Call<Input> {
    if (!silent) return yield* openOrDie(io, path);
    const complain = io.complain;
    io.complain = function* () {};
    const input = yield* openOrWarn(io, path);
    io.complain = complain;
    return input ?? io.exit(2);
  };
  const a = yield* open(firstPath);
  const b = yield* open(secondPath);
  yield* a.take(skips[0]);
  yield* b.take(skips[1]);
  let status = 0;
  let line = 1;
  let position = 0;
  while (position < limit) {
    const x = yield* a.byte();
    const y = yield* b.byte();
    position++;
    io.spend(30);
    if (x !== y) {
      if (x < 0 || y < 0) {
        const [short, path] = x < 0 ? [a, firstPath] : [b, secondPath];
        if (short.error === undefined && !silent) yield* io.warn(`EOF on ${path}`);
        status = 1;
        break;
      }
      status = 1;
      if (silent) break;
      if (!options.has("l")) {
        io.put(`${firstPath} ${secondPath} differ: char ${position}, line ${line}\n`);
        break;
      }
      io.put(`${position} ${x.toString(8).padStart(3)} ${y.toString(8).padStart(3)}\n`);
    } else if (x < 0) break;
    if (x === 10) line++;
    yield* io.drain();
  }
  for (const input of [a, b]) if (!(yield* closeOrWarn(io, input))) status = 2;
  return status;
});
