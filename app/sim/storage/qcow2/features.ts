/** The feature bits of version 3, and the table in which an image names those that it uses. */
import { byteString, bytesOf } from "../../runtime/image/bytes";
import { shown } from "../../runtime/image/errors";
import { StorageError } from "../errors";

export const DIRTY = 1n << 0n;
export const CORRUPT = 1n << 1n;
export const EXTERNAL_DATA = 1n << 2n;
export const COMPRESSION_TYPE = 1n << 3n;
export const EXTENDED_L2 = 1n << 4n;
/** Of the compatible ones. */
export const LAZY_REFCOUNTS = 1n << 0n;
/** Of those that a writer clears which does not know them. */
export const BITMAPS = 1n << 0n;

const KNOWN_INCOMPATIBLE = DIRTY | CORRUPT | EXTERNAL_DATA | COMPRESSION_TYPE | EXTENDED_L2;

interface FeatureName {
  /** 0 incompatible, 1 compatible, 2 autoclear. */
  readonly kind: number;
  readonly bit: number;
  readonly name: string;
}

const NAMES: readonly FeatureName[] = [
  { kind: 0, bit: 0, name: "dirty bit" },
  { kind: 0, bit: 1, name: "corrupt bit" },
  { kind: 0, bit: 2, name: "external data file" },
  { kind: 0, bit: 3, name: "compression type" },
  { kind: 0, bit: 4, name: "extended L2 entries" },
  { kind: 1, bit: 0, name: "lazy refcounts" },
  { kind: 2, bit: 0, name: "bitmaps" },
  { kind: 2, bit: 1, name: "raw external data" },
];
const ENTRY_BYTES = 48;

/** The table that images of ours carry. */
export function featureNameTable(): Uint8Array {
  const table = new Uint8Array(NAMES.length * ENTRY_BYTES);
  NAMES.forEach(({ kind, bit, name }, index) => {
    table.set([kind, bit], index * ENTRY_BYTES);
    table.set(bytesOf(name), index * ENTRY_BYTES + 2);
  });
  return table;
}

function nameOf(bit: number, table: Uint8Array | undefined): string {
  for (let at = 0; table !== undefined && at + ENTRY_BYTES <= table.length; at += ENTRY_BYTES) {
    if (table[at] !== 0 || table[at + 1] !== bit) continue;
    const name = byteString(table.subarray(at + 2, at + ENTRY_BYTES));
    return `${shown(name.replace(/\0.*$/s, ""))} (bit ${bit})`;
  }
  return `bit ${bit}, which the image does not name`;
}

/** @throws StorageError naming the features without which the image cannot be read here */
export function refuseUnknownFeatures(incompatible: bigint, table: Uint8Array | undefined): void {
  const unknown = incompatible & ~KNOWN_INCOMPATIBLE;
  const bits = Array.from({ length: 64 }, (_, bit) => bit).filter((bit) => (unknown >> BigInt(bit)) & 1n);
  if (bits.length === 0) return;
  throw new StorageError(
    `the image uses features that are not known here: ${bits.map((bit) => nameOf(bit, table)).join(", ")}`,
    "header, incompatible_features",
    "convert it with the program that made it, without these features",
  );
}
