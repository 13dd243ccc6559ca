/**
 * A terminal: what a person types goes through the line discipline (echo, erase, signals) to the program, what the program writes
 * goes out to the screen. The other end is the page's terminal, or a script that types.
 */
import type { Call } from "../abi/call";
import { SysError } from "../abi/errno";
import { O, POLL } from "../abi/flags";
import { SIG } from "../abi/signals";
import type { Terminal } from "../abi/sys";
import { type Caller, type Inode, OpenFile } from "../fs/contract";
import type { ControllingTerminal, ProcessGroup, Session } from "../process/process";
import { WaitQueue } from "../process/wait-queue";

const CTRL_C = 3;
const CTRL_D = 4;
const BACKSPACE = 8;
const NEWLINE = 10;
const RETURN = 13;
const CTRL_U = 21;
const CTRL_W = 23;
const CTRL_Z = 26;
const CTRL_BACKSLASH = 28;
const DELETE = 127;
/** What one line may hold, as N_TTY_BUF_SIZE; more is dropped. */
const LONGEST_LINE = 4096;

export interface TtyHost {
  signalGroup(group: ProcessGroup, signal: number): void;
  /** Bytes for the screen. */
  output(bytes: Uint8Array): void;
  /** The last program that had it open has closed it. */
  closed?(): void;
}

const SIGNAL_KEYS = new Map<number, number>([
  [CTRL_C, SIG.INT],
  [CTRL_Z, SIG.TSTP],
  [CTRL_BACKSLASH, SIG.QUIT],
]);

export class Tty implements ControllingTerminal {
  settings: Terminal = { rows: 24, columns: 80, echo: true, canonical: true, signals: true };
  foregroundGroup: ProcessGroup | undefined;
  readonly changed = new WaitQueue();
  private session: Session | undefined;
  private hungUp = false;
  private users = 0;
  private used = false;
  /** The line being typed, in canonical mode. */
  private line: number[] = [];
  /** What programs can read; a number that ends a read at once is at each end of file. */
  private ready: number[] = [];
  private endsOfFile = 0;

  constructor(
    /** As in "ttyS0", "pts/0". */
    readonly name: string,
    private readonly host: TtyHost,
  ) {}

  get foreground(): number {
    return this.foregroundGroup?.leaderTask.pid ?? 0;
  }

  configure(change: Partial<Terminal>): void {
    const old = this.settings;
    this.settings = { ...old, ...change };
    if (old.canonical && !this.settings.canonical) {
      this.ready.push(...this.line);
      this.line = [];
      this.changed.wakeAll();
    }
    const resized = old.rows !== this.settings.rows || old.columns !== this.settings.columns;
    if (resized && this.foregroundGroup !== undefined) this.host.signalGroup(this.foregroundGroup, SIG.WINCH);
  }

  /** @throws SysError EPERM if it is another session's */
  becomeTerminalOf(session: Session): void {
    if (session.terminal === this) return;
    if (this.session !== undefined && this.session.terminal === this) throw new SysError("EPERM");
    this.session = session;
    session.terminal = this;
    this.foregroundGroup = session.leader.group;
    this.hungUp = false;
  }

  /** Programs had it open, and none has any more. */
  get abandoned(): boolean {
    return this.used && this.users === 0;
  }

  opened(): void {
    this.used = true;
    this.users++;
  }

  closed(): void {
    this.users--;
    if (this.users === 0) this.host.closed?.();
  }

  hangUp(): void {
    const group = this.foregroundGroup;
    this.foregroundGroup = undefined;
    this.session = undefined;
    this.ready = [];
    this.line = [];
    if (group !== undefined) {
      this.host.signalGroup(group, SIG.HUP);
      this.host.signalGroup(group, SIG.CONT);
    }
    this.changed.wakeAll();
  }

  /** The other end has gone: reads end, writes fail. */
  disconnect(): void {
    this.hungUp = true;
    this.hangUp();
  }

  /** What a person types. */
  type(bytes: Uint8Array): void {
    for (const byte of bytes) this.key(byte === RETURN ? NEWLINE : byte);
    this.changed.wakeAll();
  }

  private key(byte: number): void {
    const { signals, canonical } = this.settings;
    const signal = signals ? SIGNAL_KEYS.get(byte) : undefined;
    if (signal !== undefined) {
      this.echo(byte);
      this.line = [];
      if (this.foregroundGroup !== undefined) this.host.signalGroup(this.foregroundGroup, signal);
    } else if (canonical) this.edit(byte);
    else {
      this.echo(byte);
      this.ready.push(byte);
    }
  }

