/** Starts of containers as bars on one axis: a runtime's steps as they were recorded, and system calls made by hand. Pure. */
import type { KernelEvent } from "@/app/sim/kernel/view/recorder";
import type { StartStep } from "@/app/sim/runtime/engine/contract";

/** waiting: a step in which one side of the start waits for the other. */
export type StepKind = "kernel" | "runtime" | "waiting";

export interface Segment {
  readonly key: string;
  readonly name: string;
  readonly phase: string;
  readonly kind: StepKind;
  /** Since the bar's beginning, ns. */
  readonly fromNs: number;
  readonly toNs: number;
  readonly what: string;
}

export interface Bar {
  readonly key: string;
  readonly name: string;
  readonly how: "by runtime" | "by hand";
  /** The runtime whose work is calibrated: "crun" or "runc"; "" by hand. */
  readonly runtime: string;
  readonly lanes: readonly (readonly Segment[])[];
  readonly lengthNs: number;
}

export interface Stretch {
  readonly fromNs: number;
  readonly toNs: number;
}

const kindOf = ({ kind, name }: StartStep): StepKind => (name.startsWith("sync") ? "waiting" : kind);

/** The recorded steps of one start. Those of its first process overlap with the runtime's, and get a lane of their own. */
export function startBar(key: string, name: string, runtime: string, steps: readonly StartStep[]): Bar {
  const sorted = [...steps].sort((a, b) => a.fromNs - b.fromNs || a.toNs - b.toNs);
  const zeroNs = sorted[0]?.fromNs ?? 0;
  const segments = sorted.map(
    (step, index): Segment => ({
      key: String(index),
      name: step.name,
      phase: step.phase,
      kind: kindOf(step),
      fromNs: step.fromNs - zeroNs,
      toNs: step.toNs - zeroNs,
      what: step.detail,
    }),
  );
  return {
    key,
    name,
    how: "by runtime",
    runtime,
    lanes: lanesOf(segments),
    lengthNs: Math.max(0, ...segments.map(({ toNs }) => toNs)),
  };
}

/** Each segment in the first lane where it overlaps with nothing. `segments` by their beginning. */
function lanesOf(segments: readonly Segment[]): readonly (readonly Segment[])[] {
  const lanes: Segment[][] = [];
  for (const segment of segments) {
    const lane = lanes.find((one) => (one.at(-1)?.toNs ?? 0) <= segment.fromNs);
    if (lane === undefined) lanes.push([segment]);
    else lane.push(segment);
  }
  return lanes;
}

const CALL_PHASES: Readonly<Record<string, string>> = {
  unshare: "init",
  setns: "init",
  clone: "init",
  sethostname: "init",
  mount: "rootfs",
  umount: "rootfs",
  pivot_root: "rootfs",
  chroot: "rootfs",
  mkdir: "cgroup",
  rmdir: "cgroup",
  openat: "cgroup",
  execve: "program",
};
/** The engine’s programs, and the one that unpacks the lab’s images at boot. */
const RUNTIMES = /^(docker|containerd|runc|crun|init$)/;
const CGROUPS = "/sys/fs/cgroup";

/** What makes or changes a container: not a plain fork, not what failed, not what the engine does, not a look into a directory. */
export function isByHand({ call, detail, error, comm, owner }: KernelEvent): boolean {
  if (owner !== 0 || error !== "" || RUNTIMES.test(comm) || CALL_PHASES[call] === undefined) return false;
  if (call === "clone") return detail.includes("NEW");
  if (call === "openat") return detail.slice(CGROUPS.length).lastIndexOf(".") > 0;
  return true;
}

/** Calls one after the other without what lies between them: a person's pauses are no part of a start. */
export function handBar(key: string, name: string, events: readonly KernelEvent[]): Bar {
  let atNs = 0;
  const segments = events.map((event, index): Segment => {
    const fromNs = atNs;
    atNs += event.toNs - event.fromNs;
    const detail = event.detail.replace(CGROUPS, "");
    return {
      key: String(index),
      name: `${event.call} ${detail}`.trim(),
      phase: CALL_PHASES[event.call] ?? "",
      kind: "kernel",
      fromNs,
      toNs: atNs,
      what: `by ${event.comm}, process ${event.pid}`,
    };
  });
  return {
    key,
    name,
    how: "by hand",
    runtime: "",
    lanes: segments.length === 0 ? [] : [segments],
    lengthNs: atNs,
  };
}

/** From the first to the last step of a phase; the whole bar for "". undefined: the bar has no such phase. */
export function stretchOf(bar: Bar, phase: string): Stretch | undefined {
  if (phase === "") return { fromNs: 0, toNs: bar.lengthNs };
  const own = bar.lanes.flat().filter((segment) => segment.phase === phase);
  if (own.length === 0) return undefined;
  return {
    fromNs: Math.min(...own.map(({ fromNs }) => fromNs)),
    toNs: Math.max(...own.map(({ toNs }) => toNs)),
  };
}

export interface PhasePiece extends Stretch {
  readonly phase: string;
}

/** A lane as runs of one phase: steps of a phase that follow each other are one piece. */
export function phasePieces(lane: readonly Segment[]): readonly PhasePiece[] {
  const pieces: PhasePiece[] = [];
  for (const { phase, fromNs, toNs } of lane) {
    const last = pieces.at(-1);
    if (last?.phase === phase) pieces[pieces.length - 1] = { ...last, toNs };
    else pieces.push({ phase, fromNs, toNs });
  }
  return pieces;
}

export interface Placed {
  /** Per cent of the axis. */
  readonly left: number;
  readonly width: number;
}

/** Where the segments of a lane lie on an axis of `axisNs` that begins with the stretch; without those outside of it. */
export function placedOn<T extends Stretch>(
  lane: readonly T[],
  stretch: Stretch,
  axisNs: number,
): readonly (T & Placed)[] {
  return lane.flatMap((segment) => {
    const from = Math.max(segment.fromNs, stretch.fromNs);
    const to = Math.min(segment.toNs, stretch.toNs);
    if (to < from || axisNs <= 0 || (to === from && segment.toNs > segment.fromNs)) return [];
    return [
      { ...segment, left: (100 * (from - stretch.fromNs)) / axisNs, width: (100 * (to - from)) / axisNs },
    ];
  });
}

/** Time in steps of a kind; what overlaps counts twice, so shares of the whole are not meant. */
export const spentNs = (bar: Bar, kind: StepKind): number =>
  bar.lanes.flat().reduce((sum, one) => sum + (one.kind === kind ? one.toNs - one.fromNs : 0), 0);

/** Phases that any of the bars has, in the order in which they happen. */
export function phasesOf(bars: readonly Bar[], order: readonly string[]): readonly string[] {
  const there = new Set(bars.flatMap((bar) => bar.lanes.flat().map(({ phase }) => phase)));
  return [
    ...order.filter((phase) => there.has(phase)),
    ...[...there].filter((phase) => !order.includes(phase)),
  ];
}
