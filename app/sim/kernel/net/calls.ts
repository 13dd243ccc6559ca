/** The network's system calls, with sockets as open files: descriptors are the caller's matter. */

import type { Call } from "../abi/call";
import { SysError } from "../abi/errno";
import type { NetlinkReply, NetlinkRequest } from "../abi/netlink";
import type { SocketAddress, SocketDomain, SocketType } from "../abi/sys";
import { netlinkCost } from "../costs/charges";
import type { OpenFile } from "../fs/contract";
import type { Task } from "../process/task";
import type { KernelServices } from "../services";
import type { NetNamespace } from "./namespace";
import { netlink } from "./netlink";
import { PROTOCOL } from "./packets";
import { setOption } from "./sockets/options";
import { PacketSocket } from "./sockets/packet";
import { PingSocket, RawSocket } from "./sockets/raw";
import { type Received, Socket } from "./sockets/socket";
import { TcpSocket } from "./sockets/tcp";
import { UdpSocket } from "./sockets/udp";
import { type UnixPaths, UnixSocket } from "./sockets/unix";

/** What the network asks of the rest of the kernel. */
export interface NetHooks extends UnixPaths {
  /** The namespace that an open file (of nsfs) stands for; undefined if it is no network namespace. */
  namespaceOf(file: OpenFile): NetNamespace | undefined;
}

export class NetCalls {
  constructor(
    private readonly services: Pick<KernelServices, "processes">,
    private readonly hooks: NetHooks,
  ) {}

  /** @throws SysError EAFNOSUPPORT, EPROTONOSUPPORT, EPERM (raw, packet), EACCES (ping sockets) */
  socket(task: Task, domain: SocketDomain, type: SocketType, protocol: number): Socket {
    const { net } = task.ns;
    const uid = task.creds.fsuid;
    switch (domain) {
      case "inet":
        return this.inetSocket(task, net, type, protocol, uid);
      case "unix":
        if (type === "raw") return new UnixSocket(net, "dgram", uid, this.hooks);
        return new UnixSocket(net, type, uid, this.hooks);
      case "packet":
        task.require("NET_RAW", net.userNs);
        if (type === "stream") throw new SysError("EPROTONOSUPPORT");
        return new PacketSocket(net, type, protocol, uid);
      case "netlink":
        throw new SysError("EPROTONOSUPPORT");
    }
  }

  private inetSocket(task: Task, net: NetNamespace, type: SocketType, protocol: number, uid: number): Socket {
    if (type === "stream") {
      if (protocol !== 0 && protocol !== PROTOCOL.TCP) throw new SysError("EPROTONOSUPPORT");
      return new TcpSocket(net, uid);
    }
    if (type === "raw") {
      task.require("NET_RAW", net.userNs);
      if (protocol === 0) throw new SysError("EPROTONOSUPPORT");
      return new RawSocket(net, protocol, uid);
    }
    if (protocol === PROTOCOL.ICMP) {
      const [first, last] = net.sysctls.pingGroupRange;
      const groups = [task.creds.egid, ...task.creds.groups];
      if (!groups.some((group) => group >= first && group <= last)) throw new SysError("EACCES");
      return new PingSocket(net, uid);
    }
    if (protocol !== 0 && protocol !== PROTOCOL.UDP) throw new SysError("EPROTONOSUPPORT");
    return new UdpSocket(net, uid);
  }

  /** Two AF_UNIX sockets that are each other's ends. */
  socketpair(task: Task, type: SocketType): readonly [Socket, Socket] {
    const make = (): UnixSocket => new UnixSocket(task.ns.net, type, task.creds.fsuid, this.hooks);
    const [a, b] = [make(), make()];
    a.join(b);
    return [a, b];
  }

  bind(task: Task, file: OpenFile, address: SocketAddress): Call<void> {
    return socketOf(file).bind(address, task);
  }

  connect(task: Task, file: OpenFile, address: SocketAddress): Call<void> {
    return socketOf(file).connect(address, task);
  }

  listen(_task: Task, file: OpenFile, backlog: number): void {
    socketOf(file).listen(backlog);
  }

  accept(task: Task, file: OpenFile): Call<{ readonly file: Socket; readonly peer: SocketAddress }> {
    return socketOf(file).accept(task);
  }

  sendto(task: Task, file: OpenFile, data: Uint8Array, to: SocketAddress | undefined): Call<number> {
    return socketOf(file).sendto(data, to, task);
  }

  recvfrom(task: Task, file: OpenFile, count: number): Call<Received> {
    return socketOf(file).recvfrom(count, task);
  }

  shutdown(_task: Task, file: OpenFile, how: "read" | "write" | "both"): void {
    socketOf(file).shutdown(how);
  }

  getsockname(_task: Task, file: OpenFile): SocketAddress {
    return socketOf(file).getsockname();
  }

  getpeername(_task: Task, file: OpenFile): SocketAddress {
    return socketOf(file).getpeername();
  }

  /** Options by their C names. @throws SysError ENOPROTOOPT for one that there is not */
  setsockopt(task: Task, file: OpenFile, option: string, value: number | string): void {
    setOption(socketOf(file), option, value, task);
  }

  /** @throws SysError as rtnetlink answers; EPERM for changes without CAP_NET_ADMIN over the namespace */
  netlink(task: Task, request: NetlinkRequest): NetlinkReply {
    const reply = netlink(
      {
        net: task.ns.net,
        requireAdmin: (net) => task.require("NET_ADMIN", net.userNs),
        namespaceOfPid: (pid) => this.namespaceOfPid(task, pid),
        namespaceOfFd: (fd) => {
          const found = this.hooks.namespaceOf(task.process.files.get(fd));
          if (found === undefined) throw new SysError("EINVAL");
          return found;
        },
      },
      request,
    );
    task.charge(netlinkCost(request));
    return reply;
  }

  private namespaceOfPid(task: Task, pid: number): NetNamespace | undefined {
    for (const process of this.services.processes())
      if (!process.zombie && process.main.pidIn(task.ns.pid) === pid) return process.main.ns.net;
    return undefined;
  }
}

/** @throws SysError ENOTSOCK */
function socketOf(file: OpenFile): Socket {
  if (!(file instanceof Socket)) throw new SysError("ENOTSOCK");
  return file;
}
