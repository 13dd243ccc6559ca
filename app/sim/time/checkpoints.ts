/**
 * A bounded set of a run's states, for going back. The first (the run's start) always stays. When there are too many, or
 * they take too many bytes, the one goes whose absence leaves the smallest gap in proportion to its age; so gaps grow with
 * age, and going back by some time costs about that much time of replaying. The newest stays too, unless it does not fit
 * beside the first.
 */
export interface Checkpoint<State> {
  readonly atNs: number;
  /** How many of the stamped inputs the state has in it. */
  readonly applied: number;
  readonly state: State;
  readonly bytes: number;
}

export class Checkpoints<State> {
  private list: Checkpoint<State>[];

  constructor(
    first: Checkpoint<State>,
    private readonly maxCount: number,
    private readonly maxBytes: number,
  ) {
    this.list = [first];
  }

  get first(): Checkpoint<State> {
    return this.list[0]!;
  }

  /** Their moments, ascending. */
  get times(): readonly number[] {
    return this.list.map((checkpoint) => checkpoint.atNs);
  }

  get bytes(): number {
    return this.list.reduce((sum, checkpoint) => sum + checkpoint.bytes, 0);
  }

  add(checkpoint: Checkpoint<State>): void {
    const before = this.list.findLastIndex(({ atNs }) => atNs <= checkpoint.atNs);
    if (this.list[before]!.atNs === checkpoint.atNs) return;
    this.list.splice(before + 1, 0, checkpoint);
    while (this.list.length > 1 && (this.list.length > this.maxCount || this.bytes > this.maxBytes))
      this.thin();
  }

  /** The last one at or before that moment; the first if there is none. */
  nearest(ns: number): Checkpoint<State> {
    return this.list.findLast(({ atNs }) => atNs <= ns) ?? this.first;
  }

  /** Forgets those of a future that is no longer. */
  dropAfter(ns: number): void {
    this.list = [this.first, ...this.list.slice(1).filter(({ atNs }) => atNs <= ns)];
  }

  /** Shares the states, which nobody changes. */
  copy(): Checkpoints<State> {
    const copy = new Checkpoints(this.first, this.maxCount, this.maxBytes);
    copy.list = [...this.list];
    return copy;
  }

  private thin(): void {
    const newest = this.list.length - 1;
    let victim = newest;
    let smallest = Number.POSITIVE_INFINITY;
    for (let i = 1; i < newest; i++) {
      const gap = this.list[i + 1]!.atNs - this.list[i - 1]!.atNs;
      const share = gap / (this.list[newest]!.atNs - this.list[i]!.atNs);
      if (share < smallest) {
        smallest = share;
        victim = i;
      }
    }
    this.list.splice(victim, 1);
  }
}
