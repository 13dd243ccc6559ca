/** What a path lab is set to, how an order changes that, and the record of it. Pure: page and headless lab share it. */
import type { FloorRun, HostRoom, MachineOnFloor, PathRun, PathSide } from "../run/path-record";
import { type Arrangement, arrangementById, driverWorld } from "./arrangements";
import {
  type Floor,
  type FloorHost,
  type FloorMachine,
  type FloorOrder,
  freeMiB,
  give,
  hasHardware,
  networkOf,
} from "./floor";
import { type Io, type IoKind, ioWords, sizeProblem } from "./io";
import { pathOf } from "./path";
import { bulk } from "./throughput";

export interface Compared {
  readonly io: Io;
  readonly inFlight: number;
  /** Ids of arrangements. */
  readonly left: string;
  readonly right?: string;
}

export interface PathLabState {
  /** The set-up's name. */
  readonly setup: string;
  readonly compared: Compared;
  readonly floor?: Floor;
}

/** What is looked at from now on; what is not named stays as it is. */
export interface Look {
  readonly do: "compare";
  /** Another kind takes its usual size, unless `bytes` says another. */
  readonly io?: IoKind | undefined;
  readonly bytes?: number | undefined;
  readonly inFlight?: number | undefined;
  readonly left?: string | undefined;
  /** "none": one path alone. */
  readonly right?: string | undefined;
}

export type PathLabOrder = Look | FloorOrder;

/** @throws for a size, an arrangement, a machine or a host that is not there. */
export function ordered(state: PathLabState, order: PathLabOrder): PathLabState {
  if (order.do === "compare") return { ...state, compared: looked(state.compared, order) };
  if (state.floor === undefined)
    throw new Error(`${state.setup} has no machines that could be ordered about.`);
  return { ...state, floor: give(state.floor, order) };
}

function looked(compared: Compared, look: Look): Compared {
  const kind = look.io ?? compared.io.kind;
  const bytes = look.bytes ?? (kind === compared.io.kind ? compared.io.bytes : ioWords[kind].usual);
  const problem = sizeProblem({ kind, bytes });
  if (problem !== undefined) throw new Error(problem);
  const right = look.right ?? compared.right;
  return {
    io: { kind, bytes },
    inFlight: look.inFlight ?? compared.inFlight,
    left: known(look.left ?? compared.left).id,
    ...(right === undefined || right === "none" ? {} : { right: known(right).id }),
  };
}

function known(id: string): Arrangement {
  const found = arrangementById(id);
  if (found === undefined) throw new Error(`There is no arrangement ${id}.`);
  return found;
}

/** What checks and measures read. */
export function pathRun({ setup, compared, floor }: PathLabState): PathRun {
  const { io, inFlight, left, right } = compared;
  return {
    setup,
    io,
    inFlight,
    sides: [left, ...(right === undefined ? [] : [right])].map((id) => sideOf(io, inFlight, known(id))),
    ...(floor === undefined ? {} : { floor: floorRun(floor) }),
  };
}

function sideOf(io: Io, inFlight: number, arrangement: Arrangement): PathSide {
  const { steps, totalNs, busyNs, exits, copies, contextSwitches, interrupts } = pathOf(io, arrangement);
  const inBulk = io.kind.startsWith("disk") || io.kind.startsWith("packet");
  return {
    arrangement: arrangement.id,
    host: arrangement.host,
    interface: arrangement.interface,
    driver: driverWorld(arrangement),
    totalNs: totalNs.value,
    busyNs: busyNs.value,
    exits: exits.value,
    copies,
    contextSwitches,
    interrupts,
    steps: steps.map(({ id: _id, what: _what, cost, exits: left, ...step }) => ({
      ...step,
      exits: left.value,
      ns: cost.value,
    })),
    ...(inBulk ? { mib: mibOf(io, arrangement, inFlight) } : {}),
  };
}

function mibOf(io: Io, arrangement: Arrangement, inFlight: number) {
  const { exitsPerMiB, msPerMiB, busyMsPerMiB } = bulk(io, arrangement, inFlight);
  return { exits: exitsPerMiB.value, ms: msPerMiB.value, busyMs: busyMsPerMiB.value };
}

/** @see MachineOnFloor */
export const floorRun = (floor: Floor): FloorRun => ({
  hosts: floor.hosts.map((host) => roomOf(floor, host)),
  machines: floor.machines.map(machineOf),
  orders: floor.orders,
});

function roomOf(floor: Floor, host: FloorHost): HostRoom {
  const holders = floor.machines.filter(
    (machine) => machine.on && machine.host === host.name && hasHardware(machine),
  );
  const whole = holders.some((machine) => networkOf(machine).handedOut === "device");
  const { name, memoryMiB, reservedMiB, virtualFunctions } = host;
  return {
    name,
    memoryMiB,
    reservedMiB,
    pinnedMiB: holders.reduce((sum, machine) => sum + machine.memoryMiB, 0),
    freeMiB: freeMiB(floor, host),
    virtualFunctions,
    functionsInUse: whole ? virtualFunctions : holders.length,
  };
}

function machineOf(machine: FloorMachine): MachineOnFloor {
  const arrangement = networkOf(machine);
  const [packetIn, packetOut] = roundTrip(arrangement);
  return {
    ...machine,
    hardware: machine.on ? arrangement.handedOut : "none",
    roundTripNs: packetIn.totalNs.value + packetOut.totalNs.value,
    exitsPerRoundTrip: packetIn.exits.value + packetOut.exits.value,
  };
}

/** A packet that comes in, and the answer to it, in frames of the usual size. */
export const roundTrip = (arrangement: Arrangement) =>
  [
    pathOf({ kind: "packet-in", bytes: ioWords["packet-in"].usual }, arrangement),
    pathOf({ kind: "packet-out", bytes: ioWords["packet-out"].usual }, arrangement),
  ] as const;
