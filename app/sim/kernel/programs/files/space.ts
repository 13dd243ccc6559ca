/** du and df. */
import type { Call } from "../../abi/call";
import { SysError } from "../../abi/errno";
import { S } from "../../abi/flags";
import type { Stat, StatFs } from "../../abi/sys";
import { listDirectory } from "../lib/directories";
import { parseOptions } from "../lib/getopt";
import { applet, type Io, sysError } from "../lib/io";
import { isDirectory } from "../lib/modes";
import { humanSize, inUnits, KMG_SUFFIXES, number } from "../lib/numbers";
import { joinPath } from "../lib/paths";
import { readTextFile } from "../lib/users";
import { WORK } from "../lib/work";

export const du = applet(function* (io) {
  const options = yield* parseOptions(io, "aHkLsxd:lchmb");
  const seen = new Set<string>();
  const apparent = options.has("b");
  const unitKey = options.last("h", "m", "k", "b");
  const depth = options.has("s") ? 0 : options.has("d") ? yield* number(io, options.value("d")!) : Infinity;
  let status = 0;
  const show = (bytes: number, path: string): void => {
    const size =
      unitKey === "h"
        ? humanSize(bytes)
        : String(apparent ? bytes : inUnits(bytes, unitKey === "m" ? 1048576 : 1024));
    io.put(`${size}\t${path}\n`);
  };
  const measure = function* (path: string, level: number, device: string | undefined): Call<number> {
    io.spend(WORK.entry);
    let stat: Stat;
    try {
      const follow = options.has("L") || (options.has("H") && level === 0);
      stat = follow ? yield* io.sys.stat(path) : yield* io.sys.lstat(path);
    } catch (error) {
      yield* io.warnError(path, error);
      status = 1;
      return 0;
    }
    const here = `${stat.dev.major}:${stat.dev.minor}`;
    if (options.has("x") && device !== undefined && here !== device) return 0;
    let bytes = apparent ? stat.size : stat.blocks * 512;
    if (stat.nlink > 1 && !options.has("l")) {
      const key = `${here}:${stat.ino}`;
      if (seen.has(key)) return 0;
      seen.add(key);
    }
    if (isDirectory(stat.mode)) {
      try {
        for (const { name } of yield* listDirectory(io, path))
          bytes += yield* measure(joinPath(path, name), level + 1, device ?? here);
      } catch (error) {
        yield* io.warnError(path, error);
        status = 1;
      }
    }
    if (level <= depth && (level === 0 || isDirectory(stat.mode) || options.has("a"))) show(bytes, path);
    yield* io.drain();
    return bytes;
  };
  let total = 0;
  for (const path of options.rest.length === 0 ? ["."] : options.rest) {
    total += yield* measure(path, 0, undefined);
    // Each operand counts its own links anew, but for the grand total.
    if (!options.has("c")) seen.clear();
  }
  if (options.has("c")) show(total, "total");
  return status;
});

interface Mount {
  readonly source: string;
  readonly target: string;
  readonly type: string;
}

const undoOctal = (text: string): string =>
  text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));

function* mounts(io: Io): Call<Mount[]> {
  const text =
    (yield* readTextFile(io.sys, "/proc/mounts")) ??
    (yield* io.dieError("/proc/mounts", new SysError("ENOENT")));
  return text.split("\n").flatMap((line) => {
    const [source, target, type] = line.split(" ");
    return type === undefined ? [] : [{ source: undoOctal(source!), target: undoOctal(target!), type }];
  });
}

/** The last mount on whose root a path's file system shows. */
function* mountOf(io: Io, path: string, all: readonly Mount[]): Call<Mount | undefined> {
  const device = (stat: Stat): string => `${stat.dev.major}:${stat.dev.minor}`;
  let wanted: string;
  try {
    const stat = yield* io.sys.stat(path);
    if ((stat.mode & S.IFMT) === S.IFCHR) return undefined;
    wanted = device(stat);
  } catch (error) {
    sysError(error);
    return undefined;
  }
  for (const mount of all) {
    if (mount.source === "rootfs") continue;
    if (mount.target === path) return mount;
    try {
      if (device(yield* io.sys.stat(mount.target)) === wanted) return mount;
    } catch (error) {
      sysError(error);
    }
  }
  return undefined;
}

export const df = applet(function* (io) {
  const options = yield* parseOptions(io, "kPTt:aiB:hm", { long: { "block-size": ["B", "value"] } });
  const inodes = options.has("i");
  const human = options.last("h", "m", "k") === "h";
  const posix = options.has("P");
  let unit = options.last("h", "m", "k") === "m" ? 1048576 : 1024;
  const blockText = options.value("B");
  if (blockText !== undefined)
    unit = yield* number(io, blockText.replace(/^(?=[KMG])/, "1"), { suffixes: KMG_SUFFIXES, min: 1 });
  const sizeTitle = inodes
    ? "   Inodes"
    : human
      ? "     Size"
      : posix
        ? `${String(unit).padStart(4)}-blocks`
        : unit === 1048576
          ? "1M-blocks"
          : unit === 1024
            ? "1K-blocks"
            : `${humanSize(unit)}-blocks`.padStart(9);
  const title = `Filesystem           ${options.has("T") ? "Type       " : ""}`;
  if (posix && !inodes) io.put(`${title}${sizeTitle}    Used Available Capacity Mounted on\n`);
  else io.put(`${title}${sizeTitle}      Used Available ${posix ? "Capacity" : "Use%"} Mounted on\n`);
  const all = yield* mounts(io);
  let chosen: readonly Mount[] = all;
  let status = 0;
  const named = options.rest.length > 0;
  if (named) {
    const found: Mount[] = [];
    for (const path of options.rest) {
      const mount = yield* mountOf(io, path, all);
      if (mount === undefined) {
        yield* io.warn(`${path}: can't find mount point`);
        status = 1;
      } else found.push(mount);
    }
    chosen = found;
  }
  for (const mount of chosen) {
    if (options.has("t") && mount.type !== options.value("t")) continue;
    let fs: StatFs;
    try {
      fs = yield* io.sys.statfs(mount.target);
    } catch (error) {
      yield* io.warnError(mount.target, error);
      status = 1;
      continue;
    }
    if (fs.blocks === 0 && !named && !options.has("a")) continue;
    if (mount.source === "rootfs" && !named) continue;
    const [total, free, available] = inodes
      ? [fs.files, fs.ffree, fs.ffree]
      : [fs.blocks, fs.bfree, fs.bavail];
    const used = total - free;
    const percent =
      used + available > 0 ? Math.trunc((used * 100 + (used + available) / 2) / (used + available)) : 0;
    const show = (blocks: number): string =>
      inodes && !human
        ? String(blocks)
        : human
          ? humanSize(blocks, inodes ? 1 : fs.bsize)
          : String(inUnits(blocks * fs.bsize, unit));
    let name = mount.source;
    if (name.length > 20 && !posix) name = `${name}\n${" ".repeat(20)}`;
    io.put(
      `${name.padEnd(20)} ${options.has("T") ? `${mount.type.padEnd(10)} ` : ""}` +
        `${show(total).padStart(9)} ${show(used).padStart(9)} ${show(available).padStart(9)} ${String(percent).padStart(3)}% ${mount.target}\n`,
    );
    yield* io.drain();
  }
  return status;
});
