/** Moments at which numbered things want to be called: a binary heap that knows where each of them is. */
export class Timers {
  private heap: Int32Array<ArrayBufferLike> = new Int32Array(8);
  private at: Float64Array<ArrayBufferLike> = new Float64Array(8);
  /** Place in the heap + 1; 0: not set. */
  private place: Int32Array<ArrayBufferLike> = new Int32Array(8);
  private size = 0;

  /** Infinity if none is set. */
  nextNs(): number {
    return this.size === 0 ? Number.POSITIVE_INFINITY : this.at[this.heap[0]!]!;
  }

  /** The number of the earliest; of equal ones the lowest. */
  first(): number {
    return this.heap[0]!;
  }

  isSet(id: number): boolean {
    return id < this.place.length && this.place[id]! > 0;
  }

  timeNs(id: number): number {
    return this.isSet(id) ? this.at[id]! : Number.POSITIVE_INFINITY;
  }

  set(id: number, atNs: number): void {
    if (id >= this.place.length) this.reserve(id);
    this.at[id] = atNs;
    if (this.place[id] === 0) {
      this.heap[this.size] = id;
      this.place[id] = ++this.size;
    }
    this.sift(this.place[id]! - 1);
  }

  clear(id: number): void {
    if (!this.isSet(id)) return;
    const hole = this.place[id]! - 1;
    this.place[id] = 0;
    const last = this.heap[--this.size]!;
    if (last === id) return;
    this.heap[hole] = last;
    this.place[last] = hole + 1;
    this.sift(hole);
  }

  save(): unknown {
    const ids = this.heap.slice(0, this.size);
    const saved: SavedTimers = { ids, at: Float64Array.from(ids, (id) => this.at[id]!) };
    return saved;
  }

  load(saved: unknown): void {
    const { ids, at } = saved as SavedTimers;
    this.size = 0;
    this.place.fill(0);
    ids.forEach((id, index) => {
      this.set(id, at[index]!);
    });
  }

  private before(a: number, b: number): boolean {
    const atA = this.at[a]!;
    const atB = this.at[b]!;
    return atA < atB || (atA === atB && a < b);
  }

  private sift(from: number): void {
    const { heap, place, size } = this;
    const id = heap[from]!;
    let spot = from;
    while (spot > 0) {
      const parent = (spot - 1) >> 1;
      if (!this.before(id, heap[parent]!)) break;
      heap[spot] = heap[parent]!;
      place[heap[spot]!] = spot + 1;
      spot = parent;
    }
    for (;;) {
      let child = spot * 2 + 1;
      if (child >= size) break;
      if (child + 1 < size && this.before(heap[child + 1]!, heap[child]!)) child++;
      if (!this.before(heap[child]!, id)) break;
      heap[spot] = heap[child]!;
      place[heap[spot]!] = spot + 1;
      spot = child;
    }
    heap[spot] = id;
    place[id] = spot + 1;
  }

  private reserve(id: number): void {
    const length = Math.max(id + 1, this.place.length * 2);
    const { heap, at, place } = this;
    this.heap = new Int32Array(length);
    this.heap.set(heap);
    this.at = new Float64Array(length);
    this.at.set(at);
    this.place = new Int32Array(length);
    this.place.set(place);
  }
}

interface SavedTimers {
  readonly ids: Int32Array;
  readonly at: Float64Array;
}
