/** The tree of a POSIX regular expression (basic or extended), in the dialect of musl's TRE, over bytes. */

export type Assertion = "bol" | "eol" | "wordStart" | "wordEnd" | "wordBoundary" | "notWordBoundary";

export type Node =
  | { readonly kind: "empty" }
  /** 256 bits as booleans by byte. */
  | { readonly kind: "set"; readonly set: Uint8Array }
  | { readonly kind: "assert"; readonly assertion: Assertion }
  | { readonly kind: "concat"; readonly parts: readonly Node[] }
  | { readonly kind: "choice"; readonly parts: readonly Node[] }
  | { readonly kind: "repeat"; readonly body: Node; readonly min: number; readonly max: number }
  | { readonly kind: "group"; readonly body: Node; readonly index: number }
  | { readonly kind: "back"; readonly index: number };

export interface Syntax {
  readonly extended: boolean;
  readonly ignoreCase: boolean;
  /** "." and [^…] do not match a newline; ^ and $ match around one (REG_NEWLINE). */
  readonly newline: boolean;
}

/** What regerror says. */
export class RegexError {
  constructor(readonly text: string) {}
}

/** RE_DUP_MAX. */
const REPEAT_LIMIT = 255;

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);
const DIGITS = range(48, 57);
const UPPER = range(65, 90);
const LOWER = range(97, 122);
const PUNCTUATION = [...range(33, 47), ...range(58, 64), ...range(91, 96), ...range(123, 126)];

/** Character classes of the C locale, by name. */
export const CLASSES: Readonly<Record<string, readonly number[]>> = {
  alpha: [...UPPER, ...LOWER],
  digit: DIGITS,
  alnum: [...DIGITS, ...UPPER, ...LOWER],
  upper: UPPER,
  lower: LOWER,
  space: [9, 10, 11, 12, 13, 32],
  blank: [9, 32],
  punct: PUNCTUATION,
  print: range(32, 126),
  graph: range(33, 126),
  cntrl: [...range(0, 31), 127],
  xdigit: [...DIGITS, ...range(65, 70), ...range(97, 102)],
};

