/** The PCI configuration space of a virtio device: what it is, and where the parts of its interface are. */
import type { VirtioDevice } from "./transport";

/** Where the structures are in the ports. Queues share one port for notifications. */
export const PORTS = { common: 0, interrupts: 56, notify: 60, config: 64, count: 128 } as const;

/** Where a device is plugged in. */
export interface PciFunction {
  readonly slot: number;
  /** INTA is 1. With the slot it makes the interrupt line. */
  readonly pin: 1 | 2 | 3 | 4;
  readonly firstPort: number;
}

const RED_HAT = 0x1af4;
/** Device numbers of version 1 begin here; those below are of the legacy interface. */
const MODERN = 0x1040;
const IO_ENABLED = 1;
const HAS_CAPABILITIES = 0x10;
const FIRST_CAPABILITY = 0x40;
const VENDOR_SPECIFIC = 9;
const IS_IO = 1;

/** Kinds of vendor capability, with the bytes that their structures take. All queues share one address (multiplier 0). */
const CAPABILITIES: readonly { kind: number; at: number; bytes: number; size: 16 | 20 }[] = [
  { kind: 1, at: PORTS.common, bytes: 56, size: 16 },
  { kind: 2, at: PORTS.notify, bytes: 2, size: 20 },
  { kind: 3, at: PORTS.interrupts, bytes: 1, size: 16 },
  { kind: 4, at: PORTS.config, bytes: 64, size: 16 },
  // The window through configuration space, which every device must have. It is not opened: its length stays 0.
  { kind: 5, at: 0, bytes: 0, size: 20 },
];

export function configSpace(device: VirtioDevice, place: PciFunction): number[] {
  const bytes = new Uint8Array(256);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, RED_HAT, true);
  view.setUint16(2, MODERN + device.deviceId, true);
  view.setUint16(4, IO_ENABLED, true);
  view.setUint16(6, HAS_CAPABILITIES, true);
  view.setUint32(8, device.classCode * 256 + 1, true);
  view.setUint32(0x10, place.firstPort | IS_IO, true);
  view.setUint16(0x2c, RED_HAT, true);
  view.setUint16(0x2e, device.deviceId, true);
  bytes[0x34] = FIRST_CAPABILITY;
  bytes[0x3d] = place.pin;
  let at = FIRST_CAPABILITY;
  CAPABILITIES.forEach((capability, i) => {
    const next = i === CAPABILITIES.length - 1 ? 0 : at + capability.size;
    bytes.set([VENDOR_SPECIFIC, next, capability.size, capability.kind], at);
    view.setUint32(at + 8, capability.at, true);
    view.setUint32(at + 12, capability.bytes, true);
    at += capability.size;
  });
  return [...bytes];
}
