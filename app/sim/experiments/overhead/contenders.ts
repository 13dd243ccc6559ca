/** The seven that are compared, and what a request costs each of them on its path. */

import type { Constant } from "../../figures/figure";
import * as cost from "../../figures/paths";
import { CALL_GHZ, callCycles } from "../../figures/published/app-throughput";
import { type Arrangement, arrangementById } from "../../vmm/arrangements";
import type { Io } from "../../vmm/io";
import { stepsOf } from "../../vmm/path";
import type { StepInput } from "../../vmm/steps";
import type { BlockSize } from "./inputs";

export const CONTENDERS = [
  "native",
  "container",
  "container-nat",
  "vm-emulated",
  "vm-pv",
  "unikernel",
  "passthrough",
] as const;
export type Contender = (typeof CONTENDERS)[number];

export const CONTENDER_LABELS: Readonly<Record<Contender, string>> = {
  native: "native",
  container: "container",
  "container-nat": "container with NAT",
  "vm-emulated": "VM, emulated devices",
  "vm-pv": "VM, PV devices",
  unikernel: "PV unikernel",
  passthrough: "VM, passthrough",
};

export const isGuest = (contender: Contender): boolean =>
  contender !== "native" && contender !== "container" && contender !== "container-nat";

const NETWORK: Readonly<Record<Contender, string>> = {
  native: "native",
  // On the host's network.
  container: "native",
  "container-nat": "container",
  "vm-emulated": "kvm-emulated",
  "vm-pv": "kvm-vhost",
  unikernel: "kvm-vhost",
  passthrough: "kvm-posted",
};

const DISK: Readonly<Record<Contender, string>> = {
  native: "native",
  container: "container",
  "container-nat": "container",
  "vm-emulated": "kvm-emulated-dma",
  "vm-pv": "kvm-virtio",
  unikernel: "kvm-firecracker",
  passthrough: "kvm-posted",
};

function arrangementOf(id: string): Arrangement {
  const found = arrangementById(id);
  if (found === undefined) throw new Error(`there is no arrangement ${id}`);
  return found;
}

export const networkOf = (contender: Contender): Arrangement => arrangementOf(NETWORK[contender]);
export const diskOf = (contender: Contender): Arrangement => arrangementOf(DISK[contender]);

/** A system call of a unikernel is a function call: cycles of one against the other, as its authors measured. */
export const functionCallNs: Constant = {
  id: "overhead.functionCallNs",
  label: "a unikernel's system call: a function call",
  value: callCycles.function / CALL_GHZ,
  unit: "ns",
  because: `${callCycles.function} cycles at ${CALL_GHZ} GHz, where a system call of Linux takes ${callCycles.linux} (Unikraft, EuroSys 2021, table 1).`,
};

/** Of one request (or several that belong together), ns. */
export interface RequestCost {
  /** Work of the one who asks: process or vCPU, and their kernel. */
  readonly ownNs: number;
  /** Work of others for it: device models, threads of the host. */
  readonly othersNs: number;
  /** Exits, wake-ups and interrupts that many requests share as soon as there are many; alone they are part of the way. */
  readonly sharedNs: number;
  /** The device, the wire and the far end. */
  readonly deviceNs: number;
}

export const totalNs = ({ ownNs, othersNs, sharedNs, deviceNs }: RequestCost): number =>
  ownNs + othersNs + sharedNs + deviceNs;

const SHARED = new Set([cost.wakeNs.id, cost.directExitNs.id, cost.indirectExitNs.id, cost.handlerNs.id]);

/** @throws RangeError for a size that an I/O does not have. */
export function requestCost(ios: readonly Io[], contender: Contender): RequestCost {
  const sums = { ownNs: 0, othersNs: 0, sharedNs: 0, deviceNs: 0 };
  for (const io of ios) {
    const arrangement = io.kind.startsWith("disk") ? diskOf(contender) : networkOf(contender);
    for (const step of stepsOf(io, arrangement)) add(sums, step, contender, arrangement);
  }
  return sums;
}

type Sums = { -readonly [name in keyof RequestCost]: number };

function add(
  sums: Sums,
  { world, parts = [], exits, busy }: StepInput,
  contender: Contender,
  { interface: device }: Arrangement,
): void {
  const inGuest = world === "guest-user" || world === "guest-kernel";
  const own = !isGuest(contender) || inGuest || (exits?.value ?? 0) > 0;
  for (const [times, constant] of parts) {
    const isCall = contender === "unikernel" && inGuest && constant.id === cost.systemCallNs.id;
    const ns = times * (isCall ? functionCallNs.value : constant.value);
    // An emulated device takes one request at a time, so nothing is shared.
    if (busy === false) sums.deviceNs += ns;
    else if (!device.startsWith("emulated") && SHARED.has(constant.id)) sums.sharedNs += ns;
    else if (own) sums.ownNs += ns;
    else sums.othersNs += ns;
  }
}

/** What a contender's request costs beyond native's. */
export function beyondNative(ios: readonly Io[], contender: Contender): RequestCost {
  const [one, native] = [requestCost(ios, contender), requestCost(ios, "native")];
  return {
    ownNs: one.ownNs - native.ownNs,
    othersNs: one.othersNs - native.othersNs,
    sharedNs: one.sharedNs - native.sharedNs,
    deviceNs: one.deviceNs - native.deviceNs,
  };
}

/** Ethernet, IPv4 and TCP. */
const HEADER_BYTES = 54;

/** A request that comes in and its answer that goes out, one packet each. */
export const roundTrip = (requestBytes: number, answerBytes: number): readonly Io[] => [
  { kind: "packet-in", bytes: requestBytes + HEADER_BYTES },
  { kind: "packet-out", bytes: answerBytes + HEADER_BYTES },
];

export const BLOCK_BYTES: Readonly<Record<BlockSize, number>> = { "4k": 4096, "128k": 128 * 1024 };

export const randomRead = (block: BlockSize): readonly Io[] => [
  { kind: "disk-read", bytes: BLOCK_BYTES[block] },
];
