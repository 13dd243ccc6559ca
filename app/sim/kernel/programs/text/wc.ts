import type { Call } from "../../abi/call";
import { parseOptions } from "../lib/getopt";
import { type Input, openOrWarn } from "../lib/input";
import { applet, type Io } from "../lib/io";

/** Lines, words, characters, bytes, longest line. */
type Counts = [number, number, number, number, number];

function* count(io: Io, input: Input): Call<Counts> {
  const counts: Counts = [0, 0, 0, 0, 0];
  let inWord = false;
  let column = 0;
  for (;;) {
    const text = yield* input.chunk();
    if (text === "") break;
    counts[3] += text.length;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      // UTF-8: bytes that go on with a character are none of their own.
      if ((code & 0xc0) !== 0x80) counts[2]++;
      if (code > 32 && code < 127) {
        column++;
        if (!inWord) counts[1]++;
        inWord = true;
      } else if (code === 32) {
        column++;
        inWord = false;
      } else if (code >= 9 && code <= 13) {
        if (code === 9) column = (column | 7) + 1;
        else {
          counts[4] = Math.max(counts[4], column);
          column = 0;
          if (code === 10) counts[0]++;
        }
        inWord = false;
      }
    }
    io.spend(text.length * 10);
    yield* io.pace();
  }
  counts[4] = Math.max(counts[4], column);
  return counts;
}

export const wc = applet(function* (io) {
  const options = yield* parseOptions(io, "lwmcL");
  const shown = ["l", "w", "m", "c", "L"].map((letter) => options.has(letter));
  const all = !shown.includes(true);
  if (all) [shown[0], shown[1], shown[3]] = [true, true, true];
  const single = shown.filter((on) => on).length === 1 && options.rest.length < 2;
  const print = (counts: Counts, name: string): void => {
    const texts = counts.filter((_, i) => shown[i]).map(String);
    const columns = texts.map((text) => (single ? text : text.padStart(9)));
    io.put(`${columns.join(" ")}${name === "" ? "" : ` ${name}`}\n`);
  };
  const named = options.rest.length > 0;
  const totals: Counts = [0, 0, 0, 0, 0];
  let status = 0;
  for (const path of named ? options.rest : ["-"]) {
    const input = yield* openOrWarn(io, path);
    if (input === undefined) {
      status = 1;
      continue;
    }
    const counts = yield* count(io, input);
    if (input.error !== undefined) {
      yield* io.warn(`${path}: ${input.error.text}`);
      status = 1;
    }
    yield* input.close();
    print(counts, named ? path : "");
    for (let i = 0; i < 4; i++) totals[i]! += counts[i]!;
    totals[4] = Math.max(totals[4], counts[4]);
    yield* io.drain();
  }
  if (options.rest.length > 1) print(totals, "total");
  return status;
});
