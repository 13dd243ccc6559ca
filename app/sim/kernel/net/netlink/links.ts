/** rtnetlink's link messages: what `ip link` asks. */
import { SysError } from "../../abi/errno";
import type { BridgeInfo, LinkChange, LinkInfo, LinkRequest, PortInfo } from "../../abi/netlink";
import { IFF, type NetDevice } from "../device";
import { BridgeDevice } from "../devices/bridge";
import { DummyDevice } from "../devices/dummy";
import { VethDevice } from "../devices/veth";
import { isGroupMac, parseMac, randomMac } from "../mac";
import type { NetNamespace } from "../namespace";
import { type NetlinkContext, namespaceOfPid } from "./context";

/** IFNAMSIZ with its end. */
const NAME_BYTES = 16;

/** dev_valid_name. @throws SysError EINVAL, ERANGE (too long for the attribute) */
function checkName(name: string): void {
  if (name.length >= NAME_BYTES) throw new SysError("ERANGE");
  if (name === "" || name === "." || name === ".." || /[/:\s]/.test(name)) throw new SysError("EINVAL");
}

/** @throws SysError ENODEV */
export function deviceNamed(net: NetNamespace, name: string): NetDevice {
  const device = net.deviceNamed(name);
  if (device === undefined) throw new SysError("ENODEV");
  return device;
}

type AddRequest = Extract<LinkRequest, { type: "link-add" }>;

function placeOf(
  context: NetlinkContext,
  pid: number | undefined,
  fd: number | undefined,
  or: NetNamespace,
): NetNamespace {
  const found =
    fd !== undefined ? context.namespaceOfFd(fd) : pid !== undefined ? namespaceOfPid(context, pid) : or;
  if (found !== context.net) context.requireAdmin(found);
  return found;
}

export function addLink(context: NetlinkContext, request: AddRequest): void {
  const { name, kind } = request;
  if (name !== undefined) checkName(name);
  const net = placeOf(context, request.netnsPid, request.netnsFd, context.net);
  if (name !== undefined && context.net.deviceNamed(name) !== undefined) throw new SysError("EEXIST");
  let device: NetDevice;
  if (kind === "veth") device = addVeth(context, net, request);
  else if (kind === "bridge" || kind === "dummy") {
    device =
      kind === "bridge"
        ? make(net, BridgeDevice, name, kind, request.mac, request.mtu)
        : make(net, DummyDevice, name, kind, request.mac, request.mtu);
  } else throw new SysError("EOPNOTSUPP");
  if (request.txqueuelen !== undefined) device.txQueueLength = request.txqueuelen;
  if (request.master !== undefined && request.master !== "") setMaster(device, request.master);
  if (request.up === true) net.setUp(device, true);
}

function make<D extends NetDevice>(
  net: NetNamespace,
  Device: new (net: NetNamespace, name: string, mac: string) => D,
  name: string | undefined,
  kind: string,
  mac: string | undefined,
  mtu: number | undefined,
): D {
  const own = mac === undefined ? undefined : validMac(mac);
  const device = new Device(net, name ?? net.freeName(`${kind}%d`), own ?? randomMac(net.random));
  if (own !== undefined) device.addrAssignType = 3;
  if (mtu !== undefined) setMtu(device, mtu);
  net.register(device);
  return device;
}

/** The peer is made first, as in Linux, so it has the lower index. */
function addVeth(context: NetlinkContext, net: NetNamespace, request: AddRequest): VethDevice {
  const peerNet = placeOf(context, request.peerPid, request.peerFd, net);
  if (request.peer !== undefined) checkName(request.peer);
  const peer = make(peerNet, VethDevice, request.peer, "veth", request.peerMac, request.peerMtu);
  let device: VethDevice;
  try {
    device = make(net, VethDevice, request.name, "veth", request.mac, request.mtu);
  } catch (error) {
    peerNet.removeDevice(peer);
    throw error;
  }
  device.peer = peer;
  peer.peer = device;
  peer.setCarrier(false);
  device.setCarrier(false);
  net.idOf(peerNet);
  peerNet.idOf(net);
  if (request.peerUp === true) peerNet.setUp(peer, true);
  return device;
}

function validMac(text: string): string {
  const mac = parseMac(text);
  if (mac === undefined) throw new SysError("EINVAL");
  if (isGroupMac(mac) || mac === "00:00:00:00:00:00") throw new SysError("EADDRNOTAVAIL");
  return mac;
}

function setMtu(device: NetDevice, mtu: number): void {
  const { minMtu, maxMtu } = device.traits;
  if (!Number.isInteger(mtu) || mtu < minMtu || (maxMtu > 0 && mtu > maxMtu)) throw new SysError("EINVAL");
  if (device instanceof BridgeDevice) device.setMtuByUser(mtu);
  else device.mtu = mtu;
  device.port?.bridge.mtuFromPorts();
}

export function deleteLink({ net }: NetlinkContext, name: string): void {
  const device = deviceNamed(net, name);
  if (device.kind === "loopback" || device.kind === "ether") throw new SysError("EOPNOTSUPP");
  net.removeDevice(device);
}

