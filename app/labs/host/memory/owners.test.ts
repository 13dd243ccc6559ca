import { expect, test } from "vitest";
import type { MemoryMap } from "@/app/sim/host/view";
import { ownersOf } from "./owners";

const mapOf = (owner: number, bits: number): MemoryMap => ({
  frames: 1,
  framesPerCell: 1,
  state: Uint8Array.of(3),
  owner: Uint16Array.of(owner),
  owners: Uint8Array.of(2),
  ownerBits: Uint32Array.of(bits),
});

test("the first owner comes first, the others follow in order", () => {
  expect(ownersOf(mapOf(3, 0b1101), 0)).toEqual([2, 0, 3]);
  expect(ownersOf(mapOf(32, 2 ** 31), 0)).toEqual([31]);
});

test("a free frame has no owner, and one beyond the named still has its first", () => {
  expect(ownersOf(mapOf(0, 0), 0)).toEqual([]);
  expect(ownersOf(mapOf(100, 0), 0)).toEqual([99]);
});
