/** The text of the files of /proc/net, for one network namespace, as Linux 6.1 prints them. */
import { IFF, type NetDevice } from "./device";
import { formatIpv4, hexAddress, maskOf } from "./ipv4";
import { ZERO_MAC } from "./mac";
import type { NetNamespace } from "./namespace";
import { netstatText, protocolsText, ptypeText, snmpText } from "./proc-net-counters";
import { packetText, rawText, tcpText, udpText, unixText } from "./proc-net-sockets";

/** Lines of route and rt_cache are padded to this. */
const ROUTE_WIDTH = 127;

function devLine(device: NetDevice): string {
  const { rxBytes, rxPackets, rxDropped, txBytes, txPackets, txDropped } = device.counters;
  const fields = [rxBytes, rxPackets, 0, rxDropped, 0, 0, 0, 0, txBytes, txPackets, 0, txDropped, 0, 0, 0, 0];
  const widths = [7, 7, 4, 4, 4, 5, 10, 9, 8, 7, 4, 4, 4, 5, 7, 10];
  const numbers = fields.map((field, at) => String(field).padStart(widths[at]!));
  return `${device.name.padStart(6)}: ${numbers.join(" ")}\n`;
}

function dev(net: NetNamespace): string {
  const header =
    "Inter-|   Receive                                                |  Transmit\n" +
    " face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed\n";
  return header + net.allDevices().map(devLine).join("");
}

function arp(net: NetNamespace): string {
  const lines = net.neighbours.all().map((entry) => {
    const flags = entry.state === "PERMANENT" ? 6 : entry.valid ? 2 : 0;
    return (
      `${formatIpv4(entry.address).padEnd(16)} 0x${"1".padEnd(10)}0x${flags.toString(16).padEnd(10)}` +
      `${(entry.mac ?? ZERO_MAC).padEnd(17)}     *        ${entry.device.name}\n`
    );
  });
  return `IP address       HW type     Flags       HW address            Mask     Device\n${lines.join("")}`;
}

function route(net: NetNamespace): string {
  const header = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT";
  const lines = net.fib
    .all()
    .filter(({ table }) => table === "main")
    .map((entry) => {
      const reject = entry.type === "unreachable" || entry.type === "prohibit";
      const flags =
        1 | (entry.gateway === undefined ? 0 : 2) | (entry.prefix === 32 ? 4 : 0) | (reject ? 0x200 : 0);
      const fields = [
        entry.device?.name ?? "*",
        hexAddress(entry.destination),
        hexAddress(entry.gateway ?? 0),
        flags.toString(16).toUpperCase().padStart(4, "0"),
        0,
        0,
        entry.metric,
        hexAddress(maskOf(entry.prefix)),
        0,
        0,
        0,
      ];
      return fields.join("\t");
    });
  return [header, ...lines].map((line) => `${line.padEnd(ROUTE_WIDTH)}\n`).join("");
}

function rtCache(): string {
  const header =
    "Iface\tDestination\tGateway \tFlags\t\tRefCnt\tUse\tMetric\tSource\t\tMTU\tWindow\tIRTT\tTOS\tHHRef\tHHUptod\tSpecDst";
  return `${header.padEnd(ROUTE_WIDTH)}\n`;
}

/** Devices that are up listen to 224.0.0.1. */
function devMcast(net: NetNamespace): string {
  return net
    .allDevices()
    .filter((device) => device.up && (device.ownFlags & IFF.MULTICAST) !== 0)
    .map((device) => `${String(device.index).padEnd(4)} ${device.name.padEnd(15)} 1     0     01005e000001\n`)
    .join("");
}

function sockstat(net: NetNamespace): string {
  const { sockets } = net;
  const entries = sockets.tcp.connections();
  const waiting = entries.filter(({ connection }) => connection.state === "TIME_WAIT").length;
  const inUse = entries.length - waiting + sockets.tcp.bound.filter((socket) => socket.listening).length;
  const orphans = entries.filter(({ connection }) => connection.orphan).length - waiting;
  const used =
    inUse +
    sockets.udp.length +
    sockets.raw.length +
    sockets.ping.length +
    sockets.packet.length +
    sockets.unix.length;
  return (
    `sockets: used ${used}\n` +
    `TCP: inuse ${inUse} orphan ${Math.max(0, orphans)} tw ${waiting} alloc ${inUse} mem 0\n` +
    `UDP: inuse ${sockets.udp.length} mem 0\nUDPLITE: inuse 0\nRAW: inuse ${sockets.raw.length}\nFRAG: inuse 0 memory 0\n`
  );
}

/** Files by name. */
export const procNetFiles: Readonly<Record<string, (net: NetNamespace) => string>> = {
  arp,
  dev,
  dev_mcast: devMcast,
  icmp: (net) => udpText(net, "icmp"),
  netstat: netstatText,
  packet: packetText,
  protocols: protocolsText,
  ptype: ptypeText,
  raw: rawText,
  route,
  rt_cache: rtCache,
  snmp: snmpText,
  sockstat,
  softnet_stat: () => `${Array(13).fill("00000000").join(" ")}\n`,
  tcp: tcpText,
  udp: (net) => udpText(net, "udp"),
  udplite: (net) => udpText(net, "udplite"),
  unix: unixText,
};
