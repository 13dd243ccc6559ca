/** Shell patterns over marked text: *, ?, [sets] and backslashes that come from expansions. Matching is by byte. */
import { byteAt, unquotedAt } from "./marked-text";

type Element =
  | { readonly kind: "byte"; readonly byte: string }
  | { readonly kind: "any" }
  | { readonly kind: "many" }
  | { readonly kind: "set"; readonly has: (byte: string) => boolean };

export type Pattern = readonly Element[];

const CLASSES: Readonly<Record<string, RegExp>> = {
  alnum: /[A-Za-z0-9]/,
  alpha: /[A-Za-z]/,
  blank: /[ \t]/,
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the class of control characters
  cntrl: /[\x00-\x1f\x7f]/,
  digit: /[0-9]/,
  graph: /[!-~]/,
  lower: /[a-z]/,
  print: /[ -~]/,
  punct: /[!-/:-@[-`{-~]/,
  space: /[ \t-\r]/,
  upper: /[A-Z]/,
  xdigit: /[0-9A-Fa-f]/,
};

export function compilePattern(marked: string): Pattern {
  const elements: Element[] = [];
  for (let i = 0; i < marked.length; i++) {
    const special = unquotedAt(marked, i);
    if (special === "*") {
      if (elements.at(-1)?.kind !== "many") elements.push({ kind: "many" });
    } else if (special === "?") elements.push({ kind: "any" });
    else if (special === "[") {
      const set = compileSet(marked, i);
      if (set) {
        elements.push({ kind: "set", has: set.has });
        i = set.end;
      } else elements.push({ kind: "byte", byte: "[" });
    } else if (special === "\\" && i + 1 < marked.length)
      elements.push({ kind: "byte", byte: byteAt(marked, ++i) });
    else if (marked.charCodeAt(i) < 0x400) elements.push({ kind: "byte", byte: byteAt(marked, i) });
  }
  return elements;
}

/** Whether a pattern matches by more than its own text; what decides if a word is looked up in directories. */
export function isPattern(marked: string): boolean {
  for (let i = 0; i < marked.length; i++) {
    const special = unquotedAt(marked, i);
    if (special === "*" || special === "?") return true;
    if (special === "[" && compileSet(marked, i)) return true;
    if (special === "\\") i++;
  }
  return false;
}

/** A set from its "[" on; undefined where no "]" closes it. */
function compileSet(
  marked: string,
  start: number,
): { has: (byte: string) => boolean; end: number } | undefined {
  let i = start + 1;
  const negated = unquotedAt(marked, i) === "!" || unquotedAt(marked, i) === "^";
  if (negated) i++;
  const tests: ((byte: string) => boolean)[] = [];
  for (let first = true; ; first = false) {
    if (i >= marked.length) return undefined;
    const special = unquotedAt(marked, i);
    if (special === "]" && !first) break;
    const named = special === "[" ? namedClass(marked, i) : undefined;
    if (named) {
      const { name, end } = named;
      tests.push((byte) => CLASSES[name]?.test(byte) === true);
      i = end;
      continue;
    }
    if (special === "\\" && i + 1 < marked.length) i++;
    const low = byteAt(marked, i);
    const rangeEnd =
      i + 2 < marked.length && unquotedAt(marked, i + 1) === "-" && unquotedAt(marked, i + 2) !== "]";
    if (rangeEnd) {
      const high = byteAt(marked, i + 2);
      tests.push((byte) => byte >= low && byte <= high);
      i += 3;
    } else {
      tests.push((byte) => byte === low);
      i++;
    }
  }
  return { has: (byte) => tests.some((test) => test(byte)) !== negated, end: i };
}

/** [:name:] inside a set. */
function namedClass(marked: string, start: number): { name: string; end: number } | undefined {
  if (unquotedAt(marked, start + 1) !== ":") return undefined;
  let name = "";
  for (let i = start + 2; i + 1 < marked.length && name.length < 16; i++) {
    const c = unquotedAt(marked, i);
    if (c === ":" && unquotedAt(marked, i + 1) === "]") return { name, end: i + 2 };
    name += byteAt(marked, i);
  }
  return undefined;
}

/** Whether the whole text matches. Time is bounded by length of text times length of pattern. */
export function matches(pattern: Pattern, text: string): boolean {
  let p = 0;
  let star = -1;
  let resume = 0;
  for (let i = 0; i < text.length; ) {
    const element = pattern[p];
    if (element?.kind === "many") {
      star = p++;
      resume = i;
    } else if (element && matchesByte(element, text[i] as string)) {
      p++;
      i++;
    } else if (star >= 0) {
      p = star + 1;
      i = ++resume;
    } else return false;
  }
  while (pattern[p]?.kind === "many") p++;
  return p === pattern.length;
}

function matchesByte(element: Element, byte: string): boolean {
  if (element.kind === "byte") return element.byte === byte;
  return element.kind === "any" || (element.kind === "set" && element.has(byte));
}
