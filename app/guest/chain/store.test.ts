/** What a person brings in as a layer is looked through first; a name that is used again changes nothing below it. */
import { describe, expect, it } from "vitest";
import { readBytes } from "@/app/sim/storage/byte-file";
import { MemoryFile } from "@/app/sim/storage/memory-file";
import { createQcow2 } from "@/app/sim/storage/qcow2/create";
import { ImageError } from "../images/store";
import { ImageContents } from "../v86/disk/image-contents";
import { LayerStore } from "./store";
import { layersOf } from "./stored-layer";

const SIZE = 1 << 20;

function qcow2(options: Partial<Parameters<typeof createQcow2>[1]> = {}): Uint8Array {
  const file = new MemoryFile();
  createQcow2(file, { size: SIZE, ...options });
  return readBytes(file, 0, file.size);
}

const damaged = (change: (bytes: Uint8Array) => void): Uint8Array => {
  const bytes = qcow2();
  change(bytes);
  return bytes;
};

describe("the layers of a lab", () => {
  it.each<[string, Uint8Array, RegExp]>([
    [
      "an overlay on a file of the person's own",
      qcow2({ backingFile: "/etc/passwd", backingFormat: "raw" }),
      /overlay on "\/etc\/passwd"/,
    ],
    ["a disk that is too large", qcow2({ size: 2 ** 40 }), /a disk of 1099511627776 bytes/],
    ["no bytes at all", new Uint8Array(0), /a disk of 0 bytes/],
    ["an encrypted image", damaged((bytes) => bytes.set([0, 0, 0, 1], 32)), /./],
    ["tables that are nowhere", damaged((bytes) => bytes.fill(0xff, 40, 48)), /./],
    ["counts that are wrong", damaged((bytes) => bytes.fill(0, 2 * 65536, 3 * 65536)), /damaged in/],
    ["a file that ends early", qcow2().subarray(0, 300), /./],
  ])("take in no %s", async (_, bytes, words) => {
    const store = new LayerStore();
    await expect(store.bring("mine", bytes)).rejects.toThrow(ImageError);
    await expect(store.bring("mine", bytes)).rejects.toThrow(words);
    expect(store.view().layers).toEqual([]);
  });

  it("take in a raw image of any size and a qcow2 image that stands alone", async () => {
    const store = new LayerStore();
    expect((await store.bring("raw", new Uint8Array(1000).fill(7))).sizeBytes).toBe(1024);
    expect((await store.bring("alone", qcow2())).sizeBytes).toBe(SIZE);
    await expect(store.bring("../etc", qcow2())).rejects.toThrow(/cannot be the name/);
    expect(() => store.find("other")).toThrow(/There are: empty, raw, alone/);
  });

  it("keep a chain as it was made when a name is used again", async () => {
    const store = new LayerStore();
    const os = await store.add("os", new ImageContents(SIZE, []).overlay(), undefined);
    const web = await store.add("web", new ImageContents(SIZE, layersOf(os)).overlay(), os);
    await store.add("os", new ImageContents(SIZE, []).overlay(), undefined);
    expect(layersOf(store.find("web"))[0]).toBe(os.layer);
    await expect(store.add("os", web.layer.bytes, web)).rejects.toThrow(/is a layer below/);
  });
});
