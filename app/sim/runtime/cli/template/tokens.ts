/** Templates of Go's text/template as pieces: text, and actions as words. Everything is a byte string. */

/** A template that cannot be read or carried out, in Go's words: "template: :1: unclosed action". */
export class TemplateError extends Error {
  override readonly name = "TemplateError";
  constructor(
    message: string,
    readonly stage: "parse" | "run",
  ) {
    super(message);
  }
}

export const parseProblem = (line: number, what: string): TemplateError =>
  new TemplateError(`template: :${line}: ${what}`, "parse");

export type Token =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "open" | "close"; readonly line: number }
  | {
      readonly kind:
        | "field"
        | "variable"
        | "identifier"
        | "string"
        | "char"
        | "number"
        | "dot"
        | "pipe"
        | "left"
        | "right"
        | "declare"
        | "assign"
        | "comma"
        | "space";
      readonly text: string;
      readonly line: number;
      /** Byte in the line, from 0. */
      readonly column: number;
    };

/** Templates are people's; longer ones are not. */
const MAX_LENGTH = 65536;

type WordKind = Extract<Token, { readonly column: number }>["kind"];

const SINGLE: Readonly<Record<string, WordKind>> = {
  "(": "left",
  ")": "right",
  "|": "pipe",
  ",": "comma",
  "=": "assign",
};

const UNTERMINATED: Readonly<Record<string, string>> = {
  "'": "unterminated character constant",
  "`": "unterminated raw quoted string",
  '"': "unterminated quoted string",
};

const BLANK = /[ \t\r\n]/;
const WORD = /[A-Za-z0-9_\x80-\xff]/;

export function tokenize(source: string): readonly Token[] {
  if (source.length > MAX_LENGTH)
    throw parseProblem(1, `template of ${source.length} bytes, over ${MAX_LENGTH}`);
  const tokens: Token[] = [];
  let at = 0;
  let line = 1;
  let lineStart = 0;
  let trimNext = false;
  const advance = (to: number): void => {
    for (; at < to; at++)
      if (source[at] === "\n") {
        line++;
        lineStart = at + 1;
      }
  };
  while (at < source.length) {
    const open = source.indexOf("{{", at);
    let text = source.slice(at, open < 0 ? undefined : open);
    if (trimNext) text = text.replace(/^[ \t\r\n]+/, "");
    trimNext = false;
    const trimBefore = open >= 0 && source[open + 2] === "-" && BLANK.test(source[open + 3] ?? "");
    if (trimBefore) text = text.replace(/[ \t\r\n]+$/, "");
    if (text !== "") tokens.push({ kind: "text", text });
    advance(open < 0 ? source.length : open);
    if (open < 0) break;
    const from = open + (trimBefore ? 4 : 2);
    if (source.startsWith("/*", from)) {
      const end = source.indexOf("*/", from);
      if (end < 0) throw parseProblem(line, "unclosed comment");
      const close = /^[ \t\r\n]-\}\}|^\}\}/.exec(source.slice(end + 2, end + 6));
      if (close === null) throw parseProblem(line, "comment ends before closing delimiter");
      trimNext = close[0].length > 2;
      advance(end + 2 + close[0].length);
      continue;
    }
    advance(from);
    tokens.push({ kind: "open", line });
    trimNext = action();
    tokens.push({ kind: "close", line });
  }
  return tokens;

  /** Reads up to the closing braces; whether white space behind them goes. */
  function action(): boolean {
    let depth = 0;
    for (;;) {
      const rest = source.slice(at, at + 4);
      const trimmed = /^[ \t\r\n]-\}\}/.test(rest);
      if (trimmed || rest.startsWith("}}")) {
        if (depth > 0) throw parseProblem(line, "unclosed left paren");
        advance(at + (trimmed ? 4 : 2));
        return trimmed;
      }
      const char = source[at];
      if (char === undefined) throw parseProblem(line, "unclosed action");
      if (char === "(") depth++;
      if (char === ")") {
        depth--;
        if (depth < 0) throw parseProblem(line, "unexpected right paren");
      }
      word(char);
    }
  }

  function word(char: string): void {
    const [kind, end] = pieceAt(char);
    tokens.push({ kind, text: source.slice(at, end), line, column: at - lineStart });
    advance(end);
  }

  function endOfWord(from: number): number {
    let end = from;
    while (end < source.length && WORD.test(source[end]!)) end++;
    return end;
  }

  /** The kind of what begins here, and where it ends. */
  function pieceAt(char: string): readonly [WordKind, number] {
    const start = at;
    if (BLANK.test(char)) return ["space", endOfBlanks(start)];
    const single = SINGLE[char];
    if (single !== undefined) return [single, start + 1];
    if (source.startsWith(":=", start)) return ["declare", start + 2];
    if (char === ":") throw parseProblem(line, "expected :=");
    if (char === '"' || char === "'" || char === "`")
      return [char === "'" ? "char" : "string", endOfQuoted(char)];
    if (char === "$") return ["variable", endOfWord(start + 1)];
    if (char === ".") {
      const end = endOfWord(start + 1);
      if (/[0-9]/.test(source[start + 1] ?? "")) return ["number", end];
      return [end === start + 1 ? "dot" : "field", end];
    }
    if (/[-+0-9]/.test(char)) return ["number", endOfNumber(start)];
    if (!WORD.test(char)) throw parseProblem(line, `unexpected bad character ${unicode(char)} in command`);
    const end = endOfWord(start);
    if (!/^[\s.,|:()=}]/.test(source[end] ?? " "))
      throw parseProblem(line, `bad character ${unicode(source[end]!)}`);
    return ["identifier", end];
  }

  /** White space, but not that in front of a closing `-}}`. */
  function endOfBlanks(start: number): number {
    let end = start + 1;
    while (BLANK.test(source[end] ?? "") && !/^[ \t\r\n]-\}\}/.test(source.slice(end, end + 4))) end++;
    return end;
  }

  function endOfNumber(start: number): number {
    let end = start + 1;
    while (end < source.length && /[0-9A-Za-z_.]/.test(source[end]!)) end++;
    const text = source.slice(start, end);
    if (/^[-+]?(0[xX][0-9a-fA-F]+|\d+(\.\d*)?([eE]\d+)?)$/.test(text)) return end;
    throw parseProblem(line, `bad number syntax: ${JSON.stringify(text)}`);
  }

  function endOfQuoted(quote: string): number {
    for (let end = at + 1; ; end++) {
      const char = source[end];
      if (char === undefined || (char === "\n" && quote !== "`"))
        throw parseProblem(line, UNTERMINATED[quote]!);
      if (char === "\\" && quote !== "`") end++;
      else if (char === quote) return end + 1;
    }
  }
}

/** %#U */
const unicode = (char: string): string =>
  `U+${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}${/[ -~]/.test(char) ? ` '${char}'` : ""}`;

const ESCAPES: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  a: "\x07",
  b: "\b",
  f: "\f",
  v: "\v",
};

/** The value of a string as written in Go. */
export function unquote(text: string): string {
  const inner = text.slice(1, -1);
  if (text.startsWith("`")) return inner;
  return inner.replace(
    /\\(?:x([0-9a-fA-F]{2})|([0-7]{3})|(.))/gs,
    (_, hex?: string, octal?: string, char?: string) => {
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 255);
      return ESCAPES[char!] ?? char!;
    },
  );
}
