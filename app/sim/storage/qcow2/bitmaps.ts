/**
 * Persistent bitmaps, which say what was written since some moment. They are kept, not maintained: those that follow the disk are
 * marked as out of step when the image is opened for writing.
 */
import { byteString } from "../../runtime/image/bytes";
import { type ByteFile, readBytes } from "../byte-file";
import { DAMAGED, StorageError } from "../errors";
import { roundUp, uint64, view } from "./big-endian";
import { targetAt } from "./entry";
import { BITMAPS } from "./features";
import type { Geometry } from "./geometry";
import { BITMAPS_EXTENSION, type Header } from "./header";

/** Limits of QEMU's. */
const MAX_DIRECTORY_BYTES = 65535 * 1024;
const MAX_TABLE_ENTRIES = 2 ** 23;
const ENTRY_BYTES = 24;
const IN_USE = 1;
const AUTO = 2;

interface Bitmap {
  /** Of the entry, in the directory. */
  readonly at: number;
  readonly flags: number;
  readonly tableOffset: number;
  readonly tableEntries: number;
  readonly granularityBits: number;
  /** A byte string. */
  readonly name: string;
}

interface Directory {
  readonly offset: number;
  readonly bytes: Uint8Array;
  readonly bitmaps: readonly Bitmap[];
}

/** The bitmaps that count: those of an image whose last writer knew them. */
function readDirectory(file: ByteFile, header: Header, clusterBytes: number): Directory | undefined {
  const extension = header.extensions.find(({ type }) => type === BITMAPS_EXTENSION)?.data;
  if (!(header.autoclear & BITMAPS)) return undefined;
  const where = "header extension, bitmaps";
  if (extension === undefined || extension.length < 24)
    throw new StorageError("the feature bit is set and the extension is missing or cut off", where, DAMAGED);
  const count = view(extension).getUint32(0);
  const length = uint64(view(extension), 8, `${where}, bitmap_directory_size`);
  const offset = uint64(view(extension), 16, `${where}, bitmap_directory_offset`);
  if (
    length > MAX_DIRECTORY_BYTES ||
    offset % clusterBytes !== 0 ||
    offset + length > file.size + clusterBytes
  )
    throw new StorageError(`a directory of ${length} bytes at ${offset}`, where, DAMAGED);
  const bytes = readBytes(file, offset, length);
  const fields = view(bytes);
  const bitmaps: Bitmap[] = [];
  for (let at = 0; bitmaps.length < count; ) {
    const place = `bitmap directory, entry ${bitmaps.length}`;
    if (at + ENTRY_BYTES > length) throw new StorageError("the directory ends before it", place, DAMAGED);
    const tableOffset = uint64(fields, at, `${place}, bitmap_table_offset`);
    const tableEntries = fields.getUint32(at + 8);
    const inFile = tableOffset + tableEntries * 8 <= file.size + clusterBytes;
    if (tableEntries > MAX_TABLE_ENTRIES || tableOffset % clusterBytes !== 0 || !inFile)
      throw new StorageError(`a table of ${tableEntries} entries at ${tableOffset}`, place, DAMAGED);
    const nameAt = at + ENTRY_BYTES + fields.getUint32(at + 20);
    const behind = nameAt + fields.getUint16(at + 18);
    bitmaps.push({
      at,
      flags: fields.getUint32(at + 12),
      tableOffset,
      tableEntries,
      granularityBits: fields.getUint8(at + 17),
      name: byteString(bytes.subarray(nameAt, behind)),
    });
    at = roundUp(behind, 8);
  }
  return { offset, bytes, bitmaps };
}

export interface BitmapInfo {
  /** A byte string. */
  readonly name: string;
  readonly flags: readonly ("in-use" | "auto")[];
  /** Bytes of the disk for each bit. */
  readonly granularity: number;
}

export function listBitmaps(file: ByteFile, header: Header, geometry: Geometry): BitmapInfo[] {
  const { bitmaps } = readDirectory(file, header, geometry.clusterBytes) ?? { bitmaps: [] };
  return bitmaps.map(({ name, flags, granularityBits }) => ({
    name,
    flags: [...(flags & IN_USE ? (["in-use"] as const) : []), ...(flags & AUTO ? (["auto"] as const) : [])],
    granularity: 2 ** granularityBits,
  }));
}

export const hasBitmaps = (header: Header): boolean => (header.autoclear & BITMAPS) !== 0n;

export interface Reference {
  readonly offset: number;
  readonly bytes: number;
  readonly what: string;
}

/** Every range of the file that the bitmaps use. */
export function* bitmapReferences(file: ByteFile, header: Header, geometry: Geometry): Generator<Reference> {
  const directory = readDirectory(file, header, geometry.clusterBytes);
  if (directory === undefined) return;
  yield { offset: directory.offset, bytes: directory.bytes.length, what: "bitmap directory" };
  for (const [index, { tableOffset, tableEntries }] of directory.bitmaps.entries()) {
    yield { offset: tableOffset, bytes: tableEntries * 8, what: `table of bitmap ${index}` };
    const table = view(readBytes(file, tableOffset, tableEntries * 8));
    for (let entry = 0; entry < tableEntries; entry++) {
      const offset = targetAt(table, entry * 8);
      if (offset !== 0)
        yield { offset, bytes: geometry.clusterBytes, what: `table of bitmap ${index}, entry ${entry}` };
    }
  }
}

/** Says in the directory that bitmaps which follow the disk no longer do. */
export function markOutOfStep(file: ByteFile, header: Header, geometry: Geometry): void {
  const directory = readDirectory(file, header, geometry.clusterBytes);
  if (directory === undefined) return;
  const fields = view(directory.bytes);
  for (const { at, flags } of directory.bitmaps) if (flags & AUTO) fields.setUint32(at + 12, flags | IN_USE);
  file.write(directory.offset, directory.bytes);
}
