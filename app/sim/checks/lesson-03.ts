/** Lesson 3, "Booting a machine": what its two exercises must show. */
import type { BootRecord, GuestRecord, LabRun, ProbeAnswer, SnapshotRecord } from "../run/record";
import { BEFORE_THE_KERNEL, hasPhase, instructionsIn, millisecondsIn, percentOf, sameMachine } from "./boots";
import { bestOf, type Hint, hint, type Mark, type Verdict, verdictOf } from "./verdict";

/** A boot that skips firmware and decompression must need at most this share of the baseline's instructions. */
const MOST_INSTRUCTIONS = 1 / 2;

/** A guest without imitated hardware to wait for must need at most this share of the emulated machine's time. */
const MOST_TIME = 1 / 3;

const bootedItsKernel = (boot: BootRecord): boolean => hasPhase(boot, "kernel");

const isLean = (boot: BootRecord): boolean =>
  bootedItsKernel(boot) && !hasPhase(boot, "firmware") && !hasPhase(boot, "decompression");

const isBaseline = (boot: BootRecord): boolean =>
  boot.track === "vm" &&
  bootedItsKernel(boot) &&
  hasPhase(boot, "firmware") &&
  hasPhase(boot, "decompression");

type Pair = readonly [BootRecord, BootRecord];

const pairs = (as: readonly BootRecord[], bs: readonly BootRecord[]): Pair[] =>
  as.flatMap((a) => bs.filter((b) => sameMachine(a, b)).map((b) => [a, b] as const));

/**
 * A controlled comparison: two boots that differ in the way in alone, and two that differ in the devices alone. Boots of
 * other machines, in any order and number, do no harm.
 */
export function skipFirmware(run: LabRun): Verdict {
  const baselines = run.boots.filter(isBaseline);
  const lean = run.boots.filter(isLean);
  const leanVm = lean.filter((boot) => boot.track === "vm");
  const byWayIn = pairs(baselines, leanVm);
  const byDevices = pairs(
    leanVm,
    lean.filter((boot) => boot.track === "pv"),
  );
  const marks: readonly Mark[] = [
    { id: "baseline", passed: baselines.length > 0 },
    {
      id: "way-in",
      passed: byWayIn.some(([full, short]) => short.instructions <= MOST_INSTRUCTIONS * full.instructions),
    },
    {
      id: "devices",
      passed: byDevices.some(([vm, pv]) => pv.virtualMs <= MOST_TIME * vm.virtualMs),
    },
  ];
  return verdictOf(marks, () => skipFirmwareHint(run, baselines, leanVm, byWayIn, byDevices));
}

function skipFirmwareHint(
  run: LabRun,
  baselines: readonly BootRecord[],
  leanVm: readonly BootRecord[],
  byWayIn: readonly Pair[],
  byDevices: readonly Pair[],
): Hint {
  const baseline = baselines[0];
  if (run.boots.length === 0) return hint("nothing-booted");
  if (baseline === undefined) return hint("no-baseline");
  if (leanVm.length === 0) {
    const resumed = run.boots.find((boot) => boot.track === "vm" && !bootedItsKernel(boot));
    if (resumed !== undefined) return hint("resumed-not-booted", { instructions: resumed.instructions });
    if (run.boots.some((boot) => boot.track === "pv" && isLean(boot))) return hint("two-changes");
    const skippable = instructionsIn(baseline, BEFORE_THE_KERNEL);
    return hint("only-baseline", {
      instructions: skippable,
      share: percentOf(skippable, baseline.instructions),
    });
  }
  const [full, short] = byWayIn[0] ?? [];
  if (full === undefined || short === undefined) return hint("not-the-same-machine");
  if (!byWayIn.some(([a, b]) => b.instructions <= MOST_INSTRUCTIONS * a.instructions))
    return hint("too-many-instructions", { share: percentOf(short.instructions, full.instructions) });
  const [vm, pv] = byDevices[0] ?? [];
  if (vm !== undefined && pv !== undefined) return hint("too-slow", { vm: vm.virtualMs, pv: pv.virtualMs });
  const otherPv = run.boots.findLast((boot) => boot.track === "pv");
  if (otherPv !== undefined) return hint("pv-another-way", { via: otherPv.via });
  return hint("no-pv", { ms: short.virtualMs, waiting: short.idleMs });
}

