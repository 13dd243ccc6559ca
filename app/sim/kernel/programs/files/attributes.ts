/** chmod, chown, chgrp, touch. */
import type { Call } from "../../abi/call";
import { SysError } from "../../abi/errno";
import { O } from "../../abi/flags";
import type { Stat } from "../../abi/sys";
import { momentOf, zoneOf } from "../lib/calendar";
import { parseDate } from "../lib/datestr";
import { listDirectory } from "../lib/directories";
import { type Options, parseOptions } from "../lib/getopt";
import { applet, type Io, sysError } from "../lib/io";
import { isDirectory, isLink, modeString, parseMode } from "../lib/modes";
import { joinPath } from "../lib/paths";
import { Accounts, isId, ownerId } from "../lib/users";

interface Walk {
  readonly recursive: boolean;
  /** A link that the user named is followed. */
  readonly followNamed: boolean;
  /** A directory after what is in it. */
  readonly depthFirst: boolean;
  readonly visit: (path: string, stat: Stat, named: boolean) => Call<boolean>;
}

/** Goes through a tree; links inside are passed over by `visit` itself. Answers false if anything failed. */
function* walkTree(io: Io, path: string, walk: Walk, named = true): Call<boolean> {
  io.spend(700);
  let stat: Stat;
  try {
    stat = named && walk.followNamed ? yield* io.sys.stat(path) : yield* io.sys.lstat(path);
  } catch (error) {
    yield* io.warnError(path, error);
    return false;
  }
  if (!walk.recursive || !isDirectory(stat.mode)) return yield* walk.visit(path, stat, named);
  if (!walk.depthFirst && !(yield* walk.visit(path, stat, named))) return false;
  let clean = true;
  try {
    for (const { name } of yield* listDirectory(io, path)) {
      const done = yield* walkTree(io, joinPath(path, name), walk, false);
      clean &&= done;
    }
  } catch (error) {
    yield* io.warnError(path, error);
    return false;
  }
  yield* io.drain();
  return walk.depthFirst ? (yield* walk.visit(path, stat, named)) && clean : clean;
}

export const chmod = applet(function* (io) {
  // "-x" is a mode, not an option: hidden from getopt, as busybox does it.
  const args = [...io.args];
  const odd = args.findIndex((argument) => !/^-(?:[-Rvcf]|$)/.test(argument));
  const hidden = args[odd]?.startsWith("-") === true;
  if (hidden) args[odd] = `a${args[odd]!.slice(1)}`;
  const options = yield* parseOptions(io, "Rvcf", { min: 2 }, args);
  const [first, ...paths] = options.rest;
  const text = hidden ? `-${first!.slice(1)}` : first!;
  const umask = yield* io.sys.umask(0);
  yield* io.sys.umask(umask);
  let status = 0;
  for (const path of paths) {
    const done = yield* walkTree(io, path, {
      recursive: options.has("R"),
      followNamed: true,
      depthFirst: false,
      visit: function* (at, stat, named) {
        if (!named && isLink(stat.mode)) return true;
        const mode = parseMode(text, stat.mode, umask);
        if (mode === undefined) return yield* io.die(`invalid mode '${text}'`);
        try {
          yield* io.sys.chmod(at, mode);
        } catch (error) {
          if (!options.has("f")) yield* io.warnError(at, error);
          else sysError(error);
          return false;
        }
        if (options.has("v") || (options.has("c") && (stat.mode & 0o7777) !== mode))
          io.put(
            `mode of '${at}' changed to ${mode.toString(8).padStart(4, "0")} (${modeString(mode).slice(1)})\n`,
          );
        return true;
      },
    });
    if (!done) status = 1;
  }
  return status;
});

interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** "user", "user:group", "user:", ":group", also with a dot. */
function* parseOwner(io: Io, text: string): Call<Owner> {
  const accounts = new Accounts(io.sys);
  const colon = text.includes(".") ? text.indexOf(".") : text.indexOf(":");
  if (colon < 0) return { uid: yield* accounts.uid(io, text), gid: -1 };
  const [userName, groupName] = [text.slice(0, colon), text.slice(colon + 1)];
  if (userName === "") return { uid: -1, gid: yield* accounts.gid(io, groupName) };
  const user = isId(userName)
    ? yield* accounts.userById(Number(userName))
    : yield* accounts.userByName(userName);
  const uid = isId(userName) ? ownerId(userName) : user?.uid;
  let gid: number | undefined;
  if (groupName === "") gid = user?.gid ?? uid;
  else if (isId(groupName)) gid = ownerId(groupName);
  else gid = (yield* accounts.groupByName(groupName))?.gid;
  if (uid === undefined || gid === undefined) return yield* io.die(`unknown user/group ${text}`);
  return { uid, gid };
}

