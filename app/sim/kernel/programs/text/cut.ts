import type { Call } from "../../abi/call";
import { parseOptions } from "../lib/getopt";
import { openOrWarn } from "../lib/input";
import { applet, type Io } from "../lib/io";
import { parseNumber } from "../lib/numbers";
import { Regex } from "../lib/regex/regex";

/** First and last position, from 0; the last is Infinity for "3-". */
type Range = readonly [number, number];

function* parseList(io: Io, text: string, sorted: boolean): Call<Range[]> {
  const position = function* (digits: string): Call<number> {
    return parseNumber(digits) ?? (yield* io.die(`invalid number '${digits}'`));
  };
  const ranges: Range[] = [];
  for (const item of text.split(",")) {
    if (item === "") continue;
    const dash = item.indexOf("-");
    const low = dash < 0 ? item : item.slice(0, dash);
    const high = dash < 0 ? undefined : item.slice(dash + 1);
    const from = low === "" ? 0 : Math.max((yield* position(low)) - 1, 0);
    if (high === undefined) ranges.push([from, from]);
    else if (high === "") ranges.push([from, Infinity]);
    else {
      const to = yield* position(high);
      if (to < from) yield* io.die(`${to}<${from}`);
      ranges.push([from, to - 1]);
    }
  }
  if (ranges.length === 0) yield* io.die("missing list of positions");
  return sorted ? ranges.sort((a, b) => a[0] - b[0]) : ranges;
}

/** Bytes of a line, each once, in the order of the ranges. */
function cutBytes(line: string, ranges: readonly Range[]): string {
  const printed = new Set<number>();
  let out = "";
  for (const [from, to] of ranges) {
    for (let at = from; at < line.length; ) {
      if (!printed.has(at)) out += line[at];
      printed.add(at);
      if (++at > to) break;
    }
  }
  return out;
}

/** `-d` with a newline: whether line number `number` (from 0) is one of those that are printed. */
function isLineOf(ranges: readonly Range[], number: number): boolean {
  return ranges.some(([from, to]) => number === from || (number > from && number <= to));
}

interface Fields {
  /** Where the next delimiter from a place lies: its start and its end. */
  readonly find: (line: string, from: number) => readonly [number, number] | undefined;
  readonly byRegex: boolean;
  readonly joiner: string;
  /** -D: ranges in the order given, each from the line's start. */
  readonly keepOrder: boolean;
  /** -s */
  readonly suppress: boolean;
}

/** Fields of a line as busybox finds them, which is peculiar at the edges; undefined if -s suppresses the line. */
function cutFields(line: string, ranges: readonly Range[], fields: Fields): string | undefined {
  let out: string | undefined;
  let [range, at, start, end, delimiters] = [0, 0, 0, 0, 0];
  for (;;) {
    if (end === line.length || delimiters > ranges[range]![1]) {
      if (++range >= ranges.length) break;
      if (fields.keepOrder) start = delimiters = at = 0;
      end = 0;
    }
    if (at === line.length) {
      if (range === 0 && delimiters === 0 && !fields.byRegex) {
        if (fields.suppress) return undefined;
      } else if (delimiters < ranges[range]![0]) start = line.length;
      end = line.length;
    } else {
      const found = fields.find(line, at);
      if (found === undefined) {
        at = line.length;
        if (!fields.byRegex) end = line.length - 1;
        continue;
      }
      [end, at] = found;
      if (delimiters++ < ranges[range]![0]) {
        start = at;
        continue;
      }
    }
    if (end !== start || !fields.byRegex)
      out = (out === undefined ? "" : out + fields.joiner) + line.slice(start, Math.max(start, end));
    start = at;
    if (delimiters === 0) break;
  }
  return out ?? "";
}

export const cut = applet(function* (io) {
  const options = yield* parseOptions(io, "b:c:f:d:O:sDF:n");
  const kinds = ["b", "c", "f", "F"].filter((kind) => options.has(kind));
  if (kinds.length === 0) yield* io.die("expected a list of bytes, characters, or fields");
  if (kinds.length > 1) yield* io.usage();
  const kind = kinds[0]!;
  const byFields = kind === "f" || kind === "F";
  if (!byFields && options.has("s")) {
    yield* io.die("suppressing non-delimited lines makes sense only when operating on fields");
  }
  if (!byFields && options.has("d"))
    yield* io.die("a delimiter may be specified only when operating on fields");
  const delimiter = options.value("d") || (kind === "F" ? "[[:space:]]+" : "\t");
  const keepOrder = options.has("D");
  const ranges = yield* parseList(io, options.value(kind)!, !keepOrder);
  const regex = kind === "F" ? new Regex(delimiter, { extended: true }) : undefined;
  const fields: Fields = {
    find: (line, from) => {
      if (regex !== undefined) {
        const match = regex.exec(line, from, true);
        return match === undefined ? undefined : [match[0]!, match[1]!];
      }
      const at = line.indexOf(delimiter[0]!, from);
      return at < 0 ? undefined : [at, at + 1];
    },
    byRegex: regex !== undefined,
    joiner: options.value("O") || (kind === "F" ? " " : delimiter),
    keepOrder,
    suppress: options.has("s"),
  };
  let status = 0;
  for (const path of options.rest.length === 0 ? ["-"] : options.rest) {
    const input = yield* openOrWarn(io, path);
    if (input === undefined) {
      status = 1;
      continue;
    }
    for (let number = 0; ; number++) {
      const line = yield* input.line();
      if (line === undefined) break;
      io.spend(line.length * 10);
      let text: string | undefined;
      if (!byFields) text = cutBytes(line, ranges);
      else if (delimiter[0] !== "\n") text = cutFields(line, ranges, fields);
      else if (isLineOf(ranges, number)) text = line;
      if (text !== undefined) io.put(`${text}\n`);
      yield* io.drain();
    }
    yield* input.close();
  }
  return status;
});
