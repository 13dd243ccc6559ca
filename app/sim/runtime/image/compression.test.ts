/** Compression: others' streams unfold to what they hold, bombs are refused, and damage is an ImageError. */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { gzipSync } from "fflate";
import { decompress as fzstd } from "fzstd";
import { describe, expect, it } from "vitest";
import { bytesOf, concatenate } from "./bytes";
import { compressionOf, decompress } from "./compression";
import { digestOf } from "./digest";
import { ImageError } from "./errors";
import { defaultLimits } from "./limits";

const MIB = 1024 * 1024;
const testdata = (name: string) => new Uint8Array(readFileSync(`${import.meta.dirname}/../testdata/${name}`));
const hex = (digits: string) => Uint8Array.from(digits.match(/../g)!, (pair) => Number.parseInt(pair, 16));
/** `dd if=/dev/zero bs=1000 count=300 | zstd -19`. */
const ZEROS = hex("28b52ffd04684c000008000100fcff39100202001000039f04002d28de26");
const samples = ["zstd-1", "zstd-19", "zstd-5-stream", "zstd-22-long"];
/** sha256sum of what the samples were made of; see testdata/README.md. */
const SAMPLE = "sha256:38979ca44948a9e6f8d2faf91a36d1f055852b9c76d6a84d5c15abbf5700baaf";

const unfold = (bytes: Uint8Array, max = 64 * MIB) => decompress(bytes, "x", max);
const errorOf = (bytes: Uint8Array, max = 64 * MIB): string => {
  try {
    unfold(bytes, max);
    return "";
  } catch (error) {
    expect(error).toBeInstanceOf(ImageError);
    return (error as ImageError).message;
  }
};
/** Comparing arrays member by member takes seconds. */
const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
const gz = (bytes: Uint8Array) => gzipSync(bytes, { mtime: 0 });

describe("zstd", () => {
  it.each(samples)("%s of zstd 1.5.4", (sample) => {
    expect(digestOf(unfold(testdata(`${sample}.zst`)))).toBe(SAMPLE);
  });

  it("reads runs, several frames, and skips what is skippable", () => {
    const skippable = hex("502a4d1803000000010203");
    const whole = unfold(concatenate([ZEROS, skippable, ZEROS]));
    expect(whole).toHaveLength(600_000);
    expect(whole.every((byte) => byte === 0)).toBe(true);
  });

  it("checks the frame's checksum and length", () => {
    const bytes = testdata("zstd-19.zst");
    bytes[bytes.length - 1]! ^= 1;
    expect(errorOf(bytes)).toMatch(
      /x: zstd: the frame's checksum does not match, byte \d+ \(the file is damaged/,
    );
  });

  it("is cut off anywhere: an error", () => {
    const bytes = testdata("zstd-19.zst");
    for (let length = 4; length < bytes.length; length += length < 200 ? 1 : 797) {
      expect(errorOf(bytes.subarray(0, length))).toContain("x: zstd: ");
    }
  });

  it("changed anywhere: an error, as the checksum holds", () => {
    const bytes = testdata("zstd-1.zst");
    fc.assert(
      fc.property(fc.nat(bytes.length - 5), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const changed = bytes.slice();
        changed[at + 4]! ^= flip;
        try {
          expect(digestOf(unfold(changed))).toBe(SAMPLE);
        } catch (error) {
          expect(error).toBeInstanceOf(ImageError);
        }
      }),
      { numRuns: 30 },
    );
  });

  it("gives what fzstd gives for frames of any content blocks", () => {
    // Raw and run-length blocks in one frame without a checksum, as RFC 8878 section 3.1.1 lays them out.
    const block = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.tuple(fc.nat(255), fc.integer({ min: 1, max: 1000 })),
    );
    fc.assert(
      fc.property(fc.array(block, { minLength: 1, maxLength: 8 }), (blocks) => {
        const parts = [hex("28b52ffd0030")];
        blocks.forEach((content, i) => {
          const last = i === blocks.length - 1 ? 1 : 0;
          const [size, kind, data] =
            content instanceof Uint8Array
              ? [content.length, 0, content]
              : [content[1], 1, Uint8Array.of(content[0])];
          const head = (size << 3) | (kind << 1) | last;
          parts.push(Uint8Array.of(head & 255, (head >> 8) & 255, head >> 16), data);
        });
        const frame = concatenate(parts);
        expect(sameBytes(unfold(frame), fzstd(frame))).toBe(true);
      }),
    );
  });

  it("refuses absurd windows and announced sizes without allocating them", () => {
    expect(errorOf(hex("28b52ffd00f8010000"))).toContain("a window of 2199023255552 bytes");
    expect(errorOf(hex("28b52ffde0ffffffffffff0f00010000"))).toContain(
      "the frame announces 4503599627370495 bytes",
    );
    expect(errorOf(hex("28b52ffd0130aa010000"))).toContain("needs a dictionary");
  });
});

