/** time and watch: programs that run others and tell about it. */
import type { Call } from "../../abi/call";
import { O } from "../../abi/flags";
import { SIG } from "../../abi/signals";
import type { Usage, WaitResult } from "../../abi/sys";
import { momentOf, strftime, zoneOf } from "../lib/calendar";
import { spawn, waitFor } from "../lib/children";
import { type Options, parseOptions } from "../lib/getopt";
import { applet, type Io, sysError } from "../lib/io";
import { duration } from "../text/basic";

const DEFAULT_FORMAT = "real\t%E\nuser\t%u\nsys\t%T";
const POSIX_FORMAT = "real %e\nuser %U\nsys %S";
const LONG_FORMAT = `\tCommand being timed: "%C"
\tUser time (seconds): %U
\tSystem time (seconds): %S
\tPercent of CPU this job got: %P
\tElapsed (wall clock) time (h:mm:ss or m:ss): %E
\tAverage shared text size (kbytes): %X
\tAverage unshared data size (kbytes): %D
\tAverage stack size (kbytes): %p
\tAverage total size (kbytes): %K
\tMaximum resident set size (kbytes): %M
\tAverage resident set size (kbytes): %t
\tMajor (requiring I/O) page faults: %F
\tMinor (reclaiming a frame) page faults: %R
\tVoluntary context switches: %w
\tInvoluntary context switches: %c
\tSwaps: %W
\tFile system inputs: %I
\tFile system outputs: %O
\tSocket messages sent: %s
\tSocket messages received: %r
\tSignals delivered: %k
\tPage size (bytes): %Z
\tExit status: %x`;

const PAGE_BYTES = 4096;
const two = (value: number): string => String(value).padStart(2, "0");
const hundredths = (ns: number): number => Math.floor(ns / 1e7);

/** "0m 1.25s", or from an hour on "1h 02m 03s". */
function clock(ns: number): string {
  const seconds = Math.floor(ns / 1e9);
  const minutes = Math.floor(seconds / 60);
  if (seconds >= 3600) return `${Math.floor(seconds / 3600)}h ${minutes % 60}m ${two(seconds % 60)}s`;
  return `${minutes}m ${seconds % 60}.${two(hundredths(ns) % 100)}s`;
}

const decimal = (ns: number): string => `${Math.floor(ns / 1e9)}.${two(hundredths(ns) % 100)}`;

/** What Linux does not fill in, or the simulated kernel does not count a child. */
const NOT_COUNTED = Object.fromEntries([..."DFIKORWXckprstw"].map((letter) => [letter, "0"]));

interface Measured {
  readonly command: readonly string[];
  readonly elapsedNs: number;
  readonly result: WaitResult;
  readonly usage: Usage;
}

function summarize(format: string, { command, elapsedNs, result, usage }: Measured): string {
  const { userNs, systemNs } = result;
  const { end } = result;
  const elapsedMs = Math.floor(elapsedNs / 1e6);
  const percent = elapsedMs > 0 ? `${Math.floor((userNs + systemNs) / 1e4 / elapsedMs)}%` : "?%";
  const values: Readonly<Record<string, string>> = {
    "%": "",
    C: command.join(" "),
    E: clock(elapsedNs),
    T: clock(systemNs),
    u: clock(userNs),
    e: decimal(elapsedNs),
    U: decimal(userNs),
    S: decimal(systemNs),
    M: String((usage.maxRssPages * PAGE_BYTES) / 1024),
    P: percent,
    Z: String(PAGE_BYTES),
    x: String(end.kind === "exited" ? end.status : 0),
    ...NOT_COUNTED,
  };
  let text = "";
  if (end.kind === "signaled") text = `Command terminated by signal ${end.signal}\n`;
  else if (end.kind === "stopped") text = `Command stopped by signal ${end.signal}\n`;
  else if (end.kind === "exited" && end.status !== 0)
    text = `Command exited with non-zero status ${end.status}\n`;
  text += format.replace(/%(.?)|\\/gs, (_, letter?: string) => {
    if (letter === undefined) return "";
    return letter === "" ? "?" : (values[letter] ?? `?${letter}`);
  });
  return `${text}\n`;
}

export const time = applet(function* (io) {
  const options = yield* parseOptions(io, "+vpao:f:", { min: 1 });
  const format = formatOf(options);
  const output = options.value("o");
  let fd = 2;
  if (output !== undefined) {
    try {
      const flags = O.WRONLY | O.CREAT | (options.has("a") ? O.APPEND : O.TRUNC);
      fd = yield* io.sys.open(output, flags, 0o666);
      yield* io.sys.setCloexec(fd, true);
    } catch (error) {
      yield* io.dieError(`can't open '${output}'`, error);
    }
  }
  const start = yield* io.sys.clockGettime("monotonic");
  const child = yield* spawn(io, options.rest);
  for (const signal of [SIG.INT, SIG.QUIT]) yield* io.sys.sigaction(signal, "ignore");
  const result = yield* waitFor(io, child);
  const elapsedNs = (yield* io.sys.clockGettime("monotonic")) - start;
  const usage = yield* io.sys.getrusage("children");
  yield* io.flush();
  try {
    yield* io.writeAll(fd, summarize(format, { command: options.rest, elapsedNs, result, usage }));
  } catch (error) {
    sysError(error);
  }
  if (result.end.kind === "exited") return result.end.status;
  return result.end.kind === "continued" ? 0 : result.end.signal;
});

function formatOf(options: Options): string {
  const own = options.value("f");
  const last = options.last("v", "p", "f");
  if (last === "f") return own ?? "";
  return last === "v" ? LONG_FORMAT : last === "p" ? POSIX_FORMAT : DEFAULT_FORMAT;
}

const HOME_AND_CLEAR = "\x1b[H\x1b[J";
const DEFAULT_COLUMNS = 80;

export const watch = applet(function* (io) {
  const options = yield* parseOptions(io, "+dtn:", { min: 1 });
  const seconds = yield* duration(io, options.value("n") ?? "2");
  const command = options.rest.join(" ");
  for (;;) {
    io.put(HOME_AND_CLEAR);
    if (!options.has("t")) {
      const title = `Every ${seconds.toFixed(1)}s: ${command}`;
      io.put(`${yield* titleLine(io, title)}\n\n`);
    }
    yield* io.flush();
    const child = yield* spawn(io, ["sh", "-c", command], { path: "/bin/sh" });
    yield* waitFor(io, child);
    yield* io.sys.nanosleep(Math.round(seconds * 1e9));
  }
});

/** The command on the left, the time on the right. */
function* titleLine(io: Io, title: string): Call<string> {
  let columns = DEFAULT_COLUMNS;
  try {
    columns = (yield* io.sys.getTerminal(1)).columns || DEFAULT_COLUMNS;
  } catch (error) {
    sysError(error);
  }
  const ns = yield* io.sys.clockGettime("realtime");
  const now = strftime("%Y-%m-%d %H:%M:%S", momentOf(Math.floor(ns / 1e9), zoneOf(io.env)));
  const room = columns - now.length - 1;
  return room > 0 ? title.slice(0, room).padEnd(room) + now : title.slice(0, columns - 1);
}
