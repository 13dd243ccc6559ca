/** Applets that read files whole or in pieces: split, shuf, strings, dos2unix, unix2dos, more, less. */
import type { Call } from "../../abi/call";
import { O } from "../../abi/flags";
import { randomSource } from "../files/make";
import { pump } from "../lib/copy";
import { parseOptions } from "../lib/getopt";
import { Input, openOrDie, openOrWarn } from "../lib/input";
import { applet, type Io } from "../lib/io";
import { number } from "../lib/numbers";

export const split = applet(function* (io) {
  const options = yield* parseOptions(io, "l:b:a:", { numeric: "l", max: 2 });
  const suffixLength = yield* number(io, options.value("a") ?? "2", { min: 1, max: 200 });
  const bytes = options.has("b")
    ? yield* number(io, options.value("b")!, {
        suffixes: { b: 512, k: 1024, K: 1024, m: 1048576, M: 1048576, g: 1073741824 },
        min: 1,
      })
    : undefined;
  const lines = yield* number(io, options.value("l") ?? "1000");
  const input = yield* openOrDie(io, options.rest[0] ?? "-", { cannotOpen: true });
  const prefix = options.rest[1] ?? "x";
  let index = 0;
  const name = function* (): Call<string> {
    let suffix = "";
    let rest = index++;
    for (let i = 0; i < suffixLength; i++) {
      suffix = String.fromCharCode(97 + (rest % 26)) + suffix;
      rest = Math.floor(rest / 26);
    }
    if (rest > 0) yield* io.die("suffixes exhausted");
    return prefix + suffix;
  };
  for (;;) {
    let part = "";
    if (bytes !== undefined) part = yield* input.take(bytes);
    else {
      for (let i = 0; i < lines; i++) {
        const line = yield* input.line();
        if (line === undefined) break;
        part += input.terminated ? `${line}\n` : line;
      }
    }
    if (part === "") break;
    const path = yield* name();
    try {
      const fd = yield* io.sys.open(path, O.WRONLY | O.CREAT | O.TRUNC, 0o666);
      yield* io.writeOrDie(fd, part);
      yield* io.sys.close(fd);
    } catch (error) {
      yield* io.dieError(`can't open '${path}'`, error);
    }
  }
  if (input.error !== undefined) yield* io.die(`${input.name}: ${input.error.text}`);
  return 0;
});

export const shuf = applet(function* (io) {
  const options = yield* parseOptions(io, "ei:n:o:z");
  const end = options.has("z") ? "\0" : "\n";
  let lines: string[] = [];
  const range = options.value("i");
  if (options.has("e")) lines = [...options.rest];
  else if (range !== undefined) {
    const match = /^(\d+)-(\d+)$/.exec(range);
    if (match === null || Number(match[1]) > Number(match[2])) return yield* io.die(`bad range '${range}'`);
    const count = Number(match[2]) - Number(match[1]) + 1;
    if (count > 5_000_000) yield* io.die("out of memory");
    lines = Array.from({ length: count }, (_, i) => String(Number(match[1]) + i));
  } else {
    const input = yield* openOrDie(io, options.rest[0] ?? "-");
    for (;;) {
      const line = yield* input.line(end);
      if (line === undefined) break;
      lines.push(line);
    }
    yield* input.close();
  }
  const wanted = Math.min(yield* number(io, options.value("n") ?? String(lines.length)), lines.length);
  const random = yield* randomSource(io);
  for (let i = 0; i < wanted; i++) {
    const j = i + Math.floor(random.fraction() * (lines.length - i));
    [lines[i], lines[j]] = [lines[j]!, lines[i]!];
  }
  const target = options.value("o");
  if (target !== undefined) {
    try {
      yield* io.sys.dup2(yield* io.sys.open(target, O.WRONLY | O.CREAT | O.TRUNC, 0o666), 1);
    } catch (error) {
      yield* io.dieError(target, error);
    }
  }
  for (const line of lines.slice(0, wanted)) {
    io.put(line + end);
    yield* io.drain();
  }
  return 0;
});

export const strings = applet(function* (io) {
  const options = yield* parseOptions(io, "afon:t:");
  const least = yield* number(io, options.value("n") ?? "4", { min: 1 });
  const radix = options.value("t") ?? (options.has("o") ? "o" : undefined);
  let status = 0;
  for (const path of options.rest.length === 0 ? ["-"] : options.rest) {
    const input = yield* openOrWarn(io, path);
    if (input === undefined) {
      status = 1;
      continue;
    }
    let offset = 0;
    let run = "";
    const flush = function* (): Call<void> {
      if (run.length >= least) {
        if (options.has("f")) io.put(`${path === "-" ? "{standard input}" : path}: `);
        if (radix !== undefined)
          io.put(
            `${(offset - run.length).toString(radix === "o" ? 8 : radix === "x" ? 16 : 10).padStart(7)} `,
          );
        io.put(`${run}\n`);
        yield* io.drain();
      }
      run = "";
    };
    for (;;) {
      const text = yield* input.chunk();
      if (text === "") break;
      for (const char of text) {
        if (char === "\t" || (char >= " " && char <= "~")) run += char;
        else yield* flush();
        offset++;
      }
    }
    yield* flush();
    yield* input.close();
  }
  return status;
});

const converter = (toDos: boolean) =>
  applet(function* (io) {
    const options = yield* parseOptions(io, "du");
    const dos = options.last("d", "u") === undefined ? toDos : options.last("d", "u") === "d";
    const convert = (text: string): string => {
      const unix = text.replaceAll("\r\n", "\n");
      return dos ? unix.replaceAll("\n", "\r\n") : unix;
    };
    if (options.rest.length === 0) {
      io.put(convert(yield* new Input(io, 0, "-").rest()));
      return 0;
    }
    for (const path of options.rest) {
      const input = yield* openOrDie(io, path);
      const text = convert(yield* input.rest());
      yield* input.close();
      try {
        const fd = yield* io.sys.open(path, O.WRONLY | O.TRUNC);
        yield* io.writeAll(fd, text);
        yield* io.sys.close(fd);
      } catch (error) {
        yield* io.dieError(path, error);
      }
    }
    return 0;
  });

export const dos2unix = converter(false);
export const unix2dos = converter(true);

/** Pagers show all at once: the lab's programs have no keyboard of their own to page by. */
function* showAll(io: Io, options: string): Call<number> {
  const { rest } = yield* parseOptions(io, options);
  let status = 0;
  for (const path of rest.length === 0 ? ["-"] : rest) {
    let fd = 0;
    try {
      if (path !== "-") fd = yield* io.sys.open(path, O.RDONLY);
    } catch (error) {
      yield* io.warnError(`can't open '${path}'`, error);
      status = 1;
      continue;
    }
    if (!(yield* pump(io, fd, 1))) status = 1;
  }
  return status;
}

export const more = applet((io) => showAll(io, ""));
export const less = applet((io) => showAll(io, "EFIMmNSRh~"));