describe("gzip", () => {
  const text = bytesOf("some text, ".repeat(2000));

  it("of one member, of several, and of none", () => {
    expect(sameBytes(unfold(gz(text)), text)).toBe(true);
    const members = concatenate([gz(text), gz(bytesOf("")), gz(text)]);
    expect(sameBytes(unfold(members), concatenate([text, text]))).toBe(true);
    expect(unfold(text)).toBe(text);
  });

  it("checks each member's checksum and length", () => {
    const good = gz(text);
    const badCrc = good.slice();
    badCrc[badCrc.length - 6]! ^= 1;
    const badLength = good.slice();
    badLength[badLength.length - 1]! ^= 1;
    for (const bytes of [
      badCrc,
      badLength,
      concatenate([badCrc, good]),
      concatenate([good, bytesOf("tail")]),
    ]) {
      expect(errorOf(bytes)).toContain("x: gzip");
    }
  });

  it("is cut off anywhere: an error", () => {
    const bytes = gz(text);
    for (let length = 2; length < bytes.length; length++)
      expect(errorOf(bytes.subarray(0, length))).toContain("x: gzip");
  });

  it("a header without end is no endless work", () => {
    const endless = new Uint8Array(4 * MIB).fill(65);
    endless.set([0x1f, 0x8b, 8, 8]);
    expect(errorOf(endless)).toContain("no data come of the bytes before byte");
  });
});

describe("limits", () => {
  it("of size and of ratio, before the bomb unfolds", () => {
    const bomb = gz(new Uint8Array(4 * MIB));
    expect(errorOf(bomb, MIB)).toBe(
      `x: more than ${MIB} bytes without compression (the limit guards against archives made to exhaust memory)`,
    );
    const limits = { ...defaultLimits, ratioFromBytes: MIB };
    expect(() => decompress(bomb, "x", 64 * MIB, limits)).toThrow(
      /compressed bytes unfold to more than \d+, over 250 for one/,
    );
  });

  it("thousands of tiny members and frames are no more work than their bytes", () => {
    const member = gz(bytesOf("x"));
    const frame = hex("28b52ffd00300900007a");
    expect(unfold(concatenate(Array.from({ length: 5000 }, () => member)))).toHaveLength(5000);
    expect(unfold(concatenate(Array.from({ length: 20_000 }, () => frame)))).toHaveLength(20_000);
  });

  it("of size for zstd", () => {
    const bomb = concatenate(Array.from({ length: 500 }, () => ZEROS));
    expect(errorOf(bomb, 10 * MIB)).toContain(`more than ${10 * MIB} bytes`);
    expect(decompress(ZEROS, "x", MIB, { ...defaultLimits, ratioFromBytes: 0, ratio: 1e6 })).toHaveLength(
      300_000,
    );
    expect(() => decompress(ZEROS, "x", MIB, { ...defaultLimits, ratioFromBytes: 0 })).toThrow(
      "over 250 for one",
    );
  });
});

it("says what a file is compressed with", () => {
  expect(compressionOf(hex("1f8b08"), "x")).toBe("gzip");
  expect(compressionOf(ZEROS, "x")).toBe("zstd");
  expect(compressionOf(bytesOf("oci"), "x")).toBe("none");
  expect(() => compressionOf(hex("fd377a585a00"), "x")).toThrow("compressed with xz, which is not read here");
  expect(() => compressionOf(bytesOf("BZh9"), "x")).toThrow("compressed with bzip2");
});

it("random bytes behind a magic number are an ImageError or data", () => {
  fc.assert(
    fc.property(
      fc.constantFrom("1f8b0800", "28b52ffd"),
      fc.uint8Array({ maxLength: 400 }),
      (magic, noise) => {
        errorOf(concatenate([hex(magic), noise]));
      },
    ),
    { numRuns: 500 },
  );
});
