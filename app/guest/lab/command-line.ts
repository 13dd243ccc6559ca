import type { GuestTrack } from "@/app/sim/run/record";
import { devicesOf, type MachineDevices } from "@/app/sim/vmm/devices";
import type { MachineConfig } from "../guest";
import type { Image } from "../images/manifest";

/** The kernel command line of a machine: what all share, then the console of its track or of the other, then its disk's. */
export function commandLine(
  parts: { common: string; vm: string; pv: string },
  track: GuestTrack,
  devices?: Partial<MachineDevices>,
): string {
  const { console, disk } = devicesOf(track, devices);
  return [
    parts.common,
    console === "uart" ? parts.vm : parts.pv,
    disk?.interface === "ide-pio" ? "libata.dma=0" : "",
  ]
    .filter((part) => part !== "")
    .join(" ");
}

/** What an image says of its machine. Nothing is said of a prompt: saved states of such machines stay as they are. */
export const imageConfig = (
  { memoryMiB, commandLine: parts, ready }: Image,
  track: GuestTrack,
  devices?: Partial<MachineDevices>,
): Pick<MachineConfig, "memoryMiB" | "commandLine" | "ready"> => ({
  memoryMiB,
  commandLine: commandLine(parts, track, devices),
  ...(ready === "prompt" ? {} : { ready }),
});
