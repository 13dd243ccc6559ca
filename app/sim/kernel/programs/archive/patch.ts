/** patch: unified diffs applied to files, hunk after hunk. */
import type { Call } from "../../abi/call";
import { O } from "../../abi/flags";
import { bytesToText } from "../lib/bytes";
import { makeDirectory } from "../lib/directories";
import { type Options, parseOptions } from "../lib/getopt";
import { openOrDie } from "../lib/input";
import { applet, type Io } from "../lib/io";
import { number } from "../lib/numbers";
import { WORK } from "../lib/work";
import { readAll } from "./gunzip-stream";
import { fileOf, findHunk, type Hunk, newPart, oldPart, parseHunkHeader, reverse } from "./patch-format";

/** The file that is being patched. */
interface Target {
  readonly path: string;
  readonly mode: number;
  readonly lines: readonly string[];
  readonly out: string[];
  /** Lines of the old file that are done. */
  at: number;
  hunks: number;
}

class Patcher {
  status = 0;
  private oldName = "";
  private newName = "";
  private target: Target | undefined;

  constructor(
    private readonly io: Io,
    private readonly options: Options,
    private readonly strip: number | undefined,
    private readonly file: string | undefined,
  ) {}

  *run(lines: readonly string[]): Call<void> {
    const backwards = this.options.has("R");
    let ready = false;
    let hunk: Hunk | undefined;
    let oldLeft = 0;
    let newLeft = 0;
    for (const line of lines) {
      this.io.spend(WORK.line);
      yield* this.io.pace();
      if (hunk !== undefined) {
        const sign = line[0];
        if (sign === " " || sign === "+" || sign === "-") {
          hunk.lines.push(backwards ? reverse(line) : line);
          if (sign !== "+") oldLeft--;
          if (sign !== "-") newLeft--;
          if (oldLeft !== 0 || newLeft !== 0) continue;
          ready = yield* this.apply(hunk);
          hunk = undefined;
          continue;
        }
        yield* this.fail(hunk);
        hunk = undefined;
        ready = false;
        continue;
      }
      if (line.startsWith("--- ") || line.startsWith("+++ ")) {
        yield* this.close();
        const plus = line.startsWith("+");
        if (plus) this.newName = fileOf(line);
        else this.oldName = fileOf(line);
        if (plus) ready = true;
        continue;
      }
      const header = ready ? parseHunkHeader(line) : undefined;
      if (header === undefined) continue;
      ready = true;
      if (this.target === undefined && !(yield* this.open(header))) {
        ready = false;
        continue;
      }
      hunk = header;
      oldLeft = header.oldLines;
      newLeft = header.newLines;
      if (this.target !== undefined) this.target.hunks++;
    }
    yield* this.close();
  }

  /** The file that the names choose; false if there is nothing to patch in it. */
  private *open(hunk: Hunk): Call<boolean> {
    const { io } = this;
    const backwards = this.options.has("R");
    const emptied = (backwards ? hunk.oldStart + hunk.oldLines : hunk.newStart + hunk.newLines) === 0;
    const path = this.file ?? this.stripped(emptied || backwards ? this.oldName : this.newName);
    const dry = this.options.has("dry-run");
    if (emptied) {
      if (this.options.has("E")) {
        io.put(`removing ${path}\n`);
        if (!dry) yield* this.unlink(path);
      } else {
        io.put(`patching file ${path}\n`);
        if (!dry) yield* io.sys.close(yield* this.openFile(path, O.WRONLY | O.TRUNC));
      }
      return false;
    }
    let fd: number;
    if (this.oldName === "/dev/null" && !backwards) {
      io.put(`creating ${path}\n`);
      const slash = path.lastIndexOf("/");
      if (slash > 0) yield* makeDirectory(io, path.slice(0, slash), { parents: true });
      fd = yield* this.openFile(path, O.RDWR | O.CREAT | O.EXCL);
    } else {
      io.put(`patching file ${path}\n`);
      fd = yield* this.openFile(path, O.RDONLY);
    }
    const { mode } = yield* io.sys.fstat(fd);
    const text = bytesToText(yield* readAll(io, fd));
    yield* io.sys.close(fd);
    const lines = text.split("\n");
    if (lines.at(-1) === "") lines.pop();
    this.target = { path, mode: mode & 0o7777, lines, out: [], at: 0, hunks: 0 };
    return true;
  }

  private *openFile(path: string, flags: number): Call<number> {
    try {
      return yield* this.io.sys.open(path, flags, 0o666);
    } catch (error) {
      return yield* this.io.dieError(`can't open '${path}'`, error);
    }
  }

  private *unlink(path: string): Call<void> {
    try {
      yield* this.io.sys.unlink(path);
    } catch (error) {
      yield* this.io.dieError(`can't remove file '${path}'`, error);
    }
  }

  /** -p: that many components go; without it all directories do. */
  private stripped(name: string): string {
    let rest = name;
    for (let count = 0; this.strip === undefined || count < this.strip; count++) {
      const slash = rest.indexOf("/");
      if (slash < 0) break;
      rest = rest.slice(slash).replace(/^\/+/, "");
    }
    return rest;
  }

  private *apply(hunk: Hunk): Call<boolean> {
    const { target } = this;
    if (target === undefined) return true;
    const at = findHunk(target.lines, hunk, target.at);
    this.io.spend(hunk.lines.length * WORK.line);
    if (at < 0) {
      yield* this.fail(hunk);
      return false;
    }
    target.out.push(...target.lines.slice(target.at, at), ...newPart(hunk));
    target.at = at + oldPart(hunk).length;
    return true;
  }

  /** Says what could not be applied, and leaves the file as it is. */
  private *fail(hunk: Hunk): Call<void> {
    const { io } = this;
    const lines = hunk.lines.map((line) => `${this.options.has("R") ? reverse(line) : line}\n`);
    yield* io.flush();
    yield* io.complain(
      `Hunk ${this.target?.hunks ?? 1} FAILED ${hunk.oldStart}/${hunk.newStart}.\n${lines.join("")}`,
    );
    this.status = 1;
    this.target = undefined;
  }

  /** Puts the patched file into the old one's place. */
  private *close(): Call<void> {
    const { io, target } = this;
    this.target = undefined;
    if (target === undefined || this.options.has("dry-run")) return;
    const lines = [...target.out, ...target.lines.slice(target.at)];
    const temporary = `${target.path}~`;
    try {
      const fd = yield* io.sys.open(temporary, O.WRONLY | O.CREAT | O.TRUNC, 0o600);
      yield* io.writeAll(fd, lines.map((line) => `${line}\n`).join(""));
      yield* io.sys.fchmod(fd, target.mode);
      yield* io.sys.close(fd);
      yield* io.sys.rename(temporary, target.path);
    } catch (error) {
      yield* io.dieError(`can't create '${target.path}'`, error);
    }
  }
}

export const patch = applet(function* (io) {
  const options = yield* parseOptions(io, "Rup:i:NEfg", {
    long: {
      reverse: ["R"],
      unified: ["u"],
      strip: ["p", "value"],
      input: ["i", "value"],
      forward: ["N"],
      "dry-run": ["dry-run"],
    },
  });
  const strip = options.has("p") ? yield* number(io, options.value("p")!) : undefined;
  const source = options.value("i") ?? options.rest[1];
  const input = yield* openOrDie(io, source ?? "-", { cannotOpen: true });
  const lines = (yield* input.rest()).split("\n");
  if (lines.at(-1) === "") lines.pop();
  yield* input.close();
  const patcher = new Patcher(io, options, strip, options.rest[0]);
  yield* patcher.run(lines);
  return patcher.status;
});
