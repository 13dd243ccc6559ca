/** The header of a qcow2 image with its extensions: read as hostile input, and written. Source: QEMU's docs/interop/qcow2.txt. */
import { byteString, bytesOf } from "../../runtime/image/bytes";
import { type ByteFile, readBytes } from "../byte-file";
import { DAMAGED, StorageError } from "../errors";
import { roundUp, setUint64, uint64, view } from "./big-endian";
import { COMPRESSION_TYPE, EXTENDED_L2, featureNameTable, refuseUnknownFeatures } from "./features";
import { checkHeader, MAX_BACKING_NAME_BYTES } from "./header-limits";

const MAGIC = 0x514649fb;
const V2_BYTES = 72;
const V3_LEAST_BYTES = 104;
/** What is written here: up to the compression type, and its padding. */
const V3_BYTES = 112;

const END = 0;
const BACKING_FORMAT = 0xe2792aca;
const FEATURE_NAMES = 0x6803f857;
export const BITMAPS_EXTENSION = 0x23852875;

export type CompressionType = "zlib" | "zstd";
const COMPRESSION_TYPES: readonly CompressionType[] = ["zlib", "zstd"];

/** An extension that is kept as it is. */
export interface Extension {
  readonly type: number;
  readonly data: Uint8Array;
}

export interface Header {
  version: 2 | 3;
  readonly clusterBits: number;
  /** Of the disk, in bytes. */
  size: number;
  readonly cryptMethod: number;
  /** In entries. */
  l1Size: number;
  l1Offset: number;
  refcountTableOffset: number;
  refcountTableClusters: number;
  snapshotCount: number;
  snapshotsOffset: number;
  incompatible: bigint;
  compatible: bigint;
  autoclear: bigint;
  /** log2 of a refcount's width in bits. */
  readonly refcountOrder: number;
  readonly compressionType: CompressionType;
  /** Fields behind those known here. */
  readonly laterFields: Uint8Array;
  /** Byte strings, as they stand in the file: names are UTF-8 by custom only. */
  backingFile: string | undefined;
  backingFormat: string | undefined;
  extensions: readonly Extension[];
}

export const extendedL2 = (header: Header): boolean => (header.incompatible & EXTENDED_L2) !== 0n;

export const isQcow2 = (file: ByteFile): boolean =>
  file.size >= 4 && view(readBytes(file, 0, 4)).getUint32(0) === MAGIC;

/** @throws StorageError naming the field that is not as it must be */
export function readHeader(file: ByteFile): Header {
  if (!isQcow2(file)) {
    throw new StorageError(
      "not a qcow2 image: it does not begin with the four bytes QFI\\xfb",
      "header, magic",
      "if it is a raw image, open it as raw",
    );
  }
  if (file.size < V2_BYTES)
    throw new StorageError(`the file ends after ${file.size} bytes`, "header", DAMAGED);
  const fixed = view(readBytes(file, 0, V3_BYTES));
  const version = fixed.getUint32(4);
  if (version !== 2 && version !== 3) {
    throw new StorageError(`version ${version}`, "header, version", "versions 2 and 3 are read here");
  }
  const clusterBits = fixed.getUint32(20);
  if (clusterBits < 9 || clusterBits > 21) {
    throw new StorageError(
      `clusters of 2^${clusterBits} bytes`,
      "header, cluster_bits",
      "512 bytes to 2 MiB are read here, as by QEMU",
    );
  }
  const cluster = readBytes(file, 0, 2 ** clusterBits);
  const headerBytes = version === 2 ? V2_BYTES : fixed.getUint32(100);
  if (headerBytes > cluster.length || (version === 3 && (headerBytes < V3_LEAST_BYTES || headerBytes % 8))) {
    throw new StorageError(`a header of ${headerBytes} bytes`, "header, header_length", DAMAGED);
  }
  const nameOffset = uint64(fixed, 8, "header, backing_file_offset");
  const nameBytes = nameOffset === 0 ? 0 : fixed.getUint32(16);
  if (nameBytes > MAX_BACKING_NAME_BYTES || nameOffset + nameBytes > cluster.length) {
    throw new StorageError(
      `a name of ${nameBytes} bytes at ${nameOffset}, not within the first cluster or longer than 1023 bytes`,
      "header, backing_file_offset",
      DAMAGED,
    );
  }
  const extensions = readExtensions(cluster, headerBytes, nameOffset === 0 ? cluster.length : nameOffset);
  const incompatible = version === 2 ? 0n : fixed.getBigUint64(72);
  refuseUnknownFeatures(incompatible, extensions.find(({ type }) => type === FEATURE_NAMES)?.data);
  const backingFormat = extensions.find(({ type }) => type === BACKING_FORMAT)?.data;
  const header: Header = {
    version,
    clusterBits,
    size: uint64(fixed, 24, "header, size"),
    cryptMethod: fixed.getUint32(32),
    l1Size: fixed.getUint32(36),
    l1Offset: uint64(fixed, 40, "header, l1_table_offset"),
    refcountTableOffset: uint64(fixed, 48, "header, refcount_table_offset"),
    refcountTableClusters: fixed.getUint32(56),
    snapshotCount: fixed.getUint32(60),
    snapshotsOffset: uint64(fixed, 64, "header, snapshots_offset"),
    incompatible,
    compatible: version === 2 ? 0n : fixed.getBigUint64(80),
    autoclear: version === 2 ? 0n : fixed.getBigUint64(88),
    refcountOrder: version === 2 ? 4 : fixed.getUint32(96),
    compressionType: compressionType(headerBytes > V3_LEAST_BYTES ? cluster[104]! : 0, incompatible),
    laterFields: cluster.slice(Math.min(V3_BYTES, headerBytes), version === 2 ? 0 : headerBytes),
    backingFile:
      nameBytes === 0 ? undefined : byteString(cluster.subarray(nameOffset, nameOffset + nameBytes)),
    backingFormat: backingFormat === undefined ? undefined : byteString(backingFormat),
    extensions: extensions.filter(({ type }) => type !== BACKING_FORMAT && type !== FEATURE_NAMES),
  };
  checkHeader(header);
  return header;
}

