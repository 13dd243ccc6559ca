/**
 * Hosts with a network card each that can be handed out, and machines on them. An order is carried out wholly or refused with
 * the reason. A machine that is up holds all its memory but what its balloon has given back: whatever it did not need, its
 * kernel has filled with file pages.
 */
import { type Arrangement, arrangementById } from "./arrangements";
import { guestRefusal, type HandOutRequest, handOut } from "./hand-out";

export interface FloorHost {
  readonly name: string;
  readonly memoryMiB: number;
  /** What the host's kernel keeps to itself. */
  readonly reservedMiB: number;
  readonly hasIommu: boolean;
  /** Of the card that can be handed out. The host's bridge has another card. */
  readonly virtualFunctions: number;
}

export interface FloorMachine {
  readonly name: string;
  readonly host: string;
  readonly on: boolean;
  readonly memoryMiB: number;
  /** What its programs use: with less they cannot run. */
  readonly needsMiB: number;
  readonly balloonMiB: number;
  /** How it comes to the network: one of `FLOOR_NETWORKS`. */
  readonly network: FloorNetwork;
  /** How often it has been switched off. */
  readonly stops: number;
}

export const FLOOR_NETWORKS = [
  "kvm-emulated",
  "kvm-virtio",
  "kvm-vhost",
  "kvm-passthrough",
  "kvm-posted",
  "kvm-sriov",
] as const;
export type FloorNetwork = (typeof FLOOR_NETWORKS)[number];

export type FloorOrder =
  /** Takes the machine's network card away and gives it another one, also while it runs. */
  | { readonly do: "connect"; readonly machine: string; readonly network: FloorNetwork }
  /** How much of its memory the balloon is to hold, MiB. */
  | { readonly do: "balloon"; readonly machine: string; readonly mib: number }
  /** Another amount of memory, MiB, for a machine that is off. */
  | { readonly do: "resize"; readonly machine: string; readonly mib: number }
  | { readonly do: "power"; readonly machine: string; readonly on: boolean }
  /** To another host: while it runs, if it runs. */
  | { readonly do: "migrate"; readonly machine: string; readonly to: string };

export interface Refused {
  readonly why: string;
  /** What would have to change. */
  readonly instead: string;
}

export interface GivenOrder {
  readonly order: FloorOrder;
  readonly refused?: Refused;
}

export interface Floor {
  readonly hosts: readonly FloorHost[];
  readonly machines: readonly FloorMachine[];
  /** The last of them, oldest first. */
  readonly orders: readonly GivenOrder[];
}

export const MOST_ORDERS = 200;
const FRAMES_PER_MIB = 256;

export const networkOf = ({ network }: Pick<FloorMachine, "network">): Arrangement =>
  arrangementById(network)!;

/** Whether real hardware has been given to the machine. */
export const hasHardware = (machine: Pick<FloorMachine, "network">): boolean =>
  networkOf(machine).handedOut !== "none";

const heldMiB = ({ on, memoryMiB, balloonMiB }: FloorMachine): number => (on ? memoryMiB - balloonMiB : 0);

/** Memory of a host that nobody holds, MiB. */
export function freeMiB({ machines }: Pick<Floor, "machines">, { name, ...host }: FloorHost): number {
  const held = machines.filter((machine) => machine.host === name).map(heldMiB);
  return host.memoryMiB - host.reservedMiB - held.reduce((sum, mib) => sum + mib, 0);
}

/** The floor with the order carried out, or as it was with the order refused. @throws for a machine or host that is not there. */
export function give(floor: Floor, order: FloorOrder): Floor {
  const machine = floor.machines.find(({ name }) => name === order.machine);
  if (machine === undefined) throw new Error(`There is no machine ${order.machine}.`);
  if (order.do === "migrate") hostNamed(floor, order.to);
  const changed = changedBy(machine, order);
  const refused = refusalOf(machine, order) ?? (changed && placeRefusal(floor, changed));
  if (refused !== undefined) return noted(floor, { order, refused });
  const machines = floor.machines.map((one) => (one === machine && changed !== undefined ? changed : one));
  return noted({ ...floor, machines }, { order });
}

