/** The lab's Linux guest as a machine of a network. */
import type { GuestTrack, Via } from "@/app/sim/run/record";
import type { MachineDevices } from "@/app/sim/vmm/devices";
import type { HostCosts, MachineConfig, MachineFiles } from "../guest";
import type { ImageStore } from "../images/store";
import { commandLine } from "../lab/command-line";
import { DEFAULT_COSTS, DEFAULT_SEED, START_DATE_MS } from "../lab/defaults";

const IMAGE = "linux";

export interface LinuxChoice {
  readonly kind: GuestTrack;
  readonly via?: Via;
  readonly devices?: Partial<MachineDevices>;
  readonly costs?: HostCosts;
  readonly seed?: number;
  /** Whether it has the program neighbour. */
  readonly neighbour?: boolean;
}

/** What a guest is built from, and the script that it runs before it is plugged in. */
export interface GuestParts {
  readonly config: MachineConfig;
  readonly files: MachineFiles;
  readonly prepare: string;
}

/** Fetches the guest's files. @throws ImageError where one is missing or damaged */
export async function linuxMachine(
  images: ImageStore,
  { kind, via = "direct", seed = DEFAULT_SEED, costs = DEFAULT_COSTS, devices, neighbour }: LinuxChoice,
): Promise<GuestParts> {
  const image = await images.image(IMAGE);
  const config: MachineConfig = {
    image: IMAGE,
    via,
    track: kind,
    seed,
    memoryMiB: image.memoryMiB,
    commandLine: commandLine(image.commandLine, kind, devices),
    startDateMs: START_DATE_MS,
    costs,
    jit: "after boot",
    ...(devices === undefined ? {} : { devices }),
  };
  return {
    config,
    files: await images.filesFor(IMAGE, via, kind, () => {}),
    prepare: neighbour === true ? install("neighbour", await images.program("neighbour")) : "",
  };
}

/** The Linux image is the same for every machine: what only some have is handed to them when they are up. */
function install(name: string, executable: ArrayBuffer): string {
  const bytes = Array.from(new Uint8Array(executable), (byte) => String.fromCharCode(byte)).join("");
  return `base64 -d > /bin/${name} <<EOF && chmod 755 /bin/${name}\n${btoa(bytes)}\nEOF\n`;
}
