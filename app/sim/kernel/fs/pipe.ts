/** Pipes and fifos (pipe(7)): 16 page-sized slots; what is at most PIPE_BUF long is written in one piece. */
import type { Call } from "../abi/call";
import { SysError } from "../abi/errno";
import { O, POLL } from "../abi/flags";
import { WaitQueue } from "../process/wait-queue";
import { type Caller, type Inode, OpenFile } from "./contract";

const SLOTS = 16;
const SLOT_BYTES = 4096;

/** What both ends share. */
class Pipe {
  /** Each at most a page; a short write joins the last one if all of it fits. */
  private readonly slots: Uint8Array[] = [];
  readers = 0;
  writers = 0;
  /** How often it was opened for each, so that one who waits for a partner sees one that has gone again. */
  readersEver = 0;
  writersEver = 0;
  readonly changed = new WaitQueue();

  constructor(
    /** As in "pipe:[1234]"; for a fifo its inode's number. */
    readonly inode: number,
    /** Kernel ids of whoever made it. */
    readonly owner: { readonly uid: number; readonly gid: number } = { uid: 0, gid: 0 },
  ) {}

  get empty(): boolean {
    return this.slots.length === 0;
  }

  get full(): boolean {
    return this.slots.length >= SLOTS;
  }

  take(count: number): Uint8Array {
    const taken: Uint8Array[] = [];
    let left = count;
    while (left > 0 && this.slots[0] !== undefined) {
      const slot = this.slots[0];
      taken.push(slot.subarray(0, left));
      if (slot.length > left) this.slots[0] = slot.subarray(left);
      else this.slots.shift();
      left -= Math.min(left, slot.length);
    }
    this.changed.wakeAll();
    return joined(taken);
  }

  /** The odd bytes of a write join the last slot if they fit; answers how many did. */
  merge(data: Uint8Array): number {
    const odd = data.length % SLOT_BYTES;
    const last = this.slots.at(-1);
    if (odd === 0 || last === undefined || last.length + odd > SLOT_BYTES) return 0;
    this.slots[this.slots.length - 1] = joined([last, data.subarray(0, odd)]);
    this.changed.wakeAll();
    return odd;
  }

  /** Fills one free slot; answers how many bytes it took. */
  put(data: Uint8Array): number {
    const slot = data.slice(0, SLOT_BYTES);
    this.slots.push(slot);
    this.changed.wakeAll();
    return slot.length;
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** One end, or for a fifo opened O_RDWR both. */
export class PipeFile extends OpenFile {
  private readonly writersBefore: number;

  /** Counts itself as a reader and writer by its access mode. */
  constructor(
    flags: number,
    inode: Inode | undefined,
    readonly pipe: Pipe,
  ) {
    super(flags, inode);
    if (this.readable) pipe.readers++;
    if (this.writable) pipe.writers++;
    this.writersBefore = pipe.writersEver;
  }

  override get label(): string {
    return `pipe:[${this.pipe.inode}]`;
  }

  override *read(count: number, _offset: number, caller: Caller): Call<Uint8Array> {
    const { pipe } = this;
    while (pipe.empty && count > 0) {
      if (pipe.writers === 0) break;
      if (this.nonblocking) throw new SysError("EAGAIN");
      yield* caller.wait([pipe.changed]);
    }
    return pipe.take(count);
  }

  override *write(data: Uint8Array, _offset: number, caller: Caller): Call<number> {
    const { pipe } = this;
    if (data.length === 0) return 0;
    if (pipe.readers === 0) throw new SysError("EPIPE");
    let done = pipe.merge(data);
    while (done < data.length) {
      if (pipe.readers === 0) {
        if (done > 0) return done;
        throw new SysError("EPIPE");
      }
      if (!pipe.full) {
        done += pipe.put(data.subarray(done));
        continue;
      }
      if (this.nonblocking) {
        if (done > 0) return done;
        throw new SysError("EAGAIN");
      }
      try {
        yield* caller.wait([pipe.changed]);
      } catch (error) {
        if (done > 0) return done;
        throw error;
      }
    }
    return done;
  }

  override poll(): number {
    const { pipe } = this;
    let ready = 0;
    if (this.readable) {
      if (!pipe.empty) ready |= POLL.IN;
      if (pipe.writers === 0 && pipe.writersEver !== this.writersBefore) ready |= POLL.HUP;
    }
    if (this.writable) {
      if (!pipe.full) ready |= POLL.OUT;
      if (pipe.readers === 0) ready |= POLL.ERR;
    }
    return ready;
  }

  override get pollQueue(): WaitQueue {
    return this.pipe.changed;
  }

  protected override release(): void {
    if (this.readable) this.pipe.readers--;
    if (this.writable) this.pipe.writers--;
    this.pipe.changed.wakeAll();
  }
}

/** pipe(2): the reading and the writing end. `inode` is its number, see KernelServices.objectInode. */
export function makePipe(inode: number, flags = 0, creator?: Caller): readonly [PipeFile, PipeFile] {
  const pipe = new Pipe(inode, { uid: creator?.creds.fsuid ?? 0, gid: creator?.creds.fsgid ?? 0 });
  const read = new PipeFile(O.RDONLY | flags, undefined, pipe);
  pipe.writersEver++;
  return [read, new PipeFile(O.WRONLY | flags, undefined, pipe)];
}

const fifos = new WeakMap<Inode, Pipe>();

/** Opens a fifo (fifo(7)): waits for the other end, but for O_RDWR and O_NONBLOCK. @throws SysError ENXIO, EINTR */
export function* openFifo(inode: Inode, flags: number, caller: Caller): Call<OpenFile> {
  const pipe = fifos.get(inode) ?? new Pipe(inode.ino);
  fifos.set(inode, pipe);
  const access = flags & O.ACCMODE;
  const nonblocking = (flags & O.NONBLOCK) !== 0;
  if (access === O.WRONLY && nonblocking && pipe.readers === 0) throw new SysError("ENXIO");
  const file = new PipeFile(flags, inode, pipe);
  if (file.readable) pipe.readersEver++;
  if (file.writable) pipe.writersEver++;
  pipe.changed.wakeAll();
  if (access === O.RDWR || nonblocking) return file;
  const partners = () => (access === O.RDONLY ? pipe.writersEver : pipe.readersEver);
  const before = partners();
  try {
    const alone = () => (access === O.RDONLY ? pipe.writers : pipe.readers) === 0;
    while (alone() && partners() === before) yield* caller.wait([pipe.changed]);
  } catch (error) {
    file.drop();
    throw error;
  }
  return file;
}