/** do_setlink: in its order, so that what came before an error has happened. */
export function setLink(context: NetlinkContext, name: string, change: LinkChange): void {
  const { net } = context;
  const device = deviceNamed(net, name);
  const target =
    change.netnsPid !== undefined
      ? namespaceOfPid(context, change.netnsPid)
      : change.netnsFd !== undefined
        ? context.namespaceOfFd(change.netnsFd)
        : undefined;
  if (target !== undefined) {
    context.requireAdmin(target);
    if (device.kind === "loopback" && target !== net) throw new SysError("EINVAL");
    net.moveDevice(device, target, change.name);
  }
  if (change.mac !== undefined) setMac(device, change.mac);
  if (change.mtu !== undefined) setMtu(device, change.mtu);
  if (change.name !== undefined && change.name !== device.name) rename(device, change.name);
  if (change.alias !== undefined) device.alias = change.alias;
  if (change.master !== undefined) setMaster(device, change.master);
  if (change.promisc !== undefined) setFlag(device, IFF.PROMISC, change.promisc);
  if (change.allmulticast !== undefined) setFlag(device, IFF.ALLMULTI, change.allmulticast);
  if (change.arp !== undefined) setFlag(device, IFF.NOARP, !change.arp);
  if (change.multicast !== undefined) setFlag(device, IFF.MULTICAST, change.multicast);
  if (change.up !== undefined) device.namespace.setUp(device, change.up);
  if (change.group !== undefined) device.group = change.group;
  if (change.txqueuelen !== undefined) device.txQueueLength = change.txqueuelen;
}

function setFlag(device: NetDevice, flag: number, on: boolean): void {
  if (((device.ownFlags & flag) !== 0) === on) return;
  device.ownFlags ^= flag;
  if (flag === IFF.PROMISC) device.promiscuity += on ? 1 : -1;
  if (flag === IFF.ALLMULTI) device.allmulti += on ? 1 : -1;
}

function setMac(device: NetDevice, text: string): void {
  if (device.kind === "loopback") throw new SysError("EOPNOTSUPP");
  const mac = validMac(text);
  if (device.kind === "ether" && device.up) throw new SysError("EBUSY");
  device.mac = mac;
  device.addrAssignType = 3;
  device.port?.bridge.addressFromPorts();
}

function rename(device: NetDevice, name: string): void {
  if (device.up) throw new SysError("EBUSY");
  checkName(name);
  const { namespace } = device;
  const chosen = name.includes("%d") ? namespace.freeName(name) : name;
  if (namespace.deviceNamed(chosen) !== undefined) throw new SysError("EEXIST");
  device.name = chosen;
  device.nameAssignType = 4;
}

function setMaster(device: NetDevice, name: string): void {
  const { namespace } = device;
  const master = name === "" ? undefined : deviceNamed(namespace, name);
  if (device.port !== undefined) {
    if (device.port.bridge === master) return;
    device.port.bridge.removePort(device.port);
  }
  if (master === undefined) return;
  if (!(master instanceof BridgeDevice)) throw new SysError("EOPNOTSUPP");
  if (device instanceof BridgeDevice) throw new SysError("ELOOP");
  if (device.loopback) throw new SysError("EINVAL");
  master.addPort(device);
}

// Dumps

const FLAG_NAMES: readonly (readonly [number, string])[] = [
  [IFF.LOOPBACK, "LOOPBACK"],
  [IFF.BROADCAST, "BROADCAST"],
  [IFF.MULTICAST, "MULTICAST"],
  [IFF.NOARP, "NOARP"],
  [IFF.ALLMULTI, "ALLMULTI"],
  [IFF.PROMISC, "PROMISC"],
  [IFF.UP, "UP"],
  [IFF.LOWER_UP, "LOWER_UP"],
];

/** In the order in which `ip` prints them. M-DOWN, which `ip` adds by looking at the peer, included. */
function flagNames(device: NetDevice): string[] {
  const { flags } = device;
  const names = FLAG_NAMES.filter(([flag]) => (flags & flag) !== 0).map(([, name]) => name);
  if (device.up && (flags & IFF.RUNNING) === 0) names.unshift("NO-CARRIER");
  const peer = device instanceof VethDevice ? device.peer : undefined;
  if (peer !== undefined && peer.namespace === device.namespace && !peer.up) names.push("M-DOWN");
  return names;
}

export function linkInfo(device: NetDevice): LinkInfo {
  const { counters, namespace, traits } = device;
  const peer = device instanceof VethDevice ? device.peer : undefined;
  const here = peer?.namespace === namespace;
  return {
    index: device.index,
    name: device.name,
    kind: device.kind,
    flags: flagNames(device),
    flagBits: device.flags,
    mtu: device.mtu,
    minMtu: traits.minMtu,
    maxMtu: traits.maxMtu,
    tsoMaxSize: traits.tsoMaxSize,
    qdisc: device.qdisc,
    operstate: device.up ? device.operState : "DOWN",
    group: device.group === 0 ? "default" : String(device.group),
    qlen: device.txQueueLength,
    mac: device.mac,
    broadcast: device.broadcast,
    alias: device.alias,
    permanentMac: device.permanentMac,
    promiscuity: device.promiscuity,
    allmulti: device.allmulti,
    master: device.port?.bridge.name,
    peerIndex: peer?.index,
    peerName: here ? peer.name : undefined,
    peerNetnsId: peer === undefined || here ? undefined : namespace.idOf(peer.namespace),
    rxBytes: counters.rxBytes,
    rxPackets: counters.rxPackets,
    rxDropped: counters.rxDropped,
    txBytes: counters.txBytes,
    txPackets: counters.txPackets,
    txDropped: counters.txDropped,
    carrierChanges: device.carrierUps + device.carrierDowns,
    bridge: device instanceof BridgeDevice ? bridgeInfo(device) : undefined,
    port: portInfo(device),
  };
}

function bridgeInfo(device: BridgeDevice): BridgeInfo {
  return { ageingCentiseconds: Math.round(device.ageingNs / 1e7), id: device.bridgeId };
}

function portInfo(device: NetDevice): PortInfo | undefined {
  const { port } = device;
  if (port === undefined) return undefined;
  return { number: port.number, forwarding: port.forwarding, designatedBridge: port.bridge.mac };
}
