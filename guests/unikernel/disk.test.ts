/** A disk written by a program of ours through virtio-blk: read back equal by it and by the host, at every queue depth. */
import { describe, expect, it } from "vitest";
import type { MachineDevices } from "@/app/sim/vmm/devices";
import { smallMachine } from "../small.test-kit";

const SIZE_BYTES = 512 * 1024;

const ssd = (sizeBytes: number): Partial<MachineDevices> => ({
  disk: { interface: "virtio-blk", medium: "ssd", sizeBytes },
});

async function run(depth: number, seed = 1) {
  const guest = await smallMachine("disk", {
    devices: ssd(SIZE_BYTES),
    commandLine: `seed=${seed} depth=${depth}`,
  });
  guest.run(1000);
  const readUs = Number(/read in (\d+) us/.exec(guest.console())?.[1]);
  return { guest, readUs };
}

describe("disk", () => {
  it("finds what it wrote, and so does the host", async () => {
    const { guest } = await run(4, 7);
    expect(guest.console()).toContain("disk: 0 words differ\n");
    expect(guest.machine.status).toBe("halted");
    const words = new DataView(guest.machine.readDisk(0, SIZE_BYTES).slice().buffer);
    for (let w = 0; w < SIZE_BYTES / 4; w++)
      if (words.getUint32(4 * w, true) !== Math.imul(w + 1, 15) >>> 0) throw new Error(`word ${w} differs`);
  });

  it("reads in less time with more requests in flight", async () => {
    const [one, eight] = [await run(1), await run(8)];
    expect(eight.guest.console()).toContain("disk: 0 words differ\n");
    expect(eight.readUs).toBeLessThan(one.readUs / 1.5);
  });

  it.each([
    ["depth=0", true, "depth=0: from 1 to 8"],
    ["depth=x", true, "depth=x is no number"],
    ["", false, "no virtio disk"],
  ])("refuses %j with a disk: %s", async (commandLine, hasDisk, why) => {
    const guest = await smallMachine("disk", { commandLine, ...(hasDisk ? { devices: ssd(65_536) } : {}) });
    guest.run(5);
    expect(guest.machine.crash?.message).toBe(`panic: ${why}`);
  });
});
