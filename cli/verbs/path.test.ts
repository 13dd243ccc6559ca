import { describe, expect, it, vi } from "vitest";
import { arrangements } from "@/app/sim/vmm/arrangements";
import { UsageError } from "../options";
import { path } from "./path";

async function printed(...args: string[]): Promise<string> {
  let stdout = "";
  const write = vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    stdout += text;
    return true;
  });
  try {
    expect(await path.run(args)).toBe(0);
    return stdout;
  } finally {
    write.mockRestore();
  }
}

describe("lab path", () => {
  it("prints one path as JSON: its steps add up to its total, and repeated runs are identical", async () => {
    const args = ["--io", "disk-read", "--bytes", "4096", "--arrangement", "kvm-virtio", "--json"];
    const text = await printed(...args);
    const found = JSON.parse(text);
    const sum = found.steps.reduce(
      (all: number, step: { cost: { value: number } }) => all + step.cost.value,
      0,
    );
    expect(found.totalNs.value).toBeCloseTo(sum, 6);
    expect(found.exits.value).toBe(3);
    expect(await printed(...args)).toBe(text);
  });

  it("prints every arrangement where none is named", async () => {
    const found = JSON.parse(await printed("--io", "packet-in", "--json"));
    expect(found.arrangements).toHaveLength(arrangements.length);
    const lines = (await printed("--io", "packet-in")).trimEnd().split("\n");
    expect(lines.map((line) => line.split(" ")[0])).toEqual(arrangements.map(({ id }) => id));
  });

  it("names what a guest gives up for real hardware", async () => {
    const args = ["--arrangement", "kvm-sriov", "--memory-mib", "64", "--json"];
    expect(JSON.parse(await printed(...args)).limits).toMatchObject({
      pinnedFrames: 16_384,
      liveMigration: false,
    });
    expect(JSON.parse(await printed("--arrangement", "kvm-virtio", "--json"))).not.toHaveProperty("limits");
  });

  it.each([
    [["--io", "teleport"], /--io teleport.*disk-read/],
    [["--bytes", "1000"], /multiple of 512/],
    [["--bytes", "1e9"], /--bytes 1e9/],
    [["--arrangement", "toString"], /--arrangement toString.*kvm-virtio/],
    [["--memory-mib", "0"], /--memory-mib 0/],
    [["more"], /takes no "more"/],
  ])("%j is refused", async (args, words) => {
    await expect(path.run(args)).rejects.toThrow(words);
    await expect(path.run(args)).rejects.toBeInstanceOf(UsageError);
  });
});
