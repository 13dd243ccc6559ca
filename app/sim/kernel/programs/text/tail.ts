import type { Call } from "../../abi/call";
import { SysError } from "../../abi/errno";
import { O, SEEK } from "../../abi/flags";
import { bytesToText } from "../lib/bytes";
import { parseOptions } from "../lib/getopt";
import { applet, type Io, sysError } from "../lib/io";
import { isRegular } from "../lib/modes";
import { BKM_SUFFIXES, number } from "../lib/numbers";

interface Followed {
  readonly path: string;
  fd: number;
}

function* readBlock(io: Io, fd: number): Call<string | undefined> {
  try {
    const data = yield* io.sys.read(fd, 8192);
    io.spend(data.length * 4 + 300);
    return bytesToText(data);
  } catch (error) {
    yield* io.warnError("read error", error);
    return undefined;
  }
}

/** Where to start reading the last lines of a seekable file: a long one need not be read whole. */
function* skipFar(io: Io, fd: number, count: number, bytes: boolean): Call<void> {
  const stat = yield* io.sys.fstat(fd);
  if (!isRegular(stat.mode)) return;
  const keep = bytes ? count : Math.max(count * 256, 16384);
  if (!bytes && stat.size > keep) return;
  if (stat.size > keep) yield* io.sys.lseek(fd, stat.size - keep, SEEK.SET);
}

/** Prints the end of one file; false after a complaint. */
function* printTail(io: Io, fd: number, count: number, bytes: boolean, fromStart: boolean): Call<boolean> {
  if (fromStart) {
    let skip = count === 0 ? 0 : count - 1;
    for (;;) {
      let text = yield* readBlock(io, fd);
      if (text === undefined) return false;
      if (text === "") return true;
      if (skip > 0) {
        if (bytes) {
          const dropped = Math.min(skip, text.length);
          skip -= dropped;
          text = text.slice(dropped);
        } else {
          let at = 0;
          while (skip > 0) {
            const newline = text.indexOf("\n", at);
            if (newline < 0) {
              at = text.length;
              break;
            }
            at = newline + 1;
            skip--;
          }
          text = text.slice(at);
        }
      }
      if (text === "") continue;
      yield* io.flush();
      yield* io.writeOrDie(1, text);
    }
  }
  yield* skipFar(io, fd, count, bytes);
  const held = new HeldBlocks(count, bytes);
  for (;;) {
    const text = yield* readBlock(io, fd);
    if (text === undefined) return false;
    if (text === "") break;
    io.keep(held.add(text));
    yield* io.pace();
  }
  const kept = keepTail(held.text(), count, bytes);
  yield* io.flush();
  // The guest's tail -c ends with 0 after this complaint.
  if (kept !== "") yield* io.writeOrDie(1, kept, bytes ? 0 : io.failStatus);
  return true;
}

/** The blocks in which the last lines or bytes lie. */
class HeldBlocks {
  private readonly blocks: { readonly text: string; readonly units: number }[] = [];
  private units = 0;

  constructor(
    private readonly count: number,
    private readonly bytes: boolean,
  ) {}

  /** Answers how many bytes more are held. */
  add(text: string): number {
    const units = this.bytes ? text.length : text.split("\n").length - 1;
    this.blocks.push({ text, units });
    this.units += units;
    let more = text.length;
    // The newline before the first wanted line counts too.
    for (let first = this.blocks[0]!; this.units - first.units > this.count; first = this.blocks[0]!) {
      this.blocks.shift();
      this.units -= first.units;
      more -= first.text.length;
    }
    return more;
  }

  text(): string {
    return this.blocks.map(({ text }) => text).join("");
  }
}

/** The last `count` lines or bytes of a text. */
function keepTail(text: string, count: number, bytes: boolean): string {
  if (count === 0) return "";
  if (bytes) return text.slice(-count);
  let at = text.length - 1;
  for (let left = count; left > 0; left--) {
    const newline = text.lastIndexOf("\n", at - 1);
    if (newline < 0 || at <= 0) return text;
    at = newline;
  }
  return text.slice(at + 1);
}

