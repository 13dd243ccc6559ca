/** Forking, waiting and job control. */

import type { Call } from "../../abi/call";
import { SysError } from "../../abi/errno";
import { O, WAIT } from "../../abi/flags";
import { SIG } from "../../abi/signals";
import type { Sys } from "../../abi/sys";
import type { Node } from "../syntax/ast";
import { WORK } from "../work";
import { commandText } from "./command-text";
import { ShellExit, ShellFailure, ShellInterrupt } from "./control";
import { drive, type ShellCall } from "./frames";
import { deathMessage } from "./job-messages";
import { type Job, jobStatus } from "./job-table";
import { leave } from "./leave";
import type { Shell } from "./shell";
import { forgetTraps, setSignal } from "./signals";

export type ForkMode = "foreground" | "background" | "unlisted";

/** The name of a command that is one plain word, as `trap` in `$(trap)`. */
function soleWord(node: Node | undefined): string | undefined {
  if (node?.kind !== "simple" || node.words.length === 0) return undefined;
  const part = node.words[0]?.[0];
  return part?.kind === "text" ? part.text : undefined;
}

/** Forks a child of the shell that runs `main` and exits. Answers its pid. */
export function* fork(
  sh: Shell,
  job: Job | undefined,
  node: Node | undefined,
  mode: ForkMode,
  main: (child: Shell) => ShellCall<void>,
): ShellCall<number> {
  const child = sh.copy();
  const first = job === undefined || job.processes.length === 0;
  const leader = first ? 0 : (job?.processes[0]?.pid ?? 0);
  const controlled = sh.jobControl && mode !== "unlisted";
  if (soleWord(node) === "jobs") child.jobs = sh.jobs.copy(job);
  const listed = soleWord(node) === "trap" && node?.kind === "simple" && node.words.length === 1;
  if (mode === "unlisted" && listed) child.listedTraps = new Map(sh.traps);
  const parent = { interactive: sh.interactive, level: sh.level, terminalFd: sh.terminalFd };

  function* start(): ShellCall<void> {
    yield* child.work(WORK.forkChild);
    if (controlled) {
      yield* quietly(child.sys.setpgid(0, leader));
      if (mode === "foreground" && first)
        yield* quietly(child.sys.setForeground(parent.terminalFd, yield* child.sys.getpgid(0)));
    }
    yield* forgetTraps(child);
    if (parent.level === 0) {
      for (const signal of [SIG.INT, SIG.QUIT]) yield* setSignal(child, signal);
      if (parent.interactive) yield* setSignal(child, SIG.TERM);
      if (sh.jobControl) for (const signal of [SIG.TSTP, SIG.TTIN, SIG.TTOU]) yield* setSignal(child, signal);
    }
    if (!controlled && mode === "background") {
      yield* child.sys.sigaction(SIG.INT, "ignore");
      yield* child.sys.sigaction(SIG.QUIT, "ignore");
      if (first) {
        yield* quietly(child.sys.close(0));
        yield* quietly(child.sys.open("/dev/null", O.RDONLY));
      }
    }
    yield* main(child);
  }
  yield* sh.settle();
  let pid: number;
  try {
    pid = yield* sh.sys.fork((sys: Sys) => drive(runForked(child, sys, start)));
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    return yield* sh.fail(`can't fork: ${error.text}`);
  }
  if (controlled) yield* quietly(sh.sys.setpgid(pid, leader === 0 ? pid : leader));
  if (mode === "background") {
    sh.lastBackground = pid;
    if (job) sh.jobs.setCurrent(job, "running");
  }
  const command = sh.jobControl && node ? commandText(node) : "";
  job?.processes.push({ pid, command, end: undefined });
  return pid;
}

/** A child's whole life: whatever ends its commands ends it. */
function* runForked(child: Shell, sys: Sys, start: () => ShellCall<void>): ShellCall<number> {
  child.sys = sys;
  try {
    yield* start();
  } catch (error) {
    if (error instanceof ShellInterrupt) child.status = 130;
    else if (!(error instanceof ShellExit) && !(error instanceof ShellFailure)) throw error;
  }
  return yield* leave(child);
}

/** A call whose failure does not matter. */
export function* quietly(call: Call<unknown>): ShellCall<void> {
  try {
    yield* call;
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
  }
}

/**
 * Takes one change of a child. Answers undefined if there is none (any more), "interrupted" after a signal.
 * @param watched the job the shell waits for: deaths in it are told
 */
export function* takeChild(
  sh: Shell,
  block: boolean,
  watched: Job | undefined,
): ShellCall<Job | "other" | "interrupted" | undefined> {
  yield* sh.settle();
  const options = (block ? 0 : WAIT.NOHANG) | (sh.jobControl ? WAIT.UNTRACED : 0);
  try {
    const { pid, end } = yield* sh.sys.waitpid(-1, options);
    if (pid === 0) return undefined;
    const job = sh.jobs.note(pid, end);
    if (job !== undefined && job === watched) yield* sh.error(deathMessage(end));
    return job ?? "other";
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    if (error.code === "EINTR") return "interrupted";
    return undefined;
  }
}

/** Waits until a foreground job has ended or stopped. Answers its status. */
export function* waitForJob(sh: Shell, job: Job): ShellCall<number> {
  while (job.state === "running") {
    if ((yield* takeChild(sh, true, job)) === undefined) break;
  }
  const status = jobStatus(job, sh.options.has("pipefail"));
  if (job.controlled) {
    yield* quietly(sh.sys.setForeground(sh.terminalFd, yield* sh.sys.getpgid(0)));
    if (job.state === "done" && job.processes.at(-1)?.end?.kind === "signaled" && status === 128 + SIG.INT)
      sh.interrupted = sh.interactive;
  }
  if (job.state === "stopped") sh.jobs.setCurrent(job, "stopped");
  else sh.jobs.free(job);
  return status;
}

/** A new job; under job control it gets a process group of its own. */
export function makeJob(sh: Shell): Job {
  return sh.jobs.make(sh.jobControl);
}
