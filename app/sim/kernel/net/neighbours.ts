/** The neighbour table of a namespace: which hardware address an IPv4 address has on a link, found with ARP (RFC 826). */
import type { Timer } from "../services";
import type { NetDevice } from "./device";
import { BROADCAST, type Ipv4, isMulticast } from "./ipv4";
import { BROADCAST_MAC, type Mac, ZERO_MAC } from "./mac";
import type { NetNamespace } from "./namespace";
import type { ArpPacket, Frame, Ipv4Packet } from "./packets";

export type NeighbourState =
  | "INCOMPLETE"
  | "REACHABLE"
  | "STALE"
  | "DELAY"
  | "PROBE"
  | "FAILED"
  | "PERMANENT";

/** /proc/sys/net/ipv4/neigh/default: retrans_time_ms, mcast_solicit, ucast_solicit, delay_first_probe_time, base_reachable_time. */
const RETRANS_NS = 1e9;
const MULTICAST_PROBES = 3;
const UNICAST_PROBES = 3;
const DELAY_PROBE_NS = 5e9;
const BASE_REACHABLE_NS = 30e9;
/** unres_qlen_bytes 212992 holds this many small packets. */
const QUEUE_PACKETS = 101;

class Neighbour {
  mac: Mac | undefined;
  state: NeighbourState = "INCOMPLETE";
  probes = 0;
  confirmedNs = 0;
  usedNs = 0;
  queue: { readonly packet: Ipv4Packet; readonly failed: () => void }[] = [];
  timer: Timer | undefined;

  constructor(
    readonly device: NetDevice,
    readonly address: Ipv4,
  ) {}

  get valid(): boolean {
    return this.state !== "INCOMPLETE" && this.state !== "FAILED";
  }
}

export class NeighbourTable {
  private readonly entries: Neighbour[] = [];
  private readonly reachableNs: number;

  constructor(private readonly net: NetNamespace) {
    this.reachableNs = BASE_REACHABLE_NS * (0.5 + net.random.fraction());
  }

  all(): readonly Neighbour[] {
    return this.entries;
  }

  find(device: NetDevice, address: Ipv4): Neighbour | undefined {
    return this.entries.find((entry) => entry.device === device && entry.address === address);
  }

  /** Sends a packet to the neighbour, when its hardware address is known. `failed` is called if nobody answers. */
  send(device: NetDevice, nextHop: Ipv4, packet: Ipv4Packet, failed: () => void): void {
    const payload = { type: "ipv4", packet } as const;
    if (device.loopback) {
      device.sendPayload(ZERO_MAC, payload);
      return;
    }
    if (nextHop === BROADCAST || this.net.isBroadcast(nextHop, device)) {
      device.sendPayload(BROADCAST_MAC, payload);
      return;
    }
    if (isMulticast(nextHop)) {
      device.sendPayload(multicastMac(nextHop), payload);
      return;
    }
    if (!device.usesArp) {
      device.sendPayload(device.mac, payload);
      return;
    }
    const entry = this.find(device, nextHop) ?? this.create(device, nextHop);
    entry.usedNs = this.net.nowNs();
    if (!entry.valid || entry.mac === undefined) {
      if (entry.queue.length >= QUEUE_PACKETS) entry.queue.shift();
      entry.queue.push({ packet, failed });
      if (entry.state === "FAILED" || entry.timer === undefined) this.solicit(entry, "INCOMPLETE");
      return;
    }
    if (entry.state === "STALE") {
      entry.state = "DELAY";
      this.arm(entry, DELAY_PROBE_NS);
    }
    device.sendPayload(entry.mac, payload);
  }

  private create(device: NetDevice, address: Ipv4): Neighbour {
    const entry = new Neighbour(device, address);
    this.entries.push(entry);
    return entry;
  }

  private arm(entry: Neighbour, delayNs: number): void {
    entry.timer?.cancel();
    entry.timer = this.net.services.after(delayNs, () => {
      entry.timer = undefined;
      this.expired(entry);
    });
  }

  private solicit(entry: Neighbour, state: "INCOMPLETE" | "PROBE"): void {
    entry.state = state;
    entry.probes = 1;
    this.ask(entry);
    this.arm(entry, RETRANS_NS);
  }

  private ask(entry: Neighbour): void {
    const source = this.net.sourceFor(entry.device, entry.address);
    if (source === undefined) return;
    this.sendArp(entry.device, entry.state === "PROBE" ? (entry.mac ?? BROADCAST_MAC) : BROADCAST_MAC, {
      operation: "request",
      senderMac: entry.device.mac,
      senderAddress: source,
      targetMac: ZERO_MAC,
      targetAddress: entry.address,
    });
  }

