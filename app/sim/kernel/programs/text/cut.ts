import type { Call } from "../../abi/call";
import { parseOptions } from "../lib/getopt";
import { openOrWarn } from "../lib/input";
import { applet, type Io } from "../lib/io";
import { parseNumber } from "../lib/numbers";
import { Regex } from "../lib/regex/regex";

/** From and to, 1-based; to is Infinity for "3-". */
type Range = readonly [number, number];

function* parseList(io: Io, text: string, sorted: boolean): Call<Range[]> {
  const ranges: Range[] = [];
  for (const item of text.split(",")) {
    if (item === "") continue;
    const dash = item.indexOf("-");
    const low = dash < 0 ? item : item.slice(0, dash);
    const high = dash < 0 ? item : item.slice(dash + 1);
    const from = low === "" ? 1 : parseNumber(low);
    const to = high === "" ? Infinity : parseNumber(high);
    if (from === undefined) yield* io.die(`invalid number '${low}'`);
    else if (to === undefined) yield* io.die(`invalid number '${high}'`);
    else
      ranges.push([from === 0 && dash < 0 ? 0 : Math.max(from, 1), dash < 0 && from === 0 ? Infinity : to]);
  }
  if (ranges.length === 0) yield* io.die("missing list of positions");
  return sorted ? ranges.sort((a, b) => a[0] - b[0]) : ranges;
}

/** Bytes of a line, each once, in order of their position. */
function cutBytes(line: string, ranges: readonly Range[]): string {
  let out = "";
  let done = 0;
  for (const [from, to] of ranges) {
    const start = Math.max(from - 1, done, 0);
    const end = Math.min(to, line.length);
    if (end > start) {
      out += line.slice(start, end);
      done = end;
    }
  }
  return out;
}

function cutFields(fields: readonly string[], ranges: readonly Range[], once: boolean): string[] {
  const out: string[] = [];
  let done = 0;
  for (const [from, to] of ranges) {
    const start = once ? Math.max(from - 1, done, 0) : Math.max(from - 1, 0);
    for (let i = start; i < Math.min(to, fields.length); i++) out.push(fields[i]!);
    done = Math.max(done, Math.min(to, fields.length));
  }
  return out;
}

export const cut = applet(function* (io) {
  const options = yield* parseOptions(io, "b:c:f:d:O:sDF:n", {
    long: { "output-delimiter": ["O", "value"] },
  });
  const kinds = ["b", "c", "f", "F"].filter((kind) => options.has(kind));
  if (kinds.length === 0) yield* io.die("expected a list of bytes, characters, or fields");
  if (kinds.length > 1) yield* io.usage();
  const kind = kinds[0]!;
  const byFields = kind === "f" || kind === "F";
  if (!byFields && options.has("d"))
    yield* io.die("a delimiter may be specified only when operating on fields");
  if (!byFields && options.has("s")) {
    yield* io.die("suppressing non-delimited lines makes sense only when operating on fields");
  }
  const separator = options.value("d") ?? (kind === "F" ? "[[:space:]]+" : "\t");
  const delimiter = kind === "F" ? separator : separator.slice(0, 1);
  const joiner = options.value("O") ?? (kind === "F" ? " " : delimiter);
  const keepOrder = options.has("D");
  const ranges = yield* parseList(io, options.value(kind)!, !keepOrder);
  const regex = kind === "F" ? new Regex(separator, { extended: true }) : undefined;
  const split = (line: string): string[] => {
    if (regex === undefined) return line.split(delimiter);
    const fields: string[] = [];
    let at = 0;
    for (;;) {
      const match = regex.exec(line, at, at > 0);
      if (match === undefined || match[1] === match[0]) break;
      fields.push(line.slice(at, match[0]));
      at = match[1]!;
    }
    fields.push(line.slice(at));
    return fields;
  };
  let status = 0;
  for (const path of options.rest.length === 0 ? ["-"] : options.rest) {
    const input = yield* openOrWarn(io, path);
    if (input === undefined) {
      status = 1;
      continue;
    }
    for (;;) {
      const line = yield* input.line();
      if (line === undefined) break;
      io.spend(line.length * 10);
      if (!byFields) io.put(`${cutBytes(line, ranges)}\n`);
      else if (delimiter === "\n") io.put(`${line}\n`);
      else {
        const fields = split(line);
        if (fields.length > 1) io.put(`${cutFields(fields, ranges, !keepOrder).join(joiner)}\n`);
        else if (!options.has("s")) io.put(`${line}\n`);
      }
      yield* io.drain();
    }
    yield* input.close();
  }
  return status;
});