  private edit(byte: number): void {
    if (byte === BACKSPACE || byte === DELETE) this.erase(1);
    else if (byte === CTRL_U) this.erase(this.line.length);
    else if (byte === CTRL_W) this.erase(this.lastWord());
    else if (byte === CTRL_D) {
      if (this.line.length === 0) this.endsOfFile++;
      this.ready.push(...this.line);
      this.line = [];
    } else if (byte === NEWLINE) {
      this.echo(byte);
      this.ready.push(...this.line, byte);
      this.line = [];
    } else if (this.line.length < LONGEST_LINE) {
      this.echo(byte);
      this.line.push(byte);
    }
  }

  private lastWord(): number {
    let from = this.line.length;
    while (from > 0 && this.line[from - 1] === 32) from--;
    while (from > 0 && this.line[from - 1] !== 32) from--;
    return this.line.length - from;
  }

  private erase(count: number): void {
    const removed = Math.min(count, this.line.length);
    this.line.length -= removed;
    if (this.settings.echo)
      for (let n = 0; n < removed; n++) this.host.output(Uint8Array.of(BACKSPACE, 32, BACKSPACE));
  }

  private echo(byte: number): void {
    if (!this.settings.echo) return;
    if (byte === NEWLINE) this.host.output(Uint8Array.of(RETURN, NEWLINE));
    else if (byte < 32 && byte !== 9) this.host.output(Uint8Array.of(94, byte + 64));
    else this.host.output(Uint8Array.of(byte));
  }

  /** Whether a read would answer at once. */
  get readable(): boolean {
    return this.ready.length > 0 || this.endsOfFile > 0 || this.hungUp;
  }

  *read(count: number, nonblocking: boolean, caller: Caller): Call<Uint8Array> {
    for (;;) {
      this.checkForeground(caller, SIG.TTIN);
      if (this.ready.length > 0) return this.take(count);
      if (this.hungUp) return new Uint8Array();
      if (this.endsOfFile > 0) {
        this.endsOfFile--;
        return new Uint8Array();
      }
      if (nonblocking) throw new SysError("EAGAIN");
      yield* caller.wait([this.changed]);
    }
  }

  /** In canonical mode one line at most. */
  private take(count: number): Uint8Array {
    let length = Math.min(count, this.ready.length);
    if (this.settings.canonical) {
      const end = this.ready.indexOf(NEWLINE);
      if (end >= 0) length = Math.min(length, end + 1);
    }
    return Uint8Array.from(this.ready.splice(0, length));
  }

  /** A background process that reads is stopped. */
  private checkForeground(caller: Caller, signal: number): void {
    const process = caller.task?.process;
    const { foregroundGroup } = this;
    if (process === undefined || process.session.terminal !== this || foregroundGroup === undefined) return;
    if (process.group === foregroundGroup) return;
    if (process.actions.get(signal) === "ignore" || caller.task!.blocked.has(signal))
      throw new SysError("EIO");
    this.host.signalGroup(process.group, signal);
    if (caller.task!.signalPending) throw new SysError("EINTR");
  }

  write(data: Uint8Array): number {
    if (this.hungUp) throw new SysError("EIO");
    const out: number[] = [];
    for (const byte of data) {
      if (byte === NEWLINE) out.push(RETURN);
      out.push(byte);
    }
    this.host.output(Uint8Array.from(out));
    return data.length;
  }
}

/** An open terminal. */
export class TtyFile extends OpenFile {
  constructor(
    flags: number,
    inode: Inode | undefined,
    readonly tty: Tty,
  ) {
    super(flags, inode);
    tty.opened();
  }

  protected override release(): void {
    this.tty.closed();
  }

  override get label(): string {
    return `/dev/${this.tty.name}`;
  }

  override *read(count: number, _offset: number, caller: Caller): Call<Uint8Array> {
    return yield* this.tty.read(count, (this.flags & O.NONBLOCK) !== 0, caller);
  }

  // biome-ignore lint/correctness/useYield: a screen takes everything at once
  override *write(data: Uint8Array): Call<number> {
    return this.tty.write(data);
  }

  override poll(): number {
    return (this.tty.readable ? POLL.IN : 0) | POLL.OUT;
  }

  override get pollQueue(): WaitQueue {
    return this.tty.changed;
  }
}

/** Opens a terminal for a task: a session leader without one gets it. */
export function openTty(tty: Tty, inode: Inode | undefined, flags: number, caller: Caller): TtyFile {
  const process = caller.task?.process;
  if (
    process !== undefined &&
    (flags & O.NOCTTY) === 0 &&
    process.session.leader === process &&
    process.session.terminal === undefined &&
    tty.foregroundGroup === undefined
  )
    tty.becomeTerminalOf(process.session);
  return new TtyFile(flags, inode, tty);
}
