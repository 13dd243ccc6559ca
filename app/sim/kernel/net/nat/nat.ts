/**
 * Network address translation, as Docker's rules use it: DNAT of published ports before routing, masquerading of what leaves after
 * it, and the same backwards for answers and for the ICMP errors about them.
 */
import { SysError } from "../../abi/errno";
import type { ConnectionInfo, NatRule } from "../../abi/netlink";
import type { NetDevice } from "../device";
import { formatIpv4, type Ipv4, inPrefix, isLoopback, parseIpv4, parsePrefix } from "../ipv4";
import type { NetNamespace } from "../namespace";
import { type Ipv4Packet, PROTOCOL } from "../packets";
import { type Connection, ConnectionTable, type Direction } from "./conntrack";
import { errorOf, type Flow, flowOf, reversed, withFlow } from "./flow";

const PROTOCOL_NAMES = new Map<number, ConnectionInfo["protocol"]>([
  [PROTOCOL.TCP, "tcp"],
  [PROTOCOL.UDP, "udp"],
  [PROTOCOL.ICMP, "icmp"],
]);

export class Nat {
  readonly connections = new ConnectionTable();
  private list: NatRule[] = [];

  constructor(private readonly net: NetNamespace) {}

  rules(): readonly NatRule[] {
    return this.list;
  }

  /** @throws SysError EINVAL for addresses that are none, EEXIST */
  add(rule: NatRule): void {
    const valid =
      rule.kind === "masquerade"
        ? parsePrefix(rule.source) !== undefined
        : parseIpv4(rule.to) !== undefined &&
          (rule.address === undefined || parseIpv4(rule.address) !== undefined) &&
          [rule.port, rule.toPort].every((port) => Number.isInteger(port) && port > 0 && port < 65536);
    if (!valid) throw new SysError("EINVAL");
    if (this.list.some((other) => sameRule(other, rule))) throw new SysError("EEXIST");
    this.list.push(rule);
  }

  /** @throws SysError ENOENT */
  remove(rule: NatRule): void {
    const at = this.list.findIndex((other) => sameRule(other, rule));
    if (at < 0) throw new SysError("ENOENT");
    this.list.splice(at, 1);
  }

  /** The tracked connections, for listings. */
  describe(): readonly ConnectionInfo[] {
    const now = this.net.nowNs();
    const ends = (flow: Flow) => ({
      source: formatIpv4(flow.source),
      sourcePort: flow.sourcePort,
      destination: formatIpv4(flow.destination),
      destinationPort: flow.destinationPort,
    });
    return this.connections.all(now).map((connection) => ({
      protocol: PROTOCOL_NAMES.get(connection.original.protocol) ?? "icmp",
      state: connection.tcp,
      replied: connection.replied,
      secondsLeft: Math.ceil((connection.expiresNs - now) / 1e9),
      original: ends(connection.original),
      reply: ends(connection.reply),
    }));
  }

  /** Nothing to do and nothing to remember. */
  private get idle(): boolean {
    return this.list.length === 0 && this.connections.all(this.net.nowNs()).length === 0;
  }

  /** Before routing, of packets from devices. */
  prerouting(packet: Ipv4Packet, _device: NetDevice): Ipv4Packet {
    return this.idle ? packet : this.towards(packet);
  }

  /** Before routing, of packets of this namespace's own. */
  output(packet: Ipv4Packet): Ipv4Packet {
    return this.idle ? packet : this.towards(packet);
  }

  private towards(packet: Ipv4Packet): Ipv4Packet {
    const now = this.net.nowNs();
    const error = errorOf(packet);
    if (error !== undefined) return this.errorBack(packet);
    const flow = flowOf(packet);
    if (flow === undefined) return packet;
    const tcp = packet.body.type === "tcp" ? packet.body.tcp : undefined;
    const found = this.connections.find(flow, now);
    const direction: Direction = found?.direction ?? "original";
    let connection = found?.connection;
    if (connection === undefined) {
      connection = this.connections.create(flow, now);
      this.redirect(connection);
    }
    this.connections.seen(connection, direction, tcp, now);
    const inside = direction === "original" ? reversed(connection.reply) : reversed(connection.original);
    const { destination, destinationPort } = inside;
    // The source is rewritten after routing. An echo has one identifier for both ends: that of the inside.
    const port =
      flow.protocol === PROTOCOL.ICMP && direction === "reply" ? { sourcePort: destinationPort } : {};
    const onward = withFlow(packet, { ...flow, destination, destinationPort, ...port });
    return { ...onward, tracked: { connection, direction } };
  }

