import { O } from "../../abi/flags";
import { parseOptions } from "../lib/getopt";
import { closeOrWarn, Input, openOrDie } from "../lib/input";
import { applet } from "../lib/io";
import { number } from "../lib/numbers";

export const uniq = applet(function* (io) {
  const options = yield* parseOptions(io, "cduf:s:w:iz", { max: 2 });
  const skipFields = yield* number(io, options.value("f") ?? "0");
  const skipChars = yield* number(io, options.value("s") ?? "0");
  const width = options.has("w") ? yield* number(io, options.value("w")!) : Infinity;
  const delimiter = options.has("z") ? "\0" : "\n";
  const [from, to] = options.rest;
  let input = new Input(io, 0, "-");
  if (from !== undefined && from !== "-") input = yield* openOrDie(io, from, { cannotOpen: true });
  if (to !== undefined && to !== "-") {
    try {
      const fd = yield* io.sys.open(to, O.WRONLY | O.CREAT | O.TRUNC, 0o666);
      yield* io.sys.dup2(fd, 1);
      if (fd !== 1) yield* io.sys.close(fd);
    } catch (error) {
      yield* io.dieError(`can't open '${to}'`, error);
    }
  }
  const keyOf = (line: string): string => {
    let at = 0;
    for (let i = 0; i < skipFields; i++) {
      while (at < line.length && /\s/.test(line[at]!)) at++;
      while (at < line.length && !/\s/.test(line[at]!)) at++;
    }
    const key = line.slice(at + skipChars, width === Infinity ? undefined : at + skipChars + width);
    return options.has("i") ? key.toLowerCase() : key;
  };
  const noDuplicates = options.has("u");
  const noUniques = options.has("d");
  let current: string | undefined = yield* input.line(delimiter);
  while (current !== undefined) {
    const first: string = current;
    const key = keyOf(first);
    let count = 1;
    for (;;) {
      current = yield* input.line(delimiter);
      io.spend(200);
      if (current === undefined || keyOf(current) !== key) break;
      count++;
    }
    if (!(count > 1 ? noDuplicates : noUniques)) {
      if (options.has("c")) io.put(`${String(count).padStart(7)} `);
      io.put(first + delimiter);
    }
    yield* io.drain();
  }
  return (yield* closeOrWarn(io, input)) ? 0 : 1;
});
