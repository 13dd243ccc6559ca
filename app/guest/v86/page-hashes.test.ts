/** Page hashes: equal for equal pages, different for different ones. */
import { expect, it } from "vitest";
import { SeededRandom } from "@/app/sim/time/random";
import { tinyMachine } from "./machine.test-kit";
import { x86 } from "./tiny-guest";

const PAGE = 4096;

it("tell pages apart by their contents, and zero pages from all others", async () => {
  const { machine } = await tinyMachine([...x86.haltForEver]);
  const before = machine.pageHashes();
  expect(before.hashes.length).toBe((4 * 2 ** 20) / PAGE);
  expect(before.touched).toBe(machine.pagesTouched());
  expect(before.hashes.filter((hash) => hash !== 0)).toHaveLength(before.touched);

  const random = SeededRandom.fromSeed(5);
  const page = Uint8Array.from({ length: PAGE }, () => Math.floor(random.fraction() * 256));
  const [a, b, flipped, swapped] = [600, 700, 701, 702] as const;
  const changed = page.slice();
  // The top bits of two words: what a hash without downward mixing misses.
  changed[3]! ^= 0x80;
  changed[4003]! ^= 0x80;
  const exchanged = page.slice();
  exchanged.set(page.subarray(4, 8), 0);
  exchanged.set(page.subarray(0, 4), 4);
  machine.writeMemory(a * PAGE, page);
  machine.writeMemory(b * PAGE, page);
  machine.writeMemory(flipped * PAGE, changed);
  machine.writeMemory(swapped * PAGE, exchanged);
  const { hashes, touched } = machine.pageHashes();
  expect(touched).toBe(before.touched + 4);
  expect(hashes[a]).toBe(hashes[b]);
  expect(new Set([hashes[a], hashes[flipped], hashes[swapped], 0]).size).toBe(4);
  expect(hashes.every((hash) => Number.isSafeInteger(hash) && hash >= 0)).toBe(true);
});

it("differ for pages that differ in one bit", async () => {
  const { machine } = await tinyMachine([...x86.haltForEver]);
  const first = 512;
  for (let bit = 0; bit < 500; bit++) {
    const page = new Uint8Array(PAGE);
    const position = (bit * 263) % (PAGE * 8);
    page[position >> 3] = 1 << (position & 7);
    machine.writeMemory((first + bit) * PAGE, page);
  }
  const { hashes } = machine.pageHashes();
  expect(new Set(hashes.subarray(first, first + 500)).size).toBe(500);
});
