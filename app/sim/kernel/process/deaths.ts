/** How processes end: exit, zombies, orphans, the end of a PID namespace, and waiting for children. */
import type { Call } from "../abi/call";
import { SysError } from "../abi/errno";
import { WAIT } from "../abi/flags";
import { SIG } from "../abi/signals";
import type { WaitResult } from "../abi/sys";
import type { PidNamespace } from "../ns/pid";
import type { KernelServices } from "../services";
import { runs } from "./exec";
import type { Process } from "./process";
import type { Task } from "./task";

type End = NonNullable<Process["end"]>;

export interface DeathHost extends KernelServices {
  /** The task will not run again. */
  stop(task: Task): void;
  /** The process has been waited for. */
  forget(process: Process): void;
  /** A process is a zombie now: whoever started it from outside the kernel hears so. */
  ended(process: Process): void;
}

export class Deaths {
  constructor(private readonly host: DeathHost) {}

  /** exit_group by one of the threads; the others are killed and go when they next run. */
  *exit(task: Task, end: End): Call<never> {
    const { process } = task;
    process.pendingEnd ??= end;
    for (const other of process.threads) {
      if (other === task) continue;
      other.pending.add(SIG.KILL);
      other.wake();
    }
    this.leave(task);
    for (;;) yield { kind: "gone" };
  }

  /** One thread is over; with the last one the process is. */
  private leave(task: Task): void {
    const { process } = task;
    const last = process.threads.length === 1;
    if (!last) {
      process.threads.splice(process.threads.indexOf(task), 1);
      this.host.stop(task);
      release(task);
      this.host.lifetimes.left(task.ns);
      this.host.cgroups.threadExited(process, task);
      return;
    }
    this.finish(process, process.pendingEnd!);
    this.host.stop(task);
  }

  private finish(process: Process, end: End): void {
    const { main } = process;
    process.alarm?.cancel();
    process.files.closeAll();
    process.memory.release();
    runs(process.executable, -1);
    const { pid } = main.ns;
    if (pid.init === process) this.endNamespace(pid);
    process.end = end;
    this.host.lifetimes.left(main.ns);
    main.state = "Z";
    this.host.cgroups.exited(process);
    this.orphan(process);
    this.hangUp(process);
    const { parent } = process;
    this.host.ended(process);
    if (parent === undefined || ignoresChildren(parent)) {
      this.reap(process);
      parent?.childChanged.wakeAll();
      return;
    }
    this.host.signal(parent, SIG.CHLD);
    parent.childChanged.wakeAll();
  }

  /** The end of a session's leader hangs up its terminal. */
  private hangUp(process: Process): void {
    const { session } = process;
    if (session.leader !== process || session.terminal === undefined) return;
    const { terminal } = session;
    session.terminal = undefined;
    terminal.hangUp();
  }

  /** Children go to the nearest subreaper above, else to their PID namespace's init. */
  private orphan(process: Process): void {
    for (const child of process.children) {
      const reaper = this.reaperOf(process, child);
      child.parent = reaper;
      reaper?.children.add(child);
      if (child.parentDeathSignal !== 0) this.host.signal(child, child.parentDeathSignal);
      if (child.zombie && (reaper === undefined || ignoresChildren(reaper))) this.reap(child);
      else if (child.zombie && reaper !== undefined) {
        this.host.signal(reaper, SIG.CHLD);
        reaper.childChanged.wakeAll();
      }
    }
    process.children.clear();
  }

  private reaperOf(dying: Process, child: Process): Process | undefined {
    const namespace = child.main.ns.pid;
    for (let at = dying.parent; at !== undefined; at = at.parent) {
      if (at.zombie || !dying.main.ns.pid.within(at.main.ns.pid)) continue;
      if (at.main.ns.pid !== dying.main.ns.pid) break;
      if (at.subreaper) return at;
    }
    const init = dying.main.ns.pid.init;
    if (init !== undefined && init !== dying && !init.zombie) return init;
    return namespace.init === dying ? undefined : this.host.initialPidNs.init;
  }

  /** zap_pid_ns_processes: when init goes, everybody in the namespace and below goes. */
  private endNamespace(namespace: PidNamespace): void {
    namespace.dead = true;
    for (const [, task] of namespace.all()) {
      if (task.process === namespace.init || task.process.zombie) continue;
      task.process.pending.add(SIG.KILL);
      task.wake();
    }
  }

  private reap(process: Process): void {
    const { parent } = process;
    if (parent !== undefined) {
      parent.childrenUserNs += process.userNs + process.childrenUserNs;
      parent.childrenSystemNs += process.systemNs + process.childrenSystemNs;
      parent.children.delete(process);
    }
    release(process.main);
    process.group.members.delete(process);
    this.host.forget(process);
  }

  /** waitpid(2). */
  *wait(task: Task, pid: number, options: number): Call<WaitResult> {
    const { process } = task;
    for (;;) {
      const candidates = [...process.children].filter((child) => matches(task, child, pid));
      if (candidates.length === 0) throw new SysError("ECHILD");
      for (const child of candidates) {
        const result = this.report(task, child, options);
        if (result !== undefined) return result;
      }
      if ((options & WAIT.NOHANG) !== 0)
        return { pid: 0, end: { kind: "continued" }, userNs: 0, systemNs: 0 };
      task.waitingFor = "do_wait";
      yield* task.wait([process.childChanged]);
    }
  }

  private report(task: Task, child: Process, options: number): WaitResult | undefined {
    const answer = (end: WaitResult["end"]): WaitResult => ({
      pid: child.main.pidIn(task.ns.pid),
      end,
      userNs: child.userNs + child.childrenUserNs,
      systemNs: child.systemNs + child.childrenSystemNs,
    });
    if (child.end !== undefined) {
      const result = answer(child.end);
      this.reap(child);
      return result;
    }
    if (child.unreported === "stopped" && (options & WAIT.UNTRACED) !== 0) {
      child.unreported = undefined;
      return answer({ kind: "stopped", signal: child.stoppedBy ?? SIG.STOP });
    }
    if (child.unreported === "continued" && (options & WAIT.CONTINUED) !== 0) {
      child.unreported = undefined;
      return answer({ kind: "continued" });
    }
    return undefined;
  }
}

function matches(task: Task, child: Process, pid: number): boolean {
  if (pid > 0) return child.main.pidIn(task.ns.pid) === pid;
  if (pid === -1) return true;
  if (pid === 0) return child.group === task.process.group;
  return groupNumber(task, child) === -pid;
}

/** A process group's number as a task sees it. */
export function groupNumber(viewer: Task, process: Process): number {
  return process.group.leaderTask.pidIn(viewer.ns.pid);
}

/** Children of a process that ignores SIGCHLD leave no zombies. */
function ignoresChildren(parent: Process): boolean {
  return parent.actions.get(SIG.CHLD) === "ignore";
}

function release(task: Task): void {
  for (let at: PidNamespace | undefined = task.ns.pid; at !== undefined; at = at.parent)
    at.leave(task.numbers[at.level]!);
}