function* follow(io: Io, files: Followed[], headers: boolean, retry: boolean, seconds: number): Call<never> {
  let last = files.at(-1);
  for (;;) {
    yield* io.flush();
    yield* io.settle();
    yield* io.sys.nanosleep(seconds * 1e9);
    for (const file of files) {
      if (retry) yield* reopen(io, file);
      if (file.fd < 0) continue;
      yield* rewindIfShorter(io, file);
      for (;;) {
        const text = yield* readBlock(io, file.fd);
        if (text === undefined || text === "") break;
        if (headers && last !== file) {
          io.put(`\n==> ${file.path} <==\n`);
          last = file;
        }
        yield* io.flush();
        yield* io.writeOrDie(1, text);
      }
    }
  }
}

/** -F: the file under the name may have become another. */
function* reopen(io: Io, file: Followed): Call<void> {
  try {
    const now = yield* io.sys.stat(file.path);
    if (file.fd >= 0) {
      const then = yield* io.sys.fstat(file.fd);
      if (then.ino === now.ino && then.dev.minor === now.dev.minor && then.dev.major === now.dev.major)
        return;
      yield* io.warn(`${file.path} has been replaced; following end of new file`);
      yield* io.sys.close(file.fd);
    } else {
      yield* io.warn(`${file.path} has appeared; following end of new file`);
    }
    file.fd = -1;
    file.fd = yield* io.sys.open(file.path, O.RDONLY);
  } catch (error) {
    sysError(error);
    if (file.fd < 0) return;
    yield* io.warn(`${file.path} has become inaccessible`);
    yield* io.sys.close(file.fd);
    file.fd = -1;
  }
}

function* rewindIfShorter(io: Io, file: Followed): Call<void> {
  try {
    const stat = yield* io.sys.fstat(file.fd);
    if (!isRegular(stat.mode)) return;
    const at = yield* io.sys.lseek(file.fd, 0, SEEK.CUR);
    if (stat.size < at) yield* io.sys.lseek(file.fd, 0, SEEK.SET);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
  }
}

export const tail = applet(function* (io) {
  let args = io.args;
  const old = /^([-+])([0-9].*)$/.exec(args[0] ?? "");
  if (old !== null) args = ["-n", (old[1] === "+" ? "+" : "") + old[2]!, ...args.slice(1)];
  const options = yield* parseOptions(io, "fc:n:s:qvF", { numeric: "n" }, args);
  const kind = options.last("n", "c") ?? "n";
  let value = options.value(kind) ?? "10";
  const fromStart = value.startsWith("+");
  value = value.replace(/^[-+]/, "");
  const count = yield* number(io, value, { suffixes: BKM_SUFFIXES, max: 0x7fffffff });
  const seconds = yield* number(io, options.value("s") ?? "1");
  const following = options.has("f", "F");
  const retry = options.has("F");
  const paths = options.rest.length === 0 ? ["-"] : options.rest;
  const files: Followed[] = [];
  let status = 0;
  for (const path of paths) {
    if (path === "-") {
      files.push({ path: "standard input", fd: 0 });
      continue;
    }
    try {
      files.push({ path, fd: yield* io.sys.open(path, O.RDONLY) });
    } catch (error) {
      yield* io.warnError(`can't open '${path}'`, error);
      status = 1;
      if (retry) files.push({ path, fd: -1 });
    }
  }
  if (files.length === 0) yield* io.die("no files");
  const headers = (files.length > 1 && options.last("q", "v") !== "q") || options.last("q", "v") === "v";
  let first = true;
  for (const file of files) {
    if (file.fd < 0) continue;
    if (headers) io.put(`${first ? "" : "\n"}==> ${file.path} <==\n`);
    first = false;
    if (!(yield* printTail(io, file.fd, count, kind === "c", fromStart))) status = 1;
  }
  if (following && !(files.length === 1 && files[0]!.fd === 0 && !(yield* mayFollowStdin(io))))
    return yield* follow(io, files, headers, retry, seconds);
  return status;
});

/** -f says nothing for a pipe. */
function* mayFollowStdin(io: Io): Call<boolean> {
  const stat = yield* io.sys.fstat(0);
  return isRegular(stat.mode);
}