  /** DNAT: a published port, for packets to an address of this namespace. */
  private redirect(connection: Connection): void {
    const { original } = connection;
    const protocol =
      original.protocol === PROTOCOL.TCP ? "tcp" : original.protocol === PROTOCOL.UDP ? "udp" : undefined;
    const rule = this.list.find(
      (candidate) =>
        candidate.kind === "dnat" &&
        candidate.protocol === protocol &&
        candidate.port === original.destinationPort &&
        (candidate.address === undefined
          ? this.net.isLocalAddress(original.destination)
          : parseIpv4(candidate.address) === original.destination),
    );
    if (rule?.kind !== "dnat") return;
    const to = parseIpv4(rule.to)!;
    this.connections.setReply(connection, { ...connection.reply, source: to, sourcePort: rule.toPort });
  }

  /** After routing: what leaves gets its source rewritten. `own` is the address of the way out. */
  postrouting(packet: Ipv4Packet, device: NetDevice, own: Ipv4): Ipv4Packet {
    const { tracked, ...bare } = packet;
    const flow = tracked && flowOf(packet);
    if (tracked === undefined || flow === undefined) return packet;
    const { connection, direction } = tracked;
    if (direction === "original" && !connection.sourceDecided) {
      connection.sourceDecided = true;
      this.masquerade(connection, flow, device, own);
    }
    const outside = reversed(direction === "original" ? connection.reply : connection.original);
    return withFlow(bare, { ...flow, source: outside.source, sourcePort: outside.sourcePort });
  }

  /** Delivered here: an answer to a connection that was redirected comes from where the connection was made to. */
  localIn(packet: Ipv4Packet): Ipv4Packet {
    const { tracked, ...bare } = packet;
    const flow = tracked && flowOf(packet);
    if (tracked === undefined || flow === undefined) return packet;
    if (tracked.direction === "original") return bare;
    const outside = reversed(tracked.connection.original);
    return withFlow(bare, { ...flow, source: outside.source, sourcePort: outside.sourcePort });
  }

  private masquerade(connection: Connection, flow: Flow, device: NetDevice, own: Ipv4): void {
    const now = this.net.nowNs();
    const matching = this.list.some((rule) => {
      if (rule.kind !== "masquerade") return false;
      const from = parsePrefix(rule.source);
      if (from === undefined || !inPrefix(flow.source, from.network, from.prefix)) return false;
      if (rule.out !== undefined) return rule.out === device.name;
      return rule.notOut !== device.name;
    });
    // A connection of the namespace's own to a published port of it, by 127.0.0.1, must not carry that address onto a link.
    const loopbackOut = isLoopback(flow.source) && !device.loopback;
    // A container that reaches itself by its published port (hairpin).
    const hairpin = flow.source === flow.destination && connection.original.destination !== flow.destination;
    if (!matching && !loopbackOut && !hairpin) return;
    const address = this.net.sourceFor(device, flow.destination) ?? own;
    if (address === 0 || address === flow.source) return;
    let reply: Flow = { ...connection.reply, destination: address };
    const [first, last] = [1024, 65535];
    for (let port = first; !this.connections.replyFree(reply, connection, now); port++) {
      if (port > last) return;
      const at = flow.protocol === PROTOCOL.ICMP ? { sourcePort: port } : {};
      reply = { ...reply, destinationPort: port, ...at };
    }
    this.connections.setReply(connection, reply);
  }

  /** An error about a packet whose ends were rewritten on its way out: it is about the packet as it was before. */
  private errorBack(packet: Ipv4Packet): Ipv4Packet {
    const error = errorOf(packet)!;
    const about = flowOf(error.original);
    if (about === undefined) return packet;
    const found = this.connections.find(reversed(about), this.net.nowNs());
    if (found === undefined) return packet;
    const before = found.direction === "reply" ? found.connection.original : found.connection.reply;
    return {
      ...packet,
      destination: before.source,
      source: packet.source === about.destination ? before.destination : packet.source,
      body: { type: "icmp", icmp: { ...error, original: withFlow(error.original, before) } },
    };
  }
}

function sameRule(a: NatRule, b: NatRule): boolean {
  return JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort());
}
