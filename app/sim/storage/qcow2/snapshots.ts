/**
 * Internal snapshots. Taking, restoring or deleting one changes refcounts and marks of the whole image, which no single write
 * can do: an image of version 3 is marked as dirty for that time, so that whoever opens it next sets its refcounts right. In any
 * case counts are raised before something refers to the clusters, and lowered after nothing does.
 */
import { shown } from "../../runtime/image/errors";
import { readBytes } from "../byte-file";
import { StorageError } from "../errors";
import { setUint64, view } from "./big-endian";
import { checkSize } from "./create";
import { readEntry, targetAt } from "./entry";
import { DIRTY } from "./features";
import { l1EntriesFor, MAX_SNAPSHOTS } from "./header-limits";
import type { Qcow2Image } from "./image";
import { setMarks } from "./marks";
import { protectTables } from "./prepare";
import { readSnapshots, type Snapshot, snapshotTableBytes } from "./snapshot-table";

const HEADER_SIZE = 24;
const HEADER_SNAPSHOTS = 60;

export const snapshotsOf = (image: Qcow2Image): readonly Snapshot[] =>
  readSnapshots(image.file, image.header).snapshots;

/** By its id, else by its name; both are byte strings. @throws StorageError if there is none */
function findSnapshot(image: Qcow2Image, idOrName: string): Snapshot {
  const all = snapshotsOf(image);
  const found = all.find(({ id }) => id === idOrName) ?? all.find(({ name }) => name === idOrName);
  if (found !== undefined) return found;
  const there = all.map(({ id, name }) => `${id} ${shown(name)}`).join(", ") || "none";
  throw new StorageError(`there is no snapshot ${shown(idOrName)}`, "snapshot table", `there are: ${there}`);
}

/** Every cluster that an L1 table leads to, once for each reference. */
function* references(image: Qcow2Image, offset: number, entries: number): Generator<number> {
  const { file, geometry } = image;
  const { clusterBytes, l2Entries } = geometry;
  const l1 = view(readBytes(file, offset, entries * 8));
  for (let i = 0; i < entries; i++) {
    const target = targetAt(l1, i * 8);
    if (target === 0) continue;
    yield target / clusterBytes;
    const table = view(readBytes(file, target, clusterBytes));
    for (let index = 0; index < l2Entries; index++) {
      const where = () => `L2 table at ${target}, entry ${index}`;
      const { host, compressedBytes } = readEntry(table, index, geometry, where);
      if (host === 0) continue;
      const last = Math.floor((host + Math.max(1, compressedBytes) - 1) / clusterBytes);
      for (let cluster = Math.floor(host / clusterBytes); cluster <= last; cluster++) yield cluster;
    }
  }
}

/** One reference more or less to everything that an L1 table leads to; all or nothing, as far as the counts' width goes. */
function count(image: Qcow2Image, offset: number, entries: number, change: 1 | -1): void {
  const { refcounts } = image;
  let done = 0;
  try {
    for (const cluster of references(image, offset, entries)) {
      refcounts.add(cluster, change);
      done++;
    }
  } catch (error) {
    for (const cluster of references(image, offset, entries)) {
      if (done-- === 0) break;
      refcounts.add(cluster, -change);
    }
    throw error;
  }
}

/** While refcounts and marks do not fit each other. */
function whileDirty(image: Qcow2Image, action: () => void): void {
  const { header, mapping, refcounts, file } = image;
  image.begin();
  mapping.flush();
  refcounts.write();
  const mark = header.version === 3 && !mapping.lazy;
  if (mark) setDirty(image, true);
  try {
    action();
  } finally {
    refcounts.write();
    file.flush();
    setMarks(image);
    file.flush();
    mapping.reload();
    protectTables(image);
    if (mark) setDirty(image, false);
  }
}

function setDirty(image: Qcow2Image, dirty: boolean): void {
  if (dirty) image.header.incompatible |= DIRTY;
  else image.header.incompatible &= ~DIRTY;
  image.writeHeader();
}

/** Writes bytes to clusters of their own. Answers the offset; 0 for no bytes. */
function writeToOwn(image: Qcow2Image, bytes: Uint8Array): number {
  const { refcounts, geometry, file } = image;
  if (bytes.length === 0) return 0;
  const clusters = Math.ceil(bytes.length / geometry.clusterBytes);
  const offset = refcounts.allocateContiguous(clusters).first * geometry.clusterBytes;
  const whole = new Uint8Array(clusters * geometry.clusterBytes);
  whole.set(bytes);
  refcounts.write();
  file.write(offset, whole);
  file.flush();
  return offset;
}

