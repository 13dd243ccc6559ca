/**
 * Variables in words of a Dockerfile: `$x`, `${x}`, `${x:-word}`, `${x:+word}`, `${x:?word}` and these without the
 * colon; quotes and escapes are taken off on the way, as Docker's builder does.
 */
import { DockerfileError } from "./dockerfile-error";
import type { EscapeToken } from "./lines";

/** A variable's value; undefined if it is not set. */
export type Lookup = (name: string) => string | undefined;

/** Nested `${a:-${b:-…}}` deeper than that are made to exhaust the stack. */
const MAX_DEPTH = 50;
/** Bytes a word may grow to: variables of variables double with every line. */
const MAX_RESULT_BYTES = 1024 * 1024;

/** The value of a word. */
export function substitute(word: string, lookup: Lookup, escapeToken: EscapeToken, line: number): string {
  return new Substitution(word, lookup, escapeToken, line).value(undefined, 0, false);
}

/** The value of text that is no word (a here-document's content): variables and escapes of `$`, quotes stay. */
export function substituteText(text: string, lookup: Lookup, escapeToken: EscapeToken, line: number): string {
  return new Substitution(text, lookup, escapeToken, line).value(undefined, 0, true);
}

class Substitution {
  private at = 0;
  private length = 0;

  constructor(
    private readonly text: string,
    private readonly lookup: Lookup,
    private readonly escapeToken: EscapeToken,
    private readonly line: number,
  ) {}

  private fail(what: string): never {
    throw new DockerfileError(
      this.line,
      `failed to process ${JSON.stringify(this.text.slice(0, 120))}: ${what}`,
    );
  }

  private grown(value: string): string {
    this.length += value.length;
    if (this.length > MAX_RESULT_BYTES) this.fail(`the result is longer than ${MAX_RESULT_BYTES} bytes`);
    return value;
  }

  /** Up to `stop`, which is taken, or to the end if there is none. */
  value(stop: string | undefined, depth: number, quotesStay: boolean): string {
    if (depth > MAX_DEPTH) this.fail(`nested deeper than ${MAX_DEPTH}`);
    const { text, escapeToken } = this;
    let result = "";
    while (this.at < text.length) {
      const char = text[this.at]!;
      if (char === stop) {
        this.at++;
        return result;
      }
      if (char === "$") result += this.dollar(depth);
      else if (char === "'" && !quotesStay) result += this.singleQuoted();
      else if (char === '"' && !quotesStay) result += this.doubleQuoted(depth);
      else if (char === escapeToken) {
        const next = text[this.at + 1] ?? "";
        result += quotesStay && next !== "$" && next !== escapeToken ? char + next : next;
        this.at += 2;
      } else {
        result += char;
        this.at++;
      }
    }
    if (stop !== undefined) this.fail(`syntax error: missing '${stop}'`);
    return result;
  }

  private singleQuoted(): string {
    const end = this.text.indexOf("'", this.at + 1);
    if (end < 0) this.fail("unexpected end of statement while looking for matching single-quote");
    const value = this.text.slice(this.at + 1, end);
    this.at = end + 1;
    return value;
  }

  private doubleQuoted(depth: number): string {
    const { text, escapeToken } = this;
    let result = "";
    this.at++;
    while (this.at < text.length) {
      const char = text[this.at]!;
      if (char === '"') {
        this.at++;
        return result;
      }
      if (char === "$") {
        result += this.dollar(depth);
        continue;
      }
      const next = text[this.at + 1];
      if (char === escapeToken && (next === '"' || next === "$" || next === escapeToken)) {
        result += next;
        this.at += 2;
        continue;
      }
      result += char;
      this.at++;
    }
    return this.fail("unexpected end of statement while looking for matching double-quote");
  }

  private name(): string {
    // A name, a positional parameter, or one of the shell's special ones (all unset in a build).
    const pattern = /[A-Za-z_][A-Za-z0-9_]*|[0-9]+|[@*#?\-$!]/y;
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0] ?? "";
    this.at += found.length;
    return found;
  }

  private dollar(depth: number): string {
    this.at++;
    if (this.text[this.at] !== "{") {
      const name = this.name();
      return name === "" ? "$" : this.grown(this.lookup(name) ?? "");
    }
    this.at++;
    if (this.at >= this.text.length) this.fail("syntax error: missing '}'");
    const name = this.name();
    if (name === "") this.fail("syntax error: bad substitution");
    const value = this.lookup(name);
    const next = this.text[this.at++];
    if (next === "}") return this.grown(value ?? "");
    if (next === undefined) this.fail("syntax error: missing '}'");
    const colon = next === ":";
    const modifier = colon ? this.text[this.at++] : next;
    if (modifier === undefined) this.fail("syntax error: missing '}'");
    if (modifier !== "-" && modifier !== "+" && modifier !== "?") {
      this.fail(`unsupported modifier (${modifier}) in substitution`);
    }
    const word = this.value("}", depth + 1, false);
    const isSet = value !== undefined && !(colon && value === "");
    if (modifier === "+") return isSet ? word : "";
    if (isSet) return this.grown(value);
    if (modifier === "-") return word;
    return this.fail(`${name}: ${word === "" ? `is not allowed to be ${colon ? "empty" : "unset"}` : word}`);
  }
}
