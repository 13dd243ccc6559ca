/** busybox's mount and umount. */
import type { Call } from "../../abi/call";
import { SysError } from "../../abi/errno";
import { MNT, MS } from "../../abi/flags";
import { statOrNothing } from "../lib/directories";
import { parseOptions } from "../lib/getopt";
import { applet, type Io } from "../lib/io";
import { isDirectory } from "../lib/modes";
import { canonicalPath } from "../lib/resolve";
import { readTextFile } from "../lib/users";
import { readTable, type TableEntry, typeMatches } from "./mount-table";

/** -o words: bits to set, and bits to clear. */
const WORDS: Readonly<Record<string, readonly [set: number, clear: number]>> = {
  bind: [MS.BIND, 0],
  rbind: [MS.BIND | MS.REC, 0],
  move: [MS.MOVE, 0],
  remount: [MS.REMOUNT, 0],
  shared: [MS.SHARED, 0],
  slave: [MS.SLAVE, 0],
  private: [MS.PRIVATE, 0],
  unbindable: [MS.UNBINDABLE, 0],
  rshared: [MS.SHARED | MS.REC, 0],
  rslave: [MS.SLAVE | MS.REC, 0],
  rprivate: [MS.PRIVATE | MS.REC, 0],
  runbindable: [MS.UNBINDABLE | MS.REC, 0],
  "make-shared": [MS.SHARED, 0],
  "make-slave": [MS.SLAVE, 0],
  "make-private": [MS.PRIVATE, 0],
  "make-unbindable": [MS.UNBINDABLE, 0],
  "make-rshared": [MS.SHARED | MS.REC, 0],
  "make-rslave": [MS.SLAVE | MS.REC, 0],
  "make-rprivate": [MS.PRIVATE | MS.REC, 0],
  "make-runbindable": [MS.UNBINDABLE | MS.REC, 0],
  ro: [MS.RDONLY, 0],
  rw: [0, MS.RDONLY],
  nosuid: [MS.NOSUID, 0],
  suid: [0, MS.NOSUID],
  nodev: [MS.NODEV, 0],
  dev: [0, MS.NODEV],
  noexec: [MS.NOEXEC, 0],
  exec: [0, MS.NOEXEC],
  sync: [MS.SYNCHRONOUS, 0],
  async: [0, MS.SYNCHRONOUS],
  dirsync: [MS.DIRSYNC, 0],
  noatime: [MS.NOATIME, 0],
  atime: [0, MS.NOATIME],
  nodiratime: [MS.NODIRATIME, 0],
  diratime: [0, MS.NODIRATIME],
  relatime: [MS.RELATIME, 0],
  norelatime: [0, MS.RELATIME],
  strictatime: [MS.STRICTATIME, 0],
  defaults: [0, 0],
  loop: [0, 0],
  quiet: [0, 0],
  noauto: [0, 0],
  user: [0, 0],
  _netdev: [0, 0],
};

const MOUNTS = "/proc/mounts";
const PROPAGATION = MS.SHARED | MS.SLAVE | MS.PRIVATE | MS.UNBINDABLE;

/** What is no new mount. */
const SPECIAL = MS.BIND | MS.MOVE | MS.REMOUNT | PROPAGATION;

interface Parsed {
  readonly flags: number;
  /** Words for the file system itself. */
  readonly data: readonly string[];
}

function parseWords(texts: readonly string[]): Parsed {
  const data: string[] = [];
  let flags = 0;
  for (const word of texts.join(",").split(",")) {
    if (word === "") continue;
    const known = WORDS[word.toLowerCase()];
    if (known === undefined) data.push(word);
    else flags = (flags | known[0]) & ~known[1];
  }
  return { flags, data };
}

function* list(io: Io, type: string | undefined): Call<number> {
  for (const entry of (yield* readTable(io, MOUNTS)) ?? (yield* io.die(`no ${MOUNTS}`)))
    if (type === undefined || type === entry.type)
      io.put(`${entry.source} on ${entry.target} type ${entry.type} (${entry.options})\n`);
  return 0;
}

export const mount = applet(function* (io) {
  // busybox takes --bind, --make-private and whatever else begins so for -o words before it looks at options.
  const given = io.args.filter((argument) => argument.startsWith("--")).map((argument) => argument.slice(2));
  const args = io.args.filter((argument) => !argument.startsWith("--"));
  const options = yield* parseOptions(io, "o:t:rwanfvsiO:T:", { max: 2 }, args);
  given.push(...options.values("o"));
  if (options.has("r")) given.push("ro");
  if (options.has("w")) given.push("rw");
  const type = options.value("t");
  const [first, second] = options.rest;
  const how = { dryRun: options.has("f"), ignoreBusy: false };
  if (first === undefined && !options.has("a")) return yield* list(io, type);
  const parsed = parseWords(given);
  if (first !== undefined && second !== undefined)
    return yield* mountOne(io, { source: first, target: second, type, ...parsed }, how);
  if ((parsed.flags & PROPAGATION) !== 0 && first !== undefined)
    return yield* mountOne(io, { source: "", target: first, type: "", ...parsed }, how);
  const table = (parsed.flags & MS.REMOUNT) !== 0 ? MOUNTS : (options.value("T") ?? "/etc/fstab");
  const entries = yield* readTable(io, table);
  if (entries === undefined) return yield* io.dieError(`can't read '${table}'`, new SysError("ENOENT"));
  if (first === undefined) return yield* mountAll(io, entries, type, { ...how, ignoreBusy: true });
  const place = yield* resolved(io, first);
  const entry = entries.findLast(({ source, target }) =>
    [source, target].some((name) => name === first || name === place),
  );
  if (entry === undefined) return yield* io.die(`can't find ${first} in ${table}`);
  return yield* mountOne(io, { ...entry, ...parseWords([entry.options, ...given]) }, how);
});

