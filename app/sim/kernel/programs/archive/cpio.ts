/** cpio: archives in the newc format, and copies of lists of files. */
import type { Call } from "../../abi/call";
import { O } from "../../abi/flags";
import type { Stat } from "../../abi/sys";
import { statusOf, waitFor } from "../lib/children";
import { type Options, parseOptions } from "../lib/getopt";
import { globRegex } from "../lib/glob";
import { Input } from "../lib/input";
import { applet, Io, sysError } from "../lib/io";
import { isDevice, isDirectory, isLink, isRegular } from "../lib/modes";
import { Accounts } from "../lib/users";
import { WORK } from "../lib/work";
import { readAll } from "./gunzip-stream";
import { copyContent, Extractor, longListing } from "./members";
import type { TarEntry } from "./tar-header";

const MAGIC = /^07070[12]$/;
const HEADER_BYTES = 110;
const BLOCK_BYTES = 512;
const TRAILER = "TRAILER!!!";

const LONG = {
  extract: ["i"],
  list: ["t"],
  create: ["o"],
  "make-directories": ["d"],
  "preserve-modification-time": ["m"],
  unconditional: ["u"],
  dereference: ["L"],
  format: ["H", "value"],
  owner: ["R", "value"],
  file: ["F", "value"],
  verbose: ["v"],
  null: ["0"],
  quiet: ["quiet"],
  "to-stdout": ["to-stdout"],
  "pass-through": ["p"],
  "ignore-devno": ["ignore-devno"],
  "renumber-inodes": ["renumber-inodes"],
} as const;

interface Owner {
  readonly uid: number | undefined;
  readonly gid: number | undefined;
}

export const cpio = applet(function* (io) {
  const options = yield* parseOptions(io, "itdmuvR:H:F:opL0B:c", { long: LONG });
  const owner = yield* ownerOf(io, options.value("R"));
  const file = options.value("F");
  const listing = options.has("t");
  if (options.has("p")) {
    const target = options.rest[0];
    if (target === undefined) return yield* io.usage();
    return yield* passThrough(io, options, owner, target);
  }
  if (options.has("o")) {
    if (options.value("H") !== "newc" || options.rest.length > 0) yield* io.usage();
    let fd = 1;
    if (file !== undefined) {
      try {
        fd = yield* io.sys.open(file, O.WRONLY | O.CREAT | O.TRUNC, 0o666);
      } catch (error) {
        yield* io.dieError(`can't open '${file}'`, error);
      }
    }
    return yield* create(io, options, owner, fd);
  }
  if (!listing && !options.has("i")) yield* io.usage();
  let fd = 0;
  if (file !== undefined) {
    try {
      fd = yield* io.sys.open(file, O.RDONLY);
    } catch (error) {
      yield* io.dieError(`can't open '${file}'`, error);
    }
  }
  return yield* extract(io, options, owner, fd);
});

function* ownerOf(io: Io, text: string | undefined): Call<Owner> {
  if (text === undefined) return { uid: undefined, gid: undefined };
  const accounts = new Accounts(io.sys);
  const [user, group] = text.split(/[:.]/, 2) as [string, string?];
  return {
    uid: user === "" ? undefined : yield* accounts.uid(io, user),
    gid: group === undefined || group === "" ? undefined : yield* accounts.gid(io, group),
  };
}

const field = (value: number): string => (value >>> 0).toString(16).toUpperCase().padStart(8, "0");
const padding = (size: number): number => (4 - (size % 4)) % 4;

function header(values: readonly number[], name: string): string {
  const text = `070701${values.map(field).join("")}${field(name.length + 1)}${field(0)}${name}\0`;
  return text + "\0".repeat(padding(text.length));
}

interface Named {
  readonly name: string;
  readonly stat: Stat;
}

