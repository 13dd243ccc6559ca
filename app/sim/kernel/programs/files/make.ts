/** mktemp, mkfifo, mknod, truncate, fallocate, sync, fsync. */

import { SeededRandom } from "../../../time/random";
import type { Call } from "../../abi/call";
import { SysError } from "../../abi/errno";
import { O, S } from "../../abi/flags";
import { parseOptions } from "../lib/getopt";
import { applet, type Io, sysError } from "../lib/io";
import { parseMode } from "../lib/modes";
import { KMG_SUFFIXES, number } from "../lib/numbers";
import { joinPath } from "../lib/paths";

const LETTERS = "ABCDEFGHIJKLMNOPabcdefghijklmnop";
const ATTEMPTS = 100;

export const mktemp = applet(function* (io) {
  const options = yield* parseOptions(io, "dqtp:u", { max: 1 });
  const template = options.rest[0] ?? "tmp.XXXXXX";
  const base = options.value("p") ?? io.env.get("TMPDIR") ?? "/tmp";
  const path = options.rest.length === 0 || options.has("t", "p") ? joinPath(base, template) : template;
  const failed = function* (error: SysError): Call<never> {
    if (!options.has("q")) yield* io.warnError("(null)", error);
    return io.exit(1);
  };
  if (!path.endsWith("XXXXXX")) return yield* failed(new SysError("EINVAL"));
  const random = yield* randomSource(io);
  for (let attempt = 0; ; attempt++) {
    let suffix = "";
    for (let i = 0; i < 6; i++) suffix += LETTERS[(random.int32() >>> 8) % LETTERS.length];
    const name = path.slice(0, -6) + suffix;
    try {
      if (options.has("u")) {
        yield* io.sys.lstat(name);
        continue;
      }
      if (options.has("d")) yield* io.sys.mkdir(name, 0o700);
      else yield* io.sys.close(yield* io.sys.open(name, O.RDWR | O.CREAT | O.EXCL, 0o600));
    } catch (error) {
      const problem = sysError(error);
      if (problem.code === "EEXIST" && attempt < ATTEMPTS) continue;
      if (!(options.has("u") && problem.code === "ENOENT")) return yield* failed(problem);
    }
    io.put(`${name}\n`);
    return 0;
  }
});

/** Numbers that differ from run to run, as a clock's do, and repeat with the lab's seed. */
export function* randomSource(io: Io): Call<SeededRandom> {
  const ns = yield* io.sys.clockGettime("monotonic");
  const pid = yield* io.sys.getpid();
  return SeededRandom.fromSeed((ns % 4294967291) ^ (pid * 65599));
}

/** -m of mkfifo and mknod. */
function* modeOption(io: Io, text: string | undefined, name: string): Call<number> {
  if (text === undefined) return 0o666;
  const mode = parseMode(text, 0o666, 0);
  if (mode === undefined) return yield* io.dieError(name, new SysError("EINVAL"));
  yield* io.sys.umask(0);
  return mode;
}

export const mkfifo = applet(function* (io) {
  const options = yield* parseOptions(io, "m:Z:", { long: { mode: ["m", "value"] }, min: 1 });
  const mode = yield* modeOption(io, options.value("m"), options.rest[0]!);
  let status = 0;
  for (const path of options.rest) {
    try {
      yield* io.sys.mknod(path, S.IFIFO | mode, { major: 0, minor: 0 });
    } catch (error) {
      yield* io.warnError(path, error);
      status = 1;
    }
  }
  return status;
});

export const mknod = applet(function* (io) {
  const options = yield* parseOptions(io, "m:Z:", { long: { mode: ["m", "value"] } });
  const [name, type, major, minor] = options.rest;
  const mode = yield* modeOption(io, options.value("m"), name ?? "");
  if (name === undefined || type === undefined || !/^[bcup]/.test(type)) return yield* io.usage();
  let device = { major: 0, minor: 0 };
  if (type[0] === "p") {
    if (major !== undefined) yield* io.usage();
  } else {
    if (minor === undefined || options.rest.length > 4) return yield* io.usage();
    device = {
      major: yield* number(io, major!, { max: 0xfff }),
      minor: yield* number(io, minor, { max: 0xfffff }),
    };
  }
  try {
    const format = type[0] === "p" ? S.IFIFO : type[0] === "b" ? S.IFBLK : S.IFCHR;
    yield* io.sys.mknod(name, format | mode, device);
    return 0;
  } catch (error) {
    return yield* io.dieError(name, error);
  }
});

export const truncate = applet(function* (io) {
  const options = yield* parseOptions(io, "cs:", { min: 1 });
  const text = options.value("s");
  if (text === undefined) return yield* io.usage();
  const size = yield* number(io, text, { suffixes: KMG_SUFFIXES });
  let status = 0;
  for (const path of options.rest) {
    let fd: number;
    try {
      fd = yield* io.sys.open(path, options.has("c") ? O.WRONLY : O.WRONLY | O.CREAT, 0o666);
    } catch (error) {
      if (options.has("c") && sysError(error).code === "ENOENT") continue;
      yield* io.warnError(`${path}: open`, error);
      status = 1;
      continue;
    }
    try {
      yield* io.sys.ftruncate(fd, size);
    } catch (error) {
      yield* io.warnError(`${path}: truncate`, error);
      status = 1;
    }
    yield* io.sys.close(fd);
  }
  return status;
});

export const fallocate = applet(function* (io) {
  const options = yield* parseOptions(io, "o:l:", { min: 1, max: 1 });
  const text = options.value("l");
  if (text === undefined) return yield* io.usage();
  const length = yield* number(io, text, { suffixes: KMG_SUFFIXES });
  const offset = yield* number(io, options.value("o") ?? "0", { suffixes: KMG_SUFFIXES });
  const path = options.rest[0]!;
  let fd: number;
  try {
    fd = yield* io.sys.open(path, O.RDWR | O.CREAT, 0o666);
  } catch (error) {
    return yield* io.dieError(`can't open '${path}'`, error);
  }
  try {
    yield* io.sys.fallocate(fd, offset, length);
    return 0;
  } catch (error) {
    return yield* io.dieError(`fallocate '${path}'`, error);
  }
});

function* syncFiles(io: Io, paths: readonly string[]): Call<number> {
  let status = 0;
  for (const path of paths) {
    try {
      const fd = yield* io.sys.open(path, O.RDONLY | O.NONBLOCK | O.NOCTTY);
      try {
        yield* io.sys.fsync(fd);
      } catch (error) {
        yield* io.warnError(path, error);
        status = 1;
      }
      yield* io.sys.close(fd);
    } catch (error) {
      yield* io.warnError(`can't open '${path}'`, error);
      status = 1;
    }
  }
  return status;
}

export const sync = applet(function* (io) {
  const options = yield* parseOptions(io, "df");
  if (options.rest.length > 0) return yield* syncFiles(io, options.rest);
  yield* io.sys.sync();
  return 0;
});

export const fsync = applet(function* (io) {
  const options = yield* parseOptions(io, "d", { min: 1 });
  return yield* syncFiles(io, options.rest);
});
