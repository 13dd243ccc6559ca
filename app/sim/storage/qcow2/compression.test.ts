/** Our compression is read back by our own decoder and by another one, and makes things smaller. */

import { deflateSync } from "fflate";
import { decompress } from "fzstd";
import { describe, expect, it } from "vitest";
import { SeededRandom } from "../../time/random";
import { StorageError } from "../errors";
import { compressCluster, decompressCluster } from "./compression";
import { drawBytes } from "./workload.test-kit";
import { compressZstd } from "./zstd/encoder";

const SENTENCE = "A cluster is the unit in which all allocations are done, both for data and for metadata. ";
const text = (length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => SENTENCE.charCodeAt((i + Math.floor(i / 700)) % SENTENCE.length));

describe("a zstd frame of ours", () => {
  it("is read by another decoder, for contents and lengths of every kind", () => {
    const random = SeededRandom.fromSeed(7);
    const lengths = [0, 1, 2, 3, 4, 31, 32, 33, 512, 4095, 4096, 4097, 65536, 131072, 131073, 400_000];
    for (const length of lengths) {
      const contents = [
        new Uint8Array(length),
        text(length),
        ...[1, 2, 3, 4].map(() => drawBytes(random, length)),
      ];
      for (const bytes of contents) {
        const frame = compressZstd(bytes);
        // Into an array of its own length: fzstd takes a length of 0 for one that is not known.
        expect(Buffer.compare(decompress(frame, new Uint8Array(length)), bytes), `${length} bytes`).toBe(0);
        expect(frame.length).toBeLessThanOrEqual(length + 12 + 3 * Math.ceil(length / 131072));
      }
    }
  });

  it("is much smaller where the contents repeat, and a few bytes where they are all alike", () => {
    expect(compressZstd(text(65536)).length).toBeLessThan(65536 / 20);
    expect(compressZstd(new Uint8Array(2 ** 20)).length).toBeLessThan(50);
  });
});

describe.each(["zlib", "zstd"] as const)("a cluster compressed with %s", (type) => {
  const cluster = text(65536);

  it("is read back, whatever lies behind it in its last sector", () => {
    const packed = compressCluster(type, cluster)!;
    const sectors = new Uint8Array(packed.length + 300).fill(0xaa);
    sectors.set(packed);
    expect(Buffer.compare(decompressCluster(type, sectors, 65536, "here"), cluster)).toBe(0);
  });

  it("is not made where it would not be smaller", () => {
    const random = SeededRandom.fromSeed(1);
    const noise = Uint8Array.from({ length: 4096 }, () => random.int32() & 0xff);
    expect(compressCluster(type, noise)).toBeUndefined();
  });

  it("gives no more than a cluster, however much the data would unfold to", () => {
    const more = new Uint8Array(8 * 2 ** 20).fill(7);
    const bomb = type === "zlib" ? deflateSync(more) : compressCluster(type, more)!;
    const read = () => decompressCluster(type, bomb, 65536, "here");
    // A frame that announces more than a cluster is refused at once.
    if (type === "zstd") expect(read).toThrow(/8388608 bytes/);
    else expect(read().every((byte) => byte === 7)).toBe(true);
  });

  it("is refused, with its place, when it is cut off or damaged", () => {
    const packed = compressCluster(type, cluster)!;
    const damaged = packed.slice();
    damaged.fill(0xff, 0, 20);
    for (const bytes of [packed.subarray(0, packed.length >> 1), damaged, new Uint8Array(100)]) {
      const read = () => decompressCluster(type, bytes, 65536, "cluster 5");
      expect(read).toThrow(StorageError);
      expect(read).toThrow(/^cluster 5: /);
    }
  });
});
