/** Real bytes of frames and packets: network order, checksums and options as Linux writes them. Decoding is in net/wire-decode.ts. */
import { macBytes } from "./mac";
import {
  type ArpPacket,
  bodyBytes,
  ETHERNET_HEADER_BYTES,
  ETHERTYPE,
  type Frame,
  type IcmpMessage,
  IPV4_HEADER_BYTES,
  type IpBody,
  type Ipv4Packet,
  ipv4Bytes,
  isIcmpError,
  PROTOCOL,
  protocolOf,
  quotedBytes,
  type TcpSegment,
  tcpHeaderBytes,
  type UdpDatagram,
} from "./packets";

/** The window scale that encoded SYNs offer: 2^7, as Linux does with default buffers. */
export const WINDOW_SHIFT = 7;

const ICMP_NUMBER = { "echo-reply": 0, unreachable: 3, echo: 8, "time-exceeded": 11 } as const;

export function encodeFrame(frame: Frame): Uint8Array {
  const { payload } = frame;
  const body =
    payload.type === "arp"
      ? encodeArp(payload.arp)
      : payload.type === "ipv4"
        ? encodeIpv4(payload.packet)
        : payload.data;
  const type =
    payload.type === "arp" ? ETHERTYPE.ARP : payload.type === "ipv4" ? ETHERTYPE.IPV4 : payload.ethertype;
  const bytes = new Uint8Array(ETHERNET_HEADER_BYTES + body.length);
  bytes.set(macBytes(frame.destination), 0);
  bytes.set(macBytes(frame.source), 6);
  new DataView(bytes.buffer).setUint16(12, type);
  bytes.set(body, ETHERNET_HEADER_BYTES);
  return bytes;
}

function encodeArp(arp: ArpPacket): Uint8Array {
  const bytes = new Uint8Array(28);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 1);
  view.setUint16(2, ETHERTYPE.IPV4);
  bytes[4] = 6;
  bytes[5] = 4;
  view.setUint16(6, arp.operation === "request" ? 1 : 2);
  bytes.set(macBytes(arp.senderMac), 8);
  view.setUint32(14, arp.senderAddress);
  bytes.set(macBytes(arp.targetMac), 18);
  view.setUint32(24, arp.targetAddress);
  return bytes;
}

export function encodeIpv4(packet: Ipv4Packet): Uint8Array {
  const bytes = new Uint8Array(ipv4Bytes(packet));
  const view = new DataView(bytes.buffer);
  bytes[0] = 0x45;
  view.setUint16(2, bytes.length);
  view.setUint16(4, packet.id);
  view.setUint16(6, packet.dontFragment ? 0x4000 : 0);
  bytes[8] = packet.ttl;
  bytes[9] = protocolOf(packet.body);
  view.setUint32(12, packet.source);
  view.setUint32(16, packet.destination);
  view.setUint16(10, checksum(bytes.subarray(0, IPV4_HEADER_BYTES)));
  bytes.set(encodeBody(packet.body, packet), IPV4_HEADER_BYTES);
  return bytes;
}

function encodeBody(body: IpBody, packet: Ipv4Packet): Uint8Array {
  switch (body.type) {
    case "icmp":
      return encodeIcmp(body.icmp);
    case "udp":
      return encodeUdp(body.udp, packet);
    case "tcp":
      return encodeTcp(body.tcp, packet);
    case "raw":
      return body.data;
  }
}

export function encodeIcmp(icmp: IcmpMessage): Uint8Array {
  const bytes = new Uint8Array(bodyBytes({ type: "icmp", icmp }));
  const view = new DataView(bytes.buffer);
  if (icmp.type === "other") {
    bytes[0] = icmp.number;
    bytes[1] = icmp.code;
    bytes.set(icmp.data, 4);
  } else {
    bytes[0] = ICMP_NUMBER[icmp.type];
    if (isIcmpError(icmp)) {
      bytes[1] = icmp.code;
      bytes.set(encodeIpv4(icmp.original).subarray(0, quotedBytes(icmp.original)), 8);
    } else {
      view.setUint16(4, icmp.id);
      view.setUint16(6, icmp.sequence);
      bytes.set(icmp.data, 8);
    }
  }
  view.setUint16(2, checksum(bytes));
  return bytes;
}

function encodeUdp(udp: UdpDatagram, packet: Ipv4Packet): Uint8Array {
  const bytes = new Uint8Array(8 + udp.data.length);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, udp.sourcePort);
  view.setUint16(2, udp.destinationPort);
  view.setUint16(4, bytes.length);
  bytes.set(udp.data, 8);
  // A checksum of 0 means "none"; 0xffff stands for it (RFC 768).
  view.setUint16(6, checksum(bytes, pseudoHeader(packet, PROTOCOL.UDP, bytes.length)) || 0xffff);
  return bytes;
}

function encodeTcp(tcp: TcpSegment, packet: Ipv4Packet): Uint8Array {
  const header = tcpHeaderBytes(tcp);
  const bytes = new Uint8Array(header + tcp.data.length);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, tcp.sourcePort);
  view.setUint16(2, tcp.destinationPort);
  view.setUint32(4, tcp.sequence);
  view.setUint32(8, tcp.acknowledgement);
  bytes[12] = (header / 4) << 4;
  bytes[13] =
    (tcp.fin ? 1 : 0) | (tcp.syn ? 2 : 0) | (tcp.rst ? 4 : 0) | (tcp.psh ? 8 : 0) | (tcp.ack ? 16 : 0);
  view.setUint16(14, Math.min(0xffff, tcp.syn ? tcp.window : tcp.window >>> WINDOW_SHIFT));
  if (tcp.syn && !tcp.rst) {
    // MSS; then padding in place of SACK and timestamps, which are not used; window scale.
    bytes.set([2, 4, (tcp.mss ?? 536) >>> 8, (tcp.mss ?? 536) & 255], 20);
    bytes.fill(1, 24, 37);
    bytes.set([3, 3, WINDOW_SHIFT], 37);
  } else bytes.fill(1, 20, header);
  bytes.set(tcp.data, header);
  view.setUint16(16, checksum(bytes, pseudoHeader(packet, PROTOCOL.TCP, bytes.length)));
  return bytes;
}

/** The sum over addresses, protocol and length that UDP's and TCP's checksums begin with. */
export function pseudoHeader(
  packet: Pick<Ipv4Packet, "source" | "destination">,
  protocol: number,
  length: number,
): number {
  const { source, destination } = packet;
  return (
    (source >>> 16) + (source & 0xffff) + (destination >>> 16) + (destination & 0xffff) + protocol + length
  );
}

/** The Internet checksum (RFC 1071). */
export function checksum(bytes: Uint8Array, initial = 0): number {
  let sum = initial;
  for (let at = 0; at < bytes.length; at += 2) sum += (bytes[at]! << 8) | (bytes[at + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 65536);
  return ~sum & 0xffff;
}
