/** A view's window on one core's timeline, from the ring of recent intervals or from the buckets of the whole run. */
import { MODES } from "../runnable";
import type { CoreSlice, TimelineSpan } from "../view";
import type { BucketHistory } from "./buckets";
import { keyMode, keyOwner, Parts } from "./parts";
import type { IntervalRing } from "./ring";

export interface SliceQuery {
  readonly core: number;
  readonly ring: IntervalRing;
  readonly history: BucketHistory;
  readonly deviceNames: readonly string[];
  readonly partsPerBucket: number;
  readonly fromNs: number;
  /** Not beyond what is recorded. */
  readonly toNs: number;
  readonly maxBuckets: number;
}

export function coreSlice(query: SliceQuery): CoreSlice {
  const { ring, fromNs, toNs, maxBuckets } = query;
  if (toNs <= fromNs) return { kind: "spans", spans: [] };
  if (!ring.holds(fromNs)) return fromHistory(query);
  const first = ring.find(fromNs);
  const last = ring.find(toNs - 1);
  if (last - first + 1 > maxBuckets) return fromRing(query, first, last);
  const spans: TimelineSpan[] = [];
  for (let index = first; index <= last; index++) {
    const key = ring.key(index);
    const device = query.deviceNames[ring.device(index)];
    spans.push({
      fromNs: Math.max(fromNs, ring.startNs(index)),
      toNs: index === last ? toNs : ring.startNs(index + 1),
      owner: keyOwner(key),
      mode: MODES[keyMode(key)]!,
      ...(device !== undefined && { device }),
    });
  }
  return { kind: "spans", spans };
}

/** Buckets exactly as fine as asked for. */
function fromRing(query: SliceQuery, first: number, last: number): CoreSlice {
  const { ring, fromNs, toNs, maxBuckets, partsPerBucket } = query;
  const bucketNs = Math.ceil((toNs - fromNs) / maxBuckets);
  const count = Math.ceil((toNs - fromNs) / bucketNs);
  const parts = new Parts(count, partsPerBucket);
  for (let index = first; index <= last; index++) {
    let at = Math.max(fromNs, ring.startNs(index));
    const end = index === last ? toNs : ring.startNs(index + 1);
    while (at < end) {
      const bucket = Math.floor((at - fromNs) / bucketNs);
      const to = Math.min(end, fromNs + (bucket + 1) * bucketNs);
      parts.add(bucket, ring.key(index), to - at);
      at = to;
    }
  }
  return { kind: "buckets", bucketNs, fromNs, buckets: list(parts) };
}

/** Whole buckets of the history, so the slice may begin and end a bucket's width outside of what was asked for. */
function fromHistory(query: SliceQuery): CoreSlice {
  const { core, history, fromNs, toNs, maxBuckets, partsPerBucket } = query;
  const first = Math.floor(fromNs / history.widthNs);
  const end = Math.ceil(toNs / history.widthNs);
  const together = Math.ceil((end - first) / maxBuckets);
  const parts = new Parts(Math.ceil((end - first) / together), partsPerBucket);
  for (let bucket = first; bucket < end; bucket++) {
    const into = Math.floor((bucket - first) / together);
    parts.addBucket(into, history.parts, core * history.perCore + bucket);
  }
  return {
    kind: "buckets",
    bucketNs: together * history.widthNs,
    fromNs: first * history.widthNs,
    buckets: list(parts),
  };
}

function list(parts: Parts) {
  return Array.from({ length: parts.buckets }, (_, bucket) => parts.list(bucket));
}
