/** A column's devices in an address: `?vm.disk=ide-dma&vm.medium=hdd&pv.net=ne2k&pv.shared-memory=64` (KiB). */

import type { GuestTrack } from "@/app/sim/run/record";
import { DEFAULT_DISK_BYTES, devicesOf, type MachineDevices, PARTS } from "@/app/sim/vmm/devices";

type Reject = (field: string, value: string, allowed: string, kept: string) => void;

/** What the address asks for beside the track's own devices; what it says wrongly is told to `reject` and left out. */
export function devicesFrom(
  parameters: URLSearchParams,
  { id, track }: { readonly id: string; readonly track: GuestTrack },
  reject: Reject,
): Partial<MachineDevices> | undefined {
  const asked = <T extends string>(part: string, allowed: readonly T[]): T | undefined => {
    const field = `${id}.${part}`;
    const text = parameters.get(field);
    const known = allowed.find((value) => value === text);
    if (text !== null && known === undefined)
      reject(field, text, allowed.join(", "), "The machine keeps its usual one.");
    return known;
  };
  const usual = devicesOf(track);
  const disk = asked("disk", PARTS.disk);
  const medium = asked("medium", PARTS.medium) ?? "ssd";
  const chosen = {
    net: asked("net", PARTS.net),
    console: asked("console", PARTS.console),
    clock: asked("clock", PARTS.clock),
    sharedMemory: sharedMemoryFrom(parameters, `${id}.shared-memory`, reject),
    disk: disk && { interface: disk, medium, sizeBytes: DEFAULT_DISK_BYTES },
  };
  const different = Object.entries(chosen).filter(
    ([part, value]) => value !== undefined && value !== usual[part as keyof MachineDevices],
  );
  return different.length === 0 ? undefined : Object.fromEntries(different);
}

const SHARED_KIB = ["4", "16", "64", "256", "1024"];

function sharedMemoryFrom(
  parameters: URLSearchParams,
  field: string,
  reject: Reject,
): MachineDevices["sharedMemory"] {
  const text = parameters.get(field);
  if (text === null) return undefined;
  if (SHARED_KIB.includes(text)) return { sizeBytes: Number(text) * 1024 };
  reject(field, text, SHARED_KIB.join(", "), "The machine has no memory to share.");
  return undefined;
}
