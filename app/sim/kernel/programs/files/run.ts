/** timeout, flock, install: programs that run or place others' files. */
import type { Call } from "../../abi/call";
import { SysError } from "../../abi/errno";
import { O } from "../../abi/flags";
import { SIG, SIGNALS } from "../../abi/signals";
import type { Sys } from "../../abi/sys";
import { execOrDie, spawn, statusOf, waitFor } from "../lib/children";
import { copyFile } from "../lib/copy";
import { makeDirectory, statOrNothing } from "../lib/directories";
import { parseOptions } from "../lib/getopt";
import { applet, type Io } from "../lib/io";
import { isDirectory, parseMode } from "../lib/modes";
import { number, parseNumber } from "../lib/numbers";
import { baseName, dirName, joinPath } from "../lib/paths";
import { Accounts } from "../lib/users";
import { duration } from "../text/basic";

/** A signal's number by number or name, with or without SIG; undefined for others. */
function signalByName(text: string): number | undefined {
  const value = parseNumber(text);
  if (value !== undefined) return value <= 64 ? value : undefined;
  const index = (SIGNALS as readonly string[]).indexOf(text.toUpperCase().replace(/^SIG/, ""));
  return index > 0 ? index : undefined;
}

export const timeout = applet(function* (io) {
  const options = yield* parseOptions(io, "+s:k:", { min: 2 });
  const signalText = options.value("s") ?? "TERM";
  const signal = signalByName(signalText);
  if (signal === undefined) return yield* io.die(`unknown signal '${signalText}'`);
  // Whole seconds count, as in busybox, and at least one.
  const killSeconds = options.has("k") ? Math.trunc(yield* duration(io, options.value("k")!)) : 0;
  const seconds = Math.max(Math.trunc(yield* duration(io, options.rest[0]!)), 1);
  const parent = yield* io.sys.getpid();
  // As in busybox the program takes this process's place; a grandchild, nobody's child, watches it.
  const watch = function* (sys: Sys): Call<number> {
    yield* sys.fork(function* (watcher) {
      const alive = function* (): Call<boolean> {
        try {
          yield* watcher.kill(parent, 0);
          return true;
        } catch (error) {
          if (error instanceof SysError) return false;
          throw error;
        }
      };
      const asleep = function* (left: number): Call<boolean> {
        for (let rest = left; rest > 0; rest -= 1) {
          yield* watcher.nanosleep(Math.round(Math.min(rest, 1) * 1e9));
          if (!(yield* alive())) return false;
        }
        return true;
      };
      for (const fd of [0, 1, 2]) {
        try {
          yield* watcher.close(fd);
        } catch (error) {
          if (!(error instanceof SysError)) throw error;
        }
      }
      if (!(yield* asleep(seconds))) return 0;
      try {
        yield* watcher.kill(parent, signal);
        if (killSeconds > 0 && (yield* asleep(killSeconds))) yield* watcher.kill(parent, SIG.KILL);
      } catch (error) {
        if (!(error instanceof SysError)) throw error;
      }
      return 0;
    });
    return 0;
  };
  let middle: number;
  try {
    middle = yield* io.sys.fork(watch);
  } catch (error) {
    return yield* io.dieError("vfork", error);
  }
  yield* waitFor(io, middle);
  return yield* execOrDie(io, options.rest.slice(1));
});

export const flock = applet(function* (io) {
  const options = yield* parseOptions(io, "+sexnu", { min: 1 });
  const [target, ...rest] = options.rest;
  let fd: number;
  if (rest.length === 0) fd = yield* number(io, target!);
  else {
    try {
      fd = yield* io.sys.open(target!, O.RDONLY | O.NOCTTY | O.CREAT, 0o666);
    } catch (error) {
      return yield* io.dieError(`can't open '${target!}'`, error);
    }
  }
  const last = options.last("s", "x", "e", "u");
  try {
    yield* io.sys.flock(
      fd,
      last === "s" ? "shared" : last === "u" ? "unlock" : "exclusive",
      options.has("n"),
    );
  } catch (error) {
    if (error instanceof SysError && error.code === "EAGAIN") return 1;
    return yield* io.dieError(rest.length === 0 ? "(null)" : target!, error);
  }
  if (rest.length === 0) return 0;
  const argv = rest[0] === "-c" ? [io.env.get("SHELL") ?? "/bin/sh", "-c", ...rest.slice(1)] : rest;
  if (rest[0] === "-c" && rest.length !== 2) yield* io.die("-c takes only one argument");
  const pid = yield* spawn(io, argv, {
    failed: (error) => ({ message: `flock: ${argv[0]!}: ${error.text}\n`, status: 255 }),
  });
  return statusOf(yield* waitFor(io, pid));
});

/** Owner, group and mode of an installed file. */
function* dress(io: Io, path: string, mode: number, uid: number, gid: number): Call<boolean> {
  let clean = true;
  if (uid >= 0 || gid >= 0) {
    try {
      yield* io.sys.lchown(path, uid, gid);
    } catch (error) {
      yield* io.warnError(`can't change ownership of '${path}'`, error);
      clean = false;
    }
  }
  try {
    yield* io.sys.chmod(path, mode);
  } catch (error) {
    yield* io.warnError(`can't change permissions of '${path}'`, error);
    clean = false;
  }
  return clean;
}

export const install = applet(function* (io) {
  const options = yield* parseOptions(io, "cvb:Ddpsg:m:o:t:S:", {
    long: {
      directory: ["d"],
      mode: ["m", "value"],
      owner: ["o", "value"],
      group: ["g", "value"],
      "target-directory": ["t", "value"],
    },
    min: 1,
  });
  const modeText = options.value("m") ?? "0755";
  const mode = parseMode(modeText, 0o755, 0);
  if (mode === undefined) return yield* io.die(`invalid mode '${modeText}'`);
  const accounts = new Accounts(io.sys);
  const uid = options.has("o") ? yield* accounts.uid(io, options.value("o")!) : -1;
  const gid = options.has("g") ? yield* accounts.gid(io, options.value("g")!) : -1;
  let status = 0;
  if (options.has("d")) {
    for (const path of options.rest) {
      if (!(yield* makeDirectory(io, path, { parents: true, mode }))) status = 1;
      else if ((uid >= 0 || gid >= 0) && !(yield* dress(io, path, mode, uid, gid))) status = 1;
    }
    return status;
  }
  const sources = [...options.rest];
  let directory = options.value("t");
  let single: string | undefined;
  if (directory === undefined) {
    if (sources.length < 2) yield* io.usage();
    directory = sources.pop()!;
    const stat = yield* statOrNothing(io, directory);
    if (sources.length === 1 && (stat === undefined || !isDirectory(stat.mode))) single = directory;
  }
  for (const source of sources) {
    const target = single ?? joinPath(directory, baseName(source));
    if (options.has("D")) yield* makeDirectory(io, dirName(target), { parents: true });
    try {
      yield* io.sys.unlink(target);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
    }
    const copied = yield* copyFile(io, source, target, {
      preserve: options.has("p"),
      recursive: false,
      force: true,
      interactive: false,
      noClobber: false,
      update: false,
      follow: "always",
      link: undefined,
    });
    if (!copied || !(yield* dress(io, target, mode, uid, gid))) status = 1;
  }
  return status;
});
