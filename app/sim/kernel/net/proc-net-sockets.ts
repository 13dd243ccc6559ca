/** /proc/net/tcp, udp, raw, icmp, unix and packet: the sockets of a namespace. */

import { hexAddress } from "./ipv4";
import type { NetNamespace } from "./namespace";
import type { DatagramSocket } from "./sockets/datagram";
import type { InetSocket } from "./sockets/inet";
import type { TcpState } from "./tcp/states";

/** enum tcp states, include/net/tcp_states.h */
const STATE_NUMBERS: Readonly<Record<TcpState | "LISTEN", number>> = {
  ESTABLISHED: 1,
  SYN_SENT: 2,
  SYN_RECV: 3,
  FIN_WAIT1: 4,
  FIN_WAIT2: 5,
  TIME_WAIT: 6,
  CLOSED: 7,
  CLOSE_WAIT: 8,
  LAST_ACK: 9,
  LISTEN: 10,
  CLOSING: 11,
};

const TCP_WIDTH = 149;
const UDP_WIDTH = 127;

function hex(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, "0");
}

/** What %pK prints for an object: a number that says nothing. */
function pointer(inode: number): string {
  return (Math.imul(inode + 1, 0x9e3779b1) >>> 0).toString(16).padStart(8, "0");
}

function ends(local: number, localPort: number, remote: number, remotePort: number): string {
  return `${hexAddress(local)}:${hex(localPort, 4)} ${hexAddress(remote)}:${hex(remotePort, 4)}`;
}

export function tcpText(net: NetNamespace): string {
  const lines = [
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
  ];
  const add = (
    where: string,
    state: TcpState | "LISTEN",
    tx: number,
    rx: number,
    uid: number,
    inode: number,
    tail: string,
  ): void => {
    lines.push(
      `${String(lines.length - 1).padStart(4)}: ${where} ${hex(STATE_NUMBERS[state], 2)} ${hex(tx, 8)}:${hex(rx, 8)} ` +
        `00:00000000 00000000 ${String(uid).padStart(5)} ${"0".padStart(8)} ${inode} ${tail}`,
    );
  };
  const { tcp } = net.sockets;
  for (const socket of tcp.bound)
    if (socket.listening)
      add(
        ends(socket.localAddress, socket.localPort, 0, 0),
        "LISTEN",
        0,
        socket.acceptQueueLength,
        net.userNs.fromKernelUid(socket.uid),
        socket.inodeNumber,
        `1 ${pointer(socket.inodeNumber)} 100 0 0 10 0`,
      );
  for (const entry of tcp.connections()) {
    const { connection } = entry;
    const where = ends(entry.localAddress, entry.localPort, entry.remoteAddress, entry.remotePort);
    if (connection.state === "TIME_WAIT")
      add(where, "TIME_WAIT", 0, 0, 0, 0, `3 ${pointer(entry.localPort)}`);
    else {
      const inode = entry.owner?.inodeNumber ?? 0;
      const uid = net.userNs.fromKernelUid(entry.uid);
      const { unsentBytes, incoming } = connection;
      add(
        where,
        connection.state,
        unsentBytes,
        incoming.length,
        uid,
        inode,
        `1 ${pointer(inode)} 20 4 30 10 -1`,
      );
    }
  }
  return lines.map((line) => `${line.padEnd(TCP_WIDTH)}\n`).join("");
}

function udpLine(bucket: number, socket: DatagramSocket, net: NetNamespace, connected: boolean): string {
  const { localAddress, localPort, remoteAddress, remotePort, receivedBytes, uid, inodeNumber, drops } =
    socket;
  return (
    `${String(bucket).padStart(5)}: ${ends(localAddress, localPort, remoteAddress, connected ? remotePort : 0)} ` +
    `${connected ? "01" : "07"} 00000000:${hex(receivedBytes, 8)} 00:00000000 00000000 ` +
    `${String(net.userNs.fromKernelUid(uid)).padStart(5)} ${"0".padStart(8)} ${inodeNumber} 2 ${pointer(inodeNumber)} ${drops}`
  );
}

export function udpText(net: NetNamespace, which: "udp" | "udplite" | "icmp"): string {
  const header =
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops";
  const { udp, ping } = net.sockets;
  const lines =
    which === "udp"
      ? udp.map((socket) => udpLine(socket.localPort & 255, socket, net, socket.connected))
      : which === "icmp"
        ? ping.map((socket) => udpLine(socket.localPort & 255, socket, net, socket.connected))
        : [];
  const first = which === "icmp" ? header : ` ${header}`;
  return [first, ...lines].map((line) => `${line.padEnd(UDP_WIDTH)}\n`).join("");
}

export function rawText(net: NetNamespace): string {
  const header =
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops\n";
  const lines = net.sockets.raw.map((socket) => {
    const bound: InetSocket = socket;
    return `${udpLine(bound.protocol, socket, net, socket.connected).slice(1)}\n`;
  });
  return header + lines.join("");
}

export function unixText(net: NetNamespace): string {
  const lines = net.sockets.unix.map((socket) => {
    const name = socket.name.startsWith("\0") ? `@${socket.name.slice(1)}` : socket.name;
    const flags = socket.listening ? "00010000" : "00000000";
    const type = socket.type === "stream" ? "0001" : "0002";
    const state = socket.state === "connected" ? "03" : "01";
    const inode = String(socket.inodeNumber).padStart(5);
    return `${pointer(socket.inodeNumber)}: 00000002 00000000 ${flags} ${type} ${state} ${inode}${name === "" ? "" : ` ${name}`}\n`;
  });
  return `Num       RefCount Protocol Flags    Type St Inode Path\n${lines.join("")}`;
}

export function packetText(net: NetNamespace): string {
  const lines = net.sockets.packet.map((socket) => {
    const type = socket.type === "raw" ? 3 : 2;
    const { port } = socket.getsockname();
    const uid = net.userNs.fromKernelUid(socket.uid);
    return (
      `${pointer(socket.inodeNumber)} ${"3".padEnd(6)} ${String(type).padEnd(4)} ${port.toString(16).padStart(4, "0")}   ` +
      `${String(socket.device?.index ?? 0).padEnd(5)} 1 ${String(socket.receivedBytes).padEnd(6)} ${String(uid).padEnd(6)} ` +
      `${String(socket.inodeNumber).padEnd(6)}\n`
    );
  });
  return `sk       RefCnt Type Proto  Iface R Rmem   User   Inode\n${lines.join("")}`;
}
