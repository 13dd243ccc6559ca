/** Buffered reading, as stdio does it: by lines, bytes or blocks. All text is byte strings. */
import type { Call } from "../../abi/call";
import { SysError } from "../../abi/errno";
import { O } from "../../abi/flags";
import { bytesToText } from "./bytes";
import type { Io } from "./io";
import { WORK } from "./work";

/** stdio's buffer in musl; what is read ahead of need shows where descriptors are shared. */
const STDIO_BYTES = 1024;
/** Blocks of readers that take all there is. */
export const BLOCK_BYTES = 65536;

export class Input {
  /** Whether the line that `line` gave last ended in its delimiter (the last of a file may not). */
  terminated = true;
  /** A NUL ends a line as a newline does: what applets see that read with busybox's xmalloc_fgetline. */
  nulEnds = false;
  /** What reading failed with; the input then looks ended, as stdio's does. */
  error: SysError | undefined;
  private buffer = "";
  private at = 0;
  private ended = false;

  constructor(
    private readonly io: Io,
    readonly fd: number,
    /** As the user wrote it. */
    readonly name: string,
    private readonly blockBytes: number = STDIO_BYTES,
  ) {
    if (fd === 0) io.stdinReader = this;
  }

  unread(): number {
    return this.buffer.length - this.at;
  }

  /** Reads more; false at the end. */
  private *fill(): Call<boolean> {
    if (this.ended) return false;
    this.io.spend(this.blockBytes === STDIO_BYTES ? 300 : 800);
    let bytes: Uint8Array;
    try {
      bytes = yield* this.io.sys.read(this.fd, this.blockBytes);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      this.error = error;
      this.ended = true;
      return false;
    }
    if (bytes.length === 0) {
      this.ended = true;
      return false;
    }
    this.io.spend(bytes.length * WORK.lineByte);
    this.buffer =
      this.at < this.buffer.length ? this.buffer.slice(this.at) + bytesToText(bytes) : bytesToText(bytes);
    this.at = 0;
    yield* this.io.pace();
    return true;
  }

  private lineEnd(delimiter: string): number {
    const end = this.buffer.indexOf(delimiter, this.at);
    if (!this.nulEnds) return end;
    const nul = this.buffer.indexOf("\0", this.at);
    return nul >= 0 && (end < 0 || nul < end) ? nul : end;
  }

  /** The next line without its delimiter; undefined at the end. */
  *line(delimiter = "\n"): Call<string | undefined> {
    let end = this.lineEnd(delimiter);
    if (end < 0) {
      const parts: string[] = [];
      let kept = 0;
      while (end < 0) {
        if (this.at < this.buffer.length) parts.push(this.buffer.slice(this.at));
        kept += this.buffer.length - this.at;
        this.io.keep(this.buffer.length - this.at);
        this.at = this.buffer.length;
        if (!(yield* this.fill())) {
          this.io.keep(-kept);
          if (parts.length === 0) return undefined;
          this.terminated = false;
          return parts.join("");
        }
        end = this.lineEnd(delimiter);
      }
      this.io.keep(-kept);
      parts.push(this.buffer.slice(this.at, end));
      this.at = end + 1;
      this.io.spend(WORK.line);
      this.terminated = true;
      return parts.join("");
    }
    const text = this.buffer.slice(this.at, end);
    this.at = end + 1;
    this.io.spend(WORK.line);
    this.terminated = true;
    return text;
  }

  /** What is in the buffer, or the next block; "" at the end. */
  *chunk(): Call<string> {
    if (this.at >= this.buffer.length && !(yield* this.fill())) return "";
    const text = this.buffer.slice(this.at);
    this.at = this.buffer.length;
    return text;
  }

  /** One byte's code; -1 at the end. */
  *byte(): Call<number> {
    if (this.at >= this.buffer.length && !(yield* this.fill())) return -1;
    return this.buffer.charCodeAt(this.at++);
  }

  /** The next byte's code without taking it. */
  *peek(): Call<number> {
    if (this.at >= this.buffer.length && !(yield* this.fill())) return -1;
    return this.buffer.charCodeAt(this.at);
  }

  /** Exactly `count` bytes, fewer only at the end. */
  *take(count: number): Call<string> {
    while (this.buffer.length - this.at < count) if (!(yield* this.fill())) break;
    const text = this.buffer.slice(this.at, this.at + count);
    this.at += text.length;
    return text;
  }

  /** All that is left. */
  *rest(): Call<string> {
    const parts: string[] = [];
    let kept = 0;
    for (;;) {
      const text = yield* this.chunk();
      if (text === "") break;
      parts.push(text);
      kept += text.length;
      this.io.keep(text.length);
    }
    this.io.keep(-kept);
    return parts.join("");
  }

  *close(): Call<void> {
    if (this.fd !== 0) yield* this.io.sys.close(this.fd);
  }
}

export interface OpenOptions {
  /** Complaint "can't open 'x': …" instead of "x: …" (open_or_warn instead of fopen_or_warn). */
  readonly cannotOpen?: boolean;
  readonly blockBytes?: number;
  /** "-" is a file like others. */
  readonly dashIsFile?: boolean;
}

/** An input, or undefined after a complaint. */
export function* openOrWarn(io: Io, path: string, options: OpenOptions = {}): Call<Input | undefined> {
  if (path === "-" && options.dashIsFile !== true) return new Input(io, 0, path, options.blockBytes);
  try {
    const fd = yield* io.sys.open(path, O.RDONLY, 0);
    return new Input(io, fd, path, options.blockBytes);
  } catch (error) {
    yield* io.warnError(options.cannotOpen === true ? `can't open '${path}'` : path, error);
    return undefined;
  }
}

/** An input, or the end of the program. */
export function* openOrDie(io: Io, path: string, options: OpenOptions = {}): Call<Input> {
  if (path === "-" && options.dashIsFile !== true) return new Input(io, 0, path, options.blockBytes);
  try {
    const fd = yield* io.sys.open(path, O.RDONLY, 0);
    return new Input(io, fd, path, options.blockBytes);
  } catch (error) {
    return yield* io.dieError(options.cannotOpen === true ? `can't open '${path}'` : path, error);
  }
}

/** fclose_if_not_stdin: complains if reading had failed ("x: I/O error", whatever it was); false then. */
export function* closeOrWarn(io: Io, input: Input): Call<boolean> {
  yield* input.close();
  if (input.error === undefined) return true;
  yield* io.warn(`${input.name}: I/O error`);
  return false;
}
