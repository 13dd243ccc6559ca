/** What is written is read back equal, and the same image gives the same bytes. */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { byteString } from "./bytes";
import { imageFromTree } from "./from-tree";
import type { Image } from "./image";
import { readImages } from "./read-image";
import { writeDockerArchive, writeOciLayout } from "./write-image";

const testdata = (name: string) => new Uint8Array(readFileSync(`${import.meta.dirname}/../testdata/${name}`));

/** With byte strings for arrays, as comparing those member by member takes seconds. */
const plain = (image: Image) => ({
  ...image,
  manifestBytes: byteString(image.manifestBytes),
  configBytes: byteString(image.configBytes),
  layers: image.layers.map((layer) => ({
    ...layer,
    blob: byteString(layer.blob),
    tar: byteString(layer.tar),
    entries: layer.entries.map((entry) => ({ ...entry, data: byteString(entry.data) })),
  })),
});
const readBack = (bytes: Uint8Array) => readImages(bytes).map(plain);

describe("what is written is read back equal", () => {
  const everything = ["umoci-layout", "skopeo-zstd", "skopeo-docker-archive"].map(
    (name) => readImages(testdata(`${name}.tar`))[0]!,
  );

  it("images of others, in both formats", () => {
    for (const image of everything) {
      expect(readBack(writeOciLayout([image]))).toEqual([plain(image)]);
      expect(readBack(writeDockerArchive([image]))).toEqual([plain(image)]);
    }
  });

  it("any image made here, in both formats, and twice the same bytes", () => {
    const file = fc.record({
      path: fc.stringMatching(/^[a-z]{1,4}(\/[a-z\xe4]{1,4}){0,3}$/),
      type: fc.constant("file" as const),
      data: fc.uint8Array({ maxLength: 50 }),
    });
    const bytes = fc.string({
      unit: fc.constantFrom("a", '"', "\\", "\n", "\x01", "\xc3\xa4", "/"),
      maxLength: 6,
    });
    const tree = fc.record({
      references: fc.uniqueArray(fc.stringMatching(/^[a-z]{1,6}:[a-z0-9]{1,4}$/), { maxLength: 2 }),
      files: fc.uniqueArray(file, { maxLength: 5, selector: (each) => each.path.split("/")[0] }),
      process: fc.record({ Cmd: fc.array(bytes), Env: fc.array(bytes), Labels: fc.dictionary(bytes, bytes) }),
      platform: fc.constant({ os: "linux", architecture: "386" }),
      created: fc.constant("2024-01-01T00:00:00Z"),
    });
    fc.assert(
      fc.property(tree, (made) => {
        const image = imageFromTree(made);
        expect(readBack(writeOciLayout([image]))).toEqual([plain(image)]);
        expect(readBack(writeDockerArchive([image]))).toEqual([plain(image)]);
        expect(byteString(writeDockerArchive([imageFromTree(made)]))).toBe(
          byteString(writeDockerArchive([image])),
        );
      }),
      { numRuns: 40 },
    );
  });
});
