/** Texts of the files of /proc/PID, as Linux 6.1 prints them. */

import { LAST_SIGNAL } from "../abi/signals";
import type { Caller } from "../fs/contract";
import type { Kernel } from "../kernel";
import type { UserNamespace } from "../ns/user";
import type { Task } from "../process/task";

const STATE_NAMES = { R: "running", S: "sleeping", D: "disk sleep", T: "stopped", Z: "zombie" } as const;
/** Clock ticks of user space (USER_HZ). */
const TICK_NS = 10_000_000;
const PAGE_KB = 4;

const kB = (pages: number): string => `${String(pages * PAGE_KB).padStart(8)} kB`;

function signalMask(signals: Iterable<number>): string {
  let mask = 0n;
  for (const signal of signals) if (signal >= 1 && signal <= LAST_SIGNAL) mask |= 1n << BigInt(signal - 1);
  return mask.toString(16).padStart(16, "0");
}

function viewer(caller: Caller): UserNamespace {
  return caller.creds.userNs;
}

/** Its number as the reader's proc shows it. */
function numbersBelow(task: Task, level: number, of: (one: Task) => readonly number[]): string {
  return of(task).slice(level).join("\t");
}

function parentNumber(task: Task, kernelView: Task["ns"]["pid"]): number {
  return task.process.parent?.main.pidIn(kernelView) ?? 0;
}

function actionsOf(task: Task, kind: "ignored" | "caught"): number[] {
  const found: number[] = [];
  for (const [signal, action] of task.process.actions) {
    if (action === "default") continue;
    if ((action === "ignore") === (kind === "ignored")) found.push(signal);
  }
  return found;
}

/** /proc/PID/status. */
export function statusText(kernel: Kernel, task: Task, caller: Caller, view: Task["ns"]["pid"]): string {
  const { process, creds } = task;
  const ids = viewer(caller);
  const { memory } = process;
  const cpus = kernel.affinity(process);
  const lines: string[] = [];
  const add = (name: string, value: string | number) => lines.push(`${name}:\t${value}`);
  add("Name", task.comm.replace(/\\/g, "\\\\").replace(/\n/g, "\\n"));
  if (!process.kernelThread) add("Umask", process.fs.umask.toString(8).padStart(4, "0"));
  add("State", `${task.state} (${STATE_NAMES[task.state]})`);
  add("Tgid", process.main.pidIn(view));
  add("Ngid", 0);
  add("Pid", task.pidIn(view));
  add("PPid", parentNumber(task, view));
  add("TracerPid", 0);
  add("Uid", [creds.uid, creds.euid, creds.suid, creds.fsuid].map((id) => ids.fromKernelUid(id)).join("\t"));
  add("Gid", [creds.gid, creds.egid, creds.sgid, creds.fsgid].map((id) => ids.fromKernelGid(id)).join("\t"));
  add("FDSize", process.zombie ? 0 : process.files.capacity);
  add("Groups", `${creds.groups.map((gid) => ids.fromKernelGid(gid)).join(" ")} `);
  const { level } = view;
  add(
    "NStgid",
    numbersBelow(task, level, (one) => one.process.main.numbers),
  );
  add(
    "NSpid",
    numbersBelow(task, level, (one) => one.numbers),
  );
  add(
    "NSpgid",
    numbersBelow(task, level, (one) => one.process.group.leaderTask.numbers.slice(0, one.numbers.length)),
  );
  add(
    "NSsid",
    numbersBelow(task, level, (one) => one.process.session.leader.main.numbers.slice(0, one.numbers.length)),
  );
  if (!process.kernelThread && !process.zombie) {
    const rss = memory.rssPages;
    const { anonPages, shmemPages } = memory;
    lines.push(
      `VmPeak:\t${kB(memory.peakSizePages)}`,
      `VmSize:\t${kB(memory.sizePages)}`,
      `VmLck:\t${kB(0)}`,
      `VmPin:\t${kB(0)}`,
      `VmHWM:\t${kB(Math.max(memory.peakRssPages, rss))}`,
      `VmRSS:\t${kB(rss)}`,
      `RssAnon:\t${kB(anonPages)}`,
      `RssFile:\t${kB(Math.max(0, rss - anonPages - shmemPages))}`,
      `RssShmem:\t${kB(shmemPages)}`,
      `VmData:\t${kB(19)}`,
      `VmStk:\t${kB(33)}`,
      `VmExe:\t${kB(139)}`,
      `VmLib:\t${kB(2)}`,
      `VmPTE:\t${kB(memory.pageTablePages)}`,
      `VmSwap:\t${kB(memory.swapPages)}`,
    );
    add("CoreDumping", 0);
    add("THP_enabled", 0);
  }
  add("Threads", process.threads.length);
  add("SigQ", `${task.pending.size + process.pending.size}/${process.limits.get("SIGPENDING")?.soft ?? 0}`);
  add("SigPnd", signalMask(task.pending));
  add("ShdPnd", signalMask(process.pending));
  add("SigBlk", signalMask(task.blocked));
  add("SigIgn", signalMask(actionsOf(task, "ignored")));
  add("SigCgt", signalMask(actionsOf(task, "caught")));
  const capabilities = (set: bigint) => set.toString(16).padStart(16, "0");
  add("CapInh", capabilities(creds.inheritable));
  add("CapPrm", capabilities(creds.permitted));
  add("CapEff", capabilities(creds.effective));
  add("CapBnd", capabilities(creds.bounding));
  add("CapAmb", capabilities(creds.ambient));
  add("NoNewPrivs", creds.noNewPrivs ? 1 : 0);
  add("Seccomp", task.seccomp.length > 0 ? 2 : 0);
  add("Seccomp_filters", task.seccomp.length);
  add("Speculation_Store_Bypass", "vulnerable");
  add("SpeculationIndirectBranch", "always enabled");
  let mask = 0n;
  for (const cpu of cpus) mask |= 1n << BigInt(cpu);
  add("Cpus_allowed", mask.toString(16));
  add("Cpus_allowed_list", ranges(cpus));
  add("Mems_allowed", 1);
  add("Mems_allowed_list", 0);
  add("voluntary_ctxt_switches", task.voluntarySwitches);
  add("nonvoluntary_ctxt_switches", task.involuntarySwitches);
  return `${lines.join("\n")}\n`;
}