function free(image: Qcow2Image, offset: number, bytes: number): void {
  const { clusterBytes } = image.geometry;
  for (let at = offset; at < offset + bytes; at += clusterBytes) image.refcounts.add(at / clusterBytes, -1);
}

/** Switches over to another table of snapshots in one write. */
function replaceTable(image: Qcow2Image, snapshots: readonly Snapshot[]): void {
  const { file, header } = image;
  const old = { offset: header.snapshotsOffset, bytes: readSnapshots(file, header).bytes };
  const offset = writeToOwn(image, snapshotTableBytes(snapshots));
  const fields = view(new Uint8Array(12));
  fields.setUint32(0, snapshots.length);
  setUint64(fields, 4, offset);
  file.write(HEADER_SNAPSHOTS, new Uint8Array(fields.buffer));
  file.flush();
  header.snapshotCount = snapshots.length;
  header.snapshotsOffset = offset;
  free(image, old.offset, old.bytes);
}

/**
 * @param name a byte string
 * @param taken seconds since 1970, and nanoseconds within the second
 * @throws StorageError if there are too many, or the refcounts are too narrow
 */
export function createSnapshot(
  image: Qcow2Image,
  name: string,
  taken: { readonly seconds: number; readonly nanoseconds: number },
): Snapshot {
  const { header, file } = image;
  image.begin();
  const before = snapshotsOf(image);
  if (before.length >= MAX_SNAPSHOTS)
    throw new StorageError(`${before.length} snapshots already`, "snapshot table", "delete some first");
  const id = String(1 + Math.max(0, ...before.map((other) => Number(other.id)).filter(Number.isSafeInteger)));
  let made: Snapshot | undefined;
  whileDirty(image, () => {
    count(image, header.l1Offset, header.l1Size, 1);
    image.refcounts.write();
    file.flush();
    setMarks(image);
    const l1Offset = writeToOwn(image, readBytes(file, header.l1Offset, header.l1Size * 8));
    made = {
      id,
      name,
      l1Offset,
      l1Size: header.l1Size,
      ...taken,
      guestNs: 0,
      vmStateBytes: 0,
      diskSize: header.size,
      instructionCount: undefined,
      later: new Uint8Array(0),
    };
    replaceTable(image, [...before, made]);
  });
  return made!;
}

export function deleteSnapshot(image: Qcow2Image, idOrName: string): void {
  const snapshot = findSnapshot(image, idOrName);
  whileDirty(image, () => {
    replaceTable(
      image,
      snapshotsOf(image).filter(({ id }) => id !== snapshot.id),
    );
    count(image, snapshot.l1Offset, snapshot.l1Size, -1);
    free(image, snapshot.l1Offset, snapshot.l1Size * 8);
  });
}

/** The disk is again as it was when the snapshot was taken, its size too. The snapshot stays. */
export function applySnapshot(image: Qcow2Image, idOrName: string): void {
  const { header, geometry, file } = image;
  const snapshot = findSnapshot(image, idOrName);
  const size = snapshot.diskSize ?? header.size;
  checkSize(size, geometry.clusterBits, geometry.extended);
  whileDirty(image, () => {
    const entries = Math.max(snapshot.l1Size, l1EntriesFor(size, geometry.clusterBits, geometry.extended));
    count(image, snapshot.l1Offset, snapshot.l1Size, 1);
    image.refcounts.write();
    const l1 = new Uint8Array(Math.max(1, entries) * 8);
    file.read(snapshot.l1Offset, l1.subarray(0, snapshot.l1Size * 8));
    const old = { offset: header.l1Offset, entries: header.l1Size };
    const offset = writeToOwn(image, l1);
    const fields = view(new Uint8Array(24));
    setUint64(fields, 0, size);
    fields.setUint32(8, header.cryptMethod);
    fields.setUint32(12, entries);
    setUint64(fields, 16, offset);
    file.write(HEADER_SIZE, new Uint8Array(fields.buffer));
    file.flush();
    Object.assign(header, { size, l1Size: entries, l1Offset: offset });
    count(image, old.offset, old.entries, -1);
    free(image, old.offset, Math.max(1, old.entries * 8));
  });
}

/** The disk as a snapshot has it, to be read: nothing of the image may be written meanwhile. */
export function headerAtSnapshot(image: Qcow2Image, idOrName: string): Qcow2Image["header"] {
  const { l1Offset, l1Size, diskSize } = findSnapshot(image, idOrName);
  return { ...image.header, l1Offset, l1Size, size: diskSize ?? image.header.size };
}
