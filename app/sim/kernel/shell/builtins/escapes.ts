const LETTERS: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  e: "\x1b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
};

/** The escape at a backslash as busybox knows them: its byte and how much of the text it is. Unknown ones are the backslash itself. */
export function escapeAt(text: string, at: number): { readonly byte: string; readonly length: number } {
  const hex = /^\\x([0-9a-fA-F]{1,2})/.exec(text.slice(at, at + 4));
  if (hex) return { byte: String.fromCharCode(Number.parseInt(hex[1] as string, 16)), length: hex[0].length };
  const digits = /^[0-7]{1,3}/.exec(text.slice(at + 1, at + 4))?.[0];
  if (digits !== undefined) {
    const fitting = Number.parseInt(digits, 8) > 255 ? digits.slice(0, 2) : digits;
    return { byte: String.fromCharCode(Number.parseInt(fitting, 8)), length: 1 + fitting.length };
  }
  const letter = LETTERS[text[at + 1] ?? ""];
  return letter === undefined ? { byte: "\\", length: 1 } : { byte: letter, length: 2 };
}
