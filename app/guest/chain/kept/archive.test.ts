/** Layers that outlive the page: whole or not there wherever the page ends, damaged ones named, no page in another's way. */
import { beforeEach, describe, expect, it } from "vitest";
import { digestOf } from "@/app/sim/runtime/image/digest";
import { ImageContents } from "../../v86/disk/image-contents";
import { LayerStore } from "../store";
import { layersOf, type StoredLayer } from "../stored-layer";
import { LayerArchive } from "./archive";
import { MemoryFiles } from "./memory-files.test-kit";

const SIZE = 1 << 20;

let files: MemoryFiles;
let last: Promise<unknown>;
const alone = <T>(work: () => Promise<T>): Promise<T> => {
  const turn = last.then(work);
  last = turn.catch(() => {});
  return turn;
};

beforeEach(() => {
  files = new MemoryFiles();
  last = Promise.resolve();
});

/** A page of the site that has read what is kept. */
async function page(): Promise<LayerStore> {
  const store = new LayerStore(async () => new LayerArchive(files, alone));
  await store.ready;
  return store;
}

async function add(
  store: LayerStore,
  name: string,
  below: StoredLayer | undefined,
  byte: number,
): Promise<StoredLayer> {
  const contents = new ImageContents(SIZE, layersOf(below));
  contents.write(0, Uint8Array.of(byte));
  return store.add(name, contents.overlay(), below);
}

async function makeThree(store: LayerStore): Promise<void> {
  const os = await add(store, "os", undefined, 1);
  await add(store, "web", await add(store, "database", os, 2), 3);
}

const heldFiles = (): Record<string, string> =>
  Object.fromEntries([...files.held].map(([name, bytes]) => [name, digestOf(bytes)]));

/** By name, everything that a machine on the layer would be given. */
const contentsOf = (store: LayerStore): Record<string, string> =>
  Object.fromEntries(
    store.view().layers.map((top) => [
      top.name,
      layersOf(top)
        .map(({ bytes }) => digestOf(bytes))
        .join(),
    ]),
  );

const names = (store: LayerStore): string[] => store.view().layers.map(({ name }) => name);
const problems = (store: LayerStore): string[] =>
  store.view().problems.map(({ layer, error }) => `${layer}: ${error.message}`);
const fileOf = async (store: LayerStore, name: string): Promise<string> => {
  const { layer } = store.find(name)!;
  for (const [file, bytes] of files.held) if (Buffer.compare(bytes, layer.bytes) === 0) return file;
  throw new Error(`${name} has no file`);
};

