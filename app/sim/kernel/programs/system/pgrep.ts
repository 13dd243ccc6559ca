/** pgrep and pkill: processes by a regular expression. */
import type { Call } from "../../abi/call";
import { parseOptions } from "../lib/getopt";
import { applet, type Io } from "../lib/io";
import { Regex } from "../lib/regex/regex";
import { RegexError } from "../lib/regex/syntax";
import { type ProcessInfo, processTable, signalByName, signalList } from "./kill";

function* compiled(io: Io, pattern: string): Call<Regex> {
  try {
    return new Regex(pattern, { extended: true });
  } catch (error) {
    if (!(error instanceof RegexError)) throw error;
    return yield* io.die(`bad regex '${pattern}': ${error.text}`);
  }
}

function* find(
  io: Io,
  args: readonly string[],
): Call<{ readonly found: readonly ProcessInfo[]; readonly long: boolean }> {
  const options = yield* parseOptions(io, "lafvxons:P:", {}, args);
  if (options.rest.length > 1) return yield* io.usage();
  const session = options.value("s");
  const parent = options.value("P");
  const [pattern] = options.rest;
  if (pattern === undefined && session === undefined && parent === undefined) return yield* io.usage();
  const regex = yield* compiled(io, pattern ?? "");
  const own = yield* io.sys.getpid();
  const sid = session === "0" ? yield* io.sys.getsid(0) : Number(session);
  const matching: ProcessInfo[] = [];
  for (const info of yield* processTable(io.sys)) {
    if (info.pid === own) continue;
    const text = options.has("f") && info.argv.length > 0 ? info.argv.join(" ") : info.comm;
    const match = regex.exec(text);
    const whole = match !== undefined && match[0] === 0 && match[1] === text.length;
    let hit = options.has("x") ? whole : match !== undefined;
    if (session !== undefined && info.sid !== sid) hit = false;
    if (parent !== undefined && info.ppid !== Number(parent)) hit = false;
    if (hit !== options.has("v")) matching.push(info);
  }
  if (options.has("n")) return { found: matching.slice(-1), long: options.has("l", "a") };
  if (options.has("o")) return { found: matching.slice(0, 1), long: options.has("l", "a") };
  return { found: matching, long: options.has("l", "a") };
}

export const pgrep = applet(function* (io) {
  const { found, long } = yield* find(io, io.args);
  const whole = io.args.some((word) => /^-\w*[af]/.test(word));
  for (const { pid, comm, argv } of found)
    io.put(long ? `${pid} ${whole && argv.length > 0 ? argv.join(" ") : comm}\n` : `${pid}\n`);
  return found.length > 0 ? 0 : 1;
});

export const pkill = applet(function* (io) {
  let [first, ...rest] = io.args;
  let signal = 15;
  if (first === "-l") {
    io.put(signalList());
    return 0;
  }
  const named = first?.startsWith("-") ? signalByName(first.slice(1)) : undefined;
  if (named !== undefined) {
    signal = named;
    [first, ...rest] = rest;
  }
  const { found } = yield* find(io, first === undefined ? [] : [first, ...rest]);
  let sent = 0;
  for (const { pid } of found) {
    try {
      yield* io.sys.kill(pid, signal);
      sent++;
    } catch (error) {
      yield* io.warnError(`can't kill pid ${pid}`, error);
    }
  }
  return sent > 0 ? 0 : 1;
});
