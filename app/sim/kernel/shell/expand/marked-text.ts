/**
 * Text between expansion and quote removal: a string in which each byte carries where it came from, in the bits above its value.
 * Literal bytes of the script have none; QUOTED bytes are neither split nor special in patterns; EXPANDED bytes come from an unquoted
 * expansion and are split into fields.
 */
export const QUOTED = 0x100;
export const EXPANDED = 0x200;
/** Not a byte: a new field begins here, as between the parameters of "$@". */
export const BREAK = "\u0400";
/** Not a byte: something quoted was here, so the field exists even when empty. */
export const EXISTS = "\u0401";

const BYTE = 0xff;

/** Long texts are made in pieces of so many bytes: one at a time they would be far larger in memory than they are long. */
const PIECE = 4096;

/** A text of what `code` makes of each code; undefined leaves one out. */
function recoded(text: string, code: (code: number) => number | undefined): string {
  let result = "";
  for (let from = 0; from < text.length; from += PIECE) {
    const codes: number[] = [];
    for (let i = from; i < Math.min(from + PIECE, text.length); i++) {
      const made = code(text.charCodeAt(i));
      if (made !== undefined) codes.push(made);
    }
    result += String.fromCharCode(...codes);
  }
  return result;
}

export function mark(text: string, bits: number): string {
  return bits === 0 ? text : recoded(text, (code) => (code & BYTE) | bits);
}

/** The bytes alone. */
export function unmark(marked: string): string {
  return recoded(marked, (code) => (code < 0x400 ? code & BYTE : undefined));
}

/** The byte at a place if it may be special in a pattern, else "". */
export function unquotedAt(marked: string, index: number): string {
  const code = marked.charCodeAt(index);
  return Number.isNaN(code) || code >= 0x400 || (code & QUOTED) !== 0 ? "" : String.fromCharCode(code & BYTE);
}

export function byteAt(marked: string, index: number): string {
  return String.fromCharCode(marked.charCodeAt(index) & BYTE);
}
