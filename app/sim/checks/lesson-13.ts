/** Lesson 13, "Containers inside a VM": what its two exercises must show. */
import type { GuestRecord, LabRun } from "../run/record";
import {
  holds,
  type InnerCgroup,
  type InnerContainer,
  type InsideGuest,
  insideOf,
  isPopulated,
  KINDS,
} from "./lesson-13-guest";
import { bestOf, type Hint, hint, type Mark, type Verdict, verdictOf } from "./verdict";

const mib = (bytes: number): number => Math.round((10 * bytes) / 2 ** 20) / 10;

/** A process was killed because this cgroup's own limit was reached, and not because the machine was out of memory. */
const wasHit = ({ oom, oomKill }: InnerCgroup): boolean => oom > 0 && oomKill > 0;

/** A container and the cgroups that hold it and not the other one. */
interface Walled {
  readonly container: InnerContainer;
  readonly own: readonly InnerCgroup[];
  readonly memory: InnerCgroup | undefined;
  readonly pids: InnerCgroup | undefined;
}

function walled(inside: InsideGuest, container: InnerContainer, other: InnerContainer): Walled {
  const own = inside.cgroups.filter(
    (cgroup) => holds(cgroup, container.cgroup) && !holds(cgroup, other.cgroup),
  );
  const narrowest = (of: (cgroup: InnerCgroup) => number | undefined): InnerCgroup | undefined =>
    own.filter((cgroup) => of(cgroup) !== undefined).sort((a, b) => (of(a) ?? 0) - (of(b) ?? 0))[0];
  return {
    container,
    own,
    memory: narrowest(({ memoryMax }) => memoryMax),
    pids: narrowest(({ pidsMax }) => pidsMax),
  };
}

/**
 * Two containers in one guest, each behind a memory limit and a process limit of its own that the guest can honour; one
 * has lost a process to its limit and lives, the other has lost nothing. Any guest and any two of its containers will do.
 */
export function twoInside(run: LabRun): Verdict {
  const verdicts = run.guests.flatMap((guest) => {
    const inside = insideOf(guest);
    if (inside === undefined) return [];
    const pairs = inside.containers.flatMap((one) =>
      inside.containers.filter((two) => two !== one).map((two) => twoInGuest(inside, [one, two])),
    );
    return pairs.length > 0 ? pairs : [twoInGuest(inside, undefined)];
  });
  return bestOf(verdicts) ?? twoInGuest(undefined, undefined);
}

type Pair = readonly [InnerContainer, InnerContainer];

function twoInGuest(inside: InsideGuest | undefined, pair: Pair | undefined): Verdict {
  const apart = pair !== undefined && sharedKinds(pair).length === 0;
  const victim = inside && pair && walled(inside, pair[0], pair[1]);
  const bystander = inside && pair && walled(inside, pair[1], pair[0]);
  const both = victim && bystander ? [victim, bystander] : [];
  const limited = both.length > 0 && both.every(({ memory, pids }) => memory && pids);
  const marks: readonly Mark[] = [
    { id: "two", passed: apart },
    { id: "limits", passed: limited },
    { id: "fit", passed: limited && inside !== undefined && sumOf(both) <= roomFor(inside, both) },
    { id: "hit", passed: victim?.memory !== undefined && wasHit(victim.memory) },
    { id: "calm", passed: limited && both.length > 0 && lostNothing(bystander) },
  ];
  return verdictOf(marks, () => twoHint(inside, pair, both));
}

/** Kinds of namespaces that the two share with the machine or with each other. */
const sharedKinds = ([one, two]: Pair): string[] =>
  KINDS.filter(
    (kind) =>
      one.shares.includes(kind) || two.shares.includes(kind) || one.namespaces[kind] === two.namespaces[kind],
  );

const sumOf = (both: readonly Walled[]): number =>
  both.reduce((sum, { memory }) => sum + (memory?.memoryMax ?? 0), 0);

/** What the guest could give to the two: what they have, and what is still available. */
const roomFor = ({ availableBytes }: InsideGuest, both: readonly Walled[]): number =>
  both.reduce((sum, { memory }) => sum + (memory?.memoryCurrent ?? 0), availableBytes);

const lostNothing = (bystander: Walled | undefined): boolean =>
  bystander?.own.every(({ oomKill }) => oomKill === 0) ?? false;

function twoHint(inside: InsideGuest | undefined, pair: Pair | undefined, both: readonly Walled[]): Hint {
  if (inside === undefined) return hint("nothing-running");
  const [victim, bystander] = both;
  if (pair === undefined || victim === undefined || bystander === undefined) return noPairHint(inside);
  const shared = sharedKinds(pair);
  if (shared.length > 0)
    return hint("shares", { pid: Math.max(pair[0].pid, pair[1].pid), kinds: shared.join(", ") });
  const open = both.find(({ memory, pids }) => memory === undefined || pids === undefined);
  return open === undefined ? wallsHint(inside, victim, bystander) : openHint(open);
}

