import type { Call } from "../../abi/call";
import type { Stat } from "../../abi/sys";
import { type CopyOptions, copyFile } from "../lib/copy";
import { makeDirectory } from "../lib/directories";
import { parseOptions } from "../lib/getopt";
import { applet, type Io, sysError } from "../lib/io";
import { isDirectory } from "../lib/modes";
import { baseName, dirName, joinPath } from "../lib/paths";

/** The status of a path; undefined if there is nothing. Complains and leaves for other failures. */
export function* targetStat(io: Io, path: string): Call<Stat | undefined> {
  try {
    return yield* io.sys.stat(path);
  } catch (error) {
    if (sysError(error).code === "ENOENT") return undefined;
    yield* io.warnError(`can't stat '${path}'`, error);
    return io.exit(1);
  }
}

export const cp = applet(function* (io) {
  const options = yield* parseOptions(io, "pdRPrfinlsLHarPvuTt:", {
    long: {
      "no-target-directory": ["T"],
      "target-directory": ["t", "value"],
      parents: ["parents"],
      "remove-destination": ["remove"],
      update: ["u"],
      recursive: ["r"],
      force: ["f"],
      interactive: ["i"],
      verbose: ["v"],
      archive: ["a"],
      dereference: ["L"],
      "no-dereference": ["P"],
      link: ["l"],
      "symbolic-link": ["s"],
      reflink: ["reflink", "optional"],
    },
    min: 1,
  });
  const archive = options.has("a");
  const recursive = archive || options.has("R", "r");
  const last = options.last("L", "H", "P", "d", "a");
  const copyOptions: CopyOptions = {
    preserve: archive || options.has("p"),
    recursive,
    force: options.has("f") || options.has("remove"),
    interactive: options.last("i", "n") === "i",
    noClobber: options.last("i", "n") === "n",
    update: options.has("u"),
    follow:
      last === "L" ? "always" : last === "H" ? "named" : last !== undefined || recursive ? "never" : "always",
    link: options.has("l") ? "hard" : options.has("s") ? "soft" : undefined,
  };
  const intoTarget = options.value("t");
  const sources = [...options.rest];
  if (intoTarget === undefined) {
    if (sources.length < 2) yield* io.usage();
    const target = sources.pop()!;
    if (options.has("T")) {
      if (sources.length > 1) yield* io.usage();
      const stat = yield* targetStat(io, target);
      if (stat !== undefined && isDirectory(stat.mode)) yield* io.die(`'${target}' is a directory`);
      return (yield* copyFile(io, sources[0]!, target, copyOptions)) ? 0 : 1;
    }
    if (sources.length === 1 && !options.has("parents")) {
      const source = sources[0]!;
      let from: Stat;
      try {
        from = copyOptions.follow === "never" ? yield* io.sys.lstat(source) : yield* io.sys.stat(source);
      } catch (error) {
        return yield* io.dieError(`can't stat '${source}'`, error);
      }
      const to = yield* targetStat(io, target);
      const intoDirectory =
        (isDirectory(from.mode) && !(recursive && to === undefined)) ||
        (to !== undefined && isDirectory(to.mode));
      if (!intoDirectory) return (yield* copyFile(io, source, target, copyOptions)) ? 0 : 1;
    }
    return yield* copyInto(io, sources, target, copyOptions, options.has("parents"));
  }
  return yield* copyInto(io, sources, intoTarget, copyOptions, options.has("parents"));
});

function* copyInto(
  io: Io,
  sources: readonly string[],
  directory: string,
  options: CopyOptions,
  parents: boolean,
): Call<number> {
  let status = 0;
  for (const source of sources) {
    let target = joinPath(directory, baseName(source));
    if (parents) {
      target = joinPath(directory, source);
      if (!(yield* makeDirectory(io, dirName(target), { parents: true }))) {
        status = 1;
        continue;
      }
    }
    if (!(yield* copyFile(io, source, target, options))) status = 1;
  }
  return status;
}
