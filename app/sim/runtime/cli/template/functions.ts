/** Functions that templates can call: Go's own and those that Docker adds. */
import { formatted } from "./printf";
import { isMap, isTrue, printed, toJson, typeName, type Value } from "./values";

/** What a function refuses, in Go's words without the place. */
export class CallProblem {
  constructor(readonly text: string) {}
}

interface Callable {
  readonly least: number;
  readonly most: number;
  readonly call: (args: readonly Value[]) => Value;
}

const fn = (least: number, most: number, call: Callable["call"]): Callable => ({ least, most, call });
const MANY = Number.POSITIVE_INFINITY;

function text(value: Value | undefined): string {
  if (typeof value !== "string")
    throw new CallProblem(`wrong type for value; expected string; got ${typeName(value)}`);
  return value;
}

function length(value: Value): number {
  if (typeof value === "string" || Array.isArray(value)) return value.length;
  if (isMap(value)) return value.size;
  throw new CallProblem(
    `len of ${value === null || value === undefined ? "nil pointer" : `type ${typeName(value)}`}`,
  );
}

function indexed([item, ...keys]: readonly Value[]): Value {
  let value = item;
  for (const key of keys) {
    if (value === null || value === undefined) throw new CallProblem("index of untyped nil");
    if (isMap(value)) {
      if (typeof key !== "string") throw new CallProblem(`value has type ${typeName(key)}; should be string`);
      value = value.has(key) ? value.get(key) : zeroOf(value);
    } else if (Array.isArray(value) || typeof value === "string") {
      if (typeof key !== "number" || !Number.isInteger(key))
        throw new CallProblem(`cannot index slice/array with type ${typeName(key)}`);
      if (key < 0 || key >= value.length) throw new CallProblem(`index out of range: ${key}`);
      value = typeof value === "string" ? value.charCodeAt(key) : (value as readonly Value[])[key];
    } else throw new CallProblem(`can't index item of type ${typeName(value)}`);
  }
  return value;
}

/** What a map gives for a key that it has not: the zero value of its elements' type. */
function zeroOf(map: ReadonlyMap<string, Value>): Value {
  const [first] = map.values();
  if (first === undefined || typeof first === "string") return "";
  return Array.isArray(first) ? [] : typeof first === "number" ? 0 : undefined;
}

function sliced([item, low = 0, high]: readonly Value[]): Value {
  const from = Number(low);
  if (typeof item !== "string" && !Array.isArray(item))
    throw new CallProblem(`can't slice item of type ${typeName(item)}`);
  const to = high === undefined ? item.length : Number(high);
  if (!(from >= 0 && to <= item.length)) throw new CallProblem(`index out of range: ${from < 0 ? from : to}`);
  if (from > to) throw new CallProblem(`invalid slice index: ${from} > ${to}`);
  return item.slice(from, to);
}

const basic = (value: Value): string => {
  const type = typeof value;
  if (type === "string" || type === "number" || type === "boolean") return type;
  if (value === null || value === undefined) return "nil";
  throw new CallProblem("incompatible types for comparison");
};

function equal(a: Value, b: Value): boolean {
  if (basic(a) !== basic(b) && basic(a) !== "nil" && basic(b) !== "nil")
    throw new CallProblem("incompatible types for comparison");
  return (a ?? null) === (b ?? null);
}

function less([a, b]: readonly Value[]): boolean {
  if (basic(a) !== basic(b)) throw new CallProblem("incompatible types for comparison");
  if (typeof a === "boolean" || a === null || a === undefined)
    throw new CallProblem("invalid type for comparison");
  return a < (b as typeof a);
}

/** fmt.Sprint: blanks between operands where neither is a string. */
const sprint = (args: readonly Value[]): string =>
  args
    .map((arg, i) =>
      i > 0 && typeof arg !== "string" && typeof args[i - 1] !== "string" ? ` ${printed(arg)}` : printed(arg),
    )
    .join("");

const HTML: Readonly<Record<string, string>> = {
  "<": "&lt;",
  ">": "&gt;",
  "&": "&amp;",
  '"': "&#34;",
  "'": "&#39;",
};

