/**
 * Events at moments of virtual time. Equal times come out in the order in which they were put in, so a run that pushes the
 * same events replays the same. A binary heap of slots in typed arrays; once the arrays have grown to the largest number of
 * events that were waiting at once, pushing and popping allocates nothing.
 */

/** Names one pushed event. Stays valid over save and load; after its event was popped or cancelled it names nothing. */
export type EventHandle = number;

export interface SavedQueue {
  readonly times: Float64Array;
  readonly sequences: Float64Array;
  /** Slots in heap order. */
  readonly heap: Int32Array;
  /** Unused slots, the next to be used last. */
  readonly free: Int32Array;
  readonly nextSequence: number;
  /** By slot; undefined where the slot is unused. */
  readonly values: readonly unknown[];
}

/** A handle is (sequence mod 2^29) × 2^24 + slot: below 2^53, and stale handles are recognised by their sequence. */
const SLOTS = 2 ** 24;
const SEQUENCES = 2 ** 29;

export class EventQueue<T> {
  private times = new Float64Array(16);
  private sequences = new Float64Array(16);
  private heap = new Int32Array(16);
  /** By slot: its index in the heap, -1 if the slot is unused. */
  private position = new Int32Array(16).fill(-1);
  private free = new Int32Array(16);
  private values: (T | undefined)[] = new Array(16).fill(undefined);
  private freeCount = 0;
  private count = 0;
  private nextSequence = 1;

  constructor() {
    this.freeSlots(0, 16);
  }

  get size(): number {
    return this.count;
  }

  /** @throws RangeError if the time is not finite. */
  push(atNs: number, value: T): EventHandle {
    if (!Number.isFinite(atNs)) throw new RangeError(`an event's time must be finite, not ${atNs}`);
    if (this.freeCount === 0) this.grow();
    const slot = this.free[--this.freeCount]!;
    const sequence = this.nextSequence++;
    this.times[slot] = atNs;
    this.sequences[slot] = sequence;
    this.values[slot] = value;
    this.up(this.count++, slot);
    return (sequence % SEQUENCES) * SLOTS + slot;
  }

  /** Takes the event out. False if it was popped or cancelled before. */
  cancel(handle: EventHandle): boolean {
    const slot = handle % SLOTS;
    const at = this.position[slot];
    if (at === undefined || at < 0) return false;
    if (this.sequences[slot]! % SEQUENCES !== Math.floor(handle / SLOTS)) return false;
    this.removeAt(at);
    return true;
  }

  /** When the next event is due; Infinity if there is none. */
  peekNs(): number {
    return this.count === 0 ? Number.POSITIVE_INFINITY : this.times[this.heap[0]!]!;
  }

  /** The next event's value, if one is due at or before `atMostNs`. */
  pop(atMostNs = Number.POSITIVE_INFINITY): T | undefined {
    if (this.count === 0 || this.peekNs() > atMostNs) return undefined;
    const value = this.values[this.heap[0]!];
    this.removeAt(0);
    return value;
  }

  /** A copy; `mapValue` makes each value plain data if it is not. */
  save(mapValue: (value: T) => unknown = (value) => value): SavedQueue {
    const values: unknown[] = new Array(this.values.length).fill(undefined);
    for (let i = 0; i < this.count; i++) {
      const slot = this.heap[i]!;
      values[slot] = mapValue(this.values[slot] as T);
    }
    return {
      times: this.times.slice(),
      sequences: this.sequences.slice(),
      heap: this.heap.slice(0, this.count),
      free: this.free.slice(0, this.freeCount),
      nextSequence: this.nextSequence,
      values,
    };
  }

  /** Continues where `save` was called; handles from before are valid again. */
  load(saved: SavedQueue, mapValue: (saved: unknown) => T = (value) => value as T): void {
    const slots = saved.times.length;
    this.times = saved.times.slice();
    this.sequences = saved.sequences.slice();
    this.heap = new Int32Array(slots);
    this.heap.set(saved.heap);
    this.free = new Int32Array(slots);
    this.free.set(saved.free);
    this.position = new Int32Array(slots).fill(-1);
    this.values = new Array(slots).fill(undefined);
    this.count = saved.heap.length;
    this.freeCount = saved.free.length;
    this.nextSequence = saved.nextSequence;
    for (let i = 0; i < this.count; i++) {
      const slot = this.heap[i]!;
      this.position[slot] = i;
      this.values[slot] = mapValue(saved.values[slot]);
    }
  }

  private before(a: number, b: number): boolean {
    const difference = this.times[a]! - this.times[b]!;
    return difference < 0 || (difference === 0 && this.sequences[a]! < this.sequences[b]!);
  }

  private place(at: number, slot: number): void {
    this.heap[at] = slot;
    this.position[slot] = at;
  }

  private up(from: number, slot: number): void {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = this.heap[parent]!;
      if (!this.before(slot, above)) break;
      this.place(at, above);
      at = parent;
    }
    this.place(at, slot);
  }

  private down(from: number, slot: number): void {
    let at = from;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= this.count) break;
      if (child + 1 < this.count && this.before(this.heap[child + 1]!, this.heap[child]!)) child++;
      const below = this.heap[child]!;
      if (!this.before(below, slot)) break;
      this.place(at, below);
      at = child;
    }
    this.place(at, slot);
  }

  private removeAt(at: number): void {
    const slot = this.heap[at]!;
    this.position[slot] = -1;
    this.values[slot] = undefined;
    this.free[this.freeCount++] = slot;
    const last = this.heap[--this.count]!;
    if (at === this.count) return;
    if (at > 0 && this.before(last, this.heap[(at - 1) >> 1]!)) this.up(at, last);
    else this.down(at, last);
  }

  private freeSlots(from: number, to: number): void {
    for (let slot = to - 1; slot >= from; slot--) this.free[this.freeCount++] = slot;
  }

  private grow(): void {
    const old = this.times.length;
    const slots = old * 2;
    if (slots > SLOTS) throw new RangeError(`an event queue holds at most ${SLOTS} events`);
    const longer = <A extends Float64Array | Int32Array>(array: A, empty: A): A => {
      empty.set(array);
      return empty;
    };
    this.times = longer(this.times, new Float64Array(slots));
    this.sequences = longer(this.sequences, new Float64Array(slots));
    this.heap = longer(this.heap, new Int32Array(slots));
    this.free = longer(this.free, new Int32Array(slots));
    this.position = longer(this.position, new Int32Array(slots).fill(-1));
    for (let slot = old; slot < slots; slot++) this.values.push(undefined);
    this.freeSlots(old, slots);
  }
}
