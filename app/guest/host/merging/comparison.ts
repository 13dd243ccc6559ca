/** All pages of several guests held against each other byte by byte, and against the frames that the host has behind them. */
import { DEFAULT_MERGING } from "@/app/sim/memory/merging/settings";

export const PAGE_BYTES = 4096;

/** A guest's pages: the host's frame behind each, -1 where there is none, and a hash of its contents, 0 for zeros. */
export interface GuestPages {
  readonly frames: Int32Array;
  readonly hashes: Float64Array;
}

/** With their bytes. */
export interface GuestMemory extends GuestPages {
  readonly ram: Uint8Array;
}

export interface Comparison {
  /** Pages with a frame behind them, and different contents among those. */
  readonly pages: number;
  readonly contents: number;
  /** Frames that several pages share. */
  readonly sharedFrames: number;
  /** Pages that share a frame with a page of other contents: must be none. */
  readonly wronglyShared: number;
  /** Pages that have kept contents equal to another's and still have more frames than sharing needs: must be none. */
  readonly missed: number;
}

interface PageAt {
  readonly bytes: Uint8Array;
  readonly frame: number;
  readonly kept: boolean;
}

/**
 * `earlier`: hashes of the same guests' pages some passes ago. A page that has other contents since is not expected to be
 * merged: the merger takes it for one that changes too often. What is equal is told by the bytes alone.
 */
export function compareMemories(
  guests: readonly GuestMemory[],
  earlier: readonly Float64Array[],
  maxPageSharing = DEFAULT_MERGING.maxPageSharing,
): Comparison {
  const groups = groupsOfEqual(guests, earlier);
  const contentOf = new Map<number, number>();
  const sharers = new Map<number, number>();
  const wrong = new Set<number>();
  let pages = 0;
  let missed = 0;
  groups.forEach((group, content) => {
    pages += group.length;
    for (const { frame } of group) {
      sharers.set(frame, (sharers.get(frame) ?? 0) + 1);
      const other = contentOf.get(frame);
      if (other !== undefined && other !== content) wrong.add(frame);
      contentOf.set(frame, content);
    }
    const kept = group.filter((page) => page.kept);
    const needed = Math.ceil(kept.length / maxPageSharing);
    missed += Math.max(0, new Set(kept.map(({ frame }) => frame)).size - needed);
  });
  const shared = [...sharers].filter(([, count]) => count > 1);
  const wronglyShared = [...wrong].reduce((sum, frame) => sum + sharers.get(frame)!, 0);
  return { pages, contents: groups.length, sharedFrames: shared.length, wronglyShared, missed };
}

function groupsOfEqual(
  guests: readonly GuestMemory[],
  earlier: readonly Float64Array[],
): readonly (readonly PageAt[])[] {
  const byLikeness = new Map<number, PageAt[][]>();
  const groups: PageAt[][] = [];
  guests.forEach(({ ram, frames, hashes }, guest) => {
    frames.forEach((frame, number) => {
      if (frame < 0) return;
      const bytes = pageOf(ram, number);
      const page = { bytes, frame, kept: hashes[number] === earlier[guest]![number] };
      const likeness = sumOf(bytes);
      const alike = byLikeness.get(likeness) ?? [];
      byLikeness.set(likeness, alike);
      const group = alike.find(([first]) => equal(first!.bytes, bytes));
      if (group !== undefined) group.push(page);
      else {
        const started = [page];
        alike.push(started);
        groups.push(started);
      }
    });
  });
  return groups;
}

const pageOf = (ram: Uint8Array, page: number): Uint8Array =>
  ram.subarray(page * PAGE_BYTES, (page + 1) * PAGE_BYTES);

function equal(a: Uint8Array, b: Uint8Array): boolean {
  for (let at = 0; at < PAGE_BYTES; at++) if (a[at] !== b[at]) return false;
  return true;
}

/** Equal for equal pages; what is equal by this is compared in full. */
function sumOf(bytes: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < PAGE_BYTES; at++) sum = (Math.imul(sum, 31) + bytes[at]!) | 0;
  return sum;
}
