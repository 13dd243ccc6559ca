import { describe, expect, it, vi } from "vitest";
import { readExperiment } from "@/app/sim/experiments/document";
import { UsageError } from "../options";
import type { Verb } from "../verb";
import { density } from "./density";
import { overhead } from "./overhead";
import { startup } from "./startup";

async function printed(verb: Verb, ...args: string[]): Promise<string> {
  let stdout = "";
  const write = vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    stdout += text;
    return true;
  });
  try {
    expect(await verb.run(["--model-only", "--quiet", ...args])).toBe(0);
    return stdout;
  } finally {
    write.mockRestore();
  }
}

describe("the verbs of the experiments", () => {
  it.each([
    { verb: startup, args: ["--instances", "20"], table: "growth" },
    { verb: density, args: ["--memory", "16", "--instances", "1000"], table: "full" },
    { verb: overhead, args: ["--workloads", "network,kernel", "--request", "1000"], table: "network" },
  ])("with $args: prints its document, the same twice", async ({ verb, args, table }) => {
    const text = await printed(verb, ...args, "--json");
    expect(await printed(verb, ...args, "--json")).toBe(text);
    const read = readExperiment(text);
    if (!read.ok) throw new Error(read.error);
    expect(read.value.complete).toBe(true);
    expect(read.value.tables.map(({ id }) => id)).toContain(table);
  });

  it("prints CSV with a line for each figure, and tables for a terminal under their findings", async () => {
    const lines = (await printed(startup, "--instances", "5", "--csv")).split("\r\n");
    expect(lines[0]).toMatch(/^table,row,series,column,part,value,unit,origin/);
    expect(lines.filter((line) => line.startsWith("alone,"))).not.toHaveLength(0);
    const text = await printed(startup, "--instances", "5");
    expect(text).toMatch(/^A unikernel starts before a container/);
    expect(text).toMatch(/process: fork, exec and its end +0\.338 ·/);
  });

  it.each([
    { verb: density, args: ["--memory", "0"], message: "--memory 0: a whole number from 1 to 24576" },
    { verb: density, args: ["--cores", "129"], message: "--cores 129: a whole number from 1 to 128" },
    { verb: density, args: ["--record"], message: "Unknown option '--record'" },
    { verb: startup, args: ["--instances", "x"], message: "--instances x: a whole number from 1 to 10000" },
    { verb: startup, args: ["--json", "--csv"], message: "--json and --csv" },
    { verb: startup, args: ["--record"], message: "--record measures anew" },
    { verb: overhead, args: ["more"], message: 'overhead takes no "more"' },
    {
      verb: overhead,
      args: ["--workloads", "disk,tape"],
      message: "--workloads disk,tape: allowed are all, or some of processor, kernel, disk",
    },
    { verb: overhead, args: ["--block", "8k"], message: "--block 8k: allowed are 4k, 128k" },
    { verb: overhead, args: ["--depth", "0"], message: "--depth 0: a whole number from 1 to 256" },
  ])("refuses $args", async ({ verb, args, message }) => {
    await expect(verb.run(["--model-only", ...args])).rejects.toThrow(UsageError);
    await expect(verb.run(["--model-only", ...args])).rejects.toThrow(message);
  });
});
