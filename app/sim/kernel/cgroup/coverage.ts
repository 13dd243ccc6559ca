/** How long at least one of several stretches of time lasted: their union, with stretches told in the order of their ends. */

/** Gaps further back than so many stretches are taken as filled. */
const MOST = 32;

export class Coverage {
  /** Disjoint and ascending, as [from, to]. */
  private readonly stretches: [from: number, to: number][] = [];

  /** Adds a stretch; answers how much of it was not covered before. */
  cover(fromNs: number, toNs: number): number {
    const [oldest] = this.stretches;
    let from = this.stretches.length === MOST && oldest !== undefined ? Math.max(fromNs, oldest[1]) : fromNs;
    let to = toNs;
    let fresh = to - from;
    if (fresh <= 0) return 0;
    let at = this.stretches.length;
    let merged = 0;
    while (at > 0 && this.stretches[at - 1]![1] >= from) {
      const [start, end] = this.stretches[at - 1]!;
      fresh -= Math.max(0, Math.min(end, toNs) - Math.max(start, fromNs));
      at--;
      merged++;
      if (start > toNs) continue;
      from = Math.min(from, start);
      to = Math.max(to, end);
    }
    const later = this.stretches.slice(at, at + merged).filter(([start]) => start > to);
    this.stretches.splice(at, merged, [from, to], ...later);
    while (this.stretches.length > MOST) this.stretches.shift();
    return Math.max(0, fresh);
  }
}
