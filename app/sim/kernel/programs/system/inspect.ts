/** What processes have open and mapped: pmap, pwdx, lsof, fuser, killall5. */
import type { Call } from "../../abi/call";
import { SysError } from "../../abi/errno";
import { O } from "../../abi/flags";
import type { Stat, Sys } from "../../abi/sys";
import { parseOptions } from "../lib/getopt";
import { applet, type Io, sysError } from "../lib/io";
import { readTextFile } from "../lib/users";
import { processTable, signalByName, signalList } from "./kill";

interface Mapping {
  readonly start: string;
  readonly mode: string;
  readonly name: string;
  readonly kb: ReadonlyMap<string, number>;
}

/** The mappings of /proc/PID/smaps; undefined if there is no such process. */
function* mappings(sys: Sys, pid: string): Call<readonly Mapping[] | undefined> {
  const text = yield* readTextFile(sys, `/proc/${pid}/smaps`);
  if (text === undefined) return undefined;
  const found: { start: string; mode: string; name: string; kb: Map<string, number> }[] = [];
  for (const line of text.split("\n")) {
    const head = line.match(/^([0-9a-f]+)-[0-9a-f]+ (\S{4}) \S+ \S+ \d+\s*(.*)$/);
    if (head !== null) {
      found.push({
        start: head[1]!,
        mode: head[2]!,
        name: head[3] === "" ? "  [ anon ]" : head[3]!,
        kb: new Map(),
      });
      continue;
    }
    const row = line.match(/^(\w+):\s+(\d+) kB$/);
    if (row !== null) found.at(-1)?.kb.set(row[1]!, Number(row[2]));
  }
  return found;
}

/** The status of a pmap that found no such process. */
const NO_PROCESS = 42;

export const pmap = applet(function* (io) {
  const options = yield* parseOptions(io, "xq", { min: 1 });
  let status = 0;
  for (const pid of options.rest) {
    const words = ((yield* readTextFile(io.sys, `/proc/${pid}/cmdline`)) ?? "")
      .replace(/\0$/, "")
      .replace(/\0/g, " ");
    io.put(`${pid}: ${words === "" ? "[?]" : words}\n`);
    const found = yield* mappings(io.sys, pid);
    if (found === undefined) {
      status = NO_PROCESS;
      continue;
    }
    const quiet = options.has("q");
    const sums = new Map<string, number>();
    const get = (one: Mapping, name: string) => {
      const value = one.kb.get(name) ?? 0;
      sums.set(name, (sums.get(name) ?? 0) + value);
      return value;
    };
    const cell = (value: number, width: number) => String(value).padStart(width);
    const extended = options.has("x");
    if (extended && !quiet) io.put("Address\t\t  Kbytes     PSS   Dirty    Swap  Mode  Mapping\n");
    for (const one of found) {
      const address = one.start.padStart(16, "0");
      const size = get(one, "Size");
      const dirty = get(one, "Private_Dirty");
      if (extended)
        io.put(
          `${address} ${cell(size, 7)} ${cell(get(one, "Pss"), 7)} ${cell(dirty, 7)} ${cell(get(one, "Swap"), 7)}  ${one.mode}  ${one.name}\n`,
        );
      else io.put(`${address} ${cell(size, 7)}K ${one.mode}  ${one.name}\n`);
    }
    if (quiet) continue;
    const total = (name: string) => sums.get(name) ?? 0;
    if (extended)
      io.put(
        `----------------  ------  ------  ------  ------\ntotal\t\t ${cell(total("Size"), 7)} ${cell(total("Pss"), 7)} ${cell(total("Private_Dirty"), 7)} ${cell(total("Swap"), 7)}\n`,
      );
    else io.put(`mapped: ${total("Size")}K\n`);
  }
  return status;
});

export const pwdx = applet(function* (io) {
  const options = yield* parseOptions(io, "", { min: 1 });
  for (const word of options.rest) {
    const pid = word.match(/^(?:\/proc\/)?(\d+)$/)?.[1];
    if (pid === undefined) return yield* io.die(`invalid process id: '${word}'`);
    let where: string;
    try {
      where = yield* io.sys.readlink(`/proc/${pid}/cwd`);
    } catch (error) {
      const problem = sysError(error);
      where = (problem.code === "ENOENT" ? new SysError("ESRCH") : problem).text;
    }
    io.put(`${word}: ${where}\n`);
  }
  return 0;
});

function* link(sys: Sys, path: string): Call<string | undefined> {
  try {
    return yield* sys.readlink(path);
  } catch (error) {
    sysError(error);
    return undefined;
  }
}

