/** Builds machines for tests: small ones from hand-assembled code, Linux ones from the committed images. */

import type { GuestEvent, MachineConfig } from "../guest";
import { commandLine } from "../lab/command-line";
import { DEFAULT_COSTS, DEFAULT_SEED, START_DATE_MS } from "../lab/defaults";
import { nodeImages } from "../lab/node";
import { LocalGuest } from "../local";
import type { Engine } from "./engine";
import { Machine } from "./machine";
import { nodeParts } from "./node-parts";
import { tinyGuest } from "./tiny-guest";

export const tinyConfig: MachineConfig = {
  image: "tiny",
  via: "direct",
  track: "vm",
  memoryMiB: 4,
  commandLine: "",
  seed: DEFAULT_SEED,
  startDateMs: START_DATE_MS,
  costs: DEFAULT_COSTS,
  jit: "after boot",
};

/** v86 inside a machine. */
export const engineOf = (machine: Machine): Engine => (machine as unknown as { engine: Engine }).engine;

export interface TinyRun {
  readonly machine: Machine;
  readonly events: GuestEvent[];
  /** Steps until the machine ends or virtual time passes `untilMs`. */
  run(untilMs: number): void;
}

export async function tinyMachine(
  code: readonly number[],
  config: Partial<MachineConfig> = {},
): Promise<TinyRun> {
  const events: GuestEvent[] = [];
  const files = { multiboot: tinyGuest(code) };
  const machine = await Machine.create(await nodeParts(), { ...tinyConfig, ...config }, files, (e) =>
    events.push(e),
  );
  return {
    machine,
    events,
    run(untilMs) {
      while (machine.status === "on" && machine.nowNs < untilMs * 1e6) machine.step(untilMs * 1e6);
    },
  };
}

const images = nodeImages();

export async function linuxConfig(config: Partial<MachineConfig> = {}): Promise<MachineConfig> {
  const image = await images.image("linux");
  const track = config.track ?? "vm";
  return {
    ...tinyConfig,
    image: "linux",
    memoryMiB: image.memoryMiB,
    commandLine: commandLine(image.commandLine, track),
    ...config,
  };
}

export const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A Linux guest, switched off. */
export async function linuxGuest(
  config: Partial<MachineConfig> = {},
  listener?: (e: GuestEvent) => void,
): Promise<LocalGuest> {
  const full = await linuxConfig(config);
  const files = await images.filesFor("linux", full.via, full.track, () => {});
  return LocalGuest.create(await nodeParts(), full, files, nextTurn, listener);
}

/** A Linux guest at its prompt. */
export async function readyLinux(
  config: Partial<MachineConfig> = {},
  listener?: (e: GuestEvent) => void,
): Promise<LocalGuest> {
  const guest = await linuxGuest({ via: "snapshot", ...config }, listener);
  const reason = await guest.run({ untilNs: 600e9, stopAtReady: true });
  if (reason !== "ready") throw new Error(`the guest did not come up: ${reason}`);
  return guest;
}

export const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
