import { describe, expect, it, vi } from "vitest";
import { UsageError } from "../options";
import { predict } from "./predict";

async function printed(...args: string[]): Promise<string> {
  let stdout = "";
  const write = vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    stdout += text;
    return true;
  });
  try {
    expect(await predict.run(args)).toBe(0);
    return stdout;
  } finally {
    write.mockRestore();
  }
}

describe("lab predict", () => {
  it("prints one JSON document and nothing else, the same each time", async () => {
    const args = ["vm-memory", "--vmm", "firecracker", "--size", "256", "--json"];
    const text = await printed(...args);
    const { scenario, inputs, outputs, mechanisms, ...rest } = JSON.parse(text);
    expect(scenario).toBe("vm-memory");
    expect(inputs).toEqual({ vmm: "firecracker", size: 256, profile: "m5d-metal" });
    expect(Object.keys(outputs).sort()).toEqual([
      "guestMemFreeKb",
      "guestMemTotalKb",
      "overheadKb",
      "residentKb",
    ]);
    expect(outputs.overheadKb).toMatchObject({
      value: 2552,
      unit: "kB",
      range: [expect.any(Number), expect.any(Number)],
    });
    expect(mechanisms.length).toBeGreaterThan(0);
    expect(rest).toEqual({});
    expect(await printed(...args)).toBe(text);
    expect(await printed("vm-memory", "--json", "--size=256", "--vmm=firecracker")).toBe(text);
  });

  it("says what is missing where the model has no mechanism", async () => {
    const args = ["fio", "--path", "kvm", "--pattern", "read", "--depth", "1"];
    expect(JSON.parse(await printed(...args, "--json"))).toMatchObject({
      outputs: {},
      missing: expect.any(String),
    });
    expect(await printed(...args)).toContain("missing: ");
  });

  it("prints values with ranges and mechanisms to read", async () => {
    expect(await printed("assigned", "--interrupts", "exits")).toMatch(
      /fractionOfBareMetal +0\.\d+ .* to .*\n {2}- /,
    );
  });

  it.each([
    [[], /wants a scenario: parallel-boot/],
    [["nosuch"], /no scenario "nosuch"/],
    [["sriov", "--vms", "0"], /--vms 0: allowed: a whole number from 1/],
    [["sriov", "--vms"], /--vms wants a value/],
    [["sriov", "--vms", "--json"], /--vms wants a value/],
    [["sriov", "--vms", "1", "--vms", "2"], /given twice/],
    [["sriov", "more", "--vms", "1"], /"more" is one too many/],
    [["sriov", "--vms", "1", "--__proto__", "1"], /no --__proto__/],
  ])("%j is refused", async (args, words) => {
    await expect(predict.run(args)).rejects.toThrow(words);
    await expect(predict.run(args)).rejects.toBeInstanceOf(UsageError);
  });

  it("lists every scenario with its options in its usage", () => {
    expect(predict.usage).toContain(
      "fio --path native|kvm --pattern read|write|mixed --depth N [--block 4k|128k]",
    );
    expect(predict.usage).toContain("sharing --kind esx-linux|ksm-winxp [--pages-to-scan N]");
  });
});