describe("kept layers", () => {
  it("are the same after a reload, each on what it lay on, also where its name was used again", async () => {
    const first = await page();
    await makeThree(first);
    await add(first, "os", undefined, 9);
    const second = await page();
    expect(second.view()).toMatchObject({ last: "kept", problems: [] });
    expect(contentsOf(second)).toEqual(contentsOf(first));
    expect(layersOf(second.find("web")).map(({ name }) => name)).toEqual([
      "os.qcow2",
      "database.qcow2",
      "web.qcow2",
    ]);
    const [lowest] = layersOf(second.find("web"));
    expect(digestOf(lowest!.bytes)).not.toBe(contentsOf(second).os);
  });

  it.each([false, true])(
    "are as before or as after, wherever the page ends (torn writes: %s)",
    async (torn) => {
      let ended = 0;
      for (let changes = 0; ended === changes; changes++) {
        files = new MemoryFiles();
        const before = await page();
        const os = await add(before, "os", undefined, 1);
        const [old, kept] = [contentsOf(before), heldFiles()];
        files.changesLeft = changes;
        files.torn = torn;
        await add(before, "web", os, 2);
        if (problems(before).length > 0) ended++;
        files.changesLeft = Number.POSITIVE_INFINITY;
        const manifestTorn = torn && changes === 1;
        const after = await page();
        if (manifestTorn) {
          expect(problems(after)).toEqual([expect.stringMatching(/list of kept layers cannot be read/)]);
          expect({ ...heldFiles(), "manifest.json": "" }).toMatchObject({ ...kept, "manifest.json": "" });
        } else expect([old, contentsOf(before)]).toContainEqual(contentsOf(after));
      }
      expect(ended).toBe(2);
    },
  );

  it.each<[string, (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer> | undefined, RegExp]>([
    ["cut short", (bytes) => bytes.slice(0, 100), /"database" is damaged: its file has 100 bytes/],
    ["changed", (bytes) => bytes.fill(1, 500, 501), /"database" is damaged: its file's digest/],
    ["gone", () => undefined, /"database" has lost its file/],
  ])(
    "that are %s are named and left out; the others stay, and nothing is removed",
    async (_, damage, words) => {
      const first = await page();
      await makeThree(first);
      await add(first, "other", first.find("os"), 7);
      const file = await fileOf(first, "database");
      const damaged = damage(files.held.get(file)!.slice());
      if (damaged === undefined) files.held.delete(file);
      else files.held.set(file, damaged);
      const held = heldFiles();
      const second = await page();
      expect(names(second)).toEqual(["os", "other"]);
      expect(problems(second)[0]).toMatch(words);
      expect(problems(second)[1]).toMatch(/"web" lies on another/);
      expect(heldFiles()).toEqual(held);

      await expect(second.forget("database")).rejects.toThrow(/"web" lies on "database"/);
      await add(second, "database", second.find("os"), 2);
      const third = await page();
      expect(problems(third)).toEqual([]);
      expect(contentsOf(third)).toEqual(contentsOf(first));
    },
  );

  it("are forgotten with their files, but not while another lies on them", async () => {
    const store = await page();
    await makeThree(store);
    await expect(store.forget("os")).rejects.toThrow(/lies on "os"/);
    for (const name of ["web", "database", "os"]) await store.forget(name);
    expect(names(store)).toEqual([]);
    expect([...files.held.keys()]).toEqual(["manifest.json"]);
    expect(names(await page())).toEqual([]);
  });

  it("for which there is no room say so, can be used, and are kept when there is", async () => {
    const store = await page();
    const os = await add(store, "os", undefined, 1);
    files.roomBytes = os.layer.bytes.length * 2;
    await add(store, "web", undefined, 2);
    expect(problems(store)).toEqual([expect.stringMatching(/"web" could not be kept: .* is full/)]);
    expect(names(store)).toEqual(["os", "web"]);
    expect(names(await page())).toEqual(["os"]);
    await store.forget("os");
    expect(problems(store)).toEqual([]);
    expect(names(await page())).toEqual(["web"]);
  });

  it("of two pages do not get in each other's way; of two with one name the later is kept", async () => {
    const [one, other] = [await page(), await page()];
    await Promise.all([makeThree(one), add(other, "mine", undefined, 5)]);
    const theirs = await add(other, "os", undefined, 8);
    const after = await page();
    expect(names(after).sort()).toEqual(["database", "mine", "os", "web"]);
    expect(contentsOf(after).os).toBe(digestOf(theirs.layer.bytes));
    expect(contentsOf(after).web).toBe(contentsOf(one).web);
    await expect(one.forget("os")).rejects.toThrow(/lies on "os"/);
    await one.forget("web");
    expect(names(await page()).sort()).toEqual(["database", "mine", "os"]);
  });

  it("are refused by a list that is no list, which stays as it is", async () => {
    const text = '{"version":2}';
    files.held.set("manifest.json", new TextEncoder().encode(text));
    const store = await page();
    expect(store.view().last).toBe("not kept");
    expect(problems(store)).toEqual([expect.stringMatching(/cannot be read \(version/)]);
    await add(store, "os", undefined, 1);
    expect(names(store)).toEqual(["os"]);
    expect(new TextDecoder().decode(files.held.get("manifest.json"))).toBe(text);
  });
});

it("a browser that keeps nothing leaves layers in memory, and the lab says so", async () => {
  const store = new LayerStore(async () => undefined);
  await makeThree(store);
  expect(store.view()).toMatchObject({ last: "not kept", problems: [] });
  expect(names(store)).toEqual(["os", "database", "web"]);
});
