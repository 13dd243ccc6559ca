/** What awk programs are made of: variables, fields, patterns, expressions, calls. Statements are the interpreter's. */
import type { Call } from "../../../abi/call";
import type { Io } from "../../lib/io";
import { Regex, RegexError } from "../../lib/regex/regex";
import { WORK } from "../../lib/work";
import type { AwkProgram, Expression, Statement } from "./ast";
import { callBuiltin } from "./builtins";
import { MainInput } from "./main-input";
import { AwkRecord, FIELD_LIMIT, type FieldSeparator, splitFields } from "./record";
import { type Separator, Streams } from "./streams";
import { usesAsArray } from "./uses-as-array";
import {
  AwkArray,
  fromInput,
  heldBytes,
  MuslRandom,
  numberText,
  type Scalar,
  toBoolean,
  toNumber,
} from "./values";

/** What a statement leads to. */
export type Flow = "normal" | "break" | "continue" | "next" | "nextfile" | "return" | "exit";

interface Frame {
  readonly locals: Map<string, Scalar | AwkArray>;
}

const CALL_DEPTH_LIMIT = 600;

/** Bytes of a variable's own value; an array counts its own. */
const heldIn = (value: Scalar | AwkArray): number => (value instanceof AwkArray ? 0 : heldBytes(value));

export abstract class Evaluator {
  readonly streams: Streams;
  readonly record: AwkRecord;
  random = new MuslRandom(1);
  seed = 1;
  protected readonly globals = new Map<string, Scalar | AwkArray>();
  protected readonly frames: Frame[] = [];
  private readonly regexes = new Map<string, Regex>();
  private fieldSeparator: FieldSeparator = " ";
  private readonly input: MainInput;
  /** What the function that is left returns. */
  protected returned: Scalar;
  protected line = 1;

  constructor(
    readonly io: Io,
    protected readonly program: AwkProgram,
    private readonly source: string,
  ) {
    this.streams = new Streams(io);
    this.record = new AwkRecord(
      () => this.fieldSeparator,
      (value) => this.text(value),
      () => this.text(this.globals.get("OFS") as Scalar),
    );
    const defaults: readonly (readonly [string, Scalar])[] = [
      ["FS", " "],
      ["OFS", " "],
      ["ORS", "\n"],
      ["RS", "\n"],
      ["SUBSEP", "\x1c"],
      ["CONVFMT", "%.6g"],
      ["OFMT", "%.6g"],
      ["NR", 0],
      ["FNR", 0],
      ["RSTART", 0],
      ["RLENGTH", -1],
      ["FILENAME", undefined],
    ];
    for (const [name, value] of defaults) this.globals.set(name, value);
    this.input = new MainInput(this);
  }

  /** Dies as busybox's awk: with the place in the program. */
  *fail(message: string): Call<never> {
    return yield* this.io.die(`${this.source}:${this.line}: ${message}`);
  }

  array(name: string): AwkArray {
    const scope = this.scopeOf(name);
    let value = scope.get(name);
    if (!(value instanceof AwkArray)) {
      value = this.newArray();
      scope.set(name, value);
    }
    return value;
  }

  private newArray(): AwkArray {
    return new AwkArray((bytes) => this.io.keep(bytes));
  }

  isArray(name: string): boolean {
    return this.scopeOf(name).get(name) instanceof AwkArray;
  }

  private scopeOf(name: string): Map<string, Scalar | AwkArray> {
    const locals = this.frames.at(-1)?.locals;
    return locals?.has(name) === true ? locals : this.globals;
  }

  getVariable(name: string): Scalar {
    if (name === "NF") return this.record.count;
    const value = this.scopeOf(name).get(name);
    return value instanceof AwkArray ? undefined : value;
  }

  *setVariable(name: string, value: Scalar): Call<void> {
    if (name === "NF") {
      const count = Math.trunc(toNumber(value));
      if (count < 0 || count > FIELD_LIMIT) yield* this.fail("Access to negative field");
      this.record.count = count;
      return;
    }
    const scope = this.scopeOf(name);
    this.io.keep(heldBytes(value) - heldIn(scope.get(name)));
    scope.set(name, value);
    if (name === "FS") this.fieldSeparator = yield* this.separatorOf(this.text(value));
  }

  /** FS and split's separator: one byte stands for itself, more are a pattern. */
  *separatorOf(text: string): Call<FieldSeparator> {
    if (text === " ") return " ";
    if (text.length <= 1) return { char: text };
    return { regex: yield* this.regex(text) };
  }

  *regex(source: string): Call<Regex> {
    const ignoreCase = toBoolean(this.globals.get("IGNORECASE") as Scalar);
    const key = (ignoreCase ? "i" : "c") + source;
    const known = this.regexes.get(key);
    if (known !== undefined) return known;
    this.io.spend(WORK.regexCompile);
    try {
      const regex = new Regex(source, { extended: true, ignoreCase });
      if (this.regexes.size > 500) this.regexes.clear();
      this.regexes.set(key, regex);
      return regex;
    } catch (error) {
      if (error instanceof RegexError) return yield* this.io.die(`bad regex '${source}': ${error.text}`);
      throw error;
    }
  }

