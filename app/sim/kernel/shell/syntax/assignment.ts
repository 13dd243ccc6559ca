import type { Assignment, Word, WordPart } from "./ast";

/** NAME=value as an assignment, if the word is one. */
export function assignmentOf(word: Word): Assignment | undefined {
  const first = word[0];
  if (first?.kind !== "text" || first.quoted) return undefined;
  const match = /^([A-Za-z_][A-Za-z0-9_]*)=/.exec(first.text);
  if (!match) return undefined;
  const rest: WordPart = { ...first, text: first.text.slice(match[0].length) };
  return { name: match[1] as string, value: rest.text === "" ? word.slice(1) : [rest, ...word.slice(1)] };
}
