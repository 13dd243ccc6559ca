/**
 * The most recent intervals of one core at full resolution. They tile, so an interval is its start: it ends where the next
 * one begins, and the last one ends now.
 */
export interface SavedRing {
  readonly starts: Float64Array;
  readonly keys: Int32Array;
  readonly devices: Int16Array;
  readonly head: number;
  readonly count: number;
}

export class IntervalRing {
  private readonly starts: Float64Array;
  /** Owner and mode, see partKey. */
  private readonly keys: Int32Array;
  private readonly devices: Int16Array;
  /** Where the next interval goes. */
  private head = 0;
  count = 0;

  constructor(readonly capacity: number) {
    this.starts = new Float64Array(capacity);
    this.keys = new Int32Array(capacity);
    this.devices = new Int16Array(capacity);
  }

  /** An interval begins, unless it only continues the last one. The oldest is forgotten when the ring is full. */
  begin(fromNs: number, key: number, device: number): void {
    if (this.count > 0) {
      const last = this.head === 0 ? this.capacity - 1 : this.head - 1;
      if (this.keys[last] === key && this.devices[last] === device) return;
    }
    this.starts[this.head] = fromNs;
    this.keys[this.head] = key;
    this.devices[this.head] = device;
    this.head = this.head + 1 === this.capacity ? 0 : this.head + 1;
    if (this.count < this.capacity) this.count++;
  }

  /** The interval's start; 0 is the oldest one held. */
  startNs(index: number): number {
    return this.starts[this.at(index)]!;
  }
  key(index: number): number {
    return this.keys[this.at(index)]!;
  }
  device(index: number): number {
    return this.devices[this.at(index)]!;
  }

  /** Whether every interval from that moment on is still here. */
  holds(fromNs: number): boolean {
    return this.count > 0 && this.startNs(0) <= fromNs;
  }

  /** The interval that contains that moment, given that the ring holds it. */
  find(ns: number): number {
    let low = 0;
    let high = this.count - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.startNs(middle) <= ns) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  bytes(): number {
    return this.starts.byteLength + this.keys.byteLength + this.devices.byteLength;
  }

  save(): SavedRing {
    return {
      starts: this.starts.slice(),
      keys: this.keys.slice(),
      devices: this.devices.slice(),
      head: this.head,
      count: this.count,
    };
  }

  load(saved: SavedRing): void {
    this.starts.set(saved.starts);
    this.keys.set(saved.keys);
    this.devices.set(saved.devices);
    this.head = saved.head;
    this.count = saved.count;
  }

  private at(index: number): number {
    const at = this.head - this.count + index;
    return at < 0 ? at + this.capacity : at;
  }
}
