/** ${x#…}, ${x%…} and ${x/…/…}: patterns applied to parts of a value. */
import { matches, type Pattern } from "./pattern";

/** Removes the shortest or longest matching prefix or suffix. */
export function trim(value: string, pattern: Pattern, operator: "#" | "##" | "%" | "%%"): string {
  const n = value.length;
  for (let step = 0; step <= n; step++) {
    if (operator === "#" && matches(pattern, value.slice(0, step))) return value.slice(step);
    if (operator === "##" && matches(pattern, value.slice(0, n - step))) return value.slice(n - step);
    if (operator === "%" && matches(pattern, value.slice(n - step))) return value.slice(0, n - step);
    if (operator === "%%" && matches(pattern, value.slice(step))) return value.slice(0, step);
  }
  return value;
}

/** Replaces the first or every longest match. A pattern that matches nothing but the empty text changes nothing. */
export function replace(value: string, pattern: Pattern, replacement: string, all: boolean): string {
  if (pattern.length === 0 || (value === "" && !matches(pattern, ""))) return value;
  if (value === "") return value;
  let result = "";
  for (let i = 0; i < value.length; ) {
    const length = longestMatch(value, i, pattern);
    if (length === 0) {
      result += value[i++];
      continue;
    }
    result += replacement;
    i += length;
    if (!all) return result + value.slice(i);
  }
  return result;
}

function longestMatch(value: string, start: number, pattern: Pattern): number {
  if (pattern.every((element) => element.kind === "byte")) {
    const literal = pattern.map((element) => (element.kind === "byte" ? element.byte : "")).join("");
    return value.startsWith(literal, start) ? literal.length : 0;
  }
  for (let end = value.length; end > start; end--)
    if (matches(pattern, value.slice(start, end))) return end - start;
  return 0;
}
