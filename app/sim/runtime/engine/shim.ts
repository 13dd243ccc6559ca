/**
 * The shim: a process beside each container that stays while the container runs. It has the runtime start it, holds the other
 * ends of its standard streams, keeps its log, learns how it ended, cleans up, and starts it again where it should be.
 */
import type { Call } from "../../kernel/abi/call";
import { SysError } from "../../kernel/abi/errno";
import { O, POLL, WAIT } from "../../kernel/abi/flags";
import { SIG } from "../../kernel/abi/signals";
import type { Sys } from "../../kernel/abi/sys";
import { byteString } from "../image/bytes";
import type { TerminalSize } from "./attach";
import { isError, writeAll } from "./file-work";
import { LogWriter } from "./json-log";
import { closedPipe, closeQuietly, exitCode, waitFor } from "./processes";
import { type RuntimeRun, runtimeMain } from "./runtime-process";

/** The client's ends, as the shim has them; undefined where nobody is attached. */
export interface Attached {
  readonly stdin: number | undefined;
  readonly stdout: number | undefined;
  readonly stderr: number | undefined;
}

export interface ShimRun {
  /** Made when the container is, and not kept: plans are long. */
  readonly runtime: () => Omit<RuntimeRun, "streams" | "report" | "go" | "born">;
  readonly born: (pid: number) => void;
  readonly logPath: string;
  readonly terminal: boolean;
  readonly openStdin: boolean;
  readonly attached: Attached;
  /** Of the client's terminal. */
  readonly size: TerminalSize | undefined;
  /** Between creation and start: networks. @throws StartFailure */
  readonly connect: (sys: Sys, pid: number) => Call<void>;
  /** The program runs. */
  readonly started: (sys: Sys, pid: number) => Call<void>;
}

const READ_BYTES = 32768;

/** A container's life: from the runtime's start to its first process's end. Answers the exit code. @throws string of the error */
export class ShimLife {
  private readonly log: LogWriter;
  private stdin: number | undefined;
  private outputs: { fd: number; stream: "stdout" | "stderr"; to: number | undefined }[] = [];
  private source: number | undefined;
  private ended: number | undefined;
  private pid = 0;
  private waiting: Uint8Array | undefined;

  constructor(private readonly run: ShimRun) {
    this.log = new LogWriter(run.logPath);
    this.source = run.openStdin ? run.attached.stdin : undefined;
  }

  /** Creates and starts it. @throws StartRefused */
  *start(sys: Sys): Call<void> {
    const { terminal } = this.run;
    const report = yield* closedPipe(sys);
    const go = yield* closedPipe(sys);
    const streams = yield* this.streams(sys, terminal);
    const runtime = yield* sys.fork(
      runtimeMain({
        ...this.run.runtime(),
        streams,
        report: report[1],
        go: go[0],
        born: this.run.born,
      }),
    );
    yield* sys.close(report[1]);
    yield* sys.close(go[0]);
    if (!terminal) for (const fd of new Set(streams)) yield* sys.close(fd);
    const problem = yield* this.follow(sys, report[0], go[1]);
    yield* waitFor(sys, runtime);
    if (problem !== undefined) yield* this.refuse(sys, problem);
    yield* this.run.connect(sys, this.pid);
    yield* sys.write(go[1], "s");
    yield* sys.close(go[1]);
    // The other end is closed by execve, or with the process.
    while ((yield* sys.read(report[0], READ_BYTES)).length > 0);
    yield* sys.close(report[0]);
    yield* this.log.open(sys);
    yield* this.run.started(sys, this.pid);
  }

  private *refuse(sys: Sys, problem: string): Call<never> {
    yield* this.end(sys);
    throw new StartRefused(problem);
  }

  /** The first process has not begun its program and shall not. */
  *end(sys: Sys): Call<void> {
    if (this.pid === 0) return;
    for (;;) {
      try {
        yield* sys.kill(this.pid, SIG.KILL);
        yield* waitFor(sys, this.pid);
      } catch (error) {
        if (!isError(error, "ESRCH", "ECHILD")) throw error;
      }
      this.pid = 0;
      return;
    }
  }

