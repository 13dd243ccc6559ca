/** What the fields of a header may say. The limits of tables are QEMU's; they bound the memory that a hostile image can ask for. */
import { DAMAGED, StorageError } from "../errors";
import { EXTENDED_L2, EXTERNAL_DATA } from "./features";
import type { Header } from "./header";

export const MAX_BACKING_NAME_BYTES = 1023;
export const MAX_L1_BYTES = 32 * 2 ** 20;
export const MAX_REFCOUNT_TABLE_BYTES = 8 * 2 ** 20;
export const MAX_SNAPSHOTS = 65536;

/** Entries of the L1 table that a disk needs. */
export function l1EntriesFor(size: number, clusterBits: number, extended: boolean): number {
  const entries = 2 ** (clusterBits - (extended ? 4 : 3));
  return Math.ceil(size / (entries * 2 ** clusterBits));
}

function refuse(what: string, field: string, whatToDo = DAMAGED): never {
  throw new StorageError(what, `header, ${field}`, whatToDo);
}

/** @throws StorageError naming the first field that is not as it must be */
export function checkHeader(header: Header): void {
  const clusterBytes = 2 ** header.clusterBits;
  const extended = (header.incompatible & EXTENDED_L2) !== 0n;
  if (header.cryptMethod !== 0) {
    const method = ["", "AES", "LUKS"][header.cryptMethod] ?? `method ${header.cryptMethod}`;
    refuse(`encrypted with ${method}`, "crypt_method", "decrypt it first: qemu-img convert, with the key");
  }
  if (header.incompatible & EXTERNAL_DATA) {
    const whatToDo = "bring both into one file first: qemu-img convert -O qcow2";
    refuse("the disk's bytes are in an external data file", "incompatible_features", whatToDo);
  }
  if (header.refcountOrder > 6) refuse(`refcounts of 2^${header.refcountOrder} bits`, "refcount_order");
  if (extended && header.clusterBits < 14)
    refuse(`extended L2 entries with clusters of ${clusterBytes} bytes, below 16 KiB`, "cluster_bits");
  checkTable(header, "l1_table_offset", header.l1Offset, header.l1Size > 0);
  if (header.l1Size * 8 > MAX_L1_BYTES) refuse(`${header.l1Size} entries, over 32 MiB`, "l1_size");
  const needed = l1EntriesFor(header.size, header.clusterBits, extended);
  if (needed > header.l1Size)
    refuse(`${header.l1Size} entries, and a disk of ${header.size} bytes needs ${needed}`, "l1_size");
  checkTable(header, "refcount_table_offset", header.refcountTableOffset, true);
  const { refcountTableClusters } = header;
  if (refcountTableClusters === 0 || refcountTableClusters * clusterBytes > MAX_REFCOUNT_TABLE_BYTES)
    refuse(`${refcountTableClusters} clusters; 1 to 8 MiB are allowed`, "refcount_table_clusters");
  if (header.snapshotCount > MAX_SNAPSHOTS) refuse(`${header.snapshotCount} snapshots`, "nb_snapshots");
  checkTable(header, "snapshots_offset", header.snapshotsOffset, header.snapshotCount > 0);
}

function checkTable(header: Header, field: string, offset: number, needed: boolean): void {
  if (offset % 2 ** header.clusterBits !== 0) refuse(`${offset} is not the beginning of a cluster`, field);
  if (needed && offset === 0) refuse("the table would lie on the header", field);
}
