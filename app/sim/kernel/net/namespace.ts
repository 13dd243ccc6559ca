/** A network namespace: devices, addresses, routes, neighbours, sockets and switches of its own. */
import type { SeededRandom } from "../../time/random";
import { SysError } from "../abi/errno";
import type { Namespace } from "../ns/namespaces";
import type { UserNamespace } from "../ns/user";
import { AddressTable } from "./addresses";
import { NetCore, type NetServices } from "./core";
import { IFF, type NetDevice } from "./device";
import { DummyDevice } from "./devices/dummy";
import { EtherDevice } from "./devices/ether";
import { LoopbackDevice } from "./devices/loopback";
import { Fib } from "./fib";
import { IpLayer } from "./ip";
import { type Ipv4, inPrefix, LOOPBACK, networkOf } from "./ipv4";
import type { LinkWatch } from "./link-watch";
import { randomMac } from "./mac";
import { Nat } from "./nat/nat";
import { NeighbourTable } from "./neighbours";
import type { Frame } from "./packets";
import { SnmpCounters } from "./snmp";
import { SocketTable } from "./sockets/table";
import type { SoftIrq } from "./softirq";
import { NetSysctls } from "./sysctls";

/** Sees frames as they pass a device (the page's packet view, packet sockets). */
export type FrameTap = (device: NetDevice, frame: Frame, direction: "in" | "out") => void;

/** The card of the lab's guest: v86's NE2000. */
const CARD_MAC = "00:22:15:fe:fd:fe";

export class NetNamespace implements Namespace {
  readonly kind = "net";
  readonly random: SeededRandom;
  readonly sysctls = new NetSysctls();
  readonly fib = new Fib();
  readonly addresses = new AddressTable(this.fib);
  readonly neighbours: NeighbourTable;
  readonly ip: IpLayer;
  readonly nat: Nat;
  readonly sockets: SocketTable;
  readonly snmp = new SnmpCounters();
  readonly taps = new Set<FrameTap>();
  readonly loopback: LoopbackDevice;
  /** Ids that this namespace has given to others (link-netnsid). */
  private readonly ids = new Map<NetNamespace, number>();
  private readonly devices = new Map<number, NetDevice>();
  private lastIndex = 0;
  private holders = 0;
  private used = false;
  private openSockets = 0;
  private ended = false;

  private constructor(
    readonly core: NetCore,
    readonly inode: number,
    readonly userNs: UserNamespace,
  ) {
    this.random = core.random.split(`namespace ${inode}`);
    this.neighbours = new NeighbourTable(this);
    this.ip = new IpLayer(this);
    this.nat = new Nat(this);
    this.sockets = new SocketTable(this);
    this.loopback = new LoopbackDevice(this);
    this.register(this.loopback);
    core.namespaces.add(this);
  }

  /** The namespace that the kernel starts with: lo up, and, as in the lab's guest, dummy0 and the card eth0, both down. */
  static initial(services: NetServices, userNs: UserNamespace, cardMac = CARD_MAC): NetNamespace {
    const core = new NetCore(services);
    const net = new NetNamespace(core, services.namespaceInode("net"), userNs);
    core.initial = net;
    const dummy = new DummyDevice(net, "dummy0", randomMac(net.random));
    dummy.nameAssignType = 1;
    net.register(dummy);
    net.register(new EtherDevice(net, "eth0", cardMac));
    net.setUp(net.loopback, true);
    return net;
  }

  /** clone or unshare with CLONE_NEWNET: nothing but lo, down. */
  static create(core: NetCore, userNs: UserNamespace): NetNamespace {
    const net = new NetNamespace(core, core.services.namespaceInode("net"), userNs);
    // net.core.devconf_inherit_init_net 0: what is under ipv4/conf begins as it is in the initial namespace.
    net.sysctls.ipForward = core.initial?.sysctls.ipForward ?? false;
    return net;
  }

  get services(): NetServices {
    return this.core.services;
  }

  get softIrq(): SoftIrq {
    return this.core.softIrq;
  }

  get linkWatch(): LinkWatch {
    return this.core.linkWatch;
  }

  nowNs(): number {
    return this.core.services.nowNs();
  }

  /** A task or an open file is in it. When the last one and the last socket are gone, the namespace ends. */
  hold(): void {
    this.holders++;
    this.used = true;
  }

  unhold(): void {
    this.holders--;
    this.endIfUnused();
  }

  /** A socket was made, or closed. Sockets keep a namespace, but are not what it lives for: not being held yet is no end. */
  socketOpened(): void {
    this.openSockets++;
  }

  socketClosed(): void {
    this.openSockets--;
    this.endIfUnused();
  }

  private endIfUnused(): void {
    if (this.used && this.holders === 0 && this.openSockets === 0 && this !== this.core.initial) this.end();
  }

  /** Virtual devices go, cards return to the initial namespace. */
  private end(): void {
    if (this.ended) return;
    this.ended = true;
    for (const device of this.allDevices()) {
      const initial = this.core.initial;
      if (device.kind === "ether" && initial !== undefined) this.moveDevice(device, initial);
      else this.removeDevice(device);
    }
    this.core.namespaces.delete(this);
    for (const other of this.core.namespaces) other.ids.delete(this);
  }

  // Devices

