/**
 * v86's own virtio devices take a driver's word for everything: a loop of descriptors, a buffer of 4 GiB or a ring outside of
 * memory keeps their host busy or ends it. Here each of their queues is checked before it is read, as those of our own devices
 * are; nonsense gets DEVICE_NEEDS_RESET, and no answer until the driver resets the device.
 */
import type { V86Cpu, V86Virtio, VirtioQueue } from "../contract";
import { chainAt, checkLayout, offered, type RingLayout, VirtioFault } from "./ring";

const NEEDS_RESET = 64;
const INDIRECT_DESCRIPTORS = 28;
const NOTIFY_BAR = 1;

/** The longest buffer that is not nonsense; the balloon's are runs of free memory. */
const MOST_CHAIN_BYTES: Readonly<Record<string, number>> = {
  "virtio-net": 64 * 1024 + 64,
  "virtio-console": 64 * 1024,
  "virtio-9p": 1024 * 1024,
};

export class VirtioGuard {
  /** How often a driver has given one of these devices nonsense. */
  faults = 0;

  constructor(
    private readonly cpu: V86Cpu,
    ram: () => Uint8Array,
  ) {
    for (const device of Object.values(cpu.devices)) {
      const transport = (device as { virtio?: V86Virtio } | undefined | null)?.virtio;
      for (const queue of transport?.queues ?? []) guardQueue(transport!, queue, ram, () => this.faults++);
    }
  }

  /** Whether a 16-bit write may reach the device at that port: not if it notifies a queue that the device does not have. */
  admits(port: number, value: number): boolean {
    const entry = this.cpu.io.ports[port];
    const transport = entry?.device as V86Virtio | undefined;
    const bar = transport?.pci_bars?.[NOTIFY_BAR];
    if (bar === undefined || !Array.isArray(transport?.queues) || !bar.entries.includes(entry)) return true;
    if (value < transport.queues.length) return true;
    this.faults++;
    return false;
  }
}

function guardQueue(
  transport: V86Virtio,
  queue: VirtioQueue,
  ram: () => Uint8Array,
  onFault: () => void,
): void {
  const fault = (): void => {
    onFault();
    transport.needs_reset();
  };
  const offers = (): boolean => {
    if (!queue.enabled || (transport.device_status & NEEDS_RESET) !== 0) return false;
    try {
      return offersBuffer(transport, queue, ram());
    } catch (error) {
      if (!(error instanceof VirtioFault)) throw error;
      fault();
      return false;
    }
  };
  const pop = queue.pop_request;
  queue.has_request = offers;
  queue.pop_request = () => {
    if (offers()) return pop.call(queue);
    fault();
    throw new VirtioFault("the driver offers no buffer for the device's message");
  };
}

/** @throws VirtioFault if the next buffer, or the queue itself, is nonsense. */
function offersBuffer(transport: V86Virtio, queue: VirtioQueue, ram: Uint8Array): boolean {
  const layout = layoutOf(queue);
  checkLayout(layout, ram.length);
  if (offered(ram, layout, queue.avail_last_idx) === 0) return false;
  chainAt(ram, layout, queue.avail_last_idx, {
    indirect: transport.is_feature_negotiated(INDIRECT_DESCRIPTORS),
    bytes: MOST_CHAIN_BYTES[transport.name] ?? ram.length,
  });
  return true;
}

const layoutOf = ({ size, desc_addr, avail_addr, used_addr }: VirtioQueue): RingLayout => ({
  size,
  descriptors: desc_addr >>> 0,
  available: avail_addr >>> 0,
  used: used_addr >>> 0,
});
