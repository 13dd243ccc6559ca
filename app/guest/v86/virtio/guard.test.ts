/** What reaches v86's own virtio devices, and what does not. */
import { describe, expect, it } from "vitest";
import type { V86Cpu, V86Virtio } from "../contract";
import type { Machine } from "../machine";
import { engineOf, tinyMachine } from "../machine.test-kit";
import { x86 } from "../tiny-guest";

const DESCRIPTORS = 0x200000;
const AVAILABLE = 0x201000;
const USED = 0x202000;
const BUFFER = 0x203000;
const NEEDS_RESET = 64;
const NEXT = 1;
const WRITE = 2;
const INDIRECT = 4;

const cpuOf = (machine: Machine): V86Cpu => engineOf(machine).cpu;

/** A guest that notifies the file server of its queue once, when that has been set up as `prepare` says. */
async function notifying(prepare: (ring: DataView, virtio: V86Virtio) => void) {
  const { virtio } = cpuOf((await tinyMachine([...x86.haltForEver], { track: "pv" })).machine).devices
    .virtio_9p as { virtio: V86Virtio };
  const port = notifyPort(virtio);
  const code = [...x86.movEdx(port), ...x86.movEax(0), ...x86.outDxAx, ...x86.haltForEver];
  const { machine, run } = await tinyMachine(code, { track: "pv" });
  const device = cpuOf(machine).devices.virtio_9p as { virtio: V86Virtio };
  const [queue] = device.virtio.queues;
  queue!.desc_addr = DESCRIPTORS;
  queue!.avail_addr = AVAILABLE;
  queue!.used_addr = USED;
  queue!.enabled = true;
  const ram = machine.memory();
  prepare(new DataView(ram.buffer, ram.byteOffset, ram.byteLength), device.virtio);
  run(50);
  return { machine, virtio: device.virtio };
}

function notifyPort({ pci_bars }: V86Virtio): number {
  return pci_bars[1]!.original_bar & 0xfffe;
}

function descriptor(
  ring: DataView,
  at: number,
  address: number,
  length: number,
  flags: number,
  next = 0,
): void {
  ring.setUint32(at, address, true);
  ring.setUint32(at + 8, length, true);
  ring.setUint16(at + 12, flags, true);
  ring.setUint16(at + 14, next, true);
}

const offer = (ring: DataView, count = 1): void => ring.setUint16(AVAILABLE + 2, count, true);

describe("a notification of v86's own devices", () => {
  it("reaches them if the queue is in order", async () => {
    const { machine, virtio } = await notifying((ring) => {
      descriptor(ring, DESCRIPTORS, BUFFER, 64, NEXT, 1);
      descriptor(ring, DESCRIPTORS + 16, BUFFER + 64, 64, WRITE);
      offer(ring);
    });
    expect(machine.deviceFaults).toBe(0);
    expect(virtio.device_status & NEEDS_RESET).toBe(0);
    expect(virtio.queues[0]!.avail_last_idx).toBe(1);
  });

  it.each<[string, (ring: DataView, virtio: V86Virtio) => void]>([
    [
      "an indirect table that is its own descriptor, which they would follow for ever",
      (ring) => {
        descriptor(ring, DESCRIPTORS, DESCRIPTORS, 16, INDIRECT);
        offer(ring);
      },
    ],
    [
      "a chain that loops",
      (ring) => {
        descriptor(ring, DESCRIPTORS, BUFFER, 64, NEXT, 0);
        offer(ring);
      },
    ],
    [
      "2 GiB",
      (ring) => {
        descriptor(ring, DESCRIPTORS, BUFFER, 0x7fffffff, 0);
        offer(ring);
      },
    ],
    [
      "what is not in memory",
      (ring) => {
        descriptor(ring, DESCRIPTORS, 0xfff00000, 64, 0);
        offer(ring);
      },
    ],
    ["more buffers than the queue has", (ring) => offer(ring, 0xffff)],
    [
      "a queue that is not in memory",
      (_, virtio) => {
        virtio.queues[0]!.avail_addr = -2;
      },
    ],
  ])("does not, with %s", async (_, prepare) => {
    const { machine, virtio } = await notifying(prepare);
    expect(machine.status).toBe("halted");
    expect(machine.deviceFaults).toBe(1);
    expect(virtio.device_status & NEEDS_RESET).toBe(NEEDS_RESET);
    expect(virtio.queues[0]!.avail_last_idx).toBe(0);
  });
});

it("a notification of a queue that is not set up reaches nobody", async () => {
  const { machine, virtio } = await notifying((ring, device) => {
    descriptor(ring, DESCRIPTORS, BUFFER, 64, 0);
    offer(ring);
    device.queues[0]!.enabled = false;
  });
  expect(machine.status).toBe("halted");
  expect(virtio.queues[0]!.avail_last_idx).toBe(0);
});

describe("a device of v86's that throws", () => {
  it("does not end the guest: the write has no effect", async () => {
    const noSuchFunction = 0x8000f800;
    const { machine, run } = await tinyMachine([
      ...x86.movEdx(0xcf8),
      ...x86.movEax(noSuchFunction),
      ...x86.outDxEax,
      ...x86.movEdx(0xcfc),
      ...x86.outDxAl,
      ...x86.haltForEver,
    ]);
    run(50);
    expect(machine.status).toBe("halted");
    expect(machine.deviceFaults).toBe(1);
  });
});
