/** Swap space: slots of one page, each with the contents that were written, who pays, and the entries that name it. */
import { NONE } from "./frames";

export class SwapSpace {
  readonly content: Float64Array;
  readonly cgroup: Int32Array;
  /** First of the page-table entries that name the slot, and how many do; see PageTables. */
  readonly head: Int32Array;
  readonly shareCount: Int32Array;
  private readonly nextFree: Int32Array;
  private firstFree = NONE;
  private fresh = 0;
  used = 0;

  constructor(readonly slots: number) {
    if (!Number.isInteger(slots) || slots < 0)
      throw new RangeError(`swapPages: ${slots} is not a whole number from 0`);
    this.content = new Float64Array(slots);
    this.cgroup = new Int32Array(slots).fill(NONE);
    this.head = new Int32Array(slots).fill(NONE);
    this.shareCount = new Int32Array(slots);
    this.nextFree = new Int32Array(slots).fill(NONE);
  }

  get free(): number {
    return this.slots - this.used;
  }

  /** A free slot, or -1. */
  take(): number {
    let slot = this.firstFree;
    if (slot !== NONE) this.firstFree = this.nextFree[slot]!;
    else if (this.fresh < this.slots) slot = this.fresh++;
    else return NONE;
    this.used++;
    return slot;
  }

  release(slot: number): void {
    this.cgroup[slot] = NONE;
    this.nextFree[slot] = this.firstFree;
    this.firstFree = slot;
    this.used--;
  }

  save(): unknown {
    return {
      content: this.content.slice(),
      ints: [this.cgroup, this.head, this.shareCount, this.nextFree].map((array) => array.slice()),
      firstFree: this.firstFree,
      fresh: this.fresh,
      used: this.used,
    };
  }

  load(saved: unknown): void {
    const from = saved as {
      content: Float64Array;
      ints: Int32Array[];
      firstFree: number;
      fresh: number;
      used: number;
    };
    if (from.content.length !== this.slots)
      throw new RangeError("saved state has another number of swap slots");
    this.content.set(from.content);
    [this.cgroup, this.head, this.shareCount, this.nextFree].forEach((array, index) => {
      array.set(from.ints[index]!);
    });
    this.firstFree = from.firstFree;
    this.fresh = from.fresh;
    this.used = from.used;
  }
}
