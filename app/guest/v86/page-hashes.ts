/**
 * One number for each 4 KiB page of guest memory, for a host that looks for equal pages. Two 32-bit lanes, each a
 * xor-multiply-shift over the page's words (every step can be undone, so pages that differ in one word never collide);
 * 53 bits of them make a number. For 2^20 different pages the chance that any two share one is 6 in 100,000.
 */
import { BALLOONED } from "@/app/sim/host/runnable";
import type { PageHashes } from "../guest";
import type { WasmExports } from "./contract";

const PAGE_BYTES = 4096;
const PAGE_WORDS = PAGE_BYTES / 4;

/** Odd constants with well-spread bits: the golden ratio's and the square root of two's. */
const LANE_1 = 0x9e3779b1;
const LANE_2 = 0x6a09e667;

function pageHash(words: Int32Array, from: number): number {
  let a = LANE_2;
  let b = LANE_1;
  for (let i = from, to = from + PAGE_WORDS; i < to; i++) {
    const word = words[i]!;
    a = Math.imul(a ^ word, LANE_1);
    b = Math.imul(b ^ word, LANE_2);
    a ^= a >>> 15;
    b ^= b >>> 13;
  }
  const hash = (a >>> 0) * 2 ** 21 + (b >>> 11);
  return hash === 0 ? 1 : hash;
}

/**
 * @param ram of the machine that `exports` belongs to.
 * @param ballooned numbers of the pages that the guest has given away.
 */
export function pageHashes(exports: WasmExports, ram: Uint8Array, ballooned: Iterable<number>): PageHashes {
  const words = new Int32Array(ram.buffer, ram.byteOffset, ram.length / 4);
  const hashes = new Float64Array(ram.length / PAGE_BYTES);
  let touched = 0;
  for (let page = 0; page < hashes.length; page++) {
    if (exports.is_memory_zeroed(page * PAGE_BYTES, PAGE_BYTES)) continue;
    hashes[page] = pageHash(words, page * PAGE_WORDS);
    touched++;
  }
  for (const page of ballooned) hashes[page] = BALLOONED;
  return { hashes, touched };
}

export function pagesTouched(exports: WasmExports, ramBytes: number): number {
  let touched = 0;
  for (let page = 0; page < ramBytes; page += PAGE_BYTES)
    if (!exports.is_memory_zeroed(page, PAGE_BYTES)) touched++;
  return touched;
}
