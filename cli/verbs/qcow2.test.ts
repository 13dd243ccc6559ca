/** `lab qcow2` as it is typed: what it makes, says and refuses. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { callLab } from "../calls";

const folder = mkdtempSync(join(tmpdir(), "triptych-qcow2-verb-"));
afterAll(() => rmSync(folder, { recursive: true }));

const at = (name: string): string => join(folder, name);
const BYTES = Buffer.alloc(300 * 1024, "contents of the base ");

async function lab(...args: string[]): Promise<string> {
  const { status, stdout, stderr } = await callLab(["qcow2", ...args]);
  expect(stderr).toBe("");
  expect(status).toBe(0);
  return stdout;
}

const refused = async (...args: string[]): Promise<string> => {
  const { status, stderr } = await callLab(["qcow2", ...args]);
  expect(status).toBe(2);
  return stderr;
};

beforeEach(() => {
  rmSync(folder, { recursive: true });
  mkdirSync(folder);
  writeFileSync(at("base.raw"), BYTES);
});

describe("lab qcow2", () => {
  it("takes an image from raw to compressed and back, and finds it the same", async () => {
    await lab(
      "convert",
      "-c",
      "-O",
      "qcow2",
      "-o",
      "compression_type=zstd,cluster_size=4k",
      at("base.raw"),
      at("a"),
    );
    expect(readFileSync(at("a")).length).toBeLessThan(BYTES.length / 4);
    await lab("compare", at("base.raw"), at("a"));
    await lab("convert", at("a"), at("back.raw"));
    expect(readFileSync(at("back.raw")).equals(BYTES)).toBe(true);
    const check = JSON.parse(await lab("check", "--json", at("a")));
    expect(check).toMatchObject({
      "total-clusters": 75,
      "allocated-clusters": 75,
      "compressed-clusters": 75,
    });
  });

  it("makes an overlay, tells of it, and commits it", async () => {
    await lab("create", "-b", "base.raw", "-F", "raw", at("top"));
    const info = JSON.parse(await lab("info", "--json", at("top")));
    expect(info).toMatchObject({
      "virtual-size": BYTES.length,
      "backing-filename": "base.raw",
      "full-backing-filename": at("base.raw"),
      "backing-filename-format": "raw",
    });
    expect(JSON.parse(await lab("map", "--json", at("top")))).toEqual([
      { start: 0, length: BYTES.length, depth: 1, present: true, zero: false, data: true, offset: 0 },
    ]);
    await lab("resize", at("top"), "+1M");
    await lab("commit", at("top"));
    expect(readFileSync(at("base.raw")).length).toBe(BYTES.length + 2 ** 20);
  });

  it("takes, lists, restores and deletes snapshots", async () => {
    await lab("create", at("a"), "1M");
    await lab("snapshot", "-c", "first", at("a"));
    await lab("resize", at("a"), "2M");
    expect(await lab("snapshot", "-l", at("a"))).toBe("1\tfirst\n");
    await lab("snapshot", "-a", "first", at("a"));
    expect(JSON.parse(await lab("info", "--json", at("a")))["virtual-size"]).toBe(2 ** 20);
    await lab("snapshot", "-d", "1", at("a"));
    expect(await lab("snapshot", "-l", at("a"))).toBe("");
    await lab("check", at("a"));
  });

  it("rebases, with and without looking at the contents", async () => {
    writeFileSync(at("other.raw"), Buffer.alloc(BYTES.length, "other"));
    await lab("create", "-b", "base.raw", "-F", "raw", at("top"));
    await lab("rebase", "-b", "other.raw", "-F", "raw", at("top"));
    await lab("compare", at("top"), at("base.raw"));
    await lab("create", "-b", "base.raw", "-F", "raw", at("bare"));
    await lab("rebase", "-u", "-b", "other.raw", "-F", "raw", at("bare"));
    await lab("compare", at("bare"), at("other.raw"));
  });

  it("ends with 1 where images differ or a check finds something", async () => {
    await lab("create", at("a"), "300k");
    expect((await callLab(["qcow2", "compare", at("base.raw"), at("a")])).status).toBe(1);
    const image = Buffer.concat([readFileSync(at("a")), Buffer.alloc(65536)]);
    // The refcount of the cluster at the end, which nothing refers to.
    image.writeUInt16BE(1, 2 * 65536 + 2 * 4);
    writeFileSync(at("a"), image);
    expect((await callLab(["qcow2", "check", at("a")])).status).toBe(1);
    expect(JSON.parse(await lab("check", "-r", "leaks", "--json", at("a")))["leaks-fixed"]).toBe(1);
  });

  it("says what is wrong with its arguments and its images", async () => {
    expect(await refused("frobnicate")).toContain("there is no command");
    expect(await refused("create", at("a"))).toContain("a SIZE is needed");
    expect(await refused("create", at("a"), "-b", "base.raw")).toContain("-F raw");
    expect(await refused("create", "-o", "cluster_size=1000", at("a"), "1M")).toContain("a power of two");
    expect(await refused("create", "-o", "colour=red", at("a"), "1M")).toContain("-o colour");
    expect(await refused("create", at("a"), "10E")).toContain("2^53");
    expect(await refused("info", at("missing"))).toContain("no such file");
    expect(await refused("check", at("base.raw"))).toContain("a raw image");
    await lab("create", at("a"), "1M");
    expect(await refused("resize", at("a"), "-512k")).toContain("--shrink");
    await lab("rebase", "-u", "-b", "nbd://elsewhere/disk", "-F", "raw", at("a"));
    expect(await refused("map", at("a"))).toContain("not a plain file name");
    await lab("rebase", "-u", "-b", "a", "-F", "qcow2", at("a"));
    expect(await refused("map", at("a"))).toContain("comes back to a layer");
    expect(await refused("convert", "-f", "raw", at("base.raw"), at("base.raw"))).toContain(
      "is what is converted",
    );
    expect(readFileSync(at("base.raw")).equals(BYTES)).toBe(true);
  });
});