  /** Pipes for a container without a terminal; the shim keeps the other ends. */
  private *streams(sys: Sys, terminal: boolean): Call<readonly [number, number, number]> {
    if (terminal) return [0, 1, 2];
    const { attached, openStdin } = this.run;
    const out = yield* closedPipe(sys);
    const err = yield* closedPipe(sys);
    this.outputs = [
      { fd: out[0], stream: "stdout", to: attached.stdout },
      { fd: err[0], stream: "stderr", to: attached.stderr },
    ];
    if (!openStdin) {
      const nothing = yield* sys.open("/dev/null", O.RDONLY | O.CLOEXEC);
      return [nothing, out[1], err[1]];
    }
    const input = yield* closedPipe(sys);
    this.stdin = input[1];
    return [input[0], out[1], err[1]];
  }

  /** Hears what the runtime and the first process say until the container is created; answers what went wrong. */
  private *follow(sys: Sys, report: number, go: number): Call<string | undefined> {
    let text = "";
    for (;;) {
      const newline = text.indexOf("\n");
      if (newline < 0) {
        const more = yield* sys.read(report, READ_BYTES);
        if (more.length === 0) return "unable to start container process: the runtime ended without a word";
        text += byteString(more);
        continue;
      }
      const line = text.slice(0, newline);
      text = text.slice(newline + 1);
      if (line === "c") return undefined;
      if (line.startsWith("e ")) return line.slice(2) + text.replace(/\n$/, "");
      if (line.startsWith("p ")) this.pid = Number(line.slice(2));
      if (line === "t") {
        const master = yield* sys.open(`/proc/${this.pid}/root/dev/pts/ptmx`, O.RDWR | O.NOCTTY | O.CLOEXEC);
        this.outputs = [{ fd: master, stream: "stdout", to: this.run.attached.stdout }];
        this.stdin = master;
        if (this.run.size !== undefined) yield* sys.setTerminal(master, this.run.size);
        yield* sys.write(go, String(yield* sys.ptsNumber(master)));
      }
    }
  }

  /** Carries output and input until the first process has ended and all that it wrote is read. */
  *watch(sys: Sys): Call<number> {
    const wake = yield* closedPipe(sys);
    yield* sys.setFlags(wake[1], O.NONBLOCK);
    yield* sys.sigaction(SIG.PIPE, "ignore");
    yield* sys.sigaction(SIG.CHLD, {
      *handler(own) {
        try {
          yield* own.write(wake[1], "x");
        } catch (error) {
          if (!isError(error, "EAGAIN", "EPIPE")) throw error;
        }
      },
    });
    yield* this.reap(sys);
    while (this.ended === undefined || this.outputs.length > 0) {
      const wanted = [
        ...this.outputs.map(({ fd }) => ({ fd, events: POLL.IN })),
        { fd: wake[0], events: POLL.IN },
        ...(this.source !== undefined && this.stdin !== undefined && this.waiting === undefined
          ? [{ fd: this.source, events: POLL.IN }]
          : []),
        ...(this.waiting !== undefined && this.stdin !== undefined
          ? [{ fd: this.stdin, events: POLL.OUT }]
          : []),
      ];
      const ready = yield* this.poll(sys, wanted);
      if (ready === undefined) {
        yield* this.reap(sys);
        continue;
      }
      // Whoever still has a stream open when the first process is gone does not keep the container.
      if (ready.size === 0 && this.ended !== undefined) break;
      if (ready.has(wake[0])) yield* sys.read(wake[0], 64);
      yield* this.reap(sys);
      // A terminal's master is in both lists: what it is ready for makes the difference.
      for (const output of [...this.outputs])
        if (((ready.get(output.fd) ?? 0) & ~POLL.OUT) !== 0) yield* this.carry(sys, output);
      const room = this.stdin === undefined ? 0 : (ready.get(this.stdin) ?? 0);
      if (this.waiting !== undefined && (room & (POLL.OUT | POLL.ERR)) !== 0) yield* this.feed(sys);
      if (this.source !== undefined && ready.has(this.source)) yield* this.input(sys);
    }
    yield* sys.sigaction(SIG.CHLD, "default");
    for (const { fd } of this.outputs) yield* closeQuietly(sys, fd);
    if (this.stdin !== undefined) yield* closeQuietly(sys, this.stdin);
    for (const fd of wake) yield* sys.close(fd);
    yield* this.log.close(sys);
    return this.ended ?? 0;
  }

