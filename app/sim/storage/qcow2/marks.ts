/**
 * The marks in the active tables that say which clusters may be written in place: those with exactly one reference. They follow
 * from the refcounts, and are set anew whenever an operation changes many of these.
 */
import { readBytes } from "../byte-file";
import { view } from "./big-endian";
import { setCopied, targetAt } from "./entry";
import type { Qcow2Image } from "./image";

interface WrongMarks {
  /** Of the table in the file. */
  readonly offset: number;
  readonly table: DataView;
  readonly entryBytes: number;
  /** Entries whose mark is not what it should be. */
  readonly wrong: readonly number[];
}

const COMPRESSED = 0x40000000;

/** Reads the tables from the file, one at a time. */
export function* wrongMarks(image: Qcow2Image): Generator<WrongMarks> {
  const { file, header, geometry } = image;
  const { clusterBytes, l2Entries, l2EntryBytes } = geometry;
  const wrongIn = (table: DataView, entries: number, entryBytes: number): number[] => {
    const wrong: number[] = [];
    for (let i = 0; i < entries; i++) {
      const high = table.getUint32(i * entryBytes);
      const target = targetAt(table, i * entryBytes);
      if (high & COMPRESSED || target === 0 || target % clusterBytes !== 0 || target >= file.size) continue;
      const alone = image.refcounts.get(target / clusterBytes) === 1;
      if (alone !== high >>> 31 > 0) wrong.push(i);
    }
    return wrong;
  };
  const l1 = view(readBytes(file, header.l1Offset, header.l1Size * 8));
  yield { offset: header.l1Offset, table: l1, entryBytes: 8, wrong: wrongIn(l1, header.l1Size, 8) };
  for (let i = 0; i < header.l1Size; i++) {
    const offset = targetAt(l1, i * 8);
    if (offset === 0 || offset % clusterBytes !== 0 || offset >= file.size) continue;
    const table = view(readBytes(file, offset, clusterBytes));
    yield { offset, table, entryBytes: l2EntryBytes, wrong: wrongIn(table, l2Entries, l2EntryBytes) };
  }
}

/** Sets right what is wrong, each table in one write. */
export function setMarks(image: Qcow2Image): void {
  for (const { offset, table, entryBytes, wrong } of wrongMarks(image)) {
    if (wrong.length === 0) continue;
    for (const index of wrong)
      setCopied(table, index * entryBytes, table.getUint32(index * entryBytes) >>> 31 === 0);
    const from = wrong[0]! * entryBytes;
    const to = (wrong.at(-1)! + 1) * entryBytes;
    image.file.write(offset + from, new Uint8Array(table.buffer, from, to - from));
  }
}
