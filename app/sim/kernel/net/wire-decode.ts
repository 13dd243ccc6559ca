/**
 * Frames and packets from bytes of unknown origin. What is malformed, has a wrong checksum or is a fragment gives undefined and is
 * dropped, as a kernel drops it; nothing throws.
 */
import { macOfBytes } from "./mac";
import {
  type ArpPacket,
  ETHERNET_HEADER_BYTES,
  ETHERTYPE,
  type Frame,
  type FramePayload,
  type IcmpMessage,
  type IpBody,
  type Ipv4Packet,
  PROTOCOL,
  type TcpSegment,
  type UdpDatagram,
} from "./packets";
import { checksum, pseudoHeader, WINDOW_SHIFT } from "./wire";

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** undefined: not an Ethernet frame, or a damaged ARP or IPv4 packet in it. */
export function decodeFrame(bytes: Uint8Array): Frame | undefined {
  if (bytes.length < ETHERNET_HEADER_BYTES) return undefined;
  const payload = decodePayload(viewOf(bytes).getUint16(12), bytes.subarray(ETHERNET_HEADER_BYTES));
  if (payload === undefined) return undefined;
  return {
    destination: macOfBytes(bytes.subarray(0, 6)),
    source: macOfBytes(bytes.subarray(6, 12)),
    payload,
  };
}

function decodePayload(ethertype: number, data: Uint8Array): FramePayload | undefined {
  if (ethertype === ETHERTYPE.ARP) {
    const arp = decodeArp(data);
    return arp && { type: "arp", arp };
  }
  if (ethertype === ETHERTYPE.IPV4) {
    const packet = decodeIpv4(data);
    return packet && { type: "ipv4", packet };
  }
  return { type: "other", ethertype, data: data.slice() };
}

export function decodeArp(bytes: Uint8Array): ArpPacket | undefined {
  if (bytes.length < 28) return undefined;
  const view = viewOf(bytes);
  if (view.getUint16(0) !== 1 || view.getUint16(2) !== ETHERTYPE.IPV4 || bytes[4] !== 6 || bytes[5] !== 4)
    return undefined;
  const operation = view.getUint16(6);
  if (operation !== 1 && operation !== 2) return undefined;
  return {
    operation: operation === 1 ? "request" : "reply",
    senderMac: macOfBytes(bytes.subarray(8, 14)),
    senderAddress: view.getUint32(14),
    targetMac: macOfBytes(bytes.subarray(18, 24)),
    targetAddress: view.getUint32(24),
  };
}

/** Fragments are not put together: they give undefined. Options of the header are skipped. */
export function decodeIpv4(bytes: Uint8Array): Ipv4Packet | undefined {
  return decodePacket(bytes, 0);
}

function decodePacket(bytes: Uint8Array, depth: number): Ipv4Packet | undefined {
  if (bytes.length < 20 || bytes[0]! >>> 4 !== 4) return undefined;
  const header = (bytes[0]! & 15) * 4;
  const view = viewOf(bytes);
  const total = view.getUint16(2);
  if (header < 20 || total < header || total > bytes.length) return undefined;
  if (checksum(bytes.subarray(0, header)) !== 0) return undefined;
  const fragment = view.getUint16(6);
  if ((fragment & 0x3fff) !== 0) return undefined;
  const ends = { source: view.getUint32(12), destination: view.getUint32(16) };
  const body = decodeBody(bytes[9]!, bytes.subarray(header, total), ends, depth);
  if (body === undefined) return undefined;
  return { ...ends, ttl: bytes[8]!, id: view.getUint16(4), dontFragment: (fragment & 0x4000) !== 0, body };
}

type Ends = Pick<Ipv4Packet, "source" | "destination">;

function decodeBody(protocol: number, bytes: Uint8Array, ends: Ends, depth: number): IpBody | undefined {
  switch (protocol) {
    case PROTOCOL.ICMP: {
      const icmp = decodeIcmpAt(bytes, depth);
      return icmp && { type: "icmp", icmp };
    }
    case PROTOCOL.UDP: {
      const udp = decodeUdp(bytes, ends);
      return udp && { type: "udp", udp };
    }
    case PROTOCOL.TCP: {
      const tcp = decodeTcp(bytes, ends);
      return tcp && { type: "tcp", tcp };
    }
    default:
      return { type: "raw", protocol, data: bytes.slice() };
  }
}

/** An ICMP message with a right checksum. */
export function decodeIcmp(bytes: Uint8Array): IcmpMessage | undefined {
  return decodeIcmpAt(bytes, 0);
}

function decodeIcmpAt(bytes: Uint8Array, depth: number): IcmpMessage | undefined {
  if (bytes.length < 8 || checksum(bytes) !== 0) return undefined;
  const [type, code] = [bytes[0]!, bytes[1]!];
  const view = viewOf(bytes);
  if ((type === 8 || type === 0) && code === 0)
    return {
      type: type === 8 ? "echo" : "echo-reply",
      id: view.getUint16(4),
      sequence: view.getUint16(6),
      data: bytes.slice(8),
    };
  if (type === 3 || type === 11) {
    const original = depth === 0 ? decodeQuoted(bytes.subarray(8)) : undefined;
    return original && { type: type === 3 ? "unreachable" : "time-exceeded", code, original };
  }
  return { type: "other", number: type, code, data: bytes.slice(4) };
}

