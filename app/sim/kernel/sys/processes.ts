/** Calls about processes: birth, program, end, waiting, signals, groups, priorities, time. */
import type { Call } from "../abi/call";
import { fail, SysError } from "../abi/errno";
import type { Rlimit } from "../abi/flags";
import { SIG } from "../abi/signals";
import type { ChildMain, SignalAction, Usage, WaitResult } from "../abi/sys";
import { extraCost } from "../costs/costs";
import { cloneNames } from "../ns/names";
import { groupNumber } from "../process/deaths";
import { type Process, ProcessGroup, Session } from "../process/process";
import { maySignal, validSignal } from "../process/signals";
import type { Task } from "../process/task";
import { WaitQueue } from "../process/wait-queue";
import { SysBase } from "./base";

/** The longest stretch of user code between two looks at signals, in instructions: one tick of a 1000 Hz kernel. */
const STRETCH = 1_000_000;
/** fs.nr_open. */
const MOST_FILES = 1_048_576;
/** For how long whoever sends a signal lets the one that it wakes go first: enough to take the signal. */
const PREEMPTED_NS = 10_000;
const NEVER = Number.POSITIVE_INFINITY;

export abstract class ProcessCalls extends SysBase {
  *compute(instructions: number): Call<void> {
    for (let left = instructions; left > 0; left -= STRETCH) {
      const { task } = this;
      yield { kind: "run", instructions: Math.min(left, STRETCH) + task.owedInstructions, mode: "user" };
      task.owedInstructions = 0;
      if (task.process.stoppedBy !== undefined || task.signalPending)
        yield* this.kernel.signals.deliver(task, this.self);
    }
  }

  schedYield(): Call<void> {
    return this.call("sched_yield", () => {});
  }

  getpid(): Call<number> {
    return this.call("getpid", () => this.task.process.main.pidIn(this.task.ns.pid));
  }

  gettid(): Call<number> {
    return this.call("gettid", () => this.task.pidIn(this.task.ns.pid));
  }

  getppid(): Call<number> {
    return this.call("getppid", () => this.task.process.parent?.main.pidIn(this.task.ns.pid) ?? 0);
  }

  getpgid(pid: number): Call<number> {
    return this.call("getpgid", () => groupNumber(this.task, this.processOf(pid)));
  }

  getsid(pid: number): Call<number> {
    return this.call("getsid", () => this.processOf(pid).session.leader.main.pidIn(this.task.ns.pid));
  }

  setsid(): Call<number> {
    return this.call("setsid", () => {
      const { process } = this.task;
      if (process.group.leader === process) fail("EPERM");
      process.session = new Session(process);
      this.joinGroup(process, new ProcessGroup(process, process.session));
      return this.task.pidIn(this.task.ns.pid);
    });
  }

  setpgid(pid: number, group: number): Call<void> {
    return this.call("setpgid", () => {
      if (group < 0) fail("EINVAL");
      const target = this.processOf(pid);
      const mine = this.task.process;
      if (target !== mine) {
        if (target.parent !== mine) fail("ESRCH");
        if (target.session !== mine.session) fail("EPERM");
        if (target.hasExeced) fail("EACCES");
      }
      if (target.session.leader === target) fail("EPERM");
      const number = group === 0 ? target.main.pidIn(this.task.ns.pid) : group;
      if (number === target.main.pidIn(this.task.ns.pid)) {
        if (target.group.leader !== target) this.joinGroup(target, new ProcessGroup(target, target.session));
        return;
      }
      const joined = this.groupOf(number);
      if (joined === undefined || joined.session !== mine.session) fail("EPERM");
      this.joinGroup(target, joined);
    });
  }

  private joinGroup(process: Process, group: ProcessGroup): void {
    process.group.members.delete(process);
    process.group = group;
    group.members.add(process);
  }

  /** pid 0 is the caller. @throws SysError ESRCH */
  protected processOf(pid: number): Process {
    if (pid === 0) return this.task.process;
    const found = this.task.ns.pid.find(pid)?.process;
    return found ?? fail("ESRCH");
  }

  protected groupOf(number: number): ProcessGroup | undefined {
    for (const process of this.kernel.processes())
      if (groupNumber(this.task, process) === number) return process.group;
    return undefined;
  }

  fork(child: ChildMain): Call<number> {
    return this.clone(0, child);
  }

  clone(flags: number, child: ChildMain): Call<number> {
    return this.call("clone", () => this.born(flags, child), cloneNames(flags));
  }

