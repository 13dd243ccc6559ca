/** What gzip, gunzip and bunzip2 share: files in, files with another name out (busybox's bbunpack). */
import type { Call } from "../../abi/call";
import { O } from "../../abi/flags";
import { Io, ProgramExit, sysError } from "../lib/io";

export interface Packing {
  /** From one descriptor to another (undefined: to nowhere, a test); false after a complaint. */
  readonly work: (io: Io, input: number, output: number | undefined) => Call<boolean>;
  /** The output's name; undefined for an input whose name it cannot handle. */
  readonly rename: (path: string) => string | undefined;
}

export interface PackOptions {
  readonly toStdout: boolean;
  readonly test: boolean;
  readonly force: boolean;
  readonly keep: boolean;
}

/** Does every file (standard input if there is none); the exit status. */
export function* packFiles(
  io: Io,
  paths: readonly string[],
  packing: Packing,
  options: PackOptions,
): Call<number> {
  let status = 0;
  for (const path of paths.length === 0 ? ["-"] : paths) {
    const done = yield* packFile(io, path, packing, options);
    if (!done) status = 1;
  }
  return status;
}

function* packFile(io: Io, path: string, packing: Packing, options: PackOptions): Call<boolean> {
  const { toStdout, test, force, keep } = options;
  if (path === "-") return yield* packing.work(io, 0, test ? undefined : 1);
  let input: number;
  let mode = 0o666;
  try {
    const stat = yield* io.sys.stat(path);
    mode = stat.mode & 0o7777;
    input = yield* io.sys.open(path, O.RDONLY);
  } catch (error) {
    yield* io.warnError(path, error);
    return false;
  }
  let target: string | undefined;
  let output: number | undefined = test ? undefined : 1;
  if (!toStdout && !test) {
    target = packing.rename(path);
    if (target === undefined) {
      yield* io.warn(`${path}: unknown suffix - ignored`);
      yield* io.sys.close(input);
      return false;
    }
    try {
      if (force) yield* unlinkQuietly(io, target);
      output = yield* io.sys.open(target, O.WRONLY | O.CREAT | O.EXCL, mode);
    } catch (error) {
      yield* io.warnError(`can't open '${target}'`, error);
      yield* io.sys.close(input);
      return false;
    }
  }
  const done = yield* packing.work(io, input, output);
  yield* io.sys.close(input);
  if (target === undefined || output === undefined) return done;
  yield* io.sys.close(output);
  const surplus = done ? (keep ? undefined : path) : target;
  if (surplus !== undefined) {
    try {
      yield* io.sys.unlink(surplus);
    } catch (error) {
      yield* io.warnError(`can't remove file '${surplus}'`, error);
      throw new ProgramExit(1);
    }
  }
  return done;
}

function* unlinkQuietly(io: Io, path: string): Call<void> {
  try {
    yield* io.sys.unlink(path);
  } catch (error) {
    sysError(error);
  }
}

/**
 * Runs an unpacker in a child that reads `input`; answers the end of the pipe with what comes out of it. The child's status is 1 after
 * a complaint.
 */
export function* unpackInChild(
  io: Io,
  input: number,
  work: (io: Io, input: number, output: number) => Call<boolean>,
): Call<number> {
  const [readEnd, writeEnd] = yield* io.sys.pipe();
  yield* io.flush();
  yield* io.settle();
  yield* io.sys.fork(function* (sys) {
    const child = new Io(sys, io.name, io.args, io.env, io.invokedAs);
    yield* sys.close(readEnd);
    const done = yield* work(child, input, writeEnd);
    yield* child.settle();
    return done ? 0 : 1;
  });
  yield* io.sys.close(writeEnd);
  return readEnd;
}
