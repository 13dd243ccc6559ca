/** Builds machines from the small images, for tests. */
import type { GuestEvent, MachineConfig } from "@/app/guest/guest";
import { imageConfig } from "@/app/guest/lab/command-line";
import { nodeImages } from "@/app/guest/lab/node";
import { Machine } from "@/app/guest/v86/machine";
import { tinyConfig } from "@/app/guest/v86/machine.test-kit";
import { nodeParts } from "@/app/guest/v86/node-parts";

const images = nodeImages();

export interface SmallRun {
  readonly machine: Machine;
  readonly events: GuestEvent[];
  /** Steps until the machine ends or virtual time has advanced by `ms`. */
  run(ms: number): void;
  console(): string;
}

/** One of the small images, switched off. */
export async function smallMachine(image: string, config: Partial<MachineConfig> = {}): Promise<SmallRun> {
  const known = await images.image(image);
  const track = config.track ?? known.tracks[0]!;
  const full = { ...tinyConfig, ...imageConfig(known, track), image, track, ...config };
  const events: GuestEvent[] = [];
  const files = await images.filesFor(image, "direct", track, () => {});
  const machine = await Machine.create(await nodeParts(), full, files, (event) => events.push(event));
  return {
    machine,
    events,
    run(ms) {
      const until = machine.nowNs + ms * 1e6;
      while (machine.status === "on" && machine.nowNs < until) machine.step(until);
    },
    console: () =>
      events
        .map((event) => (event.type === "console" ? new TextDecoder("latin1").decode(event.bytes) : ""))
        .join(""),
  };
}
