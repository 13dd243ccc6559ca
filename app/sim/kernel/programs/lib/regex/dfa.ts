/**
 * A deterministic automaton made as it is needed, so that searching takes time linear in the text whatever the pattern. Threads are
 * kept in groups by where they started, earliest first, which gives the leftmost of the longest matches; assertions are resolved when
 * the byte after a position is known.
 */
import type { Nfa } from "./nfa";
import { type Assertion, isWordByte } from "./syntax";

/** What lies on one side of a position. */
export const SIDE = { edge: 0, edgeNotBol: 1, newline: 2, word: 3, other: 4 } as const;
type Side = number;

interface DfaState {
  readonly groups: readonly (readonly number[])[];
  /** What was read last. */
  readonly side: Side;
  /** A match was seen: nothing new starts. */
  readonly matched: boolean;
  /** By byte class: the next state's number times two, plus one if a match ends before the byte; -1 unknown. */
  readonly next: Int32Array;
  readonly dead: boolean;
}

const STATE_LIMIT = 2000;

export const sideOfByte = (code: number): Side =>
  code === 10 ? SIDE.newline : isWordByte(code) ? SIDE.word : SIDE.other;

export class Dfa {
  private states: DfaState[] = [];
  private ids = new Map<string, number>();
  /** Byte to class. Two more classes stand for the edges of the text. */
  private readonly classes: Uint8Array;
  private readonly representative: number[] = [];
  private readonly edgeClass: number;

  constructor(
    private readonly nfa: Nfa,
    private readonly backwards: boolean,
    private readonly newline: boolean,
  ) {
    const asserts = nfa.states.some((state) => state.kind === "assert");
    const sets = [...new Set(nfa.states.flatMap((state) => (state.kind === "set" ? [state.set] : [])))];
    // Refine one partition by one set after another.
    const classes = new Uint8Array(256);
    let count = 1;
    const refine = (member: (code: number) => boolean): void => {
      const split = new Map<number, number>();
      for (let code = 0; code < 256; code++) {
        const key = classes[code]! * 2 + (member(code) ? 1 : 0);
        if (!split.has(key)) split.set(key, split.size);
        classes[code] = split.get(key)!;
      }
      count = split.size;
    };
    for (const set of sets) {
      if (count >= 256) break;
      refine((code) => set[code] === 1);
    }
    if (asserts) {
      refine((code) => code === 10);
      refine(isWordByte);
    }
    for (let code = 255; code >= 0; code--) this.representative[classes[code]!] = code;
    this.classes = classes;
    this.edgeClass = count;
  }

  private intern(groups: readonly (readonly number[])[], side: Side, matched: boolean): number {
    const key = `${side}${matched ? "m" : "u"}${groups.map((group) => group.join(",")).join("|")}`;
    const known = this.ids.get(key);
    if (known !== undefined) return known;
    const id = this.states.length;
    const dead = matched && groups.length === 0;
    this.states.push({ groups, side, matched, next: new Int32Array(this.edgeClass + 2).fill(-1), dead });
    this.ids.set(key, id);
    return id;
  }

  private holds(assertion: Assertion, before: Side, after: Side): boolean {
    const [left, right] = this.backwards ? [after, before] : [before, after];
    const leftEdge = left <= SIDE.edgeNotBol;
    const rightEdge = right <= SIDE.edgeNotBol;
    switch (assertion) {
      case "bol":
        return left === SIDE.edge || (this.newline && left === SIDE.newline);
      case "eol":
        return rightEdge || (this.newline && right === SIDE.newline);
      case "wordStart":
        return left !== SIDE.word && right === SIDE.word;
      case "wordEnd":
        return left === SIDE.word && right !== SIDE.word;
      case "wordBoundary":
        return leftEdge || rightEdge || (left === SIDE.word) !== (right === SIDE.word);
      case "notWordBoundary":
        return !leftEdge && !rightEdge && (left === SIDE.word) === (right === SIDE.word);
    }
  }

  private step(state: DfaState, byteClass: number): number {
    const edge = byteClass >= this.edgeClass;
    const code = edge ? -1 : this.representative[byteClass]!;
    const after: Side = edge ? byteClass - this.edgeClass : sideOfByte(code);
    const { states, start } = this.nfa;
    const seen = new Set<number>();
    const moved = new Set<number>();
    const groups: number[][] = [];
    let accepted = false;
    const sources = state.matched ? state.groups : [...state.groups, [start]];
    for (const group of sources) {
      const next: number[] = [];
      const stack = [...group];
      while (stack.length > 0) {
        const id = stack.pop()!;
        if (seen.has(id)) continue;
        seen.add(id);
        const node = states[id]!;
        if (node.kind === "match") accepted = true;
        else if (node.kind === "split") stack.push(...node.next);
        else if (node.kind === "assert") {
          if (this.holds(node.assertion, state.side, after)) stack.push(node.next);
        } else if (!edge && node.set[code] === 1 && !moved.has(node.next)) {
          moved.add(node.next);
          next.push(node.next);
        }
      }
      if (next.length > 0) groups.push(next.sort((a, b) => a - b));
      if (accepted) break;
    }
    const id = this.intern(groups, after, state.matched || accepted);
    return id * 2 + (accepted ? 1 : 0);
  }

  /**
   * Runs over text[from..to) in its direction. `before` is what lies behind the first byte read, `end` the edge reached after the last.
   * With `anchored` a match starts at the first position only. Answers the last position where the leftmost match can end, -1 if there
   * is none; with `first`, any position where one ends.
   */
  run(
    text: string,
    from: number,
    to: number,
    before: Side,
    end: Side,
    anchored: boolean,
    first: boolean,
  ): number {
    if (this.states.length > STATE_LIMIT) {
      this.states = [];
      this.ids = new Map();
    }
    let id = anchored ? this.intern([[this.nfa.start]], before, true) : this.intern([], before, false);
    let found = -1;
    const { classes, backwards } = this;
    let at = backwards ? to : from;
    const stop = backwards ? from : to;
    const delta = backwards ? -1 : 1;
    const look = backwards ? -1 : 0;
    for (;;) {
      const state = this.states[id]!;
      if (state.dead) return found;
      const atEdge = at === stop;
      const byteClass = atEdge ? this.edgeClass + end : classes[text.charCodeAt(at + look) & 0xff]!;
      let move = state.next[byteClass]!;
      if (move < 0) {
        move = this.step(state, byteClass);
        state.next[byteClass] = move;
        if (this.states.length > STATE_LIMIT) {
          // Start the cache anew from where we are.
          const target = this.states[move >> 1]!;
          this.states = [];
          this.ids = new Map();
          move = this.intern(target.groups, target.side, target.matched) * 2 + (move & 1);
        }
      }
      if ((move & 1) === 1) {
        found = at;
        if (first) return found;
      }
      if (atEdge) return found;
      id = move >> 1;
      at += delta;
    }
  }
}
