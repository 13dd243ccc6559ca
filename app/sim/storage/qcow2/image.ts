/** A qcow2 image as a disk: opening, reading, and what must be so before and after writing. */
import {
  type BlockImage,
  checkRange,
  type Extent,
  type Holding,
  nothingAnswered,
  readBelow,
} from "../block-image";
import { type ByteFile, readBytes } from "../byte-file";
import { StorageError } from "../errors";
import { decompressCluster } from "./compression";
import type { Entry } from "./entry";
import { DIRTY, LAZY_REFCOUNTS } from "./features";
import { type Geometry, geometryOf } from "./geometry";
import { type Header, headerCluster, readHeader } from "./header";
import { Mapping } from "./mapping";
import { prepareForWriting } from "./prepare";
import { Refcounts } from "./refcounts";
import { resizeImage } from "./resize";
import { TableCache } from "./table-cache";
import { discardRange, writeData, zeroRange } from "./write";

export interface OpenOptions {
  readonly writable?: boolean;
  /** Writable as it is: what is wrong with it is about to be set right. */
  readonly forRepair?: boolean;
  readonly backing?: BlockImage | undefined;
  /** Memory for L2 tables, and as much for refcount blocks; four of each are kept in any case. */
  readonly cacheBytes?: number;
}

const CACHE_BYTES = 2 * 2 ** 20;
const LEAST_TABLES = 4;

export class Qcow2Image implements BlockImage {
  readonly format = "qcow2";
  readonly answered = nothingAnswered();
  readonly backing: BlockImage | undefined;
  readonly geometry: Geometry;
  readonly refcounts: Refcounts;
  readonly mapping: Mapping;
  readonly writable: boolean;
  /** The compressed cluster that was read last. */
  private unpacked: { readonly host: number; readonly bytes: Uint8Array } | undefined;

  /** Use `openQcow2`. */
  constructor(
    readonly file: ByteFile,
    readonly header: Header,
    { writable = false, forRepair = false, backing, cacheBytes = CACHE_BYTES }: OpenOptions,
  ) {
    this.writable = writable || forRepair;
    this.backing = backing;
    this.geometry = geometryOf(header);
    const { clusterBytes } = this.geometry;
    const tables = Math.max(LEAST_TABLES, Math.floor(cacheBytes / clusterBytes));
    const blocks = new TableCache(file, clusterBytes, tables, () => this.refcounts.write());
    this.refcounts = new Refcounts(file, header, this.geometry, blocks);
    this.mapping = new Mapping(file, header, this.geometry, this.refcounts, tables);
  }

  get size(): number {
    return this.header.size;
  }

  extent(offset: number, maxLength: number): Extent {
    checkRange(this, offset, maxLength);
    const first = this.extentAt(offset, maxLength);
    let { length } = first;
    while (length < maxLength) {
      const next = this.extentAt(offset + length, maxLength - length);
      const follows =
        first.fileOffset === undefined
          ? next.fileOffset === undefined
          : next.fileOffset === first.fileOffset + length;
      if (next.holding !== first.holding || !follows) break;
      length += next.length;
    }
    return { ...first, length };
  }

  /** As `extent`, within one cluster, or one table that is not there. */
  private extentAt(offset: number, maxLength: number): Extent {
    const { clusterBytes, subclusterBytes, l2Bytes } = this.geometry;
    const table = Math.floor(offset / l2Bytes);
    if (this.mapping.l2Offset(table) === 0)
      return { holding: "unallocated", length: Math.min(maxLength, (table + 1) * l2Bytes - offset) };
    const cluster = Math.floor(offset / clusterBytes);
    const inside = offset - cluster * clusterBytes;
    const entry = this.mapping.entry(cluster);
    if (entry.compressedBytes > 0)
      return { holding: "compressed", length: Math.min(maxLength, clusterBytes - inside) };
    const index = Math.floor(inside / subclusterBytes);
    const holding = holdingOf(entry, index);
    let end = index + 1;
    while (end < this.geometry.subclusters && holdingOf(entry, end) === holding) end++;
    const length = Math.min(maxLength, end * subclusterBytes - inside);
    return entry.host === 0 ? { holding, length } : { holding, length, fileOffset: entry.host + inside };
  }

