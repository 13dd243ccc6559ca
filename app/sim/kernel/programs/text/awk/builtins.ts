/** The functions that awk has of its own. */
import type { Call } from "../../../abi/call";
import { epochOf, momentOf, strftime, zoneOf } from "../../lib/calendar";
import { type Conversion, formatFloat, formatInteger, formatText } from "../../lib/printf";
import type { Regex } from "../../lib/regex/regex";
import { WORK } from "../../lib/work";
import type { Expression } from "./ast";
import type { Evaluator } from "./evaluator";
import { AwkArray, MuslRandom, type Scalar, toNumber } from "./values";

const uint32 = (value: Scalar): number => Math.trunc(toNumber(value)) >>> 0;

/** How many arguments there must be. */
const LEAST: Readonly<Record<string, number>> = {
  and: 2,
  atan2: 2,
  compl: 1,
  gensub: 3,
  gsub: 2,
  index: 2,
  lshift: 2,
  match: 2,
  or: 2,
  rshift: 2,
  split: 2,
  sub: 2,
  substr: 2,
  tolower: 1,
  toupper: 1,
  xor: 2,
};

/** Calls a builtin. */
export function* callBuiltin(awk: Evaluator, name: string, args: readonly Expression[]): Call<Scalar> {
  const { io } = awk;
  io.spend(WORK.awkNode * 2);
  if (args.length < (LEAST[name] ?? 0)) yield* awk.fail("Too few arguments");
  const value = function* (i: number): Call<Scalar> {
    return args[i] === undefined ? undefined : yield* awk.value(args[i]!);
  };
  const text = function* (i: number): Call<string> {
    return awk.text(yield* value(i));
  };
  const number = function* (i: number): Call<number> {
    return toNumber(yield* value(i));
  };
  switch (name) {
    case "length": {
      const argument = args[0];
      if (argument === undefined) return awk.record.wholeText().length;
      if (argument.kind === "variable" && argument.name !== "NF" && awk.isArray(argument.name))
        return awk.array(argument.name).length;
      return (yield* text(0)).length;
    }
    case "substr": {
      const subject = yield* text(0);
      const start = Math.min(Math.max(Math.trunc(yield* number(1)) - 1, 0), subject.length);
      const length = args[2] === undefined ? Infinity : Math.max(0, Math.trunc(yield* number(2)));
      return subject.slice(start, start + length);
    }
    case "index": {
      const subject = yield* text(0);
      const wanted = yield* text(1);
      return wanted === "" ? 0 : subject.indexOf(wanted) + 1;
    }
    case "split": {
      const subject = yield* text(0);
      const array = args[1]?.kind === "variable" ? awk.array(args[1].name) : new AwkArray(() => {});
      const by = args[2];
      if (by === undefined) return yield* awk.splitInto(subject, array, undefined);
      const separator =
        by.kind === "regex" ? { regex: yield* awk.regex(by.source) } : yield* awk.separatorOf(yield* text(2));
      return yield* awk.splitInto(subject, array, separator);
    }
    case "match": {
      const subject = yield* text(0);
      const match = (yield* awk.pattern(args[1]!)).exec(subject);
      io.spend(subject.length * WORK.regexByte * 0.3);
      yield* awk.setVariable("RSTART", match === undefined ? 0 : match[0]! + 1);
      yield* awk.setVariable("RLENGTH", match === undefined ? -1 : match[1]! - match[0]!);
      return match === undefined ? 0 : match[0]! + 1;
    }
    case "sub":
    case "gsub": {
      const regex = yield* awk.pattern(args[0]!);
      const replacement = yield* text(1);
      const target: Expression = args[2] ?? { kind: "field", index: { kind: "number", value: 0 } };
      const subject = awk.text(yield* awk.value(target));
      const { result, count } = yield* substitute(
        awk,
        regex,
        replacement,
        subject,
        name === "gsub" ? 0 : 1,
        false,
      );
      if (count > 0) yield* awk.assign(target, result);
      return count;
    }
    case "gensub": {
      const regex = yield* awk.pattern(args[0]!);
      const replacement = yield* text(1);
      const how = yield* text(2);
      const which = /^[gG]/.test(how) ? 0 : Math.max(1, Math.trunc(toNumber(how)));
      const subject = args[3] === undefined ? awk.record.wholeText() : yield* text(3);
      return (yield* substitute(awk, regex, replacement, subject, which, true)).result;
    }
    case "sprintf": {
      const values: Scalar[] = [];
      for (let i = 0; i < args.length; i++) values.push(yield* awk.value(args[i]!));
      return yield* sprintf(awk, values);
    }
    case "sin":
      return Math.sin(yield* number(0));
    case "cos":
      return Math.cos(yield* number(0));
    case "atan2":
      return Math.atan2(yield* number(0), yield* number(1));
    case "exp":
      return Math.exp(yield* number(0));
    case "log":
      return Math.log(yield* number(0));
    case "sqrt":
      return Math.sqrt(yield* number(0));
    case "int":
      return Math.trunc(yield* number(0)) + 0;
    case "rand":
      return awk.random.fraction();
    case "srand": {
      const old = awk.seed;
      awk.seed =
        args[0] === undefined
          ? Math.floor((yield* io.sys.clockGettime("realtime")) / 1e9)
          : Math.trunc(yield* number(0)) >>> 0;
      awk.random = new MuslRandom(awk.seed);
      return old;
    }
    case "tolower":
      return (yield* text(0)).replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
    case "toupper":
      return (yield* text(0)).replace(/[a-z]+/g, (letters) => letters.toUpperCase());
    case "system":
      return yield* awk.streams.system(yield* text(0));
    case "close":
      return yield* awk.streams.close(yield* text(0));
    case "fflush":
      yield* awk.streams.flush();
      return 0;
    case "and":
      return (uint32(yield* value(0)) & uint32(yield* value(1))) >>> 0;
    case "or":
      return (uint32(yield* value(0)) | uint32(yield* value(1))) >>> 0;
    case "xor":
      return (uint32(yield* value(0)) ^ uint32(yield* value(1))) >>> 0;
    case "lshift":
      return (uint32(yield* value(0)) << uint32(yield* value(1))) >>> 0;
    case "rshift":
      return uint32(yield* value(0)) >>> uint32(yield* value(1));
    case "compl":
      return ~uint32(yield* value(0)) >>> 0;
    case "systime":
      return Math.floor((yield* io.sys.clockGettime("realtime")) / 1e9);
    case "strftime": {
      const format = args[0] === undefined ? "%a %b %e %H:%M:%S %Z %Y" : yield* text(0);
      const seconds =
        args[1] === undefined ? (yield* io.sys.clockGettime("realtime")) / 1e9 : yield* number(1);
      return strftime(format, momentOf(Math.floor(seconds), zoneOf(io.env)));
    }
    default: {
      // mktime("YYYY MM DD HH MM SS")
      const parts = (yield* text(0)).trim().split(/\s+/).map(Number);
      if (parts.length < 6 || parts.some(Number.isNaN)) return -1;
      const [year, month, day, hour, minute, second] = parts;
      return epochOf(year!, month! - 1, day!, hour!, minute!, second!, zoneOf(io.env));
    }
  }
}

