/** The sizes that follow from a header. */
import { extendedL2, type Header } from "./header";

export interface Geometry {
  readonly clusterBits: number;
  readonly clusterBytes: number;
  readonly extended: boolean;
  /** Parts of a cluster that are held on their own: 32 with extended L2 entries, else 1. */
  readonly subclusters: number;
  readonly subclusterBytes: number;
  readonly l2EntryBytes: number;
  /** Entries of an L2 table. */
  readonly l2Entries: number;
  /** Bytes of the disk that one L2 table maps. */
  readonly l2Bytes: number;
  readonly refcountBits: number;
  /** Refcounts in a refcount block. */
  readonly blockEntries: number;
  /** The largest refcount, as a rounded number. */
  readonly maxRefcount: number;
}

export function geometryOf(header: Header): Geometry {
  const clusterBytes = 2 ** header.clusterBits;
  const extended = extendedL2(header);
  const l2EntryBytes = extended ? 16 : 8;
  const l2Entries = clusterBytes / l2EntryBytes;
  const refcountBits = 2 ** header.refcountOrder;
  return {
    clusterBits: header.clusterBits,
    clusterBytes,
    extended,
    subclusters: extended ? 32 : 1,
    subclusterBytes: extended ? clusterBytes / 32 : clusterBytes,
    l2EntryBytes,
    l2Entries,
    l2Bytes: l2Entries * clusterBytes,
    refcountBits,
    blockEntries: (clusterBytes * 8) / refcountBits,
    maxRefcount: Math.min(2 ** refcountBits - 1, Number.MAX_SAFE_INTEGER),
  };
}
