/**
 * What translating addresses costs: memory references of a page walk after a TLB miss, natively and nested, and an
 * estimate of the time an access spends on it.
 */
import { tlb2mEntries, tlb4kEntries, walkReferenceNs } from "../figures/memory";
import { HUGE_FRAMES } from "./frames";

export interface PageTableShape {
  /** Levels of the table: 4, or 5 with LA57. */
  readonly levels: 4 | 5;
  /** Pages of 2 MiB: the walk ends one level earlier. */
  readonly huge: boolean;
}

/** References of one walk: one for each level. */
const walkLevels = (shape: PageTableShape): number => shape.levels - (shape.huge ? 1 : 0);

/**
 * Memory references after a TLB miss. Nested, each of the guest's n levels and the final address is itself translated by
 * the host's m levels: (n + 1)(m + 1) - 1, 24 for 4 and 4 (Bhargava et al., ASPLOS 2008).
 */
export function walkReferences(own: PageTableShape, host?: PageTableShape): number {
  if (!host) return walkLevels(own);
  return (walkLevels(own) + 1) * (walkLevels(host) + 1) - 1;
}

/**
 * Share of random accesses to a working set that miss the TLB: what its entries do not reach. Nested, an entry reaches 2 MiB
 * only where both levels have a 2 MiB page. `workingSetPages`: 4 KiB pages.
 */
export function tlbMissShare(workingSetPages: number, own: PageTableShape, host?: PageTableShape): number {
  const huge = own.huge && (host?.huge ?? true);
  const reachPages = huge ? tlb2mEntries.value * HUGE_FRAMES : tlb4kEntries.value;
  return workingSetPages <= reachPages ? 0 : 1 - reachPages / workingSetPages;
}

/** Time that one random access to a working set spends on translation, ns. */
export function translationNs(workingSetPages: number, own: PageTableShape, host?: PageTableShape): number {
  return tlbMissShare(workingSetPages, own, host) * walkReferences(own, host) * walkReferenceNs.value;
}
