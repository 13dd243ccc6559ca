import fc from "fast-check";
import { expect, test } from "vitest";
import { compareMemories, type GuestMemory, PAGE_BYTES } from "./comparison";

/** Pages as a letter each, and the frame behind each. */
function memoryOf(contents: string, frames: readonly number[], hashes = [...contents]): GuestMemory {
  const ram = new Uint8Array(contents.length * PAGE_BYTES);
  [...contents].forEach((letter, page) => {
    ram.fill(letter.charCodeAt(0), page * PAGE_BYTES, (page + 1) * PAGE_BYTES);
  });
  return {
    ram,
    frames: Int32Array.from(frames),
    hashes: Float64Array.from(hashes, (letter) => letter.charCodeAt(0)),
  };
}

const kept = (guests: readonly GuestMemory[]) => guests.map(({ hashes }) => hashes);

test("what shares a frame is equal, and what is equal shares", () => {
  const guests = [memoryOf("aab", [0, 0, 1]), memoryOf("abc", [0, 1, 2])];
  expect(compareMemories(guests, kept(guests))).toEqual({
    pages: 6,
    contents: 3,
    sharedFrames: 2,
    wronglyShared: 0,
    missed: 0,
  });
});

test("one byte makes a page another page", () => {
  const guests = [memoryOf("aa", [0, 0]), memoryOf("a", [0])];
  guests[1]!.ram[PAGE_BYTES - 1]! ^= 1;
  expect(compareMemories(guests, kept(guests))).toMatchObject({ contents: 2, wronglyShared: 3 });
});

test("equal pages with frames of their own are missed, unless one of them has just changed", () => {
  const guests = [memoryOf("a", [0]), memoryOf("a", [1])];
  expect(compareMemories(guests, kept(guests)).missed).toBe(1);
  expect(compareMemories(guests, [Float64Array.of(97), Float64Array.of(98)]).missed).toBe(0);
});

test("a frame has at most so many sharers, and pages without a frame are nobody's", () => {
  const guests = [memoryOf("aaaa", [0, 0, 1, 1]), memoryOf("a", [-1])];
  expect(compareMemories(guests, kept(guests), 2)).toMatchObject({ pages: 4, missed: 0 });
  expect(compareMemories(guests, kept(guests), 4).missed).toBe(1);
});

test("a frame for each different page is never wrong, whatever the pages", () => {
  const letters = fc.array(fc.constantFrom("a", "b", "c", "d"), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(letters, letters, (first, second) => {
      const frameOf = (letter: string) => letter.charCodeAt(0);
      const guests = [first, second].map((pages) => memoryOf(pages.join(""), pages.map(frameOf)));
      const found = compareMemories(guests, kept(guests));
      expect(found).toMatchObject({
        contents: new Set([...first, ...second]).size,
        wronglyShared: 0,
        missed: 0,
      });
    }),
    { numRuns: 30 },
  );
});