/** A cgroup that has lost a process and now holds none. */
const emptied = (inside: InsideGuest): InnerCgroup | undefined =>
  inside.cgroups.find((cgroup) => cgroup.oomKill > 0 && !isPopulated(inside, cgroup));

function noPairHint(inside: InsideGuest): Hint {
  const empty = emptied(inside);
  if (empty !== undefined) return hint("died-whole", { cgroup: empty.path });
  const [only] = inside.containers;
  if (only === undefined) return hint("nothing-inside");
  return only.shares.length > 0
    ? hint("shares", { pid: only.pid, kinds: only.shares.join(", ") })
    : hint("only-one", { pid: only.pid });
}

function openHint({ container: { pid, cgroup }, own, memory }: Walled): Hint {
  if (cgroup === "/") return hint("root-cgroup", { pid });
  if (own.length === 0) return hint("same-cgroup", { cgroup });
  return hint("no-limit", { cgroup, file: memory === undefined ? "memory.max" : "pids.max" });
}

function wallsHint(inside: InsideGuest, victim: Walled, bystander: Walled): Hint {
  const both = [victim, bystander];
  const outer = both.find(({ memory }) => memory && memory.oomKill > 0 && memory.oom === 0);
  if (outer?.memory !== undefined)
    return hint("outer-wall", { cgroup: outer.memory.path, limit: mib(outer.memory.memoryMax ?? 0) });
  if (sumOf(both) > roomFor(inside, both))
    return hint("does-not-fit", { limits: mib(sumOf(both)), room: mib(roomFor(inside, both)) });
  if (!lostNothing(bystander)) return hint("both-hit");
  const empty = emptied(inside);
  if (empty !== undefined) return hint("died-whole", { cgroup: empty.path });
  return hint("nobody-hit", {
    cgroup: victim.memory?.path ?? "/",
    now: mib(victim.memory?.memoryCurrent ?? 0),
    limit: mib(victim.memory?.memoryMax ?? 0),
  });
}

/** The cgroups of the containers that the second exercise starts with, in both guests. */
const WEB = "/web";
const BATCH = "/batch";

/**
 * In one guest the inner wall held: batch lost a process to its own limit, and web lives and has lost nothing. The other
 * guest is gone, by its kernel's own failure. Which of the two is which does not matter.
 */
export function whichWall(run: LabRun): Verdict {
  const verdicts = run.guests.flatMap((guest) =>
    run.guests.filter((other) => other !== guest).map((other) => wallsOf(guest, other)),
  );
  return bestOf(verdicts) ?? wallsOf(undefined, undefined);
}

function wallsOf(guest: GuestRecord | undefined, other: GuestRecord | undefined): Verdict {
  const inside = guest && insideOf(guest);
  const web = inside?.cgroups.find(({ path }) => path === WEB);
  const batch = inside?.cgroups.find(({ path }) => path === BATCH);
  const lives =
    inside !== undefined &&
    web !== undefined &&
    inside.containers.some(({ cgroup }) => holds(web, cgroup)) &&
    web.oomKill === 0;
  const marks: readonly Mark[] = [
    { id: "inner", passed: batch !== undefined && wasHit(batch) },
    { id: "beside", passed: lives },
    { id: "outer", passed: other !== undefined && hasFailed(other) },
  ];
  return verdictOf(marks, () => {
    if (guest === undefined || other === undefined || inside === undefined)
      return hint([guest, other].some((one) => one && hasFailed(one)) ? "both-down" : "not-set-up");
    if (web === undefined || batch === undefined) return hint("not-set-up");
    if (!lives) return hint("web-lost", { column: guest.column });
    if (!wasHit(batch)) return notHit(guest, inside, batch);
    return isUp(other)
      ? hint("still-up", { column: other.column })
      : hint("switched-off", { column: other.column });
  });
}

/** The kernel failed or reset the machine; a machine that was switched off or shut itself down did not fail. */
const hasFailed = ({ state }: GuestRecord): boolean => state === "crashed" || state === "reset";

const isUp = ({ state }: GuestRecord): boolean => state !== "off" && state !== "halted";

function notHit({ column }: GuestRecord, inside: InsideGuest, batch: InnerCgroup): Hint {
  if (batch.oomKill > 0) return hint("outer-wall", { limit: mib(batch.memoryMax ?? 0), column });
  if (batch.memoryMax === undefined) return hint("no-wall", { column });
  const top = inside.cgroups.filter(({ path }) => path.lastIndexOf("/") === 0);
  const elsewhere = inside.oomKill - top.reduce((sum, { oomKill }) => sum + oomKill, 0);
  if (elsewhere > 0) return hint("not-in-its-cgroup", { column });
  return hint("not-hit", { column, now: mib(batch.memoryCurrent), limit: mib(batch.memoryMax) });
}
