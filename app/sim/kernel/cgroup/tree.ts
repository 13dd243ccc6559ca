/** The cgroup hierarchy of a kernel and the processes in it: births, deaths, moves, and making and removing cgroups. */
import { SysError } from "../abi/errno";
import { SIG } from "../abi/signals";
import type { Process } from "../process/process";
import type { Task } from "../process/task";
import { Cgroup } from "./cgroup";
import { CONTROLLERS, type Controller } from "./controllers";
import { Freezer } from "./freezer";
import { type ControllerParts, controllerParts } from "./parts";
import type { CgroupHost } from "./ports";
import { isThreadedCgroup } from "./threaded";

export interface Owner {
  readonly uid: number;
  readonly gid: number;
  readonly mode: number;
}

export class CgroupTree {
  readonly root: Cgroup;
  readonly freezer: Freezer;
  readonly controllers: ControllerParts;
  /** mount -o nsdelegate: cgroup namespaces are boundaries of delegation. */
  nsDelegate = false;
  /** Threads that are in another cgroup than their process's leader. */
  private readonly strayIn = new Map<Task, Cgroup>();
  private readonly made: ((cgroup: Cgroup) => void)[] = [];
  private readonly removed: ((cgroup: Cgroup) => void)[] = [];

  constructor(readonly host: CgroupHost) {
    this.root = new Cgroup("", undefined, 0, 0, 0o555, host.nowNs());
    this.freezer = new Freezer(this);
    this.controllers = controllerParts(this);
    for (const name of CONTROLLERS) this.controllers[name].online(this.root);
  }

  // Cgroups

  /** mkdir. @throws SysError EINVAL for a newline, EAGAIN over a limit, ENOENT below a removed one, EEXIST */
  create(parent: Cgroup, name: string, owner: Owner): Cgroup {
    if (name.includes("\n")) throw new SysError("EINVAL");
    if (parent.dead) throw new SysError("ENOENT");
    if (parent.children.has(name)) throw new SysError("EEXIST");
    let depth = 0;
    for (const at of parent.upwards()) {
      if (at.descendants >= at.maxDescendants || depth >= at.maxDepth) throw new SysError("EAGAIN");
      depth++;
    }
    const cgroup = new Cgroup(name, parent, owner.uid, owner.gid, owner.mode, this.host.nowNs());
    for (const at of parent.upwards()) at.descendants++;
    this.freezer.born(cgroup);
    parent.children.set(name, cgroup);
    this.applyControl(cgroup);
    for (const heard of this.made) heard(cgroup);
    return cgroup;
  }

  /** rmdir. @throws SysError EBUSY with processes or cgroups in it */
  remove(cgroup: Cgroup): void {
    const { parent } = cgroup;
    if (parent === undefined || cgroup.populated || cgroup.children.size > 0) throw new SysError("EBUSY");
    cgroup.dead = true;
    for (const name of [...CONTROLLERS].reverse())
      if (cgroup.has(name)) this.controllers[name].offline(cgroup);
    if (isThreadedCgroup(cgroup)) parent.threadedChildren--;
    parent.children.delete(cgroup.name);
    for (const at of parent.upwards()) at.descendants--;
    this.freezer.childGone(parent);
    for (const heard of this.removed) heard(cgroup);
  }

  /** Calls `then` for every cgroup that is made from now on. */
  onMade(then: (cgroup: Cgroup) => void): void {
    this.made.push(then);
  }

  /** Calls `then` for every cgroup that is removed from now on. */
  onRemoved(then: (cgroup: Cgroup) => void): void {
    this.removed.push(then);
  }

  /** What the cgroup may use of controllers: its parent's subtree_control, in a threaded one the threaded ones of it. */
  available(cgroup: Cgroup): ReadonlySet<Controller> {
    return this.controllers.available(cgroup);
  }

  /** Makes and ends the cgroup's own controllers by what is available to it. */
  applyControl(cgroup: Cgroup): void {
    const wanted = this.available(cgroup);
    for (const name of [...CONTROLLERS].reverse())
      if (!wanted.has(name) && cgroup.has(name)) this.controllers[name].offline(cgroup);
    for (const name of CONTROLLERS)
      if (wanted.has(name) && !cgroup.has(name)) this.controllers[name].online(cgroup);
  }

  // Tasks

  /** Where a thread is. */
  of(task: Task): Cgroup {
    return this.strayIn.get(task) ?? task.process.cgroup;
  }

  /** The living threads of the cgroup itself, in the order in which they came. */
  *tasksOf(cgroup: Cgroup): Generator<Task> {
    for (const process of cgroup.processes)
      for (const task of process.threads) if (this.of(task) === cgroup) yield task;
    yield* cgroup.strays;
  }

  /** Counts one task more. Answers how to take that back. @throws SysError EAGAIN over pids.max */
  chargeFork(cgroup: Cgroup): () => void {
    this.controllers.pids.charge(cgroup);
    return () => this.controllers.pids.uncharge(cgroup);
  }

