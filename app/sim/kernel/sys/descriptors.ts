/** Calls on file descriptors: reading, writing, duplicating, polling, terminals. */
import type { Call } from "../abi/call";
import { fail, SysError } from "../abi/errno";
import { O, POLL, SEEK } from "../abi/flags";
import { SIG } from "../abi/signals";
import type { DirectoryEntry, PollRequest, Stat, Terminal } from "../abi/sys";
import { bytesOf, type OpenFile } from "../fs/contract";
import { FileLocks } from "../fs/locks";
import { NamespaceFile } from "../fs/nsfs";
import { makePipe } from "../fs/pipe";
import type { WaitQueue } from "../process/wait-queue";
import { PtyMaster } from "../tty/pty";
import { type Tty, TtyFile } from "../tty/tty";
import { IdentityCalls } from "./identity";

/** The most that one read or write moves (MAX_RW_COUNT is 2 GiB; a call of ours must not occupy the page). */
const MOST_AT_ONCE = 1 << 24;
const NEVER = Number.POSITIVE_INFINITY;

export abstract class DescriptorCalls extends IdentityCalls {
  protected file(fd: number): OpenFile {
    return this.task.process.files.get(fd);
  }

  protected install(file: OpenFile, cloexec = false): number {
    try {
      return this.task.process.files.install(file, cloexec);
    } catch (error) {
      file.drop();
      throw error;
    }
  }

  close(fd: number): Call<void> {
    return this.call("close", () => {
      const isNamespace = this.file(fd).inode instanceof NamespaceFile;
      this.task.process.files.close(fd);
      if (isNamespace) this.kernel.lifetimes.look();
    });
  }

  read(fd: number, count: number): Call<Uint8Array> {
    return this.call("read", () => this.readFrom(this.file(fd), count));
  }

  private *readFrom(file: OpenFile, count: number): Call<Uint8Array> {
    if (!file.readable || (file.flags & O.PATH) !== 0) fail("EBADF");
    const data = yield* file.read(Math.min(count, MOST_AT_ONCE), file.position, this.task);
    if (file.seekable) file.position += data.length;
    this.task.charge(this.kernel.costs.copyInstructions(data.length));
    return data;
  }

  pread(fd: number, count: number, offset: number): Call<Uint8Array> {
    return this.call("pread64", () => {
      const file = this.file(fd);
      if (!file.readable) fail("EBADF");
      if (!file.seekable) fail("ESPIPE");
      this.task.charge(this.kernel.costs.copyInstructions(count));
      return file.read(Math.min(count, MOST_AT_ONCE), offset, this.task);
    });
  }

  write(fd: number, data: Uint8Array | string): Call<number> {
    const bytes = typeof data === "string" ? bytesOf(data) : data;
    let done = 0;
    return this.call("write", () =>
      this.writeTo(this.file(fd), bytes, done, (written) => {
        done = written;
      }),
    );
  }

  /** `done` of the bytes were written before a signal that lets the call go on. */
  private *writeTo(
    file: OpenFile,
    bytes: Uint8Array,
    done: number,
    wrote: (n: number) => void,
  ): Call<number> {
    if (!file.writable || (file.flags & O.PATH) !== 0) fail("EBADF");
    let written = done;
    try {
      while (written < bytes.length || bytes.length === 0) {
        const offset = file.seekable && (file.flags & O.APPEND) !== 0 ? file.size : file.position;
        const left = bytes.length - written;
        const most = this.mayGrow(file, offset, left);
        const n = yield* file.write(bytes.subarray(written, written + most), offset, this.task);
        written += n;
        if (file.seekable) file.position = offset + n;
        this.task.charge(this.kernel.costs.copyInstructions(n));
        wrote(written);
        if (bytes.length === 0 || file.nonblocking || n === 0) break;
      }
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      if (error.code === "EPIPE") this.kernel.signal(this.task, SIG.PIPE);
      else if (written > 0) return written;
      throw error;
    }
    return written;
  }

  /** RLIMIT_FSIZE: how many of the bytes may be written there. @throws SysError EFBIG for none */
  private mayGrow(file: OpenFile, offset: number, count: number): number {
    const limit = this.task.process.limits.get("FSIZE")?.soft ?? NEVER;
    if (!file.seekable || offset + count <= limit) return count;
    if (offset >= limit) {
      this.kernel.signal(this.task, SIG.XFSZ);
      fail("EFBIG");
    }
    return limit - offset;
  }

  pwrite(fd: number, data: Uint8Array | string, offset: number): Call<number> {
    return this.call("pwrite64", () => {
      const file = this.file(fd);
      if (!file.writable) fail("EBADF");
      if (!file.seekable) fail("ESPIPE");
      return file.write(typeof data === "string" ? bytesOf(data) : data, offset, this.task);
    });
  }

  lseek(fd: number, offset: number, whence: number): Call<number> {
    return this.call("lseek", () => {
      const file = this.file(fd);
      if (!file.seekable) fail("ESPIPE");
      const from = whence === SEEK.SET ? 0 : whence === SEEK.CUR ? file.position : file.size;
      if (whence > SEEK.END || from + offset < 0) fail("EINVAL");
      file.position = from + offset;
      return file.position;
    });
  }

  ftruncate(fd: number, size: number): Call<void> {
    return this.call("ftruncate64", () => {
      const file = this.file(fd);
      if (!file.writable || size < 0) fail("EINVAL");
      file.truncate(size, this.task);
    });
  }

