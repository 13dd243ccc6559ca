/**
 * Same-page merging as Linux does it (mm/ksm.c, Documentation/admin-guide/mm/ksm.rst): a daemon looks at a batch of pages,
 * sleeps, and goes on. A page is held against the stable tree of merged frames; if it is not there and has not changed
 * since the last pass, against the unstable tree of this pass's candidates, which is thrown away after each pass because
 * its pages may still be written. Two equal candidates become one merged frame; a write to it is a copy on write.
 *
 * Left out: merge_across_nodes (the modelled host has one node) and, being younger than 6.1, the smart scan and the
 * scan-time advisor.
 */
import {
  BYTES_PER_PAGE,
  BYTES_PER_RMAP_ITEM,
  DEFAULT_MERGING_COSTS,
  type MergingCosts,
  treeDepth,
} from "./costs";
import { NumberMap, type SavedNumberMap } from "./number-map";
import { type MergeablePages, ZERO_FRAME } from "./pages";
import { type AreaTable, RmapItems, type SavedRmapItems } from "./rmap-items";
import { checkMergingSettings, DEFAULT_MERGING, type MergingSettings } from "./settings";
import { type SavedStableTree, StableTree } from "./stable-tree";

const NS_PER_MS = 1_000_000;
/** No item, no node. */
const NONE = -1;

/** The files of /sys/kernel/mm/ksm. As there, a write is noticed when the scan comes by. */
export interface MergingCounters {
  /** Frames that merged pages share. */
  readonly pagesShared: number;
  /** Pages beyond the first on each of them: what is saved. */
  readonly pagesSharing: number;
  /** Pages that had no equal in the present pass. */
  readonly pagesUnshared: number;
  /** Pages that change too often, or were seen only once. */
  readonly pagesVolatile: number;
  readonly fullScans: number;
  readonly stableNodeChains: number;
  readonly stableNodeDups: number;
  /** Pages mapped to the zero page by merging. */
  readonly ksmZeroPages: number;
  /** pages_sharing × 4096 − all rmap items × 64, bytes; merging pays above 0. */
  readonly generalProfit: number;
}

export interface Unmerged {
  /** Processor time, charged to whoever asked for it. */
  readonly ns: number;
  /** There were not enough frames: the rest stays merged. */
  readonly outOfMemory: boolean;
}

export interface SavedMerger {
  readonly settings: MergingSettings;
  readonly items: SavedRmapItems;
  readonly stable: SavedStableTree;
  readonly unstable: SavedNumberMap;
  readonly round: readonly number[];
  readonly at: readonly number[];
  readonly counts: readonly number[];
  readonly pages: unknown;
}

export class SamePageMerger {
  private readonly items = new RmapItems();
  private readonly stable: StableTree;
  /** Contents to an item whose page had them when it was put here, in this pass. */
  private readonly unstable = new NumberMap();
  /** Areas of the present pass; empty between passes. Areas that appear during a pass wait for the next. */
  private round: readonly number[] = [];
  private areaIndex = 0;
  private page = 0;
  private pass = 0;
  private unshared = 0;
  private costNs = 0;

  constructor(
    private readonly pages: MergeablePages,
    public settings: MergingSettings = DEFAULT_MERGING,
    private readonly costs: MergingCosts = DEFAULT_MERGING_COSTS,
  ) {
    checkMergingSettings(settings);
    this.stable = new StableTree(pages, this.items);
  }

  /**
   * Changes settings. Setting `run` to 2 unmerges everything at once; if frames run out, `run` is 0 afterwards, as in Linux.
   * @throws RangeError for a value that is not allowed, or when maxPageSharing changes while pages are merged (Linux:
   * EBUSY). Nothing is changed then.
   */
  configure(changes: Partial<MergingSettings>): Unmerged {
    const settings = { ...this.settings, ...changes };
    checkMergingSettings(settings);
    if (settings.maxPageSharing !== this.settings.maxPageSharing && this.stable.pagesShared > 0) {
      throw new RangeError("maxPageSharing can change only while no pages are merged: set run to 2 first");
    }
    const unmerge = settings.run === 2 && this.settings.run !== 2;
    this.settings = settings;
    return unmerge ? this.unmergeAll() : { ns: 0, outOfMemory: false };
  }

