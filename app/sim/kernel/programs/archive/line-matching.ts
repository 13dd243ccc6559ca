/**
 * Which lines of two files belong to each other: the method of Hunt and McIlroy, with the limit on tries that the diffs of the BSDs
 * (and busybox's) have, so that where several answers are as long the same one is chosen.
 */

/** A pair of matching lines at the end of a chain of pairs. */
interface Candidate {
  readonly x: number;
  readonly y: number;
  readonly before: Candidate | undefined;
}

const LEAST_TRIES = 256;

/**
 * For each line of `a` (from 1) its partner in `b`, 0 where it has none; index 0 is 0 and the one after the last line is
 * `b.length + 1`. Lines are equal if their texts are.
 */
export function matchLines(a: readonly string[], b: readonly string[], thorough: boolean): number[] {
  let prefix = 0;
  while (prefix < a.length && prefix < b.length && a[prefix] === b[prefix]) prefix++;
  let suffix = 0;
  while (
    suffix < a.length - prefix &&
    suffix < b.length - prefix &&
    a[a.length - 1 - suffix] === b[b.length - 1 - suffix]
  )
    suffix++;
  const partners = new Array<number>(a.length + 2).fill(0);
  for (let i = 1; i <= prefix; i++) partners[i] = i;
  for (let i = a.length - suffix + 1; i <= a.length + 1; i++) partners[i] = i + b.length - a.length;
  const middleA = a.slice(prefix, a.length - suffix);
  const middleB = b.slice(prefix, b.length - suffix);
  for (let pair = longestChain(middleA, middleB, thorough); pair !== undefined; pair = pair.before)
    partners[pair.x + prefix] = pair.y + prefix;
  return partners;
}

function longestChain(a: readonly string[], b: readonly string[], thorough: boolean): Candidate | undefined {
  const places = new Map<string, number[]>();
  for (const [index, line] of b.entries()) {
    const list = places.get(line);
    if (list === undefined) places.set(line, [index + 1]);
    else list.push(index + 1);
  }
  const bound = thorough ? Infinity : Math.max(LEAST_TRIES, Math.floor(Math.sqrt(a.length)));
  // ends[k]: of all chains of k pairs, the one that ends first in b.
  const ends: (Candidate | undefined)[] = [undefined];
  const endOf = (length: number): number => ends[length]?.y ?? 0;
  for (let x = 1; x <= a.length; x++) {
    let lastLength = 0;
    let before = ends[0];
    let tries = 0;
    for (const y of places.get(a[x - 1]!) ?? []) {
      if (tries >= bound) break;
      if (y <= (before?.y ?? 0)) continue;
      const length = searchLength(ends.length - 1, y, endOf);
      if (length !== lastLength + 1) before = ends[length - 1];
      if (length < ends.length) {
        if (endOf(length) <= y) continue;
        const replaced = ends[length];
        ends[length] = { x, y, before };
        before = replaced;
        lastLength = length;
        tries++;
      } else {
        ends.push({ x, y, before });
        break;
      }
    }
  }
  return ends.at(-1);
}

/** The shortest length whose chain does not end before y. */
function searchLength(longest: number, y: number, endOf: (length: number) => number): number {
  let low = 0;
  let high = longest + 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    const end = endOf(middle);
    if (end === y) return middle;
    if (end > y) high = middle;
    else low = middle;
  }
  return low + 1;
}

/** Lines first to last (inclusive; empty where first > last) of both files that differ. */
export interface Change {
  readonly from: readonly [first: number, last: number];
  readonly to: readonly [first: number, last: number];
}

export function changesOf(partners: readonly number[], lines: number): Change[] {
  const changes: Change[] = [];
  // `joined` is the partner of line i-1, with a deletion's place carried on.
  let joined = 0;
  for (let i = 1; i <= lines + 1; ) {
    if (partners[i] === joined + 1 && i <= lines) {
      joined++;
      i++;
      continue;
    }
    let last = i - 1;
    while (last < lines && partners[last + 1] === 0) last++;
    const next = partners[last + 1]!;
    if (i <= last || joined + 1 <= next - 1) changes.push({ from: [i, last], to: [joined + 1, next - 1] });
    joined = next;
    i = last + 2;
  }
  return changes;
}