  /** What new namespaces cost beside the call itself, as counted in the real guest. */
  protected chargeNamespaces(call: "clone" | "unshare", flags: number): void {
    if (flags === 0) return;
    const count = this.task.ns.mnt.mounts.length;
    this.task.charge(Math.round(extraCost(call, { flags, count })));
  }

  private *born(flags: number, child: ChildMain): Call<number> {
    this.chargeNamespaces("clone", flags);
    const task = yield* this.kernel.births.clone(this.task, flags, child);
    return task.pidIn(this.task.ns.pid);
  }

  execve(path: string, argv: readonly string[], env: ReadonlyMap<string, string>): Call<never> {
    return this.call("execve", () => this.kernel.exec.execve(this.task, path, argv, env), argv.join(" "));
  }

  exit(status: number): Call<never> {
    return this.call("exit_group", () =>
      this.kernel.deaths.exit(this.task, { kind: "exited", status: status & 0xff }),
    );
  }

  waitpid(pid: number, options: number): Call<WaitResult> {
    return this.call("wait4", () => this.kernel.deaths.wait(this.task, pid, options));
  }

  kill(pid: number, signal: number): Call<void> {
    return this.call("kill", () => {
      if (!validSignal(signal)) fail("EINVAL");
      if (pid > 0) return this.sendTo([this.processOf(pid)], signal);
      if (pid === -1) {
        const mine = this.task.process;
        const others = this.visible().filter((one) => one !== mine && this.task.ns.pid.init !== one);
        return this.sendTo(others, signal);
      }
      const group = pid === 0 ? this.task.process.group : this.groupOf(-pid);
      return this.sendTo(group === undefined ? [] : [...group.members], signal);
    });
  }

  private visible(): readonly Process[] {
    const found = new Set<Process>();
    for (const [, task] of this.task.ns.pid.all()) if (!task.process.kernelThread) found.add(task.process);
    return [...found];
  }

  /** Whoever is woken by a signal takes the processor from the one that sent it, as sleepers do (wakeup preemption). */
  private *sendTo(targets: readonly Process[], signal: number): Call<void> {
    this.send(targets, signal);
    if (signal !== 0 && targets.some((target) => target !== this.task.process))
      yield { kind: "block", queues: [], untilNs: this.kernel.nowNs() + PREEMPTED_NS };
  }

  private send(targets: readonly Process[], signal: number): void {
    if (targets.length === 0) fail("ESRCH");
    const allowed = targets.filter((target) => maySignal(this.task, target, signal));
    if (allowed.length === 0) fail("EPERM");
    for (const target of allowed) {
      const fromAbove = !this.task.ns.pid.within(target.main.ns.pid);
      this.kernel.signals.send(target, signal, fromAbove);
    }
  }

  sigaction(signal: number, action: SignalAction): Call<SignalAction> {
    return this.call("rt_sigaction", () => {
      if (!validSignal(signal) || signal === 0 || signal === SIG.KILL || signal === SIG.STOP) fail("EINVAL");
      const { process } = this.task;
      const old = process.actions.get(signal) ?? "default";
      process.actions.set(signal, action);
      if (action === "ignore") for (const set of [process.pending, this.task.pending]) set.delete(signal);
      return old;
    });
  }

  sigprocmask(how: "block" | "unblock" | "set", signals: readonly number[]): Call<readonly number[]> {
    return this.call("rt_sigprocmask", () => {
      const old = [...this.task.blocked];
      const changed = new Set(how === "set" ? [] : old);
      for (const signal of signals) {
        if (how === "unblock") changed.delete(signal);
        else if (signal !== SIG.KILL && signal !== SIG.STOP) changed.add(signal);
      }
      this.task.blocked = changed;
      return old;
    });
  }

  pause(): Call<never> {
    return this.interruptible("pause", () => this.sleepForEver());
  }

  private *sleepForEver(): Call<never> {
    for (;;) yield* this.task.wait([]);
  }

  sigwait(signals: readonly number[]): Call<number> {
    return this.interruptible("rt_sigtimedwait", () => this.takeSignal(signals));
  }

  private *takeSignal(signals: readonly number[]): Call<number> {
    const { task } = this;
    for (;;) {
      for (const signal of signals)
        for (const set of [task.pending, task.process.pending]) if (set.delete(signal)) return signal;
      if (task.signalPending) throw new SysError("EINTR");
      task.awaited = signals;
      yield { kind: "block", queues: [], untilNs: NEVER };
      task.awaited = [];
    }
  }