  /** The pattern that an expression stands for: /x/ itself, or its value. */
  *pattern(expression: Expression): Call<Regex> {
    if (expression.kind === "regex") return yield* this.regex(expression.source);
    return yield* this.regex(this.text(yield* this.value(expression)));
  }

  text(value: Scalar, format = "CONVFMT"): string {
    if (typeof value === "string") return value;
    if (value === undefined) return "";
    if (typeof value === "number") return numberText(value, String(this.globals.get(format)));
    return value.text;
  }

  protected *subscript(items: readonly Expression[]): Call<string> {
    let key = this.text(yield* this.value(items[0]!));
    for (const item of items.slice(1))
      key += this.text(this.globals.get("SUBSEP") as Scalar) + this.text(yield* this.value(item));
    return key;
  }

  /** Sets what may be set: a variable, a field, an element. */
  *assign(target: Expression, value: Scalar): Call<void> {
    if (target.kind === "variable") return yield* this.setVariable(target.name, value);
    if (target.kind === "element") {
      const key = yield* this.subscript(target.subscripts);
      this.array(target.name).set(key, value);
      return;
    }
    if (target.kind === "group") return yield* this.assign(target.body, value);
    if (target.kind !== "field") return yield* this.fail("Unexpected token");
    const index = yield* this.fieldIndex(target.index);
    if (index === 0) this.record.setWhole(this.text(value));
    else this.record.set(index, value);
  }

  private *fieldIndex(expression: Expression): Call<number> {
    const index = Math.trunc(toNumber(yield* this.value(expression)));
    if (index < 0 || index > FIELD_LIMIT) yield* this.fail("Access to negative field");
    return index;
  }

  /** The value of an expression. */
  *value(node: Expression): Call<Scalar> {
    switch (node.kind) {
      case "number":
      case "string":
        return node.value;
      case "variable":
        return this.getVariable(node.name);
      case "field":
        if (node.index.kind === "number") return this.record.get(node.index.value);
        return this.record.get(yield* this.fieldIndex(node.index));
      case "group":
        return yield* this.value(node.body);
    }
    this.io.spend(WORK.awkNode);
    switch (node.kind) {
      case "regex":
        return (yield* this.regex(node.source)).test(this.record.wholeText()) ? 1 : 0;
      case "element": {
        const key = yield* this.subscript(node.subscripts);
        return this.array(node.name).get(key);
      }
      case "assign": {
        let value = yield* this.value(node.value);
        if (node.operator !== "") {
          const old = toNumber(yield* this.value(node.target));
          value = yield* this.arithmetic(node.operator, old, toNumber(value));
        }
        yield* this.assign(node.target, value);
        return value;
      }
      case "step": {
        const old = toNumber(yield* this.value(node.target));
        yield* this.assign(node.target, old + node.by);
        return node.before ? old + node.by : old;
      }
      case "unary": {
        const operand = yield* this.value(node.operand);
        if (node.operator === "!") return toBoolean(operand) ? 0 : 1;
        const number = toNumber(operand);
        return node.operator === "-" ? -number : number;
      }
      case "binary":
        return yield* this.binary(node.operator, node.left, node.right);
      case "choice":
        return yield* this.value(toBoolean(yield* this.value(node.test)) ? node.yes : node.no);
      case "in": {
        const key = yield* this.subscript(node.subscripts);
        return this.array(node.name).has(key) ? 1 : 0;
      }
      case "list": {
        let last: Scalar;
        for (const item of node.items) last = yield* this.value(item);
        return last;
      }
      case "call":
        return yield* this.call(node.name, node.args, node.line);
      case "builtin":
        return yield* callBuiltin(this, node.name, node.args);
      case "getline":
        return yield* this.getline(node);
    }
  }

  private *arithmetic(operator: string, a: number, b: number): Call<number> {
    switch (operator) {
      case "+":
        return a + b;
      case "-":
        return a - b;
      case "*":
        return a * b;
      case "/":
        return b === 0 ? yield* this.fail("Division by zero") : a / b;
      case "%":
        return b === 0 ? yield* this.fail("Division by zero") : a % b;
      default:
        return a ** b;
    }
  }

