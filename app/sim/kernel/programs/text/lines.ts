/** Small filters of lines: rev, tac, nl, paste, fold, expand, unexpand, comm. */
import type { Call } from "../../abi/call";
import { compareText } from "../lib/bytes";
import { unescapeAll } from "../lib/escapes";
import { parseOptions } from "../lib/getopt";
import { closeOrWarn, type Input, openOrDie, openOrWarn } from "../lib/input";
import { applet, type Io } from "../lib/io";
import { number } from "../lib/numbers";

/** A line of a list beside its text: its link, and malloc's own. */
const LINE_BYTES = 24;

const orStdin = (paths: readonly string[]): readonly string[] => (paths.length === 0 ? ["-"] : paths);

export const rev = applet(function* (io) {
  const options = yield* parseOptions(io, "");
  let status = 0;
  for (const path of orStdin(options.rest)) {
    const input = yield* openOrWarn(io, path);
    if (input === undefined) {
      status = 1;
      continue;
    }
    for (;;) {
      const line = yield* input.line();
      if (line === undefined) break;
      io.put([...line].reverse().join("") + (input.terminated ? "\n" : ""));
      yield* io.drain();
    }
    yield* input.close();
  }
  return status;
});

export const tac = applet(function* (io) {
  const options = yield* parseOptions(io, "");
  const lines: string[] = [];
  let status = 0;
  for (const path of orStdin(options.rest)) {
    const input = yield* openOrWarn(io, path);
    if (input === undefined) {
      status = 1;
      continue;
    }
    for (;;) {
      const line = yield* input.line();
      if (line === undefined) break;
      lines.push(input.terminated ? `${line}\n` : line);
      io.keep(line.length + LINE_BYTES);
    }
    if (input.error !== undefined) {
      yield* io.warn(`${path}: ${input.error.text}`);
      status = 1;
    }
    yield* input.close();
  }
  for (const line of lines.toReversed()) {
    io.put(line);
    yield* io.drain();
  }
  return status;
});

export const nl = applet(function* (io) {
  const options = yield* parseOptions(io, "pi:s:v:w:b:", {
    long: {
      "body-numbering": ["b", "value"],
      "line-increment": ["i", "value"],
      "number-separator": ["s", "value"],
      "starting-line-number": ["v", "value"],
      "number-width": ["w", "value"],
    },
  });
  const width = yield* number(io, options.value("w") ?? "6");
  const step = yield* number(io, options.value("i") ?? "1", { min: -0x80000000 });
  let count = yield* number(io, options.value("v") ?? "1", { min: -0x80000000 });
  const separator = options.value("s") ?? "\t";
  const style = options.value("b")?.[0] ?? "t";
  let status = 0;
  for (const path of orStdin(options.rest)) {
    const input = yield* openOrWarn(io, path);
    if (input === undefined) {
      status = 1;
      continue;
    }
    for (;;) {
      const line = yield* input.line();
      if (line === undefined) break;
      if (style === "a" || (style === "t" && line !== "")) {
        io.put(String(count).padStart(width) + separator);
        count += step;
      } else io.put(" ".repeat(width + separator.length));
      io.put(`${line}\n`);
      yield* io.drain();
    }
    yield* input.close();
  }
  return status;
});

export const paste = applet(function* (io) {
  const options = yield* parseOptions(io, "d:s");
  const list = options.value("d");
  const delimiters = list === undefined ? "\t" : unescapeAll(list);
  if (delimiters === "") yield* io.die("-d '' is not supported");
  const inputs: Input[] = [];
  const stdin = { input: undefined as Input | undefined };
  for (const path of orStdin(options.rest)) {
    const input = path === "-" && stdin.input !== undefined ? stdin.input : yield* openOrDie(io, path);
    if (path === "-") stdin.input = input;
    inputs.push(input);
  }
  const join = (i: number): string => delimiters[i % delimiters.length]!;
  if (options.has("s")) {
    for (const input of inputs) {
      let i = 0;
      let line = yield* input.line();
      while (line !== undefined) {
        io.put(i === 0 ? line : join(i - 1) + line);
        i++;
        line = yield* input.line();
        yield* io.drain();
      }
      io.put("\n");
    }
    return 0;
  }
  // An input that has ended leaves neither text nor delimiter, as in busybox.
  const live: (Input | undefined)[] = [...inputs];
  while (live.some((input) => input !== undefined)) {
    let delimiter = 0;
    for (const [i, input] of live.entries()) {
      const line = yield* input === undefined ? nothing() : input.line();
      if (line === undefined) live[i] = undefined;
      else io.put(line + (i === live.length - 1 ? "\n" : join(delimiter++)));
    }
    yield* io.drain();
  }
  return 0;
});

// biome-ignore lint/correctness/useYield: stands where a read would
function* nothing(): Call<undefined> {
  return undefined;
}