function percentEncoded(value: string): string {
  return value.replace(/[^A-Za-z0-9\-_.~]/g, (char) =>
    char === " " ? "+" : `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
  );
}

const titled = (value: string): string =>
  value.replace(
    /(^|[^A-Za-z0-9_'])([a-z])/g,
    (_, before: string, letter: string) => before + letter.toUpperCase(),
  );
const lower = (value: string): string => value.replace(/[A-Z]/g, (char) => char.toLowerCase());
const upper = (value: string): string => value.replace(/[a-z]/g, (char) => char.toUpperCase());

/** Cells of tables are narrow; a pad of a billion blanks is not meant. */
const MAX_PAD = 4096;

function padded([value, before, after]: readonly Value[]): Value {
  const plain = text(value);
  const count = (number: Value): number => {
    if (typeof number !== "number")
      throw new CallProblem(`wrong type for value; expected int; got ${typeName(number)}`);
    if (number < 0 || number > MAX_PAD) throw new CallProblem(`a pad of ${number} blanks, over ${MAX_PAD}`);
    return number;
  };
  return plain === "" ? "" : " ".repeat(count(before)) + plain + " ".repeat(count(after));
}

function joined([list, separator]: readonly Value[]): Value {
  if (!Array.isArray(list))
    throw new CallProblem(`wrong type for value; expected []string; got ${typeName(list)}`);
  return (list as readonly Value[]).map(printed).join(text(separator));
}

const FUNCTIONS: ReadonlyMap<string, Callable> = new Map<string, Callable>([
  ["and", fn(1, MANY, (args) => args.find((arg) => !isTrue(arg)) ?? args.at(-1))],
  ["or", fn(1, MANY, (args) => args.find(isTrue) ?? args.at(-1))],
  ["not", fn(1, 1, ([arg]) => !isTrue(arg))],
  ["len", fn(1, 1, ([arg]) => length(arg))],
  ["index", fn(1, MANY, indexed)],
  ["slice", fn(1, 4, sliced)],
  ["eq", fn(2, MANY, ([first, ...others]) => others.some((other) => equal(first, other)))],
  ["ne", fn(2, 2, ([a, b]) => !equal(a, b))],
  ["lt", fn(2, 2, less)],
  ["le", fn(2, 2, ([a, b]) => less([a, b]) || equal(a, b))],
  ["gt", fn(2, 2, ([a, b]) => less([b, a]))],
  ["ge", fn(2, 2, ([a, b]) => less([b, a]) || equal(a, b))],
  ["print", fn(0, MANY, sprint)],
  ["println", fn(0, MANY, (args) => `${args.map(printed).join(" ")}\n`)],
  ["printf", fn(1, MANY, ([format, ...args]) => formatted(text(format), args))],
  ["html", fn(0, MANY, (args) => sprint(args).replace(/[<>&"']/g, (char) => HTML[char]!))],
  ["urlquery", fn(0, MANY, (args) => percentEncoded(sprint(args)))],
  ["json", fn(1, 1, ([arg]) => toJson(arg))],
  ["split", fn(2, 2, ([value, separator]) => text(value).split(text(separator)))],
  ["join", fn(2, 2, joined)],
  ["title", fn(1, 1, ([arg]) => titled(text(arg)))],
  ["lower", fn(1, 1, ([arg]) => lower(text(arg)))],
  ["upper", fn(1, 1, ([arg]) => upper(text(arg)))],
  ["pad", fn(3, 3, padded)],
  ["truncate", fn(2, 2, ([value, length_]) => text(value).slice(0, Math.max(0, Number(length_))))],
]);

export const isFunction = (name: string): boolean => FUNCTIONS.has(name);

/** Functions that leave a column's heading as it is. */
const PLAIN_IN_HEADINGS = new Set(["json", "split", "join", "title", "lower", "upper", "pad", "truncate"]);

/** @throws CallProblem */
export function callFunction(name: string, args: readonly Value[], heading: boolean): Value {
  const callable = FUNCTIONS.get(name)!;
  if (args.length < callable.least || args.length > callable.most) {
    const want = callable.most === MANY ? `at least ${callable.least}` : String(callable.least);
    throw new CallProblem(`\0wrong number of args for ${name}: want ${want} got ${args.length}`);
  }
  return heading && PLAIN_IN_HEADINGS.has(name) ? args[0] : callable.call(args);
}
