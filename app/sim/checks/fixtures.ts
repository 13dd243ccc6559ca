/** Records for tests of checks: a machine's boots and guests in a line each. */
import {
  type BootRecord,
  emptyRun,
  type GuestRecord,
  type GuestTrack,
  type LabRun,
  type Phase,
  type PhaseName,
  type Via,
} from "../run/record";

const PHASES: Readonly<Record<Via, readonly (readonly [PhaseName, number])[]>> = {
  bios: [
    ["firmware", 2_000_000],
    ["decompression", 18_000_000],
    ["kernel", 10_000_000],
    ["init", 4_000_000],
  ],
  direct: [
    ["loader", 1_000],
    ["kernel", 10_000_000],
    ["init", 4_000_000],
  ],
  snapshot: [["resume", 1_000]],
};

/** A boot as the lab records it. The emulated machine waits for its disk controller, the paravirtual one for nothing. */
export function boot(track: GuestTrack, via: Via, over: Partial<BootRecord> = {}): BootRecord {
  const phases: readonly Phase[] = PHASES[via].map(([name, instructions]) => ({
    name,
    instructions,
    virtualMs: instructions / 1e6,
  }));
  const instructions = phases.reduce((sum, phase) => sum + phase.instructions, 0);
  const waiting = track === "vm" && via !== "snapshot" ? 174 : 0;
  return {
    image: "linux",
    via,
    track,
    seed: 1,
    memoryMiB: 32,
    virtualMs: (instructions + 1000 * 1500) / 1e6 + waiting,
    idleMs: waiting,
    instructions,
    exits: { pci: { reads: 500, writes: 500 } },
    phases,
    pagesTouched: 2_400,
    ...over,
  };
}

/** A guest that has been up for two seconds of its own clock, 100 ms less on the machine's. */
export function guest(over: Partial<GuestRecord> = {}): GuestRecord {
  return {
    column: "vm",
    track: "vm",
    state: "running",
    snapshots: [],
    virtualMs: 2_100,
    instructions: 20_000_000,
    exits: {},
    console: "",
    probes: {},
    ...over,
  };
}

export const runOf = (boots: readonly BootRecord[], guests: readonly GuestRecord[] = []): LabRun => ({
  ...emptyRun("lesson-03"),
  boots,
  guests,
});