  private *poll(
    sys: Sys,
    wanted: readonly { readonly fd: number; readonly events: number }[],
  ): Call<ReadonlyMap<number, number> | undefined> {
    try {
      const found = yield* sys.poll(wanted, this.ended === undefined ? Number.POSITIVE_INFINITY : 0);
      const ready = new Map<number, number>();
      for (const { fd, revents } of found) ready.set(fd, (ready.get(fd) ?? 0) | revents);
      return ready;
    } catch (error) {
      if (isError(error, "EINTR")) return undefined;
      throw error;
    }
  }

  /** Waits for whatever has ended: the first process, and orphans of the container that came to the shim. */
  private *reap(sys: Sys): Call<void> {
    for (;;) {
      try {
        const result = yield* sys.waitpid(-1, WAIT.NOHANG);
        if (result.pid === 0) return;
        if (result.pid === this.pid) this.ended = exitCode(result);
      } catch (error) {
        if (!isError(error, "ECHILD")) throw error;
        this.ended ??= 255;
        return;
      }
    }
  }

  private *carry(
    sys: Sys,
    output: { fd: number; stream: "stdout" | "stderr"; to: number | undefined },
  ): Call<void> {
    let data: Uint8Array;
    try {
      data = yield* sys.read(output.fd, READ_BYTES);
    } catch (error) {
      // A terminal that nobody has open any more.
      if (!isError(error, "EIO")) throw error;
      data = new Uint8Array(0);
    }
    if (data.length === 0) {
      this.outputs = this.outputs.filter((other) => other !== output);
      if (output.fd !== this.stdin) yield* sys.close(output.fd);
      if (output.to !== undefined) yield* closeQuietly(sys, output.to);
      return;
    }
    yield* this.log.take(sys, output.stream, data);
    if (output.to === undefined) return;
    try {
      yield* writeAll(sys, output.to, data);
    } catch (error) {
      if (!isError(error, "EPIPE", "EBADF")) throw error;
      output.to = undefined;
    }
  }

  private *input(sys: Sys): Call<void> {
    const data = yield* sys.read(this.source!, READ_BYTES);
    if (data.length > 0) {
      this.waiting = data;
      return yield* this.feed(sys);
    }
    yield* sys.close(this.source!);
    this.source = undefined;
    // The client's input is over, and so is the container's.
    if (this.stdin !== undefined && !this.outputs.some(({ fd }) => fd === this.stdin)) {
      yield* sys.close(this.stdin);
      this.stdin = undefined;
    }
  }

  /** Gives the container as much of its input as it takes now. */
  private *feed(sys: Sys): Call<void> {
    const data = this.waiting!;
    try {
      yield* sys.setFlags(this.stdin!, O.NONBLOCK);
      const written = yield* sys.write(this.stdin!, data);
      this.waiting = written < data.length ? data.subarray(written) : undefined;
    } catch (error) {
      if (isError(error, "EAGAIN")) return;
      if (!(error instanceof SysError)) throw error;
      this.waiting = undefined;
    } finally {
      yield* sys.setFlags(this.stdin!, 0);
    }
  }
}

/** The container was not started, and why. */
export class StartRefused {
  constructor(readonly message: string) {}
}
