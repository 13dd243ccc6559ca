/** ${…} in all its forms. */

import type { ShellCall } from "../run/frames";
import { optionLetters } from "../run/options";
import type { Shell } from "../run/shell";
import type { Word, WordPart } from "../syntax/ast";
import { evaluateArithmetic } from "./arithmetic";
import type { Context } from "./expander";
import { BREAK, EXISTS, EXPANDED, mark, QUOTED, unmark } from "./marked-text";
import { compilePattern } from "./pattern";
import { replace, trim } from "./trim";

type Parameter = Extract<WordPart, { kind: "parameter" }>;
type Expand = (sh: Shell, word: Word, context: Context) => ShellCall<string>;

const ONE_TEXT: Context = { fields: false, assignment: false };

/** The value of a parameter that is not a list; undefined where it is unset. */
function parameterValue(sh: Shell, name: string): string | undefined {
  if (/^[0-9]/.test(name)) return Number(name) === 0 ? sh.arg0 : sh.positional[Number(name) - 1];
  switch (name) {
    case "#":
      return String(sh.positional.length);
    case "?":
      return String(sh.status);
    case "$":
      return String(sh.rootPid);
    case "!":
      return sh.lastBackground === undefined ? undefined : String(sh.lastBackground);
    case "-":
      return optionLetters(sh.options);
    default:
      return sh.variables.get(name);
  }
}

export function* expandParameter(
  sh: Shell,
  part: Parameter,
  context: Context,
  expand: Expand,
): ShellCall<string> {
  if (part.operator === "bad") {
    sh.errorLine = sh.parserLine;
    yield* sh.fail("syntax error: bad substitution");
  }
  if (part.name.startsWith("EPOCH")) yield* refreshClock(sh);
  const isList = part.name === "@" || part.name === "*";
  const value = isList ? joined(sh, part) : parameterValue(sh, part.name);
  const { operator } = part;
  if (operator === "-" || operator === "+" || operator === "=" || operator === "?") {
    const set = value !== undefined && !(part.colon && value === "");
    if (operator === "+") return set ? yield* operand(sh, part, context, expand) : existing(part, "");
    if (!set && operator === "-") return yield* operand(sh, part, context, expand);
    if (!set && operator === "=") return yield* assignDefault(sh, part, isList, expand);
    if (!set) {
      const text = unmark(yield* expand(sh, part.word, ONE_TEXT));
      return yield* sh.fail(`${part.name}: ${text || `parameter not set${part.colon ? " or null" : ""}`}`);
    }
  } else if (value === undefined && sh.options.has("nounset"))
    yield* sh.fail(`${part.name}: parameter not set`);
  if (isList && (operator === "" || "-+=?".includes(operator))) return list(sh, part, context);
  const result = yield* modified(sh, part, value ?? "", expand);
  return existing(part, result);
}

/** EPOCHSECONDS and EPOCHREALTIME. */
function* refreshClock(sh: Shell): ShellCall<void> {
  const now = yield* sh.sys.clockGettime("realtime");
  sh.clockMicros = Math.floor(now / 1000);
}

function existing(part: Parameter, text: string): string {
  return part.quoted ? EXISTS + mark(text, QUOTED) : mark(text, EXPANDED);
}

/** The word of ${x-word}: its own quoting counts, and what is unquoted is split. */
function* operand(sh: Shell, part: Parameter, context: Context, expand: Expand): ShellCall<string> {
  const marked = yield* expand(sh, part.word, context);
  if (part.quoted) return EXISTS + marked;
  let result = "";
  for (const c of marked) {
    const code = c.charCodeAt(0);
    result += code < 0x100 ? String.fromCharCode(code | EXPANDED) : c;
  }
  return result;
}

function* assignDefault(sh: Shell, part: Parameter, isList: boolean, expand: Expand): ShellCall<string> {
  const text = unmark(yield* expand(sh, part.word, ONE_TEXT));
  if (isList || !/^[A-Za-z_]/.test(part.name)) yield* sh.fail(`${part.name}: bad variable name`);
  yield* sh.checked(() => sh.variables.set(part.name, text));
  return existing(part, text);
}

/** $* and $@ as one text. */
function joined(sh: Shell, part: Parameter): string {
  const separator = part.name === "*" || !part.quoted ? (sh.variables.get("IFS") ?? " ").slice(0, 1) : " ";
  return sh.positional.join(part.operator === "" ? separator : separator || " ");
}

function list(sh: Shell, part: Parameter, context: Context): string {
  const items = sh.positional;
  if (!context.fields) {
    const separator = (sh.variables.get("IFS") ?? " ").slice(0, 1);
    return existing(part, items.join(separator));
  }
  if (part.quoted && part.name === "*") {
    const separator = (sh.variables.get("IFS") ?? " ").slice(0, 1);
    return existing(part, items.join(separator));
  }
  if (items.length === 0 && part.quoted && part.operator !== "") return EXISTS;
  return items.map((item) => existing(part, item)).join(BREAK);
}

function* modified(sh: Shell, part: Parameter, value: string, expand: Expand): ShellCall<string> {
  switch (part.operator) {
    case "length":
      return String(value.length);
    case "#":
    case "##":
    case "%":
    case "%%":
      return trim(value, compilePattern(yield* expand(sh, part.word, ONE_TEXT)), part.operator);
    case "/":
    case "//": {
      const pattern = compilePattern(yield* expand(sh, part.word, ONE_TEXT));
      const replacement = unmark(yield* expand(sh, part.second ?? [], ONE_TEXT));
      return replace(value, pattern, replacement, part.operator === "//");
    }
    case ":":
      return yield* substring(sh, value, unmark(yield* expand(sh, part.word, ONE_TEXT)));
    default:
      return value;
  }
}

/** ${x:offset:length}; both are arithmetic, and negative ones count from the end. */
function* substring(sh: Shell, value: string, text: string): ShellCall<string> {
  const colon = text.indexOf(":");
  const variables = {
    get: (name: string) => sh.variables.get(name),
    set: (name: string, held: string) => sh.variables.set(name, held),
  };
  const number = (expression: string): number => Number(evaluateArithmetic(expression, variables));
  const offset = yield* sh.checked(() => number(colon < 0 ? text : text.slice(0, colon)));
  const length = colon < 0 ? value.length : yield* sh.checked(() => number(text.slice(colon + 1)));
  const from = offset < 0 ? offset + value.length : offset;
  if (from < 0 || from > value.length) return "";
  return length < 0
    ? value.slice(from, Math.max(from, value.length + length))
    : value.slice(from, from + length);
}
