/** What a part of the timeline says: who ran at a point, and how much of the visible time everybody had. */
import { MODES, type Mode } from "@/app/sim/host/runnable";
import type { CoreSlice, TimelineBucket, TimelineSlice } from "@/app/sim/host/view";

type Bucketed = CoreSlice & { kind: "buckets" };

interface BucketExtent {
  readonly fromNs: number;
  readonly toNs: number;
  readonly parts: TimelineBucket["parts"];
}

/** A bucket as far as it is filled: its parts, idle time among them, tile what has passed of it; the last ends at the present. */
export function bucketOf({ fromNs, bucketNs, buckets }: Bucketed, index: number): BucketExtent | undefined {
  const parts = buckets[index]?.parts;
  if (parts === undefined) return undefined;
  const start = fromNs + index * bucketNs;
  return { fromNs: start, toNs: start + parts.reduce((sum, { ns }) => sum + ns, 0), parts };
}

export interface Hit {
  readonly core: number;
  readonly fromNs: number;
  readonly toNs: number;
  /** One part where every interval is known; the parts of the bucket, most first, where they are summed up. */
  readonly parts: readonly { readonly owner: number; readonly mode: Mode; readonly share: number }[];
  readonly exact: boolean;
  readonly device: string | undefined;
}

/** What is on a core at a moment; undefined where nothing is known. */
export function hitAt(slice: TimelineSlice, core: number, atNs: number): Hit | undefined {
  const lane = slice.cores[core];
  if (lane === undefined) return undefined;
  if (lane.kind === "spans") {
    const span = lane.spans.find(({ fromNs, toNs }) => atNs >= fromNs && atNs < toNs);
    if (span === undefined) return undefined;
    const { fromNs, toNs, owner, mode, device } = span;
    return { core, fromNs, toNs, parts: [{ owner, mode, share: 1 }], exact: true, device };
  }
  const index = Math.floor((atNs - lane.fromNs) / lane.bucketNs);
  const bucket = bucketOf(lane, index);
  if (bucket === undefined || atNs >= bucket.toNs) return undefined;
  const { fromNs, toNs } = bucket;
  const parts = bucket.parts
    .map(({ owner, mode, ns }) => ({ owner, mode, share: ns / (toNs - fromNs) }))
    .sort((a, b) => b.share - a.share);
  return { core, fromNs, toNs, parts, exact: false, device: undefined };
}

/** The moment at which the next (or previous) interval of a core begins; undefined at the ends. */
export function neighbourOf(
  slice: TimelineSlice,
  core: number,
  atNs: number,
  way: 1 | -1,
): number | undefined {
  const lane = slice.cores[core];
  if (lane === undefined) return undefined;
  if (lane.kind === "buckets") {
    const next = Math.floor((atNs - lane.fromNs) / lane.bucketNs) + way;
    return lane.buckets[next] === undefined ? undefined : lane.fromNs + (next + 0.5) * lane.bucketNs;
  }
  const at = lane.spans.findIndex(({ fromNs, toNs }) => atNs >= fromNs && atNs < toNs);
  const next = lane.spans[at + way];
  return at < 0 || next === undefined ? undefined : (next.fromNs + next.toNs) / 2;
}

export interface Share {
  readonly owner: number;
  readonly ns: number;
  readonly byMode: Readonly<Partial<Record<Mode, number>>>;
}

function addLane(
  lane: CoreSlice,
  fromNs: number,
  toNs: number,
  add: (owner: number, mode: Mode, ns: number) => void,
): void {
  if (lane.kind === "spans") {
    for (const { fromNs: from, toNs: to, owner, mode } of lane.spans) {
      const ns = Math.min(to, toNs) - Math.max(from, fromNs);
      if (ns > 0) add(owner, mode, ns);
    }
    return;
  }
  for (let index = 0; index < lane.buckets.length; index++) {
    const bucket = bucketOf(lane, index);
    if (bucket === undefined) continue;
    const overlap = Math.min(bucket.toNs, toNs) - Math.max(bucket.fromNs, fromNs);
    if (overlap <= 0) continue;
    const share = overlap / (bucket.toNs - bucket.fromNs);
    for (const { owner, mode, ns } of bucket.parts) add(owner, mode, ns * share);
  }
}

/** The part of a stretch that the slice tells of: what is on screen may be newer than what was last asked for. */
export function toldOf(
  slice: TimelineSlice | undefined,
  fromNs: number,
  toNs: number,
): { readonly fromNs: number; readonly toNs: number } {
  if (slice === undefined) return { fromNs, toNs: fromNs };
  const from = Math.max(fromNs, slice.fromNs);
  return { fromNs: from, toNs: Math.max(from, Math.min(toNs, slice.toNs)) };
}

/** Time on all cores by owner and mode between two moments, most first; idle time, which has no owner, is left out. */
export function sharesOf(slice: TimelineSlice, fromNs: number, toNs: number): readonly Share[] {
  const totals = new Map<number, { ns: number; byMode: Partial<Record<Mode, number>> }>();
  for (const lane of slice.cores) {
    addLane(lane, fromNs, toNs, (owner, mode, ns) => {
      if (mode === "idle") return;
      const total = totals.get(owner) ?? { ns: 0, byMode: {} };
      total.ns += ns;
      total.byMode[mode] = (total.byMode[mode] ?? 0) + ns;
      totals.set(owner, total);
    });
  }
  return [...totals]
    .map(([owner, total]) => ({ owner, ...total }))
    .sort((a, b) => b.ns - a.ns || a.owner - b.owner);
}

/** Time of one core by mode between two moments; idle is what is left of it. */
export function modesOf(lane: CoreSlice, fromNs: number, toNs: number): Readonly<Record<Mode, number>> {
  const byMode = Object.fromEntries(MODES.map((mode) => [mode, 0])) as Record<Mode, number>;
  let busy = 0;
  addLane(lane, fromNs, toNs, (_owner, mode, ns) => {
    if (mode === "idle") return;
    byMode[mode] += ns;
    busy += ns;
  });
  byMode.idle = Math.max(0, toNs - fromNs - busy);
  return byMode;
}
