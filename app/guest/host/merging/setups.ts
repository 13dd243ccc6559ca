/** The machines between which merging is measured. */
import { type HostScenario, type HostScenarioInput, scenario } from "@/app/sim/scenario/schema";

type InstanceInput = NonNullable<HostScenarioInput["instances"]>[number];

const linux = { kind: "vm", guest: "linux" } as const;

/** For each kind of comparison, what the guest of that number (from 0) is. */
const machines = {
  /** The same kernel, gone on from the same saved machine: as alike as two machines can be. */
  "same-snapshot": () => ({ ...linux, via: "snapshot" }),
  /** The same kernel, booted by each on its own with random numbers of its own. */
  "booted-separately": () => ({ ...linux, via: "direct" }),
  /** The same kernel with other drivers at work: emulated devices, virtio, in turn. */
  "two-tracks": (index) => ({ ...linux, kind: index % 2 === 0 ? "vm" : "pv", via: "direct" }),
  /** Linux and Tern in turn. */
  "with-tern": (index) =>
    index % 2 === 0 ? { ...linux, via: "direct" } : { kind: "vm", guest: "tern", via: "direct" },
} as const satisfies Record<string, (index: number) => Omit<InstanceInput, "name">>;

export type MergeKind = keyof typeof machines;
export const MERGE_KINDS = Object.keys(machines) as readonly MergeKind[];

/** Enough for the machines and the programs that emulate them, so that nothing is reclaimed. */
const HOST_MIB_PER_GUEST = 48;
const HOST_MIB = 32;
/** A run has no end of its own: this is longer than any measurement. */
const DURATION_MS = 3_600_000;

/** So many real guests on a host with memory for all of them, as unalike as `kind` says. */
export const mergeScenario = (kind: MergeKind, guests: number, seed: number): HostScenario =>
  scenario.parse({
    version: 1,
    name: `merging: ${kind}`,
    seed,
    durationMs: DURATION_MS,
    host: { cores: 2, memoryMiB: HOST_MIB + guests * HOST_MIB_PER_GUEST },
    instances: Array.from({ length: guests }, (_, index) => ({
      name: `guest-${index + 1}`,
      ...machines[kind](index),
    })),
  } satisfies HostScenarioInput);
