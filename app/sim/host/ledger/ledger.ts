/**
 * Conservation law 1: on every core, the recorded intervals tile the time since the start exactly. The ledger refuses an
 * interval that leaves a gap or overlaps, keeps sums that are exact (all times are integers below 2^53 ns), and keeps the
 * timeline in memory that does not grow with virtual time: recent intervals in a ring, the whole run in buckets.
 */
import { MODES, type Mode } from "../runnable";
import type { CoreSlice, TimelineSlice } from "../view";
import { BucketHistory, type SavedBuckets } from "./buckets";
import { HOST_OWNER, partKey } from "./parts";
import { IntervalRing, type SavedRing } from "./ring";
import { coreSlice } from "./slice";

export interface LedgerOptions {
  readonly cores: number;
  /** Recent intervals kept at full resolution, over all cores. */
  readonly ringIntervals?: number;
  /** Buckets of each core for the whole run; even. */
  readonly buckets?: number;
  /** Their width until the run outgrows them. */
  readonly bucketNs?: number;
  /** Owner and mode pairs that a bucket names. */
  readonly partsPerBucket?: number;
}

export interface SavedLedger {
  readonly ends: Float64Array;
  readonly coreModes: Float64Array;
  readonly ownerModes: Float64Array;
  readonly deviceNames: readonly string[];
  readonly deviceNs: ReadonlyMap<number, number>;
  readonly rings: readonly SavedRing[];
  readonly buckets: SavedBuckets;
}

export const NO_DEVICE = -1;

const MODE_COUNT = MODES.length;
const DEFAULT_RING = 1 << 16;
/** More buckets than a screen has pixels across; fewer each where there are more than 16 cores, so that 128 fit in 8 MB. */
const DEFAULT_BUCKETS = 2048;
const DEFAULT_BUCKETS_OF_ALL_CORES = 32_768;
/** A host tick: a run of two seconds is kept a bucket a millisecond. */
const DEFAULT_BUCKET_NS = 1_000_000;
const DEFAULT_PARTS = 12;
/** Devices have 16-bit indices in the ring. */
const DEVICES = 1 << 15;

export class Ledger {
  readonly cores: number;
  private readonly partsPerBucket: number;
  /** By core: up to where it is recorded. */
  private readonly ends: Float64Array;
  private readonly coreModes: Float64Array;
  /** By owner + 1 and mode. */
  private ownerModes = new Float64Array(16 * MODE_COUNT);
  private deviceNames: string[] = [];
  /** By (owner + 1) × DEVICES + device. */
  private deviceNs = new Map<number, number>();
  private readonly rings: readonly IntervalRing[];
  private readonly history: BucketHistory;

  constructor(options: LedgerOptions) {
    const { cores, ringIntervals = DEFAULT_RING, bucketNs = DEFAULT_BUCKET_NS } = options;
    const fitting = Math.floor(DEFAULT_BUCKETS_OF_ALL_CORES / cores / 2) * 2;
    const buckets = options.buckets ?? Math.min(DEFAULT_BUCKETS, Math.max(2, fitting));
    if (!Number.isInteger(cores) || cores < 1)
      throw new RangeError(`a ledger has at least 1 core, not ${cores}`);
    if (!Number.isInteger(buckets / 2) || buckets < 2) {
      throw new RangeError(`the number of buckets must be even and positive, not ${buckets}`);
    }
    if (!Number.isSafeInteger(bucketNs) || bucketNs < 1) {
      throw new RangeError(`a bucket is a whole number of ns, not ${bucketNs}`);
    }
    this.cores = cores;
    this.partsPerBucket = options.partsPerBucket ?? DEFAULT_PARTS;
    this.ends = new Float64Array(cores);
    this.coreModes = new Float64Array(cores * MODE_COUNT);
    const capacity = Math.max(1, Math.floor(ringIntervals / cores));
    this.rings = Array.from({ length: cores }, () => new IntervalRing(capacity));
    this.history = new BucketHistory(cores, buckets, bucketNs, this.partsPerBucket);
  }

  /**
   * The core was in `mode` (an index of MODES) for `owner` (an instance, or HOST_OWNER) during that interval. Intervals of a
   * core come in order; an empty one is nothing.
   * @throws Error if it does not begin where the last one ended.
   */
  record(core: number, fromNs: number, toNs: number, mode: number, owner: number, device = NO_DEVICE): void {
    const end = this.ends[core];
    if (end === undefined) throw new RangeError(`there is no core ${core}, only ${this.cores}`);
    if (fromNs !== end) {
      const what = fromNs > end ? "a gap" : "an overlap";
      throw new Error(
        `${what} on core ${core}: recorded up to ${end} ns, the next interval is ${fromNs} to ${toNs} ns`,
      );
    }
    if (!(toNs >= fromNs && Number.isSafeInteger(toNs))) {
      throw new RangeError(`core ${core}: no interval ends at ${toNs} ns that begins at ${fromNs} ns`);
    }
    if (!(Number.isInteger(mode) && mode >= 0 && mode < MODE_COUNT)) throw new RangeError(`no mode ${mode}`);
    if (!(Number.isInteger(owner) && owner >= HOST_OWNER)) throw new RangeError(`no owner ${owner}`);
    if (device !== NO_DEVICE && this.deviceNames[device] === undefined)
      throw new RangeError(`no device ${device}`);
    if (toNs === fromNs) return;
    const ns = toNs - fromNs;
    const key = partKey(owner, mode);
    const sum = (owner + 1) * MODE_COUNT + mode;
    if (sum >= this.ownerModes.length) this.growOwners(sum);
    this.ends[core] = toNs;
    this.coreModes[core * MODE_COUNT + mode]! += ns;
    this.ownerModes[sum]! += ns;
    if (device !== NO_DEVICE) {
      const at = (owner + 1) * DEVICES + device;
      this.deviceNs.set(at, (this.deviceNs.get(at) ?? 0) + ns);
    }
    this.rings[core]!.begin(fromNs, key, device);
    this.history.add(core, fromNs, toNs, key);
  }

