/** Lesson 5, "One kernel for all": what its two exercises must show. */
import type { ProcessView } from "../kernel/view/processes";
import type { ContainerRun } from "../run/container-record";
import type { LabRun } from "../run/record";
import { cgroupsOf, hasOwnRoot, isApart, nearest, numberIn, startedProcesses } from "./container";
import { type Hint, hint, type Mark, type Verdict, verdictOf } from "./verdict";

/** The program of the first exercise: it starts children until it is refused. */
const GREEDY = "greedy";
/** It counts as running when it has so many children or more. */
const ENOUGH_CHILDREN = 20;
/** The machine's numbers for processes end here (kernel.pid_max of the exercise's set-up). */
const NUMBERS = 301;
/** What must be left for the others. */
const LEFT_FOR_OTHERS = 100;

/** Who belongs to the greedy program: everybody in the cgroup or the PID namespace of one that carries its name. */
function greedyOnes(run: ContainerRun): readonly ProcessView[] {
  const started = startedProcesses(run);
  const named = started.filter(({ comm }) => comm === GREEDY);
  const own = named.filter((process) => isApart(run, process, "pid"));
  const spaces = new Set(own.map(({ namespaces }) => namespaces.pid));
  const found = started.filter(({ namespaces }) => spaces.has(namespaces.pid));
  const parents = new Set(named.map(({ pid }) => pid));
  return found.length > 0 ? found : started.filter(({ pid, ppid }) => parents.has(pid) || parents.has(ppid));
}

/**
 * The cgroup whose limit it reaches first. The one that was refused its last child may have ended over it, so one place may be
 * free again.
 */
const boundOf = (run: ContainerRun, process: ProcessView) =>
  cgroupsOf(run, process)
    .map(({ path, files }) => ({
      path,
      max: numberIn(files["pids.max"]),
      current: Number(files["pids.current"] ?? 0),
    }))
    .filter(({ max }) => max !== Number.POSITIVE_INFINITY)
    .sort((a, b) => a.max - b.max)[0];

/** A program that takes all it can get, in a container, and a machine on which others can still work. */
export function roomForOthers({ container }: LabRun): Verdict {
  const ones = container === undefined ? [] : greedyOnes(container);
  const first = ones.find(({ comm }) => comm === GREEDY) ?? ones[0];
  const bound = container && first && boundOf(container, first);
  const apart = container !== undefined && first !== undefined && isApart(container, first, "pid");
  const stopped = bound !== undefined && bound.current >= bound.max - 1 && bound.current <= bound.max;
  const used = container === undefined ? 0 : container.view.processes.length;
  const marks: readonly Mark[] = [
    { id: "runs", passed: apart && ones.length >= ENOUGH_CHILDREN },
    { id: "bounded", passed: stopped },
    { id: "others", passed: ones.length > 0 && used + LEFT_FOR_OTHERS <= NUMBERS },
  ];
  return verdictOf(marks, (): Hint => {
    if (container === undefined) return hint("not-set-up");
    if (first === undefined) return hint("not-running");
    if (!apart) return hint("not-contained", { children: ones.length });
    if (bound === undefined)
      return marks[2]?.passed
        ? hint("still-growing", { children: ones.length })
        : hint("table-full", { used });
    if (bound.current > bound.max) return hint("too-late", { max: bound.max, current: bound.current });
    if (!stopped)
      return marks[2]?.passed
        ? hint("still-growing", { children: ones.length })
        : hint("bound-too-wide", { max: bound.max, used });
    if (ones.length < ENOUGH_CHILDREN) return hint("too-narrow", { max: bound.max });
    return hint("bound-too-wide", { max: bound.max, used });
  });
}

/** The program of the second exercise. Only the one that this kernel can run, and has accepted it, lives under the name. */
const SERVICE = "service";

/** One of three images is for this kernel, and its program is content with the kernel's settings. */
export function rightImage({ container }: LabRun): Verdict {
  const judge = (process: ProcessView) => ({
    runs: process.comm === SERVICE,
    apart:
      container !== undefined &&
      (["pid", "mnt", "uts"] as const).every((kind) => isApart(container, process, kind)),
    root: container !== undefined && hasOwnRoot(container, process),
  });
  const started = container === undefined ? [] : startedProcesses(container);
  const best =
    nearest(
      started.filter(({ comm }) => comm === SERVICE),
      (process) => Object.values(judge(process)),
    ) ?? nearest(started, (process) => Object.values(judge(process)));
  const judged = best === undefined ? undefined : judge(best);
  const marks: readonly Mark[] = [
    { id: "runs", passed: judged?.runs === true },
    { id: "apart", passed: judged?.apart === true },
    { id: "root", passed: judged?.root === true },
  ];
  return verdictOf(marks, () => {
    if (container === undefined) return hint("not-set-up");
    if (judged?.runs !== true) return imageHint(container);
    const shared = (["pid", "mnt", "uts"] as const).filter((kind) => !isApart(container, best!, kind));
    return shared.length > 0 ? hint("shares", { kinds: shared.join(", ") }) : hint("hosts-root");
  });
}

/** No service runs: what has been tried? */
function imageHint({ events }: ContainerRun): Hint {
  const refused = events.findLast(
    ({ comm, call, detail }) => comm === SERVICE && call === "exit" && detail === "1",
  );
  if (refused !== undefined) return hint("not-content");
  const foreign = events.filter(({ call, error }) => call === "execve" && error === "ENOEXEC");
  const last = foreign.at(-1);
  return last === undefined ? hint("nothing-tried") : hint("foreign", { path: last.detail });
}
