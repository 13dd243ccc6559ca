/** Classes of characters in the shell's language. */
export const isNameStart = (c: string): boolean => /^[A-Za-z_]$/.test(c);
export const isNameCharacter = (c: string): boolean => /^[A-Za-z0-9_]$/.test(c);
export const isDigit = (c: string): boolean => c.length === 1 && c >= "0" && c <= "9";
export const isName = (text: string): boolean => /^[A-Za-z_][A-Za-z0-9_]*$/.test(text);
/** Parameters whose name is one character that is not part of a name. */
export const isSpecialParameter = (c: string): boolean => c.length === 1 && "@*#?-$!".includes(c);

export const KEYWORDS: ReadonlySet<string> = new Set([
  "!",
  "case",
  "do",
  "done",
  "elif",
  "else",
  "esac",
  "fi",
  "for",
  "function",
  "if",
  "in",
  "then",
  "until",
  "while",
  "{",
  "}",
]);
