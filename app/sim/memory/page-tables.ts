/**
 * Page tables and the reverse map. A leaf table holds the entries of one aligned run of 512 pages of one address space;
 * all leaves live in one pool, so an entry is named by one integer (leaf × 512 + page modulo 512), which also says whose
 * it is. The entries that map one frame, or share one swap slot, form a circular list through the pool: adding and taking
 * out an owner costs the same however many there are.
 */
import { type FrameTable, HUGE_FRAMES, HUGE_MASK, HUGE_SHIFT, NONE } from "./frames";
import type { SwapSpace } from "./swap";

/** The entry may be written without a fault. */
export const WRITABLE = 1;

const SWAP_BASE = -2;

export class PageTables {
  /** Of each entry: a frame number, -1 for nothing, or a swap slot as -2 - slot. */
  target: Int32Array;
  flags: Uint8Array;
  private nextOwner: Int32Array;
  private previousOwner: Int32Array;
  /** Of each leaf: its address space (-1: the leaf is unused), its first page, and whether one 2 MiB entry maps it all. */
  leafSpace: Int32Array;
  leafPage: Int32Array;
  leafHuge: Uint8Array;
  /** Entries in use of each leaf. */
  leafUsed: Int32Array;
  private freeLeaf = NONE;
  private leaves = 0;

  constructor(
    private readonly frames: FrameTable,
    private readonly swap: SwapSpace,
  ) {
    this.target = new Int32Array(0);
    this.flags = new Uint8Array(0);
    this.nextOwner = new Int32Array(0);
    this.previousOwner = new Int32Array(0);
    this.leafSpace = new Int32Array(0);
    this.leafPage = new Int32Array(0);
    this.leafHuge = new Uint8Array(0);
    this.leafUsed = new Int32Array(0);
  }

  /** A leaf with 512 empty entries. */
  addLeaf(space: number, firstPage: number): number {
    let leaf = this.freeLeaf;
    if (leaf === NONE) {
      if (this.leaves === this.leafSpace.length) this.grow(Math.max(16, this.leaves + (this.leaves >> 1)));
      leaf = this.leaves++;
    } else {
      this.freeLeaf = this.leafPage[leaf]!;
    }
    this.leafSpace[leaf] = space;
    this.leafPage[leaf] = firstPage;
    this.leafHuge[leaf] = 0;
    this.leafUsed[leaf] = 0;
    return leaf;
  }

  /** @throws RangeError if an entry is in use. */
  removeLeaf(leaf: number): void {
    if (this.leafUsed[leaf] !== 0) throw new RangeError(`leaf table ${leaf} still maps pages`);
    this.leafSpace[leaf] = NONE;
    this.leafPage[leaf] = this.freeLeaf;
    this.freeLeaf = leaf;
  }

  spaceOf(entry: number): number {
    return this.leafSpace[entry >>> HUGE_SHIFT]!;
  }

  pageOf(entry: number): number {
    return this.leafPage[entry >>> HUGE_SHIFT]! + (entry & HUGE_MASK);
  }

  /** The swap slot that an entry's target names, or -1. */
  slotOf(entry: number): number {
    const target = this.target[entry]!;
    return target <= SWAP_BASE ? SWAP_BASE - target : NONE;
  }

  /** Points an empty entry at a frame; the entry becomes the last of the frame's owners. */
  map(entry: number, frame: number, flags: number): void {
    this.target[entry] = frame;
    this.flags[entry] = flags;
    this.leafUsed[entry >>> HUGE_SHIFT]!++;
    this.frames.rmapHead[frame] = this.append(this.frames.rmapHead[frame]!, entry);
    this.frames.mapCount[frame]!++;
  }

  /** Empties an entry that maps a frame, and answers the frame. */
  unmap(entry: number): number {
    const frame = this.target[entry]!;
    this.target[entry] = NONE;
    this.flags[entry] = 0;
    this.leafUsed[entry >>> HUGE_SHIFT]!--;
    this.frames.rmapHead[frame] = this.remove(this.frames.rmapHead[frame]!, entry);
    this.frames.mapCount[frame]!--;
    return frame;
  }

  /** Another sharer of a swap slot: the entry of a forked child. */
  mapSlot(entry: number, slot: number): void {
    this.target[entry] = SWAP_BASE - slot;
    this.flags[entry] = 0;
    this.leafUsed[entry >>> HUGE_SHIFT]!++;
    this.swap.head[slot] = this.append(this.swap.head[slot]!, entry);
    this.swap.shareCount[slot]!++;
  }

  /** Empties an entry that names a swap slot, and answers the slot. */
  unmapSlot(entry: number): number {
    const slot = SWAP_BASE - this.target[entry]!;
    this.target[entry] = NONE;
    this.leafUsed[entry >>> HUGE_SHIFT]!--;
    this.swap.head[slot] = this.remove(this.swap.head[slot]!, entry);
    this.swap.shareCount[slot]!--;
    return slot;
  }

