/** The sockets of a namespace, and which of them a packet is for. */
import type { ErrorName } from "../../abi/errno";
import type { NetDevice } from "../device";
import type { NetNamespace } from "../namespace";
import type { Frame, IcmpEcho, IcmpError, Ipv4Packet, UdpDatagram } from "../packets";
import { TcpLayer } from "../tcp/layer";
import type { PacketSocket } from "./packet";
import type { PingSocket, RawSocket } from "./raw";
import type { UdpSocket } from "./udp";
import type { UnixSocket } from "./unix";

export class SocketTable {
  readonly tcp: TcpLayer;
  readonly udp: UdpSocket[] = [];
  readonly raw: RawSocket[] = [];
  readonly ping: PingSocket[] = [];
  readonly packet: PacketSocket[] = [];
  readonly unix: UnixSocket[] = [];
  /** Bound abstract names of AF_UNIX, which belong to the namespace. */
  readonly abstractNames = new Map<string, UnixSocket>();

  constructor(private readonly net: NetNamespace) {
    this.tcp = new TcpLayer(net);
  }

  tap(device: NetDevice, frame: Frame, direction: "in" | "out"): void {
    for (const socket of this.packet) socket.offer(device, frame, direction);
  }

  /** Whether a raw socket wanted it. */
  deliverRaw(packet: Ipv4Packet, device: NetDevice): boolean {
    let wanted = false;
    for (const socket of [...this.raw]) if (socket.offer(packet, device)) wanted = true;
    return wanted;
  }

  deliverPing(packet: Ipv4Packet, echo: IcmpEcho, device: NetDevice): void {
    for (const socket of this.ping) socket.offer(packet, echo, device);
  }

  /** Whether a socket is there for it; broadcasts go to all that fit. */
  deliverUdp(packet: Ipv4Packet, udp: UdpDatagram, device: NetDevice): boolean {
    const fitting = this.udp.flatMap((socket) => {
      const score = socket.score(packet, udp, device);
      return score === undefined ? [] : [{ socket, score }];
    });
    if (fitting.length === 0) return false;
    if (this.net.fib.lookup(packet.destination)?.type === "local") {
      const best = fitting.reduce((a, b) => (b.score > a.score ? b : a));
      best.socket.deliver(packet, udp);
    } else for (const { socket } of fitting) socket.deliver(packet, udp);
    return true;
  }

  /** An ICMP error about a packet of ours: told to the socket that sent it. */
  icmpError(error: IcmpError): void {
    const { original } = error;
    const { body } = original;
    const code = errorCode(error);
    if (body.type === "tcp") {
      this.tcp.icmpError(original, body.tcp, code);
      return;
    }
    if (body.type === "udp") {
      const { sourcePort, destinationPort } = body.udp;
      for (const socket of this.udp)
        if (
          socket.connected &&
          socket.localPort === sourcePort &&
          socket.remotePort === destinationPort &&
          socket.remoteAddress === original.destination &&
          error.type === "unreachable" &&
          error.code >= 2
        )
          socket.raise(code);
      return;
    }
    if (body.type === "icmp" && body.icmp.type === "echo")
      for (const socket of this.ping)
        if (socket.connected && socket.localPort === body.icmp.id) socket.raise(code);
  }

  /** Sockets bound to a device that goes away stay bound to nothing. */
  deviceGone(device: NetDevice): void {
    for (const socket of [...this.packet, ...this.udp, ...this.raw])
      if (socket.device === device) socket.raise("ENETDOWN");
  }
}

/** icmp_err_convert and the time-exceeded case. */
function errorCode(error: IcmpError): ErrorName {
  if (error.type === "time-exceeded") return "EHOSTUNREACH";
  switch (error.code) {
    case 0:
      return "ENETUNREACH";
    case 2:
      return "ENOPROTOOPT";
    case 3:
      return "ECONNREFUSED";
    case 4:
      return "EMSGSIZE";
    default:
      return "EHOSTUNREACH";
  }
}
