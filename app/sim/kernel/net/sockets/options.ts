/** setsockopt: options by their C names. */
import { SysError } from "../../abi/errno";
import type { Task } from "../../process/task";
import type { Socket } from "./socket";
import { TcpSocket } from "./tcp";

/** Taken and without effect here: buffer sizes follow the kernel's defaults, and nothing is measured or marked. */
const ACCEPTED = new Set([
  "SO_RCVBUF",
  "SO_SNDBUF",
  "SO_REUSEPORT",
  "SO_LINGER",
  "SO_PRIORITY",
  "SO_OOBINLINE",
  "SO_DONTROUTE",
  "SO_TIMESTAMP",
  "IP_TOS",
  "IP_RECVTTL",
  "IP_RECVERR",
  "IP_PKTINFO",
  "IP_MTU_DISCOVER",
  "IP_MULTICAST_TTL",
  "IP_MULTICAST_IF",
  "IP_MULTICAST_LOOP",
  "ICMP_FILTER",
  "TCP_KEEPIDLE",
  "TCP_KEEPINTVL",
  "TCP_KEEPCNT",
  "TCP_CORK",
  "TCP_QUICKACK",
]);

/** @throws SysError ENOPROTOOPT, EINVAL, ENODEV, EPERM */
export function setOption(socket: Socket, option: string, value: number | string, task: Task): void {
  if (option === "SO_BINDTODEVICE") {
    bindToDevice(socket, String(value), task);
    return;
  }
  const number = Number(value);
  if (!Number.isFinite(number)) throw new SysError("EINVAL");
  switch (option) {
    case "SO_REUSEADDR":
      socket.reuseAddress = number !== 0;
      return;
    case "SO_BROADCAST":
      socket.broadcast = number !== 0;
      return;
    case "SO_KEEPALIVE":
      socket.keepAlive = number !== 0;
      return;
    case "SO_RCVTIMEO":
      socket.receiveTimeoutNs = number > 0 ? number : Number.POSITIVE_INFINITY;
      return;
    case "SO_SNDTIMEO":
      socket.sendTimeoutNs = number > 0 ? number : Number.POSITIVE_INFINITY;
      return;
    case "IP_TTL":
      if (number < 1 || number > 255) throw new SysError("EINVAL");
      socket.ttl = number;
      return;
    case "TCP_NODELAY":
      if (!(socket instanceof TcpSocket)) throw new SysError("ENOPROTOOPT");
      socket.noDelay = number !== 0;
      if (socket.entry !== undefined) socket.entry.connection.noDelay = socket.noDelay;
      return;
    default:
      if (!ACCEPTED.has(option)) throw new SysError("ENOPROTOOPT");
  }
}

function bindToDevice(socket: Socket, name: string, task: Task): void {
  if (socket.device !== undefined) task.require("NET_RAW", socket.net.userNs);
  const device = name === "" ? undefined : socket.net.deviceNamed(name);
  if (name !== "" && device === undefined) throw new SysError("ENODEV");
  socket.device = device;
}
