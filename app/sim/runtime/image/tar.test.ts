/** Tar archives: what GNU tar wrote is read, what is written here is read back, and damage is an ImageError. */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytesOf } from "./bytes";
import { ImageError } from "./errors";
import { readTar, type TarEntry } from "./tar";
import { tarEntry, writeTar } from "./tar-write";

const testdata = (name: string) => new Uint8Array(readFileSync(`${import.meta.dirname}/../testdata/${name}`));
const errorOf = (bytes: Uint8Array): string => {
  try {
    readTar(bytes, "x.tar");
    return "";
  } catch (error) {
    expect(error).toBeInstanceOf(ImageError);
    return (error as ImageError).message;
  }
};

describe("archives of GNU tar 1.34", () => {
  it.each(["gnu", "posix", "oldgnu"])("--format=%s: long names, links, devices, large ids", (format) => {
    const entries = readTar(testdata(`gnutar-${format}.tar`), "x.tar");
    const byPath = new Map(entries.map((entry) => [entry.path, entry]));
    const long = `${"n".repeat(60)}/${"n".repeat(60)}/${"f".repeat(120)}`;
    expect([...byPath.keys()].sort()).toEqual(
      [
        "a",
        "b",
        "d",
        "link",
        "n".repeat(60),
        `${"n".repeat(60)}/${"n".repeat(60)}`,
        long,
        "null",
        "p",
      ].sort(),
    );
    expect(byPath.get(long)?.data).toEqual(bytesOf("long\n"));
    expect(byPath.get("link")).toMatchObject({ type: "symlink", linkTarget: "l".repeat(150) });
    expect(byPath.get("b")).toMatchObject({ type: "hardlink", linkTarget: "a" });
    expect(byPath.get("null")).toMatchObject({ type: "char", devMajor: 1, devMinor: 3 });
    expect(byPath.get("p")).toMatchObject({ type: "fifo", uid: 5_000_000, gid: 6_000_000 });
    expect(byPath.get("d")).toMatchObject({ type: "directory", mtimeSeconds: -60, mtimeNanoseconds: 0 });
    const nanoseconds = format === "posix" ? 500_000_000 : 0;
    expect(byPath.get("a")).toMatchObject({ mtimeSeconds: 1_700_000_000, mtimeNanoseconds: nanoseconds });
  });

  it.each(["v7", "ustar"])("--format=%s", (format) => {
    const entries = readTar(testdata(`gnutar-${format}.tar`), "x.tar");
    expect(entries.map(({ path, type, mode }) => [path, type, mode])).toEqual([
      ["d", "directory", 0o755],
      ["d/x", "file", 0o644],
    ]);
  });

  it("sparse files are refused in words", () => {
    expect(errorOf(testdata("gnutar-sparse-gnu.tar"))).toMatch(
      /x\.tar: entry 1, byte 0: the entry is a GNU sparse file/,
    );
    expect(errorOf(testdata("gnutar-sparse-posix.tar"))).toContain("a sparse file (GNU.sparse.");
  });
});

