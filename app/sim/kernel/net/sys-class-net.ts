/** /sys/class/net/DEVICE: one value a file. Files that cannot be read now throw, as reading them in Linux fails. */
import { SysError } from "../abi/errno";
import { inKernfsOrder } from "../cgroup/kernfs-order";
import type { NetDevice } from "./device";
import { BridgeDevice } from "./devices/bridge";
import type { NetNamespace } from "./namespace";

export type ShowFile = () => string;
export type Files = Readonly<Record<string, ShowFile>>;

function line(value: string | number): string {
  return `${value}\n`;
}

/** ARPHRD_… */
function headerType(device: NetDevice): number {
  return device.loopback ? 772 : 1;
}

/** Only of devices that are up. */
function whileUp(device: NetDevice, value: () => string | number): ShowFile {
  return () => {
    if (!device.up) throw new SysError("EINVAL");
    return line(value());
  };
}

function fails(code: "EINVAL" | "EOPNOTSUPP"): ShowFile {
  return () => {
    throw new SysError(code);
  };
}

/** A virtual cable says that it has 10 Gbit/s; the others do not know. */
function link(device: NetDevice, veth: string | number, card: string | number): ShowFile {
  if (device.kind === "veth") return whileUp(device, () => veth);
  return device.kind === "ether" ? whileUp(device, () => card) : fails("EINVAL");
}

/** Files by name; undefined: no such device. */
export function sysNetFiles(net: NetNamespace, name: string): Readonly<Record<string, ShowFile>> | undefined {
  const device = net.deviceNamed(name);
  if (device === undefined) return undefined;
  return {
    addr_assign_type: () => line(device.addrAssignType),
    addr_len: () => line(6),
    address: () => line(device.mac),
    broadcast: () => line(device.broadcast),
    carrier: whileUp(device, () => (device.carrier ? 1 : 0)),
    carrier_changes: () => line(device.carrierUps + device.carrierDowns),
    carrier_down_count: () => line(device.carrierDowns),
    carrier_up_count: () => line(device.carrierUps),
    dev_id: () => line("0x0"),
    dev_port: () => line(0),
    dormant: whileUp(device, () => 0),
    duplex: link(device, "full", "unknown"),
    flags: () => line(`0x${(device.ownFlags & 0xffff).toString(16)}`),
    gro_flush_timeout: () => line(0),
    ifalias: () => (device.alias === "" ? "" : line(device.alias)),
    ifindex: () => line(device.index),
    iflink: () => line(device.linkIndex),
    link_mode: () => line(0),
    mtu: () => line(device.mtu),
    name_assign_type: device.nameAssignType === 0 ? fails("EINVAL") : () => line(device.nameAssignType),
    napi_defer_hard_irqs: () => line(0),
    netdev_group: () => line(device.group),
    operstate: () => line(device.up ? device.operState.toLowerCase() : "down"),
    phys_port_id: fails("EOPNOTSUPP"),
    phys_port_name: fails("EOPNOTSUPP"),
    phys_switch_id: fails("EOPNOTSUPP"),
    proto_down: () => line(0),
    speed: link(device, 10_000, -1),
    testing: whileUp(device, () => 0),
    threaded: () => line(0),
    tx_queue_len: () => line(device.txQueueLength),
    type: () => line(headerType(device)),
    uevent: () =>
      `${device.kind === "bridge" ? "DEVTYPE=bridge\n" : ""}INTERFACE=${device.name}\nIFINDEX=${device.index}\n`,
  };
}

const STATISTICS = [
  "collisions",
  "multicast",
  "rx_bytes",
  "rx_compressed",
  "rx_crc_errors",
  "rx_dropped",
  "rx_errors",
  "rx_fifo_errors",
  "rx_frame_errors",
  "rx_length_errors",
  "rx_missed_errors",
  "rx_nohandler",
  "rx_over_errors",
  "rx_packets",
  "tx_aborted_errors",
  "tx_bytes",
  "tx_carrier_errors",
  "tx_compressed",
  "tx_dropped",
  "tx_errors",
  "tx_fifo_errors",
  "tx_heartbeat_errors",
  "tx_packets",
  "tx_window_errors",
] as const;

/** Its directories, each with its files: statistics, and of bridges and their ports bridge, brif and brport. */
export function sysNetDirectories(net: NetNamespace, name: string): Readonly<Record<string, Files>> {
  const device = net.deviceNamed(name);
  if (device === undefined) return {};
  const counted: Partial<Record<(typeof STATISTICS)[number], keyof NetDevice["counters"]>> = {
    rx_bytes: "rxBytes",
    rx_packets: "rxPackets",
    rx_dropped: "rxDropped",
    tx_bytes: "txBytes",
    tx_packets: "txPackets",
    tx_dropped: "txDropped",
  };
  const statistics = Object.fromEntries(
    STATISTICS.map((file) => {
      const counter = counted[file];
      return [file, () => line(counter === undefined ? 0 : device.counters[counter])];
    }),
  );
  const directories: {
    statistics: Files;
    brif?: Files;
    bridge?: Files;
    brport?: Files;
  } = { statistics };
  if (device instanceof BridgeDevice) {
    directories.brif = Object.fromEntries(
      inKernfsOrder(device.ports, (port) => port.device.name).map((port) => [port.device.name, () => ""]),
    );
    directories.bridge = {
      ageing_time: () => line(Math.round(device.ageingNs / 1e7)),
      bridge_id: () => line(`8000.${device.bridgeId.replaceAll(":", "")}`),
      forward_delay: () => line(1500),
      hello_time: () => line(200),
      max_age: () => line(2000),
      priority: () => line(32768),
      stp_state: () => line(0),
    };
  }
  if (device.port !== undefined) {
    const { port } = device;
    directories.brport = {
      port_no: () => line(`0x${port.number.toString(16)}`),
      port_id: () => line(`0x${(0x8000 + port.number).toString(16)}`),
      state: () => line(port.forwarding ? 3 : 0),
      path_cost: () => line(2),
      priority: () => line(32),
      hairpin_mode: () => line(0),
      learning: () => line(1),
    };
  }
  return directories;
}