/** Reads names and writes their files; of files with several links the last name carries the content. */
function* create(io: Io, options: Options, owner: Owner, fd: number): Call<number> {
  const input = new Input(io, 0, "-");
  const groups = new Map<string, Named[]>();
  let renumbered = 0;
  const inodeOf = (stat: Stat): number => (options.has("renumber-inodes") ? ++renumbered : stat.ino);
  const member = function* ({ name, stat }: Named, ino: number, content: boolean): Call<void> {
    let body: string | Uint8Array = "";
    if (isLink(stat.mode)) body = yield* io.sys.readlink(name);
    else if (content) {
      const source = yield* io.sys.open(name, O.RDONLY);
      body = yield* readAll(io, source);
      yield* io.sys.close(source);
    }
    const { uid = stat.uid, gid = stat.gid } = owner;
    const mtime = Math.floor(stat.mtimeNs / 1e9);
    const device = isDevice(stat.mode) ? stat.rdev : { major: 0, minor: 0 };
    const numbers = [stat.dev.major, stat.dev.minor, device.major, device.minor];
    io.spend(WORK.tarEntry + body.length * WORK.copyByte);
    yield* io.settle();
    yield* io.writeAll(
      fd,
      header([ino, stat.mode, uid, gid, stat.nlink, mtime, body.length, ...numbers], name),
    );
    yield* io.writeAll(fd, body);
    yield* io.writeAll(fd, "\0".repeat(padding(body.length)));
  };
  for (;;) {
    const path = yield* input.line(options.has("0") ? "\0" : "\n");
    if (path === undefined) break;
    let stat: Stat;
    try {
      stat = options.has("L") ? yield* io.sys.stat(path) : yield* io.sys.lstat(path);
    } catch (error) {
      yield* io.dieError(path, error);
      continue;
    }
    const name = path.replace(/^\.\/+/, "") || ".";
    if (isDirectory(stat.mode) || stat.nlink < 2) {
      yield* member({ name, stat }, inodeOf(stat), isRegular(stat.mode));
      continue;
    }
    const key = `${stat.dev.major}:${stat.dev.minor}:${stat.ino}`;
    const group = groups.get(key) ?? [];
    group.unshift({ name, stat });
    groups.set(key, group);
  }
  for (const group of groups.values()) {
    const inode = inodeOf(group[0]!.stat);
    for (const [i, named] of group.entries()) yield* member(named, inode, i === group.length - 1);
  }
  yield* io.writeAll(fd, header([0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0], TRAILER));
  return 0;
}

/** -p: one cpio packs into a pipe, this one unpacks from it in the other directory. */
function* passThrough(io: Io, options: Options, owner: Owner, target: string): Call<number> {
  try {
    yield* io.sys.mkdir(target, 0o777);
  } catch (error) {
    if (sysError(error).code !== "EEXIST") yield* io.dieError(`can't create directory '${target}'`, error);
  }
  const [readEnd, writeEnd] = yield* io.sys.pipe();
  yield* io.flush();
  const child = yield* io.sys.fork(function* (sys) {
    const packer = new Io(sys, io.name, io.args, io.env, io.invokedAs);
    yield* sys.close(readEnd);
    const quiet = yield* parseOptions(
      packer,
      "L0",
      {},
      ["L", "0"].flatMap((key) => (options.has(key) ? [`-${key}`] : [])),
    );
    packer.complain = function* () {};
    try {
      return yield* create(packer, quiet, { uid: undefined, gid: undefined }, writeEnd);
    } catch (error) {
      sysError(error);
      return 1;
    }
  });
  yield* io.sys.close(writeEnd);
  try {
    yield* io.sys.chdir(target);
  } catch (error) {
    yield* io.dieError(`can't change directory to '${target}'`, error);
  }
  const status = yield* extract(io, options, owner, readEnd, []);
  return status || statusOf(yield* waitFor(io, child));
}

/** Names of one file that came before, or without, its content. */
class Linked {
  readonly names: TarEntry[] = [];
  content: string | undefined;
}

