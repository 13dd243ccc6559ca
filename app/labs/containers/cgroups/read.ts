/** The texts of cgroup files as numbers, and the tree. Pure; formats as the kernel's Documentation/admin-guide/cgroup-v2.rst. */
import type { CgroupView } from "@/app/sim/kernel/view/cgroups";

/** undefined: no limit, "max". */
export type Limit = number | undefined;

export interface CgroupBox {
  readonly path: string;
  readonly name: string;
  /** Controllers whose files it has. */
  readonly controllers: readonly string[];
  /** Those that it hands on to the cgroups below. */
  readonly handsOn: readonly string[];
  readonly frozen: boolean;
  readonly frozenWanted: boolean;
  readonly cpuWeight: number | undefined;
  readonly cpu: { readonly quotaUs: Limit; readonly periodUs: number } | undefined;
  readonly usedCpuUs: number;
  readonly throttledTimes: number;
  readonly memory: { readonly current: number; readonly max: Limit; readonly kills: number } | undefined;
  readonly pids: { readonly current: number; readonly max: Limit } | undefined;
  readonly members: readonly number[];
  readonly omitted: number;
  readonly children: readonly CgroupBox[];
}

export interface CgroupForest {
  readonly root: CgroupBox | undefined;
  readonly total: number;
  readonly omitted: number;
}

/** "123" or "max"; undefined also if it is neither. */
export function limitIn(text: string): Limit {
  const trimmed = text.trim();
  return /^\d+$/.test(trimmed) ? Number(trimmed) : undefined;
}

/** A value of a flat keyed file, 0 if it is not there. */
export function keyed(text: string | undefined, key: string): number {
  const line = text?.split("\n").find((one) => one.startsWith(`${key} `));
  return Number(line?.slice(key.length + 1) ?? 0);
}

const words = (text: string | undefined): readonly string[] =>
  (text ?? "").split(/\s+/).filter((word) => word !== "");

function cpuMaxIn(text: string): { readonly quotaUs: Limit; readonly periodUs: number } {
  const [quota = "max", period = "100000"] = words(text);
  return { quotaUs: limitIn(quota), periodUs: Number(period) };
}

/** At most `mostBoxes` cgroups, the first of each level; of each at most `mostMembers` processes. */
export function cgroupForest(
  cgroups: readonly CgroupView[],
  mostBoxes: number,
  mostMembers: number,
): CgroupForest {
  const below = new Map<string | undefined, CgroupView[]>();
  for (const one of cgroups) {
    const siblings = below.get(one.parent);
    if (siblings === undefined) below.set(one.parent, [one]);
    else siblings.push(one);
  }
  let left = mostBoxes;
  const take = (list: readonly CgroupView[]): readonly CgroupBox[] => {
    const shown = list.slice(0, left);
    left -= shown.length;
    return shown.map((one) => boxOf(one, mostMembers, take(below.get(one.path) ?? [])));
  };
  const [root] = take(below.get(undefined) ?? []);
  return { root, total: cgroups.length, omitted: cgroups.length - (mostBoxes - left) };
}

function boxOf(
  { path, files, processes }: CgroupView,
  mostMembers: number,
  children: readonly CgroupBox[],
): CgroupBox {
  const memoryCurrent = files["memory.current"];
  const pidsCurrent = files["pids.current"];
  const cpuMax = files["cpu.max"];
  const weight = files["cpu.weight"];
  return {
    path,
    name: path === "/" ? "/" : path.slice(path.lastIndexOf("/") + 1),
    controllers: words(files["cgroup.controllers"]),
    handsOn: words(files["cgroup.subtree_control"]),
    frozen: keyed(files["cgroup.events"], "frozen") === 1,
    frozenWanted: files["cgroup.freeze"]?.trim() === "1",
    cpuWeight: weight === undefined ? undefined : limitIn(weight),
    cpu: cpuMax === undefined ? undefined : cpuMaxIn(cpuMax),
    usedCpuUs: keyed(files["cpu.stat"], "usage_usec"),
    throttledTimes: keyed(files["cpu.stat"], "nr_throttled"),
    memory:
      memoryCurrent === undefined
        ? undefined
        : {
            current: Number(memoryCurrent),
            max: limitIn(files["memory.max"] ?? "max"),
            kills: keyed(files["memory.events"], "oom_kill"),
          },
    pids:
      pidsCurrent === undefined
        ? undefined
        : { current: Number(pidsCurrent), max: limitIn(files["pids.max"] ?? "max") },
    members: processes.slice(0, mostMembers),
    omitted: Math.max(0, processes.length - mostMembers),
    children,
  };
}

/** Docker's are named by 64 digits: their beginning is enough. */
export const shortName = (name: string): string => (/^[0-9a-f]{64}$/.test(name) ? name.slice(0, 12) : name);

export function findBox(box: CgroupBox | undefined, path: string): CgroupBox | undefined {
  if (box === undefined || box.path === path) return box;
  for (const child of box.children) {
    const found = findBox(child, path);
    if (found !== undefined) return found;
  }
  return undefined;
}
