/**
 * What views of a host read: plain data, cheap enough to be sent from the host's worker once a frame. The page, the command
 * line and the checks of lessons read the same.
 */
import type { Mode } from "./runnable";

export type InstanceKind = "container" | "vm" | "pv";
export type InstanceState = "created" | "starting" | "running" | "paused" | "stopped" | "killed" | "crashed";

/** Times of one instance since the run's start, ns. For each of its entities, running + waiting + throttled + sleeping tile its life. */
export interface InstanceTimes {
  readonly runningNs: number;
  /** Runnable, but another had the core: for a vCPU, its steal time. */
  readonly waitingNs: number;
  readonly throttledNs: number;
  readonly sleepingNs: number;
}

export interface InstanceMemory {
  /** Pages charged to it, by kind. A shared page is charged to who touched it first. */
  readonly anonPages: number;
  readonly filePages: number;
  readonly swapPages: number;
  /** Of its mapped pages, those whose frame has other owners too. */
  readonly sharedPages: number;
  /** Frames that only it maps: what stopping it gives back. */
  readonly privatePages: number;
  /** Taken back by its balloon. */
  readonly balloonPages: number;
  /** cgroup v2 settings, pages. */
  readonly min: number;
  readonly low: number;
  readonly high: number | "max";
  readonly max: number | "max";
  readonly swapMax: number | "max";
  /** memory.events. */
  readonly events: {
    readonly low: number;
    readonly high: number;
    readonly max: number;
    readonly oom: number;
    readonly oomKill: number;
  };
  readonly majorFaults: number;
  readonly minorFaults: number;
}

export interface Latency {
  readonly count: number;
  readonly meanNs: number;
  /** Upper bounds of the histogram's bucket: within 10 %. */
  readonly p50Ns: number;
  readonly p99Ns: number;
  readonly maxNs: number;
}

export interface InstanceView {
  readonly name: string;
  readonly kind: InstanceKind;
  /** A guest in v86, or a model. */
  readonly real: boolean;
  readonly state: InstanceState;
  readonly vcpus: number;
  readonly weight: number;
  /** cpu.max. */
  readonly quotaNs: number | "max";
  readonly periodNs: number;
  readonly cpus: readonly number[] | undefined;
  readonly times: InstanceTimes;
  /** Time on cores by mode, ns. */
  readonly byMode: Readonly<Partial<Record<Mode, number>>>;
  /** Exit time and counts by device (real guests). */
  readonly exits: Readonly<Record<string, { readonly count: number; readonly ns: number }>>;
  readonly periods: number;
  readonly throttled: number;
  readonly memory: InstanceMemory;
  /** What its workload has got done, in the workload's own unit (loops, requests); real guests: undefined. */
  readonly progress: number | undefined;
  /** How long requests took from arrival to answer; only for a workload of requests. */
  readonly latency: Latency | undefined;
  /** Wall time to the first useful moment: from start to running, virtual ns; undefined before. */
  readonly startedNs: number | undefined;
}

export interface RunMark {
  readonly atNs: number;
  readonly kind: "input" | "started" | "stopped" | "oom" | "crash";
  readonly text: string;
  readonly instance?: string;
}

export interface HostView {
  readonly nowNs: number;
  /** The furthest point of this run that has been computed: the scrubber's end. */
  readonly endNs: number;
  readonly cores: number;
  readonly policy: string;
  readonly instances: readonly InstanceView[];
  /** Time of all cores by mode since the start, ns; sums to cores × nowNs. */
  readonly byMode: Readonly<Record<Mode, number>>;
  readonly marks: readonly RunMark[];
  readonly memory: HostMemoryView;
  readonly merging: MergingView;
}

export interface HostMemoryView {
  readonly frames: number;
  readonly freeFrames: number;
  readonly anonFrames: number;
  readonly fileFrames: number;
  readonly kernelFrames: number;
  /** Frames that same-page merging made, and the pages that would each need a frame of their own without it. */
  readonly mergedFrames: number;
  readonly pagesSharing: number;
  readonly swapPages: number;
}

/** Same-page merging: its settings, and what /sys/kernel/mm/ksm would count. A write is noticed when the scan comes by. */
export interface MergingView {
  readonly running: boolean;
  readonly pagesToScan: number;
  readonly sleepMs: number;
  /** Frames that merged pages share, and pages beyond the first on each of them: what is saved. */
  readonly pagesShared: number;
  readonly pagesSharing: number;
  /** Pages that had no equal in the present pass; pages that change too often, or were seen only once. */
  readonly pagesUnshared: number;
  readonly pagesVolatile: number;
  readonly fullScans: number;
  /** Pages mapped to the zero page by merging. */
  readonly zeroPages: number;
  /** Bytes saved less the bytes of the scan's own books; below 0, merging costs memory. */
  readonly profitBytes: number;
  /** Writes that took a page off a merged frame since the start, as they happened. */
  readonly brokenShares: number;
  /** Time on the cores of the thread that scans (ksmd), ns. */
  readonly cpuNs: number;
}

/**
 * Who had a core, in a stretch of the timeline. `owner` is an index into HostView.instances; -1 is the host, -2 stands for those
 * that a crowded bucket does not name.
 */
export interface TimelineSpan {
  readonly fromNs: number;
  readonly toNs: number;
  readonly owner: number;
  readonly mode: Mode;
  readonly device?: string;
}

/** Part of the timeline, as fine as it is kept there. */
export interface TimelineSlice {
  readonly fromNs: number;
  readonly toNs: number;
  readonly cores: readonly CoreSlice[];
}

export type CoreSlice =
  /** Every interval. */
  | { readonly kind: "spans"; readonly spans: readonly TimelineSpan[] }
  /** Zoomed out, or long ago: shares of each bucket's time. */
  | {
      readonly kind: "buckets";
      readonly bucketNs: number;
      readonly fromNs: number;
      readonly buckets: readonly TimelineBucket[];
    };

export interface TimelineBucket {
  /** ns in this bucket by owner (index into instances; -1 the host) and mode. */
  readonly parts: readonly { readonly owner: number; readonly mode: Mode; readonly ns: number }[];
}

/** A cell for each frame, or for each run of `framesPerCell` frames. */
export interface MemoryMap {
  readonly frames: number;
  readonly framesPerCell: number;
  /** For each cell: the state of its (most frequent) frame; see FRAME_STATES in app/sim/memory/frames.ts. */
  readonly state: Uint8Array;
  /** For each cell: index + 1 into HostView.instances of the first owner, 0 for none or the host. */
  readonly owner: Uint16Array;
  /** For each cell: how many owners its frame has, at most 255. */
  readonly owners: Uint8Array;
  /** For each cell: which of the first 32 instances own its frame, a bit each. */
  readonly ownerBits: Uint32Array;
}
