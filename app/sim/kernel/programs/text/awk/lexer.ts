/** Tokens of awk. */

export type TokenKind =
  | "number"
  | "string"
  | "regex"
  | "name"
  | "function"
  | "call"
  | "keyword"
  | "builtin"
  | "op"
  | "newline"
  | "end";

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly value: number;
  readonly line: number;
  /** Whether blanks came before it. */
  readonly spaced: boolean;
}

/** What is wrong with a program, and in which of its lines. */
export class AwkSyntaxError {
  constructor(
    readonly text: string,
    readonly line: number,
  ) {}
}

const KEYWORDS = new Set([
  "BEGIN",
  "END",
  "if",
  "else",
  "while",
  "for",
  "do",
  "break",
  "continue",
  "next",
  "exit",
  "delete",
  "return",
  "print",
  "printf",
  "getline",
  "in",
  "function",
  "func",
  "nextfile",
]);

const BUILTINS = new Set([
  "length",
  "substr",
  "index",
  "split",
  "sub",
  "gsub",
  "gensub",
  "match",
  "sprintf",
  "sin",
  "cos",
  "atan2",
  "exp",
  "log",
  "sqrt",
  "int",
  "rand",
  "srand",
  "tolower",
  "toupper",
  "system",
  "close",
  "fflush",
  "and",
  "or",
  "xor",
  "lshift",
  "rshift",
  "compl",
  "strftime",
  "mktime",
  "systime",
]);

const OPERATORS = [
  "**=",
  "**",
  "&&",
  "||",
  "==",
  "<=",
  ">=",
  "!=",
  "+=",
  "-=",
  "*=",
  "/=",
  "%=",
  "^=",
  "++",
  "--",
  ">>",
  "!~",
  "{",
  "}",
  "(",
  ")",
  "[",
  "]",
  ";",
  ",",
  "+",
  "-",
  "*",
  "/",
  "%",
  "^",
  "!",
  "<",
  ">",
  "|",
  "?",
  ":",
  "~",
  "$",
  "=",
];

const ESCAPES: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  "\\": "\\",
  '"': '"',
  "/": "/",
  a: "\x07",
  b: "\b",
  f: "\f",
  v: "\v",
};

export class Lexer {
  private at = 0;
  private line = 1;
  /** Whether a slash would begin a pattern here. */
  private operandNext = true;

  constructor(private readonly text: string) {}

  next(): Token {
    const { text } = this;
    let spaced = false;
    for (;;) {
      const char = text[this.at];
      if (char === " " || char === "\t" || char === "\r" || char === "\f" || char === "\v") this.at++;
      else if (char === "\\" && text[this.at + 1] === "\n") {
        this.at += 2;
        this.line++;
      } else if (char === "\\" && text[this.at + 1] === "\r" && text[this.at + 2] === "\n") {
        this.at += 3;
        this.line++;
      } else if (char === "#") while (this.at < text.length && text[this.at] !== "\n") this.at++;
      else break;
      spaced = true;
    }
    const token = this.scan(spaced);
    this.operandNext = !(
      token.kind === "number" ||
      token.kind === "string" ||
      token.kind === "regex" ||
      token.kind === "name" ||
      token.kind === "builtin" ||
      (token.kind === "op" && [")", "]", "$", "++", "--"].includes(token.text))
    );
    return token;
  }

  private scan(spaced: boolean): Token {
    const { text, line } = this;
    const make = (kind: TokenKind, content: string, value = 0): Token => ({
      kind,
      text: content,
      value,
      line,
      spaced,
    });
    const char = text[this.at];
    if (char === undefined) return make("end", "");
    if (char === "\n") {
      this.at++;
      this.line++;
      return make("newline", "\n");
    }
    const rest = text.slice(this.at, this.at + 400);
    const numeric = /^(0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)/.exec(rest);
    if (numeric !== null) {
      this.at += numeric[0].length;
      const digits = numeric[0];
      const value = /^0[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number(digits);
      return make("number", digits, value);
    }
    if (char === '"') return make("string", this.string());
    if (char === "/" && this.operandNext) return make("regex", this.regex());
    const name = /^[A-Za-z_][A-Za-z_0-9]*/.exec(rest);
    if (name !== null) {
      const word = name[0];
      this.at += word.length;
      if (KEYWORDS.has(word)) return make("keyword", word === "func" ? "function" : word);
      if (BUILTINS.has(word)) return make("builtin", word);
      return make(text[this.at] === "(" ? "call" : "name", word);
    }
    const operator = OPERATORS.find((candidate) => rest.startsWith(candidate));
    if (operator === undefined) throw new AwkSyntaxError("Unexpected token", line);
    this.at += operator.length;
    if (operator === "**") return make("op", "^");
    return make("op", operator === "**=" ? "^=" : operator);
  }

  private string(): string {
    const { text } = this;
    let out = "";
    this.at++;
    for (;;) {
      const char = text[this.at];
      if (char === undefined || char === "\n")
        throw new AwkSyntaxError("Unexpected end of string", this.line);
      this.at++;
      if (char === '"') return out;
      if (char !== "\\") {
        out += char;
        continue;
      }
      const next = text[this.at++];
      if (next === undefined) throw new AwkSyntaxError("Unexpected end of string", this.line);
      if (next === "\n") {
        this.line++;
        continue;
      }
      const octal = /^[0-7]{1,3}/.exec(text.slice(this.at - 1, this.at + 2));
      const hex = next === "x" ? /^[0-9a-fA-F]{1,2}/.exec(text.slice(this.at, this.at + 2)) : null;
      if (octal !== null) {
        out += String.fromCharCode(Number.parseInt(octal[0], 8) & 0xff);
        this.at += octal[0].length - 1;
      } else if (hex !== null) {
        out += String.fromCharCode(Number.parseInt(hex[0], 16));
        this.at += hex[0].length;
      } else out += ESCAPES[next] ?? next;
    }
  }

  private regex(): string {
    const { text } = this;
    let out = "";
    let bracket = -1;
    this.at++;
    for (;;) {
      const char = text[this.at];
      if (char === undefined || char === "\n")
        throw new AwkSyntaxError("Unexpected end of string", this.line);
      this.at++;
      if (char === "/" && bracket < 0) return out;
      if (char === "\\") {
        const next = text[this.at++] ?? "";
        out += next === "/" ? "/" : `\\${next}`;
        continue;
      }
      if (bracket < 0 && char === "[") bracket = this.at;
      else if (
        bracket >= 0 &&
        char === "]" &&
        this.at - 1 > bracket &&
        !(this.at - 2 === bracket && text[bracket] === "^")
      )
        bracket = -1;
      out += char;
    }
  }
}
