/** The client's side of an attachment: its terminal or pipes on one hand, the container's streams on the other. */
import type { Call } from "../../kernel/abi/call";
import { POLL } from "../../kernel/abi/flags";
import { SIG } from "../../kernel/abi/signals";
import type { SignalAction, Sys, Terminal } from "../../kernel/abi/sys";
import { isError, unless, writeAll } from "./file-work";

const READ_BYTES = 32768;
/** Ctrl-P, Ctrl-Q: the client goes, the container stays. */
const DETACH = [16, 17] as const;

export interface ClientEnds {
  /** To the container's standard input. */
  readonly stdin: number | undefined;
  /** From the container, to descriptors 1 and 2 of the client. */
  readonly stdout: number | undefined;
  readonly stderr: number | undefined;
}

export type TerminalSize = Pick<Terminal, "rows" | "columns">;

/** The size of the client's terminal; undefined if its standard input is none. */
export function* terminalSize(sys: Sys): Call<TerminalSize | undefined> {
  const terminal = yield* unless(sys.getTerminal(0), "ENOTTY", "EBADF");
  return terminal === undefined ? undefined : { rows: terminal.rows, columns: terminal.columns };
}

export interface PumpOptions {
  readonly terminal: boolean;
  /** Signals that the client gets are the container's; answers whether it could be told. */
  readonly signal: (sys: Sys, signal: number) => Call<void>;
}

/** Carries until the container's streams are closed ("ended") or the person goes away ("detached"). */
export function* pump(sys: Sys, ends: ClientEnds, options: PumpOptions): Call<"ended" | "detached"> {
  const raw = options.terminal && ends.stdin !== undefined ? yield* makeRaw(sys) : undefined;
  const before = yield* forward(sys, options);
  try {
    return yield* carry(sys, ends, options.terminal);
  } finally {
    for (const [signal, action] of before) yield* sys.sigaction(signal, action);
    if (raw !== undefined) yield* sys.setTerminal(0, raw);
  }
}

/** A terminal that hands on what is typed as it is. Answers what it was; undefined if 0 is no terminal. */
function* makeRaw(sys: Sys): Call<Partial<Terminal> | undefined> {
  try {
    const { echo, canonical, signals } = yield* sys.getTerminal(0);
    yield* sys.setTerminal(0, { echo: false, canonical: false, signals: false });
    return { echo, canonical, signals };
  } catch (error) {
    if (isError(error, "ENOTTY", "EBADF")) return undefined;
    throw error;
  }
}

function* forward(sys: Sys, { signal: tell }: PumpOptions): Call<ReadonlyMap<number, SignalAction>> {
  const before = new Map<number, SignalAction>();
  for (const signal of [SIG.HUP, SIG.INT, SIG.QUIT, SIG.TERM, SIG.USR1, SIG.USR2])
    before.set(
      signal,
      yield* sys.sigaction(signal, {
        handler: (own) => tell(own, signal),
      }),
    );
  before.set(SIG.PIPE, yield* sys.sigaction(SIG.PIPE, "ignore"));
  return before;
}

function* carry(sys: Sys, ends: ClientEnds, terminal: boolean): Call<"ended" | "detached"> {
  const outputs = new Map<number, number>();
  if (ends.stdout !== undefined) outputs.set(ends.stdout, 1);
  if (ends.stderr !== undefined) outputs.set(ends.stderr, 2);
  let stdin = ends.stdin;
  let pressed = 0;
  while (outputs.size > 0) {
    const wanted = [...outputs.keys(), ...(stdin === undefined ? [] : [0])].map((fd) => ({
      fd,
      events: POLL.IN,
    }));
    let ready: ReadonlySet<number>;
    try {
      ready = new Set((yield* sys.poll(wanted, Number.POSITIVE_INFINITY)).map(({ fd }) => fd));
    } catch (error) {
      if (isError(error, "EINTR")) continue;
      throw error;
    }
    for (const [from, to] of [...outputs]) {
      if (!ready.has(from)) continue;
      const data = yield* readOutput(sys, from);
      if (data.length === 0) {
        outputs.delete(from);
        yield* sys.close(from);
      } else yield* quietly(writeAll(sys, to, data));
    }
    if (stdin === undefined || !ready.has(0)) continue;
    const typed = yield* sys.read(0, READ_BYTES);
    if (terminal && typed.length === 1 && typed[0] === DETACH[pressed]) {
      pressed++;
      if (pressed === DETACH.length) {
        yield* sys.close(stdin);
        return "detached";
      }
      continue;
    }
    if (pressed > 0) yield* quietly(sys.write(stdin, String.fromCharCode(DETACH[0])));
    pressed = 0;
    if (typed.length > 0) yield* quietly(writeAll(sys, stdin, typed));
    else {
      yield* sys.close(stdin);
      stdin = undefined;
    }
  }
  if (stdin !== undefined) yield* sys.close(stdin);
  return "ended";
}

/** A terminal that nobody has open any more is at its end. */
function* readOutput(sys: Sys, fd: number): Call<Uint8Array> {
  try {
    return yield* sys.read(fd, READ_BYTES);
  } catch (error) {
    if (isError(error, "EIO")) return new Uint8Array(0);
    throw error;
  }
}

/** Nobody reads there any more: what is carried is lost, as it would be. */
function* quietly(call: Call<unknown>): Call<void> {
  try {
    yield* call;
  } catch (error) {
    if (!isError(error, "EPIPE", "EBADF")) throw error;
  }
}