  /** All owners of a frame now name the swap slot; the frame is left unmapped. */
  frameToSlot(frame: number, slot: number): void {
    const head = this.frames.rmapHead[frame]!;
    this.retarget(head, SWAP_BASE - slot);
    this.swap.head[slot] = head;
    this.swap.shareCount[slot] = this.frames.mapCount[frame]!;
    this.frames.rmapHead[frame] = NONE;
    this.frames.mapCount[frame] = 0;
  }

  /** All sharers of a swap slot now map the frame; the slot is left unshared. */
  slotToFrame(slot: number, frame: number): void {
    const head = this.swap.head[slot]!;
    this.retarget(head, frame);
    this.frames.rmapHead[frame] = head;
    this.frames.mapCount[frame] = this.swap.shareCount[slot]!;
    this.swap.head[slot] = NONE;
    this.swap.shareCount[slot] = 0;
  }

  /** The owner after `entry` in the list that begins at `head`, or -1 after the last. */
  ownerAfter(head: number, entry: number): number {
    const next = this.nextOwner[entry]!;
    return next === head ? NONE : next;
  }

  /** Takes the write permission from every entry that maps the frame. */
  protect(frame: number): void {
    const head = this.frames.rmapHead[frame]!;
    for (let entry = head; entry !== NONE; entry = this.ownerAfter(head, entry))
      this.flags[entry] = this.flags[entry]! & ~WRITABLE;
  }

  save(): unknown {
    const entries = this.leaves * HUGE_FRAMES;
    return {
      entries: [this.target, this.nextOwner, this.previousOwner].map((array) => array.slice(0, entries)),
      flags: this.flags.slice(0, entries),
      leafs: [this.leafSpace, this.leafPage, this.leafUsed].map((array) => array.slice(0, this.leaves)),
      leafHuge: this.leafHuge.slice(0, this.leaves),
      freeLeaf: this.freeLeaf,
    };
  }

  load(saved: unknown): void {
    const from = saved as {
      entries: Int32Array[];
      flags: Uint8Array;
      leafs: Int32Array[];
      leafHuge: Uint8Array;
      freeLeaf: number;
    };
    const copy = (index: number) => from.entries[index]!.slice();
    const copyLeaf = (index: number) => from.leafs[index]!.slice();
    this.target = copy(0);
    this.nextOwner = copy(1);
    this.previousOwner = copy(2);
    this.flags = from.flags.slice();
    this.leafSpace = copyLeaf(0);
    this.leafPage = copyLeaf(1);
    this.leafUsed = copyLeaf(2);
    this.leafHuge = from.leafHuge.slice();
    this.freeLeaf = from.freeLeaf;
    this.leaves = this.leafSpace.length;
  }

  private retarget(head: number, target: number): void {
    for (let entry = head; entry !== NONE; entry = this.ownerAfter(head, entry)) {
      this.target[entry] = target;
      this.flags[entry] = 0;
    }
  }

  private append(head: number, entry: number): number {
    if (head === NONE) {
      this.nextOwner[entry] = entry;
      this.previousOwner[entry] = entry;
      return entry;
    }
    const last = this.previousOwner[head]!;
    this.nextOwner[last] = entry;
    this.previousOwner[entry] = last;
    this.nextOwner[entry] = head;
    this.previousOwner[head] = entry;
    return head;
  }

  private remove(head: number, entry: number): number {
    const next = this.nextOwner[entry]!;
    if (next === entry) return NONE;
    const previous = this.previousOwner[entry]!;
    this.nextOwner[previous] = next;
    this.previousOwner[next] = previous;
    return head === entry ? next : head;
  }

  private grow(leaves: number): void {
    const entries = leaves * HUGE_FRAMES;
    this.target = grownInt32(this.target, entries, NONE);
    this.nextOwner = grownInt32(this.nextOwner, entries, NONE);
    this.previousOwner = grownInt32(this.previousOwner, entries, NONE);
    this.leafSpace = grownInt32(this.leafSpace, leaves, NONE);
    this.leafPage = grownInt32(this.leafPage, leaves, NONE);
    this.leafUsed = grownInt32(this.leafUsed, leaves, 0);
    const flags = new Uint8Array(entries);
    flags.set(this.flags);
    this.flags = flags;
    const huge = new Uint8Array(leaves);
    huge.set(this.leafHuge);
    this.leafHuge = huge;
  }
}

export function grownInt32(array: Int32Array, length: number, fill: number): Int32Array {
  const grown = new Int32Array(length);
  grown.set(array);
  grown.fill(fill, array.length);
  return grown;
}