/** "0-2,5" */
export function ranges(numbers: readonly number[]): string {
  const parts: string[] = [];
  for (let index = 0; index < numbers.length; ) {
    let end = index;
    while (numbers[end + 1] === numbers[end]! + 1) end++;
    parts.push(end === index ? `${numbers[index]}` : `${numbers[index]}-${numbers[end]}`);
    index = end + 1;
  }
  return parts.join(",");
}

/** /proc/PID/stat: fields as proc(5) numbers them; addresses are shown as 0, which is what others than the owner see. */
export function statText(kernel: Kernel, task: Task, view: Task["ns"]["pid"]): string {
  const { process } = task;
  const ticks = (ns: number) => Math.floor(ns / TICK_NS);
  const tty = process.session.terminal === undefined ? 0 : 1088;
  const foreground = process.session.terminal === undefined ? -1 : process.session.terminal.foreground;
  const { memory } = process;
  const fields = [
    task.pidIn(view),
    `(${task.comm})`,
    task.state,
    parentNumber(task, view),
    process.group.leaderTask.pidIn(view),
    process.session.leader.main.pidIn(view),
    tty,
    foreground,
    process.kernelThread ? 2097216 : 4194304,
    task.minorFaults,
    0,
    task.majorFaults,
    0,
    ticks(process.userNs),
    ticks(process.systemNs),
    ticks(process.childrenUserNs),
    ticks(process.childrenSystemNs),
    20 + process.nice,
    process.nice,
    process.threads.length,
    0,
    ticks(process.startedNs),
    process.zombie ? 0 : memory.sizePages * 4096,
    process.zombie ? 0 : memory.rssPages,
    4294967295,
    ...new Array(12).fill(0),
    17,
    0,
    0,
    0,
    0,
    ...new Array(9).fill(0),
    exitCode(task),
  ];
  void kernel;
  return `${fields.join(" ")}\n`;
}

function exitCode(task: Task): number {
  const { end } = task.process;
  if (end?.kind === "exited") return end.status << 8;
  return end?.kind === "signaled" ? end.signal : 0;
}

const LIMIT_ROWS = [
  ["Max cpu time", "CPU", "seconds"],
  ["Max file size", "FSIZE", "bytes"],
  ["Max data size", "DATA", "bytes"],
  ["Max stack size", "STACK", "bytes"],
  ["Max core file size", "CORE", "bytes"],
  ["Max resident set", "RSS", "bytes"],
  ["Max processes", "NPROC", "processes"],
  ["Max open files", "NOFILE", "files"],
  ["Max locked memory", "MEMLOCK", "bytes"],
  ["Max address space", "AS", "bytes"],
  ["Max file locks", "LOCKS", "locks"],
  ["Max pending signals", "SIGPENDING", "signals"],
  ["Max msgqueue size", "MSGQUEUE", "bytes"],
  ["Max nice priority", "NICE", ""],
  ["Max realtime priority", "RTPRIO", ""],
  ["Max realtime timeout", "RTTIME", "us"],
] as const;

/** /proc/PID/limits. */
export function limitsText(task: Task): string {
  const show = (value: number) =>
    (value === Number.POSITIVE_INFINITY ? "unlimited" : String(value)).padEnd(20);
  const rows = LIMIT_ROWS.map(([label, name, unit]) => {
    const { soft, hard } = task.process.limits.get(name) ?? {
      soft: Number.POSITIVE_INFINITY,
      hard: Number.POSITIVE_INFINITY,
    };
    return `${label.padEnd(25)} ${show(soft)} ${show(hard)} ${unit === "" ? "" : unit.padEnd(10)}\n`;
  });
  return `Limit                     Soft Limit           Hard Limit           Units     \n${rows.join("")}`;
}

/** /proc/PID/cgroup, relative to the reader's cgroup namespace. */
export function cgroupText(kernel: Kernel, task: Task, caller: Caller): string {
  const root = caller.task?.ns.cgroup.root ?? kernel.cgroups.root;
  const cgroup = kernel.cgroups.of(task);
  return `0::${cgroup.pathFrom(root)}${cgroup.dead ? " (deleted)" : ""}\n`;
}
