/**
 * What an applet has in hand: its system calls, its name and arguments, its buffered standard output, and busybox's ways to complain
 * and to die. `applet()` makes a Program of a function over it.
 */
import type { Call } from "../../abi/call";
import { SysError } from "../../abi/errno";
import { SEEK } from "../../abi/flags";
import type { Program, Sys } from "../../abi/sys";
import { HeldData } from "./held-data";
import { outputEnd } from "./output-end";
import { usageText } from "./usage/texts";
import { WORK } from "./work";

/** Thrown to leave an applet from anywhere; `applet()` turns it into the exit status. */
export class ProgramExit {
  constructor(readonly status: number) {}
}

/** stdio's buffer in musl (BUFSIZ). */
const BUFFER_BYTES = 1024;
/** Work that may pile up before it is handed to the kernel. */
const SETTLE_INSTRUCTIONS = 20_000;

/** Something with unread bytes of descriptor 0, which exit() gives back by seeking (as musl's does). */
export interface Unread {
  unread(): number;
}

export class Io {
  /** xfunc_error_retval: the status of `die`. */
  failStatus = 1;
  /** Standard output failed; what with. */
  outputError: SysError | undefined;
  /** stdio has met an error before the last piece, and what the last piece met. */
  private failedBefore = false;
  private lastFailure: SysError | undefined;
  private written = false;
  stdinReader: Unread | undefined;
  private pending: string[] = [];
  private pendingBytes = 0;
  private spent: number = WORK.start;
  private lineBuffered: boolean | undefined;
  private readonly data = new HeldData();

  constructor(
    readonly sys: Sys,
    readonly name: string,
    /** Without argv[0]. */
    readonly args: readonly string[],
    readonly env: ReadonlyMap<string, string>,
    /** argv[0] as it was given. */
    readonly invokedAs: string = name,
  ) {}

  /** Buffers text for standard output. Follow it with `drain` now and then. */
  put(text: string): void {
    if (text === "") return;
    this.pending.push(text);
    this.pendingBytes += text.length;
  }

  /** Writes out what stdio would have written by now. */
  *drain(): Call<void> {
    if (this.pendingBytes >= BUFFER_BYTES) yield* this.flush();
    else if (this.pendingBytes > 0) {
      if (this.lineBuffered === undefined) this.lineBuffered = yield* this.sys.isatty(1);
      if (this.lineBuffered) yield* this.flush();
    }
    yield* this.pace();
  }

  *flush(): Call<void> {
    if (this.pendingBytes === 0) return;
    const first = this.pending[0]!;
    const text = this.pending.length === 1 ? first : this.pending.join("");
    this.pending = [];
    this.pendingBytes = 0;
    this.spend(text.length * WORK.printByte);
    yield* this.settle();
    try {
      yield* this.writeAll(1, text);
      this.lastFailure = undefined;
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      this.outputError = error;
      // musl writes the first lines at once, before it knows that this is no terminal; what failed is not kept for the end.
      const atOnce = this.written ? 0 : first.lastIndexOf("\n") + 1;
      if (atOnce > 0 || this.lastFailure !== undefined) this.failedBefore = true;
      this.lastFailure = atOnce < text.length ? error : undefined;
    }
    this.written = true;
  }

  /** xwrite: what cannot be written ends the program. */
  *writeOrDie(fd: number, data: string | Uint8Array, status: number = this.failStatus): Call<void> {
    try {
      yield* this.writeAll(fd, data);
    } catch (error) {
      yield* this.dieError("write error", error, status);
    }
  }

  /** full_write: all of it, however often it takes. */
  *writeAll(fd: number, data: string | Uint8Array): Call<void> {
    let rest = data;
    while (rest.length > 0) {
      let written: number;
      try {
        written = yield* this.sys.write(fd, rest);
      } catch (error) {
        if (error instanceof SysError && error.code === "EINTR") continue;
        throw error;
      }
      if (written >= rest.length) return;
      rest = typeof rest === "string" ? rest.slice(written) : rest.subarray(written);
    }
  }

  /** Counts work of the program's own; `settle` (or the next `drain`) makes it take its time. */
  spend(instructions: number): void {
    this.spent += instructions;
  }

