/** xxd: hexadecimal dumps, and back. */
import type { Call } from "../../abi/call";
import { parseOptions } from "../lib/getopt";
import { type Input, openOrDie } from "../lib/input";
import { applet, type Io } from "../lib/io";

const hex = (value: number, digits = 2): string => value.toString(16).padStart(digits, "0");

/** C's notation for numbers: decimal, 0x, 0. */
function* cNumber(io: Io, text: string): Call<number> {
  const value = /^0[xX][0-9a-fA-F]+$/.test(text)
    ? Number.parseInt(text.slice(2), 16)
    : /^0[0-7]*$/.test(text)
      ? Number.parseInt(text, 8)
      : /^[1-9][0-9]*$/.test(text)
        ? Number(text)
        : undefined;
  return value ?? (yield* io.die(`invalid number '${text}'`));
}

export const xxd = applet(function* (io) {
  const options = yield* parseOptions(io, "l:s:aipr::g:c:o:", { max: 1 });
  const path = options.rest[0] ?? "-";
  const plain = options.has("p");
  const include = options.has("i");
  const numberOf = function* (key: string, otherwise: number): Call<number> {
    const text = options.value(key);
    return text === undefined ? otherwise : yield* cNumber(io, text);
  };
  const limit = yield* numberOf("l", Infinity);
  const offset = yield* numberOf("s", 0);
  const shown = yield* numberOf("o", 0);
  const columns = (yield* numberOf("c", 0)) || (plain ? 30 : include ? 12 : 16);
  const group = yield* numberOf("g", 2);
  if (options.has("r")) return yield* back(io, yield* openOrDie(io, path, { cannotOpen: true }), plain);
  const input = yield* openOrDie(io, path);
  for (let left = offset; left > 0; ) {
    const skipped = yield* input.take(Math.min(left, 65536));
    if (skipped === "") break;
    left -= skipped.length;
  }
  const name = path === "-" ? undefined : path.replace(/[^A-Za-z0-9]/g, "_");
  if (include && name !== undefined) io.put(`unsigned char ${name}[] = {\n`);
  let at = offset;
  for (let left = limit; left > 0; ) {
    const text = yield* input.take(Math.min(columns, left));
    if (text === "") break;
    left -= text.length;
    const bytes = [...text].map((char) => hex(char.charCodeAt(0)));
    if (plain) io.put(`${bytes.join("")}\n`);
    else if (include) io.put(`  ${bytes.map((byte) => `0x${byte},`).join(" ")}\n`);
    else io.put(dumpLine(at + shown, text, bytes, columns, group));
    at += text.length;
    io.spend(text.length * 60);
    yield* io.drain();
  }
  if (include && name !== undefined) io.put(`};\nunsigned int ${name}_len = ${at - offset};\n`);
  yield* input.close();
  return 0;
});

function dumpLine(
  at: number,
  text: string,
  bytes: readonly string[],
  columns: number,
  group: number,
): string {
  let line = `${hex(at, 8)}: `;
  for (let i = 0; i < columns; i++) {
    line += bytes[i] ?? "  ";
    if (group > 0 && (i + 1) % group === 0 && i + 1 < columns) line += " ";
  }
  return `${line}  ${text.replace(/[^\x20-\x7e]/g, ".")}\n`;
}

/**
 * -r: pairs of digits become bytes. As in busybox 1.35 addresses are skipped and not sought, a pair may be parted by blanks and the
 * line's end, and any other character (of the text column too) drops the half that is pending.
 */
function* back(io: Io, input: Input, plain: boolean): Call<number> {
  let pending = "";
  for (;;) {
    const line = yield* input.line();
    if (line === undefined) break;
    const from = plain || pending !== "" ? 0 : /^\s*[0-9a-fA-F]*:?/.exec(line)![0].length;
    for (const char of line.slice(from)) {
      if (/\s/.test(char)) continue;
      if (!/[0-9a-fA-F]/.test(char)) pending = "";
      else if (pending === "") pending = char;
      else {
        io.put(String.fromCharCode(Number.parseInt(pending + char, 16)));
        pending = "";
      }
    }
    yield* io.drain();
  }
  yield* input.close();
  return 0;
}