const noted = (floor: Floor, given: GivenOrder): Floor => ({
  ...floor,
  orders: [...floor.orders, given].slice(-MOST_ORDERS),
});

/** The host of that name. @throws where there is none. */
function hostNamed({ hosts }: Pick<Floor, "hosts">, name: string): FloorHost {
  const host = hosts.find((one) => one.name === name);
  if (host === undefined) throw new Error(`There is no host ${name}.`);
  return host;
}

function changedBy(machine: FloorMachine, order: FloorOrder): FloorMachine {
  switch (order.do) {
    case "connect":
      return { ...machine, network: order.network };
    case "balloon":
      return { ...machine, balloonMiB: order.mib };
    case "resize":
      return { ...machine, memoryMiB: order.mib };
    case "power":
      // A machine begins with an empty balloon.
      return order.on === machine.on
        ? machine
        : { ...machine, on: order.on, balloonMiB: 0, stops: machine.stops + (order.on ? 0 : 1) };
    case "migrate":
      return { ...machine, host: order.to };
  }
}

/** What the machine itself stands in the way of. */
function refusalOf(machine: FloorMachine, order: FloorOrder): Refused | undefined {
  const { name, on, memoryMiB, needsMiB } = machine;
  if (order.do === "balloon") {
    if (!on) return { why: `${name} is off: it has no balloon.`, instead: "Switch it on first." };
    if (memoryMiB - order.mib < needsMiB)
      return {
        why: `The programs of ${name} use ${needsMiB} MiB, and ${memoryMiB - order.mib} would be left.`,
        instead: `A balloon of ${memoryMiB - needsMiB} MiB is the largest that leaves them theirs.`,
      };
  }
  if (order.do === "resize") {
    if (on)
      return {
        why: `${name} runs with ${memoryMiB} MiB.`,
        instead: "Switch it off, or inflate its balloon.",
      };
    if (order.mib < needsMiB)
      return {
        why: `The programs of ${name} use ${needsMiB} MiB.`,
        instead: "Give it that much, or more.",
      };
  }
  return undefined;
}

/** What the host stands in the way of: it has to have the memory, and what is handed out has to be there to be had. */
function placeRefusal(floor: Floor, changed: FloorMachine): Refused | undefined {
  if (!changed.on) return undefined;
  const before = floor.machines.find(({ name }) => name === changed.name);
  if (hasHardware(changed) && before?.on === true && before.host !== changed.host)
    return guestRefusal(requestOf(changed, true));
  const host = hostNamed(floor, changed.host);
  const here = floor.machines.filter(
    (machine) => machine.on && machine.host === host.name && machine.name !== changed.name,
  );
  if (hasHardware(changed)) {
    const shared = here.filter((machine) => !hasHardware(machine));
    const { refused } = handOut(
      {
        memoryFrames: host.memoryMiB * FRAMES_PER_MIB,
        reservedFrames: (host.reservedMiB + sumOf(shared)) * FRAMES_PER_MIB,
        hasIommu: host.hasIommu,
      },
      { name: `the card of ${host.name}`, virtualFunctions: host.virtualFunctions },
      [...here.filter(hasHardware), changed].map((machine) => requestOf(machine)),
    );
    const own = refused.find(({ guest }) => guest === changed.name);
    return own && { why: own.why, instead: own.instead };
  }
  const free = host.memoryMiB - host.reservedMiB - sumOf(here);
  if (heldMiB(changed) <= free) return undefined;
  return {
    why: `${changed.name} would hold ${heldMiB(changed)} MiB, and ${host.name} has ${free} left.`,
    instead: "Make room first: a balloon elsewhere, a smaller machine, another host.",
  };
}

const sumOf = (machines: readonly FloorMachine[]): number =>
  machines.reduce((sum, machine) => sum + heldMiB(machine), 0);

const requestOf = (machine: FloorMachine, migrates = false): HandOutRequest => ({
  guest: machine.name,
  wants: networkOf(machine).handedOut === "device" ? "device" : "virtual-function",
  memoryFrames: machine.memoryMiB * FRAMES_PER_MIB,
  balloonedFrames: machine.balloonMiB * FRAMES_PER_MIB,
  merged: false,
  migrates,
});
