/** tar: creates, lists and unpacks archives. */
import type { Call } from "../../abi/call";
import { ACCESS, O } from "../../abi/flags";
import { SIG } from "../../abi/signals";
import { spawn, waitFor } from "../lib/children";
import { type Options, parseOptions } from "../lib/getopt";
import { globRegex } from "../lib/glob";
import { Input, openOrDie } from "../lib/input";
import { applet, type Io, sysError } from "../lib/io";
import { isRegular } from "../lib/modes";
import { parseNumber } from "../lib/numbers";
import { WORK } from "../lib/work";
import { gunzipTo, isGzip, readAll } from "./gunzip-stream";
import { chooses, unsafePrefix } from "./member-names";
import { copyContent, Extractor, longListing, readList } from "./members";
import { archiveStat, TarWriter } from "./tar-create";
import { decodeHeader, padded, TAR_BLOCK, type TarEntry } from "./tar-header";
import { unpackInChild } from "./unpack";

const LONG = {
  list: ["t"],
  extract: ["x"],
  get: ["x"],
  directory: ["C", "value"],
  file: ["f", "value"],
  "to-stdout": ["O"],
  "same-owner": ["same-owner"],
  "no-same-owner": ["o"],
  "same-permissions": ["p"],
  verbose: ["v"],
  keep: ["k"],
  "keep-old": ["k"],
  create: ["c"],
  dereference: ["h"],
  bzip2: ["j"],
  xz: ["J"],
  gzip: ["z"],
  gunzip: ["z"],
  "auto-compress": ["a"],
  "files-from": ["T", "value"],
  "exclude-from": ["X", "value"],
  exclude: ["exclude", "value"],
  touch: ["m"],
  overwrite: ["overwrite"],
  "strip-components": ["strip", "value"],
  "no-recursion": ["no-recursion"],
  "numeric-owner": ["numeric-owner"],
  "no-same-permissions": ["no-same-permissions"],
  "to-command": ["to-command", "value"],
} as const;

/** "cvzf" in front is "-cvzf", and its f takes the next argument wherever in the word it is. */
function withDash(args: readonly string[]): readonly string[] {
  const [first, ...rest] = args;
  if (first === undefined || first === "" || first.startsWith("-")) return args;
  const at = first.indexOf("f");
  return [`-${at < 0 ? first : `${first.slice(0, at)}${first.slice(at + 1)}f`}`, ...rest];
}

/** The lists of names in files, each given with an option. */
function* listsOf(io: Io, options: Options, key: string): Call<string[]> {
  const names: string[] = [];
  for (const path of options.values(key)) {
    const input = yield* openOrDie(io, path);
    names.push(...(yield* readList(io, input)));
    yield* input.close();
  }
  return names;
}

export const tar = applet(function* (io) {
  if (io.args.length === 1 && io.args[0] === "--version") {
    io.put("tar (busybox) 1.35.0\n");
    return 0;
  }
  const options = yield* parseOptions(io, "txC:f:OopvkchjJzaT:X:m", { long: LONG }, withDash(io.args));
  const modes = ["c", "x", "t"].filter((key) => options.has(key));
  if (modes.length !== 1) yield* io.usage();
  const exclude = [...options.values("exclude"), ...(yield* listsOf(io, options, "X"))];
  const names = [...options.rest, ...(yield* listsOf(io, options, "T"))];
  const trimmed = names.map((name) => (name.length > 1 ? name.replace(/\/+$/, "") || "/" : name));
  if (modes[0] === "c") return yield* create(io, options, names, exclude);
  return yield* read(io, options, trimmed, exclude);
});

type Compression = "gzip" | "bzip2" | "xz";

function compressionOf(options: Options, path: string): Compression | undefined {
  if (options.has("z")) return "gzip";
  if (options.has("j")) return "bzip2";
  if (options.has("J")) return "xz";
  if (!options.has("a")) return undefined;
  if (/(?:\.gz|\.tgz)$/.test(path)) return "gzip";
  if (/(?:\.bz2|\.tbz)$/.test(path)) return "bzip2";
  return /(?:\.xz|\.txz)$/.test(path) ? "xz" : undefined;
}

function* enter(io: Io, options: Options): Call<void> {
  const directory = options.value("C");
  if (directory === undefined) return;
  try {
    yield* io.sys.chdir(directory);
  } catch (error) {
    yield* io.dieError(`can't change directory to '${directory}'`, error);
  }
}

function* create(io: Io, options: Options, names: readonly string[], exclude: string[]): Call<number> {
  if (names.length === 0) yield* io.die("empty archive");
  const path = options.value("f") ?? "-";
  let fd = 1;
  if (path !== "-") {
    try {
      fd = yield* io.sys.open(path, O.WRONLY | O.CREAT | O.TRUNC, 0o666);
    } catch (error) {
      yield* io.dieError(`can't open '${path}'`, error);
    }
  }
  yield* enter(io, options);
  const compression = compressionOf(options, path);
  const stat = path === "-" ? undefined : yield* archiveStat(io, fd);
  let output = fd;
  let child: number | undefined;
  if (compression !== undefined) ({ output, child } = yield* compressor(io, compression, fd));
  const writer = new TarWriter(io, output, stat, path === "-", {
    verbose: options.has("v"),
    follow: options.has("h"),
    recursive: !options.has("no-recursion"),
    numericOwner: options.has("numeric-owner"),
    exclude,
  });
  for (const name of names) yield* writer.add(name);
  yield* writer.finish();
  let status = writer.failed ? 1 : 0;
  yield* io.flush();
  if (output !== 1) yield* io.sys.close(output);
  if (child !== undefined) {
    const { end } = yield* waitFor(io, child);
    if (end.kind !== "exited" || end.status !== 0) status = 1;
  }
  return status;
}

