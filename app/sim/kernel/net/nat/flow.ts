/** The two ends of a conversation as a packet shows them, and packets with other ends. */
import type { Ipv4 } from "../ipv4";
import { type IcmpError, type Ipv4Packet, isIcmpError, protocolOf } from "../packets";

/** A port is TCP's or UDP's, or the identifier of an ICMP echo. */
export interface Flow {
  readonly protocol: number;
  readonly source: Ipv4;
  readonly sourcePort: number;
  readonly destination: Ipv4;
  readonly destinationPort: number;
}

/** The flow of a packet; undefined for what has none (errors, other protocols). */
export function flowOf(packet: Ipv4Packet): Flow | undefined {
  const { source, destination, body } = packet;
  const protocol = protocolOf(body);
  if (body.type === "icmp") {
    const { icmp } = body;
    if (icmp.type !== "echo" && icmp.type !== "echo-reply") return undefined;
    return { protocol, source, sourcePort: icmp.id, destination, destinationPort: icmp.id };
  }
  if (body.type === "udp" || body.type === "tcp") {
    const { sourcePort, destinationPort } = body.type === "udp" ? body.udp : body.tcp;
    return { protocol, source, sourcePort, destination, destinationPort };
  }
  return undefined;
}

export function reversed(flow: Flow): Flow {
  return {
    protocol: flow.protocol,
    source: flow.destination,
    sourcePort: flow.destinationPort,
    destination: flow.source,
    destinationPort: flow.sourcePort,
  };
}

export function flowKey(flow: Flow): string {
  return `${flow.protocol} ${flow.source}:${flow.sourcePort} ${flow.destination}:${flow.destinationPort}`;
}

/** The packet with the ends of `flow`. */
export function withFlow(packet: Ipv4Packet, flow: Flow): Ipv4Packet {
  const { source, destination, sourcePort, destinationPort } = flow;
  const { body } = packet;
  switch (body.type) {
    case "icmp":
      if (body.icmp.type !== "echo" && body.icmp.type !== "echo-reply") return packet;
      return {
        ...packet,
        source,
        destination,
        body: { type: "icmp", icmp: { ...body.icmp, id: sourcePort } },
      };
    case "udp":
      return {
        ...packet,
        source,
        destination,
        body: { type: "udp", udp: { ...body.udp, sourcePort, destinationPort } },
      };
    case "tcp":
      return {
        ...packet,
        source,
        destination,
        body: { type: "tcp", tcp: { ...body.tcp, sourcePort, destinationPort } },
      };
    case "raw":
      return packet;
  }
}

/** The ICMP error that a packet carries. */
export function errorOf(packet: Ipv4Packet): IcmpError | undefined {
  if (packet.body.type !== "icmp") return undefined;
  const { icmp } = packet.body;
  return isIcmpError(icmp) ? icmp : undefined;
}
