/** Lesson 7, "Walls of memory": what its two exercises must show. */
import type { HostRecord } from "../host/record";
import type { InstanceView } from "../host/view";
import type { LabRun } from "../run/record";
import {
  growth,
  hasInstances,
  hostOf,
  instanceNow,
  lastSample,
  limitText,
  mibOf,
  ordersTo,
  settled,
  sinceStart,
} from "./host";
import { type Hint, hint, type Mark, type Verdict, verdictOf } from "./verdict";

const LEAK = ["leak", "db"];

/** The leak was killed because its own cgroup had reached its limit: the kill is counted where the limit is. */
const diedAtItsWall = ({ state, memory: { events } }: InstanceView): boolean =>
  state === "killed" && events.oomKill > 0 && events.oom > 0;

/** A program that leaks memory dies of it, in its own cgroup, and its neighbour notices nothing. */
export function diesAlone(run: LabRun): Verdict {
  const host = hostOf(run);
  const ready = host !== undefined && hasInstances(host, LEAK);
  const leak = ready ? instanceNow(host, "leak") : undefined;
  const db = ready ? instanceNow(host, "db") : undefined;
  const since = ready ? sinceStart(host, "leak") : undefined;
  const faults = since === undefined ? 0 : growth(since, "db").majorFaults;
  const marks: readonly Mark[] = [
    { id: "dead", passed: leak !== undefined && diedAtItsWall(leak) },
    { id: "alive", passed: db?.state === "running" },
    { id: "calm", passed: since !== undefined && faults === 0 && db?.memory.swapPages === 0 },
  ];
  return verdictOf(marks, () =>
    host === undefined || leak === undefined || db === undefined
      ? hint("not-set-up")
      : diesAloneHint(host, leak, db, faults),
  );
}

function diesAloneHint(host: HostRecord, leak: InstanceView, db: InstanceView, faults: number): Hint {
  if (db.state !== "running")
    return db.memory.events.oomKill > 0 ? hint("victim") : hint("db-down", { state: db.state });
  if (leak.state === "killed") {
    if (diedAtItsWall(leak)) return hint("wall-too-far", { faults, limit: limitText(leak.memory.max) });
    return leak.memory.events.oomKill > 0 ? hint("host-was-full", { faults }) : hint("by-hand");
  }
  if (leak.state !== "created" && leak.state !== "starting" && leak.state !== "running")
    return hint("leak-down", { state: leak.state });
  if (leak.memory.max === "max" && db.memory.max !== "max")
    return hint("wrong-side", { limit: limitText(db.memory.max) });
  if (leak.memory.max === "max" && leak.memory.high !== "max")
    return hint("throttled", {
      limit: limitText(leak.memory.high),
      now: mibOf(leak.memory.anonPages + leak.memory.filePages),
    });
  const free = mibOf(lastSample(host)?.view.memory.freeFrames ?? 0);
  return hint("still-growing", {
    now: mibOf(leak.memory.anonPages),
    free,
    limit: limitText(leak.memory.max),
  });
}

const CHARGE = ["small", "big"];
/** The wall of `small`, which must stay where it is: 16 MiB. */
const SMALL_WALL_PAGES = 16 * 256;
/** What `small` may be charged for of the file: 1 MiB. */
const CHARGED_PAGES = 256;
/** How long the two must have worked side by side. */
const SETTLED_MS = 1000;

/** Two containers use one file, and the one with the narrow limit is not the one that is charged for it. */
export function whoPays(run: LabRun): Verdict {
  const host = hostOf(run);
  const ready = host !== undefined && hasInstances(host, CHARGE);
  const small = ready ? instanceNow(host, "small") : undefined;
  const big = ready ? instanceNow(host, "big") : undefined;
  const at = ready ? settled(host, SETTLED_MS) : undefined;
  const grown = at && growth(at, "small");
  const both = small?.state === "running" && big?.state === "running";
  const marks: readonly Mark[] = [
    { id: "both", passed: both },
    { id: "wall", passed: small !== undefined && wallStands(small) },
    {
      id: "charged",
      passed:
        both && small.memory.filePages <= CHARGED_PAGES && big.memory.filePages > small.memory.filePages,
    },
    { id: "calm", passed: grown !== undefined && both && grown.progress > 0 && grown.majorFaults === 0 },
  ];
  return verdictOf(marks, () => {
    if (host === undefined || small === undefined || big === undefined) return hint("not-set-up");
    if (!marks[1]?.passed) return hint("wall-moved", { limit: limitText(small.memory.max) });
    if (small.state !== "running" && big.state !== "running") return hint("nobody-runs");
    if (big.state !== "running") return hint("only-small", { faults: small.memory.majorFaults });
    if (small.state !== "running") return hint("only-big", { mib: mibOf(big.memory.filePages) });
    if (!marks[2]?.passed)
      return hint("small-pays", {
        mib: mibOf(small.memory.filePages),
        faults: small.memory.majorFaults,
        first: startedFirst(host),
      });
    if (at === undefined) return hint("run-longer", { ms: SETTLED_MS });
    return hint("still-reading", { faults: grown?.majorFaults ?? 0 });
  });
}

const wallStands = ({ memory: { max } }: InstanceView): boolean => max !== "max" && max <= SMALL_WALL_PAGES;

/** Which of the two was started first, in words. */
function startedFirst(host: HostRecord): string {
  const orders = CHARGE.map((name) => ordersTo(host, "start", name)[0]);
  const first = host.orders.find(({ order }) => orders.includes(order))?.order;
  return first !== undefined && "instance" in first ? first.instance : "neither";
}