/** Whether a program is somewhere in PATH. @throws SysError */
function* lookFor(io: Io, name: string): Call<void> {
  let problem: unknown;
  for (const directory of (io.env.get("PATH") ?? "/bin").split(":")) {
    try {
      return yield* io.sys.access(`${directory}/${name}`, ACCESS.X_OK);
    } catch (error) {
      problem = sysError(error);
    }
  }
  throw problem;
}

/** Starts the packing program between tar and the archive. */
function* compressor(io: Io, name: Compression, archive: number): Call<{ output: number; child: number }> {
  try {
    yield* lookFor(io, name);
  } catch (error) {
    yield* io.dieError(`can't execute '${name}'`, error);
  }
  const [readEnd, writeEnd] = yield* io.sys.pipe();
  yield* io.sys.setCloexec(writeEnd, true);
  const child = yield* spawn(io, [name, "-f"], {
    prepare: function* (sys) {
      yield* sys.dup2(readEnd, 0);
      yield* sys.close(readEnd);
      if (archive !== 1) {
        yield* sys.dup2(archive, 1);
        yield* sys.close(archive);
      }
    },
  });
  yield* io.sys.close(readEnd);
  if (archive !== 1) yield* io.sys.close(archive);
  return { output: writeEnd, child };
}

function* read(io: Io, options: Options, accept: readonly string[], reject: string[]): Call<number> {
  const path = options.value("f") ?? "-";
  let fd = 0;
  if (path !== "-") {
    try {
      fd = yield* io.sys.open(path, O.RDONLY);
    } catch (error) {
      yield* io.dieError(`can't open '${path}'`, error);
    }
  }
  yield* enter(io, options);
  let compression = compressionOf(options, path);
  if (path !== "-" && !["z", "j", "J"].some((key) => options.has(key)))
    compression = isGzip(yield* io.sys.pread(fd, 2, 0)) ? "gzip" : undefined;
  if (compression !== undefined) {
    const source = fd;
    fd = yield* unpackInChild(io, source, (child, input, output) =>
      unpackAs(child, compression!, input, output),
    );
    if (source !== 0) yield* io.sys.close(source);
  }
  const reader = new Reader(io, options, accept, reject, new Input(io, fd, path, 10_240));
  let status = yield* reader.run();
  yield* io.flush();
  if (fd !== 0) yield* io.sys.close(fd);
  if (compression !== undefined) {
    const { end } = yield* waitFor(io, -1);
    if (end.kind === "exited" && end.status !== 0) status = 1;
  }
  return status;
}

function* unpackAs(io: Io, compression: Compression, input: number, output: number): Call<boolean> {
  const data = yield* readAll(io, input);
  if (compression === "gzip") return yield* gunzipTo(io, data, output);
  yield* io.warn(`${compression} is not supported in the lab`);
  return false;
}

class Reader {
  private readonly passed: string[] = [];
  private readonly extractor: Extractor;
  private readonly strip: number;
  private prefixTold = false;

  constructor(
    private readonly io: Io,
    private readonly options: Options,
    private readonly accept: readonly string[],
    private readonly reject: readonly string[],
    private readonly input: Input,
  ) {
    const overwrite = options.has("overwrite");
    this.extractor = new Extractor(io, {
      existing: overwrite ? "truncate" : options.has("k") ? "keep" : "unlink",
      restoreOwner: !options.has("o"),
      restoreMode: !options.has("no-same-permissions"),
      restoreTime: !options.has("m"),
      makeParents: true,
      numericOwner: options.has("numeric-owner"),
      delayLinks: true,
    });
    const strip = parseNumber(options.value("strip") ?? "0");
    this.strip = strip ?? 0;
  }

