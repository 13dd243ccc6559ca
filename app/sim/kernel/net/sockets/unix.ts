/** AF_UNIX sockets: streams and datagrams between sockets of one machine, by path, by abstract name, or in pairs. */
import type { Call } from "../../abi/call";
import { SysError } from "../../abi/errno";
import { POLL } from "../../abi/flags";
import type { SocketAddress, SocketType } from "../../abi/sys";
import type { Caller } from "../../fs/contract";
import type { NetNamespace } from "../namespace";
import { ByteQueue } from "../tcp/buffers";
import { COPY_INSTRUCTIONS_PER_BYTE } from "./costs";
import { type Received, Socket } from "./socket";

/** net.core.wmem_default */
const BUFFER_BYTES = 212_992;

/** How AF_UNIX names get into the file system: by whoever has the file system. */
export interface UnixPaths {
  /** Makes a socket file (mode 0777 without the umask). @throws SysError EADDRINUSE if the name exists, and as mknod */
  create(path: string, socket: UnixSocket, caller: Caller): void;
  /** The socket bound at a path. @throws SysError as path walks, ECONNREFUSED if none is there, EACCES without write permission */
  find(path: string, caller: Caller): UnixSocket;
}

export class UnixSocket extends Socket {
  name = "";
  listening = false;
  private backlog = 0;
  private peer: UnixSocket | undefined;
  private peerName = "";
  private connected = false;
  private hungUp = false;
  private readShut = false;
  private writeShut = false;
  private waiting: UnixSocket[] = [];
  private readonly stream = new ByteQueue();
  private messages: Received[] = [];
  private messageBytes = 0;

  constructor(
    net: NetNamespace,
    type: SocketType,
    uid: number,
    private readonly paths: UnixPaths,
  ) {
    super(net, "unix", type, 0, uid);
    net.sockets.unix.push(this);
  }

  /** "unconnected", "listening", "connecting" or "connected": St of /proc/net/unix. */
  get state(): "unconnected" | "connected" {
    return this.connected ? "connected" : "unconnected";
  }

  // biome-ignore lint/correctness/useYield: never waits
  override *bind(address: SocketAddress, caller: Caller): Call<void> {
    if (this.name !== "") throw new SysError("EINVAL");
    const name = address.address;
    if (name === "" || name.length > 108) throw new SysError("EINVAL");
    if (name.startsWith("\0")) {
      if (this.net.sockets.abstractNames.has(name)) throw new SysError("EADDRINUSE");
      this.net.sockets.abstractNames.set(name, this);
    } else this.paths.create(name, this, caller);
    this.name = name;
  }

  private lookUp(name: string, caller: Caller): UnixSocket {
    const found = name.startsWith("\0")
      ? this.net.sockets.abstractNames.get(name)
      : this.paths.find(name, caller);
    if (found === undefined || found.gone) throw new SysError("ECONNREFUSED");
    if (found.type !== this.type) throw new SysError("EPROTOTYPE");
    return found;
  }

  override *connect(address: SocketAddress, caller: Caller): Call<void> {
    const target = this.lookUp(address.address, caller);
    if (this.type === "dgram") {
      this.peer = target;
      this.peerName = target.name;
      this.connected = true;
      return;
    }
    if (this.connected) throw new SysError("EISCONN");
    if (!target.listening) throw new SysError("ECONNREFUSED");
    while (target.waiting.length > target.backlog) {
      if (this.nonblocking) throw new SysError("EAGAIN");
      yield* caller.wait([target.queue]);
      if (!target.listening) throw new SysError("ECONNREFUSED");
    }
    const other = new UnixSocket(this.net, this.type, target.uid, this.paths);
    other.name = target.name;
    this.join(other);
    other.peerName = this.name;
    this.peerName = target.name;
    target.waiting.push(other);
    target.queue.wakeAll();
  }

  /** Makes this and another socket each other's ends. */
  join(other: UnixSocket): void {
    this.peer = other;
    other.peer = this;
    this.connected = other.connected = true;
  }

  override listen(backlog: number): void {
    if (this.type === "dgram") throw new SysError("EOPNOTSUPP");
    if (this.name === "" || this.connected) throw new SysError("EINVAL");
    this.backlog = Math.max(0, Math.min(backlog, this.net.sysctls.somaxconn));
    this.listening = true;
  }

  override *accept(caller: Caller): Call<{ readonly file: Socket; readonly peer: SocketAddress }> {
    if (this.type === "dgram") throw new SysError("EOPNOTSUPP");
    if (!this.listening) throw new SysError("EINVAL");
    yield* this.waitFor(() => this.waiting.length > 0, caller, this.receiveTimeoutNs);
    const file = this.waiting.shift()!;
    this.queue.wakeAll();
    return { file, peer: { address: file.peerName, port: 0 } };
  }

