/** The parser of sed scripts, with the quirks of busybox's: commands need nothing between them, and labels end at blanks. */
import { Regex, RegexError } from "../../lib/regex/regex";
import type { Command, Pattern, Substitution } from "./commands";

/** What is wrong with a script, in busybox's words. */
export class SedError {
  constructor(readonly text: string) {}
}

const COMMANDS = "saicrw:btTydDgGhHlnNpPqx={}";
const SPACE = /[ \t\n\r\v\f]/;

export class SedParser {
  readonly commands: Command[] = [];
  private text = "";
  private at = 0;

  constructor(private readonly extended: boolean) {}

  /** Adds the commands of a script. @throws SedError */
  parse(script: string): void {
    this.text = script;
    this.at = 0;
    for (;;) {
      while (this.at < this.text.length && (SPACE.test(this.text[this.at]!) || this.text[this.at] === ";"))
        this.at++;
      if (this.at >= this.text.length) return;
      if (this.text[this.at] === "#") {
        const end = this.text.indexOf("\n", this.at);
        this.at = end < 0 ? this.text.length : end;
        continue;
      }
      this.command();
    }
  }

  private skipSpace(): void {
    while (this.at < this.text.length && SPACE.test(this.text[this.at]!)) this.at++;
  }

  /** Up to an unescaped delimiter, which is taken too. In a pattern a bracket hides it. */
  private delimited(delimiter: string, isPattern: boolean): string {
    let bracket = -1;
    let i = this.at;
    for (; i < this.text.length; i++) {
      const char = this.text[i]!;
      if (bracket >= 0) {
        if (char === "]" && !(bracket === i - 1 || (bracket === i - 2 && this.text[i - 1] === "^")))
          bracket = -1;
      } else if (char === "\\") {
        i++;
      } else if (isPattern && char === "[") {
        bracket = i;
      } else if (char === delimiter) {
        const found = this.text.slice(this.at, i);
        this.at = i + 1;
        return found;
      }
    }
    throw new SedError(`unmatched '${delimiter}'`);
  }

  private compile(source: string, delimiter: string, ignoreCase: boolean): Pattern {
    if (source === "") return "previous";
    const pattern = unescapeDelimiter(source, delimiter);
    try {
      return new Regex(pattern, { extended: this.extended, ignoreCase });
    } catch (error) {
      if (error instanceof RegexError) throw new SedError(`bad regex '${pattern}': ${error.text}`);
      throw error;
    }
  }

  /** A line number, "$", or a pattern; undefined if there is none. */
  private address(): { line: number; pattern: Pattern | undefined } | undefined {
    const char = this.text[this.at];
    if (char !== undefined && char >= "0" && char <= "9") {
      const digits = /^\d+/.exec(this.text.slice(this.at))![0];
      this.at += digits.length;
      return { line: Number(digits), pattern: undefined };
    }
    if (char === "$") {
      this.at++;
      return { line: -1, pattern: undefined };
    }
    if (char === "/" || char === "\\") {
      const delimiter = char === "/" ? "/" : this.text[this.at + 1];
      if (delimiter === undefined) throw new SedError("missing command");
      this.at += char === "/" ? 1 : 2;
      const source = this.delimited(delimiter, true);
      const ignoreCase = false;
      return { line: 0, pattern: this.compile(source, delimiter, ignoreCase) };
    }
    return undefined;
  }

  private command(): void {
    const begin = this.address();
    let end: ReturnType<SedParser["address"]>;
    this.skipSpace();
    if (begin !== undefined && this.text[this.at] === ",") {
      this.at++;
      this.skipSpace();
      const plus = /^\+(\d+)/.exec(this.text.slice(this.at));
      if (plus !== null) {
        this.at += plus[0].length;
        end = { line: -2 - Number(plus[1]), pattern: undefined };
      } else end = this.address();
      if (end === undefined) throw new SedError("no address after comma");
    }
    this.skipSpace();
    let invert = false;
    if (this.text[this.at] === "!") {
      invert = true;
      this.at++;
      this.skipSpace();
    }
    const name = this.text[this.at++];
    if (name === undefined) throw new SedError("missing command");
    if (!COMMANDS.includes(name)) throw new SedError(`unsupported command ${name}`);
    let text = "";
    let substitution: Substitution | undefined;
    let map: string[] | undefined;
    if (name === "s") substitution = this.substitution();
    else if ("aic".includes(name)) text = this.insertedText();
    else if (name === "r" || name === "w") text = this.fileName();
    else if (":btT".includes(name)) {
      this.at += /^[ \t]*/.exec(this.text.slice(this.at))![0].length;
      text = /^[^; \t\n\r\v\f]*/.exec(this.text.slice(this.at))![0];
      this.at += text.length;
    } else if (name === "y") map = this.translation();
    this.commands.push({
      beginLine: begin?.line ?? 0,
      beginPattern: begin?.pattern,
      endLine: end?.line ?? 0,
      endPattern: end?.pattern,
      invert,
      name,
      text,
      substitution,
      map,
      inMatch: false,
      writtenEnd: end?.line ?? 0,
    });
  }