function* extract(
  io: Io,
  options: Options,
  owner: Owner,
  fd: number,
  patterns: readonly string[] = options.rest,
): Call<number> {
  const input = new Input(io, fd, "-", 10_240);
  const extractor = new Extractor(io, {
    existing: options.has("u") ? "unlink" : "newer",
    restoreOwner: true,
    restoreMode: true,
    restoreTime: options.has("m"),
    makeParents: options.has("d"),
    numericOwner: true,
    delayLinks: false,
  });
  const linked = new Map<number, Linked>();
  let read = 0;
  const take = function* (count: number): Call<string> {
    const text = yield* input.take(count);
    read += text.length;
    if (text.length < count) yield* io.die("short read");
    return text;
  };
  const show = function* (entry: TarEntry): Call<void> {
    if (options.has("t") && options.has("v"))
      io.put(longListing(io, entry, String(entry.uid), String(entry.gid)));
    else if (options.has("t") || options.has("v")) io.put(`${entry.name}\n`);
    yield* io.drain();
  };
  const make = function* (entry: TarEntry): Call<void> {
    if (options.has("t")) yield* copyContent(io, input, entry.size, undefined);
    else if (options.has("to-stdout")) {
      yield* io.flush();
      yield* copyContent(io, input, entry.size, 1);
    } else yield* extractor.extract(entry, entry.name, input);
    read += entry.size;
    yield* show(entry);
  };
  /** Other names of a file whose content has come. */
  const makeLink = function* (entry: TarEntry, link: string): Call<void> {
    if (!options.has("t") && !options.has("to-stdout"))
      yield* extractor.extract({ ...entry, link, hard: true }, entry.name, input);
  };
  for (;;) {
    if (read === 0 && (yield* input.peek()) < 0) return 0;
    const text = yield* take(HEADER_BYTES);
    if (!MAGIC.test(text.slice(0, 6))) yield* io.die("unsupported cpio format, use newc");
    if (!/^[0-9a-fA-F]+$/.test(text)) yield* io.die("damaged cpio file");
    const at = (index: number): number => Number.parseInt(text.slice(6 + index * 8, 14 + index * 8), 16);
    const nameBytes = at(11);
    const stored = (yield* take(nameBytes)).replace(/\0.*$/s, "");
    yield* take(padding(HEADER_BYTES + nameBytes));
    if (stored === TRAILER) break;
    const mode = at(1);
    const size = at(6);
    io.spend(WORK.tarEntry);
    const link = isLink(mode) ? yield* take(size) : undefined;
    const entry: TarEntry = {
      name: stored.replace(/^\/+/, ""),
      mode,
      uid: owner.uid ?? at(2),
      gid: owner.gid ?? at(3),
      size: isLink(mode) ? 0 : size,
      mtimeSeconds: at(5),
      link,
      hard: false,
      user: "",
      group: "",
      major: at(9),
      minor: at(10),
    };
    const wanted = patterns.length === 0 || patterns.some((pattern) => globRegex(pattern).test(entry.name));
    if (!wanted) {
      yield* copyContent(io, input, entry.size, undefined);
      read += entry.size;
    } else if (at(4) > 1 && isRegular(mode) && size === 0) {
      // The content comes with the last of the names.
      const group = linked.get(at(0)) ?? new Linked();
      group.names.push(entry);
      linked.set(at(0), group);
    } else {
      yield* make(entry);
      const group = linked.get(at(0));
      if (group !== undefined) group.content = entry.name;
    }
    yield* take(padding(size));
  }
  for (const { names, content } of linked.values()) {
    // Without content the first name becomes an empty file, to which the others are links.
    const [first, ...others] = names;
    if (content === undefined && first !== undefined) yield* make(first);
    for (const entry of content === undefined ? others : names)
      yield* makeLink(entry, content ?? first!.name);
  }
  yield* io.flush();
  if (!options.has("quiet")) yield* io.complain(`${Math.ceil(read / BLOCK_BYTES)} blocks\n`);
  return 0;
}
