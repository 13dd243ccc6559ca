/**
 * The merged frames, found by their contents: Linux's stable tree. A node is one merged frame and the list of items that
 * share it. Frames of equal contents form a chain once the first has reached max_page_sharing; its members are "dups".
 *
 * Linux keeps the nodes in a red-black tree ordered by memcmp. Contents being fingerprints here, a hash table finds the
 * same node; what the search would have cost is `treeDepth` of the number of different contents.
 */
import { NumberMap, type SavedNumberMap } from "./number-map";
import type { MergeablePages } from "./pages";
import { grown, type RmapItems } from "./rmap-items";

/** No item, no node. */
const NONE = -1;

export interface SavedStableTree {
  readonly byContents: SavedNumberMap;
  readonly byFrame: SavedNumberMap;
  readonly contents: Float64Array;
  readonly prunedAtNs: Float64Array;
  readonly ints: readonly Int32Array[];
  readonly used: number;
  readonly freeHead: number;
  readonly counts: readonly number[];
}

export class StableTree {
  /** Fingerprint to the node, or to the first dup of the chain. */
  private readonly byContents = new NumberMap();
  private readonly byFrame = new NumberMap();
  private contents = new Float64Array(0);
  /** When the chain that starts with this node was last looked through. */
  private prunedAtNs = new Float64Array(0);
  private frame = new Int32Array(0);
  private firstItem = new Int32Array(0);
  private sharers = new Int32Array(0);
  private nextDup = new Int32Array(0);
  private prevDup = new Int32Array(0);
  private inChain = new Int32Array(0);
  private used = 0;
  private freeHead = NONE;
  /** Nodes that items share, and items beyond the first on each. */
  pagesShared = 0;
  pagesSharing = 0;
  chains = 0;
  dups = 0;
  /** Nodes looked at in chains since the last reset, for the cost of a scan. */
  dupsVisited = 0;

  constructor(
    private readonly pages: MergeablePages,
    private readonly items: RmapItems,
  ) {}

  /** Different contents: the nodes of Linux's tree. */
  get size(): number {
    return this.byContents.size;
  }

  /** The node whose frame this is, or NONE. */
  nodeOf(frame: number): number {
    return this.byFrame.get(frame);
  }

  frameOf(node: number): number {
    return this.frame[node]!;
  }

  /** A node of these contents that may take one more sharer, or NONE. Drops stale nodes that it meets. */
  search(contents: number, maxSharers: number, pruneNs: number, nowNs: number): number {
    const first = this.byContents.get(contents);
    if (first === NONE) return NONE;
    if (this.inChain[first] === 0) {
      if (this.isStale(first)) this.remove(first);
      else if (this.sharers[first]! < maxSharers) return first;
      return NONE;
    }
    const prune = nowNs >= this.prunedAtNs[first]! + pruneNs;
    if (prune) this.prunedAtNs[first] = nowNs;
    let best = NONE;
    for (let node = first; node !== NONE; ) {
      const next = this.nextDup[node]!;
      this.dupsVisited++;
      if (this.isStale(node)) this.remove(node);
      else if (
        this.sharers[node]! < maxSharers &&
        (best === NONE || this.sharers[node]! > this.sharers[best]!)
      ) {
        best = node;
        if (!prune) break;
      }
      node = next;
    }
    if (prune) this.collapse(contents);
    if (best !== NONE) this.moveToFront(best);
    return best;
  }

  /** A node for a frame that was just made a merged one. */
  insert(contents: number, frame: number, nowNs: number): number {
    const recycled = this.byFrame.get(frame);
    if (recycled !== NONE) this.remove(recycled);
    const node = this.allocate();
    this.contents[node] = contents;
    this.frame[node] = frame;
    this.firstItem[node] = NONE;
    this.sharers[node] = 0;
    this.nextDup[node] = NONE;
    this.prevDup[node] = NONE;
    this.inChain[node] = 0;
    this.prunedAtNs[node] = 0;
    this.byFrame.set(frame, node);
    const first = this.byContents.get(contents);
    if (first === NONE) {
      this.byContents.set(contents, node);
      return node;
    }
    if (this.inChain[first] === 0) {
      this.inChain[first] = 1;
      this.prunedAtNs[first] = nowNs;
      this.chains++;
      this.dups++;
    }
    this.inChain[node] = 1;
    this.dups++;
    this.linkFront(node, first);
    return node;
  }

  /** The item's page shares the node's frame from now on. */
  append(item: number, node: number): void {
    const { items } = this;
    const first = this.firstItem[node]!;
    items.node[item] = node;
    items.next[item] = first;
    items.prev[item] = NONE;
    if (first === NONE) this.pagesShared++;
    else {
      items.prev[first] = item;
      this.pagesSharing++;
    }
    this.firstItem[node] = item;
    this.sharers[node]!++;
  }

  /** The item's page no longer shares its node's frame. The node goes when nobody maps the frame. */
  unlink(item: number): void {
    const { items } = this;
    const node = items.node[item]!;
    if (this.isStale(node)) {
      this.remove(node);
      return;
    }
    const next = items.next[item]!;
    const prev = items.prev[item]!;
    if (prev === NONE) this.firstItem[node] = next;
    else items.next[prev] = next;
    if (next !== NONE) items.prev[next] = prev;
    this.forgetSharer(item, node);
  }

