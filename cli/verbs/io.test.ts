/** What `lab io` shows: the same transfer needs fewer trips through a driver that was written for the hypervisor. */
import { beforeAll, describe, expect, it } from "vitest";
import { type IoRow, measureRow } from "@/app/guest/io/measure";
import { nodeIoMachines } from "@/app/guest/io/node";
import { WORKLOADS, type WorkloadId } from "@/app/guest/io/workloads";
import { accessesOf } from "@/app/sim/vmm/accesses";

const row = (id: WorkloadId, device: string): Promise<IoRow> => {
  const workload = WORKLOADS.find((one) => one.id === id)!;
  const contender = workload.contenders.find(({ name }) => name === device)!;
  return measureRow(workload, contender, nodeIoMachines(1));
};

describe("a transfer through each device", () => {
  let rows: ReadonlyMap<string, IoRow>;

  beforeAll(async () => {
    const measured: [string, IoRow][] = [];
    for (const [id, device] of [
      ["disk-read", "ide-pio"],
      ["disk-read", "virtio-blk"],
      ["console", "uart"],
      ["console", "virtio-console"],
    ] as const)
      measured.push([`${id} ${device}`, await row(id, device)]);
    rows = new Map(measured);
  }, 240_000);

  const ratio = (id: WorkloadId, emulated: string, honest: string) =>
    rows.get(`${id} ${emulated}`)!.exits / rows.get(`${id} ${honest}`)!.exits;

  it("makes at least 5 times fewer exits with virtio-blk than with IDE's data port", () => {
    expect(ratio("disk-read", "ide-pio", "virtio-blk")).toBeGreaterThan(5);
    // The data port carries two bytes an access, so all of them show.
    expect(rows.get("disk-read ide-pio")!.exits).toBeGreaterThan((4 * 2 ** 20) / 4);
  });

  it("makes at least 20 times fewer exits with a virtio console than with a serial port", () => {
    expect(ratio("console", "uart", "virtio-console")).toBeGreaterThan(20);
    expect(rows.get("console uart")!.exits).toBeGreaterThan(64 * 1024);
  });

  it("takes virtio one notification a request, as the path has it, and one read of the cause of each interrupt", () => {
    const { writes, interrupts } = accessesOf({ kind: "disk-read", bytes: 131_072 }, "virtio", undefined);
    const disk = rows.get("disk-read virtio-blk")!;
    expect(disk.exits).toBe(disk.interrupts * (writes.value / interrupts + 1));
    const console = rows.get("console virtio-console")!;
    expect(console.exits).toBe(2 * console.interrupts);
  });

  it("has interrupts, and time that follows from both", () => {
    for (const { exits, interrupts, instructions, virtualMs } of rows.values()) {
      expect(interrupts).toBeGreaterThan(0);
      expect(virtualMs).toBeGreaterThanOrEqual(instructions / 1e6);
      expect(exits).toBeGreaterThanOrEqual(interrupts);
    }
  });

  it("repeats to the instruction", async () => {
    expect(await row("disk-read", "virtio-blk")).toEqual(rows.get("disk-read virtio-blk"));
  }, 120_000);
});
