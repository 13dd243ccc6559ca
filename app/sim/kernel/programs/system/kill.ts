/** Finding processes and sending signals: kill, killall, pkill, pgrep, pidof. */
import type { Call } from "../../abi/call";
import { SysError } from "../../abi/errno";
import { O } from "../../abi/flags";
import { LAST_SIGNAL, SIGNALS } from "../../abi/signals";
import type { Program, Sys } from "../../abi/sys";
import { parseOptions } from "../lib/getopt";
import { applet, type Io } from "../lib/io";
import { readTextFile } from "../lib/users";

const RTMIN = 35;

/** The number of a signal by name or number; undefined if there is none. */
export function signalByName(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text) <= LAST_SIGNAL ? Number(text) : undefined;
  const name = text.toUpperCase().replace(/^SIG/, "");
  if (name === "EXIT") return 0;
  if (name === "RTMIN") return RTMIN;
  if (name === "RTMAX") return LAST_SIGNAL;
  const aliases: Record<string, number> = { IOT: 6, CLD: 17, POLL: 29, IO: 29 };
  const found = SIGNALS.findIndex((one) => one !== "" && one === name);
  return aliases[name] ?? (found > 0 ? found : undefined);
}

/** As busybox names it: the number itself where it has no name. */
function signalName(signal: number): string {
  if (signal === 0) return "EXIT";
  if (signal === 29) return "POLL";
  if (signal === RTMIN) return "RTMIN";
  return SIGNALS[signal] ?? String(signal);
}

/** kill -l. */
export function signalList(): string {
  const numbers = [...SIGNALS.keys()].slice(1);
  return [...numbers, RTMIN, LAST_SIGNAL].map((n) => `${String(n).padStart(2)}) ${signalName(n)}\n`).join("");
}

/** The -l form: names for numbers and numbers for names. */
function* listed(io: Io, words: readonly string[]): Call<number> {
  if (words.length === 0) {
    io.put(signalList());
    return 0;
  }
  let status = 0;
  for (const word of words) {
    const signal = signalByName(/^\d+$/.test(word) ? String(Number(word) & 0x7f) : word);
    if (signal === undefined) {
      yield* io.warn(`unknown signal '${word}'`);
      status = 1;
    } else io.put(/^\d+$/.test(word) ? `${signalName(signal)}\n` : `${signal}\n`);
  }
  return status;
}

export const kill: Program = applet(function* (io) {
  let [first, ...rest] = io.args;
  let signal = 15;
  if (first === "-l") return yield* listed(io, rest);
  if (first !== undefined && first.length > 1 && first.startsWith("-") && first !== "--") {
    let name = first.slice(1);
    if (name === "s") {
      name = rest[0] ?? "";
      rest = rest.slice(1);
    }
    const found = signalByName(name);
    if (found === undefined) return yield* io.die(`bad signal name '${name}'`);
    signal = found;
    [first, ...rest] = rest;
  }
  if (first === "--") [first, ...rest] = rest;
  if (first === undefined) return yield* io.die("you need to specify whom to kill");
  let status = 0;
  for (const word of [first, ...rest]) {
    const pid = /^-?\d+$/.test(word) ? Number(word) : undefined;
    if (pid === undefined) {
      yield* io.warn(`invalid number '${word}'`);
      status = 1;
      continue;
    }
    try {
      yield* io.sys.kill(pid, signal);
    } catch (error) {
      yield* io.warnError(`can't kill pid ${pid}`, error);
      status = 1;
    }
  }
  return status;
});

export interface ProcessInfo {
  readonly pid: number;
  readonly ppid: number;
  readonly pgid: number;
  readonly sid: number;
  readonly comm: string;
  readonly state: string;
  readonly tty: number;
  readonly userTicks: number;
  readonly systemTicks: number;
  readonly nice: number;
  readonly startTicks: number;
  readonly vszBytes: number;
  readonly rssPages: number;
  /** The words of its command line; empty for threads of the kernel and zombies. */
  readonly argv: readonly string[];
  readonly uid: number;
  readonly gid: number;
}

function* numbersIn(sys: Sys, path: string): Call<readonly number[]> {
  const fd = yield* sys.open(path, O.RDONLY | O.DIRECTORY);
  const entries = yield* sys.readdir(fd);
  yield* sys.close(fd);
  return entries.filter(({ name }) => /^\d+$/.test(name)).map(({ name }) => Number(name));
}

