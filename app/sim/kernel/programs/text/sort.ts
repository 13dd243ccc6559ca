import type { Call } from "../../abi/call";
import { O } from "../../abi/flags";
import { compareText } from "../lib/bytes";
import { parseOptions } from "../lib/getopt";
import { openOrDie } from "../lib/input";
import { applet, type Io } from "../lib/io";
import { WORK } from "../lib/work";
import { compareKeys, extractKey, parseKey, type SortKey } from "./sort-keys";

/** A kept line beside its text: the pointer, and malloc's own. */
const LINE_BYTES = 20;

interface Line {
  readonly text: string;
  readonly keys: readonly string[];
}

function* readLines(io: Io, paths: readonly string[], delimiter: string): Call<string[]> {
  const lines: string[] = [];
  for (const path of paths) {
    const input = yield* openOrDie(io, path);
    for (;;) {
      const line = yield* input.line(delimiter);
      if (line === undefined) break;
      lines.push(line);
      io.keep(line.length + LINE_BYTES);
    }
    yield* input.close();
  }
  return lines;
}

/** A merge sort that hands over the processor now and then. */
function* mergeSort(io: Io, lines: Line[], compare: (a: Line, b: Line) => number): Call<Line[]> {
  const blockSize = 2048;
  let runs: Line[][] = [];
  for (let at = 0; at < lines.length; at += blockSize) {
    const run = lines.slice(at, at + blockSize).sort(compare);
    io.spend(run.length * Math.log2(run.length + 1) * WORK.compare);
    yield* io.pace();
    runs.push(run);
  }
  while (runs.length > 1) {
    const merged: Line[][] = [];
    for (let i = 0; i < runs.length; i += 2) {
      const [a, b] = [runs[i]!, runs[i + 1]];
      if (b === undefined) {
        merged.push(a);
        continue;
      }
      const out: Line[] = [];
      let x = 0;
      let y = 0;
      while (x < a.length && y < b.length) {
        out.push(compare(a[x]!, b[y]!) <= 0 ? a[x++]! : b[y++]!);
        if ((out.length & 1023) === 0) {
          io.spend(1024 * WORK.compare);
          yield* io.pace();
        }
      }
      merged.push([...out, ...a.slice(x), ...b.slice(y)]);
    }
    runs = merged;
  }
  return runs[0] ?? [];
}

export const sort = applet(function* (io) {
  io.failStatus = 2;
  const options = yield* parseOptions(io, "ngMucszbrdfiVmS:T:o:k:t:");
  const letters = [..."ngMVbrdfi"].filter((letter) => options.has(letter));
  const global = new Set(letters);
  const separatorText = options.value("t");
  let separator: string | undefined;
  if (separatorText !== undefined) {
    separator = separatorText === "\\0" ? "\0" : separatorText;
    if (separator.length !== 1) yield* io.die("bad -t parameter");
  }
  const keys: SortKey[] = [];
  for (const text of options.values("k")) {
    const key = parseKey(text);
    if (key === undefined) yield* io.die("bad field specification");
    else keys.push(key);
  }
  if (keys.length === 0) keys.push({ range: [1, 0, 0, 0], flags: new Set() });
  // A key without flags of its own takes the global ones.
  const effective = keys.map((key) => ({
    range: key.range,
    flags: key.flags.size === 0 ? global : key.flags,
  }));
  const unique = options.has("u");
  const stable = options.has("s");
  const wholeReverse = global.has("r");
  const compareByKeys = (a: Line, b: Line): number => {
    for (const [i, key] of effective.entries()) {
      const result = compareKeys(a.keys[i]!, b.keys[i]!, key.flags);
      if (result !== 0) return key.flags.has("r") ? -result : result;
    }
    return 0;
  };
  const compare = (a: Line, b: Line): number => {
    const result = compareByKeys(a, b);
    if (result !== 0 || stable) return result;
    const last = compareText(a.text, b.text);
    return wholeReverse ? -last : last;
  };
  const delimiter = options.has("z") ? "\0" : "\n";
  const texts = yield* readLines(io, options.rest.length === 0 ? ["-"] : options.rest, delimiter);
  const whole = keys.length === 1 && effective[0]!.flags.size === 0 && options.values("k").length === 0;
  const lines: Line[] = texts.map((text) => ({
    text,
    keys: whole ? [text] : effective.map((key) => extractKey(text, key, separator)),
  }));
  io.spend(lines.length * effective.length * 100);
  if (options.has("c")) {
    for (let i = 1; i < lines.length; i++) {
      const order = compare(lines[i - 1]!, lines[i]!);
      if (order > (unique ? -1 : 0)) {
        yield* io.complain(`Check line ${i}\n`);
        return 1;
      }
    }
    return 0;
  }
  let sorted = yield* mergeSort(io, lines, compare);
  if (unique) {
    const bare: Line[] = [];
    for (const line of sorted)
      if (bare.length === 0 || compareByKeys(bare.at(-1)!, line) !== 0) bare.push(line);
    sorted = bare;
  }
  const target = options.value("o");
  if (target !== undefined) {
    try {
      const fd = yield* io.sys.open(target, O.WRONLY | O.CREAT | O.TRUNC, 0o666);
      if (fd !== 1) {
        yield* io.sys.dup2(fd, 1);
        yield* io.sys.close(fd);
      }
    } catch (error) {
      yield* io.dieError(target, error);
    }
  }
  for (const line of sorted) {
    io.put(line.text + delimiter);
    yield* io.drain();
  }
  return 0;
});
