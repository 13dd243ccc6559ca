/** The paths that published measurements also took: what the model says, and what was measured. */
import { type Constant, type Figure, modelled } from "../figures/figure";
import * as felter from "../figures/published/felter-2015";
import * as disk from "../figures/published/firecracker-disk-nsdi20";
import { arrangementById } from "./arrangements";
import type { Io } from "./io";
import { pathOf } from "./path";

export interface HeldRow {
  readonly id: string;
  readonly what: string;
  /** What the arrangement adds to the path without virtualization, µs. */
  readonly modelled: Figure;
  readonly published: Figure;
  /** A constant of this path was chosen so that the two agree. */
  readonly fitted: boolean;
  /** The difference that a test allows, µs. */
  readonly toleranceUs: number;
}

/** netperf's request of 100 bytes and answer of 200, with 54 bytes of headers each. */
const ROUND_TRIP: readonly Io[] = [
  { kind: "packet-in", bytes: 154 },
  { kind: "packet-out", bytes: 254 },
];
const ROUND_TRIP_TOLERANCE_US = 3;
const DISK_TOLERANCE = 0.15;
const read = (kib: number): readonly Io[] => [{ kind: "disk-read", bytes: kib * 1024 }];

function adderOf(ios: readonly Io[], id: string): Figure {
  const [guest, native] = [arrangementById(id), arrangementById("native")];
  if (guest === undefined || native === undefined) throw new Error(`there is no arrangement ${id}`);
  const from = new Map<string, Constant>();
  let ns = 0;
  for (const io of ios) {
    const { totalNs } = pathOf(io, guest);
    ns += totalNs.value - pathOf(io, native).totalNs.value;
    if (totalNs.origin.kind === "modelled")
      for (const constant of totalNs.origin.from) from.set(constant.id, constant);
  }
  return modelled(ns / 1000, "µs", `The path by ${id} less the path without virtualization.`, [
    ...from.values(),
  ]);
}

const diskRow = (id: string, name: string, kib: number, published: Figure): HeldRow => ({
  id: `${id}-${kib}k`,
  what: `Read of ${kib} KiB, ${name}`,
  modelled: adderOf(read(kib), id),
  published,
  fitted: true,
  toleranceUs: published.value * DISK_TOLERANCE,
});

/** Each published row, in µs, with the model's value and the tolerance. */
export const heldRows = (): readonly HeldRow[] => [
  {
    id: "kvm-vhost-rr",
    what: "Round trip of a request and its answer, virtio-net and vhost",
    modelled: adderOf(ROUND_TRIP, "kvm-vhost"),
    published: felter.kvmRoundTripAdder,
    fitted: false,
    toleranceUs: ROUND_TRIP_TOLERANCE_US,
  },
  diskRow("kvm-cloud-hypervisor", "Cloud Hypervisor", 4, disk.cloudHypervisor4KiB),
  diskRow("kvm-firecracker", "Firecracker", 4, disk.firecracker4KiB),
  diskRow("kvm-virtio", "QEMU", 4, disk.qemu4KiB),
  diskRow("kvm-cloud-hypervisor", "Cloud Hypervisor", 128, disk.cloudHypervisor128KiB),
  diskRow("kvm-firecracker", "Firecracker", 128, disk.firecracker128KiB),
  diskRow("kvm-virtio", "QEMU", 128, disk.qemu128KiB),
];