describe("damage is named with its place", () => {
  const good = writeTar([tarEntry({ path: "a", type: "file", data: bytesOf("hello") })]);
  const changed = (change: (bytes: Uint8Array) => void): Uint8Array => {
    const bytes = good.slice();
    change(bytes);
    const sum = bytes
      .subarray(0, 512)
      .reduce((total, byte, i) => total + (i >= 148 && i < 156 ? 32 : byte), 0);
    bytes.set(bytesOf(`${sum.toString(8).padStart(6, "0")}\0 `), 148);
    return bytes;
  };

  it.each([
    [bytesOf("no tar at all"), "x.tar: entry 1, byte 0: the archive is cut off within a header"],
    [bytesOf("x".repeat(1024)), "checksum"],
    [
      changed((b) => b.set(bytesOf("77777777777"), 124)),
      "the entry has 8589934591 bytes of data, the archive has 1536 left",
    ],
    [changed((b) => b.fill(0xff, 124, 136)), "the size is negative: -1"],
    [
      changed((b) => b.set([0x80, 255, 255, 255, 255, 255, 255, 255, 255], 124)),
      "the size is absurdly large",
    ],
    [changed((b) => b.set(bytesOf("9"), 124)), "is not an octal number"],
    [changed((b) => b.set(bytesOf("Z"), 156)), 'unknown entry type "Z"'],
    [changed((b) => b.fill(0, 0, 100)), "an empty path"],
  ])("case %#", (bytes, message) => {
    expect(errorOf(bytes)).toContain(message);
  });

  it("more entries than the limit", () => {
    const entries = Array.from({ length: 20 }, (_, i) => tarEntry({ path: `f${i}`, type: "file" }));
    expect(() => readTar(writeTar(entries), "x.tar", 10)).toThrow("more than 10 entries");
  });

  it("wherever it is cut off", () => {
    const pax = writeTar([tarEntry({ path: "ü".repeat(90), type: "file", data: bytesOf("x".repeat(600)) })]);
    for (let length = 1; length < pax.length; length++) {
      const message = errorOf(pax.subarray(0, length));
      // The end mark may be missing, and the padding of the last file, as in Go's and GNU's readers.
      if (length < 512 * 3 + 600) expect(message).toMatch(/x\.tar: entry 1, byte/);
    }
  });
});

const name = fc.string({
  unit: fc.integer({ min: 1, max: 255 }).map((c) => String.fromCharCode(c)),
  minLength: 1,
  maxLength: 90,
});
const path = fc
  .array(name, { minLength: 1, maxLength: 5 })
  .map((names) => names.join("/").replace(/\/+$/, "") || "/");
const common = {
  path,
  mode: fc.integer({ min: 0, max: 0o7777 }),
  uid: fc.oneof(fc.nat(70_000), fc.nat(2 ** 31)),
  gid: fc.nat(70_000),
  mtimeSeconds: fc.oneof(fc.nat(), fc.integer({ min: -(10 ** 12), max: 10 ** 12 })),
  mtimeNanoseconds: fc.oneof(fc.constant(0), fc.nat(999_999_999)),
  xattrs: fc
    .array(
      fc.tuple(
        fc.stringMatching(/^user\.[a-z]{1,8}$/),
        fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((c) => String.fromCharCode(c)) }),
      ),
    )
    .map((list) => new Map(list)),
};
const entry: fc.Arbitrary<TarEntry> = fc
  .oneof(
    fc.record({ ...common, type: fc.constant("file" as const), data: fc.uint8Array({ maxLength: 1500 }) }),
    fc.record({ ...common, type: fc.constantFrom("directory" as const, "fifo" as const) }),
    fc.record({
      ...common,
      type: fc.constantFrom("symlink" as const, "hardlink" as const),
      linkTarget: path,
    }),
    fc.record({
      ...common,
      type: fc.constantFrom("char" as const, "block" as const),
      devMajor: fc.nat(4095),
      devMinor: fc.nat(1048575),
    }),
  )
  .map((made) => tarEntry(made));

describe("any entries", () => {
  it("are read back as they were written", () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 6 }), (entries) => {
        expect(readTar(writeTar(entries), "x.tar")).toEqual(entries);
      }),
      { numRuns: 80 },
    );
  });

  it("with bytes changed, and random bytes, are an ImageError or entries", () => {
    const flips = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 8 });
    fc.assert(
      fc.property(
        fc.array(entry, { maxLength: 4 }),
        flips,
        fc.uint8Array({ maxLength: 2000 }),
        (entries, changes, noise) => {
          const bytes = writeTar(entries);
          for (const [at, value] of changes) bytes[at % bytes.length] = value;
          errorOf(bytes);
          errorOf(noise);
        },
      ),
      { numRuns: 80 },
    );
  });
});
