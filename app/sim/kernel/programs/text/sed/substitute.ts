/** What "s" makes of a line. */
import type { Call } from "../../../abi/call";
import type { Io } from "../../lib/io";
import type { Regex } from "../../lib/regex/regex";
import { WORK } from "../../lib/work";
import type { Substitution } from "./commands";

/** The line with what the command replaces replaced; undefined if that is nothing. */
export function* substituted(
  io: Io,
  regex: Regex,
  { which, replacement }: Substitution,
  line: string,
): Call<string | undefined> {
  let out = "";
  let at = 0;
  let count = 0;
  let changed = false;
  let previousEnd = -1;
  io.spend(line.length * WORK.regexByte * 0.3 + 400);
  while (at <= line.length) {
    const match = regex.exec(line, at, at > 0);
    if (match === undefined) break;
    const [start, end] = [match[0]!, match[1]!];
    if (start === end && start === previousEnd) {
      // An empty match right after another is none.
      if (start >= line.length) break;
      out += line.slice(at, start + 1);
      at = start + 1;
      previousEnd = -1;
      continue;
    }
    count++;
    out += line.slice(at, start);
    const wanted = which === 0 || count === which;
    out += wanted ? expandReplacement(replacement, line, match) : line.slice(start, end);
    changed ||= wanted;
    previousEnd = end;
    at = end;
    if (start === end) {
      if (start >= line.length) break;
      out += line[start];
      at = start + 1;
      previousEnd = -1;
    }
    if (which !== 0 && count === which) break;
    io.spend(200);
    if ((count & 63) === 0) yield* io.pace();
  }
  return changed ? out + line.slice(at) : undefined;
}

const ESCAPES: Readonly<Record<string, string>> = { t: "\t", r: "\r", f: "\f", v: "\v", a: "\x07" };

/** The replacement with what was matched put in; `match` holds begins and ends in turn, the whole first. */
function expandReplacement(replacement: string, line: string, match: readonly number[]): string {
  let out = "";
  for (let i = 0; i < replacement.length; i++) {
    const char = replacement[i]!;
    let group = -1;
    if (char === "&") group = 0;
    else if (char === "\\" && i + 1 < replacement.length) {
      const next = replacement[++i]!;
      if (next >= "0" && next <= "9") group = Number(next);
      else {
        out += ESCAPES[next] ?? next;
        continue;
      }
    } else {
      out += char;
      continue;
    }
    const start = match[group * 2] ?? -1;
    if (start >= 0) out += line.slice(start, match[group * 2 + 1]);
  }
  return out;
}
