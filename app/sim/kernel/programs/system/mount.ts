/** busybox's mount and umount. */
import type { Call } from "../../abi/call";
import { SysError } from "../../abi/errno";
import { MNT, MS } from "../../abi/flags";
import { parseOptions } from "../lib/getopt";
import { applet, type Io } from "../lib/io";
import { canonicalPath } from "../lib/resolve";
import { readTextFile } from "../lib/users";

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

const PROPAGATION = MS.SHARED | MS.SLAVE | MS.PRIVATE | MS.UNBINDABLE;

interface Parsed {
  flags: number;
  readonly data: string[];
}

function words(text: string, into: Parsed): void {
  for (const word of text.split(",")) {
    if (word === "") continue;
    const known = WORDS[word.toLowerCase()];
    if (known === undefined) into.data.push(word);
    else into.flags = (into.flags | known[0]) & ~known[1];
  }
}

function* list(io: Io, type: string | undefined): Call<number> {
  const text = (yield* readTextFile(io.sys, "/proc/mounts")) ?? "";
  for (const line of text.split("\n")) {
    const [source, target, fstype, options] = line.split(" ");
    if (options === undefined) continue;
    if (type !== undefined && !type.split(",").includes(fstype!)) continue;
    io.put(`${unescape(source!)} on ${unescaped(target!)} type ${fstype} (${options})\n`);
  }
  return 0;
}

/** The octal escapes of /proc/mounts. */
function unescaped(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
}

export const mount = applet(function* (io) {
  // busybox takes --make-private and the like for -o words before it looks at options.
  const parsed: Parsed = { flags: 0, data: [] };
  const args: string[] = [];
  for (const argument of io.args) {
    const long = argument.startsWith("--") ? argument.slice(2) : undefined;
    if (long !== undefined && WORDS[long] !== undefined) words(long, parsed);
    else args.push(argument);
  }
  const options = yield* parseOptions(io, "o:t:rwanfvsiO:T:", {}, args);
  for (const text of options.values("o")) words(text, parsed);
  if (options.has("r")) parsed.flags |= MS.RDONLY;
  if (options.has("w")) parsed.flags &= ~MS.RDONLY;
  const type = options.value("t");
  const { rest } = options;
  if (rest.length === 0 && !options.has("a") && parsed.flags === 0) return yield* list(io, type);
  const [first, second, third] = rest;
  if (third !== undefined) return yield* io.usage();
  const change = MS.REMOUNT | PROPAGATION;
  let source = first;
  let target = second;
  if (second === undefined && first !== undefined && (parsed.flags & change) !== 0) {
    source = "none";
    target = first;
    if ((parsed.flags & MS.REMOUNT) !== 0) target = yield* asMounted(io, first, parsed, options.values("o"));
  }
  if (source === undefined || target === undefined) {
    yield* io.die("can't read '/etc/fstab': No such file or directory");
    return 1;
  }
  if (options.has("f")) return 0;
  return yield* attempt(io, source, target, type, parsed, options.has("v"));
});

function* attempt(
  io: Io,
  source: string,
  target: string,
  type: string | undefined,
  { flags, data }: Parsed,
  verbose: boolean,
): Call<number> {
  const plain = (flags & (MS.BIND | MS.MOVE | MS.REMOUNT | PROPAGATION)) !== 0;
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
      if (verbose) io.put(`mount: mounting ${source} on ${target}\n`);
      return 0;
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      problem = error;
    }
  }
  if (problem.code === "EPERM") yield* io.die("permission denied (are you root?)");
  if ((flags & PROPAGATION) !== 0 && plain && (flags & (MS.BIND | MS.MOVE | MS.REMOUNT)) === 0)
    yield* io.die(`${target}: ${problem.text}`);
  // What the applet's return value of -1 becomes as a status.
  return yield* io.die(`mounting ${source} on ${target} failed: ${problem.text}`, 255);
}

/** A remount keeps the options that are not named: those of /proc/mounts come first. */
function* asMounted(io: Io, name: string, parsed: Parsed, given: readonly string[]): Call<string> {
  const place = yield* mountedAt(io, name);
  const text = (yield* readTextFile(io.sys, "/proc/mounts")) ?? "";
  const entry = text
    .split("\n")
    .map((line) => line.split(" "))
    .findLast(([, target]) => target !== undefined && unescaped(target) === place);
  if (entry === undefined) return name;
  const whole: Parsed = { flags: 0, data: [] };
  for (const list of [entry[3] ?? "", ...given]) words(list, whole);
  parsed.flags |= whole.flags;
  parsed.data.splice(0, parsed.data.length, ...whole.data);
  return place;
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
  const options = yield* parseOptions(io, "fldnravt:");
  const flags = (options.has("l") ? MNT.DETACH : 0) | (options.has("f") ? MNT.FORCE : 0);
  let targets = options.rest;
  if (options.has("a")) targets = yield* everything(io, options.value("t"));
  else if (targets.length === 0) return yield* io.usage();
  let status = 0;
  for (const target of targets) {
    const place = yield* mountedAt(io, target);
    try {
      yield* io.sys.umount(place, flags);
      if (options.has("v")) io.put(`umount: ${place} unmounted\n`);
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

/** A source stands for where it is mounted last; other names are taken as they are. */
function* mountedAt(io: Io, name: string): Call<string> {
  const text = (yield* readTextFile(io.sys, "/proc/mounts")) ?? "";
  let found: string | undefined;
  const real = yield* resolved(io, name);
  for (const line of text.split("\n")) {
    const [source, target] = line.split(" ").map(unescaped);
    if (target === name) return name;
    if (source === name) found = target;
    if (real !== undefined && target === real) return real;
  }
  return found ?? name;
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
  const text = (yield* readTextFile(io.sys, "/proc/mounts")) ?? "";
  return text
    .split("\n")
    .map((line) => line.split(" "))
    .filter(
      ([, target, fstype]) =>
        target !== undefined && (type === undefined || type.split(",").includes(fstype!)),
    )
    .map(([, target]) => unescaped(target!))
    .reverse();
}
