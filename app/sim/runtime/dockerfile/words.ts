/** Splitting what follows an instruction: at blanks, with quotes and escapes left in the words. */
import type { EscapeToken } from "./lines";

/** Words separated by blanks outside quotes; quotes and escapes stay, for substitution to take off. */
export function splitWords(text: string, escapeToken: EscapeToken): string[] {
  const words: string[] = [];
  let word = "";
  let started = false;
  let quote = "";
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (quote === "" && /\s/.test(char)) {
      if (started) words.push(word);
      word = "";
      started = false;
      continue;
    }
    started = true;
    word += char;
    if (char === escapeToken && quote !== "'" && at + 1 < text.length) word += text[++at]!;
    else if (quote !== "" && char === quote) quote = "";
    else if (quote === "" && (char === '"' || char === "'")) quote = char;
  }
  if (started) words.push(word);
  return words;
}

export interface Flag {
  readonly name: string;
  /** Undefined for `--name` without `=`. */
  readonly value: string | undefined;
}

/** The `--name=value` words in front; `--` alone ends them. Gives them and what follows. */
export function splitFlags(rest: string): readonly [Flag[], string] {
  const flags: Flag[] = [];
  let left = rest;
  for (;;) {
    const match = /^--(\S*)\s*/.exec(left);
    if (match === null) return [flags, left];
    left = left.slice(match[0].length);
    const word = match[1]!;
    if (word === "") return [flags, left];
    const equals = word.indexOf("=");
    flags.push(
      equals < 0
        ? { name: word, value: undefined }
        : { name: word.slice(0, equals), value: word.slice(equals + 1) },
    );
  }
}