  /** The index of a device of that name, for `record`. */
  device(name: string): number {
    const known = this.deviceNames.indexOf(name);
    if (known >= 0) return known;
    if (this.deviceNames.length === DEVICES)
      throw new RangeError(`a ledger knows at most ${DEVICES} devices`);
    return this.deviceNames.push(name) - 1;
  }

  /** Up to where the core is recorded. */
  endNs(core: number): number {
    return this.ends[core]!;
  }

  /** Time of one core in a mode (an index of MODES). */
  coreModeNs(core: number, mode: number): number {
    return this.coreModes[core * MODE_COUNT + mode]!;
  }

  /** Time of all cores by mode; once every core is recorded up to now, it sums to cores × now. */
  byMode(): Record<Mode, number> {
    const sums = MODES.map((mode, index) => {
      let ns = 0;
      for (let core = 0; core < this.cores; core++) ns += this.coreModeNs(core, index);
      return [mode, ns];
    });
    return Object.fromEntries(sums) as Record<Mode, number>;
  }

  /** An owner's time on cores in a mode (an index of MODES). */
  ownerModeNs(owner: number, mode: number): number {
    return this.ownerModes[(owner + 1) * MODE_COUNT + mode] ?? 0;
  }

  /** An owner's time on cores by mode, without the modes that it was never in. */
  ownerByMode(owner: number): Partial<Record<Mode, number>> {
    const sums: Partial<Record<Mode, number>> = {};
    MODES.forEach((mode, index) => {
      const ns = this.ownerModeNs(owner, index);
      if (ns > 0) sums[mode] = ns;
    });
    return sums;
  }

  /** An owner's time by device, without the devices that it never used. */
  ownerByDevice(owner: number): Record<string, number> {
    const sums: Record<string, number> = {};
    this.deviceNames.forEach((name, device) => {
      const ns = this.deviceNs.get((owner + 1) * DEVICES + device);
      if (ns !== undefined) sums[name] = ns;
    });
    return sums;
  }

  /**
   * Holds the law: each core's times by mode sum to now, and so do all owners' times over all cores. Exact while
   * cores × now is below 2^53 ns: 19 hours of 128 cores.
   * @throws Error naming the core that does not sum up.
   */
  check(nowNs: number): void {
    for (let core = 0; core < this.cores; core++) {
      let sum = 0;
      for (let mode = 0; mode < MODE_COUNT; mode++) sum += this.coreModeNs(core, mode);
      if (sum !== nowNs) throw new Error(`core ${core}: modes sum to ${sum} ns, now is ${nowNs} ns`);
      if (this.ends[core] !== nowNs) {
        throw new Error(`core ${core} is recorded up to ${this.ends[core]} ns, now is ${nowNs} ns`);
      }
    }
    let sum = 0;
    for (const ns of this.ownerModes) sum += ns;
    if (sum !== nowNs * this.cores) {
      throw new Error(`owners' times sum to ${sum} ns, not to ${this.cores} cores × ${nowNs} ns`);
    }
  }

  /**
   * The timeline from one moment to another, as fine as it is kept there: every interval if they are all still known and no
   * more than `maxBuckets`, else at most `maxBuckets` buckets. Ends where the core is recorded up to.
   */
  slice(fromNs: number, toNs: number, maxBuckets: number): TimelineSlice {
    if (!(fromNs >= 0 && toNs >= fromNs)) throw new RangeError(`no slice from ${fromNs} to ${toNs} ns`);
    if (!(Number.isInteger(maxBuckets) && maxBuckets >= 1)) {
      throw new RangeError(`a slice has at least 1 bucket, not ${maxBuckets}`);
    }
    const cores: CoreSlice[] = this.rings.map((ring, core) =>
      coreSlice({
        core,
        ring,
        history: this.history,
        deviceNames: this.deviceNames,
        partsPerBucket: this.partsPerBucket,
        fromNs,
        toNs: Math.min(toNs, this.endNs(core)),
        maxBuckets,
      }),
    );
    return { fromNs, toNs, cores };
  }

  /** Bytes of memory. Depends on the options and the number of owners, not on virtual time. */
  bytes(): number {
    let sum = this.ends.byteLength + this.coreModes.byteLength + this.ownerModes.byteLength;
    sum += this.history.bytes();
    for (const ring of this.rings) sum += ring.bytes();
    return sum;
  }

  save(): SavedLedger {
    return {
      ends: this.ends.slice(),
      coreModes: this.coreModes.slice(),
      ownerModes: this.ownerModes.slice(),
      deviceNames: [...this.deviceNames],
      deviceNs: new Map(this.deviceNs),
      rings: this.rings.map((ring) => ring.save()),
      buckets: this.history.save(),
    };
  }

  /** Takes what a ledger with the same options saved. */
  load(saved: SavedLedger): void {
    this.ends.set(saved.ends);
    this.coreModes.set(saved.coreModes);
    this.ownerModes = saved.ownerModes.slice();
    this.deviceNames = [...saved.deviceNames];
    this.deviceNs = new Map(saved.deviceNs);
    this.rings.forEach((ring, core) => {
      ring.load(saved.rings[core]!);
    });
    this.history.load(saved.buckets);
  }

  private growOwners(index: number): void {
    let length = this.ownerModes.length;
    while (length <= index) length *= 2;
    const longer = new Float64Array(length);
    longer.set(this.ownerModes);
    this.ownerModes = longer;
  }
}
