/** A network device: its name and state in a namespace, and where its frames go. */
import type { LinkKind } from "../abi/netlink";
import type { BridgePort } from "./devices/bridge";
import type { WatchedLink } from "./link-watch";
import { BROADCAST_MAC, type Mac } from "./mac";
import type { NetNamespace } from "./namespace";
import { type Frame, type FramePayload, frameBytes } from "./packets";

export type OperState = "UNKNOWN" | "DOWN" | "LOWERLAYERDOWN" | "UP";

class DeviceCounters {
  rxBytes = 0;
  rxPackets = 0;
  rxDropped = 0;
  txBytes = 0;
  txPackets = 0;
  txDropped = 0;
}

/** include/uapi/linux/if.h */
export const IFF = {
  UP: 0x1,
  BROADCAST: 0x2,
  LOOPBACK: 0x8,
  RUNNING: 0x40,
  NOARP: 0x80,
  PROMISC: 0x100,
  ALLMULTI: 0x200,
  MULTICAST: 0x1000,
  LOWER_UP: 0x10000,
} as const;

/** IFF flags of a kind of device, its header type and what mtu it takes. */
export interface DeviceTraits {
  readonly flags: number;
  /** 0 and 0: any. */
  readonly minMtu: number;
  readonly maxMtu: number;
  readonly mtu: number;
  /** The queueing discipline that it gets when it goes up. */
  readonly qdisc: "noqueue" | "pfifo_fast";
  readonly tsoMaxSize: number;
  /** NET_NAME_… of /sys/class/net/X/name_assign_type: 1 by enumeration, 2 predictable, 3 by the user; 0: not readable. */
  readonly nameAssignType: number;
  readonly addrAssignType: number;
}

export abstract class NetDevice implements WatchedLink {
  abstract readonly kind: LinkKind;
  namespace: NetNamespace;
  index = 0;
  mtu: number;
  readonly broadcast: Mac = BROADCAST_MAC;
  /** IFF.UP and what can be switched; what follows from the state is added by `flags`. */
  ownFlags: number;
  /** How many want to see all frames (ports of bridges count). */
  promiscuity = 0;
  allmulti = 0;
  carrier = true;
  carrierUps = 0;
  carrierDowns = 0;
  operState: OperState = "UNKNOWN";
  qdisc: "noop" | "noqueue" | "pfifo_fast" = "noop";
  txQueueLength = 1000;
  alias = "";
  /** What the hardware came with, where there is hardware. */
  readonly permanentMac: Mac | undefined;
  group = 0;
  port: BridgePort | undefined;
  counters = new DeviceCounters();
  nameAssignType: number;
  addrAssignType: number;
  /** Its queue takes frames: since it was up with a carrier. */
  private activated = false;
  /** No longer in any namespace. */
  gone = false;

  constructor(
    namespace: NetNamespace,
    public name: string,
    public mac: Mac,
    readonly traits: DeviceTraits,
  ) {
    this.namespace = namespace;
    this.ownFlags = traits.flags;
    this.permanentMac = traits.addrAssignType === 0 && (traits.flags & IFF.LOOPBACK) === 0 ? mac : undefined;
    this.mtu = traits.mtu;
    this.nameAssignType = traits.nameAssignType;
    this.addrAssignType = traits.addrAssignType;
  }

  get up(): boolean {
    return (this.ownFlags & IFF.UP) !== 0;
  }

  get loopback(): boolean {
    return (this.ownFlags & IFF.LOOPBACK) !== 0;
  }

  /** Whether neighbours are asked for their hardware addresses. */
  get usesArp(): boolean {
    return (this.ownFlags & (IFF.NOARP | IFF.LOOPBACK)) === 0;
  }

  /** The device below it, by index: itself if there is none. */
  get linkIndex(): number {
    return this.index;
  }

  get operUp(): boolean {
    return this.operState === "UP" || this.operState === "UNKNOWN";
  }

  /** What SIOCGIFFLAGS and netlink show. */
  get flags(): number {
    let flags = this.ownFlags;
    if (this.up && this.operUp) flags |= IFF.RUNNING;
    if (this.up && this.carrier) flags |= IFF.LOWER_UP;
    return flags;
  }

  /** Whether frames can be sent. */
  get running(): boolean {
    return this.up && this.carrier;
  }

  get urgent(): boolean {
    return this.up && (this.linkIndex !== this.index || (this.carrier && !this.activated));
  }

  setCarrier(on: boolean): void {
    if (on === this.carrier) return;
    this.carrier = on;
    if (on) this.carrierUps++;
    else this.carrierDowns++;
    this.namespace.linkWatch.changed(this);
  }

  settleLink(): void {
    if (this.gone) return;
    this.operState = this.carrier ? "UP" : this.linkIndex !== this.index ? "LOWERLAYERDOWN" : "DOWN";
    if (!this.up) return;
    this.activated = this.carrier;
    this.port?.linkChanged();
    this.namespace.carrierChanged(this);
  }

  /** ip link set up. What namespaces do about it comes from there. */
  open(): void {
    this.ownFlags |= IFF.UP;
    this.opened();
    this.qdisc = this.traits.qdisc;
    this.activated = this.carrier;
  }

  close(): void {
    this.ownFlags &= ~IFF.UP;
    this.activated = false;
    this.closed();
  }

  protected opened(): void {}
  protected closed(): void {}

  /** Sends a payload of the stack's from this device. */
  sendPayload(destination: Mac, payload: FramePayload): void {
    this.send({ destination, source: this.mac, payload });
  }

  send(frame: Frame): void {
    // What is sent without a carrier is dropped before the device would count it.
    if (!this.running) return;
    this.namespace.tap(this, frame, "out");
    this.transmit(frame);
  }

  /** What its counters count of a frame. */
  protected counted(frame: Frame): number {
    return frameBytes(frame);
  }

  /** Counts the frame as sent, once it is certain that it is. */
  protected sent(frame: Frame): void {
    this.counters.txPackets++;
    this.counters.txBytes += this.counted(frame);
  }

  protected abstract transmit(frame: Frame): void;

  /** A frame has come in from the device's other side. */
  receive(frame: Frame): void {
    if (!this.up || this.gone) {
      this.counters.rxDropped++;
      return;
    }
    this.counters.rxPackets++;
    this.counters.rxBytes += this.counted(frame);
    this.namespace.tap(this, frame, "in");
    if (this.port !== undefined) this.port.bridge.forward(this.port, frame);
    else this.namespace.input(this, frame);
  }

  /** Before it leaves its namespace for good or for another. */
  leaving(): void {
    this.port?.bridge.removePort(this.port);
  }

  /** It is being deleted: what goes with it. */
  deleted(): void {}
}