/** What fstab has and is not mounted yet. Answers how many failed. */
function* mountAll(io: Io, entries: readonly TableEntry[], type: string | undefined, how: How): Call<number> {
  let failures = 0;
  for (const entry of entries) {
    const unwanted = entry.type === "swap" || entry.options.split(",").includes("noauto");
    if (unwanted || !typeMatches(entry.type, type)) continue;
    const mounted = (yield* readTable(io, MOUNTS)) ?? [];
    if (mounted.some(({ target }) => target === entry.target)) continue;
    if ((yield* mountOne(io, { ...entry, ...parseWords([entry.options]) }, how)) !== 0) failures++;
  }
  return failures;
}

interface How {
  readonly dryRun: boolean;
  readonly ignoreBusy: boolean;
}

interface Wanted extends Parsed {
  readonly source: string;
  readonly target: string;
  readonly type: string | undefined;
}

/** Mounts one thing; 255 after a complaint, which is what the applet's -1 becomes as a status. */
function* mountOne(io: Io, wanted: Wanted, { dryRun, ignoreBusy }: How): Call<number> {
  const { source, target, type, data } = wanted;
  if (dryRun) return 0;
  let { flags } = wanted;
  // A directory without a type is bound.
  if (type === undefined && (flags & SPECIAL) === 0) {
    const stat = yield* statOrNothing(io, source);
    if (stat !== undefined && isDirectory(stat.mode)) flags |= MS.BIND;
  }
  const plain = (flags & SPECIAL) !== 0;
  const types = plain ? [type ?? ""] : type === undefined ? yield* guesses(io) : type.split(",");
  let problem: SysError = new SysError("ENODEV");
  for (const fstype of types) {
    try {
      yield* io.sys.mount(
        source,
        target,
        fstype === "auto" ? "" : fstype,
        flags & 0x7fffffff,
        data.join(","),
      );
      return 0;
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      problem = error;
    }
  }
  if (problem.code === "EPERM") yield* io.die("permission denied (are you root?)");
  if ((flags & PROPAGATION) !== 0 && (flags & (MS.BIND | MS.MOVE | MS.REMOUNT)) === 0)
    yield* io.die(`${target}: ${problem.text}`);
  if (ignoreBusy && problem.code === "EBUSY") return 0;
  yield* io.warn(`mounting ${source} on ${target} failed: ${problem.text}`);
  return 255;
}

/** File systems that need a device, from /proc/filesystems. */
function* guesses(io: Io): Call<readonly string[]> {
  const text = (yield* readTextFile(io.sys, "/proc/filesystems")) ?? "";
  const found = text
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("nodev"))
    .map((line) => line.trim());
  return found.length === 0 ? [""] : found;
}

export const umount = applet(function* (io) {
  const options = yield* parseOptions(io, "fldnrat:cvi");
  const flags = (options.has("l") ? MNT.DETACH : 0) | (options.has("f") ? MNT.FORCE : 0);
  let targets = options.rest;
  if (options.has("a")) targets = yield* everything(io, options.value("t"));
  else if (targets.length === 0) return yield* io.usage();
  let status = 0;
  for (const target of targets) {
    const place = options.has("a") ? target : yield* mountedAt(io, target, options.value("t"));
    try {
      yield* io.sys.umount(place, flags);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      if (options.has("r") && error.code === "EBUSY" && (yield* readOnly(io, place))) continue;
      yield* io.warn(`can't unmount ${place}: ${error.text}`);
      status = 1;
    }
  }
  return status;
});

function* readOnly(io: Io, place: string): Call<boolean> {
  try {
    yield* io.sys.mount("none", place, "", MS.REMOUNT | MS.RDONLY, "");
    return true;
  } catch (error) {
    if (error instanceof SysError) return false;
    throw error;
  }
}

/** A name that leads to where something is mounted, or is a source's; others are taken as they are. */
function* mountedAt(io: Io, name: string, type: string | undefined): Call<string> {
  const real = yield* resolved(io, name);
  const entry = ((yield* readTable(io, MOUNTS)) ?? []).findLast(
    (each) => typeMatches(each.type, type) && (each.target === real || each.source === real),
  );
  return entry?.target ?? name;
}

/** The name from the root, without links; undefined if it leads nowhere. */
function* resolved(io: Io, name: string): Call<string | undefined> {
  try {
    return yield* canonicalPath(io.sys, name, false);
  } catch (error) {
    if (error instanceof SysError) return undefined;
    throw error;
  }
}

/** In reverse order of mounting. */
function* everything(io: Io, type: string | undefined): Call<readonly string[]> {
  const table = (yield* readTable(io, MOUNTS)) ?? (yield* io.die(`can't open '${MOUNTS}'`));
  return table
    .filter((entry) => typeMatches(entry.type, type))
    .map((entry) => entry.target)
    .reverse();
}
