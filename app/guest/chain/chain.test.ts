/** Real guests on one chain: what one writes nobody else sees, a saved machine goes on with its overlay, and QEMU reads the files. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findQemuTools } from "@/scripts/qemu-tools.mjs";
import type { Lab } from "../lab/lab";
import { createNodeLab } from "../lab/node";
import { chainColumns, chainOf, runIn } from "./measure";
import { DISK_NODE, diskOn, FILES, make, RECIPES } from "./recipes";
import { layersOf } from "./stored-layer";

const COSTS = { nsPerInstruction: 1, nsPerExit: 1500 };
const [ONE, TWO] = ["guest-1", "guest-2"] as const;
const SUM = `echo 3 > /proc/sys/vm/drop_caches; md5sum < ${DISK_NODE}`;

describe("guests on one layer", () => {
  let lab: Lab;
  const folder = mkdtempSync(join(tmpdir(), "chain-"));

  beforeAll(async () => {
    findQemuTools();
    lab = createNodeLab({ id: "chain", seed: 1, costs: COSTS, columns: chainColumns(2) });
    await lab.perform(make("builder", RECIPES[0]!));
    lab.stop("builder");
    for (const column of [ONE, TWO])
      await lab.perform([{ do: "boot", column, via: "direct", devices: { disk: diskOn("os") } }]);
  }, 300_000);

  afterAll(() => {
    lab.dispose();
    rmSync(folder, { recursive: true });
  });

  /** Of the whole disk, as guest 1 reads it after what the first test wrote. */
  let sum: Promise<string> | undefined;
  const sumOfOne = () => {
    sum ??= runIn(lab, ONE, SUM).then(({ stdout }) => stdout);
    return sum;
  };

  const overlayOf = async (column: string) => {
    await lab.seal(column, column);
    return lab.layers.find(column)!;
  };

  it("read what it holds, each counted for itself, and a write changes one overlay and nothing else", async () => {
    const os = lab.layers.find("os")!;
    const before = createHash("sha256").update(os.layer.bytes).digest("hex");
    const other = await overlayOf(TWO);
    const { stdout: first } = await runIn(lab, ONE, FILES.read);
    expect(chainOf(lab, ONE).layers[0]!.readBytes).toBeGreaterThan(2 ** 20);
    expect(chainOf(lab, TWO).layers[0]!.readBytes).toBeLessThan(2 ** 17);
    await runIn(lab, ONE, FILES.write(1));
    expect((await runIn(lab, ONE, FILES.read)).stdout).not.toBe(first);
    expect(createHash("sha256").update(os.layer.bytes).digest("hex")).toBe(before);
    expect(Buffer.compare((await overlayOf(TWO)).layer.bytes, other.layer.bytes)).toBe(0);
    expect((await runIn(lab, TWO, FILES.read)).stdout).toBe(first);
  }, 120_000);

  it("leave as files that QEMU finds clean and reads as the guest does", async () => {
    const stdout = await sumOfOne();
    const stored = await overlayOf(ONE);
    for (const { name, bytes } of layersOf(stored)) writeFileSync(join(folder, name), bytes);
    const qemu = (...args: string[]) => execFileSync("qemu-img", args, { cwd: folder, encoding: "utf8" });
    for (const { name } of layersOf(stored)) expect(qemu("check", name)).toContain("No errors");
    expect(qemu("info", stored.layer.name)).toContain("backing file: os.qcow2");
    qemu("convert", "-O", "raw", stored.layer.name, "flat.raw");
    const flat = createHash("md5")
      .update(readFileSync(join(folder, "flat.raw")))
      .digest("hex");
    expect(flat).toBe(stdout.split(" ")[0]);
  }, 120_000);

  it("that were saved go on with their overlay and its counts", async () => {
    const before = await sumOfOne();
    await lab.snapshot(ONE, "kept");
    const saved = chainOf(lab, ONE);
    await runIn(lab, ONE, FILES.write(9));
    await lab.restore(ONE, "kept");
    expect(chainOf(lab, ONE)).toEqual(saved);
    expect((await runIn(lab, ONE, SUM)).stdout).toBe(before);
  }, 120_000);

  it("are refused a disk that is smaller than the layer, or on a layer that there is not", async () => {
    const bootOn = (disk: ReturnType<typeof diskOn>) =>
      lab.perform([{ do: "boot", column: TWO, via: "direct", devices: { disk } }]);
    await expect(bootOn(diskOn("os", 2 ** 20))).rejects.toThrow(/holds a disk of 16777216 bytes/);
    await expect(bootOn(diskOn("web"))).rejects.toThrow(/There is no layer "web"/);
    await lab.perform([{ do: "boot", column: TWO, via: "direct", devices: {} }]);
    await expect(lab.seal(TWO, "none")).rejects.toThrow(/no disk in layers/);
  }, 120_000);
});
