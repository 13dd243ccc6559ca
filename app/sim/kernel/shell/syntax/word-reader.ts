import type { Node, ParameterOperator, Word, WordPart } from "./ast";
import { isDigit, isNameCharacter, isNameStart, isSpecialParameter } from "./characters";
import { ShellSyntaxError } from "./errors";
import { PartList } from "./part-list";
import { END, type Source } from "./source";

/** How deep the language's constructs may nest in one command. */
const MAX_DEPTH = 300;

/** How characters are read inside some pair of delimiters. */
export interface Quoting {
  /** Whether literal characters count as quoted. */
  readonly quoted: boolean;
  /** Whether ' quotes, as it does not inside double quotes. */
  readonly singleQuotes: boolean;
  /** What a backslash takes its meaning from; undefined: everything. */
  readonly escapes: string | undefined;
}

const BASE: Quoting = { quoted: false, singleQuotes: true, escapes: undefined };
const DOUBLE: Quoting = { quoted: true, singleQuotes: false, escapes: '$`"\\' };
const BRACE_IN_DOUBLE: Quoting = { quoted: true, singleQuotes: false, escapes: '$`"\\}' };
const PATTERN_IN_DOUBLE: Quoting = { quoted: false, singleQuotes: false, escapes: undefined };
const ARITHMETIC: Quoting = { quoted: true, singleQuotes: false, escapes: '$`"\\' };
export const HERE: Quoting = { quoted: true, singleQuotes: false, escapes: "$`\\" };

/** Reads words: quoting and every form that begins with `$` or a backquote. */
export abstract class WordReader {
  private depth = 0;

  constructor(protected readonly source: Source) {}

  /** Parses the commands after `$(`, up to and with its `)`. */
  protected abstract parseSubstitution(): Node | undefined;
  /** Parses the text that was between backquotes. */
  protected abstract parseBackquoted(text: string): Node | undefined;

  protected syntaxError(message: string): never {
    throw new ShellSyntaxError(message, this.source.line);
  }

  /** Runs a nested parse; too deep nesting is an error of the script, not of the host. */
  protected nested<T>(parse: () => T): T {
    if (++this.depth > MAX_DEPTH) this.syntaxError("nested too deeply");
    const result = parse();
    this.depth--;
    return result;
  }

  /** The rest of a word, up to a blank or an operator. */
  protected readWord(): Word {
    const parts = new PartList();
    for (;;) {
      const c = this.source.peek();
      if (c === END || " \t\n;&|<>()".includes(c)) return parts.finish();
      this.readCharacter(parts, BASE);
    }
  }

  /** One character or construct of a word. */
  protected readCharacter(parts: PartList, quoting: Quoting): void {
    const c = this.source.next();
    if (c === "\\") this.readEscape(parts, quoting);
    else if (c === "'" && quoting.singleQuotes) parts.text(this.readSingleQuoted(), true);
    else if (c === '"' && quoting !== HERE && quoting !== ARITHMETIC) this.readDoubleQuoted(parts);
    else if (c === "$") this.readDollar(parts, quoting);
    else if (c === "`") {
      const body = this.nested(() => this.readBackquoted(quoting.quoted));
      parts.add({ kind: "command", body, quoted: quoting.quoted });
    } else parts.text(c, quoting.quoted);
  }

  private readEscape(parts: PartList, quoting: Quoting): void {
    const c = this.source.peek();
    if (c === END) parts.text("\\", true);
    else if (c === "\n") this.source.next();
    else if (quoting.escapes === undefined || quoting.escapes.includes(c))
      parts.text(this.source.next(), true);
    else parts.text(`\\${this.source.next()}`, true);
  }

  private readSingleQuoted(): string {
    let text = "";
    for (;;) {
      const c = this.source.next();
      if (c === "'") return text;
      if (c === END) this.syntaxError("unterminated quoted string");
      text += c;
    }
  }

  private readDoubleQuoted(parts: PartList): void {
    if (this.source.peek() === '"') parts.text("", true);
    while (this.source.peek() !== '"') {
      if (this.source.peek() === END) this.syntaxError("unterminated quoted string");
      this.readCharacter(parts, DOUBLE);
    }
    this.source.next();
  }

  private readDollar(parts: PartList, quoting: Quoting): void {
    const source = this.source;
    source.skipContinuations();
    const c = source.peek();
    if (c === "(") {
      source.next();
      source.skipContinuations();
      if (source.peek() === "(") {
        source.next();
        const expression = this.nested(() => this.readArithmetic());
        parts.add({ kind: "arithmetic", expression, quoted: quoting.quoted });
      } else {
        const body = this.nested(() => this.parseSubstitution());
        parts.add({ kind: "command", body, quoted: quoting.quoted });
      }
    } else if (c === "{") {
      source.next();
      parts.add(this.nested(() => this.readBraced(quoting)));
    } else if (isNameStart(c) || isSpecialParameter(c) || isDigit(c)) {
      let name = source.next();
      if (isNameStart(name)) {
        source.skipContinuations();
        while (isNameCharacter(source.peek())) {
          name += source.next();
          source.skipContinuations();
        }
      }
      parts.add({ kind: "parameter", name, operator: "", colon: false, word: [], quoted: quoting.quoted });
    } else if (c === "'" && quoting.singleQuotes) {
      source.next();
      this.readDollarQuoted(parts);
    } else parts.text("$", quoting.quoted);
  }

