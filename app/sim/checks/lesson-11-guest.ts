/** What a real guest's disk and console have done since its prompt: the exit counters, and its own kernel's count of requests. */
import type { BootRecord, ExitsByDevice, GuestRecord } from "../run/record";
import { countedNames } from "../vmm/accesses";
import { type DiskInterface, type DiskSetup, devicesOf, type MachineDevices } from "../vmm/devices";

/** The first exercise of the lesson asks every guest, under this name, for the statistics of its disk. */
const DISK_PROBE = "disk";

const SECTOR_BYTES = 512;
const MIB = 2 ** 20;

/** Read and written together. */
export interface BlockStat {
  readonly requests: number;
  readonly bytes: number;
}

/** A line of /sys/block/<disk>/stat: requests, merged, sectors and ms of reads, then of writes, then others; or undefined. */
export function blockStat(line: string): BlockStat | undefined {
  if (!/^\s*(\d{1,12}\s+){10,}\d{1,12}\s*$/.test(line)) return undefined;
  const [reads = 0, , sectorsRead = 0, , writes = 0, , sectorsWritten = 0] = line
    .trim()
    .split(/\s+/)
    .map(Number);
  return { requests: reads + writes, bytes: SECTOR_BYTES * (sectorsRead + sectorsWritten) };
}

/** The counters in which accesses to a disk's controller are found. */
export const diskCounters = (name: DiskInterface): readonly string[] =>
  countedNames("disk-read", name === "virtio-blk" ? "virtio" : "emulated");

/** Exits of those devices, both directions. */
export const exitsOf = (exits: ExitsByDevice, devices: readonly string[]): number =>
  devices.reduce((sum, name) => {
    const { reads, writes } = (Object.hasOwn(exits, name) && exits[name]) || { reads: 0, writes: 0 };
    return sum + reads + writes;
  }, 0);

/** A guest that is up, with its machine. */
export interface UpGuest {
  readonly guest: GuestRecord;
  readonly boot: BootRecord;
  readonly devices: MachineDevices;
}

export function upGuest(guest: GuestRecord): UpGuest | undefined {
  const { boot, state } = guest;
  if (boot === undefined || (state !== "running" && state !== "paused")) return undefined;
  return { guest, boot, devices: devicesOf(boot.track, boot.devices) };
}

const sincePrompt = ({ guest, boot }: UpGuest, devices: readonly string[]): number =>
  Math.max(0, exitsOf(guest.exits, devices) - exitsOf(boot.exits, devices));

/** Exits of the console's device since the prompt. */
export const consoleExits = (up: UpGuest): number =>
  sincePrompt(
    up,
    countedNames("console-line", up.devices.console === "virtio-console" ? "virtio" : "emulated"),
  );

export interface DiskUse extends UpGuest {
  readonly disk: DiskSetup;
  readonly mib: number;
  readonly bytesPerRequest: number;
  /** Of the disk's controller since the prompt; infinite while nothing has moved. */
  readonly exitsPerMib: number;
}

/** What the guest's disk has done; undefined where it has none, or was not asked. */
export function diskUse(up: UpGuest): DiskUse | undefined {
  const { disk } = up.devices;
  const stat = (up.guest.probes[DISK_PROBE]?.stdout ?? "")
    .split("\n")
    .flatMap((line) => blockStat(line) ?? [])[0];
  if (disk === undefined || stat === undefined) return undefined;
  const mib = stat.bytes / MIB;
  return {
    ...up,
    disk,
    mib,
    bytesPerRequest: stat.requests === 0 ? 0 : stat.bytes / stat.requests,
    exitsPerMib: mib === 0 ? Number.POSITIVE_INFINITY : sincePrompt(up, diskCounters(disk.interface)) / mib,
  };
}
