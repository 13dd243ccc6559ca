/**
 * The simulated kernel: one object that owns the processes, the namespaces and the parts, and is what they call on. It runs on a
 * Machine, whose clock and cores are the host's.
 */
import { SeededRandom } from "../time/random";
import type { Call } from "./abi/call";
import { SysError } from "./abi/errno";
import { O } from "./abi/flags";
import { SIG } from "./abi/signals";
import type { ChildMain, Program, Sys, SysInfo, UtsName } from "./abi/sys";
import { boot, type System } from "./boot";
import { CgroupTree } from "./cgroup/tree";
import { KernelCosts } from "./costs/kernel-costs";
import { bytesOf, textOf } from "./fs/contract";
import { FileCalls } from "./fs/file-calls";
import { now } from "./fs/kernel-caller";
import { MountCalls } from "./fs/mount-calls";
import type { NamespaceFileSystem } from "./fs/nsfs";
import { pathText } from "./fs/path";
import type { Machine } from "./machine";
import { MemoryPort } from "./memory/port";
import { NetCalls } from "./net/calls";
import type { Mac } from "./net/mac";
import { NetNamespace } from "./net/namespace";
import { netHooks } from "./net-hooks";
import { Lifetimes } from "./ns/lifetimes";
import type { NamespaceKind } from "./ns/namespaces";
import { PidNamespace } from "./ns/pid";
import { UserNamespace } from "./ns/user";
import { Births } from "./process/births";
import { TaskCore } from "./process/core";
import { Deaths } from "./process/deaths";
import { Exec } from "./process/exec";
import { LoadAverage } from "./process/load";
import type { Process, ProcessGroup } from "./process/process";
import { Signals } from "./process/signals";
import type { Task } from "./process/task";
import type { KernelServices, Timer } from "./services";
import type { CallTrace } from "./sys/invoke";
import { TaskSys } from "./sys/task-sys";
import { registerPtys } from "./tty/pty";

export interface KernelOptions {
  readonly machine: Machine;
  readonly seed: number;
  /** By name, as the file of a program names it. */
  readonly programs: ReadonlyMap<string, Program>;
  /** Names by which busybox's programs are linked in /bin. */
  readonly applets: readonly string[];
  /** The address of its network card; without it that of the lab's guest. */
  readonly cardMac?: Mac;
  readonly trace?: CallTrace;
}

/** Namespaces of the machine itself have the numbers that Linux gives them (include/linux/proc_ns.h). */
const INITIAL_INODES: Record<NamespaceKind, number> = {
  ipc: 4026531839,
  uts: 4026531838,
  user: 4026531837,
  pid: 4026531836,
  cgroup: 4026531835,
  time: 4026531834,
  mnt: 4026531832,
  net: 4026531840,
};
/** `btime` of the guest's /proc/stat is one second before. */
const POWER_ON_NS = 1_767_225_600e9;
const FIRST_INODE = 4026532100;
const MOST_LOG_LINES = 2000;
const READ_BYTES = 65536;

export class Kernel implements KernelServices {
  readonly machine: Machine;
  readonly random: SeededRandom;
  readonly programs: ReadonlyMap<string, Program>;
  readonly trace: CallTrace | undefined;
  /** uname -srvm of the guest whose kernel this one is held against. */
  readonly identity: Omit<UtsName, "nodename" | "domainname">;
  readonly costs = new KernelCosts();
  readonly initialUserNs: UserNamespace;
  readonly initialPidNs: PidNamespace;
  readonly core: TaskCore;
  readonly signals: Signals;
  readonly births: Births;
  readonly deaths: Deaths;
  readonly exec: Exec;
  readonly memory: MemoryPort;
  readonly cgroups: CgroupTree;
  readonly files: FileCalls;
  readonly mounts: MountCalls;
  readonly nsfs: NamespaceFileSystem;
  readonly lifetimes = new Lifetimes(() => this.processes());
  readonly initialNet: NetNamespace;
  readonly network: NetCalls;
  /** Told when a process has ended: whoever started it from outside. */
  readonly onEnd = new Set<(process: Process) => void>();
  /** What a fault of a program was, for tests. */
  onFault: ((task: Task, what: string) => void) | undefined;
  readonly load = new LoadAverage();
  /** The machine's own namespaces and first processes. */
  readonly system: System;
  /** Told when the machine is switched off or restarted from inside. */
  onReboot: ((how: "halt" | "poweroff" | "restart") => void) | undefined;
  forks = 0;
  private readonly table = new Map<number, Process>();
  private readonly logLines: string[] = [];
  private nextInode = FIRST_INODE;
  private nextObject = 1000;
  private readonly usedInitial = new Set<NamespaceKind>();

