/** What goes over links: frames and packets as values. Their lengths are those of the real ones; net/wire.ts has their bytes. */
import type { Ipv4 } from "./ipv4";
import type { Mac } from "./mac";
import type { Connection, Direction } from "./nat/conntrack";

export const ETHERTYPE = { IPV4: 0x0800, ARP: 0x0806 } as const;
export const PROTOCOL = { ICMP: 1, TCP: 6, UDP: 17 } as const;

export const ETHERNET_HEADER_BYTES = 14;
const ARP_BYTES = 28;
export const IPV4_HEADER_BYTES = 20;
const ICMP_HEADER_BYTES = 8;
const UDP_HEADER_BYTES = 8;
/** Without options. */
export const TCP_HEADER_BYTES = 20;
/** Timestamps, padded: on every segment of a connection. */
export const TCP_TIMESTAMP_BYTES = 12;

export interface Frame {
  readonly destination: Mac;
  readonly source: Mac;
  readonly payload: FramePayload;
}

export type FramePayload =
  | { readonly type: "arp"; readonly arp: ArpPacket }
  | { readonly type: "ipv4"; readonly packet: Ipv4Packet }
  | { readonly type: "other"; readonly ethertype: number; readonly data: Uint8Array };

export interface ArpPacket {
  readonly operation: "request" | "reply";
  readonly senderMac: Mac;
  readonly senderAddress: Ipv4;
  readonly targetMac: Mac;
  readonly targetAddress: Ipv4;
}

export interface Ipv4Packet {
  readonly source: Ipv4;
  readonly destination: Ipv4;
  readonly ttl: number;
  readonly id: number;
  readonly dontFragment: boolean;
  readonly body: IpBody;
  /** The conversation it belongs to, while it is inside a namespace that translates addresses (skb->_nfct). */
  readonly tracked?: { readonly connection: Connection; readonly direction: Direction };
}

export type IpBody =
  | { readonly type: "icmp"; readonly icmp: IcmpMessage }
  | { readonly type: "udp"; readonly udp: UdpDatagram }
  | { readonly type: "tcp"; readonly tcp: TcpSegment }
  | { readonly type: "raw"; readonly protocol: number; readonly data: Uint8Array };

export interface IcmpEcho {
  readonly type: "echo" | "echo-reply";
  readonly id: number;
  readonly sequence: number;
  readonly data: Uint8Array;
}

/** Codes of "unreachable": 0 network, 1 host, 2 protocol, 3 port, 4 too big, 13 prohibited. */
export interface IcmpError {
  readonly type: "unreachable" | "time-exceeded";
  readonly code: number;
  /** The packet that could not be delivered. */
  readonly original: Ipv4Packet;
}

export interface IcmpOther {
  readonly type: "other";
  readonly number: number;
  readonly code: number;
  /** After the first four bytes. */
  readonly data: Uint8Array;
}

export type IcmpMessage = IcmpEcho | IcmpError | IcmpOther;

export interface UdpDatagram {
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly data: Uint8Array;
}

export interface TcpSegment {
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly sequence: number;
  readonly acknowledgement: number;
  readonly syn: boolean;
  readonly ack: boolean;
  readonly fin: boolean;
  readonly rst: boolean;
  readonly psh: boolean;
  /** Bytes the sender of this segment can take. */
  readonly window: number;
  /** Of a SYN. */
  readonly mss: number | undefined;
  /** Of a SYN that came from outside: by what its sender scales windows; undefined if it does not. */
  readonly windowShift?: number | undefined;
  readonly data: Uint8Array;
}

export function isIcmpError(icmp: IcmpMessage): icmp is IcmpError {
  return icmp.type === "unreachable" || icmp.type === "time-exceeded";
}

export function protocolOf(body: IpBody): number {
  switch (body.type) {
    case "icmp":
      return PROTOCOL.ICMP;
    case "udp":
      return PROTOCOL.UDP;
    case "tcp":
      return PROTOCOL.TCP;
    case "raw":
      return body.protocol;
  }
}

/** Bytes of a quoted packet in an ICMP error: at most so much that the error has 576 bytes (RFC 1812, 4.3.2.3). */
export function quotedBytes(original: Ipv4Packet): number {
  return Math.min(ipv4Bytes(original), 576 - IPV4_HEADER_BYTES - ICMP_HEADER_BYTES);
}

export function bodyBytes(body: IpBody): number {
  switch (body.type) {
    case "icmp":
      if (isIcmpError(body.icmp)) return ICMP_HEADER_BYTES + quotedBytes(body.icmp.original);
      return (body.icmp.type === "other" ? 4 : ICMP_HEADER_BYTES) + body.icmp.data.length;
    case "udp":
      return UDP_HEADER_BYTES + body.udp.data.length;
    case "tcp":
      return tcpHeaderBytes(body.tcp) + body.tcp.data.length;
    case "raw":
      return body.data.length;
  }
}

/** A SYN has MSS, SACK permitted, timestamps and window scale (20 bytes); a reset has nothing; the others have timestamps. */
export function tcpHeaderBytes(segment: TcpSegment): number {
  if (segment.rst) return TCP_HEADER_BYTES;
  return TCP_HEADER_BYTES + (segment.syn ? 20 : TCP_TIMESTAMP_BYTES);
}

export function ipv4Bytes(packet: Ipv4Packet): number {
  return IPV4_HEADER_BYTES + bodyBytes(packet.body);
}

export function payloadBytes(payload: FramePayload): number {
  switch (payload.type) {
    case "arp":
      return ARP_BYTES;
    case "ipv4":
      return ipv4Bytes(payload.packet);
    case "other":
      return payload.data.length;
  }
}

/** As device counters count: with the Ethernet header, without preamble and checksum. */
export function frameBytes(frame: Frame): number {
  return ETHERNET_HEADER_BYTES + payloadBytes(frame.payload);
}
