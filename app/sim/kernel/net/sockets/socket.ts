/** What all sockets are: open files with an error to report, a queue of waiting tasks, and options. */
import type { Call } from "../../abi/call";
import { type ErrorName, SysError } from "../../abi/errno";
import { O } from "../../abi/flags";
import type { SocketAddress, SocketDomain, SocketType } from "../../abi/sys";
import { type Caller, OpenFile } from "../../fs/contract";
import { WaitQueue } from "../../process/wait-queue";
import type { NetDevice } from "../device";
import type { NetNamespace } from "../namespace";

export interface Received {
  readonly data: Uint8Array;
  readonly from: SocketAddress;
  readonly ttl: number;
}

/** Of messages that have no sender's address. */
export const NO_ADDRESS: SocketAddress = { address: "", port: 0 };

const SIGPIPE = 13;

export abstract class Socket extends OpenFile {
  readonly inodeNumber: number;
  /** Woken by whatever changes: data, space, connections, errors. */
  readonly queue = new WaitQueue();
  /** SO_ERROR: reported once, by the next call. */
  protected pendingError: ErrorName | undefined;
  reuseAddress = false;
  broadcast = false;
  keepAlive = false;
  receiveTimeoutNs = Number.POSITIVE_INFINITY;
  sendTimeoutNs = Number.POSITIVE_INFINITY;
  ttl: number | undefined;
  device: NetDevice | undefined;
  /** The last descriptor is closed. */
  gone = false;

  constructor(
    readonly net: NetNamespace,
    readonly domain: SocketDomain,
    readonly type: SocketType,
    readonly protocol: number,
    /** Kernel id of the owner. */
    readonly uid: number,
  ) {
    super(O.RDWR, undefined);
    this.inodeNumber = net.services.objectInode();
    net.socketOpened();
  }

  override get label(): string {
    return `socket:[${this.inodeNumber}]`;
  }

  override get pollQueue(): WaitQueue {
    return this.queue;
  }

  abstract bind(address: SocketAddress, caller: Caller): Call<void>;
  abstract connect(address: SocketAddress, caller: Caller): Call<void>;
  abstract sendto(data: Uint8Array, to: SocketAddress | undefined, caller: Caller): Call<number>;
  abstract recvfrom(count: number, caller: Caller): Call<Received>;
  abstract getsockname(): SocketAddress;

  listen(_backlog: number): void {
    throw new SysError("EOPNOTSUPP");
  }

  // biome-ignore lint/correctness/useYield: only stream sockets accept
  *accept(_caller: Caller): Call<{ readonly file: Socket; readonly peer: SocketAddress }> {
    throw new SysError("EOPNOTSUPP");
  }

  shutdown(_how: "read" | "write" | "both"): void {
    throw new SysError("ENOTCONN");
  }

  getpeername(): SocketAddress {
    throw new SysError("ENOTCONN");
  }

  override *read(count: number, _offset: number, caller: Caller): Call<Uint8Array> {
    return (yield* this.recvfrom(count, caller)).data;
  }

  override *write(data: Uint8Array, _offset: number, caller: Caller): Call<number> {
    return yield* this.sendto(data, undefined, caller);
  }

  /** An error has come for it (an ICMP message, a reset). */
  raise(error: ErrorName): void {
    this.pendingError = error;
    this.queue.wakeAll();
  }

  /** Throws the pending error, once. */
  protected takeError(): void {
    const error = this.pendingError;
    this.pendingError = undefined;
    if (error !== undefined) throw new SysError(error);
  }

  /** Waits until `ready`, or fails with `late` (EAGAIN) when it must not wait or has waited long enough. */
  protected *waitFor(
    ready: () => boolean,
    caller: Caller,
    timeoutNs: number,
    late: ErrorName = "EAGAIN",
  ): Call<void> {
    if (ready()) return;
    if (this.nonblocking) throw new SysError(late);
    const until = this.net.nowNs() + timeoutNs;
    while (!ready()) {
      if (this.net.nowNs() >= until) throw new SysError(late);
      yield* caller.wait([this.queue], until);
    }
  }

  /** Writing where nobody can read any more. */
  protected brokenPipe(caller: Caller): never {
    if (caller.task !== undefined) this.net.services.signal(caller.task, SIGPIPE);
    throw new SysError("EPIPE");
  }

  protected override release(): void {
    this.gone = true;
    this.close();
    this.net.socketClosed();
  }

  /** The last descriptor is gone. */
  protected abstract close(): void;
}
