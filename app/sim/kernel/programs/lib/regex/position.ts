import { type Assertion, isWordByte } from "./syntax";

/** What decides whether a position of a text begins or ends something. */
export interface Reading {
  readonly text: string;
  /** Where the text begins for the pattern. */
  readonly origin: number;
  /** The origin is not the beginning of a line. */
  readonly notBol: boolean;
  /** Newlines end lines. */
  readonly newline: boolean;
}

/** Whether the position is a border of a line or a word, as the assertion wants it. */
export function holds(assertion: Assertion, { text, origin, notBol, newline }: Reading, at: number): boolean {
  const atStart = at === origin;
  const atEnd = at === text.length;
  const left = !atStart && isWordByte(text.charCodeAt(at - 1));
  const right = !atEnd && isWordByte(text.charCodeAt(at));
  switch (assertion) {
    case "bol":
      return atStart ? !notBol : newline && text[at - 1] === "\n";
    case "eol":
      return atEnd || (newline && text[at] === "\n");
    case "wordStart":
      return !left && right;
    case "wordEnd":
      return left && !right;
    case "wordBoundary":
      return atStart || atEnd || left !== right;
    case "notWordBoundary":
      return !atStart && !atEnd && left === right;
  }
}
