/** unshare(1) of util-linux 2.38.1. */
import type { Call } from "../../abi/call";
import { SysError } from "../../abi/errno";
import { CAPABILITIES, CLONE, MS, O } from "../../abi/flags";
import { SIG, SIGNALS } from "../../abi/signals";
import { spawn, waitFor } from "../lib/children";
import { type Options, parseOptions } from "../lib/getopt";
import { type Io, ProgramExit } from "../lib/io";
import { become, changeRoot, id, NAMESPACE_OPTIONS, setIds, UtilLinuxIo, utilLinux } from "./util-linux";
import { UNSHARE_HELP } from "./util-linux-help";

const LONG = {
  mount: ["m", "optional"],
  uts: ["u", "optional"],
  ipc: ["i", "optional"],
  net: ["n", "optional"],
  pid: ["p", "optional"],
  user: ["U", "optional"],
  cgroup: ["C", "optional"],
  time: ["T", "optional"],
  fork: ["f"],
  "map-user": ["map-user", "value"],
  "map-users": ["map-users", "value"],
  "map-group": ["map-group", "value"],
  "map-groups": ["map-groups", "value"],
  "map-root-user": ["r"],
  "map-current-user": ["c"],
  "map-auto": ["map-auto"],
  "kill-child": ["kill-child", "optional"],
  "mount-proc": ["mount-proc", "optional"],
  propagation: ["propagation", "value"],
  setgroups: ["setgroups", "value"],
  "keep-caps": ["keep-caps"],
  root: ["R", "value"],
  wd: ["w", "value"],
  setuid: ["S", "value"],
  setgid: ["G", "value"],
  monotonic: ["monotonic", "value"],
  boottime: ["boottime", "value"],
  help: ["h"],
  version: ["V"],
} as const;

const PROPAGATION: Readonly<Record<string, number>> = {
  slave: MS.REC | MS.SLAVE,
  private: MS.REC | MS.PRIVATE,
  shared: MS.REC | MS.SHARED,
  unchanged: 0,
};

/** The map that one of the options asks for: inside, outside, count. */
function* mapLine(io: Io, options: Options, what: "user" | "group", mine: number): Call<string | undefined> {
  const many = options.value(`map-${what}s`);
  if (many !== undefined) {
    const parts = many.split(",");
    for (const part of parts) if (!/^\d+$/.test(part)) yield* io.die(`could not parse ID: '${part}'`);
    if (parts.length !== 3) yield* io.die(`invalid mapping '${many}'`);
    return `${parts[1]} ${parts[0]} ${parts[2]}\n`;
  }
  const one = options.value(`map-${what}`);
  if (one !== undefined) return `${yield* id(io, one, what === "user" ? "uid" : "gid")} ${mine} 1`;
  const by = options.last("r", "c");
  if (by === "r") return `0 ${mine} 1`;
  return by === "c" ? `${mine} ${mine} 1` : undefined;
}

function* writeFile(io: Io, path: string, text: string): Call<void> {
  let fd: number;
  try {
    fd = yield* io.sys.open(path, O.WRONLY | O.CLOEXEC);
  } catch (error) {
    return yield* io.dieError(`cannot open ${path}`, error);
  }
  try {
    yield* io.sys.write(fd, text);
  } catch (error) {
    yield* io.dieError(`write failed ${path}`, error);
  }
  yield* io.sys.close(fd);
}

/** --monotonic and --boottime. */
function* timeOffsets(io: Io, options: Options): Call<void> {
  for (const clock of ["monotonic", "boottime"]) {
    const text = options.value(clock);
    if (text === undefined) continue;
    if (!/^-?\d+$/.test(text)) yield* io.die(`failed to parse ${clock} offset: '${text}'`);
    yield* writeFile(io, "/proc/self/timens_offsets", `${clock} ${text} 0`);
  }
}

/** Binds the namespaces that were to be kept to their files; `pid` is whose. */
function* keep(io: Io, options: Options, pid: string): Call<void> {
  for (const { key, file } of NAMESPACE_OPTIONS) {
    const target = options.value(key);
    if (target === undefined) continue;
    const suffix = key === "p" || key === "T" ? "_for_children" : "";
    try {
      yield* io.sys.mount(`/proc/${pid}/ns/${file}${suffix}`, target, "", MS.BIND, "");
    } catch (error) {
      yield* io.dieError(`mount /proc/${pid}/ns/${file}${suffix} on ${target} failed`, error);
    }
  }
}

