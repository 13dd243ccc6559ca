/** Backslash escapes as C and busybox know them. */

const LETTERS: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  e: 27,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  v: 11,
  "\\": 92,
};

/**
 * bb_process_escape_sequence for the backslash at `at`: the byte, and how many bytes of text it took. An unknown escape is the backslash
 * itself.
 */
export function unescapeOne(text: string, at: number): readonly [code: number, length: number] {
  const next = text[at + 1];
  if (next === undefined) return [92, 1];
  if (next === "x") {
    const hex = /^[0-9a-fA-F]{1,2}/.exec(text.slice(at + 2));
    return hex === null ? [92, 1] : [Number.parseInt(hex[0], 16), 2 + hex[0].length];
  }
  const octal = /^[0-7]{1,3}/.exec(text.slice(at + 1));
  if (octal !== null) {
    let digits = octal[0];
    if (Number.parseInt(digits, 8) > 255) digits = digits.slice(0, 2);
    return [Number.parseInt(digits, 8), 1 + digits.length];
  }
  const code = LETTERS[next];
  return code === undefined ? [92, 1] : [code, 2];
}

/** All escapes of a text undone. */
export function unescapeAll(text: string): string {
  if (!text.includes("\\")) return text;
  let out = "";
  for (let at = 0; at < text.length; ) {
    if (text[at] !== "\\") {
      out += text[at++];
      continue;
    }
    const [code, length] = unescapeOne(text, at);
    out += String.fromCharCode(code);
    at += length;
  }
  return out;
}
