/** Roots and mount points: chroot, pivot_root, switch_root, mountpoint. */
import { SysError } from "../../abi/errno";
import { MS, S } from "../../abi/flags";
import type { Stat } from "../../abi/sys";
import { execOrDie } from "../lib/children";
import { parseOptions } from "../lib/getopt";
import { applet } from "../lib/io";
import { readTextFile } from "../lib/users";

export const chroot = applet(function* (io) {
  const options = yield* parseOptions(io, "+", { min: 1 });
  const [root = "", ...words] = options.rest;
  try {
    yield* io.sys.chroot(root);
  } catch (error) {
    return yield* io.dieError(`can't change root directory to '${root}'`, error);
  }
  yield* io.sys.chdir("/");
  const shell = io.env.get("SHELL") ?? "/bin/sh";
  return yield* execOrDie(io, words.length > 0 ? words : [shell, "-i"]);
});

export const pivotRoot = applet(function* (io) {
  const [newRoot, putOld, more] = io.args;
  if (newRoot === undefined || putOld === undefined || more !== undefined) return yield* io.usage();
  try {
    yield* io.sys.pivotRoot(newRoot, putOld);
  } catch (error) {
    return yield* io.dieError("(null)", error);
  }
  return 0;
});

export const switchRoot = applet(function* (io) {
  const options = yield* parseOptions(io, "+c:", { min: 2 });
  const [root = "", ...words] = options.rest;
  if ((yield* io.sys.getpid()) !== 1) return yield* io.die("PID must be 1");
  try {
    yield* io.sys.chdir(root);
    yield* io.sys.mount(".", "/", "", MS.MOVE, "");
    yield* io.sys.chroot(".");
    yield* io.sys.chdir("/");
  } catch (error) {
    return yield* io.dieError("can't switch root", error);
  }
  return yield* execOrDie(io, words);
});

export const mountpoint = applet(function* (io) {
  const options = yield* parseOptions(io, "qdxn", { min: 1, max: 1 });
  const [path = ""] = options.rest;
  const quiet = options.has("q");
  let own: Stat;
  try {
    own = yield* options.has("x") ? io.sys.stat(path) : io.sys.lstat(path);
  } catch (error) {
    if (!quiet) yield* io.warnError(path, error);
    return 1;
  }
  const number = ({ major, minor }: Stat["dev"]) => `${major}:${minor}`;
  if (options.has("x")) {
    if ((own.mode & S.IFMT) !== S.IFBLK) {
      if (!quiet) yield* io.warn(`${path}: not a block device`);
      return 1;
    }
    io.put(`${number(own.rdev)}\n`);
    return 0;
  }
  if ((own.mode & S.IFMT) !== S.IFDIR) {
    if (!quiet) yield* io.warnError(path, new SysError("ENOTDIR"));
    return 1;
  }
  const above = yield* io.sys.stat(`${path}/..`);
  const isMount = number(own.dev) !== number(above.dev) || own.ino === above.ino;
  if (options.has("d")) io.put(`${number(own.dev)}\n`);
  if (options.has("n")) io.put(`${(yield* sourceOf(io.sys, path)) ?? "UNKNOWN"} ${path}\n`);
  if (!quiet && !options.has("d", "n")) io.put(`${path} is ${isMount ? "" : "not "}a mountpoint\n`);
  return isMount ? 0 : 1;
});

function* sourceOf(sys: Parameters<typeof readTextFile>[0], path: string) {
  const text = (yield* readTextFile(sys, "/proc/mounts")) ?? "";
  return text
    .split("\n")
    .map((line) => line.split(" "))
    .findLast(([, target]) => target === path)?.[0];
}
