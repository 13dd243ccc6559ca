/** IPv4: from sockets to devices, from devices to sockets, and from device to device (RFC 791, 1812). */
import { SysError } from "../abi/errno";
import type { NetDevice } from "./device";
import type { Route } from "./fib";
import { BROADCAST, type Ipv4, isLoopback, isMulticast } from "./ipv4";
import type { NetNamespace } from "./namespace";
import { type IcmpError, type IcmpMessage, type IpBody, type Ipv4Packet, ipv4Bytes } from "./packets";

export interface OutRoute {
  readonly type: "local" | "unicast" | "broadcast";
  readonly route: Route | undefined;
  readonly device: NetDevice;
  readonly nextHop: Ipv4;
  readonly source: Ipv4;
}

export interface SendOptions {
  readonly source?: Ipv4 | undefined;
  readonly ttl?: number | undefined;
  /** SO_BINDTODEVICE. */
  readonly device?: NetDevice | undefined;
}

export class IpLayer {
  private nextId = 1;

  constructor(private readonly net: NetNamespace) {}

  /**
   * Where a packet would go. @throws SysError ENETUNREACH, EHOSTUNREACH (unreachable), EACCES (prohibit), EINVAL (blackhole),
   * EADDRNOTAVAIL is the caller's matter.
   */
  route(destination: Ipv4, source?: Ipv4, device?: NetDevice): OutRoute {
    const target =
      destination === 0 ? (source !== undefined && source !== 0 ? source : 0x7f000001) : destination;
    if (target === BROADCAST && device !== undefined)
      return {
        type: "broadcast",
        route: undefined,
        device,
        nextHop: target,
        source: source || this.pick(device, target),
      };
    const found = this.net.fib.lookup(target, device) ?? this.net.fib.lookup(target);
    if (found === undefined || (device !== undefined && found.device !== device && found.type !== "local")) {
      if (device !== undefined)
        return {
          type: "unicast",
          route: undefined,
          device,
          nextHop: target,
          source: source || this.pick(device, target),
        };
      throw new SysError("ENETUNREACH");
    }
    switch (found.type) {
      case "unreachable":
        throw new SysError("EHOSTUNREACH");
      case "prohibit":
        throw new SysError("EACCES");
      case "blackhole":
        throw new SysError("EINVAL");
      case "local":
        return {
          type: "local",
          route: found,
          device: this.net.loopback,
          nextHop: target,
          source: source || (found.source ?? target),
        };
      default: {
        const out = found.device!;
        return {
          type: found.type === "broadcast" || target === BROADCAST ? "broadcast" : "unicast",
          route: found,
          device: out,
          nextHop: found.gateway ?? target,
          source: source || (found.source ?? this.pick(out, found.gateway ?? 0)),
        };
      }
    }
  }

  private pick(device: NetDevice, target: Ipv4): Ipv4 {
    return this.net.sourceFor(device, target, device.loopback) ?? 0;
  }

  /** Sends a body to an address. Answers the source address used. @throws SysError as `route`, EMSGSIZE is the caller's matter */
  send(destination: Ipv4, body: IpBody, options: SendOptions = {}): Ipv4 {
    const way = this.route(destination, options.source, options.device);
    this.sendOn(way, destination, body, options.ttl);
    return way.source;
  }

  /** The same with the way known. */
  sendOn(way: OutRoute, destination: Ipv4, body: IpBody, ttl = this.net.sysctls.ipDefaultTtl): void {
    this.nextId = (this.nextId + 1) & 0xffff;
    const target = destination === 0 ? way.nextHop : destination;
    const packet: Ipv4Packet = {
      source: way.source,
      destination: target,
      ttl: isMulticast(target) ? 1 : ttl,
      id: this.nextId,
      dontFragment: body.type === "tcp" || body.type === "icmp",
      body,
    };
    this.net.snmp.ip.outRequests++;
    const translated = this.net.nat.output(packet);
    if (translated.destination !== packet.destination) {
      let again: OutRoute;
      try {
        again = this.route(translated.destination, undefined);
      } catch (error) {
        if (error instanceof SysError) return;
        throw error;
      }
      this.transmit(again, translated);
      return;
    }
    this.transmit(way, translated);
  }

  /** Out of a device, after the last translation. */
  private transmit(way: OutRoute, packet: Ipv4Packet): void {
    const out = this.net.nat.postrouting(packet, way.device, way.source);
    if (way.type === "broadcast" && way.device !== this.net.loopback)
      this.net.softIrq.raise(() => this.receive(way.device, out, true));
    const nextHop = way.type === "broadcast" ? BROADCAST : way.nextHop;
    this.net.neighbours.send(way.device, nextHop, out, () =>
      this.sendError(out, { type: "unreachable", code: 1, original: out }),
    );
  }