  private expired(entry: Neighbour): void {
    const now = this.net.nowNs();
    switch (entry.state) {
      case "REACHABLE":
        if (now < entry.confirmedNs + this.reachableNs)
          this.arm(entry, entry.confirmedNs + this.reachableNs - now);
        else if (now < entry.usedNs + DELAY_PROBE_NS) {
          entry.state = "DELAY";
          this.arm(entry, DELAY_PROBE_NS);
        } else entry.state = "STALE";
        return;
      case "DELAY":
        if (now < entry.confirmedNs + DELAY_PROBE_NS) {
          entry.state = "REACHABLE";
          this.arm(entry, this.reachableNs);
        } else this.solicit(entry, "PROBE");
        return;
      case "INCOMPLETE":
      case "PROBE":
        if (entry.probes < (entry.state === "PROBE" ? UNICAST_PROBES : MULTICAST_PROBES)) {
          entry.probes++;
          this.ask(entry);
          this.arm(entry, RETRANS_NS);
        } else this.fail(entry);
        return;
      default:
        return;
    }
  }

  private fail(entry: Neighbour): void {
    entry.state = "FAILED";
    entry.mac = undefined;
    const waiting = entry.queue;
    entry.queue = [];
    for (const { failed } of waiting) failed();
  }

  /** The upper layer has heard from there: the address is still good. */
  confirm(device: NetDevice, address: Ipv4): void {
    const entry = this.find(device, address);
    if (entry?.valid) entry.confirmedNs = this.net.nowNs();
  }

  private update(entry: Neighbour, mac: Mac, state: "REACHABLE" | "STALE"): void {
    if (entry.state === "PERMANENT") return;
    const same = entry.valid && entry.mac === mac;
    entry.mac = mac;
    if (state === "REACHABLE") {
      entry.confirmedNs = this.net.nowNs();
      entry.state = "REACHABLE";
      this.arm(entry, this.reachableNs);
    } else if (!same) {
      entry.timer?.cancel();
      entry.timer = undefined;
      entry.state = "STALE";
    }
    const waiting = entry.queue;
    entry.queue = [];
    for (const { packet, failed } of waiting) this.send(entry.device, entry.address, packet, failed);
  }

  /** A frame with ARP has come in. */
  receive(device: NetDevice, frame: Frame, arp: ArpPacket): void {
    if (!device.usesArp) return;
    const local = this.net.isLocalAddress(arp.targetAddress);
    if (arp.operation === "request" && local) {
      if (arp.senderAddress !== 0 && !this.net.isLocalAddress(arp.senderAddress))
        this.update(
          this.find(device, arp.senderAddress) ?? this.create(device, arp.senderAddress),
          arp.senderMac,
          "STALE",
        );
      this.sendArp(device, arp.senderMac, {
        operation: "reply",
        senderMac: device.mac,
        senderAddress: arp.targetAddress,
        targetMac: arp.senderMac,
        targetAddress: arp.senderAddress,
      });
      return;
    }
    const known = this.find(device, arp.senderAddress);
    if (known === undefined) return;
    const forUs = arp.operation === "reply" && frame.destination === device.mac;
    this.update(known, arp.senderMac, forUs ? "REACHABLE" : "STALE");
  }

  sendArp(device: NetDevice, destination: Mac, arp: ArpPacket): void {
    device.send({ destination, source: device.mac, payload: { type: "arp", arp } });
  }

  /** ip neigh add, replace. */
  set(device: NetDevice, address: Ipv4, mac: Mac | undefined, state: NeighbourState): void {
    const entry = this.find(device, address) ?? this.create(device, address);
    entry.timer?.cancel();
    entry.timer = undefined;
    entry.state = "STALE";
    if (mac !== undefined) this.update(entry, mac, "STALE");
    entry.state = state;
    if (state === "REACHABLE") this.arm(entry, this.reachableNs);
  }

  /** ip neigh del: the entry stays as FAILED for a moment in Linux; here it goes at once. */
  remove(entry: Neighbour): void {
    entry.timer?.cancel();
    const at = this.entries.indexOf(entry);
    if (at >= 0) this.entries.splice(at, 1);
    for (const { failed } of entry.queue) failed();
  }

  /** A device goes down or away: permanent entries stay only with a device that lost its carrier. */
  flush(device: NetDevice | undefined, permanentToo: boolean): void {
    for (const entry of [...this.entries])
      if ((device === undefined || entry.device === device) && (permanentToo || entry.state !== "PERMANENT"))
        this.remove(entry);
  }
}

function multicastMac(address: Ipv4): Mac {
  const octets = [0x01, 0x00, 0x5e, (address >>> 16) & 0x7f, (address >>> 8) & 255, address & 255];
  return octets.map((octet) => octet.toString(16).padStart(2, "0")).join(":");
}