  /** Counts bytes that the program keeps (below 0: gives up), for what may grow without end. Paid for with the next `pace` or `drain`. */
  keep(bytes: number): void {
    this.data.add(bytes);
  }

  /** Whether a loop that neither reads nor writes should `pace` now, because of what it keeps. */
  get dataDue(): boolean {
    return this.data.due;
  }

  *settle(): Call<void> {
    if (this.data.due) yield* this.payForData();
    const whole = Math.round(this.spent);
    this.spent = 0;
    if (whole > 0) yield* this.sys.compute(whole);
  }

  /** xmalloc: without memory the program ends. */
  private *payForData(): Call<void> {
    try {
      yield* this.data.tell(this.sys);
    } catch (error) {
      sysError(error);
      yield* this.die("out of memory");
    }
  }

  /** Settles if enough has piled up: for loops that neither read nor write. */
  *pace(): Call<void> {
    if (this.spent > SETTLE_INSTRUCTIONS || this.data.due) yield* this.settle();
  }

  /** Text to standard error, unbuffered. */
  *complain(text: string): Call<void> {
    try {
      yield* this.writeAll(2, text);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
    }
  }

  /** bb_error_msg: flushes standard output, then prints "name: message". */
  *warn(message: string): Call<void> {
    yield* this.flush();
    yield* this.complain(`${this.name}: ${message}\n`);
  }

  /** bb_perror_msg: "name: message: what the system said". Rethrows what is not a system error. */
  *warnError(message: string, error: unknown): Call<void> {
    yield* this.warn(`${message}: ${sysError(error).text}`);
  }

  *die(message: string, status: number = this.failStatus): Call<never> {
    yield* this.warn(message);
    throw new ProgramExit(status);
  }

  *dieError(message: string, error: unknown, status: number = this.failStatus): Call<never> {
    return yield* this.die(`${message}: ${sysError(error).text}`, status);
  }

  /** bb_show_usage, which leaves what is buffered for the end. */
  *usage(): Call<never> {
    yield* this.complain(
      usageText(this.name) ?? `BusyBox v1.35.0 () multi-call binary.\n\nNo help available\n`,
    );
    throw new ProgramExit(this.failStatus);
  }

  /** Leaves at once with a status. */
  exit(status: number): never {
    throw new ProgramExit(status);
  }

  /** What exit() does before the end: output goes out, unread input goes back. */
  *finish(status: number): Call<number> {
    yield* this.flush();
    yield* this.settle();
    const unread = this.stdinReader?.unread() ?? 0;
    if (unread > 0) {
      try {
        yield* this.sys.lseek(0, -unread, SEEK.CUR);
      } catch (error) {
        sysError(error);
      }
    }
    if (this.outputError === undefined) return status;
    const failure = { before: this.failedBefore, last: this.lastFailure?.text };
    const end = outputEnd(this.name, failure, status);
    if (end.message !== undefined) yield* this.complain(`${this.name}: ${end.message}\n`);
    return end.status;
  }
}

/** The error as a SysError; anything else is thrown on. */
export function sysError(error: unknown): SysError {
  if (error instanceof SysError) return error;
  throw error;
}

export type AppletMain = (io: Io) => Call<number>;

/** Applets to which --help is an argument like others. */
const NO_HELP = new Set(["[", "[[", "test", "echo", "true", "false", "printf", "init"]);

/** A program of busybox: runs `main`, and ends as busybox's applets end. */
export function applet(main: AppletMain): Program {
  return function* (sys, argv, env) {
    const name = (argv[0] ?? "busybox").replace(/^.*\/(?=[^/])/s, "").replace(/^-/, "");
    const io = new Io(sys, name, argv.slice(1), env, argv[0] ?? name);
    let status: number;
    try {
      if (argv.length === 2 && argv[1] === "--help" && !NO_HELP.has(name)) {
        io.failStatus = 0;
        status = yield* io.usage();
      } else {
        status = yield* main(io);
      }
    } catch (error) {
      if (error instanceof ProgramExit) status = error.status;
      else {
        yield* io.warn(sysError(error).text);
        status = io.failStatus;
      }
    }
    return (yield* io.finish(status)) & 0xff;
  };
}
