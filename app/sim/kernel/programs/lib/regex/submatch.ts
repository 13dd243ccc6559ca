/**
 * Where the groups of a pattern lie, once the ends of the whole match are known. Works on sets of possible ends, so the time is
 * polynomial; among the possibilities it prefers as TRE's tags do: the last boundary between groups as far right as it can be, then the
 * one before it, and so on.
 */
import { holds, type Reading } from "./position";
import type { Node } from "./syntax";

/** Start and end of every group, -1 where it took no part; index 0 is the whole match. */
export type Spans = number[];

export class SubmatchFinder {
  private readonly memo = new Map<Node, Map<number, readonly number[]>>();

  constructor(
    private readonly reading: Reading,
    /** No match goes beyond. */
    private readonly limit: number,
    private readonly spans: Spans,
  ) {}

  /** Positions where a match of `node` from `at` can end, ascending. */
  private ends(node: Node, at: number): readonly number[] {
    if (node.kind === "set")
      return at < this.limit && node.set[this.reading.text.charCodeAt(at) & 0xff] === 1 ? [at + 1] : [];
    if (node.kind === "empty") return [at];
    if (node.kind === "assert") return holds(node.assertion, this.reading, at) ? [at] : [];
    let byStart = this.memo.get(node);
    if (byStart === undefined) {
      byStart = new Map();
      this.memo.set(node, byStart);
    }
    const known = byStart.get(at);
    if (known !== undefined) return known;
    const found = this.computeEnds(node, at);
    byStart.set(at, found);
    return found;
  }

  private computeEnds(node: Node, at: number): readonly number[] {
    switch (node.kind) {
      case "group":
        return this.ends(node.body, at);
      case "choice":
        return union(node.parts.map((part) => this.ends(part, at)));
      case "concat": {
        let reached: readonly number[] = [at];
        for (const part of node.parts) reached = union(reached.map((position) => this.ends(part, position)));
        return reached;
      }
      case "repeat": {
        let reached: readonly number[] = [at];
        for (let i = 0; i < node.min; i++)
          reached = union(reached.map((position) => this.ends(node.body, position)));
        const all = new Set(reached);
        for (let i = node.min; i < node.max && reached.length > 0; i++) {
          const fresh = new Set<number>();
          for (const position of reached)
            for (const end of this.ends(node.body, position)) if (!all.has(end)) fresh.add(end);
          for (const end of fresh) all.add(end);
          reached = [...fresh];
        }
        return [...all].sort((a, b) => a - b);
      }
      default:
        return [];
    }
  }

  /** Sets the groups inside `node`, which matches from `from` to `to`. */
  assign(node: Node, from: number, to: number): void {
    switch (node.kind) {
      case "group":
        this.spans[node.index * 2] = from;
        this.spans[node.index * 2 + 1] = to;
        this.assign(node.body, from, to);
        return;
      case "choice": {
        const part = node.parts.find((candidate) => this.ends(candidate, from).includes(to));
        if (part !== undefined) this.assign(part, from, to);
        return;
      }
      case "concat":
        this.assignConcat(node.parts, from, to);
        return;
      case "repeat":
        if (hasGroups(node.body)) this.assignRepeat(node, from, to);
        return;
      default:
        return;
    }
  }

  private assignConcat(parts: readonly Node[], from: number, to: number): void {
    const count = parts.length;
    const fixed: (number | undefined)[] = Array.from({ length: count + 1 }, () => undefined);
    fixed[0] = from;
    fixed[count] = to;
    const order: number[] = [];
    for (let i = count - 1; i > 0; i--)
      if (hasGroups(parts[i]!) && parts.slice(0, i).some(hasGroups)) order.push(i);
    for (let i = 1; i < count; i++) if (!order.includes(i)) order.push(i);
    for (const boundary of order) {
      const candidates = this.feasible(parts, fixed)[boundary]!;
      fixed[boundary] = candidates.length === 0 ? from : Math.max(...candidates.slice(-1));
    }
    for (let i = 0; i < count; i++) this.assign(parts[i]!, fixed[i]!, fixed[i + 1]!);
  }

  /** For every boundary, the positions on some path that keeps to the fixed ones; ascending. */
  private feasible(
    parts: readonly Node[],
    fixed: readonly (number | undefined)[],
  ): readonly (readonly number[])[] {
    const forward: (readonly number[])[] = [[fixed[0]!]];
    for (let i = 0; i < parts.length; i++) {
      const reached = union(forward[i]!.map((position) => this.ends(parts[i]!, position)));
      const only = fixed[i + 1];
      forward.push(only === undefined ? reached : reached.filter((position) => position === only));
    }
    const result: (readonly number[])[] = [];
    result[parts.length] = forward[parts.length]!;
    for (let i = parts.length - 1; i >= 0; i--) {
      const good = new Set(result[i + 1]);
      result[i] = forward[i]!.filter((position) =>
        this.ends(parts[i]!, position).some((end) => good.has(end)),
      );
    }
    return result;
  }

  private assignRepeat(node: Node & { kind: "repeat" }, from: number, to: number): void {
    const { body, min, max } = node;
    const layers = max === Infinity ? min : max;
    // reach[c][p]: from p, with c repetitions done, `to` can be reached. The last layer loops if there is no maximum.
    const width = to - from + 1;
    const reach = Array.from({ length: layers + 1 }, () => new Uint8Array(width));
    for (let c = layers; c >= 0; c--) {
      const here = reach[c]!;
      for (let p = to; p >= from; p--) {
        if (p === to && c >= min) here[p - from] = 1;
        const following = c < layers ? reach[c + 1]! : max === Infinity ? here : undefined;
        if (following === undefined || here[p - from] === 1) continue;
        if (this.ends(body, p).some((end) => end <= to && following[end - from] === 1)) here[p - from] = 1;
      }
    }
    let at = from;
    let done = 0;
    const groups = groupsOf(body);
    while (done < max && !(at === to && done >= Math.max(min, 1))) {
      const following = reach[Math.min(done + 1, layers)]!;
      const end = this.ends(body, at).findLast(
        (candidate) =>
          candidate <= to &&
          following[candidate - from] === 1 &&
          (candidate > at || done < min || from === to),
      );
      if (end === undefined) return;
      for (const index of groups) this.spans.fill(-1, index * 2, index * 2 + 2);
      this.assign(body, at, end);
      done++;
      at = end;
    }
  }
}

function union(lists: readonly (readonly number[])[]): readonly number[] {
  if (lists.length === 1) return lists[0]!;
  const all = new Set<number>();
  for (const list of lists) for (const value of list) all.add(value);
  return [...all].sort((a, b) => a - b);
}

const groupCache = new WeakMap<Node, readonly number[]>();

/** Numbers of the groups inside. */
function groupsOf(node: Node): readonly number[] {
  const known = groupCache.get(node);
  if (known !== undefined) return known;
  let groups: number[] = [];
  if (node.kind === "group") groups = [node.index, ...groupsOf(node.body)];
  else if (node.kind === "repeat") groups = [...groupsOf(node.body)];
  else if (node.kind === "concat" || node.kind === "choice") groups = node.parts.flatMap(groupsOf);
  groupCache.set(node, groups);
  return groups;
}

function hasGroups(node: Node): boolean {
  return groupsOf(node).length > 0;
}
