/** What one instance of each track takes: memory of its own, what it shares, processor, disk; idle or busy. */
import * as constants from "../../figures/density";
import { type Constant, type Figure, modelled } from "../../figures/figure";
import { nsPerExit, nsPerInstruction } from "../../figures/host";
import { countedIn, type GuestMeasurement, type GuestWay, type Measurements } from "../measurements";
import { startMs, type Way, waysOf } from "../startup/ways";
import type { CellPart } from "../table";

export const TRACKS = ["vm", "thin vm", "unikernel", "container", "process"] as const;
export type Track = (typeof TRACKS)[number];

export const TRACK_LABELS: Readonly<Record<Track, string>> = {
  vm: "VM",
  "thin vm": "thin VM",
  unikernel: "PV unikernel",
  container: "container",
  process: "process",
};

export interface Sharing {
  /** Containers and processes of one image, and what they read, have one copy in the host's cache. */
  readonly pageCache: boolean;
  /** The host merges equal pages of guests. */
  readonly merging: boolean;
  /** A guest gives back what it does not use. */
  readonly balloon: boolean;
  /** Disks are layers on one image, not copies of it. */
  readonly chain: boolean;
}

export const USUAL: Sharing = { pageCache: true, merging: false, balloon: false, chain: true };

export interface Load {
  readonly busy: boolean;
  /** Of one core, while it is busy. */
  readonly busyPercent: number;
  /** Memory of the application, and files it reads. */
  readonly applicationBytes: number;
  readonly fileBytes: number;
}

/** What an instance is made of. Sizes in bytes; `cpu` in cores. */
export interface Instance {
  readonly track: Track;
  readonly label: string;
  /** Of memory that is its own, by what it is for. */
  readonly parts: readonly CellPart[];
  readonly bytes: number;
  /** Of `bytes`, what varies from one to the next. */
  readonly varying: number;
  /** Once for all of them, however many. */
  readonly sharedBytes: number;
  readonly cpu: number;
  readonly diskBytes: number;
  readonly sharedDiskBytes: number;
  readonly way: Way;
  readonly constants: readonly Constant[];
}

const GUEST_OF = {
  vm: "vm-direct",
  "thin vm": "pv-direct",
  unikernel: "unikernel-kv",
} as const satisfies Partial<Record<Track, GuestWay>>;
const WAY_OF: Readonly<Record<Track, string>> = {
  ...GUEST_OF,
  container: "container-runc",
  process: "process",
};

const PAGE = 4096;
const MIB = 2 ** 20;
const RMAP_ITEM = 64;

const bytes = (value: number, how: string, from: readonly Constant[]): Figure =>
  modelled(value, "bytes", how, from);
const part = (id: string, label: string, figure: Figure): CellPart => ({ id, label, figure });

/** The tracks of which enough was measured. */
export function instances(measurements: Measurements, load: Load, sharing: Sharing): readonly Instance[] {
  const ways = new Map(waysOf(measurements).map((way) => [way.id, way]));
  return TRACKS.flatMap((track) => {
    const way = ways.get(WAY_OF[track]);
    if (way === undefined) return [];
    const made =
      track === "container" || track === "process"
        ? onHost(track, measurements, load, sharing)
        : guest(track, measurements, load, sharing);
    return made === undefined ? [] : [{ ...made, track, label: TRACK_LABELS[track], way }];
  });
}

type Made = Omit<Instance, "track" | "label" | "way">;

const total = (parts: readonly CellPart[]): number =>
  parts.reduce((sum, { figure }) => sum + figure.value, 0);

/** A container's or a process's: the host's kernel is theirs too. */
function onHost(
  track: "container" | "process",
  measurements: Measurements,
  load: Load,
  { pageCache, chain }: Sharing,
): Made | undefined {
  const { memory } = measurements;
  if (memory === undefined) return undefined;
  const isContainer = track === "container";
  const what = isContainer
    ? "namespaces, cgroup, a program and the parent that waits for it, measured as what a real kernel lacks after 40 of them"
    : "a program's own pages, its tables and its kernel stack, measured as what a real kernel lacks after 40 of them";
  const image = constants.imageBytes;
  const files = (isContainer ? image.value : 0) + (load.busy ? load.fileBytes : 0);
  const parts = [
    part(
      "kernel",
      isContainer ? "process, namespaces, cgroup" : "process",
      countedIn(measurements, memory[track], "bytes", what),
    ),
    ...application(load),
    ...(pageCache || files === 0
      ? []
      : [
          part(
            "files",
            "its image and files, in a copy of their own",
            bytes(files, "no two have a file in common", [image, constants.fileBytes]),
          ),
        ]),
  ];
  const disk = constants.diskBytes.value;
  return {
    parts,
    bytes: total(parts),
    varying: load.busy ? load.applicationBytes : 0,
    sharedBytes: pageCache ? files : 0,
    cpu: load.busy ? load.busyPercent / 100 : 0,
    diskBytes: !isContainer ? 0 : chain ? constants.writtenBytes.value : disk,
    sharedDiskBytes: chain ? disk : 0,
    constants: [image, constants.applicationBytes, constants.fileBytes],
  };
}