  /** Drops nodes that lost their last item while another mapping kept the frame, and whose frame is free by now. */
  dropStaleEmpty(): void {
    for (let node = 0; node < this.used; node++) {
      if (this.frame[node] !== NONE && this.sharers[node] === 0 && this.isStale(node)) this.remove(node);
    }
  }

  clear(): void {
    this.byContents.clear();
    this.byFrame.clear();
    this.used = 0;
    this.freeHead = NONE;
    this.pagesShared = 0;
    this.pagesSharing = 0;
    this.chains = 0;
    this.dups = 0;
  }

  save(): SavedStableTree {
    const { used } = this;
    const ints = [this.frame, this.firstItem, this.sharers, this.nextDup, this.prevDup, this.inChain];
    return {
      byContents: this.byContents.save(),
      byFrame: this.byFrame.save(),
      contents: this.contents.slice(0, used),
      prunedAtNs: this.prunedAtNs.slice(0, used),
      ints: ints.map((array) => array.slice(0, used)),
      used,
      freeHead: this.freeHead,
      counts: [this.pagesShared, this.pagesSharing, this.chains, this.dups],
    };
  }

  load(saved: SavedStableTree): void {
    this.byContents.load(saved.byContents);
    this.byFrame.load(saved.byFrame);
    this.contents = saved.contents.slice();
    this.prunedAtNs = saved.prunedAtNs.slice();
    const ints = saved.ints.map((array) => grown(array, array.length));
    [this.frame, this.firstItem, this.sharers] = ints as [Ints, Ints, Ints];
    [this.nextDup, this.prevDup, this.inChain] = ints.slice(3) as [Ints, Ints, Ints];
    this.used = saved.used;
    this.freeHead = saved.freeHead;
    [this.pagesShared, this.pagesSharing, this.chains, this.dups] = saved.counts as [
      number,
      number,
      number,
      number,
    ];
    this.dupsVisited = 0;
  }

  /** The frame was freed behind the tree's back: every sharer wrote to its page or gave it up. */
  private isStale(node: number): boolean {
    return !this.pages.isMerged(this.frame[node]!);
  }

  private forgetSharer(item: number, node: number): void {
    this.items.node[item] = NONE;
    this.sharers[node]!--;
    if (this.sharers[node] === 0) this.pagesShared--;
    else this.pagesSharing--;
  }

  private remove(node: number): void {
    const { items, contents } = this;
    for (let item = this.firstItem[node]!; item !== NONE; item = items.next[item]!) {
      this.forgetSharer(item, node);
    }
    if (this.inChain[node] === 1) {
      this.dups--;
      if (this.prevDup[node] === NONE && this.nextDup[node] === NONE) {
        this.chains--;
        this.byContents.delete(contents[node]!);
      } else this.unlinkDup(node);
    } else this.byContents.delete(contents[node]!);
    this.byFrame.delete(this.frame[node]!);
    this.frame[node] = NONE;
    this.nextDup[node] = this.freeHead;
    this.freeHead = node;
  }

  /** A chain with one dup left is a plain node again. */
  private collapse(contents: number): void {
    const first = this.byContents.get(contents);
    if (first === NONE || this.nextDup[first] !== NONE) return;
    this.inChain[first] = 0;
    this.chains--;
    this.dups--;
  }

  private moveToFront(node: number): void {
    if (this.prevDup[node] === NONE) return;
    const first = this.byContents.get(this.contents[node]!);
    this.unlinkDup(node);
    this.linkFront(node, first);
  }

  private linkFront(node: number, first: number): void {
    this.prevDup[node] = NONE;
    this.nextDup[node] = first;
    this.prevDup[first] = node;
    this.prunedAtNs[node] = this.prunedAtNs[first]!;
    this.byContents.set(this.contents[node]!, node);
  }

  /** Takes a dup out of a chain of at least two. */
  private unlinkDup(node: number): void {
    const next = this.nextDup[node]!;
    const prev = this.prevDup[node]!;
    if (next !== NONE) this.prevDup[next] = prev;
    if (prev !== NONE) this.nextDup[prev] = next;
    else {
      this.prunedAtNs[next] = this.prunedAtNs[node]!;
      this.byContents.set(this.contents[node]!, next);
    }
  }

  private allocate(): number {
    if (this.freeHead !== NONE) {
      const node = this.freeHead;
      this.freeHead = this.nextDup[node]!;
      return node;
    }
    if (this.used === this.frame.length) this.grow();
    return this.used++;
  }

  private grow(): void {
    const length = Math.max(64, this.frame.length * 2);
    const contents = new Float64Array(length);
    contents.set(this.contents);
    this.contents = contents;
    const prunedAtNs = new Float64Array(length);
    prunedAtNs.set(this.prunedAtNs);
    this.prunedAtNs = prunedAtNs;
    this.frame = grown(this.frame, length);
    this.firstItem = grown(this.firstItem, length);
    this.sharers = grown(this.sharers, length);
    this.nextDup = grown(this.nextDup, length);
    this.prevDup = grown(this.prevDup, length);
    this.inChain = grown(this.inChain, length);
  }
}

type Ints = Int32Array<ArrayBuffer>;