/** The second exercise asks every guest for the first line of its note, under this name. */
const KEPT_PROBE = "kept";

/** The kernel prints its uptime in steps of 10 ms. */
const UPTIME_STEP_MS = 10;

/**
 * A machine that came back from the learner's own snapshot with a note that it wrote before, its clock going on from the
 * saved value. Asked of every guest; the one that is furthest counts.
 */
export function neverOff(run: LabRun): Verdict {
  return bestOf(run.guests.map(neverOffGuest)) ?? neverOffGuest(undefined);
}

function neverOffGuest(guest: GuestRecord | undefined): Verdict {
  const alive = guest?.state === "running" || guest?.state === "paused";
  const own = alive ? guest.snapshots.find((snapshot) => snapshot.id === guest.restoredFrom) : undefined;
  const kept = guest && readKept(guest.probes[KEPT_PROBE]);
  const marks: readonly Mark[] = [
    { id: "note", passed: kept?.noteMs !== undefined },
    { id: "snapshot", passed: (guest?.snapshots.length ?? 0) > 0 },
    { id: "restored", passed: own !== undefined },
    { id: "before", passed: own !== undefined && writtenBefore(guest, kept, own) },
    {
      id: "clock",
      passed: own !== undefined && guest !== undefined && guest.virtualMs >= own.atVirtualMs - UPTIME_STEP_MS,
    },
  ];
  return verdictOf(marks, () => neverOffHint(guest, kept, own));
}

interface Kept {
  readonly text: string;
  /** The uptime that the note holds, if it holds one. */
  readonly noteMs: number | undefined;
}

function readKept(answer: ProbeAnswer | undefined): Kept | undefined {
  if (answer === undefined) return undefined;
  const text = (answer.stdout.split("\n")[0] ?? "").trim().slice(0, 60);
  const seconds = /^(\d{1,9}(?:\.\d{1,3})?)(?:\s|$)/.exec(text)?.[1];
  return { text, noteMs: seconds === undefined ? undefined : 1000 * Number(seconds) };
}

/**
 * The note is on the kernel's clock, which begins when the kernel does; the snapshot is on the machine's, which begins at
 * power-on.
 */
function writtenBefore(guest: GuestRecord | undefined, kept: Kept | undefined, own: SnapshotRecord): boolean {
  if (kept?.noteMs === undefined) return false;
  const kernelBegan = guest?.boot === undefined ? 0 : millisecondsIn(guest.boot, BEFORE_THE_KERNEL);
  return kernelBegan + kept.noteMs <= own.atVirtualMs + UPTIME_STEP_MS;
}

function neverOffHint(
  guest: GuestRecord | undefined,
  kept: Kept | undefined,
  own: SnapshotRecord | undefined,
): Hint {
  if (guest === undefined || (guest.state === "off" && guest.snapshots.length === 0))
    return hint("nothing-running");
  const snapshots = guest.snapshots.length;
  const latest = guest.snapshots.at(-1);
  if (guest.state === "loading" || guest.state === "booting") return hint("still-booting");
  if (guest.state !== "running" && guest.state !== "paused")
    return snapshots > 0 ? hint("restore-it", { snapshots }) : hint("lost-without-snapshot");
  if (kept !== undefined && kept.text !== "" && kept.noteMs === undefined)
    return hint("note-without-time", { note: kept.text });
  if (own === undefined) {
    if (latest === undefined) {
      if (kept?.noteMs !== undefined) return hint("note-no-snapshot");
      return guest.boot?.via === "snapshot" ? hint("shipped-snapshot") : hint("no-note");
    }
    if (kept?.noteMs === undefined) return hint("rebooted", { snapshots });
    return hint("still-the-same-run", { at: Math.round(latest.atVirtualMs) });
  }
  if (kept?.noteMs === undefined) return hint("note-came-later", { snapshot: own.id });
  return writtenBefore(guest, kept, own)
    ? hint("clock-behind")
    : hint("note-after-restore", { snapshot: own.id });
}
