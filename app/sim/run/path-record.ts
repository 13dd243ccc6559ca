/** What checks of lessons read of a path lab: the paths that are looked at, and the hosts with what was handed out, as plain data. */
import type { DriverWorld, HostKind, Interface } from "../vmm/arrangements";
import type { FloorMachine, GivenOrder } from "../vmm/floor";
import type { IoKind } from "../vmm/io";
import type { Crossing, World } from "../vmm/steps";

/** A step of a path. Counts and times are modelled. */
export interface PathStep {
  readonly world: World;
  readonly who: string;
  readonly crossing?: Crossing;
  readonly exits: number;
  readonly copies: number;
  readonly contextSwitches: number;
  readonly interrupts: number;
  readonly ns: number;
  /** A processor works; false while the path waits for a device. */
  readonly busy: boolean;
}

/** A MiB of the same I/O in a row. */
export interface PathMiB {
  readonly exits: number;
  readonly ms: number;
  readonly busyMs: number;
}

export interface PathSide {
  /** An id of app/sim/vmm/arrangements. */
  readonly arrangement: string;
  readonly host: HostKind;
  readonly interface: Interface;
  /** Where the driver of the real device runs. */
  readonly driver: DriverWorld;
  readonly totalNs: number;
  readonly busyNs: number;
  readonly exits: number;
  readonly copies: number;
  readonly contextSwitches: number;
  readonly interrupts: number;
  readonly steps: readonly PathStep[];
  /** Absent for what moves no data in bulk. */
  readonly mib?: PathMiB;
}

export interface HostRoom {
  readonly name: string;
  readonly memoryMiB: number;
  readonly reservedMiB: number;
  /** All memory of the machines that have hardware of their own. */
  readonly pinnedMiB: number;
  readonly freeMiB: number;
  readonly virtualFunctions: number;
  /** All of them where the card is given away as a whole. */
  readonly functionsInUse: number;
}

export interface MachineOnFloor extends FloorMachine {
  readonly hardware: "none" | "device" | "virtual-function";
  /** A packet in and one out, at a machine that waits for it. */
  readonly roundTripNs: number;
  readonly exitsPerRoundTrip: number;
}

export interface FloorRun {
  readonly hosts: readonly HostRoom[];
  readonly machines: readonly MachineOnFloor[];
  /** What was ordered, oldest first, and what of it was refused. */
  readonly orders: readonly GivenOrder[];
}

export interface PathRun {
  /** The name of the set-up, by which a lesson knows it again. */
  readonly setup: string;
  readonly io: { readonly kind: IoKind; readonly bytes: number };
  /** Requests at a time, where many are made in a row. */
  readonly inFlight: number;
  /** One arrangement, or two side by side. */
  readonly sides: readonly PathSide[];
  readonly floor?: FloorRun;
}
