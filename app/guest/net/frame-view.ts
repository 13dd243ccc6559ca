/** A frame in words, as a line of tcpdump has it. */
import { formatIpv4 } from "@/app/sim/kernel/net/ipv4";
import type { ArpPacket, IcmpMessage, IpBody, TcpSegment } from "@/app/sim/kernel/net/packets";
import { decodeFrame } from "@/app/sim/kernel/net/wire-decode";
import { destinationOf, macText, sourceOf } from "@/app/sim/net/ethernet";
import type { SwitchedFrame } from "@/app/sim/net/switch";

export interface FrameView {
  /** In the order in which they went through the switch, from 1. */
  readonly number: number;
  readonly atNs: number;
  readonly fromPort: number;
  readonly toPorts: readonly number[];
  readonly bytes: number;
  /** Of the innermost layer that has addresses: IPv4, or Ethernet. */
  readonly source: string;
  readonly destination: string;
  readonly protocol: string;
  readonly text: string;
}

type Words = Pick<FrameView, "source" | "destination" | "protocol" | "text">;

const ETHERTYPE_IPV6 = 0x86dd;

export function frameView({ atNs, from, to, bytes }: SwitchedFrame, number: number): FrameView {
  return { number, atNs, fromPort: from, toPorts: to, bytes: bytes.length, ...wordsOf(bytes) };
}

function wordsOf(bytes: Uint8Array): Words {
  const ends = { source: macText(sourceOf(bytes)), destination: macText(destinationOf(bytes)) };
  const payload = decodeFrame(bytes)?.payload;
  if (payload === undefined)
    return { ...ends, protocol: "?", text: "damaged, or a part of a packet that was cut in pieces" };
  if (payload.type === "arp") return { ...ends, protocol: "ARP", text: arpText(payload.arp) };
  if (payload.type === "other")
    return payload.ethertype === ETHERTYPE_IPV6
      ? { ...ends, protocol: "IPv6", text: "" }
      : { ...ends, protocol: "Ethernet", text: `type 0x${payload.ethertype.toString(16).padStart(4, "0")}` };
  const { source, destination, body } = payload.packet;
  return { source: formatIpv4(source), destination: formatIpv4(destination), ...bodyWords(body) };
}

function arpText({ operation, senderAddress, senderMac, targetAddress }: ArpPacket): string {
  return operation === "request"
    ? `who has ${formatIpv4(targetAddress)}? tell ${formatIpv4(senderAddress)}`
    : `${formatIpv4(senderAddress)} is at ${senderMac}`;
}

function bodyWords(body: IpBody): Pick<Words, "protocol" | "text"> {
  switch (body.type) {
    case "icmp":
      return { protocol: "ICMP", text: icmpText(body.icmp) };
    case "udp": {
      const { sourcePort, destinationPort, data } = body.udp;
      return { protocol: "UDP", text: `${sourcePort} → ${destinationPort}, ${data.length} bytes` };
    }
    case "tcp":
      return { protocol: "TCP", text: tcpText(body.tcp) };
    case "raw":
      return { protocol: "IPv4", text: `protocol ${body.protocol}, ${body.data.length} bytes` };
  }
}

function icmpText(icmp: IcmpMessage): string {
  switch (icmp.type) {
    case "echo":
      return `echo request, sequence ${icmp.sequence}`;
    case "echo-reply":
      return `echo reply, sequence ${icmp.sequence}`;
    case "unreachable":
      return `unreachable: ${formatIpv4(icmp.original.destination)}, code ${icmp.code}`;
    case "time-exceeded":
      return `time exceeded on the way to ${formatIpv4(icmp.original.destination)}`;
    case "other":
      return `type ${icmp.number}, code ${icmp.code}`;
  }
}

function tcpText({ sourcePort, destinationPort, syn, ack, fin, rst, psh, data }: TcpSegment): string {
  const flags = [syn && "SYN", fin && "FIN", rst && "RST", psh && "PSH", ack && "ACK"].filter(Boolean);
  return `${sourcePort} → ${destinationPort} ${flags.join(" ")}, ${data.length} bytes`;
}