  /** $'…': with C's escapes. */
  private readDollarQuoted(parts: PartList): void {
    let raw = "";
    for (;;) {
      const c = this.source.next();
      if (c === "'") break;
      if (c === END) this.syntaxError("unterminated quoted string");
      raw += c;
      if (c === "\\") raw += this.source.next();
    }
    parts.text(unescapeDollarQuoted(raw), true);
  }

  private readArithmetic(): Word {
    const parts = new PartList();
    for (let open = 0; ; ) {
      const c = this.source.peek();
      if (c === END) this.syntaxError("missing '))'");
      if (c === ")" && open === 0 && this.source.follows("))")) {
        this.source.skip(2);
        return parts.finish();
      }
      if (c === "(") open++;
      if (c === ")") open--;
      this.readCharacter(parts, ARITHMETIC);
    }
  }

  private readBraced(outer: Quoting): WordPart {
    const source = this.source;
    const quoted = outer.quoted;
    source.skipContinuations();
    let name = this.readBracedName();
    if (name === "") return this.badSubstitution(outer);
    if (name === "#") {
      const c = source.peek();
      const named = isNameCharacter(c);
      if (named || (isSpecialParameter(c) && source.follows(`${c}}`))) {
        name = named ? this.readBracedName() : source.next();
        if (source.peek() !== "}") return this.badSubstitution(outer);
        source.next();
        return { kind: "parameter", name, operator: "length", colon: false, word: [], quoted };
      }
    }
    if (source.peek() === "}") {
      source.next();
      return { kind: "parameter", name, operator: "", colon: false, word: [], quoted };
    }
    const { operator, colon } = this.readOperator();
    if (operator === "bad") return this.badSubstitution(outer);
    if (operator === "/" || operator === "//") {
      const within = quoted ? PATTERN_IN_DOUBLE : BASE;
      const word = this.readOperand(within, "/");
      if (source.peek() === "/") source.next();
      const second = this.readOperand(within, "");
      source.next();
      return { kind: "parameter", name, operator, colon, word, second, quoted };
    }
    const pattern = operator[0] === "#" || operator[0] === "%";
    const word = this.readOperand(quoted && !pattern ? BRACE_IN_DOUBLE : BASE, "");
    source.next();
    return { kind: "parameter", name, operator, colon, word, quoted };
  }

  private badSubstitution(outer: Quoting): WordPart {
    this.readOperand(outer, "");
    this.source.next();
    return { kind: "parameter", name: "", operator: "bad", colon: false, word: [], quoted: outer.quoted };
  }

  /** The name after `${`; "" if there is none. */
  private readBracedName(): string {
    const source = this.source;
    if (source.peek() === END) this.syntaxError("missing '}'");
    if (!isNameCharacter(source.peek()) && !isSpecialParameter(source.peek())) return "";
    const first = source.next();
    let name = first;
    if (isNameStart(first)) while (isNameCharacter(source.peek())) name += source.next();
    else if (isDigit(first)) while (isDigit(source.peek())) name += source.next();
    source.skipContinuations();
    return name;
  }

  private readOperator(): { operator: ParameterOperator; colon: boolean } {
    const source = this.source;
    const c = source.next();
    if (c === END) this.syntaxError("missing '}'");
    if (c === ":") {
      const after = source.peek();
      if (after === END) this.syntaxError("missing '}'");
      if (!"}-+?=".includes(after)) return { operator: ":", colon: false };
      source.next();
      return { operator: after === "}" ? "" : (after as ParameterOperator), colon: true };
    }
    if (c === "#" || c === "%" || c === "/") {
      if (source.peek() !== c) return { operator: c, colon: false };
      source.next();
      return { operator: `${c}${c}` as ParameterOperator, colon: false };
    }
    if (!"-+?=".includes(c)) return { operator: "bad", colon: false };
    return { operator: c as ParameterOperator, colon: false };
  }

  /**
   * Up to an unquoted `}` or `stop`, which stays. ash looks for the slash of a replacement inside quotes too; what it makes of such a
   * pattern matches nothing, and so does the empty word.
   */
  private readOperand(quoting: Quoting, stop: string): Word {
    const parts = new PartList();
    let broken = false;
    for (;;) {
      const c = this.source.peek();
      if (c === "}" || (c !== END && c === stop)) return broken ? [] : parts.finish();
      if (c === END) this.syntaxError("missing '}'");
      const { position } = this.source;
      this.readCharacter(parts, quoting);
      const isQuote = c === '"' || (c === "'" && quoting.singleQuotes);
      if (stop !== "" && isQuote)
        broken ||= this.source.text.slice(position, this.source.position).includes(stop);
    }
  }

  private readBackquoted(quoted: boolean): Node | undefined {
    let text = "";
    for (;;) {
      const c = this.source.next();
      if (c === "`") break;
      if (c === END) this.syntaxError("EOF in backquote substitution");
      if (c === "\\") {
        const escaped = this.source.next();
        if (escaped === END) this.syntaxError("EOF in backquote substitution");
        if (escaped === "\n") continue;
        text += "\\`$".includes(escaped) || (quoted && escaped === '"') ? escaped : `\\${escaped}`;
      } else text += c;
    }
    return this.parseBackquoted(text);
  }
}

const DOLLAR_ESCAPES: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
  "'": "'",
  '"': '"',
};

/** The escapes of $'…' in busybox's ash: C's, without \u and \c. */
function unescapeDollarQuoted(raw: string): string {
  return raw.replace(/\\(?:x([0-9A-Fa-f]{1,2})|([0-7]{1,3})|(.))/gs, (whole, hex, octal, other: string) => {
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 255);
    return DOLLAR_ESCAPES[other] ?? whole;
  });
}
