import type { Call } from "../../abi/call";
import { parseOptions } from "../lib/getopt";
import { closeOrWarn, type Input, openOrWarn } from "../lib/input";
import { applet, type Io } from "../lib/io";
import { BKM_SUFFIXES, number } from "../lib/numbers";

function* printBytes(io: Io, input: Input, count: number): Call<void> {
  let left = count;
  while (left > 0) {
    const text = yield* input.take(Math.min(left, 1024));
    if (text === "") return;
    io.put(text);
    left -= text.length;
    yield* io.drain();
  }
}

function* printLines(io: Io, input: Input, count: number): Call<void> {
  for (let left = count; left > 0; left--) {
    const line = yield* input.line();
    if (line === undefined) return;
    io.put(input.terminated ? `${line}\n` : line);
    yield* io.drain();
  }
}

/** All but the last `count` lines (or bytes). */
function* printAllBut(io: Io, input: Input, count: number, bytes: boolean): Call<void> {
  if (bytes) {
    const text = yield* input.rest();
    io.put(text.slice(0, Math.max(0, text.length - count)));
    return;
  }
  const held: string[] = [];
  for (;;) {
    const line = yield* input.line();
    if (line === undefined) return;
    held.push(input.terminated ? `${line}\n` : line);
    if (held.length > count) io.put(held.shift()!);
    yield* io.drain();
  }
}

export const head = applet(function* (io) {
  const options = yield* parseOptions(io, "n:c:qv", { numeric: "n" });
  let count = 10;
  let allBut = false;
  const kind = options.last("n", "c") ?? "n";
  const value = options.value(kind);
  if (value !== undefined) {
    allBut = value.startsWith("-");
    const text = allBut ? value.slice(1) : value;
    count = yield* number(io, text, { suffixes: BKM_SUFFIXES, max: 0xffffffff });
  }
  const paths = options.rest.length === 0 ? ["-"] : options.rest;
  const quiet = options.last("q", "v") === "q";
  const headers = (paths.length > 1 || options.has("v")) && !quiet;
  let status = 0;
  let first = true;
  for (const path of paths) {
    const input = yield* openOrWarn(io, path);
    if (input === undefined) {
      status = 1;
      continue;
    }
    if (headers) io.put(`${first ? "" : "\n"}==> ${path === "-" ? "standard input" : path} <==\n`);
    first = false;
    if (allBut) yield* printAllBut(io, input, count, kind === "c");
    else if (kind === "c") yield* printBytes(io, input, count);
    else yield* printLines(io, input, count);
    if (!(yield* closeOrWarn(io, input))) status = 1;
  }
  return status;
});
