/** Counters of one column at moments of its own virtual time, as many as fit: when there are too many, every second one goes. */

export interface Sample {
  /** On the column's own virtual clock. */
  readonly atNs: number;
  readonly instructions: number;
  /** VM exits of a guest, system calls of a container. */
  readonly crossings: number;
  readonly idleNs: number;
  readonly pages: number;
  /** How much the console had shown. */
  readonly consoleBytes: number;
}

/** The fields of a sample, in this order. */
type Row = readonly [number, number, number, number, number, number];
const WIDTH = 6;
const MOST = 1024;

export class Samples {
  private readonly values: Float64Array;
  /** Least time between two samples that stay. */
  private spacingNs = 0;
  /** The first so many are not thinned. */
  private fixed = 1;
  count = 0;

  constructor(private readonly most = MOST) {
    this.values = new Float64Array(most * WIDTH);
  }

  /** Time between the samples that are kept; 0 while all of them are. */
  get everyNs(): number {
    return this.spacingNs;
  }

  get last(): Sample | undefined {
    return this.count === 0 ? undefined : this.get(this.count - 1);
  }

  /** The samples in order; 0 is the first. */
  get(index: number): Sample {
    const [atNs, instructions, crossings, idleNs, pages, consoleBytes] = this.values.subarray(
      index * WIDTH,
      (index + 1) * WIDTH,
    ) as unknown as Row;
    return { atNs, instructions, crossings, idleNs, pages, consoleBytes };
  }

  private atNs(index: number): number {
    return this.values[index * WIDTH]!;
  }

  /** Later than all before. The last sample is always the present: one that came too soon after another makes place for the next. */
  add(sample: Sample): void {
    const { count, spacingNs } = this;
    const soon = count > Math.max(1, this.fixed) && this.atNs(count - 1) - this.atNs(count - 2) < spacingNs;
    if (!soon && count === this.most) this.thin();
    const index = soon ? this.count - 1 : this.count++;
    const { atNs, instructions, crossings, idleNs, pages, consoleBytes } = sample;
    this.values.set([atNs, instructions, crossings, idleNs, pages, consoleBytes], index * WIDTH);
  }

  /** What has come so far stays as it is, up to a quarter of all: a start is worth more than what follows. */
  keep(): void {
    this.fixed = Math.max(1, Math.min(this.count, Math.floor(this.most / 4)));
  }

  private thin(): void {
    const { fixed, count, most } = this;
    const runNs = this.atNs(count - 1) - this.atNs(fixed - 1);
    const kept = fixed + Math.floor((count - fixed) / 2);
    for (let to = fixed; to < kept; to++) {
      const from = fixed + 2 * (to - fixed) + 1;
      this.values.copyWithin(to * WIDTH, from * WIDTH, (from + 1) * WIDTH);
    }
    this.count = kept;
    this.spacingNs = (2 * runNs) / (most - fixed);
  }

  /** The latest one at or before that moment; undefined before the first. */
  at(ns: number): Sample | undefined {
    let [low, high] = [0, this.count];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.atNs(middle) <= ns) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? undefined : this.get(low - 1);
  }

  /** The run went back to that moment. */
  forgetAfter(ns: number): void {
    while (this.count > 0 && this.atNs(this.count - 1) > ns) this.count--;
    this.fixed = Math.max(1, Math.min(this.fixed, this.count));
  }

  clear(): void {
    this.count = 0;
    this.spacingNs = 0;
    this.fixed = 1;
  }
}

export interface Burst {
  readonly atNs: number;
  readonly crossings: number;
  /** Time in which the column was not asleep. */
  readonly awakeNs: number;
  /** How many times as often as in the whole run: by time awake or by all time, whichever is less. */
  readonly times: number;
}

const MOST_BURSTS = 3;
const LEAST_CROSSINGS = 200;
const LEAST_TIMES = 2;

const awakeNs = (from: Sample, to: Sample): number =>
  Math.max(1, to.atNs - to.idleNs - (from.atNs - from.idleNs));

/** Stretches between two samples in which the boundary was crossed much more often than in the run as a whole; the busiest ones. */
export function burstsOf(samples: Samples): readonly Burst[] {
  const { last } = samples;
  if (samples.count < 3 || last === undefined) return [];
  const first = samples.get(0);
  const all = last.crossings - first.crossings;
  const [meanAwake, mean] = [all / awakeNs(first, last), all / (last.atNs - first.atNs)];
  const bursts: Burst[] = [];
  let before = first;
  for (let index = 1; index < samples.count; index++) {
    const sample = samples.get(index);
    const crossings = sample.crossings - before.crossings;
    const awake = awakeNs(before, sample);
    const times = Math.min(crossings / (awake * meanAwake), crossings / ((sample.atNs - before.atNs) * mean));
    if (crossings >= LEAST_CROSSINGS && times >= LEAST_TIMES)
      bursts.push({ atNs: before.atNs, crossings, awakeNs: awake, times });
    before = sample;
  }
  return bursts
    .sort((a, b) => b.crossings - a.crossings)
    .slice(0, MOST_BURSTS)
    .sort((a, b) => a.atNs - b.atNs);
}
