import type { Node } from "./ast";
import { ShellSyntaxError } from "./errors";
import { Parser, type ParserOptions } from "./parser";
import { Source } from "./source";

/** What one line of a script, or more where a command is longer, parses to. */
export interface ParsedLine {
  /** undefined for a line without a command. */
  readonly node: Node | undefined;
  /** Where the next line begins, and its number. */
  readonly position: number;
  readonly line: number;
  /** Whether the text has ended; there is no node then. */
  readonly end: boolean;
}

/**
 * Parses the commands of the next line.
 * @param complete whether nothing can follow the text
 * @throws ShellSyntaxError; MoreInputNeeded if the text ends inside a command and is not complete
 */
export function parseLine(
  text: string,
  position: number,
  line: number,
  complete: boolean,
  options: ParserOptions,
): ParsedLine {
  const source = new Source(text, position, line, complete);
  let result: Node | "blank" | undefined;
  try {
    result = new Parser(source, options).line();
  } catch (error) {
    if (error instanceof RangeError) throw new ShellSyntaxError("nested too deeply", source.line);
    throw error;
  }
  const node = result === "blank" ? undefined : result;
  return { node, position: source.position, line: source.line, end: result === undefined };
}