  override *sendto(data: Uint8Array, to: SocketAddress | undefined, caller: Caller): Call<number> {
    caller.charge(data.length * COPY_INSTRUCTIONS_PER_BYTE);
    if (this.type === "dgram") return yield* this.sendMessage(data, to, caller);
    if (to !== undefined) throw new SysError(this.connected ? "EISCONN" : "EOPNOTSUPP");
    if (!this.connected) throw new SysError("ENOTCONN");
    let sent = 0;
    while (sent < data.length) {
      const { peer } = this;
      if (this.writeShut || this.hungUp || peer === undefined || peer.readShut) {
        if (sent > 0) return sent;
        this.brokenPipe(caller);
      }
      const part = data.slice(sent, sent + BUFFER_BYTES - peer.stream.length);
      if (part.length === 0) {
        try {
          yield* this.waitFor(
            () => this.hungUp || peer.stream.length < BUFFER_BYTES,
            caller,
            this.sendTimeoutNs,
          );
        } catch (error) {
          if (sent > 0 && error instanceof SysError) return sent;
          throw error;
        }
        continue;
      }
      peer.stream.push(part);
      peer.queue.wakeAll();
      sent += part.length;
    }
    return sent;
  }

  private *sendMessage(data: Uint8Array, to: SocketAddress | undefined, caller: Caller): Call<number> {
    const target = to === undefined ? this.peer : this.lookUp(to.address, caller);
    if (target === undefined) throw new SysError("ENOTCONN");
    if (target.gone) throw new SysError("ECONNREFUSED");
    if (data.length > BUFFER_BYTES) throw new SysError("EMSGSIZE");
    while (target.messageBytes + data.length > BUFFER_BYTES) {
      if (this.nonblocking) throw new SysError("EAGAIN");
      yield* caller.wait([target.queue]);
    }
    target.messages.push({ data: data.slice(), from: { address: this.name, port: 0 }, ttl: 0 });
    target.messageBytes += data.length;
    target.queue.wakeAll();
    return data.length;
  }

  override *recvfrom(count: number, caller: Caller): Call<Received> {
    const from = { address: this.peerName, port: 0 };
    if (this.type === "dgram") {
      yield* this.waitFor(() => this.messages.length > 0 || this.readShut, caller, this.receiveTimeoutNs);
      const message = this.messages.shift();
      if (message === undefined) return { data: new Uint8Array(0), from, ttl: 0 };
      this.messageBytes -= message.data.length;
      this.queue.wakeAll();
      return { ...message, data: message.data.slice(0, count) };
    }
    if (!this.connected) throw new SysError("EINVAL");
    if (count > 0)
      yield* this.waitFor(
        () => this.stream.length > 0 || this.hungUp || this.readShut || this.peer?.writeShut === true,
        caller,
        this.receiveTimeoutNs,
      );
    if (this.stream.length === 0) this.takeError();
    const data = this.stream.take(count);
    caller.charge(data.length * COPY_INSTRUCTIONS_PER_BYTE);
    this.peer?.queue.wakeAll();
    return { data, from, ttl: 0 };
  }

  override shutdown(how: "read" | "write" | "both"): void {
    if (!this.connected) throw new SysError("ENOTCONN");
    if (how !== "write") this.readShut = true;
    if (how !== "read") this.writeShut = true;
    this.queue.wakeAll();
    this.peer?.queue.wakeAll();
  }

  override getsockname(): SocketAddress {
    return { address: this.name, port: 0 };
  }

  override getpeername(): SocketAddress {
    if (!this.connected) throw new SysError("ENOTCONN");
    return { address: this.peerName, port: 0 };
  }

  override poll(): number {
    if (this.listening) return this.waiting.length > 0 ? POLL.IN : 0;
    const peerClosed = this.hungUp || this.peer?.writeShut === true;
    let events = 0;
    if (this.stream.length > 0 || this.messages.length > 0 || this.readShut || (this.connected && peerClosed))
      events |= POLL.IN;
    if (
      this.type === "dgram" ||
      this.hungUp ||
      (this.connected && !this.writeShut && (this.peer?.stream.length ?? 0) < BUFFER_BYTES)
    )
      events |= POLL.OUT;
    if (this.hungUp || (this.type === "stream" && !this.connected)) events |= POLL.HUP;
    return events;
  }

  protected override close(): void {
    const { unix, abstractNames } = this.net.sockets;
    unix.splice(unix.indexOf(this), 1);
    if (abstractNames.get(this.name) === this) abstractNames.delete(this.name);
    this.listening = false;
    this.queue.wakeAll();
    for (const waiting of this.waiting) waiting.drop();
    const { peer } = this;
    if (peer === undefined || this.type === "dgram") return;
    peer.hungUp = true;
    peer.peer = undefined;
    if (this.stream.length > 0) peer.pendingError = "ECONNRESET";
    peer.queue.wakeAll();
  }
}
