/** Makes an empty image. */
import type { ByteFile } from "../byte-file";
import { StorageError } from "../errors";
import { setUint64, view } from "./big-endian";
import { COMPRESSION_TYPE, EXTENDED_L2, LAZY_REFCOUNTS } from "./features";
import { geometryOf } from "./geometry";
import { type CompressionType, type Header, headerCluster } from "./header";
import { l1EntriesFor, MAX_L1_BYTES } from "./header-limits";
import { writeRefcount } from "./refcount-entry";

export interface CreateOptions {
  /** Of the disk, in bytes. */
  readonly size: number;
  readonly version?: 2 | 3;
  readonly clusterBytes?: number;
  readonly refcountBits?: number;
  readonly lazyRefcounts?: boolean;
  readonly extendedL2?: boolean;
  readonly compressionType?: CompressionType;
  /** A byte string, as it will stand in the file. */
  readonly backingFile?: string;
  readonly backingFormat?: "raw" | "qcow2";
}

const refuse = (what: string, option: string, whatToDo: string): StorageError =>
  new StorageError(what, `option ${option}`, whatToDo);

/** log2 of a power of two between `least` and `most`. */
function log2(value: number, least: number, most: number, option: string): number {
  const bits = 31 - Math.clz32(value);
  if (value >= least && value <= most && 2 ** bits === value) return bits;
  throw refuse(String(value), option, `a power of two from ${least} to ${most} is wanted`);
}

/** An L1 table of at most 32 MiB, as in QEMU, bounds the disk. @throws StorageError naming the size that is possible */
export function checkSize(size: number, clusterBits: number, extended: boolean): void {
  const entries = l1EntriesFor(size, clusterBits, extended);
  const whole = Number.isSafeInteger(size) && size >= 0;
  if (whole && entries * 8 <= MAX_L1_BYTES) return;
  throw refuse(
    `a disk of ${size} bytes with clusters of ${2 ** clusterBits}`,
    "size",
    whole ? "use larger clusters" : "a whole number of bytes below 2^53 is wanted",
  );
}

function headerOf(options: CreateOptions): Header {
  const { version = 3, compressionType = "zlib", extendedL2 = false, lazyRefcounts = false } = options;
  const clusterBits = log2(options.clusterBytes ?? 65536, 512, 2 ** 21, "cluster_size");
  const refcountOrder = log2(options.refcountBits ?? 16, 1, 64, "refcount_bits");
  const later = refcountOrder !== 4 || compressionType !== "zlib" || extendedL2 || lazyRefcounts;
  if (version === 2 && later) {
    const names = "refcount_bits other than 16, zstd, extended_l2 and lazy_refcounts";
    throw refuse("version 2", "compat", `${names} need version 3`);
  }
  if (extendedL2 && clusterBits < 14)
    throw refuse(`clusters of ${2 ** clusterBits} bytes`, "extended_l2", "it needs 16 KiB at least");
  checkSize(options.size, clusterBits, extendedL2);
  return {
    version,
    clusterBits,
    size: options.size,
    cryptMethod: 0,
    l1Size: l1EntriesFor(options.size, clusterBits, extendedL2),
    l1Offset: 0,
    refcountTableOffset: 2 ** clusterBits,
    refcountTableClusters: 0,
    snapshotCount: 0,
    snapshotsOffset: 0,
    incompatible: (compressionType === "zlib" ? 0n : COMPRESSION_TYPE) | (extendedL2 ? EXTENDED_L2 : 0n),
    compatible: lazyRefcounts ? LAZY_REFCOUNTS : 0n,
    autoclear: 0n,
    refcountOrder,
    compressionType,
    laterFields: new Uint8Array(0),
    backingFile: options.backingFile,
    backingFormat: options.backingFile === undefined ? undefined : options.backingFormat,
    extensions: [],
  };
}

/**
 * Writes an empty image over whatever the file held: the header, the refcount table and its blocks, the L1 table, in this
 * order in the file. The header is written last, so that a half made file is none.
 * @throws StorageError for options that do not go together
 */
export function createQcow2(file: ByteFile, options: CreateOptions): void {
  const header = headerOf(options);
  const { clusterBytes, blockEntries, refcountBits } = geometryOf(header);
  const l1Clusters = Math.max(1, Math.ceil((header.l1Size * 8) / clusterBytes));
  let blocks = 1;
  let tableClusters = 1;
  for (let before = 0; before !== blocks; ) {
    before = blocks;
    tableClusters = Math.ceil((blocks * 8) / clusterBytes);
    blocks = Math.ceil((1 + tableClusters + blocks + l1Clusters) / blockEntries);
  }
  header.refcountTableClusters = tableClusters;
  header.l1Offset = (1 + tableClusters + blocks) * clusterBytes;
  const first = headerCluster(header);
  const used = 1 + tableClusters + blocks + l1Clusters;

  file.truncate(0);
  const table = new Uint8Array(tableClusters * clusterBytes);
  for (let i = 0; i < blocks; i++) {
    const offset = (1 + tableClusters + i) * clusterBytes;
    setUint64(view(table), i * 8, offset);
    const block = new Uint8Array(clusterBytes);
    const entries = Math.min(blockEntries, used - i * blockEntries);
    for (let entry = 0; entry < entries; entry++) writeRefcount(view(block), entry, refcountBits, 1);
    file.write(offset, block);
  }
  file.write(clusterBytes, table);
  file.truncate(used * clusterBytes);
  file.flush();
  file.write(0, first);
  file.flush();
}