  fallocate(fd: number, offset: number, length: number): Call<void> {
    return this.call("fallocate", () => {
      const file = this.file(fd);
      if (!file.writable) fail("EBADF");
      if (offset < 0 || length <= 0) fail("EINVAL");
      if (!file.seekable) fail("ESPIPE");
      this.kernel.files.fallocate(file, offset, length, this.task);
    });
  }

  fsync(fd: number): Call<void> {
    return this.call("fsync", () => {
      if (!this.file(fd).seekable) fail("EINVAL");
    });
  }

  sync(): Call<void> {
    return this.call("sync", () => {});
  }

  dup(fd: number, atLeast = 0): Call<number> {
    return this.call("dup", () => {
      const file = this.file(fd).retain();
      try {
        return this.task.process.files.install(file, false, atLeast);
      } catch (error) {
        file.drop();
        throw error;
      }
    });
  }

  dup2(from: number, to: number): Call<number> {
    return this.call("dup2", () => {
      const file = this.file(from);
      if (from !== to) this.task.process.files.installAt(to, file.retain());
      return to;
    });
  }

  getCloexec(fd: number): Call<boolean> {
    return this.call("fcntl64", () => this.task.process.files.cloexec(fd));
  }

  setCloexec(fd: number, on: boolean): Call<void> {
    return this.call("fcntl64", () => this.task.process.files.setCloexec(fd, on));
  }

  getFlags(fd: number): Call<number> {
    return this.call("fcntl64", () => this.file(fd).flags);
  }

  setFlags(fd: number, flags: number): Call<void> {
    return this.call("fcntl64", () => {
      const file = this.file(fd);
      const changeable = O.APPEND | O.NONBLOCK | O.DIRECT;
      file.flags = (file.flags & ~changeable) | (flags & changeable);
    });
  }

  flock(fd: number, how: "shared" | "exclusive" | "unlock", nonblocking: boolean): Call<void> {
    return this.call("flock", () => FileLocks.flock(this.file(fd), how, nonblocking, this.task));
  }

  pipe(): Call<readonly [read: number, write: number]> {
    return this.call("pipe2", () => {
      const [reader, writer] = makePipe(this.kernel.objectInode(), 0, this.task);
      const read = this.install(reader);
      try {
        return [read, this.install(writer)] as const;
      } catch (error) {
        this.task.process.files.close(read);
        throw error;
      }
    });
  }

  poll(
    requests: readonly PollRequest[],
    timeoutNs: number,
  ): Call<readonly { readonly fd: number; readonly revents: number }[]> {
    const untilNs = this.kernel.nowNs() + timeoutNs;
    return this.interruptible("poll", () => this.waitForReady(requests, untilNs));
  }

  private *waitForReady(
    requests: readonly PollRequest[],
    untilNs: number,
  ): Call<readonly { readonly fd: number; readonly revents: number }[]> {
    for (;;) {
      const ready: { fd: number; revents: number }[] = [];
      const queues: WaitQueue[] = [];
      for (const { fd, events } of requests) {
        let revents: number = POLL.NVAL;
        try {
          const file = this.file(fd);
          revents = file.poll() & (events | POLL.ERR | POLL.HUP);
          if (file.pollQueue !== undefined) queues.push(file.pollQueue);
        } catch (error) {
          if (!(error instanceof SysError)) throw error;
        }
        if (revents !== 0) ready.push({ fd, revents });
      }
      if (ready.length > 0 || this.kernel.nowNs() >= untilNs) return ready;
      yield* this.task.wait(queues, untilNs);
    }
  }

  fstat(fd: number): Call<Stat> {
    return this.call("fstat64", () => this.kernel.files.fstat(this.task, this.file(fd)));
  }

  readdir(fd: number): Call<readonly DirectoryEntry[]> {
    return this.call("getdents64", () => this.kernel.files.readdir(this.task, this.file(fd)));
  }

  private tty(fd: number): Tty {
    const file = this.file(fd);
    if (file instanceof TtyFile || file instanceof PtyMaster) return file.tty;
    return fail("ENOTTY");
  }

  isatty(fd: number): Call<boolean> {
    return this.call("ioctl", () => this.file(fd) instanceof TtyFile);
  }

  getTerminal(fd: number): Call<Terminal> {
    return this.call("ioctl", () => this.tty(fd).settings);
  }

  setTerminal(fd: number, change: Partial<Terminal>): Call<void> {
    return this.call("ioctl", () => this.tty(fd).configure(change));
  }

  getForeground(fd: number): Call<number> {
    return this.call("ioctl", () => {
      const tty = this.tty(fd);
      if (this.task.process.session.terminal !== tty) fail("ENOTTY");
      return tty.foregroundGroup?.leaderTask.pidIn(this.task.ns.pid) ?? 0;
    });
  }

  setForeground(fd: number, group: number): Call<void> {
    return this.call("ioctl", () => {
      const tty = this.tty(fd);
      const { session } = this.task.process;
      if (session.terminal !== tty) fail("ENOTTY");
      const wanted = this.groupOf(group) ?? fail("ESRCH");
      if (wanted.session !== session) fail("EPERM");
      tty.foregroundGroup = wanted;
    });
  }

  ptsNumber(fd: number): Call<number> {
    return this.call("ioctl", () => {
      const file = this.file(fd);
      return file instanceof PtyMaster ? file.number : fail("ENOTTY");
    });
  }

  setControllingTerminal(fd: number): Call<void> {
    return this.call("ioctl", () => {
      const tty = this.tty(fd);
      const { process } = this.task;
      if (process.session.leader !== process) fail("EPERM");
      tty.becomeTerminalOf(process.session);
    });
  }
}
