/**
 * The path of an I/O: the ordered list of its steps, from the program that asks to the device and back. Counts come from a
 * run where there is one; costs are put together from the constants of app/sim/figures/paths.ts in the form
 * T = T without virtualization + exits × (direct + indirect) + hand-overs + the device model's work.
 */

import * as cost from "../figures/paths";
import { ssdRead4KiB, ssdRead128KiB } from "../figures/storage";
import { accessesOf, type Counted } from "./accesses";
import { type Arrangement, servedBy } from "./arrangements";
import { afterwards, complete, interruptOnly } from "./complete";
import { deviceOf, type Io, sizeProblem } from "./io";
import { makePath, type Part, type Path, type StepInput } from "./steps";
import { below, type Crossed, exitParts, submit } from "./submit";

export type { Path } from "./steps";

/**
 * @param counted exits of a run and the I/Os of this kind that it made; without it, counts are modelled too.
 * @throws RangeError for a size that this kind of I/O does not have.
 */
export const pathOf = (io: Io, arrangement: Arrangement, counted?: Counted): Path =>
  makePath(stepsOf(io, arrangement, counted));

/** The same before costs are summed, for who sums them otherwise. @throws RangeError as `pathOf` does. */
export function stepsOf(io: Io, arrangement: Arrangement, counted?: Counted): readonly StepInput[] {
  const problem = sizeProblem(io);
  if (problem !== undefined) throw new RangeError(problem);
  const { by } = servedBy(arrangement, io.kind);
  switch (io.kind) {
    case "disk-read":
    case "disk-write":
      return diskSteps(io, by, counted);
    case "packet-out":
      return packetOutSteps(io, by, counted);
    case "packet-in":
      return packetInSteps(io, by, counted);
    case "console-byte":
    case "console-line":
      return consoleSteps(io, by, counted);
    case "clock-read":
      return clockSteps(io, by, counted);
    case "interrupt":
      return interruptSteps(io, by, counted);
  }
}

const KIB = 1024;

/** Program and kernel by the worlds in which they run. */
function inside({ host }: Arrangement) {
  const isGuest = host !== "native" && host !== "container";
  return isGuest
    ? ({ user: "guest-user", kernel: "guest-kernel", whose: "guest kernel" } as const)
    : ({ user: "host-user", kernel: "host-kernel", whose: "kernel" } as const);
}

function driverName({ interface: device, model, host, handedOut }: Arrangement): string {
  if (host === "native" || host === "container") return "device's driver";
  if (device === "hardware")
    return handedOut === "virtual-function" ? "virtual function's driver" : "device's driver";
  if (device === "virtio") return model === "driver-domain" ? "front end" : "virtio driver";
  return "driver for the pretended device";
}

function crossed(io: Io, arrangement: Arrangement, counted: Counted | undefined, waits: boolean): Crossed {
  return {
    arrangement,
    device: deviceOf(io.kind) ?? "disk",
    bytes: io.bytes,
    direction: io.kind === "disk-read" || io.kind === "packet-in" ? "in" : "out",
    accesses: accessesOf(io, arrangement.interface, counted),
    waits,
  };
}

const asks = (arrangement: Arrangement, what: string): StepInput => ({
  world: inside(arrangement).user,
  who: "program",
  what,
});

const called = (arrangement: Arrangement, what: string, parts: readonly Part[]): StepInput => ({
  world: inside(arrangement).kernel,
  who: inside(arrangement).whose,
  crossing: "system call",
  what,
  parts: [[1, cost.systemCallNs], ...parts],
});

const drives = (arrangement: Arrangement): StepInput => ({
  world: inside(arrangement).kernel,
  who: driverName(arrangement),
  what: "Describes the request to its device.",
  parts: [[1, cost.driverNs]],
});

const goesOn = (arrangement: Arrangement, parts: readonly Part[]): readonly StepInput[] => [
  {
    world: inside(arrangement).kernel,
    who: inside(arrangement).whose,
    what: "Ends the system call and schedules the program that waited.",
    parts: [...parts, [1, cost.wakeNs]],
    contextSwitches: 1,
  },
  { world: inside(arrangement).user, who: "program", crossing: "return", what: "Goes on." },
];

/** The parts of a path without virtualization that are not the device's, so that the whole is what was measured. */
const minus = (parts: readonly Part[]): readonly Part[] =>
  parts.map(([times, constant]) => [-times, constant]);

const DISK_KERNEL: readonly Part[] = [
  [1, cost.systemCallNs],
  [1, cost.fileReadNs],
  [1, cost.driverNs],
  [1, cost.handlerNs],
  [1, cost.wakeNs],
];

/** A line through the two measured sizes. */
function diskParts(bytes: number): readonly Part[] {
  const along = (bytes - 4 * KIB) / (124 * KIB);
  return [[1 - along, ssdRead4KiB], [along, ssdRead128KiB], ...minus(DISK_KERNEL)];
}

function diskSteps(io: Io, arrangement: Arrangement, counted: Counted | undefined): readonly StepInput[] {
  const way = crossed(io, arrangement, counted, true);
  const verb = io.kind === "disk-read" ? "read" : "write";
  return [
    asks(arrangement, `Asks to ${verb} ${io.bytes.toLocaleString("en")} bytes, past the page cache.`),
    called(arrangement, "File system and block layer make a request of it.", [[1, cost.fileReadNs]]),
    drives(arrangement),
    ...submit(way),
    {
      world: "device",
      who: "solid-state disk",
      crossing: "DMA",
      what:
        io.kind === "disk-read"
          ? "Finds the bytes and writes them to memory."
          : "Fetches the bytes and keeps them. Taken to last as long as a read: no row tells them apart.",
      parts: diskParts(io.bytes),
      busy: false,
    },
    ...complete(way),
    ...goesOn(arrangement, []),
  ];
}

