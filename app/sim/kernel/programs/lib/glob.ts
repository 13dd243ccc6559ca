/** fnmatch: shell patterns as regular expressions of the platform, over byte strings. */

export interface GlobOptions {
  readonly ignoreCase?: boolean;
  /** "*" and "?" stop at slashes (FNM_PATHNAME). */
  readonly pathname?: boolean;
}

/** Matches the whole text. Runs of stars are one, so that matching stays polynomial in the number of stars that are left. */
export function globRegex(
  pattern: string,
  { ignoreCase = false, pathname = false }: GlobOptions = {},
): { test(text: string): boolean } {
  const tokens: ("*" | { readonly regex: RegExp })[] = [];
  const one = (source: string): void => {
    tokens.push({ regex: new RegExp(`^${source}$`, ignoreCase ? "is" : "s") });
  };
  const quote = (char: string): string => char.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i]!;
    if (char === "*") {
      if (tokens.at(-1) !== "*") tokens.push("*");
    } else if (char === "?") one(pathname ? "[^/]" : ".");
    else if (char === "\\" && i + 1 < pattern.length) one(quote(pattern[++i]!));
    else if (char === "[") {
      const end = bracketEnd(pattern, i);
      if (end < 0) one("\\[");
      else {
        one(bracketSource(pattern.slice(i + 1, end)));
        i = end;
      }
    } else one(quote(char));
  }
  return {
    test(text) {
      // Greedy from the last star: linear in pattern times text.
      let at = 0;
      let token = 0;
      let star = -1;
      let starAt = 0;
      while (at < text.length) {
        const current = tokens[token];
        if (current === "*") {
          star = token++;
          starAt = at;
        } else if (current?.regex.test(text[at]!)) {
          token++;
          at++;
        } else if (star >= 0 && !(pathname && text[starAt] === "/")) {
          token = star + 1;
          at = ++starAt;
        } else return false;
      }
      while (tokens[token] === "*") token++;
      return token === tokens.length;
    },
  };
}

function bracketEnd(pattern: string, start: number): number {
  let at = start + 1;
  if (pattern[at] === "!" || pattern[at] === "^") at++;
  if (pattern[at] === "]") at++;
  for (; at < pattern.length; at++) {
    if (pattern.startsWith("[:", at)) {
      const close = pattern.indexOf(":]", at);
      if (close > 0) at = close + 1;
    } else if (pattern[at] === "]") return at;
  }
  return -1;
}

const CLASSES: Readonly<Record<string, string>> = {
  alpha: "A-Za-z",
  digit: "0-9",
  alnum: "A-Za-z0-9",
  upper: "A-Z",
  lower: "a-z",
  space: "\\t-\\r ",
  blank: "\\t ",
  punct: "!-\\/:-@\\[-`{-~",
  xdigit: "0-9A-Fa-f",
  print: " -~",
  graph: "!-~",
  cntrl: "\\x00-\\x1f\\x7f",
};

function bracketSource(content: string): string {
  const negated = /^[!^]/.test(content);
  const body = negated ? content.slice(1) : content;
  let out = "";
  for (let i = 0; i < body.length; i++) {
    const named = /^\[:([a-z]+):\]/.exec(body.slice(i));
    if (named !== null && Object.hasOwn(CLASSES, named[1]!)) {
      out += CLASSES[named[1]!]!;
      i += named[0].length - 1;
      continue;
    }
    const low = body[i]!;
    const high = body[i + 2];
    if (body[i + 1] === "-" && high !== undefined) {
      if (low <= high) out += `${hex(low)}-${hex(high)}`;
      i += 2;
    } else out += hex(low);
  }
  if (out === "") return negated ? "." : "(?!)";
  return negated ? `[^${out}]` : `[${out}]`;
}

const hex = (char: string): string => `\\x${(char.charCodeAt(0) & 0xff).toString(16).padStart(2, "0")}`;
