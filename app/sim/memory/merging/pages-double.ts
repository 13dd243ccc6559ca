/**
 * The smallest memory that pages can be merged in: frames with a content and a count of mappings, and no limit. For tests
 * of the merger by itself.
 */
import { type MergeablePages, NO_FRAME, ZERO_FRAME } from "./pages";

export class PagesDouble implements MergeablePages {
  readonly zeroFingerprint = 0;
  private readonly spaces = new Map<number, Int32Array>();
  private nextArea = 0;
  private readonly content: number[] = [];
  private readonly mappings: number[] = [];
  private readonly merged: boolean[] = [];
  private readonly freeFrames: number[] = [];
  private zeroMappings = 0;
  /** Frames in use, and a bound on them. */
  framesUsed = 0;
  frameLimit = Number.POSITIVE_INFINITY;

  addArea(contents: readonly number[]): number {
    const area = this.nextArea++;
    this.spaces.set(area, new Int32Array(contents.length).fill(NO_FRAME));
    contents.forEach((content, page) => {
      this.write(area, page, content);
    });
    return area;
  }

  removeArea(area: number): void {
    this.spaces.get(area)!.forEach((_, page) => {
      this.discard(area, page);
    });
    this.spaces.delete(area);
  }

  /** A second address space with the same frames, as after fork. */
  fork(area: number): number {
    const child = this.nextArea++;
    const table = this.spaces.get(area)!.slice();
    for (const frame of table) {
      if (frame >= 0) this.mappings[frame]!++;
      else if (frame === ZERO_FRAME) this.zeroMappings++;
    }
    this.spaces.set(child, table);
    return child;
  }

  write(area: number, page: number, content: number): void {
    const table = this.spaces.get(area)!;
    let frame = table[page]!;
    if (frame < 0 || this.merged[frame] || this.mappings[frame]! > 1) {
      this.discard(area, page);
      frame = this.take();
      table[page] = frame;
    }
    this.content[frame] = content;
  }

  /** What a read of the page answers; undefined if it was never written. */
  read(area: number, page: number): number | undefined {
    const frame = this.spaces.get(area)![page]!;
    if (frame === ZERO_FRAME) return 0;
    return frame === NO_FRAME ? undefined : this.content[frame];
  }

  discard(area: number, page: number): void {
    const table = this.spaces.get(area)!;
    const frame = table[page]!;
    table[page] = NO_FRAME;
    if (frame === ZERO_FRAME) this.zeroMappings--;
    if (frame < 0) return;
    this.mappings[frame]!--;
    if (this.mappings[frame] === 0) {
      this.merged[frame] = false;
      this.freeFrames.push(frame);
      this.framesUsed--;
    }
  }

  /** Page-table entries that map merged frames, and the frames. */
  mergedMappings(): { mappings: number; frames: number } {
    let mappings = 0;
    let frames = 0;
    this.merged.forEach((merged, frame) => {
      if (!merged) return;
      frames++;
      mappings += this.mappings[frame]!;
    });
    return { mappings, frames };
  }

  /** The contents of each mapped frame that is not a merged one. */
  unmergedContents(): number[] {
    return this.content.filter((_, frame) => this.mappings[frame]! > 0 && !this.merged[frame]);
  }

  areas(): readonly number[] {
    return [...this.spaces.keys()];
  }

  nextPage(area: number, from: number): number {
    const table = this.spaces.get(area);
    if (table === undefined) return -1;
    for (let page = from; page < table.length; page++) if (table[page] !== NO_FRAME) return page;
    return -1;
  }

  frameOf(area: number, page: number): number {
    return this.spaces.get(area)?.[page] ?? NO_FRAME;
  }

  fingerprint(frame: number): number {
    return this.content[frame]!;
  }

  isMerged(frame: number): boolean {
    return this.merged[frame]!;
  }

  makeMerged(area: number, page: number): void {
    this.merged[this.frameOf(area, page)] = true;
  }

  mergeInto(area: number, page: number, frame: number): void {
    const from = this.frameOf(area, page);
    if (!this.merged[frame] || this.content[from] !== this.content[frame]) {
      throw new Error(`frame ${frame} is not a merged one with the contents of frame ${from}`);
    }
    this.mappings[frame]!++;
    this.discard(area, page);
    this.spaces.get(area)![page] = frame;
  }

  mergeIntoZero(area: number, page: number): void {
    if (this.content[this.frameOf(area, page)] !== 0) throw new Error("the page is not a page of zeros");
    this.discard(area, page);
    this.spaces.get(area)![page] = ZERO_FRAME;
    this.zeroMappings++;
  }

  zeroPages(): number {
    return this.zeroMappings;
  }

  unmerge(area: number, page: number): boolean {
    if (this.framesUsed === this.frameLimit) return false;
    this.write(area, page, this.read(area, page)!);
    return true;
  }

  /** The memory itself is not the merger's to save. */
  save(): undefined {}

  load(): void {}

  private take(): number {
    const frame = this.freeFrames.pop() ?? this.content.length;
    this.content[frame] = 0;
    this.mappings[frame] = 1;
    this.merged[frame] = false;
    this.framesUsed++;
    return frame;
  }
}
