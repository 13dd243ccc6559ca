/** The table of internal snapshots: read as hostile input, and written. */
import { byteString, bytesOf, concatenate } from "../../runtime/image/bytes";
import { type ByteFile, readBytes } from "../byte-file";
import { DAMAGED, StorageError } from "../errors";
import { roundUp, setUint64, uint64, view } from "./big-endian";
import type { Header } from "./header";
import { MAX_L1_BYTES } from "./header-limits";

export interface Snapshot {
  readonly id: string;
  readonly name: string;
  readonly l1Offset: number;
  readonly l1Size: number;
  /** When it was taken: seconds since 1970, and nanoseconds within the second. */
  readonly seconds: number;
  readonly nanoseconds: number;
  /** How long the guest had been running. */
  readonly guestNs: number;
  readonly vmStateBytes: number;
  /** Of the disk then; undefined in old images of version 2, where it is the present size. */
  readonly diskSize: number | undefined;
  /** Instructions that the guest had executed; undefined where nobody counted. */
  readonly instructionCount: bigint | undefined;
  /** Extra data behind what is known here. */
  readonly later: Uint8Array;
}

const FIXED_BYTES = 40;
/** Of the extra data: VM state, disk size, instruction count. */
const KNOWN_EXTRA_BYTES = 24;
/** QEMU's own limit. */
const MAX_EXTRA_BYTES = 1024;
const NOT_COUNTED = 0xffff_ffff_ffff_ffffn;

export interface SnapshotTable {
  readonly snapshots: readonly Snapshot[];
  /** Of the table in the file. */
  readonly bytes: number;
}

/** @throws StorageError naming the entry that is not valid */
export function readSnapshots(file: ByteFile, header: Header): SnapshotTable {
  const snapshots: Snapshot[] = [];
  let at = header.snapshotsOffset;
  for (let index = 0; index < header.snapshotCount; index++) {
    const where = `snapshot table, entry ${index}`;
    at = roundUp(at, 8);
    if (at + FIXED_BYTES > file.size) throw new StorageError("the file ends before it", where, DAMAGED);
    const fixed = view(readBytes(file, at, FIXED_BYTES));
    const idBytes = fixed.getUint16(12);
    const nameBytes = fixed.getUint16(14);
    const extraBytes = fixed.getUint32(36);
    if (extraBytes > MAX_EXTRA_BYTES)
      throw new StorageError(`${extraBytes} bytes of extra data, over ${MAX_EXTRA_BYTES}`, where, DAMAGED);
    const extra = readBytes(file, at + FIXED_BYTES, extraBytes);
    const text = readBytes(file, at + FIXED_BYTES + extraBytes, idBytes + nameBytes);
    at += FIXED_BYTES + extraBytes + idBytes + nameBytes;
    const l1Size = fixed.getUint32(8);
    const l1Offset = uint64(fixed, 0, `${where}, l1_table_offset`);
    const clusterBytes = 2 ** header.clusterBits;
    const inFile = l1Offset + l1Size * 8 <= file.size + clusterBytes;
    if (l1Size * 8 > MAX_L1_BYTES || l1Offset % clusterBytes !== 0 || !inFile)
      throw new StorageError(`an L1 table of ${l1Size} entries at ${l1Offset}`, where, DAMAGED);
    const count = extraBytes >= 24 ? view(extra).getBigUint64(16) : NOT_COUNTED;
    snapshots.push({
      id: byteString(text.subarray(0, idBytes)),
      name: byteString(text.subarray(idBytes)),
      l1Offset,
      l1Size,
      seconds: fixed.getUint32(16),
      nanoseconds: fixed.getUint32(20),
      guestNs: uint64(fixed, 24, `${where}, vm_clock_nsec`),
      vmStateBytes: extraBytes >= 8 ? uint64(view(extra), 0, `${where}, vm_state_size`) : fixed.getUint32(32),
      diskSize: extraBytes >= 16 ? uint64(view(extra), 8, `${where}, disk_size`) : undefined,
      instructionCount: count === NOT_COUNTED ? undefined : count,
      later: extra.slice(Math.min(extraBytes, KNOWN_EXTRA_BYTES)),
    });
  }
  return { snapshots, bytes: at - header.snapshotsOffset };
}

export function snapshotTableBytes(snapshots: readonly Snapshot[]): Uint8Array {
  return concatenate(snapshots.map(entryBytes));
}

function entryBytes(snapshot: Snapshot): Uint8Array {
  const id = bytesOf(snapshot.id);
  const name = bytesOf(snapshot.name);
  const extraBytes = KNOWN_EXTRA_BYTES + snapshot.later.length;
  const bytes = new Uint8Array(roundUp(FIXED_BYTES + extraBytes + id.length + name.length, 8));
  const fields = view(bytes);
  setUint64(fields, 0, snapshot.l1Offset);
  fields.setUint32(8, snapshot.l1Size);
  fields.setUint16(12, id.length);
  fields.setUint16(14, name.length);
  fields.setUint32(16, snapshot.seconds);
  fields.setUint32(20, snapshot.nanoseconds);
  setUint64(fields, 24, snapshot.guestNs);
  fields.setUint32(32, Math.min(snapshot.vmStateBytes, 0xffffffff));
  fields.setUint32(36, extraBytes);
  setUint64(fields, 40, snapshot.vmStateBytes);
  setUint64(fields, 48, snapshot.diskSize ?? 0);
  fields.setBigUint64(56, snapshot.instructionCount ?? NOT_COUNTED);
  bytes.set(snapshot.later, FIXED_BYTES + KNOWN_EXTRA_BYTES);
  bytes.set(id, FIXED_BYTES + extraBytes);
  bytes.set(name, FIXED_BYTES + extraBytes + id.length);
  return bytes;
}
