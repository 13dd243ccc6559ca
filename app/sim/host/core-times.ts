/** The soonest of up to 128 cores' next events: a winner tree, so changing one and reading the soonest cost log2(cores). */
export class CoreTimes {
  private readonly leaves: number;
  private readonly times: Float64Array;
  /** Index of the winning core of each subtree; the root is 1. */
  private readonly winner: Int32Array;

  constructor(cores: number) {
    this.leaves = 1;
    while (this.leaves < cores) this.leaves *= 2;
    this.times = new Float64Array(this.leaves).fill(Number.POSITIVE_INFINITY);
    this.winner = new Int32Array(2 * this.leaves);
    for (let leaf = 0; leaf < this.leaves; leaf++) this.winner[this.leaves + leaf] = leaf;
    for (let node = this.leaves - 1; node >= 1; node--) this.winner[node] = this.winner[2 * node]!;
  }

  set(core: number, atNs: number): void {
    const { times, winner } = this;
    times[core] = atNs;
    for (let node = (this.leaves + core) >> 1; node >= 1; node >>= 1) {
      const left = winner[2 * node]!;
      const right = winner[2 * node + 1]!;
      // At equal times the lower number wins.
      winner[node] = times[right]! < times[left]! ? right : left;
    }
  }

  /** The core whose event is soonest; the lowest of those at the same time. */
  get soonest(): number {
    return this.winner[1]!;
  }

  get soonestNs(): number {
    return this.times[this.winner[1]!]!;
  }

  save(): Float64Array {
    return this.times.slice();
  }

  load(saved: Float64Array): void {
    for (let core = 0; core < this.leaves; core++) this.set(core, saved[core]!);
  }
}
