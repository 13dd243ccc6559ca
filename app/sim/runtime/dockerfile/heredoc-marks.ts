/** `<<NAME` in the words of a RUN, COPY or ADD. */
import type { EscapeToken } from "./lines";
import { splitWords } from "./words";

export interface HeredocMark {
  readonly name: string;
  /** The word as it stands: `<<-"EOF"`. */
  readonly word: string;
  /** `<<-`: tabs at the beginning of lines are taken off. */
  readonly chomp: boolean;
  /** The name was not quoted: variables in the content are substituted. */
  readonly expand: boolean;
}

export function heredocMarks(rest: string, escapeToken: EscapeToken): HeredocMark[] {
  const marks: HeredocMark[] = [];
  for (const word of splitWords(rest, escapeToken)) {
    const match = /^([0-9]*)<<(-?)([^<]+)$/.exec(word);
    if (match === null) continue;
    const quoted = match[3]!;
    const name = quoted.replace(/^(["'])(.*)\1$/, "$2");
    // A name with blanks or quotes left in it is the shell's business, not a heredoc of the Dockerfile.
    if (/[\s"'<>|&;()$]/.test(name) || name === "") continue;
    marks.push({ name, word, chomp: match[2] === "-", expand: name === quoted });
  }
  return marks;
}
