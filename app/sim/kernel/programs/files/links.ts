/** rm, rmdir, mkdir, ln, link, unlink. */
import { SysError } from "../../abi/errno";
import { S } from "../../abi/flags";
import { makeDirectory, removeTree, statOrNothing } from "../lib/directories";
import { parseOptions } from "../lib/getopt";
import { applet, sysError } from "../lib/io";
import { isDirectory, isLink, parseMode } from "../lib/modes";
import { baseName, dirName, joinPath } from "../lib/paths";

export const rm = applet(function* (io) {
  const options = yield* parseOptions(io, "fiRrv", {
    long: { recursive: ["r"], force: ["f"], interactive: ["i", "optional"], verbose: ["v"] },
  });
  const force = options.last("f", "i") === "f";
  if (options.rest.length === 0 && !force) yield* io.usage();
  let status = 0;
  for (const argument of options.rest) {
    const path = argument === "" ? "" : argument.replace(/\/+$/, "") || "/";
    const name = baseName(path);
    if (name === "." || name === "..") {
      yield* io.warn("can't remove '.' or '..'");
      status = 1;
      continue;
    }
    const removed = yield* removeTree(io, path, {
      recursive: options.has("R", "r"),
      force,
      interactive: options.last("f", "i") === "i",
    });
    if (!removed) status = 1;
  }
  return status;
});

export const mkdir = applet(function* (io) {
  const options = yield* parseOptions(io, "m:pv", {
    long: { mode: ["m", "value"], parents: ["p"], verbose: ["v"] },
    min: 1,
  });
  let mode: number | undefined;
  const text = options.value("m");
  if (text !== undefined) {
    const umask = yield* io.sys.umask(0);
    yield* io.sys.umask(umask);
    mode = parseMode(text, S.IFDIR | (0o777 & ~umask), umask);
    if (mode === undefined) yield* io.die(`invalid mode '${text}'`);
  }
  let status = 0;
  for (const path of options.rest) {
    io.spend(1500);
    if (!(yield* makeDirectory(io, path, { parents: options.has("p"), mode }))) status = 1;
  }
  return status;
});

export const rmdir = applet(function* (io) {
  const options = yield* parseOptions(io, "pv", {
    long: { parents: ["p"], "ignore-fail-on-non-empty": ["ignore"], verbose: ["v"] },
    min: 1,
  });
  let status = 0;
  for (const argument of options.rest) {
    let path = argument;
    for (;;) {
      try {
        yield* io.sys.rmdir(path);
      } catch (error) {
        const problem = sysError(error);
        if (!(options.has("ignore") && (problem.code === "ENOTEMPTY" || problem.code === "EEXIST"))) {
          yield* io.warnError(`'${path}'`, problem);
          status = 1;
        }
        break;
      }
      if (!options.has("p")) break;
      path = dirName(path);
      if (path === "." || path === "/") break;
    }
  }
  return status;
});

export const ln = applet(function* (io) {
  const options = yield* parseOptions(io, "sfnbS:vT", {
    long: {
      symbolic: ["s"],
      force: ["f"],
      "no-dereference": ["n"],
      "no-target-directory": ["T"],
      verbose: ["v"],
    },
    min: 1,
  });
  const targets = [...options.rest];
  const suffix = options.value("S") ?? "~";
  if (options.has("T") && targets.length > 2) yield* io.die("-T accepts 2 args max");
  const last = targets.length === 1 ? baseName(targets[0]!) : targets.pop()!;
  let status = 0;
  for (const target of targets) {
    let link = last;
    const stat = yield* statOrNothing(io, last, !options.has("n"));
    if (stat !== undefined && isDirectory(stat.mode)) {
      if (options.has("T")) yield* io.die(`'${last}' is a directory`);
      link = joinPath(last, baseName(target));
    }
    try {
      if (!options.has("s")) yield* io.sys.stat(target);
    } catch (error) {
      const own = yield* statOrNothing(io, target, false);
      if (own === undefined || !isLink(own.mode)) {
        yield* io.warnError(target, error);
        status = 1;
        continue;
      }
    }
    try {
      if (options.has("b", "S")) {
        try {
          yield* io.sys.rename(link, link + suffix);
        } catch (error) {
          if (sysError(error).code !== "ENOENT") throw error;
        }
      }
      if (options.has("b", "S", "f")) {
        try {
          yield* io.sys.unlink(link);
        } catch (error) {
          if (!(error instanceof SysError)) throw error;
        }
      }
      if (options.has("v")) io.put(`'${link}' -> '${target}'\n`);
      if (options.has("s")) yield* io.sys.symlink(target, link);
      else yield* io.sys.link(target, link);
    } catch (error) {
      yield* io.warnError(link, error);
      status = 1;
    }
  }
  return status;
});

export const link = applet(function* (io) {
  const { rest } = yield* parseOptions(io, "", { min: 2, max: 2 });
  try {
    yield* io.sys.link(rest[0]!, rest[1]!);
    return 0;
  } catch (error) {
    return yield* io.dieError(`can't create hardlink '${rest[1]!}' to '${rest[0]!}'`, error);
  }
});

export const unlink = applet(function* (io) {
  const { rest } = yield* parseOptions(io, "", { min: 1, max: 1 });
  try {
    yield* io.sys.unlink(rest[0]!);
    return 0;
  } catch (error) {
    return yield* io.dieError(`can't remove file '${rest[0]!}'`, error);
  }
});
