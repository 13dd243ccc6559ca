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
}

/** What the guest is built from: fetches its files. @throws ImageError where one is missing or damaged */
export async function linuxMachine(
  images: ImageStore,
  { kind, via = "direct", seed = DEFAULT_SEED, costs = DEFAULT_COSTS, devices }: LinuxChoice,
): Promise<readonly [MachineConfig, MachineFiles]> {
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
  return [config, await images.filesFor(IMAGE, via, kind, () => {})];
}
