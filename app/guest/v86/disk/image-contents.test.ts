/** The top of a chain reads like a plain disk, whatever is below it; what is below stays as it was and says what it answered. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type DiskLayer, openLayers } from "@/app/guest/chain/layers";
import { StorageError } from "@/app/sim/storage/errors";
import { ImageContents } from "./image-contents";

const SIZE = 1 << 20;
const CLUSTER = 65536;

const layerOf = (name: string, bytes: Uint8Array): DiskLayer => ({
  name,
  format: name.endsWith(".raw") ? "raw" : "qcow2",
  bytes,
});

const read = (layers: readonly DiskLayer[]): Uint8Array => {
  const bytes = new Uint8Array(SIZE);
  openLayers(layers).read(0, bytes);
  return bytes;
};

const equal = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

const operation = fc.record({
  kind: fc.constantFrom("write", "write", "clear", "save", "seal"),
  from: fc.nat({ max: SIZE }),
  length: fc.oneof(fc.nat({ max: 600 }), fc.nat({ max: 3 * CLUSTER })),
  byte: fc.integer({ min: 1, max: 255 }),
});

describe("a disk that is the top of a chain", () => {
  it("reads as a plain one does, saved, sealed and exported, and leaves the layers below alone", () => {
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 15 }), (operations) => {
        const plain = new Uint8Array(SIZE).fill(3);
        const layers = [layerOf("base.raw", plain.slice())];
        const first = layers[0]!.bytes.slice();
        let contents = new ImageContents(SIZE, layers);
        for (const { kind, from, length: wanted, byte } of operations) {
          const length = Math.min(wanted, SIZE - from);
          if (kind === "write") {
            plain.fill(byte, from, from + length);
            contents.write(from, new Uint8Array(length).fill(byte));
          } else if (kind === "clear") {
            plain.fill(0, from, from + length);
            contents.clear(from, length);
          } else if (kind === "save") {
            const next = new ImageContents(SIZE, layers);
            next.prepare(contents.save(), contents.saveCounts())();
            expect(next.record()).toEqual(contents.record());
            contents = next;
          } else {
            layers.push(layerOf(`l${layers.length}.qcow2`, contents.overlay()));
            contents = new ImageContents(SIZE, layers);
          }
          expect(equal(contents.read(from, length), plain.subarray(from, from + length))).toBe(true);
        }
        expect(equal(contents.peek(0, SIZE), plain)).toBe(true);
        expect(equal(read([...layers, layerOf("top.qcow2", contents.overlay())]), plain)).toBe(true);
        expect(equal(layers[0]!.bytes, first)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it("counts a read at each layer that answers, the host's own look at none, and blocks that are written to", () => {
    const contents = new ImageContents(SIZE, [layerOf("base.raw", new Uint8Array(SIZE).fill(1))]);
    contents.write(CLUSTER, Uint8Array.of(9));
    const before = contents.record().layers.map(({ readBytes }) => readBytes);
    contents.peek(0, SIZE);
    expect(contents.record().layers.map(({ readBytes }) => readBytes)).toEqual(before);
    contents.read(0, 3 * CLUSTER);
    const { layers, writtenBlocks } = contents.record();
    expect(layers.map(({ name, reads, readBytes }) => [name, reads, readBytes])).toEqual([
      ["base.raw", 1, 2 * CLUSTER],
      ["own", 1, CLUSTER],
    ]);
    expect(writtenBlocks).toBe(1);
  });

  it("refuses a saved overlay that is not of its chain, and stays as it was", () => {
    const base = layerOf("base.raw", new Uint8Array(SIZE).fill(1));
    const contents = new ImageContents(SIZE, [base]);
    contents.write(0, Uint8Array.of(7));
    const alone = new ImageContents(SIZE, []);
    const other = new ImageContents(SIZE, [{ ...base, name: "other.raw" }]);
    expect(() => contents.prepare(alone.save(), alone.saveCounts())).toThrow(RangeError);
    expect(() => contents.prepare(other.save(), other.saveCounts())).toThrow(StorageError);
    expect(() => contents.prepare(contents.save(), { ...contents.saveCounts(), fileBytes: 1e12 })).toThrow(
      RangeError,
    );
    expect(() => contents.prepare([[0, new Uint8Array(CLUSTER).fill(5)]], contents.saveCounts())).toThrow(
      StorageError,
    );
    expect([...contents.read(0, 2)]).toEqual([7, 1]);
  });
});
