/**
 * An entry of an L2 table: what an image holds of one cluster of the disk. A plain entry is read as one with a single
 * subcluster, so everything else knows one kind only.
 */
import { DAMAGED, StorageError } from "../errors";
import { setUint64 } from "./big-endian";
import type { Geometry } from "./geometry";

export interface Entry {
  /** Where the cluster lies in the file; 0 if it has no room there. For a compressed one, where its data begin. */
  readonly host: number;
  /** No one else refers to the host cluster: it may be written in place. */
  readonly copied: boolean;
  /** Bytes to the end of the last sector of the compressed data; 0 for a cluster that is not compressed. */
  readonly compressedBytes: number;
  /** By subcluster, bit 0 first: has data at `host`. */
  readonly data: number;
  /** By subcluster: reads as zeros. */
  readonly zero: number;
}

export const SECTOR_BYTES = 512;
const COPIED = 0x80000000;
const COMPRESSED = 0x40000000;

export const UNALLOCATED: Entry = { host: 0, copied: false, compressedBytes: 0, data: 0, zero: 0 };

/** One bit for each subcluster. */
export const allSubclusters = (geometry: Geometry): number => (geometry.subclusters === 32 ? 0xffffffff : 1);

/** Bits of the host offset in a compressed entry's descriptor; the rest of its 62 bits counts sectors. */
const offsetBits = (geometry: Geometry): number => 62 - (geometry.clusterBits - 8);

/** @throws StorageError if the entry is not valid; `where` names it */
export function readEntry(table: DataView, index: number, geometry: Geometry, where: () => string): Entry {
  const at = index * geometry.l2EntryBytes;
  const high = table.getUint32(at);
  const low = table.getUint32(at + 4);
  const bad = (what: string) => new StorageError(what, where(), DAMAGED);
  if (high & COMPRESSED) {
    const width = offsetBits(geometry) - 32;
    const host = (high & ((1 << width) - 1)) * 2 ** 32 + low;
    if (host > Number.MAX_SAFE_INTEGER) throw bad(`compressed data at offset ${host}, 2^53 or more`);
    if (geometry.extended && (table.getUint32(at + 8) | table.getUint32(at + 12)) !== 0)
      throw bad("subclusters of a compressed cluster");
    const sectors = ((high & 0x3fffffff) >>> width) + 1;
    const compressedBytes = sectors * SECTOR_BYTES - (host % SECTOR_BYTES);
    return { host, copied: false, compressedBytes, data: 0, zero: 0 };
  }
  const host = targetAt(table, at);
  if (host > Number.MAX_SAFE_INTEGER) throw bad(`a cluster at offset ${host}, 2^53 or more`);
  if (host % geometry.clusterBytes !== 0) throw bad(`a cluster at ${host}, not a multiple of its size`);
  const copied = (high & COPIED) !== 0;
  if (!geometry.extended) {
    const zero = low & 1;
    return { host, copied, compressedBytes: 0, data: host !== 0 && zero === 0 ? 1 : 0, zero };
  }
  const zero = table.getUint32(at + 8);
  const data = table.getUint32(at + 12);
  if (zero & data) throw bad("a subcluster both with data and reading as zeros");
  if (data !== 0 && host === 0) throw bad("subclusters with data, but no cluster in the file");
  return { host, copied, compressedBytes: 0, data, zero };
}

export function writeEntry(table: DataView, index: number, geometry: Geometry, entry: Entry): void {
  const at = index * geometry.l2EntryBytes;
  setUint64(table, at, entry.host);
  let high = table.getUint32(at);
  if (entry.compressedBytes > 0) {
    const sectors = Math.ceil(((entry.host % SECTOR_BYTES) + entry.compressedBytes) / SECTOR_BYTES) - 1;
    high |= COMPRESSED | (sectors << (offsetBits(geometry) - 32));
  } else if (entry.copied) high |= COPIED;
  table.setUint32(at, high >>> 0);
  if (geometry.extended) {
    table.setUint32(at + 8, entry.zero >>> 0);
    table.setUint32(at + 12, entry.data >>> 0);
  } else if (entry.zero) table.setUint32(at + 4, table.getUint32(at + 4) | 1);
}

/** The same entry with its mark for writing in place set or not; nothing else of it is looked at. */
export function setCopied(table: DataView, at: number, copied: boolean): void {
  const high = table.getUint32(at);
  table.setUint32(at, (copied ? high | COPIED : high & ~COPIED) >>> 0);
}

/** The offset in a standard entry of any table: bits 9 to 55. */
export const targetAt = (table: DataView, at: number): number =>
  (table.getUint32(at) & 0x00ffffff) * 2 ** 32 + ((table.getUint32(at + 4) & 0xfffffe00) >>> 0);