function* setPropagation(io: Io, flags: number): Call<void> {
  if (flags === 0) return;
  try {
    yield* io.sys.mount("none", "/", "", flags, "");
  } catch (error) {
    yield* io.dieError("cannot change root filesystem propagation", error);
  }
}

function* mountProc(io: Io, target: string): Call<void> {
  try {
    yield* io.sys.mount("none", target, "", MS.PRIVATE | MS.REC, "");
  } catch (error) {
    if (!(error instanceof SysError) || error.code !== "EINVAL")
      yield* io.dieError(`cannot change ${target} filesystem propagation`, error);
  }
  try {
    yield* io.sys.mount("proc", target, "proc", MS.NOSUID | MS.NOEXEC | MS.NODEV, "");
  } catch (error) {
    yield* io.dieError(`mount ${target} failed`, error);
  }
}

const { program, help } = utilLinux("unshare", UNSHARE_HELP, function* (io): Call<number> {
  const options = yield* parseOptions(io, "+fhVmuinpCTUrR:w:S:G:c", { long: LONG });
  if (options.has("h")) return yield* help(io);
  if (options.has("V")) {
    io.put("unshare from util-linux 2.38.1\n");
    return 0;
  }
  const propagation = options.value("propagation") ?? "private";
  const propagationFlags = PROPAGATION[propagation];
  if (propagationFlags === undefined) return yield* io.die(`unsupported propagation mode: ${propagation}`);
  const setgroups = options.value("setgroups");
  if (setgroups !== undefined && setgroups !== "allow" && setgroups !== "deny")
    return yield* io.die(`unsupported --setgroups argument '${setgroups}'`);
  let flags = 0;
  for (const { key, flag } of NAMESPACE_OPTIONS) if (options.has(key)) flags |= flag;
  const mapped = options.has("map-user", "map-users", "map-group", "map-groups", "map-auto", "r", "c");
  if (mapped) flags |= CLONE.NEWUSER;
  const proc = options.has("mount-proc") ? (options.value("mount-proc") ?? "/proc") : undefined;
  if (proc !== undefined) flags |= CLONE.NEWNS;
  const kill = options.has("kill-child") ? (options.value("kill-child") ?? "SIGKILL") : undefined;
  if (options.has("monotonic", "boottime") && (flags & CLONE.NEWTIME) === 0)
    return yield* io.die("options --monotonic and --boottime require unsharing of a time namespace (-t)");
  const [, euid] = yield* io.sys.getresuid();
  const [, egid] = yield* io.sys.getresgid();
  const users = yield* mapLine(io, options, "user", euid);
  const groups = yield* mapLine(io, options, "group", egid);
  if (options.has("map-auto"))
    return yield* io.die("could not open '/etc/subuid': No such file or directory");
  const killSignal = kill === undefined ? 0 : signalOf(kill);
  if (killSignal === undefined) return yield* io.die(`unknown signal: ${kill}`);
  const pid = yield* io.sys.getpid();
  const outsideMaps = options.has("map-users", "map-groups");
  const keeper = outsideMaps ? yield* mapFromOutside(io, pid, users, groups) : undefined;
  try {
    yield* io.sys.unshare(flags);
  } catch (error) {
    return yield* io.dieError("unshare failed", error);
  }
  yield* timeOffsets(io, options);
  const fork = options.has("f") || kill !== undefined;
  let isChild = false;
  if (keeper !== undefined) yield* keeper();
  const rest = function* (inner: Io): Call<number> {
    if (killSignal > 0) yield* inner.sys.setParentDeathSignal(killSignal);
    if (!outsideMaps) yield* writeMaps(inner, users, groups, setgroups, flags);
    if ((flags & CLONE.NEWNS) !== 0) yield* setPropagation(inner, propagationFlags);
    if (!isChild) yield* keep(inner, options, "self");
    yield* changeRoot(inner, options.value("R"), options.value("w"));
    if (proc !== undefined) yield* mountProc(inner, proc);
    yield* setIds(inner, options);
    if (options.has("keep-caps") && (flags & CLONE.NEWUSER) !== 0) yield* keepCapabilities(inner);
    return yield* become(inner, options.rest);
  };
  if (!fork) return yield* rest(io);
  isChild = true;
  yield* io.sys.sigprocmask("block", [SIG.INT, SIG.TERM]);
  let child: number;
  try {
    child = yield* io.sys.fork(function* (sys) {
      yield* sys.sigprocmask("unblock", [SIG.INT, SIG.TERM]);
      return yield* asChild(io, sys, rest);
    });
  } catch (error) {
    return yield* io.dieError("fork failed", error);
  }
  if (NAMESPACE_OPTIONS.some(({ key }) => options.value(key) !== undefined))
    yield* keep(io, options, String(pid));
  const { end } = yield* waitFor(io, child);
  if (end.kind === "exited") return end.status;
  if (end.kind !== "signaled") return 1;
  try {
    yield* io.sys.sigaction(end.signal, "default");
    yield* io.sys.sigprocmask("unblock", [end.signal]);
  } catch (error) {
    return yield* io.dieError("sigprocmask unblock failed", error);
  }
  yield* io.sys.kill(pid, end.signal);
  return 128 + end.signal;
});