/** Names in a directory, without those that start with a dot; none if it cannot be read. */
function* names(sys: Sys, path: string): Call<readonly string[]> {
  try {
    const fd = yield* sys.open(path, O.RDONLY | O.DIRECTORY);
    const entries = yield* sys.readdir(fd);
    yield* sys.close(fd);
    return entries.map(({ name }) => name).filter((name) => !name.startsWith("."));
  } catch (error) {
    sysError(error);
    return [];
  }
}

export const lsof = applet(function* (io) {
  for (const { pid } of yield* processTable(io.sys)) {
    const program = yield* link(io.sys, `/proc/${pid}/exe`);
    for (const fd of yield* names(io.sys, `/proc/${pid}/fd`)) {
      const target = yield* link(io.sys, `/proc/${pid}/fd/${fd}`);
      if (target !== undefined) io.put(`${pid}\t${program ?? ""}\t${fd}\t${target}\n`);
    }
    yield* io.drain();
  }
  return 0;
});

const same = (a: Stat, b: Stat, wholeFileSystem: boolean) =>
  a.dev.major === b.dev.major && a.dev.minor === b.dev.minor && (wholeFileSystem || a.ino === b.ino);

/** Whether a process has one of the files open, as its program, its directory or mapped. */
function* uses(sys: Sys, pid: number, wanted: readonly Stat[], wholeFileSystem: boolean): Call<boolean> {
  const places = ["cwd", "exe", "root", ...(yield* names(sys, `/proc/${pid}/fd`)).map((fd) => `fd/${fd}`)];
  for (const place of places) {
    try {
      const found = yield* sys.stat(`/proc/${pid}/${place}`);
      if (wanted.some((one) => same(one, found, wholeFileSystem))) return true;
    } catch (error) {
      sysError(error);
    }
  }
  return false;
}

export const fuser = applet(function* (io) {
  let signal = 9;
  const words: string[] = [];
  for (const word of io.args) {
    const number = /^-[A-Z0-9]{2,}$|^-\d+$/.test(word) ? signalByName(word.slice(1)) : undefined;
    if (number !== undefined && word !== "-4" && word !== "-6") signal = number;
    else words.push(word);
  }
  const options = yield* parseOptions(io, "mks46", { min: 1 }, words);
  const wanted: Stat[] = [];
  for (const path of options.rest) {
    try {
      wanted.push(yield* io.sys.stat(path));
    } catch (error) {
      return yield* io.dieError(`can't stat '${path}'`, error);
    }
  }
  const own = yield* io.sys.getpid();
  let found = false;
  for (const { pid } of yield* processTable(io.sys)) {
    if (pid === own || !(yield* uses(io.sys, pid, wanted, options.has("m")))) continue;
    found = true;
    if (options.has("k")) {
      try {
        yield* io.sys.kill(pid, signal);
      } catch (error) {
        yield* io.warnError(`kill pid ${pid}`, error);
      }
    }
    if (!options.has("s")) io.put(`${pid} `);
  }
  if (found && !options.has("s")) io.put("\n");
  return found ? 0 : 1;
});

export const killall5 = applet(function* (io) {
  const words = [...io.args];
  let signal = 15;
  if (words[0] === "-l") {
    io.put(signalList());
    return 0;
  }
  if (words[0]?.startsWith("-") && words[0] !== "-o") {
    const name = words.shift()!.slice(1);
    const number = signalByName(name);
    if (number === undefined) return yield* io.die(`bad signal name '${name}'`);
    signal = number;
  }
  const spared = yield* omitted(io, words);
  const own = yield* io.sys.getpid();
  const session = yield* io.sys.getsid(0);
  const quietly = function* (pid: number, number: number): Call<void> {
    try {
      yield* io.sys.kill(pid, number);
    } catch (error) {
      sysError(error);
    }
  };
  const pause = signal !== 19 && signal !== 18;
  if (pause) yield* quietly(-1, 19);
  let status = 2;
  for (const { pid, sid } of yield* processTable(io.sys)) {
    if (sid === session || sid === 0 || pid === own || pid === 1 || spared.has(pid)) continue;
    yield* quietly(pid, signal);
    status = 0;
  }
  if (pause) yield* quietly(-1, 18);
  return status;
});

function* omitted(io: Io, words: readonly string[]): Call<ReadonlySet<number>> {
  const spared = new Set<number>();
  for (let index = 0; index < words.length; index += 2) {
    if (words[index] !== "-o") yield* io.die(`bad option '${words[index]}'`);
    const pid = words[index + 1];
    if (pid === undefined || !/^\d+$/.test(pid)) return yield* io.usage();
    spared.add(Number(pid));
  }
  return spared;
}