  /**
   * Gives the pages of an area from `from` to before `to` frames of their own, as madvise MADV_UNMERGEABLE does before the
   * range stops being mergeable. The counters follow when the scan comes by.
   */
  unmergePages(area: number, from: number, to: number): Unmerged {
    const { pages } = this;
    let ns = 0;
    for (
      let page = pages.nextPage(area, from);
      page >= 0 && page < to;
      page = pages.nextPage(area, page + 1)
    ) {
      const frame = pages.frameOf(area, page);
      if (frame !== ZERO_FRAME && !pages.isMerged(frame)) continue;
      if (!pages.unmerge(area, page)) return { ns, outOfMemory: true };
      ns += this.costs.unmerge;
    }
    return { ns, outOfMemory: false };
  }

  /**
   * Scans one batch. `ns` is the processor time it takes; the daemon wants to be woken again at `nextWakeNs`. Infinity
   * if it is not running, or if there is nothing to scan: wake it when an area appears or after `configure`.
   */
  wake(nowNs: number): { readonly ns: number; readonly nextWakeNs: number } {
    if (this.settings.run !== 1) return { ns: 0, nextWakeNs: Number.POSITIVE_INFINITY };
    if (this.round.length === 0 && !this.beginPass()) return { ns: 0, nextWakeNs: Number.POSITIVE_INFINITY };
    this.costNs = 0;
    this.scanBatch(nowNs);
    return { ns: this.costNs, nextWakeNs: nowNs + this.costNs + this.settings.sleepMillisecs * NS_PER_MS };
  }

  counters(): MergingCounters {
    const { stable, items } = this;
    return {
      pagesShared: stable.pagesShared,
      pagesSharing: stable.pagesSharing,
      pagesUnshared: this.unshared,
      pagesVolatile: items.count - stable.pagesShared - stable.pagesSharing - this.unshared,
      fullScans: this.pass,
      stableNodeChains: stable.chains,
      stableNodeDups: stable.dups,
      ksmZeroPages: this.pages.zeroPages(),
      generalProfit: stable.pagesSharing * BYTES_PER_PAGE - items.count * BYTES_PER_RMAP_ITEM,
    };
  }

  save(): SavedMerger {
    return {
      settings: { ...this.settings },
      items: this.items.save(),
      stable: this.stable.save(),
      unstable: this.unstable.save(),
      round: [...this.round],
      at: [this.areaIndex, this.page],
      counts: [this.pass, this.unshared],
      pages: this.pages.save(),
    };
  }

  /** Continues where `save` was taken; the memory behind it must be put back to the same moment. */
  load(saved: SavedMerger): void {
    this.settings = { ...saved.settings };
    this.items.load(saved.items);
    this.stable.load(saved.stable);
    this.unstable.load(saved.unstable);
    this.round = [...saved.round];
    [this.areaIndex, this.page] = saved.at as [number, number];
    [this.pass, this.unshared] = saved.counts as [number, number];
    this.pages.load(saved.pages);
  }

  /** @returns false if there is nothing to scan. */
  private beginPass(): boolean {
    this.unstable.clear();
    const areas = this.pages.areas();
    const alive = new Set(areas);
    for (const area of this.items.areas()) if (!alive.has(area)) this.forgetArea(area);
    this.stable.dropStaleEmpty();
    this.round = [...areas];
    this.areaIndex = 0;
    this.page = 0;
    return this.round.length > 0;
  }

  /** As in Linux, the batch that meets the end of the pass ends there, even if it has pages left to scan. */
  private scanBatch(nowNs: number): void {
    const { pages, items } = this;
    let left = this.settings.pagesToScan;
    for (; this.areaIndex < this.round.length; this.areaIndex++, this.page = 0) {
      const area = this.round[this.areaIndex]!;
      const table = items.tableOf(area);
      for (;;) {
        if (left === 0) return;
        const page = pages.nextPage(area, this.page);
        if (page !== this.page) this.forgetRun(table, this.page, page);
        if (page < 0) break;
        this.page = page + 1;
        const frame = pages.frameOf(area, page);
        if (frame === ZERO_FRAME) continue;
        left--;
        this.scanPage(area, table, page, frame, nowNs);
      }
    }
    this.round = [];
    this.pass++;
  }