/** The packet in an ICMP error may be cut off; what is missing of UDP and TCP does not matter there. */
function decodeQuoted(bytes: Uint8Array): Ipv4Packet | undefined {
  const whole = decodePacket(bytes, 1);
  if (whole !== undefined) return whole;
  if (bytes.length < 28 || bytes[0]! >>> 4 !== 4) return undefined;
  const header = (bytes[0]! & 15) * 4;
  const view = viewOf(bytes);
  if (header < 20 || bytes.length < header + 8) return undefined;
  const sourcePort = view.getUint16(header);
  const destinationPort = view.getUint16(header + 2);
  const data = bytes.slice(header + 8);
  const protocol = bytes[9]!;
  let body: IpBody = { type: "raw", protocol, data: bytes.slice(header) };
  if (protocol === PROTOCOL.UDP) body = { type: "udp", udp: { sourcePort, destinationPort, data } };
  else if (protocol === PROTOCOL.TCP)
    body = {
      type: "tcp",
      tcp: { ...EMPTY_SEGMENT, sourcePort, destinationPort, sequence: view.getUint32(header + 4) },
    };
  else if (protocol === PROTOCOL.ICMP && (bytes[header] === 8 || bytes[header] === 0)) {
    const type = bytes[header] === 8 ? "echo" : "echo-reply";
    body = {
      type: "icmp",
      icmp: { type, id: view.getUint16(header + 4), sequence: view.getUint16(header + 6), data },
    };
  }
  return {
    source: view.getUint32(12),
    destination: view.getUint32(16),
    ttl: bytes[8]!,
    id: view.getUint16(4),
    dontFragment: (bytes[6]! & 0x40) !== 0,
    body,
  };
}

const EMPTY_SEGMENT: TcpSegment = {
  sourcePort: 0,
  destinationPort: 0,
  sequence: 0,
  acknowledgement: 0,
  syn: false,
  ack: false,
  fin: false,
  rst: false,
  psh: false,
  window: 0,
  mss: undefined,
  data: new Uint8Array(0),
};

function decodeUdp(bytes: Uint8Array, ends: Ends): UdpDatagram | undefined {
  if (bytes.length < 8) return undefined;
  const view = viewOf(bytes);
  const length = view.getUint16(4);
  if (length < 8 || length > bytes.length) return undefined;
  const used = bytes.subarray(0, length);
  if (view.getUint16(6) !== 0 && checksum(used, pseudoHeader(ends, PROTOCOL.UDP, length)) !== 0)
    return undefined;
  return { sourcePort: view.getUint16(0), destinationPort: view.getUint16(2), data: used.slice(8) };
}

function decodeTcp(bytes: Uint8Array, ends: Ends): TcpSegment | undefined {
  if (bytes.length < 20) return undefined;
  const header = (bytes[12]! >>> 4) * 4;
  if (header < 20 || header > bytes.length) return undefined;
  if (checksum(bytes, pseudoHeader(ends, PROTOCOL.TCP, bytes.length)) !== 0) return undefined;
  const view = viewOf(bytes);
  const flags = bytes[13]!;
  const syn = (flags & 2) !== 0;
  const window = view.getUint16(14);
  return {
    sourcePort: view.getUint16(0),
    destinationPort: view.getUint16(2),
    sequence: view.getUint32(4),
    acknowledgement: view.getUint32(8),
    fin: (flags & 1) !== 0,
    syn,
    rst: (flags & 4) !== 0,
    psh: (flags & 8) !== 0,
    ack: (flags & 16) !== 0,
    window: syn ? window : window << WINDOW_SHIFT,
    mss: syn ? optionMss(bytes.subarray(20, header)) : undefined,
    windowShift: syn ? optionWindowShift(bytes.subarray(20, header)) : undefined,
    data: bytes.slice(header),
  };
}

/** The maximum segment size option; 536 without one (RFC 9293, 3.7.1). */
function optionMss(options: Uint8Array): number {
  const mss = optionOf(options, 2, 4);
  return mss === undefined ? 536 : (mss[0]! << 8) | mss[1]!;
}

/** The window scale option, at most 14 (RFC 7323, 2.3). */
function optionWindowShift(options: Uint8Array): number | undefined {
  const scale = optionOf(options, 3, 3);
  return scale === undefined ? undefined : Math.min(14, scale[0]!);
}

/** What an option of that kind and length holds. */
function optionOf(options: Uint8Array, wanted: number, bytes: number): Uint8Array | undefined {
  for (let at = 0; at < options.length; ) {
    const kind = options[at]!;
    if (kind === 0) break;
    if (kind === 1) {
      at++;
      continue;
    }
    const length = options[at + 1] ?? 0;
    if (length < 2) break;
    if (kind === wanted && length === bytes && at + length <= options.length)
      return options.subarray(at + 2, at + length);
    at += length;
  }
  return undefined;
}
