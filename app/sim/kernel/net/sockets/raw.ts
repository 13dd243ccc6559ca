/** Raw IPv4 sockets (they get whole packets, header included) and ping sockets (they get ICMP messages). */
import type { Call } from "../../abi/call";
import { SysError } from "../../abi/errno";
import type { SocketAddress } from "../../abi/sys";
import type { Caller } from "../../fs/contract";
import type { NetDevice } from "../device";
import { formatIpv4 } from "../ipv4";
import type { NetNamespace } from "../namespace";
import { type IcmpEcho, type IpBody, type Ipv4Packet, PROTOCOL, protocolOf } from "../packets";
import { encodeIcmp, encodeIpv4 } from "../wire";
import { decodeIcmp } from "../wire-decode";
import { FRAME_INSTRUCTIONS } from "./costs";
import { DatagramSocket } from "./datagram";
import { endpoint } from "./inet";

abstract class IpMessageSocket extends DatagramSocket {
  connected = false;

  // biome-ignore lint/correctness/useYield: never waits
  override *bind(address: SocketAddress, caller: Caller): Call<void> {
    const { address: to, port } = endpoint(address);
    this.checkBind(to, 0, caller);
    this.localAddress = to;
    this.boundAddress = to !== 0;
    this.bound(port);
  }

  protected bound(_port: number): void {}

  // biome-ignore lint/correctness/useYield: never waits
  override *connect(address: SocketAddress, _caller: Caller): Call<void> {
    const { address: to, port } = endpoint(address);
    const way = this.net.ip.route(to, this.localAddress || undefined, this.device);
    if (way.type === "broadcast" && !this.broadcast) throw new SysError("EACCES");
    if (!this.boundAddress) this.localAddress = way.source;
    this.remoteAddress = to;
    this.remotePort = port;
    this.connected = true;
  }

  protected send(to: SocketAddress | undefined, body: IpBody, caller: Caller): void {
    if (to === undefined && !this.connected) throw new SysError("EDESTADDRREQ");
    this.takeError();
    const target = to === undefined ? this.remoteAddress : endpoint(to).address;
    const way = this.net.ip.route(target, this.localAddress || undefined, this.device);
    if (way.type === "broadcast" && !this.broadcast) throw new SysError("EACCES");
    caller.charge(FRAME_INSTRUCTIONS);
    this.net.ip.sendOn(way, target, body, this.ttl);
  }

  override getpeername(): SocketAddress {
    if (!this.connected) throw new SysError("ENOTCONN");
    return this.peer();
  }

  override shutdown(how: "read" | "write" | "both"): void {
    if (!this.connected) throw new SysError("ENOTCONN");
    if (how !== "write") this.readShut = true;
    if (how !== "read") this.writeShut = true;
    this.queue.wakeAll();
  }
}

export class RawSocket extends IpMessageSocket {
  constructor(net: NetNamespace, protocol: number, uid: number) {
    super(net, "inet", "raw", protocol, uid);
    this.localPort = protocol;
    net.sockets.raw.push(this);
  }

  // biome-ignore lint/correctness/useYield: sends at once
  override *sendto(data: Uint8Array, to: SocketAddress | undefined, caller: Caller): Call<number> {
    if (data.length > 65515) throw new SysError("EMSGSIZE");
    const icmp = this.protocol === PROTOCOL.ICMP ? decodeIcmp(data) : undefined;
    if (icmp !== undefined) {
      this.net.snmp.icmp.outMsgs++;
      if (icmp.type === "echo") this.net.snmp.icmp.outEchos++;
    }
    const body: IpBody =
      icmp !== undefined
        ? { type: "icmp", icmp }
        : { type: "raw", protocol: this.protocol, data: data.slice() };
    this.send(to, body, caller);
    return data.length;
  }

  /** Whether the packet is for this socket; it is given a copy. */
  offer(packet: Ipv4Packet, device: NetDevice): boolean {
    if (protocolOf(packet.body) !== this.protocol) return false;
    if (this.localAddress !== 0 && this.localAddress !== packet.destination) return false;
    if (this.connected && this.remoteAddress !== packet.source) return false;
    if (this.device !== undefined && this.device !== device) return false;
    const from = { address: formatIpv4(packet.source), port: 0 };
    this.enqueue({ data: encodeIpv4(packet), from, ttl: packet.ttl });
    return true;
  }

  protected override close(): void {
    const table = this.net.sockets.raw;
    table.splice(table.indexOf(this), 1);
  }
}

export class PingSocket extends IpMessageSocket {
  constructor(net: NetNamespace, uid: number) {
    super(net, "inet", "dgram", PROTOCOL.ICMP, uid);
    net.sockets.ping.push(this);
  }

  protected override bound(port: number): void {
    this.localPort = port;
    this.ensureId();
  }

  private ensureId(): void {
    if (this.localPort !== 0) return;
    const used = this.net.sockets.ping;
    this.localPort = this.ephemeralPort((port) => !used.some((other) => other.localPort === port), "EAGAIN");
  }

  // biome-ignore lint/correctness/useYield: sends at once
  override *sendto(data: Uint8Array, to: SocketAddress | undefined, caller: Caller): Call<number> {
    if (data.length < 8 || data[0] !== 8 || data[1] !== 0) throw new SysError("EINVAL");
    this.ensureId();
    const sequence = (data[6]! << 8) | data[7]!;
    const icmp: IcmpEcho = { type: "echo", id: this.localPort, sequence, data: data.slice(8) };
    this.net.snmp.icmp.outMsgs++;
    this.net.snmp.icmp.outEchos++;
    this.send(to, { type: "icmp", icmp }, caller);
    return data.length;
  }

  offer(packet: Ipv4Packet, echo: IcmpEcho, device: NetDevice): void {
    if (echo.id !== this.localPort || (this.device !== undefined && this.device !== device)) return;
    const from = { address: formatIpv4(packet.source), port: 0 };
    this.enqueue({ data: encodeIcmp(echo), from, ttl: packet.ttl });
  }

  protected override close(): void {
    const table = this.net.sockets.ping;
    table.splice(table.indexOf(this), 1);
  }
}
