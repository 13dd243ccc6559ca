/**
 * What same-page merging needs of memory. An area is one stretch of an address space that was given to the merger
 * (a VMA after madvise MADV_MERGEABLE: a process's heap, a guest's RAM); its pages are numbered from 0.
 *
 * Contents are stood for by a fingerprint: two pages are equal exactly when their fingerprints are.
 */

/** `frameOf` answers this for a page that has no frame, or one that merging leaves alone (file pages, swapped pages). */
export const NO_FRAME = -1;
/** `frameOf` answers this for a page that merging mapped to the kernel's zero page. */
export const ZERO_FRAME = -2;

export interface MergeablePages {
  /** The areas that may be merged now, oldest first. The id of an area is never used again. */
  areas(): readonly number[];
  /** The first page from `from` on for which `frameOf` answers anything but NO_FRAME; -1 if there is none. */
  nextPage(area: number, from: number): number;
  /** The frame behind a page: 0 or above, NO_FRAME or ZERO_FRAME. NO_FRAME also for an area that is gone. */
  frameOf(area: number, page: number): number;
  /** The contents of a frame: any finite number but -0. */
  fingerprint(frame: number): number;
  /** The fingerprint of a page of zeros. */
  readonly zeroFingerprint: number;
  /** Whether `makeMerged` made this frame what it is now; false once the frame was freed. */
  isMerged(frame: number): boolean;
  /** The page's frame becomes a merged one: read-only for all who map it. */
  makeMerged(area: number, page: number): void;
  /** The page gives up its frame and maps a merged frame of equal contents instead. */
  mergeInto(area: number, page: number, frame: number): void;
  /** The page gives up its frame and maps the zero page instead. */
  mergeIntoZero(area: number, page: number): void;
  /** How many pages are mapped to the zero page. */
  zeroPages(): number;
  /** The page gets a frame of its own, with the contents it has. @returns false if there is no free frame. */
  unmerge(area: number, page: number): boolean;
  /** What this view itself must remember beside the memory, copied; the merger saves it with its own state. */
  save(): unknown;
  load(saved: unknown): void;
}
