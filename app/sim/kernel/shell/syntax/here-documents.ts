import type { HereDocument } from "./ast";
import { END, type Source } from "./source";

/** A here-document whose operator has been read and whose text has not. */
export interface PendingHereDocument {
  readonly document: HereDocument;
  readonly delimiter: string;
  /** Whether its delimiter was quoted: nothing in the text is expanded. */
  readonly literal: boolean;
  /** <<-: leading tabs go. */
  readonly stripTabs: boolean;
}

/** The raw text of a here-document; the source stands behind its delimiter's line. The end of the text ends it too. */
export function readHereText(source: Source, here: PendingHereDocument): string {
  let text = "";
  for (let continued = false; source.peek() !== END; ) {
    let line = "";
    while (here.stripTabs && !continued && source.peek() === "\t") source.next();
    while (source.peek() !== "\n" && source.peek() !== END) line += source.next();
    if (!continued && line === here.delimiter) {
      source.next();
      break;
    }
    text += line;
    continued = !here.literal && /(?:^|[^\\])(?:\\\\)*\\$/.test(line);
    if (source.next() === "\n") text += "\n";
  }
  return text;
}
