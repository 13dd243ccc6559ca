/**
 * How often a guest's driver touches its device for one I/O: from a run's counters where there are some, else from the
 * way the driver works, counted in our own guest where that could be done.
 */
import type { ExitsByDevice } from "../run/record";
import type { Interface } from "./arrangements";
import type { Io, IoKind } from "./io";
import { type Count, modelledCount } from "./steps";

/** What a run counted, and how many I/Os of the kind that is drawn it made meanwhile. */
export interface Counted {
  readonly exits: ExitsByDevice;
  readonly operations: number;
}

export interface Accesses {
  /** Commands, data on their way out, notifications. */
  readonly writes: Count;
  /** Status, data on their way in. */
  readonly reads: Count;
  /** Interrupts for one I/O. */
  readonly interrupts: number;
}

const SECTOR_BYTES = 512;
const UART_FIFO_BYTES = 16;
const COUNTED = "Counted in our own Linux guest, at several sizes:";

type Numbers = readonly [writes: number, reads: number, interrupts: number, how: string];

/** An 8250 takes a line in two writes: its text, then carriage return and newline. */
function uart({ kind, bytes }: Io): Numbers {
  const writes = kind === "console-line" && bytes > 2 ? [bytes - 2, 2] : [bytes];
  const fills = writes.map((length) => Math.ceil(length / UART_FIFO_BYTES));
  const interrupts = fills.reduce((sum, n) => sum + n, 0);
  return [
    bytes + 2 * writes.length,
    5 * writes.length + 3 * (interrupts - writes.length),
    interrupts,
    `${COUNTED} a write for each byte and two for each write to the terminal; five reads for the first interrupt, three for each further one, one interrupt for 16 bytes.`,
  ];
}

function ide({ kind, bytes }: Io, dma: boolean): Numbers {
  if (dma)
    return [
      13,
      13,
      1,
      `${COUNTED} 13 writes for the command and the bus master, 13 reads of their status. Their number does not grow with the data.`,
    ];
  const sectors = bytes / SECTOR_BYTES;
  const words = bytes / 4;
  return [
    8 + sectors + (kind === "disk-write" ? words : 0),
    4 * sectors + (kind === "disk-read" ? words + 6 : 9),
    sectors,
    `${COUNTED} eight writes for the command and one for each sector, six to nine reads of status and four for each sector, and one access for each four bytes. KVM takes several elements of a string instruction in one exit; the lab counts each.`,
  ];
}

/** Bytes in words of four. */
function ne2000({ kind, bytes }: Io): Numbers {
  const words = Math.ceil(bytes / 4);
  return kind === "packet-out"
    ? [words + 18, 5, 1, `${COUNTED} a write for each four bytes, 18 writes and five reads besides.`]
    : [22, words + 7, 1, `${COUNTED} a read for each four bytes, 22 writes and seven reads besides.`];
}

const virtioWrites: Readonly<Record<IoKind, number>> = {
  "disk-read": 1,
  "disk-write": 1,
  "packet-out": 1,
  "packet-in": 0,
  "console-byte": 1,
  "console-line": 2,
  "clock-read": 0,
  interrupt: 0,
};

function virtio({ kind }: Io): Numbers {
  const writes = virtioWrites[kind];
  const interrupts = kind === "packet-in" || kind === "interrupt" ? 1 : kind === "packet-out" ? 0 : writes;
  return [
    writes,
    0,
    interrupts,
    "One notification for each request (a line goes to the console in two), as counted in our own guest. The interrupt is a message (MSI-X), so its cause need not be read; our own guest has interrupt lines and reads it, one exit more for each.",
  ];
}

function numbersOf(io: Io, device: Interface): Numbers {
  if (device === "none" || device === "hardware") return [0, 0, 1, "The driver reaches the device itself."];
  if (device === "virtio") return virtio(io);
  switch (io.kind) {
    case "disk-read":
    case "disk-write":
      return ide(io, device === "emulated-dma");
    case "packet-out":
    case "packet-in":
      return ne2000(io);
    case "console-byte":
    case "console-line":
      return uart(io);
    case "clock-read":
      return [1, 2, 0, "The timer chip: one write that latches its counter, two reads of a byte each."];
    case "interrupt":
      return [0, 1, 1, "The handler reads the device's status register to learn why."];
  }
}

const emulatedNames: Readonly<Record<IoKind, readonly string[]>> = {
  "disk-read": ["ide0", "ide1"],
  "disk-write": ["ide0", "ide1"],
  "packet-out": ["ne2k"],
  "packet-in": ["ne2k"],
  "console-byte": ["uart0"],
  "console-line": ["uart0"],
  "clock-read": ["pit", "rtc"],
  interrupt: [],
};
const virtioNames: Readonly<Record<IoKind, readonly string[]>> = {
  "disk-read": ["virtio-blk"],
  "disk-write": ["virtio-blk"],
  "packet-out": ["virtio-net"],
  "packet-in": ["virtio-net"],
  "console-byte": ["virtio-console"],
  "console-line": ["virtio-console"],
  "clock-read": ["hypervisor"],
  interrupt: [],
};

/** The names under which a run counts what the driver of this device touches. */
export function countedNames(kind: IoKind, device: Interface): readonly string[] {
  if (device === "none" || device === "hardware") return [];
  return (device === "virtio" ? virtioNames : emulatedNames)[kind];
}

/** Accesses for one I/O. A run that touched none of the device's registers says nothing about it. */
export function accessesOf(io: Io, device: Interface, counted: Counted | undefined): Accesses {
  const [writes, reads, interrupts, how] = numbersOf(io, device);
  const found = countedNames(io.kind, device).flatMap((name) => counted?.exits[name] ?? []);
  if (counted === undefined || counted.operations <= 0 || found.length === 0)
    return { writes: modelledCount(writes, how), reads: modelledCount(reads, how), interrupts };
  const each = (of: "writes" | "reads"): Count => ({
    value: found.reduce((sum, exits) => sum + exits[of], 0) / counted.operations,
    how: `Counted in this run: ${of} of ${countedNames(io.kind, device).join(" and ")}, divided by ${counted.operations.toLocaleString("en")} I/Os.`,
    origin: "measured",
  });
  return { writes: each("writes"), reads: each("reads"), interrupts };
}