/** What is not asked for is set to what lstat showed, as busybox does: so an owner without a place in the map is EINVAL. */
function* changeOwners(io: Io, options: Options, owner: Owner, paths: readonly string[]): Call<number> {
  const recursive = options.has("R");
  const ofLink = options.has("h") || (recursive && !options.has("H", "L"));
  let status = 0;
  for (const path of paths) {
    const done = yield* walkTree(io, path, {
      recursive,
      followNamed: options.has("H", "L"),
      depthFirst: true,
      visit: function* (at, stat) {
        const uid = owner.uid < 0 ? stat.uid : owner.uid;
        const gid = owner.gid < 0 ? stat.gid : owner.gid;
        try {
          if (ofLink) yield* io.sys.lchown(at, uid, gid);
          else yield* io.sys.chown(at, uid, gid);
        } catch (error) {
          if (!options.has("f")) yield* io.warnError(at, error);
          else sysError(error);
          return false;
        }
        if (options.has("v") || (options.has("c") && (stat.uid !== uid || stat.gid !== gid)))
          io.put(`changed ownership of '${at}' to ${uid}:${gid}\n`);
        return true;
      },
    });
    if (!done) status = 1;
  }
  return status;
}

const LONG = {
  recursive: ["R"],
  dereference: ["dereference"],
  "no-dereference": ["h"],
  changes: ["c"],
  silent: ["f"],
  quiet: ["f"],
  verbose: ["v"],
} as const;

export const chown = applet(function* (io) {
  const options = yield* parseOptions(io, "RhLHPvcf", { long: LONG, min: 2 });
  const [text, ...paths] = options.rest;
  return yield* changeOwners(io, options, yield* parseOwner(io, text!), paths);
});

export const chgrp = applet(function* (io) {
  const options = yield* parseOptions(io, "RhLHPvcf", { long: LONG, min: 2 });
  const [text, ...paths] = options.rest;
  const gid = yield* new Accounts(io.sys).gid(io, text!);
  return yield* changeOwners(io, options, { uid: -1, gid }, paths);
});

export const touch = applet(function* (io) {
  const options = yield* parseOptions(io, "acfmd:t:r:h", {
    long: { "no-create": ["c"], reference: ["r", "value"], date: ["d", "value"], "no-dereference": ["h"] },
    min: 1,
  });
  let atime: number | "now" = "now";
  let mtime: number | "now" = "now";
  const reference = options.value("r");
  if (reference !== undefined) {
    try {
      const stat = yield* io.sys.stat(reference);
      [atime, mtime] = [stat.atimeNs, stat.mtimeNs];
    } catch (error) {
      yield* io.dieError(`can't stat '${reference}'`, error);
    }
  }
  const date = options.value("d") ?? options.value("t");
  if (date !== undefined) {
    const zone = zoneOf(io.env);
    const now = momentOf(Math.floor((yield* io.sys.clockGettime("realtime")) / 1e9), zone);
    const epoch = parseDate(date, now, zone);
    if (epoch === undefined) return yield* io.die(`invalid date '${date}'`);
    atime = mtime = epoch * 1e9;
  }
  const only = options.last("a", "m");
  const both = (options.has("a") && options.has("m")) || only === undefined;
  const newAtime = both || only === "a" ? atime : undefined;
  const newMtime = both || only === "m" ? mtime : undefined;
  let status = 0;
  for (const path of options.rest) {
    try {
      yield* io.sys.utimens(path, newAtime, newMtime, !options.has("h"));
    } catch (error) {
      const problem = sysError(error);
      if (problem.code === "ENOENT" && options.has("c")) continue;
      if (problem.code === "ENOENT" && !options.has("h")) {
        try {
          const fd = yield* io.sys.open(path, O.RDWR | O.CREAT, 0o666);
          yield* io.sys.close(fd);
          if (reference !== undefined || date !== undefined)
            yield* io.sys.utimens(path, newAtime, newMtime, true);
          continue;
        } catch (again) {
          if (!(again instanceof SysError)) throw again;
          yield* io.warnError(path, again);
          status = 1;
          continue;
        }
      }
      yield* io.warnError(path, problem);
      status = 1;
    }
  }
  return status;
});