const wire = (bytes: number): Part => [(bytes - cost.frameOfHalfRoundTripBytes) / KIB, cost.wireKiBNs];

const SEND_KERNEL: readonly Part[] = [
  [1, cost.systemCallNs],
  [1, cost.networkStackNs],
  [1, cost.driverNs],
];

function packetOutSteps(
  io: Io,
  arrangement: Arrangement,
  counted: Counted | undefined,
): readonly StepInput[] {
  const way = crossed(io, arrangement, counted, false);
  return [
    asks(arrangement, `Sends what becomes a frame of ${io.bytes.toLocaleString("en")} bytes.`),
    called(arrangement, "The network stack makes a packet of it.", [[1, cost.networkStackNs]]),
    drives(arrangement),
    ...submit(way),
    {
      world: "device",
      who: "network card",
      crossing: "DMA",
      what: "Fetches the frame and sends it; wire and far end are in this time.",
      parts: [[1, cost.halfRoundTripNs], wire(io.bytes), ...minus(SEND_KERNEL)],
      busy: false,
    },
    ...afterwards(way),
  ];
}

const RECEIVE_KERNEL: readonly Part[] = [
  [1, cost.handlerNs],
  [1, cost.networkStackNs],
  [1, cost.systemCallNs],
  [1, cost.wakeNs],
];

function packetInSteps(io: Io, arrangement: Arrangement, counted: Counted | undefined): readonly StepInput[] {
  const way = crossed(io, arrangement, counted, true);
  const isGuest = inside(arrangement).user === "guest-user";
  return [
    ...(isGuest ? [halt(arrangement)] : []),
    {
      world: "device",
      who: "network card",
      what: `A frame of ${io.bytes.toLocaleString("en")} bytes arrives and is written to memory; far end and wire are in this time.`,
      parts: [[1, cost.halfRoundTripNs], wire(io.bytes), ...minus(RECEIVE_KERNEL)],
      busy: false,
    },
    ...complete(way),
    {
      world: inside(arrangement).kernel,
      who: inside(arrangement).whose,
      what: "The network stack finds whose packet it is.",
      parts: [[1, cost.networkStackNs]],
    },
    ...goesOn(arrangement, [[1, cost.systemCallNs]]),
  ];
}

/** Before a packet comes there is nothing to do. */
const halt = (arrangement: Arrangement): StepInput => ({
  ...below(arrangement),
  crossing: "exit",
  what: "The guest waits for a packet and has halted. Its vCPU sleeps.",
  parts: exitParts(1),
  exits: { value: 1, how: "The guest's halt instruction.", origin: "modelled" },
});

function consoleSteps(io: Io, arrangement: Arrangement, counted: Counted | undefined): readonly StepInput[] {
  const way = crossed(io, arrangement, counted, false);
  const isGuest = inside(arrangement).user === "guest-user";
  return [
    asks(
      arrangement,
      io.bytes === 1 ? "Writes a byte." : `Writes a line of ${io.bytes.toLocaleString("en")} bytes.`,
    ),
    called(arrangement, "The terminal layer takes it.", [[1, cost.terminalLayerNs]]),
    ...(isGuest ? [drives(arrangement), ...submit(way)] : []),
    {
      world: arrangement.host === "xen" ? "driver-domain" : "host-user",
      who: "terminal",
      crossing: "wake-up",
      what: "The program that shows it is woken.",
      parts: [[1, cost.wakeNs]],
      contextSwitches: 1,
    },
    ...afterwards(way),
  ];
}

function clockSteps(io: Io, arrangement: Arrangement, counted: Counted | undefined): readonly StepInput[] {
  const { writes, reads } = accessesOf(io, arrangement.interface, counted);
  const isGuest = inside(arrangement).user === "guest-user";
  const touched = { ...reads, value: writes.value + reads.value };
  const emulated: StepInput = {
    ...below(arrangement),
    crossing: "exit",
    what: "The clock is the pretended timer chip: its counter is latched and read, each time with an exit.",
    parts: exitParts(touched.value),
    exits: touched,
  };
  const shared: StepInput = {
    world: "guest-kernel",
    who: "hypervisor's clock",
    what: "Reads the time stamp counter, and scales it as the hypervisor has written into a shared page. No exit.",
  };
  return [
    asks(arrangement, "Asks what time it is."),
    {
      world: inside(arrangement).kernel,
      who: inside(arrangement).whose,
      crossing: "system call",
      what: isGuest ? "Asks its clock source." : "Reads the time stamp counter.",
      parts: [[1, cost.clockCallNs]],
    },
    ...(isGuest ? [touched.value > 0 ? emulated : shared] : []),
    { world: inside(arrangement).user, who: "program", crossing: "return", what: "Has the time." },
  ];
}

function interruptSteps(
  io: Io,
  arrangement: Arrangement,
  counted: Counted | undefined,
): readonly StepInput[] {
  const way = crossed(io, arrangement, counted, false);
  return [
    { world: "device", who: "device", what: "Has something to say to a guest that is running.", busy: false },
    ...interruptOnly(way),
    { world: inside(arrangement).kernel, who: inside(arrangement).whose, what: "Goes on with what it did." },
  ];
}