/** What is permitted becomes ambient, so that the next program has it too. */
function* keepCapabilities(io: Io): Call<void> {
  const { effective, permitted } = yield* io.sys.capget();
  yield* io.sys.capset({ effective, permitted, inheritable: permitted });
  for (let bit = 0; bit < CAPABILITIES.length; bit++)
    if ((permitted >> BigInt(bit)) & 1n) yield* io.sys.ambient("raise", bit);
}

function signalOf(name: string): number | undefined {
  const bare = name.replace(/^SIG/, "");
  if (/^\d+$/.test(bare)) return Number(bare);
  const found = SIGNALS.findIndex((one) => one !== "" && one === bare);
  return found < 0 ? undefined : found;
}

function* asChild(parent: Io, sys: Io["sys"], rest: (io: Io) => Call<number>): Call<number> {
  const io = new UtilLinuxIo(sys, parent.name, parent.args, parent.env);
  try {
    return yield* io.finish(yield* rest(io));
  } catch (error) {
    if (error !== null && typeof error === "object" && "status" in error)
      return yield* io.finish((error as { status: number }).status);
    throw error;
  }
}

function* writeMaps(
  io: Io,
  users: string | undefined,
  groups: string | undefined,
  setgroups: string | undefined,
  flags: number,
): Call<void> {
  if (setgroups === "allow" && groups !== undefined)
    yield* io.die("options --setgroups=allow and --map-group are mutually exclusive");
  if (users !== undefined) yield* writeFile(io, "/proc/self/uid_map", users);
  if (groups !== undefined) yield* writeFile(io, "/proc/self/setgroups", "deny");
  if (groups !== undefined) yield* writeFile(io, "/proc/self/gid_map", groups);
  if (setgroups !== undefined && (flags & CLONE.NEWUSER) !== 0)
    yield* writeFile(io, "/proc/self/setgroups", setgroups);
}

/** --map-users and --map-groups: newuidmap and newgidmap write the maps from outside. Answers how to let them. */
function* mapFromOutside(
  io: Io,
  pid: number,
  users: string | undefined,
  groups: string | undefined,
): Call<() => Call<void>> {
  const [read, write] = yield* io.sys.pipe();
  const child = yield* io.sys.fork(function* (sys) {
    yield* sys.close(write);
    yield* sys.read(read, 1);
    const inner = new UtilLinuxIo(sys, io.name, io.args, io.env);
    const helpers = [
      ["newuidmap", users],
      ["newgidmap", groups],
    ] as const;
    for (const [helper, map] of helpers) {
      if (map === undefined) continue;
      const words = [helper, String(pid), ...map.split(" ")];
      const failed = (error: SysError) => ({
        message: `${io.name}: failed to execute ${helper}: ${error.text}\n`,
        status: 1,
      });
      const { end } = yield* waitFor(inner, yield* spawn(inner, words, { failed }));
      if (end.kind !== "exited" || end.status !== 0) return 1;
    }
    return 0;
  });
  return function* () {
    yield* io.sys.write(write, "x");
    yield* io.sys.close(write);
    yield* io.sys.close(read);
    const { end } = yield* waitFor(io, child);
    if (end.kind !== "exited" || end.status !== 0) throw new ProgramExit(1);
  };
}

export const unshare = program;
