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

import { containerColumn, containerStart, threeAnswers } from "./lesson-01-fixtures";
import { chainAnswers } from "./lesson-10-fixtures";
import { ioAnswers } from "./lesson-11-fixtures";

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

/** compute as it has ended, with the line that it reports. */
export const finishedCompute = (over: Partial<GuestRecord> = {}): GuestRecord =>
  guest({
    column: "pv2",
    track: "pv",
    state: "halted",
    boot: boot("pv", "direct", { image: "compute", virtualMs: 0.001, exits: {}, pagesTouched: 9 }),
    virtualMs: 25.9,
    instructions: 25_900_000,
    exits: { hypervisor: { reads: 12, writes: 0 } },
    console: `compute: 16342 primes below 180000\r\ncompute: 17984 primes below 200000, sha256 ${"0f".repeat(32)}\r\n`,
    ...over,
  });

/** Tern, after its own echo and a program of Linux. */
export const ternGuest = (over: Partial<GuestRecord> = {}): GuestRecord =>
  guest({
    column: "vm2",
    boot: boot("vm", "direct", { image: "tern", pagesTouched: 29 }),
    console: "# echo hi\r\nhi\r\n# linux-hello\r\nlinux-hello: not an executable of this system\r\n# ",
    ...over,
  });

/** A boot of every kind, a container's start, and what lessons 1, 11 and 13 let a column answer; in lesson 13 it then crashes. */
export const everyColumnRun = (): LabRun => {
  const boots = (["vm", "pv"] as const).flatMap((track) =>
    (["bios", "direct", "snapshot"] as const).map((via) => boot(track, via)),
  );
  const alone = ["kv", "hello"].map((image) =>
    boot("pv", "direct", { image, virtualMs: 0.06, pagesTouched: 7 }),
  );
  const tern = boot("vm", "direct", { image: "tern", virtualMs: 0.3, pagesTouched: 29 });
  const counted = (instructions: number, pit: number) => ({
    stdout: "",
    status: 0,
    instructions,
    exits: { pit: { reads: 0, writes: pit }, uart1: { reads: 500 + pit, writes: 44 } },
  });
  return {
    ...runOf([...alone, tern, ...boots], [guest({ state: "crashed" }), finishedCompute(), ternGuest()]),
    starts: [containerStart()],
    containers: [containerColumn(0)],
    answers: {
      ...ioAnswers,
      ...chainAnswers,
      ...threeAnswers,
      "inside-nothing": counted(400_000, 0),
      "inside-container": counted(7_400_000, 2),
      "inside-stays": { stdout: "237568\n", status: 0 },
      "inside-wide": { stdout: "exit status 137\nmemtouch: 21 of 60 MiB\noom 0\n", status: 0 },
      "inside-left": { stdout: "2\n", status: 0 },
      "kernel-foreign": { stdout: "linux-hello:\nstatus 0\ntern-echo:\nstatus 126\n", status: 0 },
      "thin-programs": { stdout: "231\n", status: 0 },
    },
  };
};

export const runOf = (boots: readonly BootRecord[], guests: readonly GuestRecord[] = []): LabRun => ({
  ...emptyRun("lesson-03"),
  boots,
  guests,
});
