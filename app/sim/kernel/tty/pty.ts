/** Pseudo terminals: /dev/ptmx gives a master and a terminal beside it in the devpts that it belongs to. */
import type { Call } from "../abi/call";
import { fail, SysError } from "../abi/errno";
import { O, POLL } from "../abi/flags";
import { type Caller, type Inode, OpenFile } from "../fs/contract";
import { Devpts } from "../fs/devpts";
import type { FileCalls } from "../fs/file-calls";
import type { ProcessGroup } from "../process/process";
import { WaitQueue } from "../process/wait-queue";
import { openTty, Tty } from "./tty";

const TTY_MAJOR = 5;
const PTS_MAJOR = 136;
const PTMX_MINOR = 2;
/** What a terminal may have ahead of its master before writers wait. */
const ROOM = 65536;

export interface PtyHost {
  signalGroup(group: ProcessGroup, signal: number): void;
}

/** The other end of a terminal: what its reader types and what its programs show. */
export class PtyMaster extends OpenFile {
  readonly tty: Tty;
  private readonly shown: Uint8Array[] = [];
  private shownBytes = 0;
  private readonly changed = new WaitQueue();

  constructor(
    flags: number,
    inode: Inode,
    readonly number: number,
    private readonly pts: Devpts,
    host: PtyHost,
    private readonly ended: () => void,
  ) {
    super(flags, inode);
    this.tty = new Tty(`pts/${number}`, {
      signalGroup: (group, signal) => host.signalGroup(group, signal),
      output: (bytes) => {
        if (this.shownBytes >= ROOM) return;
        this.shown.push(bytes);
        this.shownBytes += bytes.length;
        this.changed.wakeAll();
      },
      closed: () => this.changed.wakeAll(),
    });
  }

  override get label(): string {
    return "/dev/ptmx";
  }

  override *read(count: number, _offset: number, caller: Caller): Call<Uint8Array> {
    for (;;) {
      const first = this.shown[0];
      if (first !== undefined) {
        const taken = first.subarray(0, count);
        if (taken.length < first.length) this.shown[0] = first.subarray(count);
        else this.shown.shift();
        this.shownBytes -= taken.length;
        return taken;
      }
      if (this.tty.abandoned) throw new SysError("EIO");
      if (this.nonblocking) throw new SysError("EAGAIN");
      yield* caller.wait([this.changed]);
    }
  }

  // biome-ignore lint/correctness/useYield: the terminal takes everything at once
  override *write(data: Uint8Array): Call<number> {
    this.tty.type(data);
    return data.length;
  }

  override poll(): number {
    if (this.shown.length > 0) return POLL.IN | POLL.OUT;
    return this.tty.abandoned ? POLL.HUP | POLL.OUT : POLL.OUT;
  }

  override get pollQueue(): WaitQueue {
    return this.changed;
  }

  protected override release(): void {
    this.tty.disconnect();
    this.pts.removeTerminal(this.number);
    this.ended();
  }
}

/** Registers /dev/tty, /dev/ptmx and the terminals of all devpts instances. */
export function registerPtys(files: FileCalls, host: PtyHost): void {
  const terminals = new WeakMap<Devpts, Map<number, PtyMaster>>();
  const of = (pts: Devpts) => {
    let known = terminals.get(pts);
    if (known === undefined) {
      known = new Map();
      terminals.set(pts, known);
    }
    return known;
  };
  /** The devpts of a ptmx node: its own, or for one in devtmpfs that which is mounted beside it. */
  const instance = (inode: Inode, caller: Caller): Devpts => {
    if (inode.sb instanceof Devpts) return inode.sb;
    const { sb } = files.resolve(caller, "/dev/pts", true).dentry.inode;
    return sb instanceof Devpts ? sb : fail("ENODEV");
  };
  files.devices.character(TTY_MAJOR, PTMX_MINOR, function* (flags, caller, inode) {
    const pts = instance(inode, caller);
    const known = of(pts);
    let number = 0;
    while (known.has(number)) number++;
    const master = new PtyMaster(flags & ~O.CREAT, inode, number, pts, host, () => known.delete(number));
    known.set(number, master);
    pts.addTerminal(number, caller);
    return master;
  });
  for (let minor = 0; minor < 256; minor++)
    // biome-ignore lint/correctness/useYield: opens at once
    files.devices.character(PTS_MAJOR, minor, function* (flags, caller, inode) {
      if (!(inode.sb instanceof Devpts)) return fail("EIO");
      const master = of(inode.sb).get(minor);
      return master === undefined ? fail("EIO") : openTty(master.tty, inode, flags, caller);
    });
  // biome-ignore lint/correctness/useYield: opens at once
  files.devices.character(TTY_MAJOR, 0, function* (flags, caller, inode) {
    const terminal = caller.task?.process.session.terminal;
    return terminal instanceof Tty ? openTty(terminal, inode, flags | O.NOCTTY, caller) : fail("ENXIO");
  });
}
