/** Where a machine's PV devices answer, from their PCI configuration: what a PV guest is told instead of searching the bus. */
import type { PciDevices, V86Cpu } from "./contract";

const VIRTIO_VENDOR = 0x1af4;
/** PCI device id of a modern virtio device: this plus its type. */
const MODERN_ID = 0x1040;
const VENDOR_CAPABILITY = 0x09;
const CAPABILITIES = 0x34;
const FIRST_BAR = 0x10;
const SUBSYSTEM_ID = 0x2e;
/** More capabilities than this are a loop. */
const MOST_CAPABILITIES = 16;

/** I/O ports of one device's structures; a queue is notified at `notify + its offset * notifyMultiplier`. */
export interface VirtioPorts {
  readonly common: number;
  readonly notify: number;
  readonly isr: number;
  readonly device: number;
  readonly notifyMultiplier: number;
}

const PART = { 1: "common", 2: "notify", 3: "isr", 4: "device" } as const;

/** @returns undefined if there is no such device, or one whose structures are not all in I/O ports. */
export function virtioPorts(cpu: V86Cpu, type: number, index: number): VirtioPorts | undefined {
  const found = spaces(cpu.devices.pci).filter(
    (space) =>
      space.getUint16(0, true) === VIRTIO_VENDOR &&
      space.getUint16(2, true) >= MODERN_ID &&
      space.getUint16(SUBSYSTEM_ID, true) === type,
  )[index];
  return found === undefined ? undefined : portsOf(found);
}

const viewOf = ({ buffer, byteOffset, byteLength }: Int32Array): DataView =>
  new DataView(buffer, byteOffset, byteLength);

const spaces = (pci: PciDevices): DataView[] =>
  pci.device_spaces.filter((space) => space !== undefined).map(viewOf);

function portsOf(space: DataView): VirtioPorts | undefined {
  const ports = { notifyMultiplier: 0, common: 0, notify: 0, isr: 0, device: 0 };
  let at = space.getUint8(CAPABILITIES);
  for (let n = 0; at !== 0 && n < MOST_CAPABILITIES; n++) {
    const kind = space.getUint8(at + 3);
    const part = PART[kind as keyof typeof PART];
    if (space.getUint8(at) === VENDOR_CAPABILITY && part !== undefined) {
      const bar = space.getUint32(FIRST_BAR + 4 * space.getUint8(at + 4), true);
      if ((bar & 1) === 0) return undefined;
      ports[part] = (bar & 0xfffc) + space.getUint32(at + 8, true);
      if (part === "notify") ports.notifyMultiplier = space.getUint32(at + 16, true);
    }
    at = space.getUint8(at + 1);
  }
  return ports.common !== 0 && ports.notify !== 0 && ports.isr !== 0 ? ports : undefined;
}

/** Where a machine's memory that it shares with a neighbour is. */
export interface SharedWindow {
  readonly registers: number;
  readonly memory: number;
  readonly bytes: number;
}

const SHARED_MEMORY = 0x1110;
const SHARED_MEMORY_BAR = 2;

export function sharedWindow({ devices: { pci } }: V86Cpu): SharedWindow | undefined {
  for (const [slot, space] of pci.device_spaces.entries()) {
    if (space === undefined) continue;
    const view = viewOf(space);
    if (view.getUint16(0, true) !== VIRTIO_VENDOR || view.getUint16(2, true) !== SHARED_MEMORY) continue;
    const address = (bar: number) => (view.getUint32(FIRST_BAR + 4 * bar, true) & ~15) >>> 0;
    const bytes = pci.devices[slot]?.pci_bars[SHARED_MEMORY_BAR]?.size ?? 0;
    return { registers: address(0), memory: address(SHARED_MEMORY_BAR), bytes };
  }
  return undefined;
}

/** Whether a device has raised an interrupt that the guest has not acknowledged. */
export function interruptPending(cpu: V86Cpu): boolean {
  return cpu.devices.pci.devices.some((device) => (device?.isr_status ?? 0) !== 0);
}
