/** Latencies in buckets that grow by a tenth: 1 µs to 10 minutes in a few hundred counters, however long the run. */
import type { Latency } from "../view";

const FIRST_NS = 1000;
const GROWTH = Math.log(1.1);
const BUCKETS = 220;

export interface SavedHistogram {
  readonly counts: Float64Array;
  readonly count: number;
  readonly sumNs: number;
  readonly maxNs: number;
}

export class Histogram {
  private counts = new Float64Array(BUCKETS);
  private count = 0;
  private sumNs = 0;
  private maxNs = 0;

  add(ns: number): void {
    const bucket = ns <= FIRST_NS ? 0 : Math.min(BUCKETS - 1, Math.ceil(Math.log(ns / FIRST_NS) / GROWTH));
    this.counts[bucket]!++;
    this.count++;
    this.sumNs += ns;
    if (ns > this.maxNs) this.maxNs = ns;
  }

  summary(): Latency {
    return {
      count: this.count,
      meanNs: this.count === 0 ? 0 : this.sumNs / this.count,
      p50Ns: this.percentile(0.5),
      p99Ns: this.percentile(0.99),
      maxNs: this.maxNs,
    };
  }

  /** The upper bound of the bucket in which that share of all values is reached. */
  private percentile(share: number): number {
    let seen = 0;
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      seen += this.counts[bucket]!;
      if (seen > 0 && seen >= share * this.count)
        return Math.min(this.maxNs, FIRST_NS * Math.exp(bucket * GROWTH));
    }
    return 0;
  }

  save(): SavedHistogram {
    return { counts: this.counts.slice(), count: this.count, sumNs: this.sumNs, maxNs: this.maxNs };
  }

  load(saved: SavedHistogram): void {
    this.counts = saved.counts.slice();
    this.count = saved.count;
    this.sumNs = saved.sumNs;
    this.maxNs = saved.maxNs;
  }
}
