/** test, [ and [[: busybox's grammar, by recursive descent, where every operand is evaluated. */

import type { Call } from "../../abi/call";
import { SysError } from "../../abi/errno";
import { ACCESS, S } from "../../abi/flags";
import type { Stat, Sys } from "../../abi/sys";
import { Regex } from "../../programs/lib/regex/regex";
import { compilePattern, matches } from "../expand/pattern";

/** A mistake in the expression; status 2. */
export class TestError {
  constructor(readonly message: string) {}
}

const FILE_TESTS = "rwxdcbpfhLsSugkOGet";
const STRING_TESTS = "nz";
const BINARY = new Set([
  ...["=", "==", "!=", "<", ">", "=~", "-eq", "-ne", "-ge", "-gt", "-le", "-lt", "-nt", "-ot", "-ef"],
]);

const isUnary = (word: string): boolean =>
  /^-.$/.test(word) && (FILE_TESTS.includes(word[1] as string) || STRING_TESTS.includes(word[1] as string));

/** @throws TestError */
export function* evaluateTest(sys: Sys, args: readonly string[], brackets: boolean): Call<boolean> {
  if (args.length === 0) return false;
  if (args.length === 1) return args[0] !== "";
  const evaluator = new TestEvaluator(sys, args, brackets);
  return yield* evaluator.whole();
}

class TestEvaluator {
  private at = 0;
  private depth = 0;

  constructor(
    private readonly sys: Sys,
    private readonly args: readonly string[],
    private readonly brackets: boolean,
  ) {}

  *whole(): Call<boolean> {
    const result = yield* this.or();
    const left = this.args[this.at];
    if (left !== undefined) throw new TestError(`${left}: unknown operand`);
    return result;
  }

  private *or(): Call<boolean> {
    let result = yield* this.and();
    while (this.args[this.at] === "-o") {
      this.at++;
      const right = yield* this.and();
      result = right || result;
    }
    return result;
  }

  private *and(): Call<boolean> {
    let result = yield* this.not();
    while (this.args[this.at] === "-a") {
      this.at++;
      const right = yield* this.not();
      result = right && result;
    }
    return result;
  }

  private *not(): Call<boolean> {
    if (this.args[this.at] !== "!" || this.isBinaryNext()) return yield* this.primary();
    this.at++;
    return !(yield* this.not());
  }

  private isBinaryNext(): boolean {
    return BINARY.has(this.args[this.at + 1] ?? "") && this.args[this.at + 2] !== undefined;
  }

  private *primary(): Call<boolean> {
    const word = this.args[this.at];
    if (word === undefined) return false;
    if (this.isBinaryNext()) return yield* this.binary();
    if (word === "(") {
      if (++this.depth > 500) throw new TestError("expression is nested too deeply");
      this.at++;
      const result = yield* this.or();
      if (this.args[this.at] !== ")") throw new TestError("closing paren expected");
      this.at++;
      return result;
    }
    const operand = this.args[this.at + 1];
    if (isUnary(word) && operand !== undefined) {
      this.at += 2;
      return yield* this.unary(word[1] as string, operand);
    }
    if (BINARY.has(operand ?? "")) throw new TestError(`${operand}: argument expected`);
    this.at++;
    return word !== "";
  }

  private *binary(): Call<boolean> {
    const [left, operator, right] = this.args.slice(this.at, this.at + 3) as [string, string, string];
    this.at += 3;
    switch (operator) {
      case "=":
      case "==":
        return this.brackets ? matches(compilePattern(right), left) : left === right;
      case "!=":
        return this.brackets ? !matches(compilePattern(right), left) : left !== right;
      case "<":
        return left < right;
      case ">":
        return left > right;
      case "=~":
        if (!this.brackets) throw new TestError("=~: unknown operand");
        return matchesRegex(right, left);
      case "-nt":
      case "-ot":
      case "-ef":
        return yield* this.compareFiles(left, operator, right);
      default:
        return compareNumbers(number(left), operator, number(right));
    }
  }

  private *unary(letter: string, operand: string): Call<boolean> {
    if (letter === "n") return operand !== "";
    if (letter === "z") return operand === "";
    if (letter === "t") return yield* this.sys.isatty(Number(number(operand)));
    if (letter === "r" || letter === "w" || letter === "x") return yield* this.mayAccess(operand, letter);
    const stat = yield* this.stat(operand, letter === "h" || letter === "L");
    if (!stat) return false;
    const type = stat.mode & S.IFMT;
    const types: Readonly<Record<string, number>> = {
      d: S.IFDIR,
      c: S.IFCHR,
      b: S.IFBLK,
      p: S.IFIFO,
      f: S.IFREG,
      h: S.IFLNK,
      L: S.IFLNK,
      S: S.IFSOCK,
    };
    if (types[letter] !== undefined) return type === types[letter];
    switch (letter) {
      case "s":
        return stat.size > 0;
      case "u":
        return (stat.mode & S.ISUID) !== 0;
      case "g":
        return (stat.mode & S.ISGID) !== 0;
      case "k":
        return (stat.mode & S.ISVTX) !== 0;
      case "O":
        return stat.uid === (yield* this.sys.getresuid())[1];
      case "G":
        return stat.gid === (yield* this.sys.getresgid())[1];
      default:
        return true;
    }
  }

  private *mayAccess(path: string, letter: "r" | "w" | "x"): Call<boolean> {
    try {
      yield* this.sys.access(path, letter === "r" ? ACCESS.R_OK : letter === "w" ? ACCESS.W_OK : ACCESS.X_OK);
      return true;
    } catch (error) {
      if (error instanceof SysError) return false;
      throw error;
    }
  }

  private *stat(path: string, link: boolean): Call<Stat | undefined> {
    try {
      return yield* link ? this.sys.lstat(path) : this.sys.stat(path);
    } catch (error) {
      if (error instanceof SysError) return undefined;
      throw error;
    }
  }

  private *compareFiles(left: string, operator: string, right: string): Call<boolean> {
    const a = yield* this.stat(left, false);
    const b = yield* this.stat(right, false);
    if (operator === "-ef")
      return (
        a !== undefined &&
        b !== undefined &&
        a.ino === b.ino &&
        a.dev.major === b.dev.major &&
        a.dev.minor === b.dev.minor
      );
    const seconds = (stat: Stat | undefined): number => (stat ? Math.floor(stat.mtimeNs / 1e9) : Number.NaN);
    return operator === "-nt" ? seconds(a) > seconds(b) : seconds(a) < seconds(b);
  }
}

function matchesRegex(pattern: string, text: string): boolean {
  try {
    return new Regex(pattern, { extended: true }).test(text);
  } catch {
    throw new TestError(`invalid regex '${pattern}'`);
  }
}

/** A 64-bit decimal number, blanks around it allowed. */
function number(text: string): bigint {
  const match = /^[ \t\n\v\f\r]*([-+]?[0-9]+)(.*)$/s.exec(text);
  if (!match) throw new TestError(text === "" ? "out of range" : `${text}: out of range`);
  if ((match[2] as string).trim() !== "") throw new TestError(`${text}: bad number`);
  const value = BigInt((match[1] as string).replace(/^\+/, ""));
  if (value !== BigInt.asIntN(64, value)) throw new TestError(`${text}: out of range`);
  return value;
}

function compareNumbers(a: bigint, operator: string, b: bigint): boolean {
  switch (operator) {
    case "-eq":
      return a === b;
    case "-ne":
      return a !== b;
    case "-ge":
      return a >= b;
    case "-gt":
      return a > b;
    case "-le":
      return a <= b;
    default:
      return a < b;
  }
}
