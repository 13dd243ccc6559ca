/** A guest that is one program (guests/unikernel) as a machine of a network. */
import type { MachineConfig } from "../guest";
import { ImageError, type ImageStore } from "../images/store";
import { imageConfig } from "../lab/command-line";
import { DEFAULT_COSTS, DEFAULT_SEED, START_DATE_MS } from "../lab/defaults";
import type { GuestParts, LinuxChoice } from "./linux-machine";

export interface ProgramChoice extends Pick<LinuxChoice, "kind" | "devices" | "costs" | "seed"> {
  readonly image: string;
  /** Its command line. */
  readonly told: string;
}

/** Fetches the guest's files. @throws ImageError where one is missing or damaged, or the image is no program for such a machine */
export async function programMachine(
  images: ImageStore,
  { kind, image: name, told, devices, costs = DEFAULT_COSTS, seed = DEFAULT_SEED }: ProgramChoice,
): Promise<GuestParts> {
  const image = await images.image(name);
  if (image.ready !== "mark" || !image.tracks.includes(kind))
    throw new ImageError(
      `The image "${name}" is no program without an operating system for the ${kind} track`,
      "program.image",
      "Choose one of guests/unikernel, such as kv or pingpong, in a guest of kind pv.",
    );
  const config: MachineConfig = {
    ...imageConfig(image, kind, devices),
    image: name,
    via: "direct",
    track: kind,
    commandLine: told,
    seed,
    startDateMs: START_DATE_MS,
    costs,
    jit: "after boot",
    ...(devices === undefined ? {} : { devices }),
  };
  return { config, files: await images.filesFor(name, "direct", kind, () => {}), prepare: "" };
}
