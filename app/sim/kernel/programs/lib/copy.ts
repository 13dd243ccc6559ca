/** copy_file of busybox: what cp, mv and install do with one source and one destination. */
import type { Call } from "../../abi/call";
import { SysError } from "../../abi/errno";
import { O } from "../../abi/flags";
import type { Stat } from "../../abi/sys";
import { ask } from "./ask";
import { listDirectory } from "./directories";
import { type Io, sysError } from "./io";
import { isDirectory, isLink, isRegular } from "./modes";
import { joinPath } from "./paths";
import { WORK } from "./work";

export interface CopyOptions {
  readonly preserve: boolean;
  readonly recursive: boolean;
  readonly force: boolean;
  readonly interactive: boolean;
  readonly noClobber: boolean;
  readonly update: boolean;
  /** Links are followed: always, only where the user named them, or never. */
  readonly follow: "always" | "named" | "never";
  readonly link: "hard" | "soft" | undefined;
}

const BLOCK_BYTES = 65536;

/** Directories made by this copy: meeting one again is a recursion. */
type Made = Set<string>;

const identity = (stat: Stat): string => `${stat.dev.major}:${stat.dev.minor}:${stat.ino}`;

/** Copies; complains and answers false if anything is missing in the end. */
export function* copyFile(
  io: Io,
  source: string,
  target: string,
  options: CopyOptions,
  made: Made = new Set(),
  named = true,
): Call<boolean> {
  let from: Stat;
  const follow = options.follow === "always" || (options.follow === "named" && named);
  try {
    from = follow ? yield* io.sys.stat(source) : yield* io.sys.lstat(source);
  } catch (error) {
    yield* io.warnError(`can't stat '${source}'`, error);
    return false;
  }
  let to: Stat | undefined;
  try {
    to = yield* io.sys.lstat(target);
  } catch (error) {
    if (sysError(error).code !== "ENOENT") {
      yield* io.warnError(`can't stat '${target}'`, error);
      return false;
    }
  }
  if (to !== undefined) {
    let same = identity(to) === identity(from);
    if (!same && isLink(to.mode) && !options.force && follow) {
      try {
        same = identity(yield* io.sys.stat(target)) === identity(from);
      } catch (error) {
        sysError(error);
      }
    }
    if (same) {
      yield* io.warn(`'${source}' and '${target}' are the same file`);
      return false;
    }
  }
  if (isDirectory(from.mode)) return yield* copyDirectory(io, source, target, from, to, options, made);
  if (to !== undefined && options.update && from.mtimeNs <= to.mtimeNs) return true;
  if (options.link !== undefined) return yield* makeLink(io, source, target, options, to);
  const plain = isRegular(from.mode) || (!options.recursive && !isLink(from.mode));
  const done = plain
    ? yield* copyContent(io, source, target, from, to, options)
    : yield* copySpecial(io, source, target, from, to, options);
  if (done === "kept") return true;
  if (done === "failed") return false;
  if (options.preserve) yield* preserve(io, target, from);
  return true;
}

type Outcome = "done" | "kept" | "failed";

function* copyDirectory(
  io: Io,
  source: string,
  target: string,
  from: Stat,
  to: Stat | undefined,
  options: CopyOptions,
  made: Made,
): Call<boolean> {
  if (!options.recursive) {
    yield* io.warn(`omitting directory '${source}'`);
    return false;
  }
  if (made.has(identity(from))) {
    yield* io.warn(`recursion detected, omitting directory '${source}'`);
    return false;
  }
  if (to !== undefined) {
    const stat = isLink(to.mode) ? yield* statThrough(io, target) : to;
    if (stat === undefined || !isDirectory(stat.mode)) {
      yield* io.warn(`target '${target}' is not a directory`);
      return false;
    }
    made.add(identity(stat));
  } else {
    try {
      yield* io.sys.mkdir(target, (from.mode & 0o7777) | 0o700);
      made.add(identity(yield* io.sys.lstat(target)));
    } catch (error) {
      yield* io.warnError(`can't create directory '${target}'`, error);
      return false;
    }
  }
  let clean = true;
  try {
    for (const { name } of yield* listDirectory(io, source)) {
      const done = yield* copyFile(io, joinPath(source, name), joinPath(target, name), options, made, false);
      clean &&= done;
    }
  } catch (error) {
    yield* io.warnError(`can't open '${source}'`, error);
    clean = false;
  }
  if (options.preserve) yield* preserve(io, target, from);
  else if (to === undefined && (from.mode & 0o700) !== 0o700) {
    const umask = yield* io.sys.umask(0);
    yield* io.sys.umask(umask);
    try {
      yield* io.sys.chmod(target, from.mode & 0o7777 & ~umask);
    } catch (error) {
      yield* io.warnError(`can't preserve permissions of '${target}'`, error);
    }
  }
  return clean;
}

function* statThrough(io: Io, path: string): Call<Stat | undefined> {
  try {
    return yield* io.sys.stat(path);
  } catch (error) {
    sysError(error);
    return undefined;
  }
}