  private fileName(): string {
    this.at += /^[ \t]*/.exec(this.text.slice(this.at))![0].length;
    const name = /^[^\n]*/.exec(this.text.slice(this.at))![0];
    this.at += name.length;
    if (name === "") throw new SedError("empty filename");
    return name;
  }

  /** The text of a, i, c: to the end of a line that does not end in a backslash. */
  private insertedText(): string {
    // "a text" and "a\<newline>text"; one backslash keeps the blanks after it.
    while (this.at < this.text.length && SPACE.test(this.text[this.at]!)) this.at++;
    if (this.text[this.at] === "\\") {
      this.at++;
      if (this.text[this.at] === "\n") this.at++;
    }
    let out = "";
    while (this.at < this.text.length && this.text[this.at] !== "\n") {
      if (this.text[this.at] === "\\" && this.at + 1 < this.text.length) {
        this.at++;
        const escaped = this.text[this.at++]!;
        out += escaped === "t" ? "\t" : escaped === "n" ? "\n" : escaped;
      } else out += this.text[this.at++];
    }
    return `${out}\n`;
  }

  private substitution(): Substitution {
    const delimiter = this.text[this.at++];
    if (delimiter === undefined || delimiter === "\n")
      throw new SedError("bad format in substitution expression");
    const source = this.delimited(delimiter, true);
    const replacement = unescapeDelimiter(this.delimited(delimiter, false), delimiter);
    let which = 1;
    let print = false;
    let ignoreCase = false;
    let file: string | undefined;
    for (;;) {
      const char = this.text[this.at];
      if (char === undefined || ";\n}# \t\r".includes(char)) break;
      this.at++;
      if (char >= "0" && char <= "9") {
        const digits = /^\d+/.exec(this.text.slice(this.at - 1))![0];
        this.at += digits.length - 1;
        which = Number(digits);
      } else if (char === "g") which = 0;
      else if (char === "p") print = true;
      else if (char === "i" || char === "I") ignoreCase = true;
      else if (char === "w") {
        file = this.fileName();
        break;
      } else throw new SedError("bad option in substitution expression");
    }
    return { pattern: this.compile(source, delimiter, ignoreCase), replacement, which, print, file };
  }

  private translation(): string[] {
    const delimiter = this.text[this.at++];
    if (delimiter === undefined || delimiter === "\n")
      throw new SedError("bad format in substitution expression");
    const [from, to] = [this.delimited(delimiter, false), this.delimited(delimiter, false)].map((half) => {
      const out: string[] = [];
      for (let i = 0; i < half.length; i++) {
        let char = half[i]!;
        if (char === "\\" && i + 1 < half.length) {
          char = half[++i]!;
          if (char === "n") char = "\n";
          else if (char === "t") char = "\t";
        }
        out.push(char);
      }
      return out;
    });
    const map = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte));
    for (let i = from!.length - 1; i >= 0; i--)
      if (to![i] !== undefined) map[from![i]!.charCodeAt(0) & 0xff] = to![i]!;
    return map;
  }
}

/** "\," in s,a\,b,x, is a comma; "\n" a newline. */
function unescapeDelimiter(source: string, delimiter: string): string {
  let out = "";
  for (let i = 0; i < source.length; i++) {
    const next = source[i + 1];
    if (source[i] === "\\" && next !== undefined) {
      i++;
      if (next === delimiter) out += delimiter === "n" ? "\\n" : next;
      else if (next === "n") out += "\n";
      else out += `\\${next}`;
    } else out += source[i];
  }
  return out;
}
