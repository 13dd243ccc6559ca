/** An Ethernet bridge: learns where addresses are, forwards there, and floods what it does not know. No spanning tree. */
import { IFF, NetDevice } from "../device";
import { isGroupMac, type Mac, ZERO_MAC } from "../mac";
import type { NetNamespace } from "../namespace";
import { type Frame, payloadBytes } from "../packets";

/** bridge ageing_time, as `ip -d link` shows it: 300 s. */
const AGEING_NS = 300e9;

export interface LearnedAddress {
  readonly mac: Mac;
  /** undefined: the bridge's own or a port's address. */
  readonly port: BridgePort;
  readonly local: boolean;
  readonly ageNs: number;
}

export class BridgePort {
  forwarding = false;

  constructor(
    readonly bridge: BridgeDevice,
    readonly device: NetDevice,
    /** From 1, the lowest free one. */
    readonly number: number,
  ) {}

  /** The device has gone up or down, or its carrier has changed. */
  linkChanged(): void {
    const on = this.device.up && this.device.operUp && this.device.carrier && this.bridge.up;
    if (on === this.forwarding) return;
    this.forwarding = on;
    if (!on) this.bridge.unlearn(this);
    this.bridge.portsChanged();
  }
}

export class BridgeDevice extends NetDevice {
  readonly kind = "bridge";
  readonly ports: BridgePort[] = [];
  ageingNs = AGEING_NS;
  private mtuSetByUser = false;
  private readonly table = new Map<Mac, { port: BridgePort; seenNs: number }>();

  constructor(namespace: NetNamespace, name: string, mac: Mac) {
    super(namespace, name, mac, {
      flags: IFF.BROADCAST | IFF.MULTICAST,
      minMtu: 68,
      maxMtu: 65535,
      mtu: 1500,
      qdisc: "noqueue",
      tsoMaxSize: 65536,
      nameAssignType: 3,
      addrAssignType: 1,
    });
  }

  /** Its own address was set by the user: ports no longer decide it. */
  private get ownAddress(): boolean {
    return this.addrAssignType === 3;
  }

  addPort(device: NetDevice): void {
    let number = 1;
    while (this.ports.some((port) => port.number === number)) number++;
    const port = new BridgePort(this, device, number);
    device.port = port;
    device.promiscuity++;
    device.allmulti++;
    this.ports.push(port);
    this.addressFromPorts();
    this.mtuFromPorts();
    port.linkChanged();
  }

  removePort(port: BridgePort): void {
    this.ports.splice(this.ports.indexOf(port), 1);
    port.device.port = undefined;
    port.device.promiscuity--;
    port.device.allmulti--;
    port.forwarding = false;
    this.unlearn(port);
    this.portsChanged();
    this.addressFromPorts();
    this.mtuFromPorts();
  }

  unlearn(port: BridgePort): void {
    for (const [mac, entry] of this.table) if (entry.port === port) this.table.delete(mac);
  }

  /** br_port_state_selection: no forwarding port, no carrier. */
  portsChanged(): void {
    this.setCarrier(this.ports.some((port) => port.forwarding));
  }

  /** br_stp_recalculate_bridge_id: the lowest address of the ports. */
  addressFromPorts(): void {
    if (this.ownAddress) return;
    const lowest = this.ports.map((port) => port.device.mac).sort()[0] ?? ZERO_MAC;
    this.mac = lowest;
  }

  /** The address in its identifier: zero until it has ports or an address of the user's. */
  get bridgeId(): Mac {
    return this.ports.length > 0 || this.ownAddress ? this.mac : ZERO_MAC;
  }

  setMtuByUser(mtu: number): void {
    this.mtu = mtu;
    this.mtuSetByUser = true;
  }

  /** br_mtu_auto_adjust. */
  mtuFromPorts(): void {
    if (this.mtuSetByUser) return;
    this.mtu = this.ports.length === 0 ? 1500 : Math.min(...this.ports.map((port) => port.device.mtu));
  }

  protected override opened(): void {
    for (const port of this.ports) port.linkChanged();
    if (this.ports.length > 0) this.portsChanged();
  }

  protected override closed(): void {
    for (const port of this.ports) port.linkChanged();
  }

  /** A frame that came in at a port. */
  forward(from: BridgePort, frame: Frame): void {
    if (!this.up || !from.forwarding) return;
    const now = this.namespace.nowNs();
    if (!isGroupMac(frame.source)) this.table.set(frame.source, { port: from, seenNs: now });
    const forUs = frame.destination === this.mac || frame.destination === from.device.mac;
    if (!forUs) this.deliver(frame, from);
    if (forUs || isGroupMac(frame.destination)) this.toStack(frame);
  }

  /** Frames for the bridge itself. */
  private toStack(frame: Frame): void {
    this.counters.rxPackets++;
    // A bridge counts what it takes in without the Ethernet header (br_pass_frame_up).
    this.counters.rxBytes += payloadBytes(frame.payload);
    this.namespace.tap(this, frame, "in");
    this.namespace.input(this, frame);
  }

  protected transmit(frame: Frame): void {
    this.sent(frame);
    this.deliver(frame, undefined);
  }

  private deliver(frame: Frame, from: BridgePort | undefined): void {
    const known = isGroupMac(frame.destination) ? undefined : this.lookup(frame.destination);
    for (const port of known === undefined ? [...this.ports] : [known])
      if (port !== from && port.forwarding) port.device.send(frame);
  }

  private lookup(mac: Mac): BridgePort | undefined {
    const entry = this.table.get(mac);
    if (entry === undefined) return undefined;
    if (this.namespace.nowNs() - entry.seenNs < this.ageingNs) return entry.port;
    this.table.delete(mac);
    return undefined;
  }

  /** What `brctl showmacs` lists. */
  learned(): readonly LearnedAddress[] {
    const now = this.namespace.nowNs();
    return [
      ...this.ports.map((port) => ({ mac: port.device.mac, port, local: true, ageNs: 0 })),
      ...[...this.table].map(([mac, { port, seenNs }]) => ({ mac, port, local: false, ageNs: now - seenNs })),
    ];
  }

  override deleted(): void {
    for (const port of [...this.ports]) this.removePort(port);
  }
}
