/** How tasks come into being: fork and clone, with their namespaces. */
import type { Call } from "../abi/call";
import { SysError } from "../abi/errno";
import { CLONE } from "../abi/flags";
import type { ChildMain } from "../abi/sys";
import { enterNamespaces, newNamespaces } from "../ns/changes";
import type { PidNamespace } from "../ns/pid";
import type { KernelServices } from "../services";
import { runs } from "./exec";
import { Process } from "./process";
import { Task, type TaskHost } from "./task";

export interface BirthHost extends KernelServices, TaskHost {
  /** Gives the task its program and lets it run. */
  start(task: Task, main: ChildMain): void;
  register(process: Process): void;
  countFork(): void;
}

/** Kernel work of a fork beside its page tables, charged by the address space itself. */
export class Births {
  constructor(private readonly host: BirthHost) {}

  /** clone(2). Answers the child's first task. @throws SysError EAGAIN, ENOMEM, EPERM, EINVAL */
  // biome-ignore lint/correctness/useYield: a call like others
  *clone(parent: Task, flags: number, main: ChildMain): Call<Task> {
    if ((flags & CLONE.THREAD) !== 0) return this.thread(parent, main);
    const { process } = parent;
    if (this.tooMany(parent)) throw new SysError("EAGAIN");
    const made = newNamespaces(this.host, parent, flags, "clone");
    const pidNs = made.ns.pidForChildren;
    if (pidNs.dead) throw new SysError("ENOMEM");
    const uncharge = this.host.cgroups.chargeFork(process.cgroup);
    let memory: Process["memory"];
    try {
      memory = process.memory.fork(parent);
    } catch (error) {
      uncharge();
      throw error;
    }
    const ns = enterNamespaces(made.ns);
    const numbers = numbersIn(pidNs);
    const fs = made.fs ?? { ...process.fs };
    const child = new Process(
      fs,
      process.files.copy(),
      memory,
      process.cgroup,
      process.group,
      process.session,
    );
    inherit(child, process);
    const task = new Task(this.host, child, numbers, made.creds, ns);
    task.comm = parent.comm;
    task.blocked = parent.blocked;
    task.seccomp = parent.seccomp;
    child.threads.push(task);
    child.startedNs = this.host.nowNs();
    enter(task, pidNs);
    if (pidNs.init === undefined) pidNs.init = child;
    ns.time.frozen = true;
    this.host.lifetimes.entered(ns);
    child.parent = process;
    process.children.add(child);
    this.host.cgroups.forked(child, process.cgroup);
    this.host.register(child);
    this.host.countFork();
    this.host.start(task, main);
    return task;
  }

  private thread(parent: Task, main: ChildMain): Task {
    const { process } = parent;
    this.host.cgroups.chargeFork(process.cgroup);
    const task = new Task(this.host, process, numbersIn(parent.ns.pid), parent.creds, parent.ns);
    task.comm = parent.comm;
    task.blocked = parent.blocked;
    task.seccomp = parent.seccomp;
    process.threads.push(task);
    this.host.cgroups.threadForked(task);
    enter(task, parent.ns.pid);
    this.host.lifetimes.entered(task.ns);
    this.host.start(task, main);
    return task;
  }

  /** RLIMIT_NPROC counts the processes of a real user, root excepted. */
  private tooMany(parent: Task): boolean {
    const limit = parent.process.limits.get("NPROC")?.soft ?? Number.POSITIVE_INFINITY;
    if (limit === Number.POSITIVE_INFINITY || parent.creds.uid === 0) return false;
    let count = 0;
    for (const { zombie, threads } of this.host.processes())
      if (!zombie && threads[0]?.creds.uid === parent.creds.uid) count += threads.length;
    return count >= limit;
  }
}

function numbersIn(namespace: PidNamespace): number[] {
  const numbers: number[] = [];
  for (let at: PidNamespace | undefined = namespace; at !== undefined; at = at.parent)
    numbers[at.level] = at.allocate();
  return numbers;
}

function enter(task: Task, namespace: PidNamespace): void {
  for (let at: PidNamespace | undefined = namespace; at !== undefined; at = at.parent)
    at.enter(task.numbers[at.level]!, task);
}

function inherit(child: Process, parent: Process): void {
  for (const [signal, action] of parent.actions) child.actions.set(signal, action);
  for (const [name, limit] of parent.limits) child.limits.set(name, limit);
  child.nice = parent.nice;
  child.owner = parent.owner;
  child.cpus = parent.cpus;
  child.oomScoreAdj = parent.oomScoreAdj;
  child.oomScoreAdjMin = parent.oomScoreAdjMin;
  child.executable = parent.executable;
  runs(child.executable, 1);
  child.argv = parent.argv;
  child.env = parent.env;
}
