import { SIG } from "../../abi/signals";
import type { WaitResult } from "../../abi/sys";
import type { Job, JobTable } from "./job-table";

/** strsignal of the guest's C library (musl). */
const SIGNAL_WORDS: Readonly<Record<number, string>> = {
  1: "Hangup",
  2: "Interrupt",
  3: "Quit",
  4: "Illegal instruction",
  5: "Trace/breakpoint trap",
  6: "Aborted",
  7: "Bus error",
  8: "Arithmetic exception",
  9: "Killed",
  10: "User defined signal 1",
  11: "Segmentation fault",
  12: "User defined signal 2",
  13: "Broken pipe",
  14: "Alarm clock",
  15: "Terminated",
  16: "Stack fault",
  17: "Child process status",
  18: "Continued",
  19: "Stopped (signal)",
  20: "Stopped",
  21: "Stopped (tty input)",
  22: "Stopped (tty output)",
  23: "Urgent I/O condition",
  24: "CPU time limit exceeded",
  25: "File size limit exceeded",
  26: "Virtual timer expired",
  27: "Profiling timer expired",
  28: "Window changed",
  29: "I/O possible",
  30: "Power failure",
  31: "Bad system call",
};

function signalWords(signal: number): string {
  return SIGNAL_WORDS[signal] ?? (signal > 31 && signal < 65 ? `RT${signal}` : "Unknown signal");
}

/** What the shell prints of its own accord when a process it waits for ends: only signals, and not those that users cause. */
export function deathMessage(end: WaitResult["end"]): string {
  if (end.kind !== "signaled" || end.signal === SIG.INT || end.signal === SIG.PIPE) return "";
  return `${signalWords(end.signal)}${end.core ? " (core dumped)" : ""}\n`;
}

function describeEnd(end: WaitResult["end"] | undefined): string {
  if (end?.kind === "exited") return end.status === 0 ? "Done" : `Done(${end.status})`;
  if (end?.kind === "signaled") return `${signalWords(end.signal)}${end.core ? " (core dumped)" : ""}`;
  return end?.kind === "stopped" ? signalWords(end.signal) : "Running";
}

/** The line of `jobs` for a job, or with `pids` a line a process. */
export function jobLine(table: JobTable, job: Job, pids: boolean): string {
  const [current, previous] = table.all();
  const marker = job === current ? "+" : job === previous ? "-" : " ";
  const number = `[${job.number}]`;
  let head = `${number}${marker}  `.padEnd(number.length + 3);
  const indent = head.length;
  if (pids) head += `${job.processes[0]?.pid} `;
  const stopped = job.processes.find((each) => each.end?.kind === "stopped");
  head += job.state === "running" ? "Running" : describeEnd(stopped?.end ?? job.processes.at(-1)?.end);
  let text = "";
  job.processes.forEach((process, index) => {
    if (index > 0) head = pids ? `\n${" ".repeat(indent)}${process.pid} ` : "";
    const column = index > 0 && pids ? head.length - 1 : head.length;
    const gap = index > 0 && !pids ? " " : " ".repeat(Math.max(33 - column, 1));
    text += `${head}${gap}${index > 0 ? "| " : ""}${process.command}`;
  });
  return `${text}\n`;
}

/** The process ids that `jobs -p` prints. */
export function jobPids(job: Job): string {
  return `${job.processes[0]?.pid}\n`;
}