  private *binary(operator: string, left: Expression, right: Expression): Call<Scalar> {
    if (operator === "&&")
      return toBoolean(yield* this.value(left)) && toBoolean(yield* this.value(right)) ? 1 : 0;
    if (operator === "||")
      return toBoolean(yield* this.value(left)) || toBoolean(yield* this.value(right)) ? 1 : 0;
    const a = yield* this.value(left);
    if (operator === "~" || operator === "!~") {
      const subject = this.text(a);
      const found = (yield* this.pattern(right)).test(subject);
      this.io.spend(subject.length * WORK.regexByte * 0.3);
      return found === (operator === "~") ? 1 : 0;
    }
    const b = yield* this.value(right);
    if (operator === " ") return this.text(a) + this.text(b);
    const order = ["<", "<=", "==", "!=", ">", ">="].indexOf(operator);
    if (order < 0) return yield* this.arithmetic(operator, toNumber(a), toNumber(b));
    let holds: boolean;
    const numeric = (value: Scalar): boolean => typeof value !== "string";
    if (numeric(a) && numeric(b)) {
      const [x, y] = [toNumber(a), toNumber(b)];
      holds = [x < y, x <= y, x === y, x !== y, x > y, x >= y][order]!;
    } else {
      const [x, y] = [this.text(a), this.text(b)];
      holds = [x < y, x <= y, x === y, x !== y, x > y, x >= y][order]!;
    }
    return holds ? 1 : 0;
  }

  private *call(name: string, args: readonly Expression[], line: number): Call<Scalar> {
    const definition = this.program.functions.get(name);
    this.line = line;
    if (definition === undefined) return yield* this.fail("Call to undefined function");
    if (this.frames.length >= CALL_DEPTH_LIMIT) return yield* this.io.die("out of memory");
    const locals = new Map<string, Scalar | AwkArray>();
    const lent: {
      readonly name: string;
      readonly parameter: string;
      readonly scope: Map<string, Scalar | AwkArray>;
    }[] = [];
    for (const [i, parameter] of definition.parameters.entries()) {
      const argument = args[i];
      if (argument?.kind === "variable") {
        const scope = this.scopeOf(argument.name);
        const own = argument.name === "NF" ? this.record.count : scope.get(argument.name);
        locals.set(parameter, own);
        // A name without a value yet may become an array in the function.
        if (own === undefined) lent.push({ name: argument.name, parameter, scope });
      } else locals.set(parameter, argument === undefined ? undefined : yield* this.value(argument));
    }
    for (const { name: lentName, parameter, scope } of lent) {
      if (!usesAsArray(definition.body, parameter, this.program)) continue;
      const array = this.newArray();
      scope.set(lentName, array);
      locals.set(parameter, array);
    }
    for (const value of locals.values()) this.io.keep(heldIn(value));
    this.frames.push({ locals });
    this.returned = undefined;
    const flow = yield* this.execute(definition.body);
    this.frames.pop();
    for (const value of locals.values()) this.io.keep(-heldIn(value));
    if (flow === "exit" || flow === "next" || flow === "nextfile") throw new Unwinding(flow);
    const result = this.returned;
    this.returned = undefined;
    return result;
  }

  private *getline(node: Expression & { kind: "getline" }): Call<Scalar> {
    let record: string | undefined;
    if (node.from === "input") record = yield* this.input.next();
    else {
      const name = this.text(yield* this.value(node.source!));
      const reader = yield* this.streams.reader(name, node.from === "command");
      if (reader === undefined) return -1;
      yield* this.io.flush();
      record = yield* reader.next(yield* this.recordSeparator());
      if (record === undefined && reader.error !== undefined) return -1;
    }
    if (record === undefined) return 0;
    if (node.from !== "file") this.count("NR");
    if (node.from === "input") this.count("FNR");
    if (node.target === undefined) this.record.setWhole(record);
    else yield* this.assign(node.target, fromInput(record));
    return 1;
  }

  *recordSeparator(): Call<Separator> {
    const text = this.text(this.getVariable("RS"));
    if (text === "") return "paragraph";
    return text.length === 1 ? text : yield* this.regex(text);
  }

  /** One more record was read. */
  protected count(name: "NR" | "FNR"): void {
    this.globals.set(name, toNumber(this.getVariable(name)) + 1);
  }

  /** The next record of the main input, counted; undefined at its end. */
  protected *nextCounted(): Call<string | undefined> {
    const record = yield* this.input.next();
    if (record === undefined) return undefined;
    this.count("NR");
    this.count("FNR");
    return record;
  }

  protected skipFile(): void {
    this.input.skipFile();
  }

  protected abstract execute(node: Statement): Call<Flow>;

  /** split() for the builtin. */
  *splitInto(text: string, array: AwkArray, separator: FieldSeparator | undefined): Call<number> {
    const parts = splitFields(text, separator ?? this.fieldSeparator);
    array.clear();
    for (const [i, part] of parts.entries()) array.set(String(i + 1), fromInput(part));
    this.io.spend(text.length * 8);
    yield* this.io.pace();
    return parts.length;
  }
}

/** next, nextfile and exit inside a function leave all calls. */
export class Unwinding {
  constructor(readonly flow: Flow) {}
}
