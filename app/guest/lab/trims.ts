/**
 * The trims between a whole guest and one program: what each way to have a machine that does something costs until it can,
 * measured on the machines themselves.
 */
import { type BootRecord, type GuestTrack, totalExits, type Via } from "@/app/sim/run/record";
import type { Guest, GuestEvent, HostCosts, MachineConfig } from "../guest";
import { imageConfig } from "./command-line";
import { START_DATE_MS } from "./defaults";
import { noPrompt } from "./errors";
import type { LabEnvironment } from "./lab";

export interface Trim {
  readonly id: string;
  readonly what: string;
  readonly image: string;
  readonly via: Via;
  /** Beyond the image's own command line. */
  readonly arguments?: string;
}

/** The kernel starts the shell in the place of /init, and the shell waits for the console's driver as /init does. */
const ONE_PROGRAM =
  'rdinit=/bin/sh PS1="# " -- -c "until (: </dev/console) 2>/dev/null; do :; done; exec sh </dev/console >/dev/console 2>&1"';

export const TRIMS: readonly Trim[] = [
  { id: "full", what: "firmware, a compressed kernel, an init, a shell", image: "linux", via: "bios" },
  { id: "direct", what: "the kernel entered directly, an init, a shell", image: "linux", via: "direct" },
  {
    id: "one program",
    what: "the same kernel with the shell as its only program",
    image: "linux",
    via: "direct",
    arguments: ONE_PROGRAM,
  },
  { id: "snapshot", what: "the direct boot, saved at its prompt", image: "linux", via: "snapshot" },
  { id: "kv", what: "one program, a key-value server, and no kernel", image: "kv", via: "direct" },
  { id: "hello", what: "one program that says a line", image: "hello", via: "direct" },
];

export interface MeasuredTrim {
  readonly trim: Trim;
  /** Of the files that the machine starts from: as they are kept, and unpacked. */
  readonly packedBytes: number;
  readonly unpackedBytes: number;
  readonly boot: BootRecord;
  /** What it did afterwards while nobody asked for anything, if that was wanted. */
  readonly idle?: { readonly virtualNs: number; readonly instructions: number; readonly exits: number };
}

const LIMIT_NS = 60e9;

export interface TrimOptions {
  /** Of the Linux guests. */
  readonly track: GuestTrack;
  readonly seed: number;
  readonly costs: HostCosts;
  /** How long it is watched while it is idle, virtual ns; not at all unless given. */
  readonly idleNs?: number;
}

/** @throws ImageError if the machine does not come up. */
export async function measureTrim(
  { images, createGuest }: Pick<LabEnvironment, "images" | "createGuest">,
  trim: Trim,
  { track: asked, seed, costs, idleNs }: TrimOptions,
): Promise<MeasuredTrim> {
  const image = await images.image(trim.image);
  const track = image.tracks.includes(asked) ? asked : image.tracks[0]!;
  const own = imageConfig(image, track);
  const config: MachineConfig = {
    ...own,
    image: trim.image,
    via: trim.via,
    track,
    commandLine: [own.commandLine, trim.arguments].filter(Boolean).join(" "),
    seed,
    startDateMs: START_DATE_MS,
    jit: "after boot",
    costs,
  };
  const { packed, unpacked } = await images.bytesFor(trim.image, trim.via, track);
  const files = await images.filesFor(trim.image, trim.via, track, () => {});
  let boot: BootRecord | undefined;
  const listen = (event: GuestEvent): void => {
    if (event.type === "ready") boot = event.boot;
  };
  const guest = await createGuest(config, files, listen, () => {});
  let idle: MeasuredTrim["idle"];
  try {
    await guest.run({ untilNs: LIMIT_NS, stopAtReady: true });
    if (boot !== undefined && idleNs !== undefined) idle = await watch(guest, idleNs);
  } finally {
    guest.dispose();
  }
  if (boot === undefined) throw noPrompt(config, LIMIT_NS);
  const measured = { trim, packedBytes: packed, unpackedBytes: unpacked, boot };
  return idle === undefined ? measured : { ...measured, idle };
}

async function watch(guest: Guest, ns: number): Promise<NonNullable<MeasuredTrim["idle"]>> {
  const before = await guest.counters();
  await guest.run({ untilNs: before.virtualNs + ns });
  const after = await guest.counters();
  return {
    virtualNs: after.virtualNs - before.virtualNs,
    instructions: after.instructions - before.instructions,
    exits: totalExits(after.exits) - totalExits(before.exits),
  };
}
