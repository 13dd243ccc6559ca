/** Options for a machine's devices become devices, and what is not understood is said. */
import { describe, expect, it } from "vitest";
import { deviceOptions } from "./device-options";

describe("device options", () => {
  it("say nothing of devices that were not asked for", () => {
    expect(deviceOptions({ track: "pv", json: true })).toBeUndefined();
  });

  it("make a disk of 64 MiB of flash, unless told otherwise", () => {
    expect(deviceOptions({ disk: "ide-pio" })).toEqual({
      disk: { interface: "ide-pio", medium: "ssd", sizeBytes: 64 * 2 ** 20 },
    });
    expect(
      deviceOptions({
        disk: "virtio-blk",
        medium: "hdd",
        "disk-size": "3",
        console: "uart",
        clock: "hypervisor",
      }),
    ).toEqual({
      console: "uart",
      clock: "hypervisor",
      disk: { interface: "virtio-blk", medium: "hdd", sizeBytes: 3 * 2 ** 20 },
    });
  });

  it("give memory to share, in KiB", () => {
    expect(deviceOptions({ "shared-memory": "64" })).toEqual({ sharedMemory: { sizeBytes: 65_536 } });
  });

  it.each([
    [{ "shared-memory": "65" }, /--shared-memory 65: allowed is a power of two/],
    [{ "shared-memory": "2048" }, /--shared-memory 2048: a whole number from 4 to 1024/],
    [{ disk: "scsi" }, /--disk scsi: allowed are ide-pio, ide-dma, virtio-blk/],
    [{ disk: "ide-dma", medium: "tape" }, /--medium tape: allowed are/],
    [{ disk: "ide-dma", "disk-size": "0" }, /--disk-size 0: a whole number from 1 to 1024/],
    [{ medium: "ssd" }, /no disk without --disk/],
    [{ "disk-size": "8" }, /no disk without --disk/],
    [{ net: "e1000" }, /--net e1000: allowed are/],
  ])("refuse %j", (values, message) => {
    expect(() => deviceOptions(values)).toThrow(message);
  });
});
