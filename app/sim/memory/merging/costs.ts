/**
 * What scanning costs the processor. Linux publishes no such table, so these are conventions, built from one rule: the
 * host executes an instruction a nanosecond (host.nsPerInstruction), and one instruction reads 8 bytes.
 */
import type { Constant } from "../../figures/figure";

export const BYTES_PER_PAGE = 4096;
/** sizeof(struct ksm_rmap_item) on 64-bit Linux; Documentation/admin-guide/mm/ksm.rst. */
export const BYTES_PER_RMAP_ITEM = 64;

const nsPerPageVisited: Constant = {
  id: "merging.nsPerPageVisited",
  label: "finding the next page to scan",
  value: 100,
  unit: "ns",
  because:
    "A convention: a hundred instructions to walk four levels of page table and find the page's bookkeeping.",
};

const nsPerChecksum: Constant = {
  id: "merging.nsPerChecksum",
  label: "checksum of a page",
  value: 512,
  unit: "ns",
  because: "A convention: 4096 bytes, 8 bytes an instruction, one instruction a nanosecond.",
};

const nsPerEqualComparison: Constant = {
  id: "merging.nsPerEqualComparison",
  label: "comparison of two pages that are equal",
  value: 1024,
  unit: "ns",
  because: "A convention: all of both pages is read, 2 × 4096 bytes, 8 bytes an instruction of a nanosecond.",
};

const nsPerUnequalComparison: Constant = {
  id: "merging.nsPerUnequalComparison",
  label: "comparison of two pages that differ",
  value: 16,
  unit: "ns",
  because:
    "A convention: pages that differ are taken to differ in their first 64 bytes, so 2 × 64 bytes are read, 8 bytes an instruction of a nanosecond.",
};

const nsPerMerge: Constant = {
  id: "merging.nsPerMerge",
  label: "replacing a page by a merged one",
  value: 2024,
  unit: "ns",
  because:
    "A convention: the pages are compared once more after write protection (1,024 ns), and a thousand instructions change two page table entries and flush them from the TLBs.",
};

export const nsPerUnmerge: Constant = {
  id: "merging.nsPerUnmerge",
  label: "giving a merged page a frame of its own",
  value: 2024,
  unit: "ns",
  because:
    "A convention: 4096 bytes are read and written, 8 bytes an instruction of a nanosecond (1,024 ns), and a thousand instructions take a page fault and a free frame.",
};

export const MERGING_COSTS: readonly Constant[] = [
  nsPerPageVisited,
  nsPerChecksum,
  nsPerEqualComparison,
  nsPerUnequalComparison,
  nsPerMerge,
  nsPerUnmerge,
];

/** The values the merger computes with, so that a learner's overrides can be put in. All ns. */
export interface MergingCosts {
  readonly visit: number;
  readonly checksum: number;
  readonly equal: number;
  readonly unequal: number;
  readonly merge: number;
  readonly unmerge: number;
}

export const DEFAULT_MERGING_COSTS: MergingCosts = {
  visit: nsPerPageVisited.value,
  checksum: nsPerChecksum.value,
  equal: nsPerEqualComparison.value,
  unequal: nsPerUnequalComparison.value,
  merge: nsPerMerge.value,
  unmerge: nsPerUnmerge.value,
};

/** Comparisons on the way from the root of a balanced tree of that many nodes to a leaf. */
export const treeDepth = (nodes: number): number => (nodes === 0 ? 0 : Math.floor(Math.log2(nodes)) + 1);
