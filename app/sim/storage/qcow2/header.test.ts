/** What the specification says of features and of fields that are not known. */
import { describe, expect, it } from "vitest";
import { readBytes } from "../byte-file";
import { MemoryFile } from "../memory-file";
import { view } from "./big-endian";
import { createQcow2 } from "./create";
import { headerCluster, readHeader } from "./header";
import { openQcow2 } from "./image";

function fresh(options = {}): MemoryFile {
  const file = new MemoryFile();
  createQcow2(file, { size: 2 ** 20, ...options });
  return file;
}

const set = (file: MemoryFile, at: number, ...bytes: number[]): MemoryFile => {
  file.write(at, Uint8Array.from(bytes));
  return file;
};

const FEATURES = { incompatible: 72, compatible: 80, autoclear: 88 };

describe("a header", () => {
  it("with an incompatible feature that is not known is refused by the name in the image's own table", () => {
    const file = fresh();
    const table = 112 + 8;
    // The entry of the dirty bit is renamed to bit 40, and that bit is set.
    set(file, table, 0, 40, ...[..."fancy new thing"].map((c) => c.charCodeAt(0)), 0);
    set(file, FEATURES.incompatible, 0, 0, 1, 0, 0, 0, 0, 0);
    expect(() => openQcow2(file)).toThrow(/"fancy new thing" \(bit 40\)/);
    set(file, FEATURES.incompatible, 0, 0, 2, 0, 0, 0, 0, 0);
    expect(() => openQcow2(file)).toThrow(/bit 41, which the image does not name/);
  });

  it("with a compatible feature that is not known is used, and keeps it", () => {
    const file = set(fresh(), FEATURES.compatible, 0x80);
    openQcow2(file, { writable: true }).write(0, Uint8Array.of(1));
    expect(readHeader(file).compatible).toBe(1n << 63n);
  });

  it("loses autoclear features that are not known when it is opened for writing, and only then", () => {
    const file = set(fresh(), FEATURES.autoclear, 0x80);
    openQcow2(file);
    expect(readHeader(file).autoclear).toBe(1n << 63n);
    openQcow2(file, { writable: true });
    expect(readHeader(file).autoclear).toBe(0n);
  });

  it("keeps extensions and later fields that are not known when it is written again", () => {
    const file = fresh({ backingFile: "base", backingFormat: "raw" });
    const header = readHeader(file);
    header.extensions = [{ type: 0x12345678, data: Uint8Array.of(1, 2, 3) }];
    const longer = { ...header, laterFields: Uint8Array.of(9, 8, 7, 6, 5, 4, 3, 2) };
    file.write(0, headerCluster(longer));
    const again = readHeader(file);
    file.write(0, headerCluster(again));
    expect(readHeader(file)).toEqual(longer);
  });

  it("marked as corrupt can be read and not written", () => {
    const file = set(fresh(), FEATURES.incompatible + 7, 2);
    openQcow2(file).read(0, new Uint8Array(10));
    expect(() => openQcow2(file, { writable: true })).toThrow(/marked as corrupt/);
  });

  it.each([
    ["encrypted with LUKS", 32, [0, 0, 0, 2], /crypt_method: encrypted with LUKS/],
    [
      "of an external data file",
      79,
      [4],
      /incompatible_features: the disk's bytes are in an external data file/,
    ],
    ["of version 4", 4, [0, 0, 0, 4], /version: version 4/],
    ["of clusters of 2^22", 20, [0, 0, 0, 22], /cluster_bits/],
    ["of clusters of 2^8", 20, [0, 0, 0, 8], /cluster_bits/],
    ["of refcounts of 2^7 bits", 96, [0, 0, 0, 7], /refcount_order/],
    ["with an unaligned L1 table", 47, [1], /l1_table_offset: .* not the beginning of a cluster/],
    ["with too small an L1 table", 36, [0, 0, 0, 0], /l1_size: 0 entries/],
    ["with an L1 table of 2^32", 36, [255, 255, 255, 255], /l1_size: 4294967295 entries, over 32 MiB/],
    ["without a refcount table", 56, [0, 0, 0, 0], /refcount_table_clusters/],
    ["with 2^32 snapshots", 60, [255, 255, 255, 255], /nb_snapshots/],
    ["with a compression type and no bit for it", 104, [1], /compression_type/],
    ["with another magic", 0, [0x51, 0x46, 0x49, 0], /not a qcow2 image/],
    ["with an extension longer than the cluster", 116, [0x7f, 0, 0, 0], /header extension at byte 112/],
    ["with a name outside of the cluster", 8, [0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 9], /backing_file_offset/],
  ])("%s is refused, with the field", (_, at, bytes, message) => {
    expect(() => openQcow2(set(fresh(), at, ...bytes))).toThrow(message);
  });

  it("has no room for everything in clusters of 512 bytes, and says so", () => {
    expect(() => fresh({ clusterBytes: 512, backingFile: "x".repeat(400), backingFormat: "raw" })).toThrow(
      /use a shorter name or larger clusters/,
    );
    expect(() => fresh({ backingFile: "x".repeat(1024), backingFormat: "raw" })).toThrow(/shorter name/);
    const small = fresh({ clusterBytes: 512, backingFile: "x".repeat(300), backingFormat: "raw" });
    expect(readHeader(small).backingFile).toBe("x".repeat(300));
    expect(view(readBytes(small, 0, 4)).getUint32(0)).toBe(0x514649fb);
  });
});
