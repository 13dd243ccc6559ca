/** Thompson's automaton of a regular expression, forwards or backwards. */
import type { Assertion, Node } from "./syntax";
import { RegexError } from "./syntax";

export type State =
  | { readonly kind: "set"; readonly set: Uint8Array; readonly next: number }
  | { readonly kind: "split"; readonly next: readonly number[] }
  | { readonly kind: "assert"; readonly assertion: Assertion; readonly next: number }
  | { readonly kind: "match" };

export interface Nfa {
  readonly states: readonly State[];
  readonly start: number;
}

/** More states than this are refused, as REG_ESPACE. */
const STATE_LIMIT = 30_000;

/** Builds the automaton; `backwards` reads the text from its end. Back-references have none. @throws RegexError */
export function buildNfa(root: Node, backwards: boolean): Nfa {
  const states: State[] = [{ kind: "match" }];
  const add = (state: State): number => {
    if (states.length >= STATE_LIMIT) throw new RegexError("Out of memory");
    states.push(state);
    return states.length - 1;
  };
  /** The state from which `node` and then `next` is matched. */
  const build = (node: Node, next: number): number => {
    switch (node.kind) {
      case "empty":
        return next;
      case "set":
        return add({ kind: "set", set: node.set, next });
      case "assert":
        return add({ kind: "assert", assertion: node.assertion, next });
      case "group":
        return build(node.body, next);
      case "concat": {
        let at = next;
        const parts = backwards ? node.parts : node.parts.toReversed();
        for (const part of parts) at = build(part, at);
        return at;
      }
      case "choice":
        return add({ kind: "split", next: node.parts.map((part) => build(part, next)) });
      case "repeat": {
        let at = next;
        if (node.max === Infinity) {
          const targets: number[] = [next];
          const loop = add({ kind: "split", next: targets });
          targets.push(build(node.body, loop));
          at = loop;
        } else {
          for (let i = node.min; i < node.max; i++)
            at = add({ kind: "split", next: [next, build(node.body, at)] });
        }
        for (let i = 0; i < node.min; i++) at = build(node.body, at);
        return at;
      }
      case "back":
        throw new Error("a back-reference has no automaton");
    }
  };
  const start = build(root, 0);
  return { states, start };
}