/** ask_and_unlink: makes room for a file that cannot be opened, if the user wants that. */
function* makeRoom(io: Io, target: string, options: CopyOptions, problem: SysError): Call<Outcome> {
  if (!options.force && !options.interactive) {
    yield* io.warnError(`can't create '${target}'`, problem);
    return "failed";
  }
  if (options.interactive && !(yield* ask(io, `${io.name}: overwrite '${target}'? `))) return "kept";
  try {
    yield* io.sys.unlink(target);
    return "done";
  } catch (error) {
    sysError(error);
    yield* io.warnError(`can't create '${target}'`, problem);
    return "failed";
  }
}

function* makeLink(
  io: Io,
  source: string,
  target: string,
  options: CopyOptions,
  to: Stat | undefined,
): Call<boolean> {
  const attempt = function* (): Call<void> {
    if (options.link === "soft") yield* io.sys.symlink(source, target);
    else yield* io.sys.link(source, target);
  };
  try {
    yield* attempt();
    return true;
  } catch (error) {
    if (to === undefined) {
      yield* io.warnError(`can't create link '${target}'`, error);
      return false;
    }
    const outcome = yield* makeRoom(io, target, options, sysError(error));
    if (outcome !== "done") return outcome === "kept";
    try {
      yield* attempt();
      return true;
    } catch (again) {
      yield* io.warnError(`can't create link '${target}'`, again);
      return false;
    }
  }
}

function* copyContent(
  io: Io,
  source: string,
  target: string,
  from: Stat,
  to: Stat | undefined,
  options: CopyOptions,
): Call<Outcome> {
  let input: number;
  try {
    input = yield* io.sys.open(source, O.RDONLY);
  } catch (error) {
    yield* io.warnError(`can't open '${source}'`, error);
    return "failed";
  }
  const mode = isRegular(from.mode) ? from.mode & 0o7777 : 0o666;
  let output: number | undefined;
  if (to !== undefined) {
    if (options.noClobber) {
      yield* io.sys.close(input);
      return "kept";
    }
    if (options.interactive && !(yield* ask(io, `${io.name}: overwrite '${target}'? `))) {
      yield* io.sys.close(input);
      return "kept";
    }
  }
  try {
    output = yield* io.sys.open(target, O.WRONLY | O.CREAT | O.EXCL, mode);
  } catch (error) {
    // Built as the guest's is, busybox replaces what is there instead of writing into it (FEATURE_NON_POSIX_CP).
    const force = to !== undefined;
    const outcome = yield* makeRoom(io, target, { ...options, force, interactive: false }, sysError(error));
    if (outcome === "done") {
      try {
        output = yield* io.sys.open(target, O.WRONLY | O.CREAT | O.EXCL, mode);
      } catch (again) {
        yield* io.warnError(`can't create '${target}'`, again);
      }
    }
    if (output === undefined) {
      yield* io.sys.close(input);
      return outcome === "kept" ? "kept" : "failed";
    }
  }
  const copied = yield* pump(io, input, output);
  yield* io.sys.close(output);
  yield* io.sys.close(input);
  return copied ? "done" : "failed";
}

/** bb_copyfd_eof: all that is left of one descriptor into another. */
export function* pump(io: Io, input: number, output: number): Call<boolean> {
  for (;;) {
    let data: Uint8Array;
    try {
      data = yield* io.sys.read(input, BLOCK_BYTES);
    } catch (error) {
      yield* io.warnError("read error", error);
      return false;
    }
    if (data.length === 0) return true;
    io.spend(600 + data.length * WORK.copyByte);
    yield* io.settle();
    try {
      yield* io.writeAll(output, data);
    } catch (error) {
      yield* io.warnError("write error", error);
      return false;
    }
  }
}

function* copySpecial(
  io: Io,
  source: string,
  target: string,
  from: Stat,
  to: Stat | undefined,
  options: CopyOptions,
): Call<Outcome> {
  if (to !== undefined) {
    if (options.noClobber) return "kept";
    const outcome = yield* makeRoom(io, target, options, new SysError("EEXIST"));
    if (outcome !== "done") return outcome;
  }
  if (isLink(from.mode)) {
    try {
      yield* io.sys.symlink(yield* io.sys.readlink(source), target);
    } catch (error) {
      yield* io.warnError(`can't create symlink '${target}'`, error);
      return "failed";
    }
    if (options.preserve) {
      try {
        yield* io.sys.lchown(target, from.uid, from.gid);
      } catch (error) {
        yield* io.warnError(`can't preserve ownership of '${target}'`, error);
      }
    }
    return "kept";
  }
  try {
    yield* io.sys.mknod(target, from.mode, from.rdev);
    return "done";
  } catch (error) {
    yield* io.warnError(`can't create '${target}'`, error);
    return "failed";
  }
}

/** Times, owner and permissions of the source. */
function* preserve(io: Io, target: string, from: Stat): Call<void> {
  try {
    yield* io.sys.utimens(target, from.atimeNs, from.mtimeNs, true);
  } catch (error) {
    yield* io.warnError(`can't preserve times of '${target}'`, error);
  }
  let mode = from.mode & 0o7777;
  try {
    yield* io.sys.chown(target, from.uid, from.gid);
  } catch (error) {
    mode &= ~0o6000;
    yield* io.warnError(`can't preserve ownership of '${target}'`, error);
  }
  try {
    yield* io.sys.chmod(target, mode);
  } catch (error) {
    yield* io.warnError(`can't preserve permissions of '${target}'`, error);
  }
}
