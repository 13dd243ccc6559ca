/** TCP sockets. */
import type { Call } from "../../abi/call";
import { SysError } from "../../abi/errno";
import { POLL } from "../../abi/flags";
import type { SocketAddress } from "../../abi/sys";
import type { Caller } from "../../fs/contract";
import { formatIpv4 } from "../ipv4";
import type { NetNamespace } from "../namespace";
import { PROTOCOL, type TcpSegment } from "../packets";
import type { TcpConnection } from "../tcp/connection";
import type { TcpEnds, TcpEntry } from "../tcp/layer";
import { COPY_INSTRUCTIONS_PER_BYTE, FRAME_INSTRUCTIONS } from "./costs";
import { endpoint, InetSocket } from "./inet";
import { NO_ADDRESS, type Received, type Socket } from "./socket";

export class TcpSocket extends InetSocket {
  listening = false;
  backlog = 0;
  noDelay = false;
  entry: TcpEntry | undefined;
  /** Connections that came in, whether or not their handshake is complete. */
  private arriving: TcpEntry[] = [];
  private ready: TcpEntry[] = [];
  private readShut = false;

  constructor(net: NetNamespace, uid: number) {
    super(net, "inet", "stream", PROTOCOL.TCP, uid);
  }

  private get connection(): TcpConnection | undefined {
    return this.entry?.connection;
  }

  /** Complete connections that wait for accept. */
  get acceptQueueLength(): number {
    return this.ready.length;
  }

  override *bind(address: SocketAddress, caller: Caller): Call<void> {
    const { address: to, port } = endpoint(address);
    this.checkBind(to, port, caller);
    if (this.localPort !== 0 || this.entry !== undefined) throw new SysError("EINVAL");
    const { tcp } = this.net.sockets;
    if (port !== 0 && tcp.portTaken(this, to, port)) throw new SysError("EADDRINUSE");
    this.localAddress = to;
    this.boundAddress = to !== 0;
    this.localPort =
      port !== 0 ? port : this.ephemeralPort((free) => !tcp.portTaken(this, to, free), "EADDRINUSE");
    tcp.bound.push(this);
  }

  override listen(backlog: number): void {
    if (this.entry !== undefined) throw new SysError("EINVAL");
    const { tcp } = this.net.sockets;
    if (this.localPort === 0) {
      this.localPort = this.ephemeralPort((free) => !tcp.portTaken(this, 0, free), "EADDRINUSE");
      tcp.bound.push(this);
    } else if (!this.listening && tcp.portTaken(this, this.localAddress, this.localPort))
      throw new SysError("EADDRINUSE");
    this.backlog = Math.min(backlog < 0 ? this.net.sysctls.somaxconn : backlog, this.net.sysctls.somaxconn);
    this.listening = true;
  }

  /** A SYN for this listener. With a full queue it is dropped, and comes again. */
  incoming(ends: TcpEnds, syn: TcpSegment): void {
    if (this.ready.length > this.backlog) return;
    try {
      const about = { inode: 0, uid: this.uid, reuseAddress: this.reuseAddress, ttl: this.ttl };
      this.arriving.push(this.net.sockets.tcp.open(ends, about, (entry) => this.progress(entry), syn));
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
    }
  }

  private progress(entry: TcpEntry): void {
    if (entry.owner !== undefined) {
      entry.owner.queue.wakeAll();
      return;
    }
    const at = this.arriving.indexOf(entry);
    if (at < 0 || entry.connection.state === "SYN_RECV") return;
    this.arriving.splice(at, 1);
    if (!entry.connection.established) return;
    this.net.snmp.tcp.passiveOpens++;
    this.ready.push(entry);
    this.queue.wakeAll();
  }

  override *accept(caller: Caller): Call<{ readonly file: Socket; readonly peer: SocketAddress }> {
    if (!this.listening) throw new SysError("EINVAL");
    yield* this.waitFor(() => this.ready.length > 0 || !this.listening, caller, this.receiveTimeoutNs);
    if (!this.listening) throw new SysError("EINVAL");
    const entry = this.ready.shift()!;
    const socket = new TcpSocket(this.net, this.uid);
    socket.reuseAddress = this.reuseAddress;
    socket.adopt(entry);
    caller.charge(FRAME_INSTRUCTIONS);
    return { file: socket, peer: socket.peer() };
  }

  private adopt(entry: TcpEntry): void {
    this.entry = entry;
    entry.owner = this;
    entry.connection.noDelay = this.noDelay;
    this.localAddress = entry.localAddress;
    this.localPort = entry.localPort;
    this.remoteAddress = entry.remoteAddress;
    this.remotePort = entry.remotePort;
  }

  override *connect(address: SocketAddress, caller: Caller): Call<void> {
    if (this.listening) throw new SysError("EISCONN");
    if (this.entry !== undefined) {
      if (this.connection?.established) throw new SysError("EISCONN");
      if (this.nonblocking && this.connection?.state === "SYN_SENT") throw new SysError("EALREADY");
    } else this.startConnect(address, caller);
    const started = this.connection!;
    if (this.nonblocking) throw new SysError("EINPROGRESS");
    yield* this.waitFor(
      () => started.state !== "SYN_SENT" && started.state !== "SYN_RECV",
      caller,
      this.sendTimeoutNs,
      "EINPROGRESS",
    );
    if (started.state === "CLOSED") {
      this.entry = undefined;
      throw new SysError(started.error ?? "ECONNABORTED");
    }
  }

