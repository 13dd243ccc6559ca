/** Images as hostile input: whatever is wrong with a file, the error names it and nothing is handed on. */

import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Manifest } from "./manifest";
import { ImageError, ImageStore, type ReadFile } from "./store";

const sha = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const raw = Uint8Array.from({ length: 5000 }, (_, i) => (i * 7) % 251);
const packed = new Uint8Array(gzipSync(raw));

const entry = (path: string) => ({
  path,
  bytes: packed.length,
  sha256: sha(packed),
  rawBytes: raw.length,
  rawSha256: sha(raw),
  licence: "MIT",
});

const manifest: Manifest = {
  schema: 1,
  images: {
    linux: {
      title: "Linux",
      description: "",
      memoryMiB: 32,
      tracks: ["vm", "pv"],
      ready: "prompt",
      agent: true,
      commandLine: { common: "quiet", vm: "a", pv: "b" },
      files: { direct: entry("linux/direct-1.img") },
    },
  },
  firmware: { seabios: entry("bios/seabios-1.img"), vgabios: entry("bios/vgabios-1.img") },
  sources: [],
  toolchain: [],
  build: { command: "npm run guests", sourcesSha256: { linux: "0".repeat(64), small: "0".repeat(64) } },
};

function storeWith(file: Uint8Array, list: unknown = manifest) {
  const reads: string[] = [];
  const read: ReadFile = async (path, onBytes) => {
    reads.push(path);
    const bytes = path === "manifest.json" ? new TextEncoder().encode(JSON.stringify(list)) : file.slice();
    onBytes(bytes.length);
    return new Uint8Array(bytes);
  };
  return { store: new ImageStore(read), reads };
}

const direct = (store: ImageStore) => store.filesFor("linux", "direct", "vm", () => {});

describe("the image store", () => {
  it("unpacks what is whole, and reads each file once", async () => {
    const { store, reads } = storeWith(packed);
    expect(new Uint8Array((await direct(store)).multiboot!)).toEqual(raw);
    await direct(store);
    expect(reads).toEqual(["manifest.json", "linux/direct-1.img"]);
  });

  it("takes a file that the server has already unpacked", async () => {
    expect(new Uint8Array((await direct(storeWith(raw).store)).multiboot!)).toEqual(raw);
  });

  it("refuses any file with a byte changed, added or missing", async () => {
    const damage = fc.oneof(
      fc
        .record({ at: fc.nat(packed.length - 1), xor: fc.integer({ min: 1, max: 255 }) })
        .map(({ at, xor }) => {
          const bytes = packed.slice();
          bytes[at]! ^= xor;
          return bytes;
        }),
      fc.nat(packed.length - 1).map((length) => packed.slice(0, length)),
      fc.uint8Array({ minLength: 1, maxLength: 50 }).map((more) => Uint8Array.from([...packed, ...more])),
      fc.uint8Array({ maxLength: 500 }),
    );
    await fc.assert(
      fc.asyncProperty(damage, async (bytes) => {
        await expect(direct(storeWith(bytes).store)).rejects.toBeInstanceOf(ImageError);
      }),
      { numRuns: 150 },
    );
  });

  it("stops unpacking a bomb at the size that was promised", async () => {
    const bomb = new Uint8Array(gzipSync(new Uint8Array(50_000_000)));
    await expect(direct(storeWith(bomb).store)).rejects.toThrow(
      /damaged.*linux\/direct-1\.img.*deploy it again/s,
    );
  });

  it("goes past a cache that has kept a damaged copy", async () => {
    const asked: boolean[] = [];
    const store = new ImageStore(async (path, _onBytes, fresh) => {
      if (path === "manifest.json") return new Uint8Array(new TextEncoder().encode(JSON.stringify(manifest)));
      asked.push(fresh);
      return new Uint8Array(fresh ? packed : packed.slice(1));
    });
    expect(new Uint8Array((await direct(store)).multiboot!)).toEqual(raw);
    expect(asked).toEqual([false, true]);
  });

  it("tries again after a failure", async () => {
    let attempts = 0;
    const store = new ImageStore(async (path) => {
      if (path === "manifest.json") return new Uint8Array(new TextEncoder().encode(JSON.stringify(manifest)));
      if (attempts++ === 0) throw new ImageError("gone", path, "wait");
      return new Uint8Array(packed);
    });
    await expect(direct(store)).rejects.toThrow("gone");
    expect((await direct(store)).multiboot?.byteLength).toBe(raw.length);
  });

  it("names what there is when something is asked for that there is not", async () => {
    const { store } = storeWith(packed);
    await expect(store.image("windows")).rejects.toThrow(/no guest image "windows".*Choose one of: linux/s);
    await expect(store.image("__proto__")).rejects.toThrow(/Choose one of/);
    await expect(store.filesFor("linux", "snapshot", "pv", () => {})).rejects.toThrow(
      /snapshot-pv.*It has: direct/s,
    );
  });

  it("refuses a manifest that is not one, naming the field", async () => {
    const broken = { ...manifest, images: { linux: { ...manifest.images.linux, memoryMiB: -4 } } };
    await expect(direct(storeWith(packed, broken).store)).rejects.toThrow(/images\.linux\.memoryMiB/);
    const outside = structuredClone(manifest);
    outside.images.linux!.files.direct!.path = "../../etc/passwd.img";
    await expect(direct(storeWith(packed, outside).store)).rejects.toThrow(/path/);
  });
});