export const fold = applet(function* (io) {
  const options = yield* parseOptions(io, "bsw:", { numeric: "w" });
  const width = yield* number(io, options.value("w") ?? "80", { min: 1, max: 10000 });
  const bytes = options.has("b");
  const advance = (column: number, char: string): number => {
    if (bytes) return column + 1;
    if (char === "\b") return Math.max(0, column - 1);
    if (char === "\r") return 0;
    return char === "\t" ? column + 8 - (column % 8) : column + 1;
  };
  const measure = (text: string): number => {
    let column = 0;
    for (const char of text) column = advance(column, char);
    return column;
  };
  let status = 0;
  for (const path of orStdin(options.rest)) {
    const input = yield* openOrWarn(io, path);
    if (input === undefined) {
      status = 1;
      continue;
    }
    for (;;) {
      const line = yield* input.line();
      if (line === undefined) break;
      let held = "";
      let column = 0;
      for (const char of line) {
        let next = advance(column, char);
        while (next > width && held !== "") {
          const blank = options.has("s") ? Math.max(held.lastIndexOf(" "), held.lastIndexOf("\t")) : -1;
          const cutAt = blank >= 0 ? blank + 1 : held.length;
          io.put(`${held.slice(0, cutAt)}\n`);
          held = held.slice(cutAt);
          column = measure(held);
          next = advance(column, char);
        }
        held += char;
        column = next;
      }
      io.put(held + (input.terminated ? "\n" : ""));
      yield* io.drain();
    }
    if (!(yield* closeOrWarn(io, input))) status = 1;
  }
  return status;
});

function* eachLine(io: Io, paths: readonly string[], change: (line: string) => string): Call<number> {
  let status = 0;
  for (const path of orStdin(paths)) {
    const input = yield* openOrWarn(io, path);
    if (input === undefined) {
      status = 1;
      continue;
    }
    for (;;) {
      const line = yield* input.line();
      if (line === undefined) break;
      io.spend(line.length * 15);
      io.put(change(line) + (input.terminated ? "\n" : ""));
      yield* io.drain();
    }
    if (!(yield* closeOrWarn(io, input))) status = 1;
  }
  return status;
}

export const expand = applet(function* (io) {
  const options = yield* parseOptions(io, "it:", { long: { initial: ["i"], tabs: ["t", "value"] } });
  const size = yield* number(io, options.value("t") ?? "8", { min: 1, max: 0x7fffffff });
  return yield* eachLine(io, options.rest, (line) => {
    let out = "";
    let column = 0;
    let initial = true;
    for (const char of line) {
      if (char === "\t" && (initial || !options.has("i"))) {
        const spaces = size - (column % size);
        out += " ".repeat(spaces);
        column += spaces;
        continue;
      }
      if (char !== " " && char !== "\t") initial = false;
      out += char;
      column += char === "\t" ? size - (column % size) : 1;
    }
    return out;
  });
});

export const unexpand = applet(function* (io) {
  const options = yield* parseOptions(io, "ft:a", {
    long: { "first-only": ["f"], tabs: ["t", "value"], all: ["a"] },
  });
  const size = yield* number(io, options.value("t") ?? "8", { min: 1, max: 0x7fffffff });
  const all = (options.has("a") || options.has("t")) && !options.has("f");
  return yield* eachLine(io, options.rest, (line) => {
    let out = "";
    let column = 0;
    let at = 0;
    while (at < line.length) {
      const blanks = /^[ \t]*/.exec(line.slice(at))![0];
      if (blanks !== "") {
        let target = column;
        for (const char of blanks) target = char === "\t" ? target + size - (target % size) : target + 1;
        let here = column;
        let text = "";
        while (here - (here % size) + size <= target) {
          const stop = here - (here % size) + size;
          text += stop - here === 1 && text === "" && !blanks.includes("\t") && target === stop ? " " : "\t";
          here = stop;
        }
        out += text + " ".repeat(target - here);
        column = target;
        at += blanks.length;
      }
      const word = /^[^ \t]*/.exec(line.slice(at))![0];
      out += word;
      column += word.length;
      at += word.length;
      if (!all) return out + line.slice(at);
    }
    return out;
  });
});

export const comm = applet(function* (io) {
  const options = yield* parseOptions(io, "123", { min: 2, max: 2 });
  const inputs = [yield* openOrDie(io, options.rest[0]!), yield* openOrDie(io, options.rest[1]!)] as const;
  let a = yield* inputs[0].line();
  let b = yield* inputs[1].line();
  const show = (column: 1 | 2 | 3, line: string): void => {
    if (options.has(String(column))) return;
    const before = (column > 1 && !options.has("1") ? 1 : 0) + (column > 2 && !options.has("2") ? 1 : 0);
    io.put(`${"\t".repeat(before)}${line}\n`);
  };
  while (a !== undefined || b !== undefined) {
    const order = a === undefined ? 1 : b === undefined ? -1 : compareText(a, b);
    if (order === 0) show(3, a!);
    else if (order < 0) show(1, a!);
    else show(2, b!);
    if (order <= 0) a = yield* inputs[0].line();
    if (order >= 0) b = yield* inputs[1].line();
    yield* io.drain();
  }
  return 0;
});
