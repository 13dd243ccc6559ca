/** UDP sockets (RFC 768). */
import type { Call } from "../../abi/call";
import { SysError } from "../../abi/errno";
import type { SocketAddress } from "../../abi/sys";
import type { Caller } from "../../fs/contract";
import type { NetDevice } from "../device";
import { formatIpv4, type Ipv4 } from "../ipv4";
import type { NetNamespace } from "../namespace";
import { type Ipv4Packet, PROTOCOL, type UdpDatagram } from "../packets";
import { FRAME_INSTRUCTIONS } from "./costs";
import { DatagramSocket } from "./datagram";
import { endpoint } from "./inet";

const MAX_PAYLOAD_BYTES = 65507;

export class UdpSocket extends DatagramSocket {
  connected = false;

  constructor(net: NetNamespace, uid: number) {
    super(net, "inet", "dgram", PROTOCOL.UDP, uid);
  }

  override *bind(address: SocketAddress, caller: Caller): Call<void> {
    const { address: to, port } = endpoint(address);
    this.checkBind(to, port, caller);
    if (this.localPort !== 0) throw new SysError("EINVAL");
    const used = this.net.sockets.udp;
    if (port !== 0 && used.some((other) => this.conflicts(other, to, port))) throw new SysError("EADDRINUSE");
    this.localAddress = to;
    this.boundAddress = to !== 0;
    this.take(port);
  }

  private conflicts(other: UdpSocket, address: Ipv4, port: number): boolean {
    if (other === this || other.localPort !== port) return false;
    if (other.device !== undefined && this.device !== undefined && other.device !== this.device) return false;
    if (this.reuseAddress && other.reuseAddress) return false;
    return address === 0 || other.localAddress === 0 || address === other.localAddress;
  }

  private take(port: number): void {
    const table = this.net.sockets.udp;
    this.localPort =
      port !== 0
        ? port
        : this.ephemeralPort(
            (free) => !table.some((other) => this.conflicts(other, this.localAddress, free)),
            "EADDRINUSE",
          );
    table.push(this);
  }

  // biome-ignore lint/correctness/useYield: never waits
  override *connect(address: SocketAddress, _caller: Caller): Call<void> {
    const { address: to, port } = endpoint(address);
    const way = this.net.ip.route(to, this.boundAddress ? this.localAddress : undefined, this.device);
    if (way.type === "broadcast" && !this.broadcast) throw new SysError("EACCES");
    if (!this.boundAddress) this.localAddress = way.source;
    if (this.localPort === 0) this.take(0);
    this.remoteAddress = to === 0 ? way.nextHop : to;
    this.remotePort = port;
    this.connected = true;
  }

  // biome-ignore lint/correctness/useYield: datagrams go at once
  override *sendto(data: Uint8Array, to: SocketAddress | undefined, caller: Caller): Call<number> {
    if (data.length > MAX_PAYLOAD_BYTES) throw new SysError("EMSGSIZE");
    if (this.writeShut) this.brokenPipe(caller);
    if (to === undefined && !this.connected) throw new SysError("EDESTADDRREQ");
    const target = to === undefined ? { address: this.remoteAddress, port: this.remotePort } : endpoint(to);
    if (target.port === 0) throw new SysError("EINVAL");
    this.takeError();
    const way = this.net.ip.route(target.address, this.localAddress || undefined, this.device);
    if (way.type === "broadcast" && !this.broadcast) throw new SysError("EACCES");
    if (this.localPort === 0) this.take(0);
    caller.charge(FRAME_INSTRUCTIONS);
    this.net.snmp.udp.outDatagrams++;
    const udp = { sourcePort: this.localPort, destinationPort: target.port, data: data.slice() };
    this.net.ip.sendOn(way, target.address, { type: "udp", udp }, this.ttl);
    return data.length;
  }

  /** How well it fits a datagram; undefined: not at all. */
  score(packet: Ipv4Packet, udp: UdpDatagram, device: NetDevice): number | undefined {
    if (this.localPort !== udp.destinationPort) return undefined;
    let score = 1;
    if (this.localAddress !== 0) {
      if (this.localAddress !== packet.destination) return undefined;
      score += 4;
    }
    if (this.connected) {
      if (this.remoteAddress !== packet.source || this.remotePort !== udp.sourcePort) return undefined;
      score += 8;
    }
    if (this.device !== undefined) {
      if (this.device !== device) return undefined;
      score += 4;
    }
    return score;
  }

  deliver(packet: Ipv4Packet, udp: UdpDatagram): void {
    const from = { address: formatIpv4(packet.source), port: udp.sourcePort };
    if (this.enqueue({ data: udp.data, from, ttl: packet.ttl })) this.net.snmp.udp.inDatagrams++;
    else this.net.snmp.udp.rcvbufErrors++;
  }

  override shutdown(how: "read" | "write" | "both"): void {
    if (!this.connected) throw new SysError("ENOTCONN");
    if (how !== "write") this.readShut = true;
    if (how !== "read") this.writeShut = true;
    this.queue.wakeAll();
  }

  override getpeername(): SocketAddress {
    if (!this.connected) throw new SysError("ENOTCONN");
    return this.peer();
  }

  protected override close(): void {
    const table = this.net.sockets.udp;
    const at = table.indexOf(this);
    if (at >= 0) table.splice(at, 1);
  }
}
