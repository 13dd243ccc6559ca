/** `lab boot` and `lab exec` with images other than Linux: they boot on the machine that they have drivers for. */
import { afterEach, describe, expect, it, vi } from "vitest";
import { type BootRecord, type ContainerStart, totalExits } from "@/app/sim/run/record";
import { main } from "../main";

const written = { stdout: "", stderr: "" };

async function lab(...args: string[]): Promise<number> {
  for (const stream of ["stdout", "stderr"] as const) {
    written[stream] = "";
    vi.spyOn(process[stream], "write").mockImplementation((text) => {
      written[stream] += String(text);
      return true;
    });
  }
  return main(args);
}

describe("lab boot --image", () => {
  afterEach(() => void vi.restoreAllMocks());

  it("hello: up in at most a virtual millisecond and 100 exits, the same each time", async () => {
    const boot = async (): Promise<BootRecord> => {
      expect(await lab("boot", "--image", "hello", "--via", "direct", "--json")).toBe(0);
      const { wallMs: _, ...record } = JSON.parse(written.stdout);
      return record;
    };
    const record = await boot();
    expect(record).toMatchObject({ image: "hello", track: "pv", via: "direct" });
    expect(record.virtualMs).toBeLessThanOrEqual(1);
    expect(totalExits(record.exits)).toBeLessThanOrEqual(100);
    expect(await boot()).toEqual(record);
  });

  it.each(["compute", "kv", "chaos"])("%s is up on the PV track", async (image) => {
    expect(await lab("boot", "--image", image, "--json")).toBe(0);
    expect(JSON.parse(written.stdout)).toMatchObject({ image, track: "pv" });
  });

  it("tern is up on the VM track", async () => {
    expect(await lab("boot", "--image", "tern", "--json")).toBe(0);
    expect(JSON.parse(written.stdout)).toMatchObject({ image: "tern", track: "vm" });
  });

  it("--track container: docker run to the prompt, with its phases and calls, the same each time", async () => {
    const start = async (): Promise<ContainerStart> => {
      expect(await lab("boot", "--track", "container", "--json")).toBe(0);
      const { wallMs: _, ...record } = JSON.parse(written.stdout);
      return record;
    };
    const record = await start();
    expect(record).toMatchObject({ image: "busybox", track: "container", runtime: "docker", seed: 1 });
    expect(record.virtualMs).toBeGreaterThan(0);
    expect(record.calls.pivot_root).toEqual({ inside: 1, outside: 0 });
    expect(await start()).toEqual(record);
    expect(await lab("boot", "--track", "container")).toBe(0);
    expect(written.stdout).toContain(`up after ${record.virtualMs.toFixed(3)} virtual ms`);
  });

  it.each([
    [["boot", "--track", "container", "--via", "bios"], /a container has no way in/],
    [["boot", "--track", "container", "--disk", "ide-pio"], /no devices of its own/],
    [["boot", "--track", "container", "--image", "nope"], /Unable to find image 'nope:latest'/],
    [["boot", "--image", "hello", "--track", "vm"], /no drivers for the vm track.*Boot it on: pv/],
    [["boot", "--image", "tern", "--via", "bios"], /"tern" has no way in "bios".*It has: direct/],
    [["boot", "--image", "helo"], /no guest image "helo".*linux.*hello/],
    [["exec", "--image", "tern", "--via", "direct", "ls"], /"tern" runs no scripts/],
  ])("%j is refused, with what to do", async (args, why) => {
    expect(await lab(...args)).toBe(2);
    expect(written.stderr).toMatch(why);
  });
});
