/**
 * Patterns of `.dockerignore` and of COPY's sources: Go's filepath.Match, and `**` for any number of directories.
 * Matched as a nondeterministic automaton, so that no pattern takes more than pattern times path.
 */
import { DockerfileError } from "./dockerfile-error";

export type Glob = (path: string) => boolean;

type Token =
  | { readonly kind: "char"; readonly test: (char: string) => boolean }
  /** `*`: any number of characters but slashes. */
  | { readonly kind: "star" }
  /** `**` at the end: anything. */
  | { readonly kind: "rest" }
  /** `**` and a slash: nothing, or directories; the token behind it reads these. */
  | { readonly kind: "fork" }
  | { readonly kind: "directories" };

/** Linux's PATH_MAX. */
const MAX_LENGTH = 4096;

/** @param line of the pattern, for errors */
export function compileGlob(pattern: string, line: number): Glob {
  if (pattern.length > MAX_LENGTH)
    throw new DockerfileError(line, `a pattern of ${pattern.length} bytes, over ${MAX_LENGTH}`);
  const tokens = tokenize(pattern, line);
  return (path) => matches(tokens, path);
}

/** Whether the text is a pattern at all. */
export const isPattern = (text: string): boolean => /[*?[\\]/.test(text);

function tokenize(pattern: string, line: number): Token[] {
  const tokens: Token[] = [];
  const literal = (wanted: string) => tokens.push({ kind: "char", test: (char) => char === wanted });
  let at = 0;
  while (at < pattern.length) {
    const char = pattern[at]!;
    if (char === "*" && pattern[at + 1] === "*") {
      at += 2;
      while (pattern[at] === "*") at++;
      if (pattern[at] === "/") {
        at++;
        tokens.push({ kind: "fork" }, { kind: "directories" });
      } else tokens.push({ kind: "rest" });
    } else if (char === "*") {
      at++;
      tokens.push({ kind: "star" });
    } else if (char === "?") {
      at++;
      tokens.push({ kind: "char", test: (each) => each !== "/" });
    } else if (char === "[") {
      const [test, behind] = characterClass(pattern, at, line);
      tokens.push({ kind: "char", test });
      at = behind;
    } else if (char === "\\") {
      if (at + 1 >= pattern.length) throw syntaxError(pattern, line);
      literal(pattern[at + 1]!);
      at += 2;
    } else {
      literal(char);
      at++;
    }
  }
  return tokens;
}

const syntaxError = (pattern: string, line: number) =>
  new DockerfileError(line, `syntax error in pattern ${JSON.stringify(pattern)}`);

function characterClass(
  pattern: string,
  start: number,
  line: number,
): readonly [(char: string) => boolean, number] {
  let at = start + 1;
  const negated = pattern[at] === "^";
  if (negated) at++;
  const ranges: [string, string][] = [];
  const one = (): string => {
    if (pattern[at] === "\\") at++;
    const char = pattern[at++];
    if (char === undefined) throw syntaxError(pattern, line);
    return char;
  };
  while (pattern[at] !== "]" || ranges.length === 0) {
    if (pattern[at] === undefined || pattern[at] === "-" || pattern[at] === "]")
      throw syntaxError(pattern, line);
    const low = one();
    let high = low;
    if (pattern[at] === "-") {
      at++;
      high = one();
    }
    ranges.push([low, high]);
  }
  const inside = (char: string) => ranges.some(([low, high]) => low <= char && char <= high);
  return [(char) => char !== "/" && inside(char) !== negated, at + 1];
}

function matches(tokens: readonly Token[], path: string): boolean {
  let states = new Set<number>();
  reach(tokens, 0, states);
  for (const char of path) {
    const next = new Set<number>();
    for (const state of states) {
      const token = tokens[state];
      if (token === undefined || token.kind === "fork") continue;
      if (token.kind === "char") {
        if (token.test(char)) reach(tokens, state + 1, next);
      } else if (token.kind !== "star" || char !== "/") {
        reach(tokens, state, next);
        if (token.kind === "directories" && char === "/") reach(tokens, state + 1, next);
      }
    }
    if (next.size === 0) return false;
    states = next;
  }
  return states.has(tokens.length);
}

/** Adds the state and those reached from it without a character. */
function reach(tokens: readonly Token[], from: number, states: Set<number>): void {
  for (let state = from; !states.has(state); state++) {
    states.add(state);
    const kind = tokens[state]?.kind;
    if (kind === "fork") reach(tokens, state + 2, states);
    else if (kind !== "star" && kind !== "rest") return;
  }
}
