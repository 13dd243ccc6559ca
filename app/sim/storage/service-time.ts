/**
 * How long a medium takes for a request, given what it is busy with. The time of a request is known when it is submitted:
 * requests are served in the order in which they come, as far as they need the same part of the medium.
 */
import {
  hddLongestSeek,
  hddRevolution,
  hddShortestSeek,
  hddTrackBytes,
  ramCopyMiB,
  ssdChannels,
  ssdRead4KiB,
  ssdRead4KiBOf32,
  ssdRead128KiB,
  ssdRead128KiBOf32,
} from "../figures/storage";
import type { Medium } from "../vmm/devices";

export interface DiskRequest {
  readonly kind: "read" | "write" | "flush" | "discard";
  /** Of the first byte; 0 for a flush. */
  readonly offset: number;
  /** 0 for a flush. */
  readonly bytes: number;
}

/** Plain data; what it means is the medium's. */
export type DiskModelState = Readonly<Record<string, number | readonly number[]>>;

export interface DiskModel {
  /** When the request ends that is submitted at `nowNs`: whole virtual nanoseconds. Calls come in the order of time. */
  submit(request: DiskRequest, nowNs: number): number;
  save(): DiskModelState;
  load(state: DiskModelState): void;
}

/** A medium at rest. @param sizeBytes how far a hard disk's arm can go. */
export function diskModel(medium: Medium, sizeBytes: number): DiskModel {
  switch (medium) {
    case "ram":
      return new RamModel();
    case "ssd":
      return new SsdModel();
    case "hdd":
      return new HddModel(sizeBytes);
  }
}

const KIB = 1024;

/** Memory copied by one thread: a request takes what its bytes take, one after the other. */
class RamModel implements DiskModel {
  private freeNs = 0;

  submit({ kind, bytes }: DiskRequest, nowNs: number): number {
    const copied = kind === "read" || kind === "write" ? bytes : 0;
    this.freeNs = Math.max(nowNs, this.freeNs) + (copied / (KIB * KIB)) * ramCopyMiB.value;
    return Math.ceil(this.freeNs);
  }

  save(): DiskModelState {
    return { freeNs: this.freeNs };
  }

  load(state: DiskModelState): void {
    this.freeNs = state.freeNs as number;
  }
}

/** A time that is linear in the bytes. */
interface Line {
  readonly perRequestNs: number;
  readonly perByteNs: number;
}

function lineThrough(ns4KiB: number, ns128KiB: number): Line {
  const perByteNs = (ns128KiB - ns4KiB) / (124 * KIB);
  return { perRequestNs: ns4KiB - 4 * KIB * perByteNs, perByteNs };
}

const onLine = (line: Line, bytes: number): number => line.perRequestNs + bytes * line.perByteNs;

/** What requests share: with many in flight a request takes no longer than this. */
const LINK = lineThrough(ssdRead4KiBOf32.value, ssdRead128KiBOf32.value);
/** The rest of what a request takes alone, which others can take at the same time. */
const FLASH = lineThrough(
  ssdRead4KiB.value - ssdRead4KiBOf32.value,
  ssdRead128KiB.value - ssdRead128KiBOf32.value,
);

/**
 * A solid-state disk: channels to the flash, which work side by side, then one link that all share. A write takes the same
 * way as a read, for no measured row tells them apart. A flush waits for what was submitted before it.
 */
class SsdModel implements DiskModel {
  private channelFreeNs: number[] = new Array(ssdChannels.value).fill(0);
  private linkFreeNs = 0;

  submit({ kind, bytes }: DiskRequest, nowNs: number): number {
    if (kind === "flush" || kind === "discard") {
      const before = kind === "flush" ? Math.max(nowNs, ...this.channelFreeNs) : nowNs;
      return this.overLink(before, LINK.perRequestNs);
    }
    const channel = this.channelFreeNs.indexOf(Math.min(...this.channelFreeNs));
    const readNs = Math.max(nowNs, this.channelFreeNs[channel]!) + onLine(FLASH, bytes);
    this.channelFreeNs[channel] = readNs;
    return this.overLink(readNs, onLine(LINK, bytes));
  }

  private overLink(fromNs: number, ns: number): number {
    this.linkFreeNs = Math.max(fromNs, this.linkFreeNs) + ns;
    return Math.ceil(this.linkFreeNs);
  }

  save(): DiskModelState {
    return { channelFreeNs: [...this.channelFreeNs], linkFreeNs: this.linkFreeNs };
  }

  load(state: DiskModelState): void {
    this.channelFreeNs = [...(state.channelFreeNs as readonly number[])];
    this.linkFreeNs = state.linkFreeNs as number;
  }
}

/**
 * A hard disk: one arm, first come, first served. It seeks, waits for the sector to come round (the angle follows from the
 * time) and transfers at the speed of the platter. It reads ahead: a read that goes on where the last one ended finds its
 * bytes as soon as they have passed the head.
 */
class HddModel implements DiskModel {
  private headAt = 0;
  private freeNs = 0;
  private reading = false;

  constructor(private readonly sizeBytes: number) {}

  submit({ kind, offset, bytes }: DiskRequest, nowNs: number): number {
    if (kind === "flush" || kind === "discard") return Math.ceil(Math.max(nowNs, this.freeNs));
    const goesOn = kind === "read" && this.reading && offset === this.headAt;
    const transferNs = (bytes / hddTrackBytes.value) * hddRevolution.value;
    const beginsNs = goesOn ? this.freeNs : this.sectorBelowHead(offset, Math.max(nowNs, this.freeNs));
    this.freeNs = beginsNs + transferNs;
    this.headAt = offset + bytes;
    this.reading = kind === "read";
    return Math.ceil(Math.max(nowNs, this.freeNs));
  }

  private sectorBelowHead(offset: number, fromNs: number): number {
    const arrivedNs = fromNs + this.seekNs(offset);
    const turnNs = hddRevolution.value;
    const angle = (arrivedNs / turnNs) % 1;
    const wanted = (offset % hddTrackBytes.value) / hddTrackBytes.value;
    return arrivedNs + ((wanted - angle + 1) % 1) * turnNs;
  }

  private seekNs(offset: number): number {
    const track = (at: number) => Math.floor(at / hddTrackBytes.value);
    if (track(offset) === track(this.headAt)) return 0;
    const way = Math.min(1, Math.abs(offset - this.headAt) / this.sizeBytes);
    return hddShortestSeek.value + (hddLongestSeek.value - hddShortestSeek.value) * Math.sqrt(way);
  }

  save(): DiskModelState {
    return { headAt: this.headAt, freeNs: this.freeNs, reading: Number(this.reading) };
  }

  load(state: DiskModelState): void {
    this.headAt = state.headAt as number;
    this.freeNs = state.freeNs as number;
    this.reading = state.reading === 1;
  }
}
