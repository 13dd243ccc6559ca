import type { Call } from "../../abi/call";
import { compareText } from "../lib/bytes";
import { applet, type Io } from "../lib/io";
import { Regex, RegexError } from "../lib/regex/regex";

/** Numbers are as text; each use converts. */
type Value = string;

const isNumber = (value: Value): boolean => /^[\t-\r ]*[-+]?\d+$/.test(value);
const isNull = (value: Value): boolean => value === "" || (isNumber(value) && BigInt(value.trim()) === 0n);

class Evaluator {
  private at = 0;

  constructor(
    private readonly io: Io,
    private readonly words: readonly string[],
  ) {}

  private next(...words: string[]): string | undefined {
    const word = this.words[this.at];
    if (word === undefined || !words.includes(word)) return undefined;
    this.at++;
    return word;
  }

  private *syntax(): Call<never> {
    return yield* this.io.die("syntax error");
  }

  private *number(value: Value): Call<bigint> {
    if (!isNumber(value)) return yield* this.io.die("non-numeric argument");
    return BigInt(value.trim().replace(/^\+/, ""));
  }

  *all(): Call<Value> {
    const value = yield* this.or();
    if (this.at < this.words.length) yield* this.syntax();
    return value;
  }

  private *or(): Call<Value> {
    let left = yield* this.and();
    while (this.next("|") !== undefined) {
      const right = yield* this.and();
      if (isNull(left)) left = right;
    }
    return left;
  }

  private *and(): Call<Value> {
    let left = yield* this.comparison();
    while (this.next("&") !== undefined) {
      const right = yield* this.comparison();
      if (isNull(left) || isNull(right)) left = "0";
    }
    return left;
  }

  private *comparison(): Call<Value> {
    let left = yield* this.sum();
    for (;;) {
      const operator = this.next("<", "<=", "=", "==", "!=", ">=", ">");
      if (operator === undefined) return left;
      const right = yield* this.sum();
      let order: number;
      if (isNumber(left) && isNumber(right)) {
        const [a, b] = [yield* this.number(left), yield* this.number(right)];
        order = a < b ? -1 : a > b ? 1 : 0;
      } else order = compareText(left, right);
      const holds =
        operator === "<"
          ? order < 0
          : operator === "<="
            ? order <= 0
            : operator === "!="
              ? order !== 0
              : operator === ">="
                ? order >= 0
                : operator === ">"
                  ? order > 0
                  : order === 0;
      left = holds ? "1" : "0";
    }
  }

  private *sum(): Call<Value> {
    let left = yield* this.product();
    for (;;) {
      const operator = this.next("+", "-");
      if (operator === undefined) return left;
      const right = yield* this.product();
      const [a, b] = [yield* this.number(left), yield* this.number(right)];
      left = String(BigInt.asIntN(64, operator === "+" ? a + b : a - b));
    }
  }

  private *product(): Call<Value> {
    let left = yield* this.matching();
    for (;;) {
      const operator = this.next("*", "/", "%");
      if (operator === undefined) return left;
      const right = yield* this.matching();
      const [a, b] = [yield* this.number(left), yield* this.number(right)];
      if (operator !== "*" && b === 0n) yield* this.io.die("division by zero");
      left = String(BigInt.asIntN(64, operator === "*" ? a * b : operator === "/" ? a / b : a % b));
    }
  }

  private *matching(): Call<Value> {
    let left = yield* this.keyword();
    while (this.next(":") !== undefined) left = yield* this.match(left, yield* this.keyword());
    return left;
  }

  private *match(text: Value, pattern: Value): Call<Value> {
    let regex: Regex;
    try {
      regex = new Regex(`^\\(${pattern}\\)`.replace(/^\^\\\(\^/, "^\\("));
    } catch (error) {
      if (!(error instanceof RegexError)) throw error;
      const problem = error.text;
      return yield* this.io.die(`bad regex '${pattern}': ${problem}`);
    }
    const found = regex.exec(text);
    if (regex.groups > 1) return found === undefined || found[4]! < 0 ? "" : text.slice(found[4], found[5]);
    return found === undefined ? "0" : String(found[1]);
  }

  private *keyword(): Call<Value> {
    const word = this.words[this.at];
    if (word === "quote") {
      this.at++;
      return this.words[this.at++] ?? (yield* this.syntax());
    }
    if (word === "length") {
      this.at++;
      return String((yield* this.keyword()).length);
    }
    if (word === "match") {
      this.at++;
      const text = yield* this.keyword();
      return yield* this.match(text, yield* this.keyword());
    }
    if (word === "index") {
      this.at++;
      const text = yield* this.keyword();
      const wanted = yield* this.keyword();
      return String([...text].findIndex((char) => wanted.includes(char)) + 1);
    }
    if (word === "substr") {
      this.at++;
      const text = yield* this.keyword();
      const from = yield* this.keyword();
      const length = yield* this.keyword();
      if (!isNumber(from) || !isNumber(length)) return "";
      const [start, count] = [Number(from), Number(length)];
      return start <= 0 || count <= 0 ? "" : text.slice(start - 1, start - 1 + count);
    }
    return yield* this.primary();
  }

  private *primary(): Call<Value> {
    const word = this.words[this.at];
    if (word === undefined) return yield* this.syntax();
    this.at++;
    if (word === "(") {
      const value = yield* this.or();
      if (this.next(")") === undefined) yield* this.syntax();
      return value;
    }
    if (["|", "&", "<", "<=", "=", "==", "!=", ">=", ">", "+", "-", "*", "/", "%", ":", ")"].includes(word))
      return yield* this.syntax();
    return word;
  }
}

export const expr = applet(function* (io) {
  io.failStatus = 2;
  const words = io.args[0] === "--" ? io.args.slice(1) : io.args;
  if (words.length === 0) yield* io.die("too few arguments");
  const value = yield* new Evaluator(io, words).all();
  io.put(`${value}\n`);
  return isNull(value) ? 1 : 0;
});
