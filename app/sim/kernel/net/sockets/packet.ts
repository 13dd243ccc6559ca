/**
 * Packet sockets: frames of a device without its Ethernet header (SOCK_DGRAM) or with it (SOCK_RAW). In their addresses `address`
 * is "DEVICE MAC" (either may be missing: "eth0", "eth0 02:…") and `port` the ethertype.
 */
import type { Call } from "../../abi/call";
import { SysError } from "../../abi/errno";
import type { SocketAddress, SocketType } from "../../abi/sys";
import type { Caller } from "../../fs/contract";
import type { NetDevice } from "../device";
import { BROADCAST_MAC } from "../mac";
import type { NetNamespace } from "../namespace";
import { ETHERNET_HEADER_BYTES, ETHERTYPE, type Frame } from "../packets";
import { encodeFrame } from "../wire";
import { decodeArp, decodeFrame, decodeIpv4 } from "../wire-decode";
import { FRAME_INSTRUCTIONS } from "./costs";
import { DatagramSocket } from "./datagram";

/** ETH_P_ALL */
const ALL = 3;

export class PacketSocket extends DatagramSocket {
  private ethertype: number;

  constructor(net: NetNamespace, type: SocketType, protocol: number, uid: number) {
    super(net, "packet", type, protocol, uid);
    this.ethertype = protocol;
    net.sockets.packet.push(this);
  }

  // biome-ignore lint/correctness/useYield: never waits
  override *bind(address: SocketAddress, _caller: Caller): Call<void> {
    const [name] = address.address.split(" ");
    this.device = name === "" || name === undefined ? undefined : this.named(name);
    if (address.port !== 0) this.ethertype = address.port;
  }

  private named(name: string): NetDevice {
    const device = this.net.deviceNamed(name);
    if (device === undefined) throw new SysError("ENODEV");
    return device;
  }

  // biome-ignore lint/correctness/useYield: never waits
  override *connect(_address: SocketAddress, _caller: Caller): Call<void> {
    throw new SysError("EOPNOTSUPP");
  }

  // biome-ignore lint/correctness/useYield: sends at once
  override *sendto(data: Uint8Array, to: SocketAddress | undefined, caller: Caller): Call<number> {
    const [name, mac] = to === undefined ? [] : to.address.split(" ");
    const device = name ? this.named(name) : this.device;
    if (device === undefined) throw new SysError("ENXIO");
    if (!device.up) throw new SysError("ENETDOWN");
    const limit = device.mtu + (this.type === "raw" ? ETHERNET_HEADER_BYTES : 0);
    if (data.length > limit) throw new SysError("EMSGSIZE");
    const frame =
      this.type === "raw"
        ? decodeFrame(data)
        : this.frameOf(device, mac ?? BROADCAST_MAC, to?.port || this.ethertype, data);
    caller.charge(FRAME_INSTRUCTIONS);
    if (frame !== undefined) device.send(frame);
    return data.length;
  }

  private frameOf(device: NetDevice, destination: string, ethertype: number, data: Uint8Array): Frame {
    const arp = ethertype === ETHERTYPE.ARP ? decodeArp(data) : undefined;
    const packet = ethertype === ETHERTYPE.IPV4 ? decodeIpv4(data) : undefined;
    const payload =
      arp !== undefined
        ? ({ type: "arp", arp } as const)
        : packet !== undefined
          ? ({ type: "ipv4", packet } as const)
          : ({ type: "other", ethertype, data: data.slice() } as const);
    return { destination, source: device.mac, payload };
  }

  /** Sees a frame that comes in, or with ETH_P_ALL also one that goes out. */
  offer(device: NetDevice, frame: Frame, direction: "in" | "out"): void {
    if (this.device !== undefined && this.device !== device) return;
    if (direction === "out" && this.ethertype !== ALL) return;
    const { payload } = frame;
    const type =
      payload.type === "arp" ? ETHERTYPE.ARP : payload.type === "ipv4" ? ETHERTYPE.IPV4 : payload.ethertype;
    if (this.ethertype !== ALL && this.ethertype !== type) return;
    const bytes = encodeFrame(frame);
    const data = this.type === "raw" ? bytes : bytes.slice(ETHERNET_HEADER_BYTES);
    this.enqueue({ data, from: { address: `${device.name} ${frame.source}`, port: type }, ttl: 0 });
  }

  override getsockname(): SocketAddress {
    const address = this.device === undefined ? "" : `${this.device.name} ${this.device.mac}`;
    return { address, port: this.ethertype };
  }

  protected override close(): void {
    const table = this.net.sockets.packet;
    table.splice(table.indexOf(this), 1);
  }
}