  constructor(options: KernelOptions) {
    this.machine = options.machine;
    this.programs = options.programs;
    this.trace = options.trace;
    this.random = SeededRandom.fromSeed(options.seed).split("kernel");
    this.identity = {
      sysname: "Linux",
      release: "6.1.192-triptych",
      version: "#1 Thu Jan  1 00:00:00 UTC 2026",
      machine: "i686",
    };
    this.initialUserNs = UserNamespace.initial(this.namespaceInode("user"));
    this.initialPidNs = new PidNamespace(this.namespaceInode("pid"), this.initialUserNs, undefined);
    this.memory = new MemoryPort(this.machine.memory, this);
    this.core = new TaskCore(this);
    this.cgroups = new CgroupTree(this);
    this.signals = new Signals(this);
    this.births = new Births(this);
    this.deaths = new Deaths(this);
    this.exec = new Exec(this);
    this.files = new FileCalls(this);
    this.mounts = new MountCalls(this);
    this.nsfs = this.mounts.namespaceFiles;
    this.network = new NetCalls(this, netHooks(this.files));
    this.initialNet = NetNamespace.initial(this, this.initialUserNs, options.cardMac);
    registerPtys(this.files, this);
    this.system = boot(this, options.applets);
    // As the guest's init leaves them.
    for (const controller of ["+cpuset", "+cpu", "+io", "+memory", "+pids"])
      this.writeText("/sys/fs/cgroup/cgroup.subtree_control", controller);
  }

  // Clock, chance, numbers

  nowNs(): number {
    return this.machine.nowNs;
  }

  /** The machine is switched on at the moment at which the guest's clock starts: 2026-01-01 00:00:00 UTC. */
  realtimeNs(): number {
    return POWER_ON_NS + this.machine.nowNs;
  }

  after(delayNs: number, then: () => void): Timer {
    return this.machine.after(delayNs, then);
  }

  get cpus(): number {
    return this.machine.cores;
  }

  get cpu(): TaskCore {
    return this.core;
  }

  namespaceInode(kind: NamespaceKind): number {
    if (this.usedInitial.has(kind)) return this.nextInode++;
    this.usedInitial.add(kind);
    return INITIAL_INODES[kind];
  }

  objectInode(): number {
    return this.nextObject++;
  }

  anonymousDevice(): number {
    return this.mounts.table.takeDevice();
  }

  log(text: string): void {
    const seconds = (this.nowNs() / 1e9).toFixed(6).padStart(12);
    this.logLines.push(`[${seconds}] ${text}\n`);
    if (this.logLines.length > MOST_LOG_LINES) this.logLines.shift();
  }

  logText(): string {
    return this.logLines.join("");
  }

  // Processes

  processes(): Iterable<Process> {
    return this.table.values();
  }

  register(process: Process): void {
    this.table.set(process.main.pid, process);
  }

  forget(process: Process): void {
    this.table.delete(process.main.pid);
    this.cgroups.released(process);
  }

  countFork(): void {
    this.forks++;
  }

  makeSys(task: Task): Sys {
    return new TaskSys(this, task);
  }

  start(task: Task, main: ChildMain): void {
    this.core.start(task, main);
  }

  stop(task: Task): void {
    this.core.stop(task);
  }

  replaceProgram(task: Task, start: (sys: Sys) => Call<number>): void {
    this.core.replace(task, start);
  }

  wake(task: Task): void {
    this.core.wake(task);
  }

