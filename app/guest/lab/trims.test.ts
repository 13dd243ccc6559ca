/** The trims are in the order in which they save, and each is the machine that `boot` boots. */
import { beforeAll, describe, expect, it } from "vitest";
import { totalExits } from "@/app/sim/run/record";
import { DEFAULT_COSTS, DEFAULT_SEED } from "./defaults";
import { createNodeLab, nodeEnvironment } from "./node";
import { type MeasuredTrim, measureTrim, TRIMS } from "./trims";

const options = { track: "pv", seed: DEFAULT_SEED, costs: DEFAULT_COSTS } as const;

describe("the trims from a whole guest to one program", () => {
  const rows = new Map<string, MeasuredTrim>();
  beforeAll(async () => {
    const environment = nodeEnvironment();
    for (const trim of TRIMS)
      if (trim.via !== "bios") rows.set(trim.id, await measureTrim(environment, trim, options));
  });
  const row = (id: string): MeasuredTrim => rows.get(id)!;

  it("measure the boots that the lab shows", async () => {
    const columns = [{ id: "pv", track: "pv", image: "linux", via: "direct" }] as const;
    const lab = createNodeLab({ id: "test", seed: DEFAULT_SEED, costs: DEFAULT_COSTS, columns });
    expect(row("direct").boot).toEqual(await lab.boot("pv"));
    lab.dispose();
  });

  it("save instructions, exits, pages and bytes from a kernel entered directly to a program alone", () => {
    for (const [more, less] of [
      ["direct", "kv"],
      ["kv", "hello"],
    ] as const) {
      expect(row(less).boot.instructions).toBeLessThan(row(more).boot.instructions);
      expect(totalExits(row(less).boot.exits)).toBeLessThan(totalExits(row(more).boot.exits));
      expect(row(less).boot.pagesTouched).toBeLessThan(row(more).boot.pagesTouched);
      expect(row(less).packedBytes).toBeLessThan(row(more).packedBytes);
    }
    expect(row("snapshot").boot.virtualMs).toBeLessThan(row("direct").boot.virtualMs / 10);
  });

  it("run the one program in the place of init, without its pages", () => {
    expect(row("one program").boot.pagesTouched).toBeLessThan(row("direct").boot.pagesTouched);
    expect(row("one program").packedBytes).toBe(row("direct").packedBytes);
  });

  it("name a machine that does not come up", async () => {
    const broken = { ...TRIMS[1]!, arguments: "rdinit=/nothing" };
    await expect(measureTrim(nodeEnvironment(), broken, options)).rejects.toThrow(/linux via direct/);
  });
});
