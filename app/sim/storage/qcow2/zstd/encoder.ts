/**
 * Writes a zstd frame (RFC 8878): copies found by hash chains and coded with the predefined tables, literals as they are. Not
 * as tight as zstd itself, which also codes the literals; any decoder reads it.
 */
import { concatenate } from "../../../runtime/image/bytes";
import { MAX_BLOCK_BYTES } from "../../../runtime/image/zstd/literals";
import { type Match, MatchFinder } from "./matches";
import { type Repeats, writeSequences } from "./sequences";

/** The magic number; a single segment, whose length follows in four bytes. */
const FRAME_HEAD = [0x28, 0xb5, 0x2f, 0xfd, 0xa0];
const RAW = 0;
const ONE_BYTE = 1;
const COMPRESSED = 2;

const littleEndian = (value: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => (value >>> (8 * i)) & 0xff);

export function compressZstd(bytes: Uint8Array): Uint8Array {
  const finder = new MatchFinder(bytes);
  const repeats: Repeats = [1, 4, 8];
  const parts: Uint8Array[] = [Uint8Array.from([...FRAME_HEAD, ...littleEndian(bytes.length, 4)])];
  for (let at = 0; at < bytes.length || at === 0; at += MAX_BLOCK_BYTES) {
    const end = Math.min(bytes.length, at + MAX_BLOCK_BYTES);
    const block = bytes.subarray(at, end);
    const last = end === bytes.length;
    const before: Repeats = [...repeats];
    const packed = compressedBlock(block, finder.find(at, end), repeats);
    if (block.length > 0 && block.every((byte) => byte === block[0])) {
      repeats.splice(0, 3, ...before);
      parts.push(blockHead(ONE_BYTE, block.length, last), block.subarray(0, 1));
    } else if (packed.length < block.length) parts.push(blockHead(COMPRESSED, packed.length, last), packed);
    else {
      repeats.splice(0, 3, ...before);
      parts.push(blockHead(RAW, block.length, last), block);
    }
  }
  return concatenate(parts);
}

const blockHead = (kind: number, length: number, last: boolean): Uint8Array =>
  Uint8Array.from(littleEndian((length << 3) | (kind << 1) | (last ? 1 : 0), 3));

function compressedBlock(block: Uint8Array, matches: readonly Match[], repeats: Repeats): Uint8Array {
  const literals: Uint8Array[] = [];
  let at = 0;
  for (const match of matches) {
    literals.push(block.subarray(at, at + match.literals));
    at += match.literals + match.length;
  }
  const told = concatenate([...literals, block.subarray(at)]);
  return concatenate([literalsHead(told.length), told, writeSequences(matches, repeats)]);
}

/** Of literals that are told as they are. */
function literalsHead(length: number): Uint8Array {
  if (length < 32) return Uint8Array.of(length << 3);
  if (length < 4096) return Uint8Array.from(littleEndian((1 << 2) | (length << 4), 2));
  return Uint8Array.from(littleEndian((3 << 2) | (length << 4), 3));
}
