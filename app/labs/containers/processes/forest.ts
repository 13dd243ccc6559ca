/** Processes as trees: as the host numbers them, and as one PID namespace does. Pure. */
import type { ProcessView } from "@/app/sim/kernel/view/processes";

export interface ProcessNode {
  /** Its number on the host, which names it here. */
  readonly pid: number;
  /** Its number where it is looked at from. */
  readonly number: number;
  readonly comm: string;
  readonly args: string;
  readonly state: ProcessView["state"];
  readonly uid: number;
  readonly uidInside: number;
  readonly cgroup: string;
  /** Inode of its PID namespace. */
  readonly pidNamespace: number;
  readonly children: readonly ProcessNode[];
}

export interface Forest {
  readonly roots: readonly ProcessNode[];
  readonly total: number;
  /** How many are not in `roots` because there are too many. */
  readonly omitted: number;
}

/** How deep a PID namespace lies below the initial one, by its inode: a process in it has one number more than that. */
export function pidDepths(processes: readonly ProcessView[]): ReadonlyMap<number, number> {
  return new Map(processes.map(({ namespaces, numbers }) => [namespaces.pid, numbers.length - 1]));
}

/** Those that a PID namespace and what lies below it hold. `parents`: of each PID namespace by inode. */
export function insideOf(
  processes: readonly ProcessView[],
  namespace: number,
  parents: ReadonlyMap<number, number | undefined>,
): readonly ProcessView[] {
  const isBelow = (inode: number | undefined): boolean => {
    for (let at = inode, steps = 0; at !== undefined && steps < 64; at = parents.get(at), steps++)
      if (at === namespace) return true;
    return false;
  };
  return processes.filter(({ namespaces }) => isBelow(namespaces.pid));
}

/** At most `most` processes, parents before children, siblings by number. `depth` of the namespace that numbers them. */
export function forestOf(processes: readonly ProcessView[], depth: number, most: number): Forest {
  const known = new Set(processes.map(({ pid }) => pid));
  const below = new Map<number, ProcessView[]>();
  const roots: ProcessView[] = [];
  for (const process of [...processes].sort((a, b) => a.pid - b.pid)) {
    if (!known.has(process.ppid) || process.ppid === process.pid) roots.push(process);
    else {
      const siblings = below.get(process.ppid);
      if (siblings === undefined) below.set(process.ppid, [process]);
      else siblings.push(process);
    }
  }
  let left = most;
  const take = (list: readonly ProcessView[]): ProcessNode[] => {
    const nodes: ProcessNode[] = [];
    for (const process of list) {
      if (left === 0) break;
      left--;
      nodes.push(nodeOf(process, depth, take(below.get(process.pid) ?? [])));
    }
    return nodes;
  };
  const taken = take(roots);
  return { roots: taken, total: processes.length, omitted: processes.length - (most - left) };
}

const nodeOf = (process: ProcessView, depth: number, children: readonly ProcessNode[]): ProcessNode => ({
  pid: process.pid,
  number: process.numbers[depth] ?? process.pid,
  comm: process.comm,
  args: process.args,
  state: process.state,
  uid: process.uid,
  uidInside: process.uidInside,
  cgroup: process.cgroup,
  pidNamespace: process.namespaces.pid,
  children,
});

export const stateWords: Readonly<Record<ProcessView["state"], string>> = {
  R: "running",
  S: "sleeping",
  D: "waiting for a device",
  T: "stopped",
  Z: "zombie",
};

/** As busybox's ps shows it: without arguments in brackets, and in braces a name that the arguments do not say. */
export function commandText({ comm, args }: Pick<ProcessNode, "comm" | "args">): string {
  if (args === "") return `[${comm}]`;
  const [first = ""] = args.split(" ");
  const name = first.slice(first.lastIndexOf("/") + 1).replace(/^-/, "");
  return name.startsWith(comm) ? args : `{${comm}} ${args}`;
}

export const userName = (uid: number): string =>
  uid === 0 ? "root" : uid === 65534 ? "nobody" : `uid ${uid}`;
