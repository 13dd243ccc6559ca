/** Layers: which one answers, loops, depth, hostile names; commit and rebase. */
import { describe, expect, it } from "vitest";
import { answerAt, type LayerFile, mapOf, openChain } from "./chain";
import { copyDisk, firstDifference } from "./copy";
import { StorageError } from "./errors";
import { commit, copyDifferences, nameBacking } from "./layers";
import { MemoryFile } from "./memory-file";
import { createQcow2 } from "./qcow2/create";
import type { Qcow2Image } from "./qcow2/image";
import { RawImage } from "./raw";

const CLUSTER = 4096;
const SIZE = 16 * CLUSTER;

/** Files by name, and opening a chain among them. */
class Shelf {
  readonly files = new Map<string, MemoryFile>();

  add(name: string, backingFile?: string, backingFormat: "raw" | "qcow2" = "qcow2", size = SIZE): void {
    const file = new MemoryFile();
    createQcow2(file, {
      size,
      clusterBytes: CLUSTER,
      ...(backingFile ? { backingFile, backingFormat } : {}),
    });
    this.files.set(name, file);
  }

  layer(name: string): LayerFile {
    const file = this.files.get(name);
    if (file === undefined) throw new StorageError(`there is no ${name}`, "the shelf", "name another");
    return { id: name, file };
  }

  open(name: string, writable = false, writableBelow = false): Qcow2Image {
    const resolve = (wanted: string) => this.layer(wanted);
    return openChain(this.layer(name), { writable, writableBelow, resolve }) as Qcow2Image;
  }

  write(name: string, cluster: number, value: number): void {
    const image = this.open(name, true);
    image.write(cluster * CLUSTER, new Uint8Array(CLUSTER).fill(value));
    image.close();
  }
}

const byteAt = (image: Qcow2Image, cluster: number): number => {
  const byte = new Uint8Array(1);
  image.read(cluster * CLUSTER, byte);
  return byte[0]!;
};

function threeLayers(): Shelf {
  const shelf = new Shelf();
  shelf.add("base");
  shelf.write("base", 0, 1);
  shelf.write("base", 1, 1);
  shelf.add("middle", "base");
  shelf.write("middle", 1, 2);
  shelf.add("top", "middle");
  shelf.write("top", 2, 3);
  return shelf;
}

describe("a chain", () => {
  it("answers from the uppermost layer that has something, and counts who did", () => {
    const image = threeLayers().open("top");
    expect([0, 1, 2, 3].map((cluster) => byteAt(image, cluster))).toEqual([1, 2, 3, 0]);
    const answers = [0, 1, 2, 3].map((cluster) => answerAt(image, cluster * CLUSTER, CLUSTER));
    expect(answers.map(({ depth, holding }) => `${depth} ${holding}`)).toEqual([
      "2 data",
      "1 data",
      "0 data",
      "2 unallocated",
    ]);
    expect([image, image.backing!, image.backing!.backing!].map(({ answered }) => answered.data)).toEqual([
      1, 1, 1,
    ]);
    expect(image.backing!.backing!.answered.unallocated).toBe(1);
    expect([...mapOf(image)].map(({ start, length, depth }) => [start, length, depth])).toEqual([
      [0, CLUSTER, 2],
      [CLUSTER, CLUSTER, 1],
      [2 * CLUSTER, CLUSTER, 0],
      [3 * CLUSTER, 13 * CLUSTER, 2],
    ]);
  });

  it("takes what a write to a part of a cluster leaves from below, and leaves that as it is", () => {
    const shelf = threeLayers();
    const before = shelf.files.get("base")!.copy();
    const image = shelf.open("top", true);
    image.write(10, Uint8Array.of(9));
    const bytes = new Uint8Array(12);
    image.read(0, bytes);
    expect([...bytes]).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 9, 1]);
    const [now, then] = [new RawImage(shelf.files.get("base")!), new RawImage(before)];
    expect(firstDifference(now, then)).toBeUndefined();
  });

  it("reads zeros behind the end of a shorter layer, also after the top has grown over a longer one", () => {
    const shelf = new Shelf();
    shelf.files.set("raw", new MemoryFile(new Uint8Array(3 * CLUSTER).fill(7)));
    shelf.add("top", "raw", "raw", 2 * CLUSTER - 512);
    const image = shelf.open("top", true);
    image.resize(5 * CLUSTER);
    const bytes = new Uint8Array(5 * CLUSTER);
    image.read(0, bytes);
    expect(bytes.lastIndexOf(7)).toBe(2 * CLUSTER - 512 - 1);
  });

  it("that comes back to itself is refused, and so is one without an end", () => {
    const shelf = new Shelf();
    shelf.add("a", "b");
    shelf.add("b", "c");
    shelf.add("c", "a");
    expect(() => shelf.open("a")).toThrow(/a: the chain comes back to a layer/);
    const endless = { ...shelf.layer("a") };
    let count = 0;
    const resolve = () => ({ ...endless, id: `copy ${count++}` });
    expect(() => openChain(endless, { resolve })).toThrow(/more than 2000 layers/);
  });

  it("of a thousand layers is read", () => {
    const shelf = new Shelf();
    shelf.add("0");
    shelf.write("0", 0, 5);
    for (let i = 1; i <= 1000; i++) shelf.add(String(i), String(i - 1));
    expect(byteAt(shelf.open("1000"), 0)).toBe(5);
  });

  it("names the layer that is damaged, and refuses formats that are not read here", () => {
    const shelf = threeLayers();
    shelf.files.get("middle")!.write(20, Uint8Array.of(0, 0, 0, 99));
    expect(() => shelf.open("top")).toThrow(/^middle: header, cluster_bits/);
    shelf.add("odd", "base", "vmdk" as "raw");
    expect(() => shelf.open("odd")).toThrow(/base: the format "vmdk"/);
  });
});

