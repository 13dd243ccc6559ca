/** What the kernel has promised: vm.overcommit_memory as in Documentation/mm/overcommit-accounting.rst. Pages. */

import type { Region } from "./spaces";

/** 0: refuse only what could never be held; 1: refuse nothing; 2: never promise more than the commit limit. */
export type OvercommitMode = 0 | 1 | 2;

export class Commit {
  /** Promised now: all private writable mappings. */
  pages = 0;

  constructor(
    private readonly mode: OvercommitMode,
    private readonly ratio: number,
    private readonly frames: number,
    private readonly swapPages: number,
  ) {}

  /** Promises more; false if that is refused. */
  add(pages: number): boolean {
    if (this.mode === 0 && pages > this.frames + this.swapPages) return false;
    if (this.mode === 2 && this.pages + pages > this.limit()) return false;
    this.pages += pages;
    return true;
  }

  remove(pages: number): void {
    this.pages -= pages;
  }

  /** CommitLimit of mode 2: a share of memory, and all swap. */
  limit(): number {
    return Math.floor((this.frames * this.ratio) / 100) + this.swapPages;
  }
}

/** What mapping a region promises: a private page may come to need a frame of its own. */
export const commitPages = (region: Omit<Region, "start">): number =>
  region.kind === "shared-file" ? 0 : region.pages;
