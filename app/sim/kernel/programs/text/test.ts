/** test, [ and [[ as programs of their own. */
import type { Call } from "../../abi/call";
import { ACCESS, S } from "../../abi/flags";
import type { Stat } from "../../abi/sys";
import { compareText } from "../lib/bytes";
import { applet, type Io, sysError } from "../lib/io";

const BINARY = new Set([
  "=",
  "==",
  "!=",
  "<",
  ">",
  "-eq",
  "-ne",
  "-ge",
  "-gt",
  "-le",
  "-lt",
  "-nt",
  "-ot",
  "-ef",
]);
const UNARY = new Set([..."rwxefdcbpugkszntOGLShN"].map((letter) => `-${letter}`));

class Expression {
  private at = 0;

  constructor(
    private readonly io: Io,
    private readonly words: readonly string[],
  ) {}

  private *wrong(message: string): Call<never> {
    return yield* this.io.die(message, 2);
  }

  *evaluate(): Call<boolean> {
    const { words } = this;
    // POSIX: with three and four words the operator in the middle counts first.
    if (words.length === 0) return false;
    if (words.length === 1) return words[0] !== "";
    if (words.length === 2 && words[0] === "!") return words[1] === "";
    if (words.length === 3 && BINARY.has(words[1]!))
      return yield* this.binary(words[0]!, words[1]!, words[2]!);
    if (words.length === 4 && words[0] === "!" && BINARY.has(words[2]!))
      return !(yield* this.binary(words[1]!, words[2]!, words[3]!));
    const value = yield* this.or();
    if (this.at < words.length) yield* this.wrong(`${words[this.at]!}: unknown operand`);
    return value;
  }

  private *or(): Call<boolean> {
    let value = yield* this.and();
    while (this.words[this.at] === "-o") {
      this.at++;
      const right = yield* this.and();
      value ||= right;
    }
    return value;
  }

  private *and(): Call<boolean> {
    let value = yield* this.not();
    while (this.words[this.at] === "-a") {
      this.at++;
      const right = yield* this.not();
      value &&= right;
    }
    return value;
  }

  private *not(): Call<boolean> {
    if (this.words[this.at] === "!" && this.at + 1 < this.words.length) {
      this.at++;
      return !(yield* this.not());
    }
    return yield* this.primary();
  }

  private *primary(): Call<boolean> {
    const { words } = this;
    const word = words[this.at];
    if (word === undefined) return yield* this.wrong("argument expected");
    const next = words[this.at + 1];
    if (word === "(" && !(next !== undefined && BINARY.has(next) && words[this.at + 2] !== undefined)) {
      this.at++;
      if (words[this.at] === ")") {
        this.at++;
        return false;
      }
      const value = yield* this.or();
      if (words[this.at] !== ")") yield* this.wrong("closing paren expected");
      this.at++;
      return value;
    }
    if (next !== undefined && BINARY.has(next)) {
      const right = words[this.at + 2];
      if (right === undefined) return yield* this.wrong(`${next}: argument expected`);
      this.at += 3;
      return yield* this.binary(word, next, right);
    }
    if (UNARY.has(word) && next !== undefined) {
      this.at += 2;
      return yield* this.unary(word[1]!, next);
    }
    this.at++;
    return word !== "";
  }

  private *number(text: string): Call<bigint> {
    const match = /^[\t-\r ]*([-+]?\d+)([\t-\r ]*)(.*)$/s.exec(text);
    if (match === null) return yield* this.wrong(`${text}: out of range`);
    if (match[3] !== "") return yield* this.wrong(`${text}: bad number`);
    const value = BigInt(match[1]!);
    if (BigInt.asIntN(64, value) !== value) return yield* this.wrong(`${text}: out of range`);
    return value;
  }

  private *stat(path: string, follow = true): Call<Stat | undefined> {
    try {
      return follow ? yield* this.io.sys.stat(path) : yield* this.io.sys.lstat(path);
    } catch (error) {
      sysError(error);
      return undefined;
    }
  }

  private *binary(left: string, operator: string, right: string): Call<boolean> {
    switch (operator) {
      case "=":
      case "==":
        return left === right;
      case "!=":
        return left !== right;
      case "<":
        return compareText(left, right) < 0;
      case ">":
        return compareText(left, right) > 0;
      case "-nt":
      case "-ot":
      case "-ef": {
        const [a, b] = [yield* this.stat(left), yield* this.stat(right)];
        if (a === undefined || b === undefined) return false;
        if (operator === "-ef")
          return a.ino === b.ino && a.dev.major === b.dev.major && a.dev.minor === b.dev.minor;
        const [x, y] = [Math.floor(a.mtimeNs / 1e9), Math.floor(b.mtimeNs / 1e9)];
        return operator === "-nt" ? x > y : x < y;
      }
    }
    const [a, b] = [yield* this.number(left), yield* this.number(right)];
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

  private *unary(letter: string, word: string): Call<boolean> {
    if (letter === "n") return word !== "";
    if (letter === "z") return word === "";
    if (letter === "t") return yield* this.io.sys.isatty(Number(yield* this.number(word)));
    if (letter === "r" || letter === "w" || letter === "x") {
      try {
        yield* this.io.sys.access(
          word,
          letter === "r" ? ACCESS.R_OK : letter === "w" ? ACCESS.W_OK : ACCESS.X_OK,
        );
        return true;
      } catch (error) {
        sysError(error);
        return false;
      }
    }
    const stat = yield* this.stat(word, letter !== "L" && letter !== "h");
    if (stat === undefined) return false;
    const type = stat.mode & S.IFMT;
    switch (letter) {
      case "f":
        return type === S.IFREG;
      case "d":
        return type === S.IFDIR;
      case "c":
        return type === S.IFCHR;
      case "b":
        return type === S.IFBLK;
      case "p":
        return type === S.IFIFO;
      case "S":
        return type === S.IFSOCK;
      case "h":
      case "L":
        return type === S.IFLNK;
      case "s":
        return stat.size > 0;
      case "u":
        return (stat.mode & S.ISUID) !== 0;
      case "g":
        return (stat.mode & S.ISGID) !== 0;
      case "k":
        return (stat.mode & S.ISVTX) !== 0;
      case "O":
        return stat.uid === (yield* this.io.sys.getresuid())[1];
      case "G":
        return stat.gid === (yield* this.io.sys.getresgid())[1];
      case "N":
        return stat.mtimeNs > stat.atimeNs;
      default:
        return true;
    }
  }
}

export const test = applet(function* (io) {
  let words = io.args;
  const close = io.name === "[" ? "]" : io.name === "[[" ? "]]" : undefined;
  if (close !== undefined) {
    if (words.at(-1) !== close) yield* io.die(`missing ${close}`, 2);
    words = words.slice(0, -1);
  }
  return (yield* new Expression(io, words).evaluate()) ? 0 : 1;
});
