/** Lesson 4, "Starting a container": what its two exercises must show. */
import type { ProcessView } from "../kernel/view/processes";
import type { ContainerRun } from "../run/container-record";
import type { LabRun } from "../run/record";
import {
  apartIn,
  cpuPercentOf,
  hasOwnRoot,
  isApart,
  type Kind,
  leastOf,
  nearest,
  seesHostProcesses,
  startedProcesses,
} from "./container";
import { type Hint, hint, type Mark, type Verdict, verdictOf } from "./verdict";

/** What the first exercise asks for: 16 MiB, and 20 processes. */
const MEMORY_MAX = 16 * 1024 * 1024;
const PIDS_MAX = 20;

const VIEW: readonly Kind[] = ["pid", "uts", "mnt", "net"];

type Judged = Readonly<Record<string, boolean>>;

/** The marks of the process that has most of them; of nobody, where there is no process. */
function marksOf(
  ids: readonly string[],
  judge: (process: ProcessView) => Judged,
  process: ProcessView | undefined,
): readonly Mark[] {
  const judged = process === undefined ? {} : judge(process);
  return ids.map((id) => ({ id, passed: judged[id] === true }));
}

/** Whose marks are most; among equals, who shares least with the host. */
const nearestBy = (run: ContainerRun, judge: (process: ProcessView) => Judged): ProcessView | undefined =>
  nearest(startedProcesses(run), (process) => [
    ...Object.values(judge(process)).flatMap((mark) => Array<boolean>(KINDS.length).fill(mark)),
    ...KINDS.map((kind) => isApart(run, process, kind)),
  ]);

const KINDS: readonly Kind[] = ["pid", "uts", "mnt", "net", "user"];

/** Whether the process shares all of those with the host, and so is nothing of what an exercise asks for. */
const sharesAll = (run: ContainerRun, process: ProcessView): boolean =>
  KINDS.every((kind) => !isApart(run, process, kind));

const judgeView =
  (run: ContainerRun) =>
  (process: ProcessView): Judged => ({
    apart: apartIn(run, process, VIEW),
    blind: isApart(run, process, "pid") && !seesHostProcesses(run, process),
    root: hasOwnRoot(run, process),
    budget:
      leastOf(run, process, "memory.max") === MEMORY_MAX && leastOf(run, process, "pids.max") === PIDS_MAX,
  });

/** One process with a view and a budget of its own. */
export function anotherView({ container }: LabRun): Verdict {
  const judge = container && judgeView(container);
  const best = judge && nearestBy(container, judge);
  const marks = marksOf(["apart", "blind", "root", "budget"], judge ?? (() => ({})), best);
  return verdictOf(marks, () =>
    container === undefined ? hint("not-set-up") : viewHint(container, best, marks),
  );
}

function viewHint(run: ContainerRun, best: ProcessView | undefined, marks: readonly Mark[]): Hint {
  if (best === undefined || (sharesAll(run, best) && marks.every(({ passed }) => !passed)))
    return nothingYet(run, best);
  const process = best.comm;
  const shared = VIEW.filter((kind) => !isApart(run, best, kind));
  const [, blind, root, budget] = marks.map(({ passed }) => passed);
  if (shared.length > 0) return hint("shares", { process, kinds: shared.join(", ") });
  if (!blind) return hint("sees-host", { process });
  if (!root) return hint("hosts-root", { process });
  if (!budget && best.cgroup === "/") return hint("no-cgroup", { process });
  return hint("another-budget", {
    process,
    memory: inWords(leastOf(run, best, "memory.max")),
    pids: inWords(leastOf(run, best, "pids.max")),
  });
}

const inWords = (value: number): string => (value === Number.POSITIVE_INFINITY ? "max" : String(value));

/** Nothing of the goal is there: nothing runs, or it ended again, or what runs is the host's shells. */
function nothingYet(run: ContainerRun, best: ProcessView | undefined): Hint {
  const made = run.events.some(({ call, error }) => (call === "unshare" || call === "setns") && error === "");
  if (made) return hint("has-ended");
  return best === undefined || best.cgroup === "/"
    ? hint("nothing-yet")
    : hint("only-cgroup", { process: best.comm });
}

/** What the second exercise asks for, in percent of one core. */
const CPU_PERCENT = 20;

const judgeNeeds =
  (run: ContainerRun) =>
  (process: ProcessView): Judged => ({
    alone: isApart(run, process, "pid"),
    network: isApart(run, process, "pid") && !isApart(run, process, "net"),
    budget: Math.abs(cpuPercentOf(run, process) - CPU_PERCENT) < 0.01,
    rootless: isRootless(run, process),
  });

/** Root to itself, somebody else to the host. */
const isRootless = (run: ContainerRun, process: ProcessView): boolean =>
  process.uid !== 0 && process.uidInside === 0 && isApart(run, process, "user");

/** A process that is apart only where it must be, and root only to itself. */
export function onlyWhatItNeeds({ container }: LabRun): Verdict {
  const judge = container && judgeNeeds(container);
  const best = judge && nearestBy(container, judge);
  const marks = marksOf(["alone", "network", "budget", "rootless"], judge ?? (() => ({})), best);
  return verdictOf(marks, () =>
    container === undefined ? hint("not-set-up") : needsHint(container, best, marks),
  );
}

function needsHint(run: ContainerRun, best: ProcessView | undefined, marks: readonly Mark[]): Hint {
  if (best === undefined || (sharesAll(run, best) && marks.every(({ passed }) => !passed)))
    return nothingYet(run, best);
  const process = best.comm;
  const [alone, network, budget] = marks.map(({ passed }) => passed);
  if (!alone) return hint("sees-pids", { process });
  if (!network) return hint("own-network", { process });
  if (isApart(run, best, "user") && best.uidInside !== 0)
    return hint("nobody-inside", { process, uid: best.uidInside });
  if (best.uid === 0) return hint(isApart(run, best, "user") ? "root-outside" : "real-root", { process });
  if (!isRootless(run, best)) return hint("no-user-namespace", { process, uid: best.uid });
  if (!budget && best.cgroup === "/") return hint("no-cgroup", { process });
  const percent = cpuPercentOf(run, best);
  return percent === Number.POSITIVE_INFINITY
    ? hint("no-quota", { process, cgroup: best.cgroup })
    : hint("another-quota", { process, percent: Math.round(10 * percent) / 10, cgroup: best.cgroup });
}
