/** Starts as columns record them, for tests. */
import { type BootRecord, type ContainerStart, NO_CONTAINER_COUNTERS } from "../run/record";
import type { Contender } from "./together";

/** A guest's boot: in each phase so many instructions at 1 ns, and so long for exits and sleep. */
export function bootOf(
  track: "vm" | "pv",
  phases: readonly { readonly instructions: number; readonly restNs: number }[],
  idleNs: number,
): BootRecord {
  const names = ["loader", "kernel", "init"] as const;
  const wholeNs = phases.reduce((sum, { instructions, restNs }) => sum + instructions + restNs, 0);
  return {
    image: "linux",
    via: "direct",
    track,
    seed: 1,
    memoryMiB: 32,
    virtualMs: wholeNs / 1e6,
    idleMs: idleNs / 1e6,
    instructions: phases.reduce((sum, { instructions }) => sum + instructions, 0),
    exits: {},
    phases: phases.map(({ instructions, restNs }, at) => ({
      name: names[at % 3]!,
      virtualMs: (instructions + restNs) / 1e6,
      instructions,
    })),
    pagesTouched: 2000,
  };
}

export function containerStartOf(
  phases: readonly { readonly ns: number; readonly runtimeNs: number }[],
  idleNs = 0,
): ContainerStart {
  const virtualNs = phases.reduce((sum, { ns }) => sum + ns, 0);
  const names = ["engine", "rootfs", "program"] as const;
  return {
    ...NO_CONTAINER_COUNTERS,
    track: "container",
    image: "busybox",
    runtime: "docker",
    seed: 1,
    memoryMiB: 64,
    virtualNs,
    idleNs,
    virtualMs: virtualNs / 1e6,
    phases: phases.map(({ ns, runtimeNs }, at) => ({
      name: names[at % 3]!,
      virtualMs: ns / 1e6,
      runtimeMs: runtimeNs / 1e6,
    })),
    privatePages: 100,
    sharedPages: 300,
  };
}

/** Much as the lab's own three: a VM that sleeps most of its boot, a container that computes, a short PV boot. */
export const THREE: readonly Contender[] = [
  {
    column: "vm",
    name: "VM",
    start: bootOf(
      "vm",
      [
        { instructions: 300_000, restNs: 10_000 },
        { instructions: 12_000_000, restNs: 173_000_001 },
      ],
      171_000_000,
    ),
  },
  {
    column: "container",
    name: "Container",
    start: containerStartOf([
      { ns: 40_000_000, runtimeNs: 39_000_000 },
      { ns: 25_000_000, runtimeNs: 20_000_000 },
    ]),
  },
  {
    column: "pv",
    name: "PV",
    start: bootOf("pv", [{ instructions: 10_000_000, restNs: 2_900_000 }], 800_000),
  },
];