  read(offset: number, into: Uint8Array): void {
    checkRange(this, offset, into.length);
    for (let at = 0; at < into.length; ) {
      const { holding, length, fileOffset } = this.extent(offset + at, into.length - at);
      const part = into.subarray(at, at + length);
      if (holding === "data") this.file.read(fileOffset!, part);
      else if (holding === "zero") part.fill(0);
      else if (holding === "unallocated") readBelow(this.backing, offset + at, part);
      else this.readCompressed(offset + at, part);
      this.answered[holding] += length;
      at += length;
    }
  }

  private readCompressed(offset: number, into: Uint8Array): void {
    const { clusterBytes } = this.geometry;
    for (let at = 0; at < into.length; ) {
      const cluster = Math.floor((offset + at) / clusterBytes);
      const inside = offset + at - cluster * clusterBytes;
      const part = into.subarray(at, at + clusterBytes - inside);
      part.set(this.unpack(cluster).subarray(inside, inside + part.length));
      at += part.length;
    }
  }

  private unpack(cluster: number): Uint8Array {
    const { host, compressedBytes } = this.mapping.entry(cluster);
    if (this.unpacked?.host !== host) {
      const { clusterBytes } = this.geometry;
      const there = Math.max(0, Math.min(compressedBytes, this.file.size - host));
      const where = `compressed cluster of the disk at ${cluster * clusterBytes}, in the file at ${host}`;
      const bytes = decompressCluster(
        this.header.compressionType,
        readBytes(this.file, host, there),
        clusterBytes,
        where,
      );
      this.unpacked = { host, bytes };
    }
    return this.unpacked.bytes;
  }

  write(offset: number, bytes: Uint8Array): void {
    this.begin(offset, bytes.length);
    writeData(this, offset, bytes);
    this.mapping.settle();
  }

  writeZeroes(offset: number, length: number, keep = false): void {
    this.begin(offset, length);
    zeroRange(this, offset, length, keep);
    this.mapping.settle();
  }

  discard(offset: number, length: number): void {
    this.begin(offset, length);
    discardRange(this, offset, length);
    this.mapping.settle();
  }

  requireWritable(): void {
    if (!this.writable) throw new StorageError("opened for reading only", "the image", "open it for writing");
  }

  /** Before anything is changed. */
  begin(offset = 0, length = 0): void {
    checkRange(this, offset, length);
    if (!this.writable) throw new StorageError("opened for reading only", "the image", "open it for writing");
    this.unpacked = undefined;
    if (!(this.header.compatible & LAZY_REFCOUNTS) || this.mapping.lazy) return;
    this.header.incompatible |= DIRTY;
    this.writeHeader();
    this.mapping.lazy = true;
  }

  /** The whole first cluster, in one write. */
  writeHeader(): void {
    const cluster = headerCluster(this.header);
    this.file.write(0, cluster);
    this.file.flush();
  }

  resize(size: number): void {
    this.begin();
    resizeImage(this, size);
  }

  flush(): void {
    if (this.writable) this.mapping.flush();
  }

  close(): void {
    this.flush();
    if (this.mapping.lazy) {
      this.refcounts.write();
      this.file.flush();
      this.header.incompatible &= ~DIRTY;
      this.writeHeader();
      this.mapping.lazy = false;
    }
    this.backing?.close();
  }
}

function holdingOf(entry: Entry, subcluster: number): Holding {
  if ((entry.zero >>> subcluster) & 1) return "zero";
  return (entry.data >>> subcluster) & 1 ? "data" : "unallocated";
}

/**
 * Opens an image. For writing, what the format demands first is done: refcounts of an image that was not closed are repaired,
 * features that would become wrong are cleared.
 * @throws StorageError if it is none, is damaged, or needs something that is not known here
 */
export function openQcow2(file: ByteFile, options: OpenOptions = {}): Qcow2Image {
  const image = new Qcow2Image(file, readHeader(file), options);
  if (options.writable) prepareForWriting(image);
  return image;
}