  private scanPage(area: number, table: AreaTable, page: number, frame: number, nowNs: number): void {
    const { items, stable, pages, costs, settings } = this;
    this.costNs += costs.visit;
    let item = items.at(table, page);
    if (item === NONE) item = items.create(area, table, page);

    const own = pages.isMerged(frame) ? stable.nodeOf(frame) : NONE;
    if (own !== NONE && items.node[item] === own) return;
    const contents = pages.fingerprint(frame);
    // A page that came by its merged frame through fork joins the list even beyond max_page_sharing.
    const node = own !== NONE ? own : this.searchStable(contents, nowNs);
    this.removeFromTrees(item);
    if (node !== NONE) {
      if (own === NONE) {
        pages.mergeInto(area, page, stable.frameOf(node));
        this.costNs += costs.merge;
      }
      stable.append(item, node);
      return;
    }

    this.costNs += costs.checksum;
    if (items.checksum[item] !== contents) {
      items.checksum[item] = contents;
      return;
    }
    if (settings.useZeroPages && contents === pages.zeroFingerprint) {
      items.free(item, table);
      pages.mergeIntoZero(area, page);
      this.costNs += costs.merge;
      return;
    }
    this.searchUnstable(item, area, page, frame, contents, nowNs);
  }

  private searchStable(contents: number, nowNs: number): number {
    const { stable, settings, costs } = this;
    const depth = treeDepth(stable.size);
    stable.dupsVisited = 0;
    const pruneNs = settings.stableNodeChainsPruneMillisecs * NS_PER_MS;
    const node = stable.search(contents, settings.maxPageSharing, pruneNs, nowNs);
    const unequal = node === NONE ? depth : depth - 1;
    this.costNs += unequal * costs.unequal + (node === NONE ? 0 : costs.equal);
    this.costNs += stable.dupsVisited * costs.visit;
    return node;
  }

  private searchUnstable(
    item: number,
    area: number,
    page: number,
    frame: number,
    contents: number,
    nowNs: number,
  ): void {
    const { items, unstable, pages, costs, stable } = this;
    const depth = treeDepth(unstable.size);
    const other = unstable.get(contents);
    if (other !== NONE) {
      const otherArea = items.area[other]!;
      const otherPage = items.page[other]!;
      const otherFrame = pages.frameOf(otherArea, otherPage);
      // One frame behind both, since a fork: there is nothing to gain.
      if (otherFrame === frame) return;
      if (otherFrame >= 0 && pages.fingerprint(otherFrame) === contents) {
        this.costNs += (depth - 1) * costs.unequal + costs.equal + 2 * costs.merge;
        this.removeFromTrees(other);
        pages.makeMerged(area, page);
        pages.mergeInto(otherArea, otherPage, frame);
        const node = stable.insert(contents, frame, nowNs);
        stable.append(other, node);
        stable.append(item, node);
        return;
      }
    }
    // An entry whose page has changed since gives way; Linux would find the new page another place in the tree.
    this.costNs += depth * costs.unequal;
    unstable.set(contents, item);
    items.pass[item] = this.pass;
    this.unshared++;
  }

  private removeFromTrees(item: number): void {
    const { items, unstable } = this;
    if (items.node[item] !== NONE) this.stable.unlink(item);
    else if (items.pass[item] !== NONE) {
      const contents = items.checksum[item]!;
      if (items.pass[item] === this.pass && unstable.get(contents) === item) unstable.delete(contents);
      items.pass[item] = NONE;
      this.unshared--;
    }
  }

  /** The scan found no frames from one page to before another (or to the end, -1); it may have scanned some before. */
  private forgetRun(table: AreaTable, from: number, to: number): void {
    this.items.freeRun(table, from, to < 0 ? Number.POSITIVE_INFINITY : to, (item) =>
      this.removeFromTrees(item),
    );
  }

  private forgetArea(area: number): void {
    this.forgetRun(this.items.tableOf(area), 0, -1);
    this.items.dropArea(area);
  }

  private unmergeAll(): Unmerged {
    let ns = 0;
    for (const area of this.pages.areas()) {
      const done = this.unmergePages(area, 0, Number.POSITIVE_INFINITY);
      ns += done.ns;
      if (!done.outOfMemory) continue;
      this.settings = { ...this.settings, run: 0 };
      return { ns, outOfMemory: true };
    }
    // Linux starts counting its full scans anew as well.
    this.items.clear();
    this.stable.clear();
    this.unstable.clear();
    this.round = [];
    this.pass = 0;
    this.unshared = 0;
    return { ns, outOfMemory: false };
  }
}