function compressionType(value: number, incompatible: bigint): CompressionType {
  const type = COMPRESSION_TYPES[value];
  const announced = (incompatible & COMPRESSION_TYPE) !== 0n;
  if (type !== undefined && announced === (value !== 0)) return type;
  throw new StorageError(
    `compression type ${value}, and the feature bit for one ${announced ? "is" : "is not"} set`,
    "header, compression_type",
    "zlib (0) and zstd (1) are read here; otherwise the image is damaged",
  );
}

function readExtensions(cluster: Uint8Array, from: number, end: number): Extension[] {
  const found: Extension[] = [];
  const fields = view(cluster);
  for (let at = from; at + 8 <= end; ) {
    const type = fields.getUint32(at);
    if (type === END) break;
    const length = fields.getUint32(at + 4);
    if (length > end - at - 8) {
      throw new StorageError(
        `${length} bytes of extension 0x${type.toString(16)}, and ${end - at - 8} are left`,
        `header extension at byte ${at}`,
        DAMAGED,
      );
    }
    found.push({ type, data: cluster.slice(at + 8, at + 8 + length) });
    at += 8 + roundUp(length, 8);
  }
  return found;
}

/**
 * The first cluster. The table of feature names is left out where there is no room for it.
 * @throws StorageError if the rest does not fit
 */
export function headerCluster(header: Header): Uint8Array {
  const cluster = new Uint8Array(2 ** header.clusterBits);
  const fields = view(cluster);
  const headerBytes = header.version === 2 ? V2_BYTES : V3_BYTES + header.laterFields.length;
  fields.setUint32(0, MAGIC);
  fields.setUint32(4, header.version);
  fields.setUint32(20, header.clusterBits);
  setUint64(fields, 24, header.size);
  fields.setUint32(32, header.cryptMethod);
  fields.setUint32(36, header.l1Size);
  setUint64(fields, 40, header.l1Offset);
  setUint64(fields, 48, header.refcountTableOffset);
  fields.setUint32(56, header.refcountTableClusters);
  fields.setUint32(60, header.snapshotCount);
  setUint64(fields, 64, header.snapshotsOffset);
  if (header.version === 3) {
    fields.setBigUint64(72, header.incompatible);
    fields.setBigUint64(80, header.compatible);
    fields.setBigUint64(88, header.autoclear);
    fields.setUint32(96, header.refcountOrder);
    fields.setUint32(100, headerBytes);
    cluster[104] = COMPRESSION_TYPES.indexOf(header.compressionType);
    cluster.set(header.laterFields, V3_BYTES);
  }
  const { backingFile, backingFormat } = header;
  const name = bytesOf(backingFile ?? "");
  const kept = [...header.extensions];
  if (backingFormat !== undefined) kept.unshift({ type: BACKING_FORMAT, data: bytesOf(backingFormat) });
  const names = { type: FEATURE_NAMES, data: featureNameTable() };
  const bytes = (extensions: readonly Extension[]) =>
    extensions.reduce((sum, { data }) => sum + 8 + roundUp(data.length, 8), 8);
  const room = cluster.length - headerBytes - name.length;
  if (header.version === 3 && bytes([...kept, names]) <= room) kept.push(names);
  if (bytes(kept) > room || name.length > MAX_BACKING_NAME_BYTES) {
    throw new StorageError(
      `the name of the backing file and the extensions need ${bytes(kept) + name.length} bytes`,
      `header, which has ${cluster.length - headerBytes} for them`,
      "use a shorter name or larger clusters",
    );
  }
  let at = headerBytes;
  for (const { type, data } of kept) {
    fields.setUint32(at, type);
    fields.setUint32(at + 4, data.length);
    cluster.set(data, at + 8);
    at += 8 + roundUp(data.length, 8);
  }
  if (backingFile !== undefined) {
    setUint64(fields, 8, at + 8);
    fields.setUint32(16, name.length);
    cluster.set(name, at + 8);
  }
  return cluster;
}