  private startConnect(address: SocketAddress, caller: Caller): void {
    const { address: to, port } = endpoint(address);
    const way = this.net.ip.route(to, this.boundAddress ? this.localAddress : undefined, this.device);
    if (way.type === "broadcast") throw new SysError("ENETUNREACH");
    const { tcp } = this.net.sockets;
    const ends = (localPort: number): TcpEnds => ({
      localAddress: way.source,
      localPort,
      remoteAddress: to === 0 ? way.nextHop : to,
      remotePort: port,
    });
    if (this.localPort !== 0 && tcp.has(ends(this.localPort))) throw new SysError("EADDRNOTAVAIL");
    if (this.localPort === 0)
      this.localPort = this.ephemeralPort(
        (free) => !tcp.has(ends(free)) && !tcp.bound.some((other) => other.localPort === free),
        "EADDRNOTAVAIL",
      );
    caller.charge(FRAME_INSTRUCTIONS);
    const about = { inode: this.inodeNumber, uid: this.uid, reuseAddress: this.reuseAddress, ttl: this.ttl };
    this.adopt(tcp.open(ends(this.localPort), about, () => this.queue.wakeAll()));
    this.unbind();
  }

  private unbind(): void {
    const { bound } = this.net.sockets.tcp;
    const at = bound.indexOf(this);
    if (at >= 0) bound.splice(at, 1);
  }

  override *sendto(data: Uint8Array, _to: SocketAddress | undefined, caller: Caller): Call<number> {
    const { connection } = this;
    if (connection === undefined) {
      if (this.listening || this.localPort >= 0) this.brokenPipe(caller);
      throw new SysError("ENOTCONN");
    }
    let sent = 0;
    while (sent < data.length) {
      const wait = () =>
        connection.state === "CLOSED" ||
        (connection.established && (!connection.canSend || connection.space > 0));
      try {
        yield* this.waitFor(wait, caller, this.sendTimeoutNs);
      } catch (error) {
        if (sent > 0 && error instanceof SysError) return sent;
        throw error;
      }
      this.takeConnectionError();
      if (!connection.canSend) {
        if (sent > 0) return sent;
        this.brokenPipe(caller);
      }
      const part = data.slice(sent, sent + connection.space);
      caller.charge(
        FRAME_INSTRUCTIONS * Math.ceil(part.length / connection.mss) +
          part.length * COPY_INSTRUCTIONS_PER_BYTE,
      );
      connection.write(part);
      sent += part.length;
    }
    return sent;
  }

  /** The error that ended the connection, once. */
  private takeConnectionError(): void {
    const { connection } = this;
    if (connection?.error === undefined) return;
    const { error } = connection;
    connection.error = undefined;
    throw new SysError(error);
  }

  override *recvfrom(count: number, caller: Caller): Call<Received> {
    const { connection } = this;
    if (connection === undefined) throw new SysError("ENOTCONN");
    const ended = () =>
      connection.incoming.length > 0 ||
      connection.incoming.closed ||
      connection.state === "CLOSED" ||
      this.readShut;
    if (count > 0) yield* this.waitFor(ended, caller, this.receiveTimeoutNs);
    if (connection.incoming.length === 0) this.takeConnectionError();
    const data = connection.read(count);
    caller.charge(data.length * COPY_INSTRUCTIONS_PER_BYTE);
    return { data, from: NO_ADDRESS, ttl: 0 };
  }

  override shutdown(how: "read" | "write" | "both"): void {
    const { connection } = this;
    if (this.listening && how !== "write") {
      this.stopListening();
      return;
    }
    if (connection === undefined || connection.state === "CLOSED") throw new SysError("ENOTCONN");
    if (how !== "write") {
      this.readShut = true;
      connection.incoming.discarding = true;
    }
    if (how !== "read") connection.finish();
    this.queue.wakeAll();
  }

  private stopListening(): void {
    this.listening = false;
    for (const entry of [...this.arriving, ...this.ready]) entry.connection.reset();
    this.arriving = [];
    this.ready = [];
    this.queue.wakeAll();
  }

  override getpeername(): SocketAddress {
    if (this.connection === undefined || !this.connection.established) throw new SysError("ENOTCONN");
    return this.peer();
  }

  override getsockname(): SocketAddress {
    return { address: formatIpv4(this.localAddress), port: this.localPort };
  }

  override poll(): number {
    if (this.listening) return this.ready.length > 0 ? POLL.IN : 0;
    const { connection } = this;
    if (connection === undefined) return POLL.OUT | POLL.HUP;
    if (connection.state === "CLOSED")
      return POLL.IN | POLL.OUT | POLL.HUP | (connection.error === undefined ? 0 : POLL.ERR);
    let events = 0;
    if (connection.incoming.length > 0 || connection.incoming.closed || this.readShut) events |= POLL.IN;
    if (connection.established && (!connection.canSend || connection.space >= connection.unsentBytes / 2))
      events |= POLL.OUT;
    if (connection.incoming.closed && !connection.canSend && connection.established) events |= POLL.HUP;
    return events;
  }

  /** SO_ERROR as poll's user reads it after a connect that did not wait. */
  takeSocketError(): string {
    const error = this.connection?.error ?? "";
    if (this.connection !== undefined) this.connection.error = undefined;
    return error;
  }

  protected override close(): void {
    if (this.listening) this.stopListening();
    this.unbind();
    if (this.entry === undefined) return;
    this.entry.owner = undefined;
    this.entry.connection.abandon();
  }
}