function* substitute(
  awk: Evaluator,
  regex: Regex,
  replacement: string,
  subject: string,
  which: number,
  groups: boolean,
): Call<{ readonly result: string; readonly count: number }> {
  let out = "";
  let at = 0;
  let seen = 0;
  let count = 0;
  let previousEnd = -1;
  awk.io.spend(subject.length * WORK.regexByte * 0.3);
  while (at <= subject.length) {
    const match = regex.exec(subject, at, at > 0);
    if (match === undefined) break;
    const [start, end] = [match[0]!, match[1]!];
    if (start === end && start === previousEnd) {
      if (start >= subject.length) break;
      out += subject.slice(at, start + 1);
      at = start + 1;
      previousEnd = -1;
      continue;
    }
    seen++;
    out += subject.slice(at, start);
    const wanted = which === 0 || seen === which;
    if (wanted) {
      count++;
      out += replaced(replacement, subject, match, groups);
    } else out += subject.slice(start, end);
    previousEnd = end;
    at = end;
    if (start === end) {
      if (start >= subject.length) break;
      out += subject[start];
      at = start + 1;
      previousEnd = -1;
    }
    if (which !== 0 && wanted) break;
    if ((seen & 63) === 0) yield* awk.io.pace();
  }
  return { result: out + subject.slice(at), count };
}

/** "&" is the match, "\&" an ampersand; in gensub "\1" is a group. */
function replaced(replacement: string, subject: string, match: readonly number[], groups: boolean): string {
  let out = "";
  for (let i = 0; i < replacement.length; i++) {
    const char = replacement[i]!;
    const next = replacement[i + 1];
    if (char === "\\" && next !== undefined) {
      i++;
      if (groups && next >= "0" && next <= "9") {
        const start = match[Number(next) * 2] ?? -1;
        if (start >= 0) out += subject.slice(start, match[Number(next) * 2 + 1]);
      } else if (next === "&" || next === "\\") out += next;
      else out += `\\${next}`;
    } else if (char === "&") out += subject.slice(match[0], match[1]);
    else out += char;
  }
  return out;
}

function* sprintf(awk: Evaluator, values: readonly Scalar[]): Call<string> {
  const format = awk.text(values[0]);
  let next = 1;
  let out = "";
  for (let at = 0; at < format.length; ) {
    const percent = format.indexOf("%", at);
    if (percent < 0) return out + format.slice(at);
    out += format.slice(at, percent);
    if (format[percent + 1] === "%") {
      out += "%";
      at = percent + 2;
      continue;
    }
    const match = /^%([-+ #0]*)(\*|\d*)(?:(\.)(\*|\d*))?[hlL]*(.?)/s.exec(format.slice(percent))!;
    at = percent + match[0].length;
    let flags = match[1]!;
    let width = match[2] === "*" ? Math.trunc(toNumber(values[next++])) : Number(match[2] || 0);
    if (width < 0) {
      flags += "-";
      width = -width;
    }
    const digits =
      match[3] === undefined
        ? -1
        : match[4] === "*"
          ? Math.trunc(toNumber(values[next++]))
          : Number(match[4] || 0);
    const letter = match[5]!;
    const conversion: Conversion = { flags, width: Math.min(width, 1 << 20), precision: digits, letter };
    const value = values[next++];
    if (letter === "c") {
      const char =
        typeof value === "number"
          ? String.fromCharCode(Math.trunc(value) & 0xff)
          : awk.text(value).slice(0, 1);
      out += formatText(char === "" ? "\0" : char, conversion);
    } else if (letter === "s") out += formatText(awk.text(value), conversion);
    else if ("diouxX".includes(letter) && letter !== "")
      out += formatInteger(asInteger(toNumber(value)), conversion);
    else if ("eEfFgGaA".includes(letter) && letter !== "") out += formatFloat(toNumber(value), conversion);
    else return yield* awk.fail("Invalid format specifier");
  }
  return out;
}

function asInteger(value: number): bigint {
  if (Number.isNaN(value)) return -(1n << 63n);
  const limit = 2 ** 63;
  if (value >= limit) return (1n << 63n) - 1n;
  return value <= -limit ? -(1n << 63n) : BigInt(Math.trunc(value));
}