function application(load: Load): readonly CellPart[] {
  if (!load.busy) return [];
  const how = "memory of the application while it works";
  return [
    part("application", "application", bytes(load.applicationBytes, how, [constants.applicationBytes])),
  ];
}

/** A guest's: it has a kernel and a cache of its own, and keeps what it once touched unless a balloon takes it. */
function guest(
  track: keyof typeof GUEST_OF,
  measurements: Measurements,
  load: Load,
  { merging, balloon, chain }: Sharing,
): Made | undefined {
  const measured = measurements.guests[GUEST_OF[track]];
  if (measured === undefined) return undefined;
  const isUnikernel = track === "unikernel";
  const monitor = track === "vm" ? constants.qemuBytes : constants.firecrackerBytes;
  const kernelBytes = measured.pagesTouched * PAGE;
  const mergedBytes = merging && !isUnikernel ? kernelBytes * mergedShare(measurements) : 0;
  const fileBytes = load.busy && !isUnikernel ? load.fileBytes : 0;
  const wanted = kernelBytes + (load.busy ? load.applicationBytes + fileBytes : 0);
  const keptBytes =
    load.busy && !balloon && !isUnikernel ? Math.max(0, measured.memoryMiB * MIB - wanted) : 0;
  const images = track === "vm" ? (chain ? 2 : 1) : 0;
  const parts = [
    part("monitor", "monitor", bytes(monitor.value, "resident beside the machine's memory", [monitor])),
    ...guestKernel(measurements, track, measured, mergedBytes),
    ...application(load),
    ...(fileBytes > 0
      ? [
          part(
            "files",
            "files in the guest's own cache",
            bytes(fileBytes, "each guest reads them for itself", [constants.fileBytes]),
          ),
        ]
      : []),
    ...(keptBytes > 0
      ? [
          part(
            "kept",
            "free in the guest, not for the host",
            bytes(
              keptBytes,
              "a guest that has worked has touched all its memory once; without a balloon the host does not learn what is free",
              [],
            ),
          ),
        ]
      : []),
    ...(images > 0
      ? [
          part(
            "tables",
            "tables of its disk's images",
            bytes(images * constants.tableBytes.value, `${images} images`, [constants.tableBytes]),
          ),
        ]
      : []),
  ];
  return {
    parts,
    bytes: total(parts),
    varying: load.busy && keptBytes === 0 ? load.applicationBytes : 0,
    sharedBytes: mergedBytes,
    cpu: idleCpu(measured) + (load.busy ? load.busyPercent / 100 : 0),
    diskBytes: isUnikernel ? 0 : chain ? constants.writtenBytes.value : constants.diskBytes.value,
    sharedDiskBytes: isUnikernel || !chain ? 0 : constants.diskBytes.value,
    constants: [monitor, constants.applicationBytes, constants.fileBytes, constants.tableBytes],
  };
}

/** What a guest's kernel and userland hold; where merging runs, what others do not hold too, and the books for it. */
function guestKernel(
  measurements: Measurements,
  track: keyof typeof GUEST_OF,
  { pagesTouched }: GuestMeasurement,
  mergedBytes: number,
): readonly CellPart[] {
  const label = track === "unikernel" ? "unikernel" : "guest's kernel and userland";
  const how = `${pagesTouched} pages that hold anything but zeros`;
  const whole = pagesTouched * PAGE;
  if (mergedBytes === 0) return [part("kernel", label, countedIn(measurements, whole, "bytes", how))];
  return [
    part(
      "kernel",
      `${label}, not merged`,
      bytes(whole - mergedBytes, `${how}, less the share that merging saved among real guests`, []),
    ),
    part(
      "books",
      "books of merging",
      bytes(pagesTouched * RMAP_ITEM, "64 bytes for each page that is scanned", []),
    ),
  ];
}

/** Cores that a guest takes while nobody asks it for anything. */
function idleCpu({ idle }: GuestMeasurement): number {
  if (idle === null) return 0;
  return (idle.instructions * nsPerInstruction.value + idle.exits * nsPerExit.value) / 1e9;
}

/** Of a guest's pages, those that each further guest on the host shares with one before: from real guests together. */
export function mergedShare({ together, guests }: Measurements): number {
  const most = together.toSorted((a, b) => b.instances - a.instances)[0];
  const one = together.find(({ instances: count }) => count === 1);
  const pages = guests["pv-direct"]?.pagesTouched;
  if (most === undefined || one === undefined || pages === undefined || most.instances < 2) return 0;
  const saved = (most.mergedPages - one.mergedPages) / (most.instances - 1);
  return Math.min(1, saved / pages);
}

/** What the start of one takes of a core, and what it waits for nothing, ms. */
export const startParts = ({ way }: Instance): { readonly coreMs: number; readonly waitMs: number } => {
  const waitMs = way.stages.filter(({ on }) => on === "wait").reduce((sum, { ms }) => sum + ms, 0);
  return { coreMs: startMs(way) - waitMs, waitMs };
};
