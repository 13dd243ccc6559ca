/** Sparse contents are those of a plain array of bytes. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ChunkContents } from "./chunk-contents";
import { CHUNK_BYTES } from "./contents";

const SIZE = 3 * CHUNK_BYTES + 512;

const operation = fc.record({
  kind: fc.constantFrom("write", "clear", "save"),
  from: fc.nat({ max: SIZE }),
  length: fc.oneof(fc.nat({ max: 600 }), fc.nat({ max: SIZE })),
  byte: fc.integer({ min: 0, max: 255 }),
});

describe("the contents of a disk", () => {
  it("are what was written, and zeros elsewhere, also after they were saved", () => {
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 20 }), (operations) => {
        const plain = new Uint8Array(SIZE);
        let contents = new ChunkContents(SIZE);
        for (const { kind, from, length: wanted, byte } of operations) {
          const length = Math.min(wanted, SIZE - from);
          if (kind === "write") {
            plain.fill(byte, from, from + length);
            contents.write(from, new Uint8Array(length).fill(byte));
          } else if (kind === "clear") {
            plain.fill(0, from, from + length);
            contents.clear(from, length);
          } else {
            const chunks = contents.save();
            expect(chunks.every(([, bytes]) => bytes.some((value) => value !== 0))).toBe(true);
            contents = new ChunkContents(SIZE);
            contents.prepare(chunks)();
          }
          expect(Buffer.compare(contents.read(from, length), plain.subarray(from, from + length))).toBe(0);
        }
        expect(Buffer.compare(contents.read(0, SIZE), plain)).toBe(0);
      }),
    );
  });

  it.each([
    [-1, 1],
    [0, SIZE + 1],
    [SIZE, 1],
    [0.5, 1],
    [Number.NaN, 1],
    [0, -1],
  ])("are not read at %d, %d bytes", (offset, length) => {
    expect(() => new ChunkContents(SIZE).read(offset, length)).toThrow(RangeError);
  });

  it("refuse a chunk of another disk, and stay as they are", () => {
    const contents = new ChunkContents(SIZE);
    contents.write(0, Uint8Array.of(7));
    expect(() => contents.prepare([[4, new Uint8Array(CHUNK_BYTES)]])).toThrow(RangeError);
    expect(contents.read(0, 1)[0]).toBe(7);
  });
});