export const isWordByte = (code: number): boolean =>
  (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || code === 95 || (code >= 97 && code <= 122);

const ESCAPED_SETS: Readonly<Record<string, readonly [bytes: readonly number[], negated: boolean]>> = {
  w: [[...CLASSES.alnum!, 95], false],
  W: [[...CLASSES.alnum!, 95], true],
  s: [CLASSES.space!, false],
  S: [CLASSES.space!, true],
  d: [DIGITS, false],
  D: [DIGITS, true],
};
const ESCAPED_BYTES: Readonly<Record<string, number>> = { t: 9, n: 10, r: 13, f: 12, a: 7, e: 27 };
const ESCAPED_ASSERTIONS: Readonly<Record<string, Assertion>> = {
  "<": "wordStart",
  ">": "wordEnd",
  b: "wordBoundary",
  B: "notWordBoundary",
};

const EMPTY: Node = { kind: "empty" };

export interface Parsed {
  readonly root: Node;
  readonly groups: number;
  readonly backReferences: boolean;
}

/** Parses a pattern. @throws RegexError */
export function parseRegex(pattern: string, syntax: Syntax): Parsed {
  return new Parser(pattern, syntax).parse();
}

class Parser {
  private at = 0;
  private groups = 0;
  private depth = 0;
  private back = false;

  constructor(
    private readonly text: string,
    private readonly syntax: Syntax,
  ) {}

  parse(): Parsed {
    const root = this.choice();
    if (this.at < this.text.length) throw new RegexError("Missing ')'");
    return { root, groups: this.groups, backReferences: this.back };
  }

  private choice(): Node {
    const parts = [this.concat()];
    const bar = this.syntax.extended ? "|" : "\\|";
    while (this.text.startsWith(bar, this.at)) {
      this.at += bar.length;
      parts.push(this.concat());
    }
    return parts.length === 1 ? parts[0]! : { kind: "choice", parts };
  }

  private atEnd(): boolean {
    if (this.at >= this.text.length) return true;
    if (this.syntax.extended)
      return this.text[this.at] === "|" || (this.depth > 0 && this.text[this.at] === ")");
    return this.text.startsWith("\\|", this.at) || this.text.startsWith("\\)", this.at);
  }

  private concat(): Node {
    const parts: Node[] = [];
    let first = true;
    while (!this.atEnd()) {
      const atom = this.atom(first);
      parts.push(this.postfix(atom));
      first = atom.kind === "assert" && atom.assertion === "bol" && !this.syntax.extended;
    }
    return parts.length === 0 ? EMPTY : parts.length === 1 ? parts[0]! : { kind: "concat", parts };
  }

  /** Repetition operators after an atom. */
  private postfix(atom: Node): Node {
    let node = atom;
    let repeats = 0;
    for (;;) {
      const char = this.text[this.at];
      const next = this.text[this.at + 1];
      let bounds: readonly [number, number] | undefined;
      if (char === "*") {
        if (!this.syntax.extended && node.kind === "assert" && node.assertion === "bol") return node;
        this.at++;
        bounds = [0, Infinity];
      } else if (this.syntax.extended && (char === "+" || char === "?")) {
        this.at++;
        bounds = char === "+" ? [1, Infinity] : [0, 1];
      } else if (!this.syntax.extended && char === "\\" && (next === "+" || next === "?")) {
        this.at += 2;
        bounds = next === "+" ? [1, Infinity] : [0, 1];
      } else if (this.syntax.extended && char === "{") {
        this.at++;
        bounds = this.bounds("}");
      } else if (!this.syntax.extended && char === "\\" && next === "{") {
        this.at += 2;
        bounds = this.bounds("\\}");
      }
      if (bounds === undefined) return node;
      const [min, max] = bounds;
      node = repeated(node, min, max);
      if (++repeats > 100) throw new RegexError("Out of memory");
    }
  }

  private bounds(close: string): readonly [number, number] {
    const match = /^([0-9]*)(,?)([0-9]*)/.exec(this.text.slice(this.at))!;
    const [all, low, comma, high] = match;
    this.at += all.length;
    if (low === "") throw new RegexError("Invalid contents of {}");
    const min = Number(low);
    const max = comma === "" ? min : high === "" ? Infinity : Number(high);
    if (max < min || min > REPEAT_LIMIT || (max !== Infinity && max > REPEAT_LIMIT))
      throw new RegexError("Invalid contents of {}");
    if (!this.text.startsWith(close, this.at)) throw new RegexError("Invalid contents of {}");
    this.at += close.length;
    return [min, max];
  }

  private atom(first: boolean): Node {
    const { extended } = this.syntax;
    const char = this.text[this.at++]!;
    if (char === "[") return this.bracket();
    if (char === ".") {
      const set = new Uint8Array(256).fill(1);
      if (this.syntax.newline) set[10] = 0;
      return { kind: "set", set };
    }
    if (char === "\\") return this.escape();
    if (char === "^" && (extended || first)) return { kind: "assert", assertion: "bol" };
    if (char === "$") {
      const last =
        this.at >= this.text.length ||
        this.text.startsWith("\\)", this.at) ||
        this.text.startsWith("\\|", this.at);
      if (extended || last) return { kind: "assert", assertion: "eol" };
    }
    if (extended) {
      if (char === "(") return this.group(")");
      if (char === "*" || char === "+" || char === "?" || char === "{") {
        throw new RegexError("Repetition not preceded by valid expression");
      }
    }
    return this.literal(char);
  }

  private group(close: string): Node {
    const index = ++this.groups;
    if (++this.depth > 200) throw new RegexError("Out of memory");
    const body = this.choice();
    this.depth--;
    if (!this.text.startsWith(close, this.at)) throw new RegexError("Missing ')'");
    this.at += close.length;
    return { kind: "group", body, index };
  }

  private escape(): Node {
    if (this.at >= this.text.length) throw new RegexError("Trailing backslash");
    const char = this.text[this.at++]!;
    const { extended } = this.syntax;
    if (!extended && char === "(") return this.group("\\)");
    if (!extended && (char === "{" || char === "+" || char === "?")) {
      throw new RegexError("Repetition not preceded by valid expression");
    }
    const set = ESCAPED_SETS[char];
    if (set !== undefined) return this.set(set[0], set[1]);
    const assertion = ESCAPED_ASSERTIONS[char];
    if (assertion !== undefined) return { kind: "assert", assertion };
    const byte = ESCAPED_BYTES[char];
    if (byte !== undefined) return this.literal(String.fromCharCode(byte));
    if (char === "x") {
      const hex = /^(?:\{([0-9a-fA-F]*)\}|([0-9a-fA-F]{0,2}))/.exec(this.text.slice(this.at))!;
      this.at += hex[0].length;
      return this.literal(String.fromCharCode(Number.parseInt(hex[1] || hex[2] || "0", 16) & 0xff));
    }
    if (char >= "1" && char <= "9" && !extended) {
      const index = Number(char);
      if (index > this.groups) throw new RegexError("Invalid back reference");
      this.back = true;
      return { kind: "back", index };
    }
    return this.literal(char);
  }

  private literal(char: string): Node {
    return this.set([char.charCodeAt(0)], false);
  }

  private set(bytes: readonly number[], negated: boolean): Node {
    const set = new Uint8Array(256);
    for (const byte of bytes) set[byte] = 1;
    if (this.syntax.ignoreCase) foldCase(set);
    if (negated) {
      invert(set);
      if (this.syntax.newline) set[10] = 0;
    }
    return { kind: "set", set };
  }

  private bracket(): Node {
    const set = new Uint8Array(256);
    const negated = this.text[this.at] === "^";
    if (negated) this.at++;
    const start = this.at;
    for (;;) {
      if (this.at >= this.text.length) throw new RegexError("Missing ']'");
      if (this.text[this.at] === "]" && this.at > start) {
        this.at++;
        break;
      }
      if (this.text.startsWith("[:", this.at)) {
        const end = this.text.indexOf(":]", this.at + 2);
        const members = end < 0 ? undefined : CLASSES[this.text.slice(this.at + 2, end)];
        if (members === undefined) throw new RegexError("Unknown character class name");
        for (const byte of members) set[byte] = 1;
        this.at = end + 2;
        continue;
      }
      if (this.text.startsWith("[.", this.at) || this.text.startsWith("[=", this.at))
        throw new RegexError("Unknown collating element");
      const low = this.text.charCodeAt(this.at++);
      let high = low;
      if (this.text[this.at] === "-" && this.at + 1 < this.text.length && this.text[this.at + 1] !== "]") {
        high = this.text.charCodeAt(this.at + 1);
        if (this.text.startsWith("[.", this.at + 1) || this.text.startsWith("[=", this.at + 1))
          throw new RegexError("Unknown collating element");
        this.at += 2;
        if (high < low) throw new RegexError("Invalid character range");
      }
      for (let byte = low; byte <= high; byte++) set[byte] = 1;
    }
    if (this.syntax.ignoreCase) foldCase(set);
    if (negated) {
      invert(set);
      if (this.syntax.newline) set[10] = 0;
    }
    return { kind: "set", set };
  }
}

/** A repetition; x** is x*. */
function repeated(body: Node, min: number, max: number): Node {
  if (max === 0) return EMPTY;
  if (body.kind === "repeat" && body.min <= 1 && body.max === Infinity && min <= 1 && max === Infinity)
    return body.min <= min ? body : { kind: "repeat", body: body.body, min, max };
  return { kind: "repeat", body, min, max };
}

function foldCase(set: Uint8Array): void {
  for (let upper = 65; upper <= 90; upper++) {
    if (set[upper] === 1 || set[upper + 32] === 1) {
      set[upper] = 1;
      set[upper + 32] = 1;
    }
  }
}

function invert(set: Uint8Array): void {
  for (let byte = 0; byte < 256; byte++) set[byte] = set[byte] === 1 ? 0 : 1;
}
