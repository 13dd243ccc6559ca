/** Lesson 6, "Sharing the CPU": what its two exercises must show. */
import type { HostRecord } from "../host/record";
import type { LabRun } from "../run/record";
import {
  growth,
  hasInstances,
  hostOf,
  idlePercent,
  instanceNow,
  lastSample,
  meanPauseMs,
  ordersTo,
  percentOfCore,
  type Stretch,
  settled,
} from "./host";
import { type Hint, hint, type Mark, type Verdict, verdictOf } from "./verdict";

/** Settings are judged by what they did in the last so many virtual ms. */
const SETTLED_MS = 2000;

/** When the service has something to do, it must have the core for this share of the time. */
const SERVED = 0.85;
/** A service that keeps up has nothing to do for this share of the time; one with a backlog hides what a quota wastes. */
const KEEPS_UP = 0.1;
/** Idle time that is allowed while a neighbour has work, percent. */
const MOST_IDLE = 1;
/** The least that the neighbour must get, percent of the core. */
const LEAST_FOR_NEIGHBOUR = 5;

const ROOM = ["service", "batch"];

/** A service that gets the processor when it needs it, and a neighbour that gets all the rest. */
export function roomForService(run: LabRun): Verdict {
  const host = hostOf(run);
  const ready = host !== undefined && hasInstances(host, ROOM);
  const at = ready ? settled(host, SETTLED_MS) : undefined;
  const got = at === undefined ? 0 : servedShare(at);
  const neighbour = at === undefined ? 0 : percentOfCore(growth(at, "batch").runningNs, at);
  const marks: readonly Mark[] = [
    { id: "served", passed: got >= SERVED && at !== undefined && keepsUp(at) },
    { id: "busy", passed: at !== undefined && idlePercent(at) <= MOST_IDLE },
    { id: "neighbour", passed: neighbour >= LEAST_FOR_NEIGHBOUR },
  ];
  return verdictOf(marks, () => (ready ? roomHint(host, at, got, neighbour) : hint("not-set-up")));
}

/** Of the time in which the service had something to do: the share in which it had the core. */
function servedShare(at: Stretch): number {
  const { runningNs, waitingNs, throttledNs } = growth(at, "service");
  const wantedNs = runningNs + waitingNs + throttledNs;
  return wantedNs === 0 ? 0 : runningNs / wantedNs;
}

const keepsUp = (at: Stretch): boolean => growth(at, "service").sleepingNs >= KEEPS_UP * at.ns;

function roomHint(host: HostRecord, at: Stretch | undefined, got: number, neighbour: number): Hint {
  const service = instanceNow(host, "service");
  const batch = instanceNow(host, "batch");
  if (service?.state !== "running") return hint("service-down", { state: service?.state ?? "gone" });
  if (batch?.state !== "running") return hint("neighbour-down", { state: batch?.state ?? "gone" });
  if (at === undefined) return hint("run-longer", { ms: SETTLED_MS });
  const idle = idlePercent(at);
  const percent = Math.round(100 * got);
  if (idle > MOST_IDLE)
    return batch.quotaNs !== "max" || service.quotaNs !== "max"
      ? hint("idle-by-quota", { idle, percent })
      : hint("idle", { idle });
  if (got < SERVED)
    return service.weight > batch.weight
      ? hint("more-weight", { percent, service: service.weight, batch: batch.weight })
      : hint("starved", { percent, service: service.weight, batch: batch.weight });
  if (!keepsUp(at)) return hint("catching-up", { percent });
  return hint("neighbour-starved", { share: neighbour });
}

/** What cpu.max must allow, as a share of one core, in percent: what was asked for, give or take. */
const ALLOWED = { least: 19, most: 20.5 } as const;
/** What the job must have got, percent of one core. */
const GOT = { least: 17.5, most: 21 } as const;
/** The longest mean pause that is allowed. The goal says 10 ms; the rest is the moment at which a slice ends. */
const LONGEST_PAUSE_MS = 10.25;

/** A job that is bounded whatever others do, and is never stopped for long. */
export function shortPauses(run: LabRun): Verdict {
  const host = hostOf(run);
  const batch = host && instanceNow(host, "batch");
  const at = host && settled(host, SETTLED_MS);
  const allowed =
    batch === undefined || batch.quotaNs === "max" ? 100 : (100 * batch.quotaNs) / batch.periodNs;
  const got = at === undefined ? 0 : percentOfCore(growth(at, "batch").runningNs, at);
  const pause = at === undefined ? undefined : meanPauseMs(at, "batch");
  const marks: readonly Mark[] = [
    { id: "allowed", passed: allowed >= ALLOWED.least && allowed <= ALLOWED.most },
    { id: "bounded", passed: batch?.state === "running" && got >= GOT.least && got <= GOT.most },
    { id: "pauses", passed: pause !== undefined && pause <= LONGEST_PAUSE_MS },
  ];
  return verdictOf(marks, () => {
    if (host === undefined || batch === undefined) return hint("not-set-up");
    if (batch.state !== "running") return hint("job-down", { state: batch.state });
    const now = lastSample(host)?.atMs ?? 0;
    if (batch.quotaNs === "max")
      return ordersTo(host, "weight", "batch").length > 0
        ? hint("weight-is-no-limit", { weight: batch.weight, share: at === undefined ? 0 : got })
        : hint("no-limit", { seconds: Math.round(now / 1000) });
    if (!marks[0]?.passed) return hint("another-share", { allowed: Math.round(10 * allowed) / 10 });
    if (at === undefined) return hint("run-longer", { ms: SETTLED_MS });
    if (pause === undefined) return hint("never-stopped", { share: got });
    if (pause > LONGEST_PAUSE_MS)
      return hint("long-pauses", {
        pause: Math.round(pause),
        period: batch.periodNs / 1e6,
        quota: batch.quotaNs / 1e6,
      });
    return hint("another-outcome", { share: got });
  });
}