  *run(): Call<number> {
    const { io } = this;
    let status = 1;
    let zeros = 0;
    let longName: string | undefined;
    let longLink: string | undefined;
    for (let first = true; ; first = false) {
      const block = yield* this.input.take(TAR_BLOCK);
      if (block === "") {
        if (first) yield* io.warn("short read");
        break;
      }
      if (block.length < TAR_BLOCK) yield* io.die("invalid tar magic");
      const header = decodeHeader(block);
      if (header.kind === "zeros") {
        if (zeros++ > 0) {
          while ((yield* this.input.chunk()) !== "");
          break;
        }
        status = 0;
        continue;
      }
      zeros = 0;
      if (header.kind === "no magic") return yield* io.die("invalid tar magic");
      if (header.kind === "bad checksum") return yield* io.die("invalid tar header checksum");
      if (header.kind === "corrupt octal") return yield* io.die("corrupted octal value in tar header");
      const { type, entry } = header;
      if (type === "L" || type === "K") {
        const text = (yield* this.input.take(padded(entry.size))).slice(0, entry.size).replace(/\0.*$/s, "");
        if (type === "L") longName = text;
        else longLink = text;
        continue;
      }
      if (!/[\0-7]/.test(type) || type === "7") {
        if (!/[gxDMNSV7]/.test(type)) yield* io.die(`unknown typeflag: 0x${type.charCodeAt(0).toString(16)}`);
        if (type !== "7") {
          yield* copyContent(io, this.input, padded(entry.size), undefined);
          continue;
        }
      }
      status = 0;
      yield* this.member({
        ...entry,
        name: longName ?? entry.name,
        link: entry.link && (longLink ?? entry.link),
      });
      longName = undefined;
      longLink = undefined;
    }
    if (this.options.has("x")) yield* this.extractor.finish();
    for (const wanted of this.accept) {
      if (this.passed.some((name) => globRegex(name).test(wanted))) continue;
      if (this.reject.some((pattern) => globRegex(pattern).test(wanted))) continue;
      yield* io.die(`${wanted}: not found in archive`);
    }
    return status;
  }

  private *member(stored: TarEntry): Call<void> {
    const { io, options } = this;
    io.spend(WORK.tarEntry);
    const cut = unsafePrefix(stored.name);
    if (cut > 0 && !this.prefixTold) {
      this.prefixTold = true;
      yield* io.warn(`removing leading '${stored.name.slice(0, cut)}' from member names`);
    }
    const entry = { ...stored, name: stored.name.slice(cut) };
    const padding = padded(entry.size) - entry.size;
    const wanted =
      !this.reject.some((pattern) => chooses(pattern, entry.name)) &&
      (this.accept.length === 0 || this.accept.some((pattern) => chooses(pattern, entry.name)));
    if (!wanted) {
      yield* copyContent(io, this.input, entry.size + padding, undefined);
      return;
    }
    if (options.has("v") && options.has("t"))
      io.put(longListing(io, entry, entry.user || String(entry.uid), entry.group || String(entry.gid)));
    else if (options.has("t", "v")) io.put(`${entry.name}\n`);
    yield* io.drain();
    const path = entry.name.replace(/\/$/, "");
    this.passed.push(path);
    yield* this.content({ ...entry, name: path });
    yield* copyContent(io, this.input, padding, undefined);
  }

  private *content(entry: TarEntry): Call<void> {
    const { io, options } = this;
    const command = options.value("to-command");
    if (options.has("t")) return yield* copyContent(io, this.input, entry.size, undefined);
    if (options.has("O")) {
      yield* io.flush();
      return yield* copyContent(io, this.input, entry.size, 1);
    }
    if (command !== undefined) return yield* this.toCommand(entry, command);
    let name = entry.name;
    for (let left = this.strip; left > 0; left--) {
      const slash = name.indexOf("/");
      name = slash < 0 ? "" : name.slice(slash).replace(/^\/+/, "");
    }
    if (name === "") return yield* copyContent(io, this.input, entry.size, undefined);
    yield* this.extractor.extract(entry, name, this.input);
  }

  /** --to-command: a shell with the content as its input and the rest in its environment. */
  private *toCommand(entry: TarEntry, command: string): Call<void> {
    const { io } = this;
    if (!isRegular(entry.mode) || entry.hard)
      return yield* copyContent(io, this.input, entry.size, undefined);
    const env = new Map(io.env);
    const values: Readonly<Record<string, string>> = {
      TAR_FILETYPE: "f",
      TAR_MODE: entry.mode.toString(8),
      TAR_FILENAME: entry.name,
      TAR_REALNAME: entry.name,
      TAR_UNAME: entry.user,
      TAR_GNAME: entry.group,
      TAR_SIZE: String(entry.size),
      TAR_UID: String(entry.uid),
      TAR_GID: String(entry.gid),
    };
    for (const [key, value] of Object.entries(values)) env.set(key, value);
    const [readEnd, writeEnd] = yield* io.sys.pipe();
    yield* io.sys.setCloexec(writeEnd, true);
    const child = yield* spawn(io, ["sh", "-c", command], {
      path: "/bin/sh",
      env,
      prepare: function* (sys) {
        yield* sys.dup2(readEnd, 0);
        yield* sys.close(readEnd);
      },
    });
    yield* io.sys.close(readEnd);
    // A command that does not read must not end tar.
    yield* io.sys.sigaction(SIG.PIPE, "ignore");
    try {
      yield* copyContent(io, this.input, entry.size, writeEnd);
    } catch (error) {
      sysError(error);
    }
    yield* io.sys.close(writeEnd);
    const { end } = yield* waitFor(io, child);
    if (end.kind === "exited" && end.status !== 0)
      yield* io.die(`'${command}' returned status ${end.status}`);
    if (end.kind === "signaled") yield* io.die(`'${command}' terminated on signal ${end.signal}`);
  }
}
