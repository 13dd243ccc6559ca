/** Patterns of which the platform's own regular expressions give the same groups, only faster. */
import type { Spans } from "./submatch";
import type { Node } from "./syntax";

export interface NativePattern {
  /** Matches exactly the text that the whole pattern matched. */
  readonly expression: RegExp;
  /** How many loops without a bound it has. */
  readonly loops: number;
}

/**
 * Undefined where greedy might not be longest: allowed are sets, repeated or not, in a row, in groups that are not repeated, between a
 * leading ^ and a trailing $.
 */
export function nativePattern(root: Node): NativePattern | undefined {
  const parts = root.kind === "concat" ? root.parts : [root];
  let loops = 0;
  const allowed = (node: Node): boolean => {
    if (node.kind === "set" || node.kind === "empty") return true;
    if (node.kind === "group") return allowed(node.body);
    if (node.kind === "concat") return node.parts.every(allowed);
    if (node.kind !== "repeat" || node.body.kind !== "set") return false;
    loops++;
    return true;
  };
  const body = parts.filter((part, i) => {
    if (part.kind !== "assert") return true;
    return !((part.assertion === "bol" && i === 0) || (part.assertion === "eol" && i === parts.length - 1));
  });
  if (!body.every(allowed)) return undefined;
  return { expression: new RegExp(`^(?:${source(root)})$`, "ds"), loops };
}

function source(node: Node): string {
  switch (node.kind) {
    case "set": {
      let ranges = "";
      for (let code = 0; code < 256; code++) {
        if (node.set[code] !== 1) continue;
        let last = code;
        while (last < 255 && node.set[last + 1] === 1) last++;
        ranges += `${hex(code)}-${hex(last)}`;
        code = last;
      }
      return `[${ranges}]`;
    }
    case "group":
      return `(${source(node.body)})`;
    case "concat":
      return node.parts.map(source).join("");
    case "repeat":
      return `${source(node.body)}{${node.min},${node.max === Infinity ? "" : node.max}}`;
    default:
      return "";
  }
}

const hex = (code: number): string => `\\x${code.toString(16).padStart(2, "0")}`;

/** Positions of the groups in the text in which the match starts at `start`. */
export function nativeSpans(match: RegExpExecArray, start: number): Spans {
  const spans: Spans = [];
  for (let i = 0; i < match.length; i++) {
    const range = match.indices?.[i];
    spans.push(range === undefined ? -1 : range[0] + start, range === undefined ? -1 : range[1] + start);
  }
  return spans;
}