describe("committing", () => {
  it("moves what the overlay has into the layer below, and empties it", () => {
    const shelf = threeLayers();
    const image = shelf.open("top", true, true);
    image.writeZeroes(CLUSTER, CLUSTER);
    image.flush();
    commit(image);
    expect([...mapOf(image)].every(({ depth }) => depth > 0)).toBe(true);
    image.close();
    expect([0, 1, 2].map((cluster) => byteAt(shelf.open("middle"), cluster))).toEqual([1, 0, 3]);
  });
});

describe("rebasing", () => {
  it("keeps what the disk reads as, and what lies below changes", () => {
    const shelf = threeLayers();
    shelf.add("other");
    shelf.write("other", 0, 1);
    shelf.write("other", 5, 8);
    const image = shelf.open("top", true);
    copyDifferences(image, shelf.open("other"));
    nameBacking(image, { name: "other", format: "qcow2" });
    image.close();
    const rebased = shelf.open("top");
    expect(firstDifference(rebased, threeLayers().open("top"))).toBeUndefined();
    // What both have alike is not copied.
    expect(answerAt(rebased, 0, CLUSTER).depth).toBe(1);
  });
});

describe("copying a disk", () => {
  it("leaves out what the target reads already", () => {
    const shelf = threeLayers();
    shelf.add("copy", "base");
    const target = shelf.open("copy", true);
    copyDisk(shelf.open("top"), target);
    expect(firstDifference(target, shelf.open("top"))).toBeUndefined();
    expect(target.extent(0, CLUSTER).holding).toBe("unallocated");
  });
});

describe("a disk of a petabyte", () => {
  it("is mapped, compared and copied in no time where it is empty", () => {
    const size = 2 ** 50;
    const made = (): Qcow2Image => {
      const file = new MemoryFile();
      createQcow2(file, { size, clusterBytes: 2 ** 21 });
      const resolve = () => ({ id: "none", file });
      return openChain({ id: "huge", file }, { writable: true, resolve }) as Qcow2Image;
    };
    const [one, other] = [made(), made()];
    one.write(size - 5, Uint8Array.of(1, 2, 3, 4, 5));
    expect([...mapOf(one)].map(({ holding }) => holding)).toEqual(["unallocated", "data"]);
    expect(firstDifference(one, other)).toBe(size - 5);
    copyDisk(one, other, { targetIsZero: true });
    expect(firstDifference(one, other)).toBeUndefined();
  });
});