  allDevices(): readonly NetDevice[] {
    return [...this.devices.values()].sort((a, b) => a.index - b.index);
  }

  deviceNamed(name: string): NetDevice | undefined {
    for (const device of this.devices.values()) if (device.name === name) return device;
    return undefined;
  }

  deviceAt(index: number): NetDevice | undefined {
    return this.devices.get(index);
  }

  /** Takes a device in and gives it the next free index. @throws SysError EEXIST */
  register(device: NetDevice): void {
    if (this.deviceNamed(device.name) !== undefined) throw new SysError("EEXIST");
    device.namespace = this;
    device.index = this.freeIndex();
    this.devices.set(device.index, device);
  }

  private freeIndex(): number {
    do this.lastIndex++;
    while (this.devices.has(this.lastIndex));
    return this.lastIndex;
  }

  setUp(device: NetDevice, up: boolean): void {
    if (device.up === up) return;
    if (up) {
      device.open();
      this.addresses.deviceUp(device);
      if (device.loopback && this.addresses.of(device).length === 0)
        this.addresses.add({
          device,
          address: LOOPBACK,
          prefix: 8,
          broadcast: undefined,
          scope: "host",
          label: device.name,
        });
    } else {
      device.close();
      this.addresses.deviceDown(device);
      this.neighbours.flush(device, true);
    }
    device.port?.linkChanged();
  }

  /** After the link watch has looked: neighbours on a link without carrier are forgotten. */
  carrierChanged(device: NetDevice): void {
    if (!device.carrier) this.neighbours.flush(device, false);
  }

  private detach(device: NetDevice): void {
    this.setUp(device, false);
    device.leaving();
    this.neighbours.flush(device, true);
    this.addresses.removeAll(device);
    this.fib.removeWhere((route) => route.device === device);
    this.sockets.deviceGone(device);
    this.linkWatch.forget(device);
    this.devices.delete(device.index);
  }

  removeDevice(device: NetDevice): void {
    if (device.gone) return;
    this.detach(device);
    device.gone = true;
    device.deleted();
  }

  /** dev_change_net_namespace. @throws SysError EEXIST when the name is taken there */
  moveDevice(device: NetDevice, to: NetNamespace, name?: string): void {
    if (to === this) return;
    let newName = name ?? device.name;
    if (to.deviceNamed(newName) !== undefined) {
      if (!this.ended) throw new SysError("EEXIST");
      newName = to.freeName("dev%d");
    }
    const index = device.index;
    this.detach(device);
    device.name = newName;
    device.namespace = to;
    device.qdisc = "noop";
    device.index = to.devices.has(index) ? to.freeIndex() : index;
    to.devices.set(device.index, device);
  }

  /** "veth%d" with the lowest free number. */
  freeName(pattern: string): string {
    for (let number = 0; ; number++) {
      const name = pattern.replace("%d", String(number));
      if (this.deviceNamed(name) === undefined) return name;
    }
  }

  /** The number by which this namespace calls another: -1 (undefined) for itself. */
  idOf(other: NetNamespace): number | undefined {
    if (other === this) return undefined;
    let id = this.ids.get(other);
    if (id === undefined) {
      id = 0;
      const used = new Set(this.ids.values());
      while (used.has(id)) id++;
      this.ids.set(other, id);
    }
    return id;
  }

  /** The same without giving one. */
  knownIdOf(other: NetNamespace): number | undefined {
    return this.ids.get(other);
  }

  // Addresses

  isLocalAddress(address: Ipv4): boolean {
    return this.fib.lookup(address)?.type === "local";
  }

  /** Whether an address is a broadcast address on a device. */
  isBroadcast(address: Ipv4, device: NetDevice): boolean {
    return this.fib
      .all()
      .some(
        (route) => route.type === "broadcast" && route.device === device && route.destination === address,
      );
  }

  /** inet_select_addr: an address for packets that leave by a device towards `target`. */
  sourceFor(device: NetDevice, target: Ipv4, hostToo = false): Ipv4 | undefined {
    const own = this.addresses
      .of(device)
      .filter((entry) => !entry.secondary && (hostToo || entry.scope !== "host"));
    const near = own.find((entry) => inPrefix(target, networkOf(entry.address, entry.prefix), entry.prefix));
    const found = near ?? own[0];
    if (found !== undefined) return found.address;
    for (const other of this.allDevices())
      for (const entry of this.addresses.of(other))
        if (!entry.secondary && entry.scope === "global") return entry.address;
    return undefined;
  }

  // Frames

  tap(device: NetDevice, frame: Frame, direction: "in" | "out"): void {
    for (const tap of this.taps) tap(device, frame, direction);
    this.sockets.tap(device, frame, direction);
  }

  /** A frame for the protocols of this namespace. */
  input(device: NetDevice, frame: Frame): void {
    const group = frame.destination === device.broadcast;
    const forUs = group || frame.destination === device.mac || (device.ownFlags & IFF.LOOPBACK) !== 0;
    const multicast = !group && (Number.parseInt(frame.destination.slice(0, 2), 16) & 1) === 1;
    if (!forUs && !multicast) return;
    if (frame.payload.type === "arp") this.neighbours.receive(device, frame, frame.payload.arp);
    else if (frame.payload.type === "ipv4") this.ip.receive(device, frame.payload.packet, group);
  }
}
