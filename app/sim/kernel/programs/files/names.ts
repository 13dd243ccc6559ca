/** readlink, realpath, basename, dirname, pwd, which. */
import type { Call } from "../../abi/call";
import { ACCESS } from "../../abi/flags";
import { parseOptions } from "../lib/getopt";
import { applet, type Io, sysError } from "../lib/io";
import { isRegular } from "../lib/modes";
import { baseName, dirName } from "../lib/paths";
import { canonicalPath } from "../lib/resolve";

export const readlink = applet(function* (io) {
  const options = yield* parseOptions(io, "nfvsq", { min: 1, max: 1 });
  const path = options.rest[0]!;
  let text: string;
  try {
    text = options.has("f") ? yield* canonicalOrDangling(io, path) : yield* io.sys.readlink(path);
  } catch (error) {
    const problem = sysError(error);
    if (options.has("v"))
      yield* io.warn(
        `${path}: cannot read link: ${problem.code === "EINVAL" ? "not a symlink" : problem.text}`,
      );
    return 1;
  }
  io.put(options.has("n") ? text : `${text}\n`);
  return 0;
});

/** -f: all of the path must be there, but for the target of a link. */
function* canonicalOrDangling(io: Io, path: string): Call<string> {
  try {
    return yield* canonicalPath(io.sys, path, false);
  } catch (error) {
    if (sysError(error).code !== "ENOENT") throw error;
    yield* io.sys.readlink(path);
    return yield* canonicalPath(io.sys, path, true);
  }
}

export const realpath = applet(function* (io) {
  const options = yield* parseOptions(io, "", { min: 1 });
  let status = 0;
  for (const path of options.rest) {
    try {
      io.put(`${yield* canonicalPath(io.sys, path, false)}\n`);
    } catch (error) {
      yield* io.warnError(path, error);
      status = 1;
    }
  }
  return status;
});

export const basename = applet(function* (io) {
  const options = yield* parseOptions(io, "+as:", { min: 1 });
  const many = options.has("a", "s");
  if (!many && options.rest.length > 2) yield* io.usage();
  const suffix = options.value("s") ?? (many ? undefined : options.rest[1]);
  for (const path of many ? options.rest : options.rest.slice(0, 1)) {
    const base = baseName(path);
    const cut = suffix !== undefined && suffix !== "" && base.length > suffix.length && base.endsWith(suffix);
    io.put(`${cut ? base.slice(0, -suffix.length) : base}\n`);
  }
  return 0;
});

export const dirname = applet(function* (io) {
  const args = io.args[0] === "--" ? io.args.slice(1) : io.args;
  if (args.length !== 1) yield* io.usage();
  io.put(`${dirName(args[0]!)}\n`);
  return 0;
});

export const pwd = applet(function* (io) {
  yield* parseOptions(io, "LP");
  try {
    io.put(`${yield* io.sys.getcwd()}\n`);
    return 0;
  } catch (error) {
    yield* io.warnError("getcwd", error);
    return 1;
  }
});

/** Whether a path is a file that the caller may run. */
function* executable(io: Io, path: string): Call<boolean> {
  try {
    if (!isRegular((yield* io.sys.stat(path)).mode)) return false;
    yield* io.sys.access(path, ACCESS.X_OK);
    return true;
  } catch (error) {
    sysError(error);
    return false;
  }
}

export const which = applet(function* (io) {
  const options = yield* parseOptions(io, "a", { min: 1 });
  const directories = (io.env.get("PATH") ?? "/sbin:/usr/sbin:/bin:/usr/bin").split(":");
  let status = 0;
  for (const name of options.rest) {
    const candidates = name.includes("/")
      ? [name]
      : directories.map((directory) => (directory === "" ? name : `${directory}/${name}`));
    let found = false;
    for (const path of candidates) {
      if (found && !options.has("a")) break;
      if (!(yield* executable(io, path))) continue;
      io.put(`${path}\n`);
      found = true;
    }
    if (!found) status = 1;
  }
  return status;
});
