/** Which device of each kind a guest's machine has: hardware of a PC, emulated, or one made for the hypervisor. */
import type { GuestTrack } from "../run/record";

/** Every name there is, for whoever reads one. */
export const PARTS = {
  disk: ["ide-pio", "ide-dma", "virtio-blk"],
  medium: ["ram", "ssd", "hdd"],
  net: ["ne2k", "virtio-net"],
  console: ["uart", "virtio-console"],
  clock: ["timer", "hypervisor"],
} as const;

/** IDE with its data port or with bus-master DMA: the same controller, another driver setting. */
export type DiskInterface = (typeof PARTS.disk)[number];
export type NetInterface = (typeof PARTS.net)[number];
export type ConsoleInterface = (typeof PARTS.console)[number];
/** `timer`: the guest calibrates its clock against the PIT. `hypervisor`: it asks at port 0x5658 and is told its steal time too. */
export type ClockInterface = (typeof PARTS.clock)[number];

/** What answers behind a disk's controller; its service times are in app/sim/storage. */
export type Medium = (typeof PARTS.medium)[number];

/** A disk of 16 MiB, unless another size is asked for: room for the largest transfer of the lab, and half of a guest's memory. */
export const DEFAULT_DISK_BYTES = 16 * 2 ** 20;

export interface DiskSetup {
  readonly interface: DiskInterface;
  readonly medium: Medium;
  /** A multiple of 512. */
  readonly sizeBytes: number;
  /** It is an overlay of the machine's own on the layers of this name; NO_LAYERS for one that stands alone. */
  readonly chain?: string;
}

/** The chain that has no layer yet. */
export const NO_LAYERS = "empty";

export interface MachineDevices {
  readonly console: ConsoleInterface;
  readonly net: NetInterface;
  readonly clock: ClockInterface;
  /** No disk unless one is asked for. */
  readonly disk?: DiskSetup;
  /** The PCI device 1AF4:1110 over memory that two machines share. */
  readonly sharedMemory?: { readonly sizeBytes: number };
}

const BY_TRACK: Readonly<Record<GuestTrack, MachineDevices>> = {
  vm: { console: "uart", net: "ne2k", clock: "timer" },
  pv: { console: "virtio-console", net: "virtio-net", clock: "hypervisor" },
};

/** What a machine of a track has, where nothing else was asked for. */
export const devicesOf = (track: GuestTrack, asked: Partial<MachineDevices> = {}): MachineDevices => ({
  ...BY_TRACK[track],
  ...asked,
});