  /** From a device. */
  receive(device: NetDevice, arrived: Ipv4Packet, linkBroadcast: boolean): void {
    this.net.snmp.ip.inReceives++;
    const fromOutside = !device.loopback;
    if (fromOutside && (isLoopback(arrived.source) || isLoopback(arrived.destination))) {
      this.net.snmp.ip.inAddrErrors++;
      return;
    }
    const packet = fromOutside ? this.net.nat.prerouting(arrived, device) : arrived;
    const to = packet.destination;
    if (to === BROADCAST || isMulticast(to)) {
      this.deliver(device, packet);
      return;
    }
    const route = this.net.fib.lookup(to);
    if (route?.type === "local" || route?.type === "broadcast") {
      this.deliver(device, packet);
      return;
    }
    if (linkBroadcast) return;
    if (!this.net.sysctls.ipForward) {
      this.net.snmp.ip.inAddrErrors++;
      return;
    }
    this.forward(device, packet, route);
  }

  private forward(from: NetDevice, packet: Ipv4Packet, route: Route | undefined): void {
    if (packet.ttl <= 1) {
      this.net.snmp.ip.inHdrErrors++;
      this.sendError(packet, { type: "time-exceeded", code: 0, original: packet }, from);
      return;
    }
    if (route === undefined) {
      this.net.snmp.ip.outNoRoutes++;
      this.sendError(packet, { type: "unreachable", code: 0, original: packet }, from);
      return;
    }
    if (route.type === "blackhole") return;
    if (route.type === "unreachable" || route.type === "prohibit") {
      const code = route.type === "unreachable" ? 1 : 13;
      this.sendError(packet, { type: "unreachable", code, original: packet }, from);
      return;
    }
    const out = route.device!;
    if (ipv4Bytes(packet) > out.mtu && packet.dontFragment) {
      this.sendError(packet, { type: "unreachable", code: 4, original: packet }, from);
      return;
    }
    this.net.snmp.ip.forwDatagrams++;
    const onward = { ...packet, ttl: packet.ttl - 1 };
    this.transmit(
      {
        type: "unicast",
        route,
        device: out,
        nextHop: route.gateway ?? packet.destination,
        source: this.pick(out, 0),
      },
      onward,
    );
  }

  /** icmp_send: tells the sender, unless the packet must not be answered with an error (RFC 1122, 3.2.2). */
  private sendError(packet: Ipv4Packet, error: IcmpError, from?: NetDevice): void {
    const { source, destination, body } = packet;
    if (source === 0 || source === BROADCAST || destination === BROADCAST || isMulticast(destination)) return;
    if (body.type === "icmp" && body.icmp.type !== "echo" && body.icmp.type !== "echo-reply") return;
    const own = from === undefined ? undefined : (this.net.sourceFor(from, source) ?? undefined);
    if (error.type === "unreachable") this.net.snmp.icmp.outDestUnreachs++;
    else this.net.snmp.icmp.outTimeExcds++;
    this.sendIcmp(source, error, this.net.isLocalAddress(destination) ? destination : own);
  }

  /** Port or protocol unreachable, for a packet that was delivered to nobody. */
  reject(packet: Ipv4Packet, code: 2 | 3): void {
    if (this.net.fib.lookup(packet.destination)?.type === "broadcast") return;
    this.sendError(packet, { type: "unreachable", code, original: packet });
  }

  private sendIcmp(destination: Ipv4, icmp: IcmpMessage, source: Ipv4 | undefined): void {
    this.net.snmp.icmp.outMsgs++;
    try {
      this.send(destination, { type: "icmp", icmp }, { source });
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
    }
  }

  private deliver(device: NetDevice, arrived: Ipv4Packet): void {
    const { sockets, snmp } = this.net;
    const packet = this.net.nat.localIn(arrived);
    snmp.ip.inDelivers++;
    const raw = sockets.deliverRaw(packet, device);
    switch (packet.body.type) {
      case "icmp": {
        this.icmp(device, packet, packet.body.icmp);
        return;
      }
      case "udp":
        if (sockets.deliverUdp(packet, packet.body.udp, device)) return;
        snmp.udp.noPorts++;
        {
          this.reject(packet, 3);
          return;
        }
      case "tcp": {
        sockets.tcp.receive(packet, packet.body.tcp, device);
        return;
      }
      case "raw":
        if (raw) return;
        snmp.ip.inUnknownProtos++;
        {
          this.reject(packet, 2);
          return;
        }
    }
  }

  private icmp(device: NetDevice, packet: Ipv4Packet, icmp: IcmpMessage): void {
    const { snmp, sysctls, sockets } = this.net;
    snmp.icmp.inMsgs++;
    switch (icmp.type) {
      case "echo": {
        snmp.icmp.inEchos++;
        const unicast = this.net.isLocalAddress(packet.destination);
        if (sysctls.icmpEchoIgnoreAll || (!unicast && sysctls.icmpEchoIgnoreBroadcasts)) return;
        snmp.icmp.outEchoReps++;
        this.sendIcmp(
          packet.source,
          { ...icmp, type: "echo-reply" },
          unicast ? packet.destination : undefined,
        );
        return;
      }
      case "echo-reply":
        snmp.icmp.inEchoReps++;
        {
          sockets.deliverPing(packet, icmp, device);
          return;
        }
      case "unreachable":
      case "time-exceeded":
        if (icmp.type === "unreachable") snmp.icmp.inDestUnreachs++;
        else snmp.icmp.inTimeExcds++;
        {
          sockets.icmpError(icmp);
          return;
        }
      case "other":
        return;
    }
  }
}
