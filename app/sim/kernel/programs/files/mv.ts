import type { Call } from "../../abi/call";
import { SysError } from "../../abi/errno";
import { ACCESS } from "../../abi/flags";
import type { Stat } from "../../abi/sys";
import { ask } from "../lib/ask";
import { copyFile } from "../lib/copy";
import { removeTree, statOrNothing } from "../lib/directories";
import { parseOptions } from "../lib/getopt";
import { applet, type Io } from "../lib/io";
import { isDirectory } from "../lib/modes";
import { baseName, joinPath } from "../lib/paths";
import { targetStat } from "./cp";

/** Across file systems: a copy, then the source goes. */
function* moveByCopy(io: Io, source: string, target: string, to: Stat | undefined): Call<boolean> {
  const from = yield* statOrNothing(io, source, false);
  if (from === undefined) {
    yield* io.warnError(`can't rename '${source}'`, new SysError("ENOENT"));
    return false;
  }
  if (to !== undefined) {
    if (isDirectory(to.mode) !== isDirectory(from.mode)) {
      const [over, by] = isDirectory(to.mode) ? ["", "non-"] : ["non-", ""];
      yield* io.warn(`can't overwrite ${over}directory with ${by}directory`);
      return false;
    }
    try {
      yield* io.sys.unlink(target);
    } catch (error) {
      yield* io.warnError(`can't remove '${target}'`, error);
      return false;
    }
  }
  const copied = yield* copyFile(io, source, target, {
    preserve: true,
    recursive: true,
    force: false,
    interactive: false,
    noClobber: false,
    update: false,
    follow: "never",
    link: undefined,
  });
  return copied && (yield* removeTree(io, source, { recursive: true, force: true, interactive: false }));
}

export const mv = applet(function* (io) {
  const options = yield* parseOptions(io, "finTt:v", {
    long: {
      interactive: ["i"],
      force: ["f"],
      "no-clobber": ["n"],
      "no-target-directory": ["T"],
      "target-directory": ["t", "value"],
      verbose: ["v"],
    },
    min: 1,
  });
  const sources = [...options.rest];
  let directory = options.value("t");
  let single: string | undefined;
  if (directory === undefined) {
    if (sources.length < 2) yield* io.usage();
    directory = sources.pop()!;
    if (options.has("T") && sources.length > 1) yield* io.usage();
    if (sources.length === 1) {
      const stat = yield* targetStat(io, directory);
      if (stat === undefined || !isDirectory(stat.mode)) single = directory;
      else if (options.has("T")) {
        const source = yield* statOrNothing(io, sources[0]!, true);
        if (source !== undefined && !isDirectory(source.mode)) yield* io.die(`'${directory}' is a directory`);
        single = directory;
      }
    }
  }
  const way = options.last("f", "i", "n");
  let status = 0;
  for (const source of sources) {
    const target = single ?? joinPath(directory, baseName(source));
    const to = yield* statOrNothing(io, target);
    if (to !== undefined) {
      if (way === "n") continue;
      const doubtful = way === "i" || (way !== "f" && (yield* protectedAtTerminal(io, target)));
      if (doubtful && !(yield* ask(io, `mv: overwrite '${target}'? `))) continue;
    }
    try {
      yield* io.sys.rename(source, target);
    } catch (error) {
      if (error instanceof SysError && error.code === "EXDEV") {
        if (!(yield* moveByCopy(io, source, target, to))) status = 1;
      } else {
        yield* io.warnError(`can't rename '${source}'`, error);
        status = 1;
      }
    }
  }
  return status;
});

function* protectedAtTerminal(io: Io, path: string): Call<boolean> {
  if (!(yield* io.sys.isatty(0))) return false;
  try {
    yield* io.sys.access(path, ACCESS.W_OK);
    return false;
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    return true;
  }
}
