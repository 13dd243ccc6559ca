/**
 * Containers in a real guest's own kernel, as the probe of lesson 13 reports them: the namespace links and cgroups of
 * every process, the limits and events of every cgroup, and how much memory the guest has left.
 */
import type { GuestRecord } from "../run/record";

/** Every exercise of the lesson asks every guest, under this name. */
const INSIDE_PROBE = "inside";

export const KINDS = ["pid", "mnt", "uts"] as const;
export type Kind = (typeof KINDS)[number];

export interface InnerCgroup {
  /** From the root of the hierarchy: "/web". */
  readonly path: string;
  /** Bytes; undefined where nothing is said. */
  readonly memoryMax: number | undefined;
  readonly pidsMax: number | undefined;
  readonly memoryCurrent: number;
  /** How often an allocation was about to fail at its own limit. */
  readonly oom: number;
  /** Processes in it that any OOM killer has killed, the machine's included. */
  readonly oomKill: number;
}

/** A PID namespace that is not the machine's, by its first process that is there. */
export interface InnerContainer {
  readonly pid: number;
  readonly namespaces: Readonly<Record<Kind, string>>;
  /** The kinds of which its namespace is the machine's. */
  readonly shares: readonly Kind[];
  readonly cgroup: string;
}

export interface InsideGuest {
  readonly containers: readonly InnerContainer[];
  readonly cgroups: readonly InnerCgroup[];
  /** The cgroups in which processes are. */
  readonly populated: ReadonlySet<string>;
  /** Processes that any OOM killer of the guest has killed. */
  readonly oomKill: number;
  /** What the guest could still give to new processes without the OOM killer, in bytes. */
  readonly availableBytes: number;
}

type Namespaces = Partial<Record<Kind, string>>;

/** What the guest answered; undefined where it was not asked, or answered something else. */
export function insideOf(guest: GuestRecord): InsideGuest | undefined {
  const answer = guest.probes[INSIDE_PROBE];
  if (answer === undefined || (guest.state !== "running" && guest.state !== "paused")) return undefined;
  const lines = answer.stdout.split("\n");
  const processes = namespacesOf(lines);
  const cgroupOf = new Map<string, string>();
  for (const [pid = "", path = ""] of matches(lines, /^(\d+) 0::(\/.*)$/)) cgroupOf.set(pid, path);
  const root = processes.get("1");
  if (root === undefined) return undefined;
  return {
    containers: containersOf(processes, root, cgroupOf),
    cgroups: cgroupsOf(lines),
    populated: new Set(cgroupOf.values()),
    oomKill: Number(matches(lines, /^vmstat:oom_kill (\d+)$/)[0]?.[0] ?? 0),
    availableBytes: 1024 * Number(matches(lines, /^meminfo:MemAvailable: +(\d+) kB$/)[0]?.[0] ?? 0),
  };
}

const matches = (lines: readonly string[], pattern: RegExp): string[][] =>
  lines.flatMap((line) => {
    const match = pattern.exec(line);
    return match === null ? [] : [match.slice(1)];
  });

function namespacesOf(lines: readonly string[]): ReadonlyMap<string, Namespaces> {
  const found = new Map<string, Namespaces>();
  for (const [pid = "", kind = "", id = ""] of matches(lines, / (\d+)\/ns\/(pid|mnt|uts) -> \w+:\[(\d+)\]$/))
    found.set(pid, { ...found.get(pid), [kind]: id });
  return found;
}

function containersOf(
  processes: ReadonlyMap<string, Namespaces>,
  root: Namespaces,
  cgroupOf: ReadonlyMap<string, string>,
): InnerContainer[] {
  const first = new Map<string, InnerContainer>();
  for (const [pid, { pid: pidNs, mnt, uts }] of [...processes].sort(([a], [b]) => Number(a) - Number(b))) {
    if (pidNs === undefined || mnt === undefined || uts === undefined) continue;
    if (pidNs === root.pid || first.has(pidNs)) continue;
    const namespaces = { pid: pidNs, mnt, uts };
    first.set(pidNs, {
      pid: Number(pid),
      namespaces,
      shares: KINDS.filter((kind) => namespaces[kind] === root[kind]),
      cgroup: cgroupOf.get(pid) ?? "/",
    });
  }
  return [...first.values()];
}

function cgroupsOf(lines: readonly string[]): InnerCgroup[] {
  const files = new Map<string, Map<string, string>>();
  for (const [path = "", file = "", value = ""] of matches(
    lines,
    /^\.(\/.+)\/(memory\.max|memory\.current|memory\.events|pids\.max):(.*)$/,
  )) {
    const of = files.get(path) ?? new Map<string, string>();
    files.set(path, of);
    const [key = "", count = ""] = value.split(" ");
    if (file === "memory.events") of.set(key, count);
    else of.set(file, value);
  }
  return [...files].map(([path, of]) => ({
    path,
    memoryMax: limit(of.get("memory.max")),
    pidsMax: limit(of.get("pids.max")),
    memoryCurrent: Number(of.get("memory.current") ?? 0),
    oom: Number(of.get("oom") ?? 0),
    oomKill: Number(of.get("oom_kill") ?? 0),
  }));
}

const limit = (text: string | undefined): number | undefined =>
  text === undefined || text === "max" ? undefined : Number(text);

/** Whether the cgroup is that path or lies above it. */
export const holds = ({ path }: InnerCgroup, of: string): boolean => of === path || of.startsWith(`${path}/`);

/** Whether a process lives in the cgroup or below it. */
export const isPopulated = (inside: InsideGuest, cgroup: InnerCgroup): boolean =>
  [...inside.populated].some((path) => holds(cgroup, path));