  /** A process was born, in its parent's cgroup; chargeFork counted it. */
  forked(child: Process, cgroup = child.cgroup): void {
    child.cgroup = cgroup;
    const before = cgroup.hasTasks;
    cgroup.processes.add(child);
    if (!before) this.populated(cgroup, 1);
    for (const task of child.threads) this.freezer.joined(task);
  }

  /** A thread of a living process was born; chargeFork counted it in its parent's cgroup, where it is put. */
  threadForked(task: Task, cgroup = task.process.cgroup): void {
    if (cgroup !== task.process.cgroup) this.placeStray(task, cgroup);
    this.freezer.joined(task);
  }

  /** A thread other than the last is over. */
  threadExited(process: Process, task?: Task): void {
    const cgroup = (task && this.strayIn.get(task)) ?? process.cgroup;
    if (task !== undefined) {
      this.removeStray(task);
      this.freezer.left(task, cgroup);
    }
    this.controllers.pids.uncharge(cgroup);
  }

  /** A process is a zombie: no longer listed, but counted by pids until `released`. */
  exited(process: Process): void {
    const { cgroup } = process;
    for (const task of process.threads) {
      this.removeStray(task);
      this.freezer.left(task, cgroup);
    }
    cgroup.processes.delete(process);
    if (!cgroup.hasTasks) this.populated(cgroup, -1);
    this.freezer.settle(cgroup);
  }

  /** The zombie was waited for. */
  released(process: Process): void {
    this.controllers.pids.uncharge(process.cgroup);
  }

  /** Moves a process with all its threads. Permissions and rules are migrate.ts's. */
  attach(process: Process, to: Cgroup): void {
    if (process.zombie) return;
    for (const task of process.threads) {
      const from = this.of(task);
      if (from === to && process.cgroup === to) continue;
      this.moved(task, from, to);
      this.removeStray(task);
    }
    const from = process.cgroup;
    if (from === to) return;
    // Each end is told at once: what is above both must never see the process nowhere.
    const empty = !to.hasTasks;
    process.cgroup = to;
    to.processes.add(process);
    if (empty) this.populated(to, 1);
    from.processes.delete(process);
    if (!from.hasTasks) this.populated(from, -1);
    this.controllers.memory.attach(process, to);
    for (const task of process.threads) this.freezer.migrated(task, from, to);
    this.freezer.settle(from);
  }

  /** Moves one thread; to a cgroup of the same threaded domain. */
  attachThread(task: Task, to: Cgroup): void {
    const { process } = task;
    const from = this.of(task);
    if (from === to || process.zombie) return;
    if (process.threads.length === 1) {
      this.attach(process, to);
      return;
    }
    this.moved(task, from, to);
    this.removeStray(task);
    if (to !== process.cgroup) this.placeStray(task, to);
    this.freezer.migrated(task, from, to);
    this.freezer.settle(from);
  }

  /** SIGKILL to every process here and below (cgroup.kill). */
  kill(cgroup: Cgroup): void {
    for (const at of cgroup.subtree())
      for (const process of [...at.processes]) if (!process.kernelThread) this.host.signal(process, SIG.KILL);
  }

  /** Processor time that a task used. */
  used(task: Task, ns: number, mode: "user" | "kernel"): void {
    const name = mode === "user" ? "userNs" : "systemNs";
    for (let at: Cgroup | undefined = this.of(task); at !== undefined; at = at.parent) at[name] += ns;
  }

  /** A task was runnable in that time (ns since boot) without a core: pressure on the processor. */
  waited(task: Task, fromNs: number, toNs: number): void {
    this.of(task).pressure.waited(fromNs, toNs);
  }

  private moved(task: Task, from: Cgroup, to: Cgroup): void {
    this.controllers.pids.move(from, to);
    this.controllers.cpu.attach(task, from, to);
    this.controllers.cpuset.attach(task, from, to);
  }

  private placeStray(task: Task, cgroup: Cgroup): void {
    const before = cgroup.hasTasks;
    this.strayIn.set(task, cgroup);
    cgroup.strays.add(task);
    if (!before) this.populated(cgroup, 1);
  }

  private removeStray(task: Task): void {
    const cgroup = this.strayIn.get(task);
    if (cgroup === undefined) return;
    this.strayIn.delete(task);
    cgroup.strays.delete(task);
    if (!cgroup.hasTasks) this.populated(cgroup, -1);
  }

  /** Its own tasks have come or gone: tells it and the ancestors to which that makes a difference. */
  private populated(cgroup: Cgroup, change: 1 | -1): void {
    let differs = cgroup.populatedChildren === 0;
    for (let at = cgroup; differs; ) {
      at.eventsChanged.notify();
      const { parent } = at;
      if (parent === undefined) return;
      const before = parent.populated;
      parent.populatedChildren += change;
      differs = parent.populated !== before;
      at = parent;
    }
  }
}
