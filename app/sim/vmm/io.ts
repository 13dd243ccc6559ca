/** The kinds of I/O whose path can be drawn, and what sizes they have. */

export const IO_KINDS = [
  "disk-read",
  "disk-write",
  "packet-out",
  "packet-in",
  "console-byte",
  "console-line",
  "clock-read",
  "interrupt",
] as const;
export type IoKind = (typeof IO_KINDS)[number];

export interface Io {
  readonly kind: IoKind;
  readonly bytes: number;
}

export interface IoWords {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly usual: number;
  /** `bytes` is a multiple of this. */
  readonly step: number;
  readonly sizeWords: string;
}

const disk = {
  least: 512,
  most: 1 << 20,
  usual: 4096,
  step: 512,
  sizeWords: "a multiple of 512 bytes from 512 to 1 MiB",
};
const frame = {
  least: 60,
  most: 1514,
  usual: 204,
  step: 1,
  sizeWords: "an Ethernet frame of 60 to 1,514 bytes",
};
const fixed = (bytes: number, sizeWords: string) => ({
  least: bytes,
  most: bytes,
  usual: bytes,
  step: 1,
  sizeWords,
});

export const ioWords: Readonly<Record<IoKind, IoWords>> = {
  "disk-read": { name: "Read from the disk", ...disk },
  "disk-write": { name: "Write to the disk", ...disk },
  "packet-out": { name: "Send a packet", ...frame },
  "packet-in": { name: "Receive a packet", ...frame },
  "console-byte": { name: "Write a byte to the console", ...fixed(1, "one byte") },
  "console-line": {
    name: "Write a line to the console",
    least: 2,
    most: 4096,
    usual: 65,
    step: 1,
    sizeWords: "2 to 4,096 bytes, its carriage return and newline included",
  },
  "clock-read": { name: "Read the clock", ...fixed(8, "8 bytes") },
  interrupt: { name: "Deliver an interrupt", ...fixed(0, "no bytes") },
};

/** What is wrong with a size, in words; undefined if nothing is. */
export function sizeProblem({ kind, bytes }: Io): string | undefined {
  const { least, most, step, sizeWords } = ioWords[kind];
  const fits = Number.isInteger(bytes) && bytes >= least && bytes <= most && bytes % step === 0;
  return fits ? undefined : `${kind} takes ${sizeWords}, not ${bytes}`;
}

export const isIoKind = (text: string): text is IoKind => (IO_KINDS as readonly string[]).includes(text);

/** Whether a disk, a network card or a console is behind it; undefined for what needs no device of its own. */
export function deviceOf(kind: IoKind): "disk" | "net" | "console" | undefined {
  if (kind.startsWith("disk")) return "disk";
  if (kind.startsWith("packet")) return "net";
  return kind.startsWith("console") ? "console" : undefined;
}
