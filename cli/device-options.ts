/** Command-line options for the devices of a machine: where it differs from its track's. */
import type { ParseArgsConfig } from "node:util";
import { MOST_DISK_BYTES } from "@/app/guest/v86/disk/machine-disk";
import type { DiskSetup, MachineDevices } from "@/app/sim/vmm/devices";
import { integer, type Options, oneOf, UsageError } from "./options";

export const DEVICE_OPTIONS: NonNullable<ParseArgsConfig["options"]> = {
  console: { type: "string" },
  net: { type: "string" },
  clock: { type: "string" },
  disk: { type: "string" },
  medium: { type: "string" },
  "disk-size": { type: "string" },
  "shared-memory": { type: "string" },
};

export const DEVICE_USAGE = `  --console uart|virtio-console, --net ne2k|virtio-net, --clock timer|hypervisor: instead of the track's own
  --disk    ide-pio|ide-dma|virtio-blk: a disk of zeros; none unless it is asked for
  --medium  ssd|hdd|ram: how long the disk takes (default ssd);  --disk-size MiB (default 64)
  --shared-memory KiB: the device 1AF4:1110, 4 to 1024, a power of two. Alone its memory is the guest's own: enough to see a driver find
            it and map it. With a neighbour, and with the program that drives it: lab net --shared`;

const MIB = 2 ** 20;
const KIB = 2 ** 10;

/** @returns undefined if none was given. @throws UsageError naming the option and what is allowed. */
export function deviceOptions(values: Options): Partial<MachineDevices> | undefined {
  const disk = diskOption(values);
  const sharedMemory = sharedMemoryOption(values);
  const { console, net, clock } = values;
  const devices: Partial<MachineDevices> = {
    ...(console === undefined
      ? {}
      : { console: oneOf("console", console, ["uart", "virtio-console"], "uart") }),
    ...(net === undefined ? {} : { net: oneOf("net", net, ["ne2k", "virtio-net"], "ne2k") }),
    ...(clock === undefined ? {} : { clock: oneOf("clock", clock, ["timer", "hypervisor"], "timer") }),
    ...(disk === undefined ? {} : { disk }),
    ...(sharedMemory === undefined ? {} : { sharedMemory }),
  };
  return Object.keys(devices).length === 0 ? undefined : devices;
}

function diskOption({ disk, medium, "disk-size": size }: Options): DiskSetup | undefined {
  if (disk === undefined) {
    for (const [name, value] of Object.entries({ medium, "disk-size": size }))
      if (value !== undefined) throw new UsageError(`--${name} ${value}: there is no disk without --disk`);
    return undefined;
  }
  const range = { fallback: 64, min: 1, max: MOST_DISK_BYTES / MIB };
  return {
    interface: oneOf("disk", disk, ["ide-pio", "ide-dma", "virtio-blk"], "virtio-blk"),
    medium: oneOf("medium", medium, ["ssd", "hdd", "ram"], "ssd"),
    sizeBytes: integer("disk-size", size, range) * MIB,
  };
}

function sharedMemoryOption({ "shared-memory": size }: Options): MachineDevices["sharedMemory"] {
  if (size === undefined) return undefined;
  const sizeBytes = integer("shared-memory", size, { fallback: 0, min: 4, max: 1024 }) * KIB;
  if (Number.isInteger(Math.log2(sizeBytes))) return { sizeBytes };
  throw new UsageError(`--shared-memory ${size}: allowed is a power of two from 4 to 1024 KiB`);
}
