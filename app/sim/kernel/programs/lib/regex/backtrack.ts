/** Patterns with back-references, which no automaton matches: a search over all ways, with a bound on its steps. */
import { holds } from "./position";
import type { Spans } from "./submatch";
import type { Node } from "./syntax";

/** Steps after which a search is given up; a real machine would go on for minutes. */
const STEP_LIMIT = 3_000_000;
const DEPTH_LIMIT = 4000;

export class TooComplex {}

export interface BacktrackOptions {
  readonly groups: number;
  readonly notBol: boolean;
  readonly newline: boolean;
  readonly ignoreCase: boolean;
}

/** The leftmost longest match at or after `from`. @throws TooComplex */
export function backtrack(
  root: Node,
  text: string,
  from: number,
  options: BacktrackOptions,
): Spans | undefined {
  let steps = 0;
  let depth = 0;
  const spans: Spans = Array.from({ length: options.groups * 2 + 2 }, () => -1);
  let best: Spans | undefined;
  const same = (a: string, b: string): boolean =>
    options.ignoreCase ? a.toLowerCase() === b.toLowerCase() : a === b;

  const reading = { ...options, text, origin: from };

  type Next = (at: number) => boolean;
  /** Tries every way; `next` answers true to stop the search. */
  const walk = (node: Node, at: number, next: Next): boolean => {
    if (++steps > STEP_LIMIT || depth > DEPTH_LIMIT) throw new TooComplex();
    depth++;
    try {
      switch (node.kind) {
        case "empty":
          return next(at);
        case "set":
          return at < text.length && node.set[text.charCodeAt(at) & 0xff] === 1 && next(at + 1);
        case "assert":
          return holds(node.assertion, reading, at) && next(at);
        case "back": {
          const start = spans[node.index * 2]!;
          if (start < 0) return false;
          const length = spans[node.index * 2 + 1]! - start;
          return same(text.slice(start, start + length), text.slice(at, at + length)) && next(at + length);
        }
        case "group": {
          const [oldStart, oldEnd] = [spans[node.index * 2]!, spans[node.index * 2 + 1]!];
          const stop = walk(node.body, at, (end) => {
            const [innerStart, innerEnd] = [spans[node.index * 2]!, spans[node.index * 2 + 1]!];
            spans[node.index * 2] = at;
            spans[node.index * 2 + 1] = end;
            if (next(end)) return true;
            spans[node.index * 2] = innerStart;
            spans[node.index * 2 + 1] = innerEnd;
            return false;
          });
          if (!stop) {
            spans[node.index * 2] = oldStart;
            spans[node.index * 2 + 1] = oldEnd;
          }
          return stop;
        }
        case "concat": {
          const part = (i: number, position: number): boolean =>
            i === node.parts.length
              ? next(position)
              : walk(node.parts[i]!, position, (end) => part(i + 1, end));
          return part(0, at);
        }
        case "choice":
          return node.parts.some((part) => walk(part, at, next));
        case "repeat": {
          const { body, min, max } = node;
          if (body.kind === "set") {
            let end = at;
            while (end < text.length && end - at < max && body.set[text.charCodeAt(end) & 0xff] === 1) end++;
            for (; end - at >= min; end--) if (next(end)) return true;
            return false;
          }
          const again = (count: number, position: number): boolean =>
            (count < max &&
              walk(body, position, (end) => (end > position || count < min) && again(count + 1, end))) ||
            (count >= min && next(position));
          return again(0, at);
        }
      }
    } finally {
      depth--;
    }
  };

  for (let start = from; start <= text.length; start++) {
    spans.fill(-1);
    walk(root, start, (end) => {
      if (best === undefined || end > best[1]!) {
        best = [...spans];
        best[0] = start;
        best[1] = end;
      }
      return end === text.length;
    });
    if (best !== undefined) return best;
  }
  return undefined;
}
