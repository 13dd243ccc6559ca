/** Files and commands that an awk program reads and writes. */
import type { Call } from "../../../abi/call";
import { O } from "../../../abi/flags";
import { spawn, statusOf, waitFor } from "../../lib/children";
import { Input } from "../../lib/input";
import { type Io, sysError } from "../../lib/io";
import type { Regex } from "../../lib/regex/regex";

/** How records are told apart: a byte, blank lines, or a pattern. */
export type Separator = string | Regex | "paragraph";

/** Reads records. */
export class RecordReader {
  private buffer = "";
  private kept = 0;
  private ended = false;

  constructor(
    private readonly io: Io,
    private readonly input: Input,
  ) {}

  get error() {
    return this.input.error;
  }

  *next(separator: Separator): Call<string | undefined> {
    if (separator === "\n" && this.buffer === "") return yield* this.input.line();
    if (separator === "paragraph") return yield* this.paragraph();
    let from = 0;
    for (;;) {
      if (typeof separator === "string") {
        const at = this.buffer.indexOf(separator, from);
        if (at >= 0) return this.take(at, at + separator.length);
        from = this.buffer.length;
      } else {
        const match = separator.exec(this.buffer);
        // A match at the very end may go on in the next block.
        if (match !== undefined && match[1]! > match[0]! && (match[1]! < this.buffer.length || this.ended))
          return this.take(match[0]!, match[1]!);
      }
      if (!(yield* this.more())) return this.last(separator);
    }
  }

  private *paragraph(): Call<string | undefined> {
    for (;;) {
      this.buffer = this.buffer.replace(/^\n+/, "");
      const at = this.buffer.indexOf("\n\n");
      if (at >= 0) return this.take(at, at + 2);
      if (!(yield* this.more())) return this.last("paragraph");
    }
  }

  private take(end: number, next: number): string {
    const record = this.buffer.slice(0, end);
    this.buffer = this.buffer.slice(next);
    return record;
  }

  private last(separator: Separator): string | undefined {
    if (this.buffer === "") return undefined;
    const record = this.buffer;
    this.buffer = "";
    return separator === "\n" ? record.replace(/\n$/, "") : record;
  }

  private *more(): Call<boolean> {
    if (this.ended) return false;
    const text = yield* this.input.chunk();
    if (text === "") this.ended = true;
    this.buffer += text;
    this.io.keep(this.buffer.length - this.kept);
    this.kept = this.buffer.length;
    yield* this.io.pace();
    return text !== "";
  }
}

interface Stream {
  readonly fd: number;
  readonly pid: number | undefined;
  readonly reader: RecordReader | undefined;
  pending: string;
}

export class Streams {
  private readonly open = new Map<string, Stream>();

  constructor(private readonly io: Io) {}

  private *command(text: string, reading: boolean): Call<Stream> {
    yield* this.flush();
    const [readEnd, writeEnd] = yield* this.io.sys.pipe();
    const [mine, theirs] = reading ? [readEnd, writeEnd] : [writeEnd, readEnd];
    yield* this.io.sys.setCloexec(mine, true);
    const pid = yield* spawn(this.io, ["sh", "-c", text], {
      path: "/bin/sh",
      prepare: function* (sys) {
        yield* sys.close(mine);
        yield* sys.dup2(theirs, reading ? 1 : 0);
        if (theirs > 1) yield* sys.close(theirs);
      },
    });
    yield* this.io.sys.close(theirs);
    return {
      fd: mine,
      pid,
      reader: reading ? new RecordReader(this.io, new Input(this.io, mine, text)) : undefined,
      pending: "",
    };
  }

  /** The reader of a file or command; undefined if it cannot be opened. */
  *reader(name: string, isCommand: boolean): Call<RecordReader | undefined> {
    const known = this.open.get(name);
    if (known !== undefined) return known.reader;
    let stream: Stream;
    if (isCommand) stream = yield* this.command(name, true);
    else {
      let fd = 0;
      try {
        if (name !== "-") fd = yield* this.io.sys.open(name, O.RDONLY);
      } catch (error) {
        sysError(error);
        return undefined;
      }
      stream = {
        fd,
        pid: undefined,
        reader: new RecordReader(this.io, new Input(this.io, fd, name)),
        pending: "",
      };
    }
    this.open.set(name, stream);
    return stream.reader;
  }

  *write(name: string, operator: ">" | ">>" | "|", text: string): Call<void> {
    if (name === "/dev/stdout" || name === "-") {
      this.io.put(text);
      return yield* this.io.drain();
    }
    let stream = this.open.get(name);
    if (stream === undefined) {
      if (operator === "|") stream = yield* this.command(name, false);
      else {
        try {
          const flags = O.WRONLY | O.CREAT | (operator === ">" ? O.TRUNC : O.APPEND);
          stream = {
            fd: yield* this.io.sys.open(name, flags, 0o666),
            pid: undefined,
            reader: undefined,
            pending: "",
          };
        } catch (error) {
          return yield* this.io.dieError(`can't open '${name}'`, error);
        }
      }
      this.open.set(name, stream);
    }
    stream.pending += text;
    if (stream.pending.length >= 1024 || name === "/dev/stderr") yield* this.flushOne(stream);
  }

  private *flushOne(stream: Stream): Call<void> {
    const text = stream.pending;
    stream.pending = "";
    if (text === "") return;
    try {
      yield* this.io.writeAll(stream.fd, text);
    } catch (error) {
      sysError(error);
    }
  }

  /** Everything written so far goes out. */
  *flush(): Call<void> {
    yield* this.io.flush();
    for (const stream of this.open.values()) yield* this.flushOne(stream);
  }

  /** close(): a command's exit status, 0 for a file or what is not open. */
  *close(name: string): Call<number> {
    const stream = this.open.get(name);
    if (stream === undefined) return 0;
    this.open.delete(name);
    yield* this.flushOne(stream);
    if (stream.fd !== 0) yield* this.io.sys.close(stream.fd);
    if (stream.pid === undefined) return 0;
    return statusOf(yield* waitFor(this.io, stream.pid));
  }

  *closeAll(): Call<void> {
    for (const name of [...this.open.keys()]) yield* this.close(name);
  }

  /** system(). */
  *system(command: string): Call<number> {
    yield* this.flush();
    const pid = yield* spawn(this.io, ["sh", "-c", command], { path: "/bin/sh" });
    return statusOf(yield* waitFor(this.io, pid));
  }
}
