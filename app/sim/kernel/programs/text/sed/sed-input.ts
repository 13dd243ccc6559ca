/** The lines that sed works on, one ahead (for "$"), and where its output goes: standard output, or the file under edit with -i. */
import type { Call } from "../../../abi/call";
import { SysError } from "../../../abi/errno";
import { O } from "../../../abi/flags";
import { type Input, openOrWarn } from "../../lib/input";
import type { Io } from "../../lib/io";
import { dirName, joinPath } from "../../lib/paths";

interface Line {
  readonly text: string;
  readonly terminated: boolean;
}

interface Edit {
  readonly path: string;
  readonly temporary: string;
  readonly fd: number;
  text: string;
}

export class SedInput {
  /** Whether the current line had a newline. */
  terminated = true;
  /** A file could not be read. */
  failed = false;
  private ahead: Line | undefined;
  private primed = false;
  private nextPath = 0;
  private current: Input | undefined;
  private edit: Edit | undefined;

  constructor(
    private readonly io: Io,
    private readonly paths: readonly string[],
    private readonly inPlace: { readonly suffix: string } | undefined,
  ) {}

  put(text: string): void {
    if (this.edit === undefined) this.io.put(text);
    else this.edit.text += text;
  }

  *drain(): Call<void> {
    if (this.edit !== undefined && this.edit.text.length >= 4096) {
      const { text } = this.edit;
      this.edit.text = "";
      yield* this.io.writeAll(this.edit.fd, text);
    }
    yield* this.io.drain();
  }

  /** Whether the current line is the last (with -i, of its file). */
  *isLast(): Call<boolean> {
    yield* this.prime();
    return this.ahead === undefined;
  }

  *next(): Call<string | undefined> {
    yield* this.prime();
    let line = this.ahead;
    if (line === undefined && this.inPlace !== undefined) {
      // The next file begins only now, so that "$" is the last line of each.
      yield* this.closeEdit();
      if (!(yield* this.openNext())) return undefined;
      this.ahead = yield* this.fetch();
      line = this.ahead;
      if (line === undefined) return yield* this.next();
    }
    if (line === undefined) return undefined;
    this.terminated = line.terminated;
    this.ahead = undefined;
    this.primed = false;
    return line.text;
  }

  private *prime(): Call<void> {
    if (this.primed) return;
    this.primed = true;
    for (;;) {
      if (this.current !== undefined) {
        this.ahead = yield* this.fetch();
        if (this.ahead !== undefined || this.inPlace !== undefined) return;
      }
      if (this.inPlace !== undefined || !(yield* this.openNext())) return;
    }
  }

  private *fetch(): Call<Line | undefined> {
    const text = yield* this.current!.line();
    if (text === undefined) {
      if (this.current!.error !== undefined) this.failed ||= false;
      yield* this.current!.close();
      this.current = undefined;
      return undefined;
    }
    // Only the very last line of the input may lack its newline.
    const terminated =
      this.current!.terminated || (this.inPlace === undefined && this.nextPath < this.paths.length);
    return { text, terminated };
  }

  private *openNext(): Call<boolean> {
    while (this.nextPath < this.paths.length) {
      const path = this.paths[this.nextPath++]!;
      if (path === "-" && this.inPlace !== undefined) {
        yield* this.io.warn(`${path}: No such file or directory`);
        this.failed = true;
        continue;
      }
      const input = yield* openOrWarn(this.io, path);
      if (input === undefined) {
        this.failed = true;
        continue;
      }
      this.current = input;
      if (this.inPlace !== undefined) yield* this.beginEdit(path, input);
      return true;
    }
    return false;
  }

  private *beginEdit(path: string, input: Input): Call<void> {
    const { sys } = this.io;
    const stat = yield* sys.fstat(input.fd);
    const temporary = joinPath(dirName(path), `${path.replace(/^.*\//s, "")}${yield* this.randomSuffix()}`);
    try {
      const fd = yield* sys.open(temporary, O.RDWR | O.CREAT | O.EXCL, 0o600);
      yield* sys.fchmod(fd, stat.mode & 0o7777);
      try {
        yield* sys.chown(temporary, stat.uid, stat.gid);
      } catch (error) {
        if (!(error instanceof SysError)) throw error;
      }
      this.edit = { path, temporary, fd, text: "" };
    } catch (error) {
      yield* this.io.dieError(`can't create temp file '${path}XXXXXX'`, error);
    }
  }

  private *randomSuffix(): Call<string> {
    const ns = yield* this.io.sys.clockGettime("monotonic");
    const pid = yield* this.io.sys.getpid();
    return ((ns + pid * 7919) % 2176782336).toString(36).padStart(6, "0");
  }

  private *closeEdit(): Call<void> {
    const { edit } = this;
    if (edit === undefined) return;
    this.edit = undefined;
    yield* this.io.writeAll(edit.fd, edit.text);
    yield* this.io.sys.close(edit.fd);
    const suffix = this.inPlace!.suffix;
    if (suffix !== "") yield* this.io.sys.rename(edit.path, edit.path + suffix);
    yield* this.io.sys.rename(edit.temporary, edit.path);
  }

  /** After "q": what is left of a file under edit is kept as it is. */
  *finish(): Call<void> {
    if (this.edit === undefined) return;
    if (this.ahead !== undefined) this.put(this.ahead.text + (this.ahead.terminated ? "\n" : ""));
    if (this.current !== undefined) this.put(yield* this.current.rest());
    yield* this.closeEdit();
  }
}
