/** Looking at containers: logs, stats, top. */
import type { Call } from "../../kernel/abi/call";
import { O } from "../../kernel/abi/flags";
import type { Sys } from "../../kernel/abi/sys";
import { CGROUP_ROOT } from "../bundle/plan";
import { byteString } from "../image/bytes";
import { EngineError, type StatsSample } from "./contract";
import { isError, readFile, readText, unless, writeAll } from "./file-work";
import { readLogLine, timestamp } from "./json-log";
import { type ContainerRecord, isRunning, paths } from "./records";

export interface LogOptions {
  readonly follow: boolean;
  /** Lines from the end; negative for all. */
  readonly tail: number;
  readonly timestamps: boolean;
  readonly sinceSeconds: number;
}

/** How often a log that is followed is looked at. */
const LOOK_NS = 100e6;

export function* logs(sys: Sys, container: ContainerRecord, options: LogOptions): Call<void> {
  const fd = yield* unless(sys.open(paths.log(container.id), O.RDONLY | O.CLOEXEC), "ENOENT");
  if (fd === undefined && !options.follow) return;
  let rest = "";
  const take = (text: string): string[] => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    return lines;
  };
  let log = fd;
  let first = true;
  for (;;) {
    const over = !isRunning(container);
    log ??= yield* unless(sys.open(paths.log(container.id), O.RDONLY | O.CLOEXEC), "ENOENT");
    if (log !== undefined) {
      const lines: string[] = [];
      for (;;) {
        const part = yield* sys.read(log, 65536);
        if (part.length === 0) break;
        lines.push(...take(byteString(part)));
      }
      yield* show(sys, first && options.tail >= 0 ? lastLines(lines, options.tail) : lines, options);
      first = false;
    }
    if (!options.follow || over) break;
    yield* sys.nanosleep(LOOK_NS);
  }
  if (log !== undefined) yield* sys.close(log);
}

/** The last lines, where a line that was cut counts once. */
function lastLines(lines: readonly string[], count: number): readonly string[] {
  let left = count;
  let at = lines.length;
  while (at > 0 && left >= 0) {
    const whole = readLogLine(lines[at - 1]!)?.log.endsWith("\n") ?? true;
    if (whole || at === lines.length) left--;
    if (left < 0) break;
    at--;
  }
  return lines.slice(at);
}

function* show(sys: Sys, lines: readonly string[], { timestamps, sinceSeconds }: LogOptions): Call<void> {
  for (const line of lines) {
    const read = readLogLine(line);
    if (read === undefined || Date.parse(read.time) / 1000 < sinceSeconds) continue;
    const text = timestamps ? `${timestamp(read.time)} ${read.log}` : read.log;
    yield* writeAll(sys, read.stream === "stdout" ? 1 : 2, text);
  }
}

const field = (text: string, name: string): number =>
  Number(new RegExp(`^${name} (\\d+)$`, "m").exec(text)?.[1] ?? 0);

export function* stats(sys: Sys, container: ContainerRecord): Call<StatsSample> {
  const cpus = (yield* sys.getaffinity(0)).length;
  const total = yield* readText(sys, "/proc/stat");
  const ticks =
    /^cpu +(.*)$/m
      .exec(total)?.[1]
      ?.split(" ")
      .slice(0, 8)
      .reduce((sum, text) => sum + Number(text), 0) ?? 0;
  const system = { systemNs: ticks * 1e7, cpus };
  const none = {
    cpuNs: 0,
    memoryBytes: 0,
    memoryLimitBytes: 0,
    rxBytes: 0,
    txBytes: 0,
    readBytes: 0,
    writeBytes: 0,
    pids: 0,
  };
  if (!isRunning(container) || container.pid === 0) return { ...none, ...system };
  const directory = `${CGROUP_ROOT}${paths.cgroup(container.id)}`;
  const file = function* (name: string): Call<string> {
    return (yield* unless(readText(sys, `${directory}/${name}`), "ENOENT", "ENODEV")) ?? "";
  };
  const memory = yield* file("memory.stat");
  const current = Number(yield* file("memory.current"));
  const maximum = (yield* file("memory.max")).trim();
  const information = yield* readText(sys, "/proc/meminfo");
  const machine = Number(/^MemTotal: +(\d+)/m.exec(information)?.[1] ?? 0) * 1024;
  const io = yield* file("io.stat");
  const sum = (key: string) =>
    [...io.matchAll(new RegExp(`${key}=(\\d+)`, "g"))].reduce((all, [, n]) => all + Number(n), 0);
  const net = yield* traffic(sys, container.pid);
  return {
    ...system,
    ...net,
    cpuNs: field(yield* file("cpu.stat"), "usage_usec") * 1000,
    // As Docker counts: without the pages that can be had back at once.
    memoryBytes: Math.max(0, current - field(memory, "inactive_file")),
    memoryLimitBytes: maximum === "max" || maximum === "" ? machine : Math.min(Number(maximum), machine),
    readBytes: sum("rbytes"),
    writeBytes: sum("wbytes"),
    pids: Number(yield* file("pids.current")),
  };
}

/** All devices of its network namespace but the loopback. */
function* traffic(sys: Sys, pid: number): Call<{ readonly rxBytes: number; readonly txBytes: number }> {
  const text = (yield* unless(readText(sys, `/proc/${pid}/net/dev`), "ENOENT", "ESRCH", "EINVAL")) ?? "";
  let rxBytes = 0;
  let txBytes = 0;
  for (const line of text.split("\n")) {
    const match = /^ *([^:\s]+): *(.*)$/.exec(line);
    if (match === null || match[1] === "lo") continue;
    const numbers = match[2]!.trim().split(/\s+/).map(Number);
    rxBytes += numbers[0] ?? 0;
    txBytes += numbers[8] ?? 0;
  }
  return { rxBytes, txBytes };
}

/** Rows of [uid, pid, ppid, command], by number of the host. */
export function* top(sys: Sys, container: ContainerRecord): Call<readonly (readonly string[])[]> {
  if (!isRunning(container) || container.pid === 0)
    throw new EngineError(`container ${container.id} is not running`, 1, "conflict");
  const text = yield* readText(sys, `${CGROUP_ROOT}${paths.cgroup(container.id)}/cgroup.procs`);
  const rows: (readonly string[])[] = [];
  for (const pid of text
    .split("\n")
    .filter((line) => line !== "")
    .sort((a, b) => Number(a) - Number(b))) {
    try {
      const status = yield* readText(sys, `/proc/${pid}/status`);
      const uid = /^Uid:\s+(\d+)/m.exec(status)?.[1] ?? "0";
      const parent = /^PPid:\s+(\d+)/m.exec(status)?.[1] ?? "0";
      const command = byteString(yield* readFile(sys, `/proc/${pid}/cmdline`))
        .split("\0")
        .join(" ")
        .trim();
      const name = /^Name:\s+(.*)$/m.exec(status)?.[1] ?? "";
      rows.push([yield* userName(sys, uid), pid, parent, command === "" ? `[${name}]` : command]);
    } catch (error) {
      // It has ended in the meantime.
      if (!isError(error, "ENOENT", "ESRCH")) throw error;
    }
  }
  return rows;
}

function* userName(sys: Sys, uid: string): Call<string> {
  const passwd = (yield* unless(readText(sys, "/etc/passwd"), "ENOENT")) ?? "";
  const entry = passwd
    .split("\n")
    .map((line) => line.split(":"))
    .find((line) => line[2] === uid);
  return entry?.[0] ?? uid;
}
