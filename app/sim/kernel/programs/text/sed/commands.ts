/** What a sed script is made of, parsed. */
import type { Regex } from "../../lib/regex/regex";

/** A pattern as written; undefined stands for the last one used. */
export type Pattern = Regex | "previous";

export interface Substitution {
  readonly pattern: Pattern;
  readonly replacement: string;
  /** Only the so-manieth match; 0 replaces all. */
  readonly which: number;
  readonly print: boolean;
  readonly file: string | undefined;
}

export interface Command {
  /** Line number, 0 for none, -1 for "$", -2 once a range has begun. */
  beginLine: number;
  readonly beginPattern: Pattern | undefined;
  /** Line number, 0 for none, -1 for "$", -2 - n for "+n". */
  endLine: number;
  readonly endPattern: Pattern | undefined;
  readonly invert: boolean;
  readonly name: string;
  /** Text of a, i, c; file of r, w; label of b, t, T, ":". */
  readonly text: string;
  readonly substitution: Substitution | undefined;
  /** For y: what each byte becomes. */
  readonly map: readonly string[] | undefined;
  inMatch: boolean;
  /** endLine as written: "+n" becomes a number while a range runs. */
  readonly writtenEnd: number;
}