/** All processes in /proc, in its order. Those that end meanwhile are left out. */
export function* processTable(sys: Sys): Call<readonly ProcessInfo[]> {
  const table: ProcessInfo[] = [];
  for (const pid of yield* numbersIn(sys, "/proc")) {
    const info = yield* processInfo(sys, pid);
    if (info !== undefined) table.push(info);
  }
  return table;
}

export function* processInfo(
  sys: Sys,
  pid: number,
  directory = `/proc/${pid}`,
): Call<ProcessInfo | undefined> {
  let uid: number;
  let gid: number;
  try {
    ({ uid, gid } = yield* sys.stat(directory));
  } catch (error) {
    if (error instanceof SysError) return undefined;
    throw error;
  }
  const stat = yield* readTextFile(sys, `${directory}/stat`);
  if (stat === undefined) return undefined;
  const close = stat.lastIndexOf(")");
  const comm = stat.slice(stat.indexOf("(") + 1, close);
  const fields = stat.slice(close + 2).split(" ");
  const n = (index: number) => Number(fields[index] ?? 0);
  const commandLine = (yield* readTextFile(sys, `${directory}/cmdline`)) ?? "";
  return {
    pid,
    comm,
    state: fields[0] ?? "?",
    ppid: n(1),
    pgid: n(2),
    sid: n(3),
    tty: n(4),
    userTicks: n(11),
    systemTicks: n(12),
    nice: n(16),
    startTicks: n(19),
    vszBytes: n(20),
    rssPages: n(21),
    argv: commandLine === "" ? [] : commandLine.replace(/\0$/, "").split("\0"),
    uid,
    gid,
  };
}

/** Whether busybox's killall and pidof take the process for that name: its comm, its argv[0], or its program file. */
function* called(sys: Sys, info: ProcessInfo, name: string): Call<boolean> {
  if (info.comm === name.slice(0, 15) && (name.length < 16 || info.argv[0]?.endsWith(name))) return true;
  const base = (info.argv[0] ?? "").replace(/^.*\//, "");
  if (base === name || info.argv[0] === name) return true;
  try {
    const file = yield* sys.readlink(`/proc/${info.pid}/exe`);
    return file === name || (name.includes("/") && file.endsWith(name));
  } catch (error) {
    if (error instanceof SysError) return false;
    throw error;
  }
}

export const pidof = applet(function* (io) {
  const options = yield* parseOptions(io, "so:");
  const omitted = new Set<number>();
  for (const text of options.values("o"))
    omitted.add(text === "%PPID" ? yield* io.sys.getppid() : Number(text));
  const found: number[] = [];
  const table = yield* processTable(io.sys);
  for (const name of options.rest)
    for (const info of table)
      if (!omitted.has(info.pid) && (yield* called(io.sys, info, name))) found.push(info.pid);
  const shown = options.has("s") ? found.slice(0, 1) : found;
  if (shown.length > 0) io.put(`${shown.join(" ")}\n`);
  return shown.length > 0 ? 0 : 1;
});

export const killall = applet(function* (io) {
  let args = io.args;
  let signal = 15;
  let quiet = false;
  if (args[0] === "-l") return yield* listed(io, args.slice(1));
  while (args[0]?.startsWith("-")) {
    const word = args[0].slice(1);
    args = args.slice(1);
    if (word === "q") quiet = true;
    else {
      const given = word === "s" ? (args[0] ?? "") : word;
      if (word === "s") args = args.slice(1);
      const found = signalByName(given);
      if (found === undefined) return yield* io.die(`bad signal name '${word}'`);
      signal = found;
    }
  }
  if (args.length === 0) return yield* io.die("you need to specify whom to kill");
  const own = yield* io.sys.getpid();
  const table = yield* processTable(io.sys);
  let status = 0;
  for (const name of args) {
    let sent = 0;
    for (const info of table) {
      if (info.pid === own || !(yield* called(io.sys, info, name))) continue;
      try {
        yield* io.sys.kill(info.pid, signal);
        sent++;
      } catch (error) {
        yield* io.warnError(`can't kill pid ${info.pid}`, error);
        status = 1;
      }
    }
    if (sent === 0) {
      status = 1;
      if (!quiet) yield* io.warn(`${name}: no process killed`);
    }
  }
  return status;
});