  alarm(ns: number): Call<number> {
    return this.call("setitimer", () => {
      const { process } = this.task;
      const left = process.alarm === undefined ? 0 : Math.max(0, process.alarm.atNs - this.kernel.nowNs());
      process.alarm?.cancel();
      process.alarm = undefined;
      if (ns > 0) {
        const timer = this.kernel.after(ns, () => {
          process.alarm = undefined;
          this.kernel.signal(process, SIG.ALRM);
        });
        process.alarm = { atNs: this.kernel.nowNs() + ns, cancel: () => timer.cancel() };
      }
      return left;
    });
  }

  getpriority(pid: number): Call<number> {
    return this.call("getpriority", () => this.processOf(pid).nice);
  }

  setpriority(pid: number, nice: number): Call<void> {
    return this.call("setpriority", () => {
      const target = this.processOf(pid);
      const { creds } = this.task;
      if (![target.main.creds.uid, target.main.creds.euid].includes(creds.euid))
        this.task.require("SYS_NICE", target.main.creds.userNs);
      const wanted = Math.max(-20, Math.min(19, nice));
      if (wanted < target.nice && !this.task.capable("SYS_NICE", this.kernel.initialUserNs)) fail("EACCES");
      this.kernel.setNice(target, wanted);
    });
  }

  getaffinity(pid: number): Call<readonly number[]> {
    return this.call("sched_getaffinity", () => this.kernel.affinity(this.processOf(pid)));
  }

  setaffinity(pid: number, cpus: readonly number[]): Call<void> {
    return this.call("sched_setaffinity", () => {
      const target = this.processOf(pid);
      const allowed = cpus.filter((cpu) => this.kernel.cgroupCpus(target).includes(cpu));
      if (allowed.length === 0) fail("EINVAL");
      target.cpus = allowed;
    });
  }

  getrusage(who: "self" | "children"): Call<Usage> {
    return this.call("getrusage", () => {
      const { process } = this.task;
      const maxRssPages = process.memory.peakRssPages;
      return who === "self"
        ? { userNs: process.userNs, systemNs: process.systemNs, maxRssPages }
        : { userNs: process.childrenUserNs, systemNs: process.childrenSystemNs, maxRssPages };
    });
  }

  getrlimit(limit: Rlimit): Call<{ readonly soft: number; readonly hard: number }> {
    return this.call("prlimit64", () => this.task.process.limits.get(limit) ?? { soft: NEVER, hard: NEVER });
  }

  setrlimit(limit: Rlimit, soft: number, hard: number): Call<void> {
    return this.call("prlimit64", () => {
      if (soft > hard) fail("EINVAL");
      if (limit === "NOFILE" && hard > MOST_FILES) fail("EPERM");
      const { process } = this.task;
      const old = process.limits.get(limit)?.hard ?? NEVER;
      if (hard > old && !this.task.capable("SYS_RESOURCE", this.kernel.initialUserNs)) fail("EPERM");
      process.limits.set(limit, { soft, hard });
      if (limit === "NOFILE") process.files.limit = soft;
    });
  }

  umask(mask: number): Call<number> {
    return this.call("umask", () => {
      const { fs } = this.task.process;
      const old = fs.umask;
      fs.umask = mask & 0o777;
      return old;
    });
  }

  setname(name: string): Call<void> {
    return this.call("prctl", () => {
      this.task.comm = name.slice(0, 15);
    });
  }

  setParentDeathSignal(signal: number): Call<void> {
    return this.call("prctl", () => {
      if (!validSignal(signal)) fail("EINVAL");
      this.task.process.parentDeathSignal = signal;
    });
  }

  setSubreaper(on: boolean): Call<void> {
    return this.call("prctl", () => {
      this.task.process.subreaper = on;
    });
  }

  clockGettime(clock: "realtime" | "monotonic" | "boottime"): Call<number> {
    return this.call("clock_gettime", () => {
      const { time } = this.task.ns;
      if (clock === "realtime") return this.kernel.realtimeNs();
      const offset = clock === "monotonic" ? time.monotonicOffsetNs : time.boottimeOffsetNs;
      return this.kernel.nowNs() + offset;
    });
  }

  nanosleep(ns: number): Call<void> {
    let untilNs: number | undefined;
    return this.interruptible("clock_nanosleep", () => {
      if (!(ns >= 0)) fail("EINVAL");
      untilNs ??= this.kernel.nowNs() + Math.round(ns);
      return this.sleepUntil(this.task, untilNs);
    });
  }

  private *sleepUntil(task: Task, untilNs: number): Call<void> {
    task.waitingFor = "hrtimer_nanosleep";
    const nothing = new WaitQueue();
    while (this.kernel.nowNs() < untilNs) yield* task.wait([nothing], untilNs);
  }
}
