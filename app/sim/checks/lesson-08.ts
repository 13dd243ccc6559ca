/** Lesson 8, "More memory than there is": what its two exercises must show. */
import type { HostRecord } from "../host/record";
import type { InstanceView } from "../host/view";
import type { LabRun } from "../run/record";
import { growth, hasInstances, hostOf, instanceNow, lastSample, limitText, mibOf, sinceStart } from "./host";
import { type Hint, hint, type Mark, type Verdict, verdictOf } from "./verdict";

const SQUEEZE = ["job", "db"];
/** Two walks over 64 MiB. */
export const JOB_PAGES = 2 * 64 * 256;

const smallest = (a: number | "max", b: number | "max"): number | "max" =>
  a === "max" ? b : b === "max" ? a : Math.min(a, b);

/** A job that wants more than there is for it gets done, late and at its own expense. */
export function lateButAlive(run: LabRun): Verdict {
  const host = hostOf(run);
  const ready = host !== undefined && hasInstances(host, SQUEEZE);
  const job = ready ? instanceNow(host, "job") : undefined;
  const db = ready ? instanceNow(host, "db") : undefined;
  const since = ready ? sinceStart(host, "job") : undefined;
  const read = since && growth(since, "db").majorFaults;
  const marks: readonly Mark[] = [
    { id: "done", passed: (job?.progress ?? 0) >= JOB_PAGES },
    { id: "alive", passed: job !== undefined && job.state === "running" && job.memory.events.oomKill === 0 },
    {
      id: "calm",
      passed: db?.state === "running" && db.memory.swapPages === 0 && read === 0,
    },
  ];
  return verdictOf(marks, () =>
    job === undefined || db === undefined ? hint("not-set-up") : lateHint(job, db, read ?? 0),
  );
}

function lateHint(job: InstanceView, db: InstanceView, read: number): Hint {
  if (db.state !== "running") return hint("db-down", { state: db.state });
  if (job.memory.events.oomKill > 0) return hint("job-killed", { limit: limitText(job.memory.max) });
  if (job.state === "created" || job.state === "starting") return hint("not-begun");
  if (job.state !== "running") return hint("job-down", { state: job.state });
  const limit = smallest(job.memory.max, job.memory.high);
  if (read > 0 || db.memory.swapPages > 0) {
    const values = { read, swapped: db.memory.swapPages };
    if (limit !== "max") return hint("too-wide", { ...values, limit: limitText(limit) });
    return smallest(db.memory.max, db.memory.high) === "max"
      ? hint("db-pays", values)
      : hint("wrong-side", { ...values, limit: limitText(smallest(db.memory.max, db.memory.high)) });
  }
  return hint("not-done", { percent: Math.floor((100 * (job.progress ?? 0)) / JOB_PAGES) });
}

const GUESTS = ["vm-1", "vm-2", "vm-3"];
/** One walk over 72 MiB: the newcomer has all that it needs. */
export const NEWCOMER_PAGES = 72 * 256;

/** Another machine fits on the host, because the idle ones have given back what they could spare. */
export function oneMore(run: LabRun): Verdict {
  const host = hostOf(run);
  const ready = host !== undefined && hasInstances(host, GUESTS);
  const [first, second, third] = GUESTS.map((name) => (ready ? instanceNow(host, name) : undefined));
  const up = third?.state === "running" && (third.progress ?? 0) >= NEWCOMER_PAGES;
  const sample = host && lastSample(host);
  const swapped = sample?.view.memory.swapPages ?? 0;
  const killed = [first, second, third].some(
    (machine) => machine !== undefined && machine.memory.events.oomKill > 0,
  );
  const marks: readonly Mark[] = [
    { id: "others", passed: first?.state === "running" && second?.state === "running" },
    { id: "up", passed: up },
    { id: "unhurt", passed: up && swapped === 0 && !killed && !everSwapped(host) },
  ];
  return verdictOf(marks, () => {
    if (host === undefined || first === undefined || second === undefined || third === undefined)
      return hint("not-set-up");
    return oneMoreHint(host, [first, second], third, swapped);
  });
}

const everSwapped = (host: HostRecord | undefined): boolean =>
  host?.samples.some(({ view }) => view.memory.swapPages > 0) ?? false;

function oneMoreHint(
  host: HostRecord,
  idle: readonly InstanceView[],
  newcomer: InstanceView,
  swapped: number,
): Hint {
  const down = idle.find(({ state }) => state !== "running");
  if (down !== undefined) return hint("guest-down", { name: down.name, state: down.state });
  const free = mibOf(lastSample(host)?.view.memory.freeFrames ?? 0);
  const ballooned = mibOf(idle.reduce((sum, { memory }) => sum + memory.balloonPages, 0));
  if (everSwapped(host)) {
    const values = { swapped: mibOf(swapped), ballooned };
    return ballooned === 0 ? hint("host-swapped", values) : hint("too-little", values);
  }
  if (newcomer.memory.events.oomKill > 0) return hint("newcomer-killed", { ballooned });
  if (newcomer.state === "created")
    return ballooned === 0 ? hint("no-room", { free }) : hint("not-started", { free, ballooned });
  if (newcomer.state !== "running" && newcomer.state !== "starting")
    return hint("guest-down", { name: newcomer.name, state: newcomer.state });
  return hint("run-longer");
}
