/** nsenter(1) of util-linux 2.38.1. */
import type { Call } from "../../abi/call";
import { SysError } from "../../abi/errno";
import { CLONE, O } from "../../abi/flags";
import { waitFor } from "../lib/children";
import { parseOptions } from "../lib/getopt";
import { Io } from "../lib/io";
import { become, id, NAMESPACE_OPTIONS, type NamespaceOption, utilLinux } from "./util-linux";
import { NSENTER_HELP } from "./util-linux-help";

const LONG = {
  all: ["a"],
  target: ["t", "value"],
  mount: ["m", "optional"],
  uts: ["u", "optional"],
  ipc: ["i", "optional"],
  net: ["n", "optional"],
  pid: ["p", "optional"],
  user: ["U", "optional"],
  cgroup: ["C", "optional"],
  time: ["T", "optional"],
  setuid: ["S", "value"],
  setgid: ["G", "value"],
  root: ["r", "optional"],
  wd: ["w", "optional"],
  wdns: ["W", "value"],
  "no-fork": ["F"],
  "preserve-credentials": ["preserve-credentials"],
  help: ["h"],
  version: ["V"],
} as const;

interface Opened extends NamespaceOption {
  fd: number;
}

const { program, help } = utilLinux("nsenter", NSENTER_HELP, function* (io): Call<number> {
  const options = yield* parseOptions(io, "+ahVt:m::u::i::n::p::C::U::T::S:G:r::w::W:F", { long: LONG });
  if (options.has("h")) return yield* help(io);
  if (options.has("V")) {
    io.put("nsenter from util-linux 2.38.1\n");
    return 0;
  }
  const targetText = options.value("t");
  const target = targetText === undefined ? undefined : yield* id(io, targetText, "pid");
  if (options.has("a") && target === undefined) yield* io.die("no target PID specified for --all");
  const opened: Opened[] = [];
  for (const option of NAMESPACE_OPTIONS) {
    const wanted = options.has(option.key);
    if (!wanted && !options.has("a")) continue;
    const given = options.value(option.key);
    if (!wanted && (yield* same(io, target!, option.file))) continue;
    if (given === undefined && target === undefined)
      yield* io.die(`neither filename nor target pid supplied for ns/${option.file}`);
    opened.push({ ...option, fd: yield* open(io, given ?? `/proc/${target}/ns/${option.file}`) });
  }
  const rootFd = options.has("r")
    ? yield* open(io, options.value("r") ?? (yield* of(io, target, "root")))
    : -1;
  const wdFd = options.has("w") ? yield* open(io, options.value("w") ?? (yield* of(io, target, "cwd"))) : -1;
  const entersUser = opened.some(({ flag }) => flag === CLONE.NEWUSER);
  const outside = entersUser && !options.has("preserve-credentials") && (yield* dropGroups(io)) === undefined;
  yield* enterAll(io, opened);
  if (rootFd >= 0) {
    try {
      yield* io.sys.fchdir(rootFd);
      yield* io.sys.chroot(".");
    } catch (error) {
      yield* io.dieError("chroot failed", error);
    }
  }
  if (wdFd >= 0) {
    try {
      yield* io.sys.fchdir(wdFd);
    } catch (error) {
      yield* io.dieError("change directory by working directory file descriptor failed", error);
    }
  }
  const directory = options.value("W");
  if (directory !== undefined) {
    try {
      yield* io.sys.chdir(directory);
    } catch (error) {
      yield* io.dieError(`cannot chdir to '${directory}'`, error);
    }
  }
  const entersPid = opened.some(({ flag }) => flag === CLONE.NEWPID || flag === CLONE.NEWTIME);
  const rest = function* (inner: Io): Call<never> {
    yield* credentials(
      inner,
      options.value("S"),
      options.value("G"),
      entersUser,
      options.has("preserve-credentials"),
      outside,
    );
    return yield* become(inner, options.rest);
  };
  if (!entersPid || options.has("F")) return yield* rest(io);
  const child = yield* io.sys.fork(function* (sys) {
    const inner = new Io(sys, io.name, io.args, io.env);
    try {
      return yield* rest(inner);
    } catch (error) {
      if (error !== null && typeof error === "object" && "status" in error)
        return yield* inner.finish((error as { status: number }).status);
      throw error;
    }
  });
  const { end } = yield* waitFor(io, child);
  if (end.kind === "exited") return end.status;
  if (end.kind === "signaled") yield* io.sys.kill(yield* io.sys.getpid(), end.signal);
  return 1;
});

function* of(io: Io, target: number | undefined, what: string): Call<string> {
  if (target === undefined) return yield* io.die(`neither filename nor target pid supplied for ${what}`);
  return `/proc/${target}/${what}`;
}

function* open(io: Io, path: string): Call<number> {
  try {
    return yield* io.sys.open(path, O.RDONLY | O.CLOEXEC);
  } catch (error) {
    return yield* io.dieError(`cannot open ${path}`, error);
  }
}

/** Whether the caller is in the target's namespace already: --all leaves those alone. */
function* same(io: Io, target: number, file: string): Call<boolean> {
  try {
    return (
      (yield* io.sys.readlink(`/proc/self/ns/${file}`)) ===
      (yield* io.sys.readlink(`/proc/${target}/ns/${file}`))
    );
  } catch (error) {
    return yield* io.dieError(`stat of /proc/${target}/ns/${file} failed`, error);
  }
}

/** The user namespace first; if that is not allowed yet, last. */
function* enterAll(io: Io, opened: readonly Opened[]): Call<void> {
  const left = [...opened];
  for (const skipUserErrors of [true, false]) {
    for (const one of [...left]) {
      try {
        yield* io.sys.setns(one.fd, one.flag);
      } catch (error) {
        const retry = skipUserErrors && one.flag === CLONE.NEWUSER && error instanceof SysError;
        if (retry) continue;
        yield* io.dieError(`reassociate to namespace 'ns/${one.file}' failed`, error);
      }
      yield* io.sys.close(one.fd);
      left.splice(left.indexOf(one), 1);
    }
  }
}

function* dropGroups(io: Io): Call<SysError | undefined> {
  try {
    yield* io.sys.setgroups([]);
    return undefined;
  } catch (error) {
    if (error instanceof SysError) return error;
    throw error;
  }
}

function* credentials(
  io: Io,
  uid: string | undefined,
  gid: string | undefined,
  entersUser: boolean,
  preserve: boolean,
  /** The groups have gone before it was entered. */
  dropped: boolean,
): Call<void> {
  if (!entersUser && uid === undefined && gid === undefined) return;
  if (preserve && uid === undefined && gid === undefined) return;
  const problem = yield* dropGroups(io);
  if (problem !== undefined && !dropped) yield* io.dieError("setgroups failed", problem);
  const group = gid === undefined ? 0 : yield* id(io, gid, "gid");
  const user = uid === undefined ? 0 : yield* id(io, uid, "uid");
  try {
    if (gid !== undefined || entersUser) yield* io.sys.setgid(group);
  } catch (error) {
    yield* io.dieError("setgid() failed", error);
  }
  try {
    if (uid !== undefined || entersUser) yield* io.sys.setuid(user);
  } catch (error) {
    yield* io.dieError("setuid() failed", error);
  }
}

export const nsenter = program;
