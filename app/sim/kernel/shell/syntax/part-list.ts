import type { Word, WordPart } from "./ast";

/** Collects the parts of a word; neighbouring text of one kind becomes one part. */
export class PartList {
  private readonly parts: WordPart[] = [];
  private pending = "";
  private pendingQuoted = false;
  private hasPending = false;

  /** Empty quoted text counts: it makes a word exist. */
  text(text: string, quoted: boolean): void {
    if (this.hasPending && this.pendingQuoted === quoted) {
      this.pending += text;
      return;
    }
    this.flush();
    this.pending = text;
    this.pendingQuoted = quoted;
    this.hasPending = true;
  }

  add(part: WordPart): void {
    this.flush();
    this.parts.push(part);
  }

  finish(): Word {
    this.flush();
    return this.parts;
  }

  private flush(): void {
    if (this.hasPending) this.parts.push({ kind: "text", text: this.pending, quoted: this.pendingQuoted });
    this.hasPending = false;
  }
}

/** The text of a word without any quoting or expansion; undefined if it has some. */
export function plainText(word: Word): string | undefined {
  if (word.length !== 1) return undefined;
  const part = word[0] as WordPart;
  return part.kind === "text" && !part.quoted ? part.text : undefined;
}

/** The text of a word with its quotes taken away, without expanding anything: what a here-document's delimiter is. */
export function unquotedText(word: Word): { text: string; quoted: boolean } {
  let text = "";
  let quoted = false;
  for (const part of word) {
    if (part.kind !== "text") continue;
    text += part.text;
    quoted ||= part.quoted;
  }
  return { text, quoted };
}