  /** Puts a file into the initial tree, with the directories above it. */
  writeFile(path: string, content: Uint8Array, mode: number): void {
    const { caller } = this.system;
    for (let cut = path.indexOf("/", 1); cut > 0; cut = path.indexOf("/", cut + 1)) {
      try {
        this.files.mkdir(caller, path.slice(0, cut), 0o755);
      } catch (error) {
        if (!(error instanceof SysError) || error.code !== "EEXIST") throw error;
      }
    }
    const file = now(this.files.open(caller, path, O.WRONLY | O.CREAT | O.TRUNC, mode));
    now(file.write(content, 0, caller));
    file.drop();
  }

  /** The text of a file of the initial tree, as the kernel's own root reads it. @throws SysError */
  readFile(path: string): string {
    const file = now(this.files.open(this.system.caller, path, O.RDONLY, 0));
    try {
      let text = "";
      for (;;) {
        const bytes = now(file.read(READ_BYTES, text.length, this.system.caller));
        if (bytes.length === 0) return text;
        text += textOf(bytes);
      }
    } finally {
      file.drop();
    }
  }

  /** Writes a text to a file of the initial tree, such as a cgroup's. @throws SysError */
  writeText(path: string, text: string): void {
    const file = now(this.files.open(this.system.caller, path, O.WRONLY, 0));
    try {
      now(file.write(bytesOf(text), 0, this.system.caller));
    } finally {
      file.drop();
    }
  }

  /** Where its root is, from the root of its mount namespace. */
  rootOf(process: Process): string {
    return pathText(process.fs.root, undefined).text;
  }

  ended(process: Process): void {
    for (const heard of [...this.onEnd]) heard(process);
  }

  // Signals

  signal(target: Process | Task, signal: number): void {
    this.signals.send(target, signal);
  }

  signalGroup(group: ProcessGroup, signal: number): void {
    for (const process of [...group.members]) this.signals.send(process, signal);
  }

  oomKill(process: Process): void {
    this.signals.send(process, SIG.KILL);
  }

  *endBySignal(task: Task, signal: number, core: boolean): Call<never> {
    const dumps = core && (task.process.limits.get("CORE")?.soft ?? 0) > 0;
    return yield* this.deaths.exit(task, { kind: "signaled", signal, core: dumps });
  }

  tellParent(process: Process): void {
    const { parent } = process;
    if (parent === undefined) return;
    this.signals.send(parent, SIG.CHLD);
    parent.childChanged.wakeAll();
  }

  /** A program threw something that is no system call's error: a fault of the lab itself, told as a crash of that program. */
  faulted(task: Task, problem: unknown): void {
    const what = problem instanceof Error ? (problem.stack ?? problem.message) : String(problem);
    this.log(`${task.comm}[${task.pid}]: program fault: ${what}`);
    this.onFault?.(task, what);
  }

  // Scheduling

  setNice(process: Process, nice: number): void {
    process.nice = nice;
    for (const task of process.threads) this.core.setNice(task, nice);
  }

  /** The cores that a process may use: its own choice within its cgroup's. */
  affinity(process: Process): readonly number[] {
    return process.cpus ?? this.cgroupCpus(process);
  }

  cgroupCpus(process: Process): readonly number[] {
    return this.cgroups.controllers.cpuset.effective(process.cgroup);
  }

  get contextSwitches(): number {
    return this.machine.processors.decisions;
  }

  cpuTimes(): { readonly userNs: number; readonly systemNs: number; readonly idleNs: number } {
    const byMode = this.machine.ledger.byMode();
    return {
      userNs: byMode.user,
      systemNs: byMode["host-kernel"] + byMode.switch,
      idleNs: byMode.idle,
    };
  }

  sysinfo(): SysInfo {
    const { total, free, shared, buffers, swapTotal, swapFree } = this.memory.totals();
    return {
      uptimeNs: this.nowNs(),
      loads: this.load.averages(this.nowNs()),
      totalPages: total,
      freePages: free,
      sharedPages: shared,
      bufferPages: buffers,
      totalSwapPages: swapTotal,
      freeSwapPages: swapFree,
      processes: this.initialPidNs.count,
    };
  }

  reboot(task: Task, how: "halt" | "poweroff" | "restart"): void {
    const { pid } = task.ns;
    if (pid !== this.initialPidNs) {
      if (pid.init !== undefined) this.signals.send(pid.init, how === "restart" ? SIG.HUP : SIG.INT);
      return;
    }
    this.onReboot?.(how);
  }
}
