/** Small questions about the record of a simulated kernel, shared by the checks and measures of lessons 4 and 5. */
import type { CgroupView } from "../kernel/view/cgroups";
import type { KernelView } from "../kernel/view/kernel-view";
import type { ProcessView } from "../kernel/view/processes";
import type { ContainerRun } from "../run/container-record";

export type Kind = keyof ProcessView["namespaces"];

/** Processes that were there when the machine was switched on: init and the kernel's threads. */
const LAST_OF_THE_KERNEL = 2;

/** The host's first process, whose namespaces are the initial ones. */
const initOf = ({ view }: ContainerRun): ProcessView | undefined =>
  view.processes.find(({ pid }) => pid === 1);

/** Processes that a learner, or a runtime for them, has started, and that still live. */
export const startedProcesses = ({ view }: ContainerRun): readonly ProcessView[] =>
  view.processes.filter(({ pid, state }) => pid > LAST_OF_THE_KERNEL && state !== "Z");

/** Whether the process is in another namespace of that kind than the host. */
export function isApart(run: ContainerRun, process: ProcessView, kind: Kind): boolean {
  const init = initOf(run);
  return init !== undefined && process.namespaces[kind] !== init.namespaces[kind];
}

export const apartIn = (run: ContainerRun, process: ProcessView, kinds: readonly Kind[]): boolean =>
  kinds.every((kind) => isApart(run, process, kind));

/** A line of mountinfo, as far as it is asked for here. */
interface Mount {
  readonly device: string;
  /** The directory of the file system that is mounted. */
  readonly from: string;
  readonly at: string;
  readonly type: string;
}

function mountsIn(view: KernelView, namespace: number): readonly Mount[] {
  const lines = view.mounts.find((found) => found.namespace === namespace)?.lines ?? [];
  return lines.flatMap((line) => {
    const [before = "", after = ""] = line.split(" - ");
    const [, , device, from, at] = before.split(" ");
    const [type] = after.split(" ");
    return device === undefined || from === undefined || at === undefined || type === undefined
      ? []
      : [{ device, from, at, type }];
  });
}

const isBelow = (path: string, directory: string): boolean =>
  directory === "/" || path === directory || path.startsWith(`${directory}/`);

/** What one sees at a place is what was mounted there last. */
const topAt = (mounts: readonly Mount[], place: string): Mount | undefined =>
  mounts.findLast(({ at }) => at === place);

/** Whether the process starts its paths elsewhere than the host: by chroot, or because something else is mounted at the top. */
export function hasOwnRoot(run: ContainerRun, process: ProcessView): boolean {
  const init = initOf(run);
  if (init === undefined) return false;
  if (process.root !== "/") return true;
  const own = topAt(mountsIn(run.view, process.namespaces.mnt), "/");
  const host = topAt(mountsIn(run.view, init.namespaces.mnt), "/");
  return (
    own !== undefined && host !== undefined && `${own.device} ${own.from}` !== `${host.device} ${host.from}`
  );
}

/** Whether a proc file system of the host's is mounted where the process can see it. */
export function seesHostProcesses(run: ContainerRun, process: ProcessView): boolean {
  const init = initOf(run);
  if (init === undefined) return false;
  const host = topAt(mountsIn(run.view, init.namespaces.mnt), "/proc")?.device;
  const mounts = mountsIn(run.view, process.namespaces.mnt);
  return mounts.some(
    (mount) =>
      mount.type === "proc" &&
      mount.device === host &&
      isBelow(mount.at, process.root) &&
      topAt(mounts, mount.at) === mount,
  );
}

/** The process's cgroup and those above it, which all bind it; the root cgroup, which has no limits, is left out. */
export function cgroupsOf({ view }: ContainerRun, process: ProcessView): readonly CgroupView[] {
  return view.cgroups.filter(({ path }) => path !== "/" && isBelow(process.cgroup, path));
}

/** The least that a file says of the process's cgroup and those above it; Infinity where all say max. */
export function leastOf(run: ContainerRun, process: ProcessView, file: "memory.max" | "pids.max"): number {
  return Math.min(
    ...cgroupsOf(run, process).map(({ files }) => numberIn(files[file])),
    Number.POSITIVE_INFINITY,
  );
}

/** The processor time that cpu.max allows the process, in percent of one core; Infinity where nothing bounds it. */
export function cpuPercentOf(run: ContainerRun, process: ProcessView): number {
  const shares = cgroupsOf(run, process).map(({ files }) => {
    const [quota, period] = (files["cpu.max"] ?? "max").trim().split(" ");
    return (100 * numberIn(quota)) / Number(period ?? Number.NaN);
  });
  return Math.min(...shares.filter((share) => !Number.isNaN(share)), Number.POSITIVE_INFINITY);
}

/** What a cgroup's file says: a number, or max. */
export function numberIn(text: string | undefined): number {
  const words = text?.trim() ?? "max";
  return words === "max" || !/^\d+$/.test(words) ? Number.POSITIVE_INFINITY : Number(words);
}

/** The one of them for which most is so; the later of equals, which a learner started last. */
export function nearest<T>(all: readonly T[], marksOf: (one: T) => readonly boolean[]): T | undefined {
  let found: T | undefined;
  let most = -1;
  for (const one of all) {
    const reached = marksOf(one).filter(Boolean).length;
    if (reached < most) continue;
    most = reached;
    found = one;
  }
  return found;
}
